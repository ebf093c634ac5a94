"""A rule that ends the process that asks it about the word it waits for, but never the one that runs the tests."""

from __future__ import annotations

import multiprocessing
import os

from quotattr import Setting

WORD = "fatal"


def ends_the_process(setting: Setting) -> int | None:
    """Ends a process for good, as one does that runs out of memory."""
    if WORD in {word.form for word in setting.tree.words} and multiprocessing.parent_process() is not None:
        os._exit(9)
    return None
