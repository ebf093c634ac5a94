"""
Records: what a reader makes of a file, how it is told to read, and where its bytes come from.

Start reading at `Document`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final

from attrs import frozen

from quotattr.command_line.inputs import InputFile

DEFAULT_TEXT_COLUMN: Final = "text"
DEFAULT_ID_COLUMN: Final = "id"
"""Taken where a table has it; a column that the user names must be there."""


@frozen
class Document:
    """
    One text to extract from.

    Attributes:
        id: Tells it from every other document of the run.
        text: As it stands in the file; of a page, its main text.
        origin: The file, and the row if it has some, for messages.
        date: What the column of dates holds, None if there is none.
    """

    id: str
    text: str
    origin: str
    date: str | None = None


@frozen
class Unread:
    """What could not be read, and why."""

    origin: str
    message: str


@frozen
class Reading:
    """
    How to read.

    Attributes:
        text_column: The column of a table that holds the text.
        id_column: The one that holds the id; `DEFAULT_ID_COLUMN` if there is one, else rows are numbered, if None.
        encoding: Of what is not in UTF-8.
        date_column: The one that holds the date, None if nobody asks.
    """

    text_column: str = DEFAULT_TEXT_COLUMN
    id_column: str | None = None
    encoding: str | None = None
    date_column: str | None = None


Record = Document | Unread


def bytes_of(file: InputFile) -> bytes:
    """All of them."""
    with opened(file) as stream:
        return stream.read()


@contextmanager
def opened(file: InputFile) -> Iterator[BinaryIO]:
    """The file, closed at the end; standard input is left open."""
    if file.path is None:
        yield sys.stdin.buffer
    else:
        with file.path.open("rb") as stream:
            yield stream
