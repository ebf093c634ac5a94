"""A plain-text table for a terminal or a mail: who, through which medium, what."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Sequence
from typing import TextIO

from quotattr.quote import Article, Quote

COLUMNS = ("speaker", "source", "kind", "quotation")
WIDTH_LIMITS = (24, 14, 8)
"""The most characters that the first three columns take; the quotation has the rest."""
NARROWEST_QUOTATION = 30


def write_table(articles: Iterable[Article], stream: TextIO, with_others: bool = False) -> None:
    """Write one table an article, each under its name, with the warnings below it."""
    for number, article in enumerate(articles):
        if number:
            stream.write("\n")
        if article.id is not None:
            stream.write(f"{article.id}\n")
        quotes = article.quotes if with_others else article.speech
        stream.writelines(f"{line}\n" for line in table_lines(quotes))
        for warning in article.warnings:
            stream.write(f"warning at {warning.start}: {warning.message}\n")


def table_lines(quotes: Sequence[Quote]) -> list[str]:
    """The lines of a table; long cells are wrapped."""
    if not quotes:
        return ["(no quotation found)"]
    rows = [COLUMNS, *(_cells(quote) for quote in quotes)]
    widths = [min(limit, max(len(row[column]) for row in rows)) for column, limit in enumerate(WIDTH_LIMITS)]
    total = shutil.get_terminal_size((100, 24)).columns
    widths.append(max(NARROWEST_QUOTATION, total - sum(widths) - 2 * len(widths)))
    lines: list[str] = []
    for number, row in enumerate(rows):
        lines.extend(_wrapped(row, widths))
        if number == 0:
            lines.append("  ".join("─" * width for width in widths))
    return lines


def _cells(quote: Quote) -> tuple[str, ...]:
    return (
        quote.speaker.name if quote.speaker else "–",
        quote.source.name if quote.source else "–",
        quote.kind,
        " ".join(quote.text.split()),
    )


def _wrapped(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    columns = [textwrap.wrap(cell, width) or [""] for cell, width in zip(row, widths, strict=True)]
    height = max(len(column) for column in columns)
    return [
        "  ".join((column[line] if line < len(column) else "").ljust(width) for column, width in zip(columns, widths, strict=True)).rstrip()
        for line in range(height)
    ]
