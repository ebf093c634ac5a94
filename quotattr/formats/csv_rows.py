"""
CSV: one row a quotation, in the columns of `quotattr.formats.columns`. Start reading at `write_csv`.

Quotations come from anybody, and a spreadsheet runs a cell that begins like a formula: so such a cell gets an
apostrophe in front, which a spreadsheet hides and takes for "this is text" (OWASP, *CSV Injection*).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from typing import Final, TextIO

from quotattr.formats.characters import REPLACEMENT, replace_surrogates
from quotattr.formats.columns import NAMES, Cell, rows
from quotattr.quote import Article

GUARD: Final = "'"
"""Put in front of a cell that a spreadsheet would run."""

RUNS_RE: Final = re.compile(
    "[=+\\-@\t\r\n"
    "\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}]"
)
"""How a cell begins that some spreadsheet takes for a formula: OWASP's list."""

NUL: Final = "\0"
"""No CSV reader is sure to survive it."""


def write_csv(
    articles: Iterable[Article], stream: TextIO, *, with_others: bool = False, neutralise: bool = True
) -> None:
    r"""
    Write the header and a row a quotation, each as soon as it is ready.

        >>> import io
        >>> stream = io.StringIO(newline="")
        >>> write_csv([], stream)
        >>> stream.getvalue()[:25], stream.getvalue()[-2:]
        ('article,kind,text,start,e', '\r\n')

    Args:
        articles: In the order to write them.
        stream: Open for writing text, with ``newline=""``: lines end as RFC 4180 has it.
        with_others: Also the marks that report no speech.
        neutralise: Put an apostrophe in front of what a spreadsheet would take for a formula. Only programs should read what
            is written without.

    Nothing at all is an empty cell. NUL and lone surrogates are replaced, one for one.
    """
    writer = csv.writer(stream)
    writer.writerow(NAMES)
    for row in rows(articles, with_others=with_others):
        writer.writerow([_cell(value, neutralise) for value in row])


def _cell(value: Cell, neutralise: bool) -> Cell:
    if not isinstance(value, str):
        return value
    text = replace_surrogates(value).replace(NUL, REPLACEMENT)
    return GUARD + text if neutralise and RUNS_RE.match(text) else text
