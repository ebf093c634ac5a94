"""
Readers: from a file to its documents, one function for each kind of file.

Whatever can't be read becomes an `Unread` in the place of its document, so that the rest is read all the same: a row of a
table by itself, a file as a whole. Start reading at `read_documents`.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import logging
import re
import sys
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from typing import Any, BinaryIO, Final, cast

from attrs import frozen

from quotattr.command_line.decoding import UTF8, decode, marked_encoding
from quotattr.command_line.failures import InputError, message_of
from quotattr.command_line.inputs import InputFile
from quotattr.extras import import_extra

DEFAULT_TEXT_COLUMN: Final = "text"
DEFAULT_ID_COLUMN: Final = "id"
"""Taken where a table has it; a column that the user names must be there."""

DELIMITERS: Final = (",", ";", "\t")
"""Between the cells of a CSV file: as the standard has it, as a French spreadsheet writes it, as a .tsv."""

_MAX_CELL_CHARACTERS: Final = 2**31 - 1
"""Of a CSV file, instead of 131,072: a cell holds an article, and this is the most that every platform takes."""

_PARQUET_ROWS: Final = 256
"""Read at a time, so that memory stays flat however large the row groups are."""

_META_CHARSET_BYTES: Final = 1024
"""How far from its start a page must say its encoding, by the HTML standard."""
_META_CHARSET_RE: Final = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_LATIN_1: Final = codecs.lookup("latin-1").name


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
Row = Mapping[str, Any]


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


# --- one document a file


def _read_text(file: InputFile, reading: Reading) -> Iterator[Record]:
    yield Document(file.id, decode(_bytes_of(file), reading.encoding), file.name)


def _read_page(file: InputFile, reading: Reading) -> Iterator[Record]:
    """The main text of a page, which its offsets point into: without menus, comments and captions."""
    trafilatura = import_extra("trafilatura", "pages")
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # What it has to say is told by what it returns.
    text = trafilatura.extract(_decode_page(_bytes_of(file), reading.encoding), include_comments=False)
    if not text:
        raise InputError("no main text found in this page")
    yield Document(file.id, text, file.name)


def _decode_page(data: bytes, encoding: str | None) -> str:
    """As `decode`, but a page may say its encoding itself."""
    return decode(data, encoding or _said_encoding(data))


def _said_encoding(data: bytes) -> str | None:
    """The encoding that a page says, if there is one; pages that say Latin-1 are in the Windows form of it (WHATWG)."""
    said = _META_CHARSET_RE.search(data, 0, _META_CHARSET_BYTES)
    try:
        encoding = codecs.lookup(said[1].decode("ascii")).name if said else None
    except LookupError:
        return None
    return "windows-1252" if encoding == _LATIN_1 else encoding


def _read_json(file: InputFile, reading: Reading) -> Iterator[Record]:
    raise InputError("a .json file is not read: give JSON lines (.jsonl), or say what it is with --input-format")


# --- one document a row


def _read_jsonl(file: InputFile, reading: Reading) -> Iterator[Record]:
    with _opened(file) as stream:
        for number, line in enumerate(stream, start=1):
            if line.strip():
                yield _document_of_line(line, number, file, reading)


def _document_of_line(line: bytes, number: int, file: InputFile, reading: Reading) -> Record:
    try:
        row = json.loads(decode(line, reading.encoding))
    except InputError as error:
        return Unread(f"{file.name}:{number}", str(error))
    except (ValueError, RecursionError) as error:
        return Unread(f"{file.name}:{number}", f"no JSON ({error})")
    if not isinstance(row, dict):
        return Unread(f"{file.name}:{number}", f"a JSON object must stand here (got {type(row).__name__})")
    return _document_of_row(row, number, file, reading)


def _read_csv(file: InputFile, reading: Reading) -> Iterator[Record]:
    """Bytes that are not UTF-8 are kept as they are until it is known whose cell they are in."""
    with _csv_rows(file) as rows:
        columns = next(rows, [])
        _check_columns(columns, reading)
        for number, cells in enumerate(rows, start=1):
            if cells:
                yield _document_of_cells(dict(zip(columns, cells, strict=False)), number, file, reading)


@contextmanager
def _csv_rows(file: InputFile) -> Iterator[Iterator[list[str]]]:
    """The rows with the header, between the delimiter that is in it most often."""
    with _opened(file) as stream, _as_text(stream) as lines, _long_cells():
        first = lines.readline()
        yield csv.reader(chain([first], lines), delimiter=max(DELIMITERS, key=first.count))


def _document_of_cells(row: Mapping[str, str], number: int, file: InputFile, reading: Reading) -> Record:
    try:
        decoded = {
            column: decode(cell.encode(errors="surrogateescape"), reading.encoding) for column, cell in row.items()
        }
    except InputError as error:
        return Unread(f"{file.name}:{number}", str(error))
    return _document_of_row(decoded, number, file, reading)


@contextmanager
def _as_text(stream: BinaryIO) -> Iterator[io.TextIOWrapper]:
    encoding = marked_encoding(cast(io.BufferedReader, stream).peek()) or UTF8
    text = io.TextIOWrapper(stream, encoding, errors="surrogateescape", newline="")
    try:
        yield text
    finally:
        text.detach()


@contextmanager
def _long_cells() -> Iterator[None]:
    limit = csv.field_size_limit(_MAX_CELL_CHARACTERS)
    try:
        yield
    finally:
        csv.field_size_limit(limit)


def _read_parquet(file: InputFile, reading: Reading) -> Iterator[Record]:
    parquet = import_extra("pyarrow.parquet", "frames")
    with parquet.ParquetFile(_seekable(file)) as table:
        columns = table.schema_arrow.names
        _check_columns(columns, reading)
        wanted = [reading.text_column, *filter(None, (_id_column(columns, reading), reading.date_column))]
        number = 0
        for batch in table.iter_batches(batch_size=_PARQUET_ROWS, columns=wanted):
            for row in batch.to_pylist():
                number += 1
                yield _document_of_row(row, number, file, reading)


def _document_of_row(row: Row, number: int, file: InputFile, reading: Reading) -> Record:
    """The document of a row; rows (of JSON lines: lines) count from 1."""
    try:
        _check_columns(row, reading)
    except InputError as error:
        return Unread(f"{file.name}:{number}", str(error))
    text, column = row[reading.text_column], _id_column(row, reading)
    if not isinstance(text, str):
        return Unread(f"{file.name}:{number}", f"column {reading.text_column!r} holds no text (got {text!r:.40})")
    given = row[column] if column is not None else None
    id = str(given) if isinstance(given, (str, int)) and given != "" else f"{file.id}:{number}"
    date = row[reading.date_column] if reading.date_column is not None else None
    return Document(id, text, f"{file.name}:{number}", None if date is None else str(date))


def _check_columns(columns: Iterable[str], reading: Reading) -> None:
    for column in (reading.text_column, reading.id_column, reading.date_column):
        if column is not None and column not in columns:
            raise InputError(f"no column {column!r}; there are: {', '.join(map(str, columns)) or 'none'}")


def _id_column(columns: Container[str], reading: Reading) -> str | None:
    return reading.id_column or (DEFAULT_ID_COLUMN if DEFAULT_ID_COLUMN in columns else None)


# --- bytes


def _bytes_of(file: InputFile) -> bytes:
    with _opened(file) as stream:
        return stream.read()


@contextmanager
def _opened(file: InputFile) -> Iterator[BinaryIO]:
    """The file, closed at the end; standard input is left open."""
    if file.path is None:
        yield sys.stdin.buffer
    else:
        with file.path.open("rb") as stream:
            yield stream


def _seekable(file: InputFile) -> Any:
    """What Parquet, whose table of contents stands at the end, can be read from."""
    return io.BytesIO(_bytes_of(file)) if file.path is None else file.path


# --- counting


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


def _count_lines(file: InputFile) -> int:
    with _opened(file) as stream:
        return sum(1 for line in stream if line.strip())


def _count_csv_rows(file: InputFile) -> int:
    with _csv_rows(file) as rows:
        return sum(1 for cells in rows if cells) - 1


def _count_parquet_rows(file: InputFile) -> int:
    with import_extra("pyarrow.parquet", "frames").ParquetFile(file.path) as table:
        return cast(int, table.metadata.num_rows)


_KIND_TO_COUNT: Final[Mapping[str, Callable[[InputFile], int]]] = {
    "csv": _count_csv_rows,
    "jsonl": _count_lines,
    "parquet": _count_parquet_rows,
}

READERS: Final[Mapping[str, Callable[[InputFile, Reading], Iterator[Record]]]] = {
    "csv": _read_csv,
    "html": _read_page,
    "json": _read_json,
    "jsonl": _read_jsonl,
    "parquet": _read_parquet,
    "text": _read_text,
}
"""How each kind of file is read."""
