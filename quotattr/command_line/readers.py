"""
Readers: from a file to its documents, one function for each kind of file.

Whatever can't be read becomes an `Unread` in the place of its document, so that the rest is read all the same: a row of a
table by itself, a file as a whole. Start reading at `read_documents`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from quotattr.command_line.decoding import decode
from quotattr.command_line.failures import InputError, message_of
from quotattr.command_line.inputs import InputFile
from quotattr.command_line.pages import read_page
from quotattr.command_line.records import Document, Reading, Record, Unread, bytes_of
from quotattr.command_line.tables import (
    count_csv_rows,
    count_lines,
    count_parquet_rows,
    read_csv,
    read_jsonl,
    read_parquet,
)


def read_documents(file: InputFile, reading: Reading) -> Iterator[Record]:
    """
    The documents of one file, in order; what can't be read stands in its place.

    Never raises: libraries read the pages and tables of strangers here, and whatever one of them throws is the fault
    of that file.
    """
    try:
        yield from READERS[file.kind](file, reading)
    except Exception as error:
        yield Unread(file.name, message_of(error))


def _read_text(file: InputFile, reading: Reading) -> Iterator[Record]:
    yield Document(file.id, decode(bytes_of(file), reading.encoding), file.name)


def _read_json(file: InputFile, reading: Reading) -> Iterator[Record]:
    raise InputError("a .json file is not read: give JSON lines (.jsonl), or say what it is with --input-format")


def count_documents(files: Iterable[InputFile]) -> int | None:
    """How many documents there are, for a progress bar; None if that can't be told without reading standard input."""
    total = 0
    try:
        for file in files:
            if file.path is None:
                return None
            total += _KIND_TO_COUNT.get(file.kind, _count_one)(file)
    except Exception:
        return None  # What is the matter with the file is told when it is read.
    return total


def _count_one(file: InputFile) -> int:
    return 1


_KIND_TO_COUNT: Final[Mapping[str, Callable[[InputFile], int]]] = {
    "csv": count_csv_rows,
    "jsonl": count_lines,
    "parquet": count_parquet_rows,
}

READERS: Final[Mapping[str, Callable[[InputFile, Reading], Iterator[Record]]]] = {
    "csv": read_csv,
    "html": read_page,
    "json": _read_json,
    "jsonl": read_jsonl,
    "parquet": read_parquet,
    "text": _read_text,
}
"""How each kind of file is read."""
