"""
Outputs: articles to standard output, to a file, or to a folder, in the format asked for.

What can be known to fail does so before the first text is read. JSON lines are handed to the system one by one, so that
a run may end at any moment and be gone on with. Start reading at `Output`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Final

from attrs import frozen

from quotattr.command_line.failures import OutputError, UsageError
from quotattr.command_line.resuming import cut_broken_line, finished_ids
from quotattr.errors import QuotattrError
from quotattr.formats import FORMATS, Format, write_articles
from quotattr.quote import Article

DEFAULT_FORMAT: Final = "table"
RESUMABLE_FORMAT: Final = "jsonl"
"""The one that has a line for every document, even of one that quotes nobody."""


@frozen
class Output:
    """
    Where the articles go, and how they are written.

    Attributes:
        format: One of `FORMATS`.
        path: A file or folder; None is standard output.
        resume: Go on with what is there instead of beginning anew.
        options: Keyword arguments of writers.
    """

    format: Format
    path: Path | None
    resume: bool
    options: Mapping[str, object]

    def check(self) -> None:
        """
        Raise what can be known to fail.

        Raises:
            UsageError: The format can't go where it should.
            MissingExtraError: It needs a library that is not installed.
        """
        if self.resume and (self.path is None or self.format.name != RESUMABLE_FORMAT):
            raise UsageError(f"--resume needs -o OUT{FORMATS[RESUMABLE_FORMAT].suffix}: only that tells what is done")
        if self.path is None and self.format.needs_folder:
            raise UsageError(f"--format {self.format.name} writes a folder: name it with -o")
        if self.path is None and self.format.is_binary and sys.stdout.isatty():
            raise UsageError(f"--format {self.format.name} is not for a terminal: name a file with -o")
        self.format.load_writer()

    def finished_ids(self) -> set[str]:
        """The documents that need not be read again."""
        return finished_ids(self.path) if self.resume and self.path is not None else set()

    def write(self, articles: Iterable[Article]) -> None:
        """
        Write them all.

        Raises:
            OutputError: The output can't be written; what is there of it are whole lines, if it is JSON lines.
        """
        with naming(self.path):
            if self.path is None:
                self._write_to_stdout(articles)
            elif self.format.name == RESUMABLE_FORMAT:
                self._write_lines(articles, self.path)
            else:
                write_articles(articles, self.format.name, self.path, **self.options)

    def _write_to_stdout(self, articles: Iterable[Article]) -> None:
        """In UTF-8 whatever the locale says, and with the line ends of the format."""
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8", newline="")
        stream: IO[Any] = sys.stdout.buffer if self.format.is_binary else sys.stdout
        write_articles(articles, self.format.name, stream, **self.options)
        stream.flush()

    def _write_lines(self, articles: Iterable[Article], path: Path) -> None:
        mode = "a" if self.resume else "w"
        try:
            with path.open(mode, encoding="utf-8", newline="", buffering=_LINE_BY_LINE) as stream:
                write_articles(articles, self.format.name, stream, **self.options)
        finally:
            if path.is_file():
                with suppress(OSError):  # Of a full disk, that has been told.
                    cut_broken_line(path)


_LINE_BY_LINE: Final = 1
"""What `open` calls it."""


@contextmanager
def naming(path: Path | None) -> Iterator[None]:
    """Say of a full disk which file was being written: the system doesn't."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        if isinstance(error, QuotattrError) or error.filename is not None:
            raise
        raise OutputError(f"{path or 'standard output'}: {error.strerror or error}") from error


def choose_format(name: str | None, path: Path | None) -> Format:
    """The format called *name*, else the one whose suffix *path* has, else a table."""
    if name is not None:
        return FORMATS[name]
    suffix = path.suffix.lower() if path is not None else ""
    return next((one for one in FORMATS.values() if suffix and one.suffix == suffix), FORMATS[DEFAULT_FORMAT])


def give_up_stdout() -> None:
    """Point standard output at nothing, so that Python has nowhere to complain when it flushes at exit."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
    os.close(nothing)
