"""
A plain-text table for a terminal or a mail: who, through which medium, what.

Names are never cut: a long one goes on below. A quotation is cut to the height that its row
has anyway, unless the reader asks for all of it, so that an article fits on a screen. What
hedges a quotation stands in front of it: nobody should read *[negated]* as said. In colour, each
speaker of an article has one. Start reading at `write_table`.
"""

from __future__ import annotations

import shutil
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import cycle
from typing import TextIO

from quotattr.formats.characters import REPLACEMENT
from quotattr.quote import Article, Quote

COLUMNS = ("speaker", "source", "kind", "quotation")
GAP = "  "
"""Between two columns."""

NOTHING = "–"
"""Stands where nobody can be named or no medium carried the words."""

MAX_SHARES = (0.25, 0.2, 0.1)
"""The most of the table's width that speaker, source and kind take; the quotation has the rest."""

MIN_WIDTH = 60
"""Columns; a narrower terminal wraps the lines itself."""

DEFAULT_WIDTH = 100
"""Columns, where standard output is no terminal and COLUMNS is not set."""

CUT = "…"
INDENT = "  "

SPEAKER_STYLES = ("36", "33", "35", "32", "34", "31")
"""The six colours of a terminal that can be read on dark and on light; a seventh speaker has the first again."""

BOLD, DIM, YELLOW = "1", "2", "33"
"""ANSI codes (ECMA-48, SGR), as are the `SPEAKER_STYLES`."""


def write_table(
    articles: Iterable[Article],
    stream: TextIO,
    *,
    with_others: bool = False,
    full: bool = False,
    explain: bool = False,
    coloured: bool = False,
) -> None:
    """
    Write one table an article, each under its name, with the warnings below it.

    Args:
        articles: In the order to write them.
        stream: Open for writing text.
        with_others: List the marks that report no speech as well.
        full: Show every quotation whole.
        explain: Say below each quotation why it has this speaker and source.
        coloured: For a terminal: a colour a speaker.

    Control characters and lone surrogates are replaced, one for one: a terminal would obey or refuse them.
    """
    width = max(MIN_WIDTH, shutil.get_terminal_size((DEFAULT_WIDTH, 24)).columns)
    for number, article in enumerate(articles):
        if number:
            stream.write("\n")
        if article.id is not None:
            stream.write(f"{_styled(_printable(article.id), BOLD, coloured)}\n")
        quotes = article.quotes if with_others else article.speech
        lines = table_lines(quotes, width, full=full, explain=explain, coloured=coloured)
        stream.writelines(f"{line}\n" for line in lines)
        for warning in article.warnings:
            line = _printable(f"warning: character {warning.start}: {warning.message}")
            stream.write(f"{_styled(line, YELLOW, coloured)}\n")


def table_lines(
    quotes: Sequence[Quote], width: int, *, full: bool = False, explain: bool = False, coloured: bool = False
) -> Iterator[str]:
    """The lines of a table of at most *width* columns, without line ends."""
    if not quotes:
        yield "(no quotation found)"
        return
    rows = [_cells(quote) for quote in quotes]
    widths = _column_widths([COLUMNS, *rows], width)
    styles = _speaker_styles(quotes)
    yield from (_styled(line, BOLD, coloured) for line in _row_lines(COLUMNS, widths, full=True))
    yield _styled(GAP.join("─" * column for column in widths), DIM, coloured)
    for quote, row in zip(quotes, rows, strict=True):
        style = styles[quote.speaker.name if quote.speaker else None]
        yield from (_styled(line, style, coloured, widths[0]) for line in _row_lines(row, widths, full=full))
        if explain:
            lines = textwrap.wrap(_printable(quote.explain()), width, initial_indent=INDENT, subsequent_indent=INDENT)
            yield from (_styled(line, DIM, coloured) for line in lines)


def _speaker_styles(quotes: Iterable[Quote]) -> dict[str | None, str]:
    """A style for each speaker by name, in the order in which they speak."""
    names = dict.fromkeys(quote.speaker.name for quote in quotes if quote.speaker)
    return {None: DIM, **dict(zip(names, cycle(SPEAKER_STYLES), strict=False))}


def _styled(line: str, style: str, coloured: bool, width: int | None = None) -> str:
    """*line*, its first *width* columns in this style, if there are to be any."""
    if not coloured or not line[:width].strip():
        return line
    return f"\N{ESCAPE}[{style}m{line[:width]}\N{ESCAPE}[0m{line[len(line[:width]) :]}"


def _printable(words: str) -> str:
    r"""
    *words* as a terminal shows them: accents one with their letter, and nothing that it would obey or refuse.

        >>> print(_printable("e\N{COMBINING ACUTE ACCENT}té\N{ESCAPE}[2J"))
        été�[2J
    """
    return "".join(map(_printable_character, unicodedata.normalize("NFC", words)))


def _printable_character(char: str) -> str:
    if unicodedata.category(char) not in ("Cc", "Cs"):
        return char
    return " " if char.isspace() else REPLACEMENT


def _cells(quote: Quote) -> tuple[str, ...]:
    """What the row of *quote* says, each cell on one line."""
    cells = (
        quote.speaker.name if quote.speaker else NOTHING,
        quote.source.name if quote.source else NOTHING,
        quote.kind,
        " ".join([*(f"[{hedge}]" for hedge in quote.hedges), *quote.text.split()]),
    )
    return tuple(map(_printable, cells))


def _column_widths(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """Each column as wide as its longest cell, within its share; the quotation has what is left, if it needs it."""
    widths = [
        min(max(len(row[column]) for row in rows), round(share * width)) for column, share in enumerate(MAX_SHARES)
    ]
    rest = width - sum(widths) - len(GAP) * len(widths)
    return [*widths, min(rest, max(len(row[-1]) for row in rows))]


def _row_lines(row: Sequence[str], widths: Sequence[int], *, full: bool) -> Iterator[str]:
    """The lines of one row; its last cell is cut to the height of the others unless *full*."""
    *names, words = (
        textwrap.wrap(cell, column, break_on_hyphens=False) or [""] for cell, column in zip(row, widths, strict=True)
    )
    height = max(len(lines) for lines in names)
    if not full and len(words) > height:
        words = [*words[: height - 1], _cut(" ".join(words[height - 1 :]), widths[-1])]
    columns = [*names, words]
    for line in range(max(len(lines) for lines in columns)):
        cells = (lines[line] if line < len(lines) else "" for lines in columns)
        yield GAP.join(cell.ljust(column) for cell, column in zip(cells, widths, strict=True)).rstrip()


def _cut(words: str, width: int) -> str:
    """
    The beginning of *words*, cut at a blank, in at most *width* columns.

        >>> _cut("prête à soutenir toutes les mesures", 20)
        'prête à soutenir…'
    """
    return textwrap.shorten(words, width, placeholder=CUT) if " " in words[:width] else words[: width - 1] + CUT
