"""
Rows: one file of ``lexicon/*.tsv`` read and checked, line by line.

A `Table` says what its file promises: the columns, the values each allows, what names a row. Whatever
breaks the promise is a `LexiconError` that names file and line. What the rows mean is no matter here.
Start reading at `read_lines`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from typing import Final, Protocol

import regex
from attrs import frozen

from quotattr.errors import LexiconError

NOTHING: Final = "-"
"""A cell that says there is no such form."""

SEPARATOR: Final = "|"
"""Between the values of a cell that may hold several."""

COMMENT: Final = "#"
"""What the lines of a file's head begin with."""

_BAD_CELL_RE: Final = regex.compile(r"(?:^|\|)(?:\s|\||$)|\s(?:\||$)")
"""A cell that is empty or padded, or one of whose values is."""

Row = Mapping[str, str]
Key = tuple[str, ...]


class TextFile(Protocol):
    """What is asked of a file: its text."""

    def read_text(self, encoding: str | None = ...) -> str:
        """The whole text."""


class Folder(Protocol):
    """What is asked of a folder, so that a `pathlib.Path` and a package's own data both do: its files by name."""

    def __truediv__(self, name: str, /) -> TextFile:
        """The file called *name*."""


def shipped_folder() -> Folder:
    """The folder of the files that ship with quotattr."""
    return resources.files("quotattr") / "lexicon"


@frozen
class Table:
    """
    What one file promises.

    Attributes:
        name: The file, without ``.tsv``.
        columns: Its columns in order, each with the values it allows; none = any text.
        key_columns: The columns that together name a row; no two rows agree on them. They come first.
    """

    name: str
    columns: Mapping[str, tuple[str, ...]]
    key_columns: tuple[str, ...]

    @property
    def file_name(self) -> str:
        """Name of the file."""
        return f"{self.name}.tsv"

    def key_of(self, row: Row) -> Key:
        """The cells that name *row*."""
        return tuple(row[column] for column in self.key_columns)


@frozen
class Line:
    """
    A row, and where it stands.

    Attributes:
        file: The file, as messages call it.
        number: Its line, counted from 1.
        row: Column → cell.
    """

    file: str
    number: int
    row: Row

    def error(self, message: str) -> LexiconError:
        """An error of this line, to be raised."""
        return error_at(self.file, self.number, message)


def error_at(file: str, number: int, message: str) -> LexiconError:
    """
    An error that begins with file and line.

        >>> print(error_at("roles.tsv", 7, "no such role"))
        roles.tsv:7: no such role
    """
    return LexiconError(f"{file}:{number}: {message}")


def read_rows(folder: Folder, table: Table) -> list[Row]:
    """The rows of one file: `read_lines` without the places."""
    return [line.row for line in read_lines(folder, table)]


def read_lines(folder: Folder, table: Table) -> list[Line]:
    """
    The rows of one shipped file, each a mapping from column to cell, all of them checked.

    Args:
        folder: Where the file is.
        table: What the file promises.

    Raises:
        LexiconError: The file is missing, or a row breaks a promise; the message names file and line.
    """
    lines: list[Line] = []
    previous: list[str] = []
    for number, cells in read_cells(folder, table, table.file_name):
        lines.append(make_line(table, table.file_name, number, cells))
        if cells < previous:
            raise lines[-1].error(f"rows must be sorted ({cells[0]!r} after {previous[0]!r})")
        previous = cells
    check_keys(table, lines)
    return lines


def read_cells(folder: Folder, table: Table, label: str) -> Iterator[tuple[int, list[str]]]:
    """
    Number and cells of each line below the column names, which are checked.

    Args:
        folder: Where the file is.
        table: What the file promises.
        label: What messages call the file.
    """
    lines = _content_lines(folder, table, label)
    number, header = next(lines, (1, ""))
    if header.split("\t") != list(table.columns):
        expected, got = ", ".join(table.columns), ", ".join(header.split("\t"))
        raise error_at(label, number, f"the columns must be {expected} (got {got})")
    for number, line in lines:
        yield number, line.split("\t")


def _content_lines(folder: Folder, table: Table, label: str) -> Iterator[tuple[int, str]]:
    """
    Number and text of each line that is no comment, counted from 1.

    What an editor or a spreadsheet may make of a file is undone: a byte order mark, letters apart from
    their accents, the curly apostrophe.
    """
    try:
        text = (folder / table.file_name).read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise LexiconError(f"{label}: no such file in {folder}") from error
    except UnicodeDecodeError as error:
        raise LexiconError(f"{label}: must be UTF-8 ({error})") from error
    text = unicodedata.normalize("NFC", text).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    for number, line in enumerate(text.split("\n"), 1):
        if line and not line.startswith(COMMENT):
            yield number, line


def make_line(table: Table, label: str, number: int, cells: list[str]) -> Line:
    """The row that *cells* make, if they are what *table* promises."""
    if len(cells) != len(table.columns):
        raise error_at(label, number, f"{len(table.columns)} cells expected, got {len(cells)} in {cells!r}")
    line = Line(label, number, dict(zip(table.columns, cells, strict=True)))
    for column, allowed in table.columns.items():
        cell = line.row[column]
        if _BAD_CELL_RE.search(cell):
            raise line.error(f"{column!r} must not be empty or padded; write - for nothing (got {cell!r})")
        if allowed and cell not in allowed:
            raise line.error(f"{column!r} must be one of {', '.join(allowed)} (got {cell!r})")
        if column in table.key_columns and cell == NOTHING:
            raise line.error(f"{column!r} must not be -: it names the row")
    return line


def check_keys(table: Table, lines: Iterable[Line]) -> None:
    """Raise if two *lines* of a file have one name."""
    seen: dict[Key, int] = {}
    for line in lines:
        key = table.key_of(line.row)
        if key in seen:
            raise line.error(f"{' '.join(key)!r} is already in line {seen[key]}")
        seen[key] = line.number


def values(cell: str) -> tuple[str, ...]:
    """
    The values of a cell that may hold several; none for ``-``.

        >>> values("possessive|de"), values("-")
        (('possessive', 'de'), ())
    """
    return () if cell == NOTHING else tuple(cell.split(SEPARATOR))


def optional(cell: str) -> str | None:
    """The cell, None for ``-``."""
    return None if cell == NOTHING else cell
