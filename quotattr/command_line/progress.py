"""
Progress: a bar with the rate and the time left, on a terminal where nothing else is written.

Start reading at `show_progress`. tqdm, which Stanza brings, is imported only if there is a bar to draw.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from quotattr.command_line.failures import Failures

Step = Callable[[], object]
"""To be called after each document."""


@contextmanager
def show_progress(count: Callable[[], int | None], failures: Failures, *, is_quiet: bool) -> Iterator[Step]:
    """
    A bar on standard error, if that is a terminal and there is more than one step; it counts the steps.

    Args:
        count: How many steps there will be, None if nobody knows; asked only if there is a bar.
        failures: Their lines are written above the bar, each of them is a step as well.
        is_quiet: Draw no bar, as the table itself runs over the terminal.
    """
    total = count() if not is_quiet and sys.stderr.isatty() else 0
    if total is not None and total <= 1:
        yield lambda: None
        return
    from tqdm import tqdm

    with tqdm(total=total, unit="article", file=sys.stderr, dynamic_ncols=True) as bar:

        def write(line: str) -> None:
            tqdm.write(line, file=sys.stderr)
            bar.update()

        before, failures.write = failures.write, write
        try:
            yield bar.update
        finally:
            failures.write = before
