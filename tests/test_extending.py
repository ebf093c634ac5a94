"""
What docs/extending.md and docs/lexicons.md show and say is so.

``PYTHONPATH=. python tests/test_extending.py`` writes the numbers of rows of docs/lexicons.md anew.
"""

from __future__ import annotations

import doctest
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from attrs import frozen

from quotattr.lexicons import EXTENDABLE, TABLES
from quotattr.tokenizer import FUNCTION_WORDS

ROOT = Path(__file__).parent.parent
LEXICON = ROOT / "quotattr" / "lexicon"
PAGE = ROOT / "docs" / "lexicons.md"
FILES = sorted(path.name for path in LEXICON.glob("*.tsv"))
SECTION_RE = re.compile(r"^### `(\w+\.tsv)`\n(.*?)(?=^#|\Z)", re.MULTILINE | re.DOTALL)
ROWS_RE = re.compile(r"([\d,]+) rows\. Key: (`\w+`(?:, `\w+`)*)\.")


@frozen
class Section:
    """What the page says of one file: its rows, its key, and its columns, each with what is said of it."""

    rows: int
    key: tuple[str, ...]
    columns: Mapping[str, str]


def read_page() -> dict[str, Section]:
    """File → its section."""
    return dict(_read_sections(PAGE.read_text(encoding="utf-8")))


def _read_sections(page: str) -> Iterator[tuple[str, Section]]:
    for name, section in SECTION_RE.findall(page):
        rows, key = ROWS_RE.search(section).groups()
        columns = dict(re.findall(r"^\| `(\w+)`(?: †)? \| (.+) \|$", section, re.MULTILINE))
        yield name, Section(int(rows.replace(",", "")), tuple(re.findall(r"\w+", key)), columns)


def read_file(name: str) -> tuple[list[str], int, str]:
    """Columns, number of rows and head of a shipped file."""
    lines = (LEXICON / name).read_text(encoding="utf-8").splitlines()
    head = [line for line in lines if line.startswith("#")]
    columns, *rows = (line for line in lines if not line.startswith("#"))
    return columns.split("\t"), len(rows), "\n".join(head)


def test_every_file_has_a_section() -> None:
    assert sorted(read_page()) == FILES


def test_the_page_says_which_files_can_be_extended() -> None:
    page = PAGE.read_text(encoding="utf-8")
    extendable, fixed = page.split("## Files that you can’t extend")
    assert sorted(dict(_read_sections(extendable))) == sorted(EXTENDABLE)
    assert sorted(dict(_read_sections(fixed))) == sorted(set(FILES) - set(EXTENDABLE))


@pytest.mark.parametrize("name", FILES)
def test_what_the_page_says_of_a_file_is_so(name: str) -> None:
    section = read_page()[name]
    columns, rows, _ = read_file(name)
    assert (list(section.columns), section.rows) == (columns, rows)
    table = TABLES.get(name.removesuffix(".tsv"))
    assert section.key == (table.key_columns if table is not None else (columns[0],))


@pytest.mark.parametrize("name", [table.file_name for table in (*TABLES.values(), FUNCTION_WORDS)])
def test_the_page_lists_the_values_that_a_column_allows(name: str) -> None:
    section = read_page()[name]
    table = TABLES.get(name.removesuffix(".tsv"), FUNCTION_WORDS)
    for column, allowed in table.columns.items():
        if len(allowed) < 20 and (name, column) != ("media_nouns.tsv", "kind"):
            assert [value for value in allowed if f"`{value}`" not in section.columns[column]] == [], column


@pytest.mark.parametrize("name", FILES)
def test_the_licence_is_the_one_the_page_says(name: str) -> None:
    *_, head = read_file(name)
    assert "CC0 1.0" in head
    page = PAGE.read_text(encoding="utf-8")
    section = next(text for title, text in SECTION_RE.findall(page) if title == name)
    for other in ("MIT", "Unicode Licence"):
        assert (other in head) == (other in section), other


@pytest.mark.model
def test_the_examples_of_the_page_run() -> None:
    results = doctest.testfile(
        str(ROOT / "docs" / "extending.md"), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE
    )
    assert results.failed == 0
    assert results.attempted > 0


if __name__ == "__main__":
    page = PAGE.read_text(encoding="utf-8")
    for name, section in SECTION_RE.findall(page):
        page = page.replace(section, re.sub(r"[\d,]+(?= rows\. Key)", f"{read_file(name)[1]:,}", section))
    PAGE.write_text(page, encoding="utf-8")
