"""
Own lexicons: a user's folder of files like the shipped ones, whose rows are added to those.

A file has the name and the columns of the shipped one; its rows need not be sorted. A row with the key of
a shipped row replaces it; ``!`` and the key alone remove it (``!Marianne``). Where a form belongs to two
rows, the user's has it. Start reading at `read_own`; `EXTENDABLE` says which tables may be extended.

    >>> extend_lines(TABLES["not_speakers"], (), None)
    []
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

import regex
from attrs import frozen

from quotattr.errors import LexiconError
from quotattr.lexicons.rows import Key, Line, Table, check_keys, error_at, make_line, read_cells, values
from quotattr.lexicons.tables import TABLES

REMOVAL: Final = "!"
"""What stands before the key of a shipped row that is to be left out."""

_RULES_HAVE_THEM: Final = "cue_phrases"
"""Prepositions and pairs of verbs are known to the rules themselves, so that another row would do nothing."""

EXTENDABLE: Final[Mapping[str, Table]] = MappingProxyType(
    {table.file_name: table for name, table in TABLES.items() if name != _RULES_HAVE_THEM}
)
"""
File name → table, of those that a user may extend.

Not the weights, which are fitted; nor the words of the tokenizer, which all extractors share.
"""

_PAGE: Final = ".md"
"""A page that tells of the folder is no lexicon."""


_LETTER_RE: Final = regex.compile(r"[\p{L}\p{N}]")


@frozen
class Removal:
    """A shipped row to be left out, and where that is said."""

    file: str
    number: int
    key: Key


@frozen
class Addition:
    """What a user's file adds to one table: rows of its own, and shipped ones to be left out."""

    lines: tuple[Line, ...]
    removals: tuple[Removal, ...]


def read_own(folder: Path) -> dict[str, Addition]:
    """
    The files of a user's folder, by the name of their table.

    Raises:
        LexiconError: The folder is none, holds no lexicon or a file that is none, or a row is wrong; the message
            names file and line.
    """
    return {table.name: _read_addition(folder, table) for table in _find_tables(folder)}


def _find_tables(folder: Path) -> list[Table]:
    """The tables that *folder* has a file for; whatever else it holds is a mistake, but for pages and hidden files."""
    if not folder.is_dir():
        raise LexiconError(f"{folder}: a lexicon is a folder of .tsv files ({_what_it_is(folder)})")
    names = sorted(path.name for path in folder.iterdir() if not path.name.startswith(".") and path.suffix != _PAGE)
    known = ", ".join(sorted(EXTENDABLE))
    for name in names:
        if name not in EXTENDABLE:
            raise LexiconError(f"{folder / name}: no lexicon that can be extended has this name; there are: {known}")
    if not names:
        raise LexiconError(f"{folder}: the folder holds no lexicon; there are: {known}")
    return [EXTENDABLE[name] for name in names]


def _what_it_is(path: Path) -> str:
    return "this is a file: give the folder it is in" if path.exists() else "there is none here"


def _read_addition(folder: Path, table: Table) -> Addition:
    file = str(folder / table.file_name)
    lines, removals = [], []
    for number, cells in read_cells(folder, table, file):
        if cells[0].startswith(REMOVAL):
            removals.append(_make_removal(table, file, number, cells))
        else:
            lines.append(make_line(table, file, number, cells))
            _check_letters(lines[-1])
    check_keys(table, lines)
    return Addition(tuple(lines), tuple(removals))


def _check_letters(line: Line) -> None:
    """Raise if a value is so bare that it could be found in no text."""
    for column, cell in line.row.items():
        for value in values(cell):
            if _LETTER_RE.search(value) is None:
                raise line.error(f"{column!r} must have a letter or a digit; write - for nothing (got {value!r})")


def _make_removal(table: Table, file: str, number: int, cells: Sequence[str]) -> Removal:
    key = (cells[0].removeprefix(REMOVAL), *cells[1:])
    if len(key) != len(table.key_columns):
        columns = ", ".join(table.key_columns)
        raise error_at(file, number, f"a removal has {REMOVAL} and only {columns} (got {len(key)} cells)")
    return Removal(file, number, key)


def extend_lines(table: Table, shipped: Sequence[Line], addition: Addition | None) -> list[Line]:
    """
    The lines of *table* with what a user adds: the user's first, then the shipped ones that still hold.

    Raises:
        LexiconError: A removal names no shipped row.
    """
    if addition is None:
        return list(shipped)
    gone = {table.key_of(line.row) for line in addition.lines}
    known = {table.key_of(line.row) for line in shipped}
    for removal in addition.removals:
        if removal.key not in known:
            words = " ".join(removal.key)
            raise error_at(removal.file, removal.number, f"nothing to remove: {table.file_name} has no {words!r}")
        gone.add(removal.key)
    return [*addition.lines, *(line for line in shipped if table.key_of(line.row) not in gone)]
