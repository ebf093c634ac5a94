"""
Tables: a text in each row of JSON lines, CSV and Parquet.

A row that can't be read costs itself alone. Start reading at `read_jsonl`; all of them come to `_document_of_row`.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from typing import Any, BinaryIO, Final, cast

from quotattr.command_line.decoding import UTF8, decode, marked_encoding
from quotattr.command_line.failures import InputError
from quotattr.command_line.inputs import InputFile
from quotattr.command_line.records import DEFAULT_ID_COLUMN, Document, Reading, Record, Unread, bytes_of, opened
from quotattr.extras import import_extra

DELIMITERS: Final = (",", ";", "\t")
"""Between the cells of a CSV file: as the standard has it, as a French spreadsheet writes it, as a .tsv."""

_MAX_CELL_CHARACTERS: Final = 2**31 - 1
"""Of a CSV file, instead of 131,072: a cell holds an article, and this is the most that every platform takes."""

_PARQUET_ROWS: Final = 256
"""Read at a time, so that memory stays flat however large the row groups are."""

Row = Mapping[str, Any]


def read_jsonl(file: InputFile, reading: Reading) -> Iterator[Record]:
    """A JSON object a line; a line that is none costs itself alone."""
    with opened(file) as stream:
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


def read_csv(file: InputFile, reading: Reading) -> Iterator[Record]:
    """A row a text, below the names of the columns. Bytes that are no UTF-8 are kept until it is known in which cell they are."""
    with _csv_rows(file) as rows:
        columns = next(rows, [])
        _check_columns(columns, reading)
        for number, cells in enumerate(rows, start=1):
            if cells:
                yield _document_of_cells(dict(zip(columns, cells, strict=False)), number, file, reading)


@contextmanager
def _csv_rows(file: InputFile) -> Iterator[Iterator[list[str]]]:
    """The rows with the header, between the delimiter that is in it most often."""
    with opened(file) as stream, _as_text(stream) as lines, _long_cells():
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


def read_parquet(file: InputFile, reading: Reading) -> Iterator[Record]:
    """A row a text, a few of them in memory at a time."""
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


def _seekable(file: InputFile) -> Any:
    """What Parquet, whose table of contents stands at the end, can be read from."""
    return io.BytesIO(bytes_of(file)) if file.path is None else file.path


# --- counting


def count_lines(file: InputFile) -> int:
    """Those of JSON lines, blank ones aside."""
    with opened(file) as stream:
        return sum(1 for line in stream if line.strip())


def count_csv_rows(file: InputFile) -> int:
    """Those of CSV, its header aside."""
    with _csv_rows(file) as rows:
        return sum(1 for cells in rows if cells) - 1


def count_parquet_rows(file: InputFile) -> int:
    """Those that a Parquet file says it has."""
    with import_extra("pyarrow.parquet", "frames").ParquetFile(file.path) as table:
        return cast(int, table.metadata.num_rows)
