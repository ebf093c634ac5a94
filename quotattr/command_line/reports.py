"""
Reports: what ``quotattr report FILE… -o OUT.html`` does.

Start reading at `run`; the page itself is made by `quotattr.report`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator

from quotattr.command_line.extraction import count_left, extract, find_input_files, read_files, stepping
from quotattr.command_line.failures import EXIT_FAILURE, Failures
from quotattr.command_line.outputs import naming
from quotattr.command_line.progress import show_progress
from quotattr.command_line.records import Document
from quotattr.extras import import_extra


def run(options: argparse.Namespace) -> int:
    """
    Write one page on all that the options name; what can be known to fail does so before the first text is read.

    Returns:
        The exit code: 0, or `EXIT_FAILURE` if something was reported.

    Raises:
        QuotattrError: Nothing can be done, or no more.
        OSError: The same.
    """
    import_extra("jinja2", "html")
    from quotattr.report import write_report

    failures = Failures()
    files = find_input_files(options, failures)
    if not files:
        return EXIT_FAILURE
    dates: dict[str, str] = {}
    documents = _noting_dates(read_files(files, options, failures), dates)
    articles = extract(documents, options, failures)
    title = {"title": options.title} if options.title is not None else {}
    with (
        naming(options.output),
        options.output.open("w", encoding="utf-8", newline="") as stream,
        show_progress(lambda: count_left(files), failures, is_quiet=False) as step,
    ):
        write_report(stepping(articles, step), stream, dates=dates, **title)
    return EXIT_FAILURE if failures.count else 0


def _noting_dates(documents: Iterable[Document], dates: dict[str, str]) -> Iterator[Document]:
    for document in documents:
        if document.date is not None:
            dates[document.id] = document.date
        yield document
