"""
Extraction: what ``quotattr FILE…`` does, from its options to its exit code.

Start reading at `run`.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from typing import Final

from quotattr import extractor as extractors
from quotattr.command_line.failures import EXIT_FAILURE, Failures, UsageError
from quotattr.command_line.inputs import InputFile, find_files, is_input
from quotattr.command_line.jobs import extract_documents
from quotattr.command_line.outputs import Output, choose_format
from quotattr.command_line.progress import Step, show_progress
from quotattr.command_line.readers import count_documents, read_documents
from quotattr.command_line.records import Document, Reading, Unread
from quotattr.command_line.selection import Selection
from quotattr.formats import FORMATS
from quotattr.parse import DEFAULT_MODEL
from quotattr.quote import Article

_FORMATS_TO_READ: Final = ("table", "html")
"""Those in which an article is left out if none of its quotations was asked for; in data its id says it has been read."""

_OPTION_TO_WRITER_OPTION: Final = {
    "full": "full",
    "explain": "explain",
    "no_text": "with_text",
    "raw_cells": "neutralise",
}
"""What only some formats take, as the user and as the writers call it."""


def run(options: argparse.Namespace) -> int:
    """
    Extract from all that the options name.

    Returns:
        The exit code: 0, or `EXIT_FAILURE` if something was reported.

    Raises:
        QuotattrError: Nothing can be done, or no more.
        OSError: The same.
    """
    failures = Failures()
    output = _output(options)
    files = find_input_files(options, failures)
    if not files:
        return EXIT_FAILURE
    finished = output.finished_ids()
    is_quiet = output.path is None and sys.stdout.isatty()
    with show_progress(lambda: count_left(files, finished), failures, is_quiet=is_quiet) as step:
        articles = extract(read_files(files, options, failures, finished), options, failures)
        output.write(stepping(articles, step, leave_out=_is_read_for_some(options, output)))
    return EXIT_FAILURE if failures.count else 0


# --- from files to articles


def find_input_files(options: argparse.Namespace, failures: Failures) -> list[InputFile]:
    """
    The files to read, empty if there is none.

    Raises:
        UsageError: The output is one of them.
    """
    files = find_files(options.inputs, failures, recursive=options.recursive, kind=options.input_format)
    if options.output is not None and is_input(options.output, files):
        raise UsageError(f"{options.output}: is an input as well; write to another file")
    return files


def read_files(
    files: Iterable[InputFile], options: argparse.Namespace, failures: Failures, finished: Container[str] = ()
) -> Iterator[Document]:
    """Each document once, those aside that are *finished*."""
    reading = Reading(options.text_column, options.id_column, options.encoding, options.date_column)
    return (one for one in _unique(_read(files, reading, failures), failures) if one.id not in finished)


def extract(documents: Iterable[Document], options: argparse.Namespace, failures: Failures) -> Iterator[Article]:
    """
    The article of each document, with the quotations that were asked for.

    Raises:
        UnknownModelError, LexiconError: At once.
    """
    extractor = extractors.Extractor(options.model or DEFAULT_MODEL, lexicon=options.lexicon)
    selection = Selection(tuple(options.kind), tuple(options.speaker), tuple(options.source), options.min_confidence)
    return map(selection.of, extract_documents(extractor, documents, options.jobs, failures))


def _read(files: Iterable[InputFile], reading: Reading, failures: Failures) -> Iterator[Document]:
    for file in files:
        for record in read_documents(file, reading):
            if isinstance(record, Unread):
                failures.report(record.origin, record.message)
            else:
                yield record


def _unique(documents: Iterable[Document], failures: Failures) -> Iterator[Document]:
    """One document an id: of two, nobody could tell which was done, nor what belongs to which."""
    seen: set[str] = set()
    for document in documents:
        if document.id in seen:
            failures.report(document.origin, f"the id {document.id!r} has been given already: left out")
        else:
            seen.add(document.id)
            yield document


def count_left(files: Sequence[InputFile], finished: Collection[str] = ()) -> int | None:
    """How many documents are still to be read; None if nobody knows."""
    total = count_documents(files)
    return None if total is None else max(0, total - len(finished))


# --- from articles to the output


def _output(options: argparse.Namespace) -> Output:
    """Where to write, checked."""
    chosen = choose_format(options.format, options.output)
    for option, writer_option in _OPTION_TO_WRITER_OPTION.items():
        if getattr(options, option) and writer_option not in chosen.options:
            fit = " and ".join(name for name, one in FORMATS.items() if writer_option in one.options)
            raise UsageError(f"--{option.replace('_', '-')} is for {fit}, not for {chosen.name}")
    writer_options = {
        "with_others": options.all or "other" in options.kind,
        "full": options.full,
        "explain": options.explain,
        "with_text": not options.no_text,
        "neutralise": not options.raw_cells,
        "coloured": _is_coloured(options),
    }
    output = Output(chosen, options.output, options.resume, writer_options)
    output.check()
    return output


def _is_coloured(options: argparse.Namespace) -> bool:
    """Colour for eyes alone: no codes in a file or a pipe, nor where they are not wanted (https://no-color.org)."""
    if options.color != "auto":
        return bool(options.color == "always")
    is_wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return is_wanted and options.output is None and sys.stdout.isatty()


def _is_read_for_some(options: argparse.Namespace, output: Output) -> bool:
    """Whether somebody reads on for some quotations, so that an article without one of them is in the way."""
    is_selective = options.kind or options.speaker or options.source or options.min_confidence
    return bool(is_selective) and output.format.name in _FORMATS_TO_READ


def stepping(articles: Iterable[Article], step: Step, *, leave_out: bool = False) -> Iterator[Article]:
    """The articles, each a step; those of which nothing is left, left out."""
    for article in articles:
        if article.quotes or not leave_out:
            yield article
        step()
