"""
Completion: what makes a shell complete quotattr's options, their values, and files.

argcomplete, of the extra ``completion``, asks this very program at each press of the tab key, so that nothing has to be kept
in step. `print_script` gives the shell its side of it, `answer_shell` is ours.
"""

from __future__ import annotations

import argparse
import os
import shlex
from collections.abc import Sequence
from typing import Final

from quotattr.command_line.arguments import COMMANDS, PROGRAM, build_parser
from quotattr.extras import import_extra

EXTRA: Final = "completion"
_ASKED_BY_SHELL: Final = "_ARGCOMPLETE"
"""In the environment where a shell asks; argcomplete's name for it."""


def run(options: argparse.Namespace) -> int:
    """
    Print the script that the shell evaluates.

    Raises:
        MissingExtraError: argcomplete is not installed.
    """
    print(import_extra("argcomplete", EXTRA).shellcode([PROGRAM], shell=options.shell))
    return 0


def answer_shell() -> None:
    """Answer and exit, if it is a shell that asks; else nothing, and nothing is imported."""
    if _ASKED_BY_SHELL not in os.environ:
        return
    argcomplete = import_extra("argcomplete", EXTRA)
    words = _typed_words()
    parser = build_parser(words)
    if not words:
        _offer_commands(parser)
    argcomplete.autocomplete(parser)


def _offer_commands(parser: argparse.ArgumentParser) -> None:
    """Offer the commands beside the files, as what stands first may be either."""
    files = import_extra("argcomplete.completers", EXTRA).FilesCompleter()

    def complete(prefix: str, **_: object) -> list[str]:
        return [*COMMANDS, *files(prefix)]

    for action in parser._actions:
        if action.dest == "inputs":
            action.completer = complete  # type: ignore[attr-defined]  # Where argcomplete looks for it.


def _typed_words() -> Sequence[str]:
    """What stands behind the program's name and has been left with a blank."""
    typed = os.environ.get("COMP_LINE", "")[: int(os.environ.get("COMP_POINT", "0"))]
    try:
        return shlex.split(typed)[1:] if typed.endswith(" ") else shlex.split(typed)[1:-1]
    except ValueError:
        return ()
