"""
The columns of a table of quotations: what each holds, and of which type. One row is one quotation.

Data frames, CSV, Parquet and the annotations of a cluster all have these columns, in this order. Start reading at
`COLUMNS`; docs/formats.md tells of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, Literal, get_args

from attrs import frozen

from quotattr.quote import Article, Quote, QuoteKind, SpeakerKind

Cell = str | int | float | bool | None
"""None where there is nothing to say: nobody is named, no medium, no cue."""

Dtype = Literal["string", "category", "int64", "Int64", "float64", "boolean"]
"""Of pandas. ``Int64`` and ``boolean`` may be missing, ``int64`` never is."""

SPAN_JOINER: Final = " "
"""Between the segments of a quotation: ``[51:74] [103:140]``."""

CHAIN_JOINER: Final = " > "
"""Between two reporters, the outer one first."""

HEDGE_JOINER: Final = " "
"""Between two hedges; each is one word."""


@frozen
class Column:
    """
    One column.

    Attributes:
        name: In the header.
        dtype: Of pandas.
        cell: What the column says of a quotation.
        categories: All values there may be, of a ``category``.
    """

    name: str
    dtype: Dtype
    cell: Callable[[Quote], Cell]
    categories: tuple[str, ...] = ()


def _segments(quote: Quote) -> str:
    """
    Where each segment stands, written as Python slices: of ``[51:74] [103:140]``, ``text[51:74]`` is the first.

    A row holds one quotation, however often it was interrupted; these spans are what tells its segments apart. The
    brackets keep a spreadsheet from taking them for a time of day.
    """
    return SPAN_JOINER.join(f"[{segment.start}:{segment.end}]" for segment in quote.segments)


def _of(part: Literal["speaker", "source", "cue"], field: str) -> Callable[[Quote], Cell]:
    """What *field* of the speaker, the source or the cue says; None if there is none."""

    def cell(quote: Quote) -> Cell:
        value: Cell = getattr(getattr(quote, part), field, None)
        return value

    return cell


def _edge(part: Literal["speaker", "source", "cue"], edge: Literal["start", "end"]) -> Callable[[Quote], Cell]:
    """Where the words of the speaker, the source or the cue start or end; None if there are none."""

    def cell(quote: Quote) -> Cell:
        value: Cell = getattr(getattr(getattr(quote, part), "span", None), edge, None)
        return value

    return cell


COLUMNS: Final = (
    Column("kind", "category", lambda quote: quote.kind, get_args(QuoteKind)),
    Column("text", "string", lambda quote: quote.text),
    Column("start", "int64", lambda quote: quote.span.start),
    Column("end", "int64", lambda quote: quote.span.end),
    Column("segments", "string", _segments),
    Column("speaker", "string", _of("speaker", "name")),
    Column("speaker_kind", "category", _of("speaker", "kind"), get_args(SpeakerKind)),
    Column("speaker_mention", "string", _of("speaker", "text")),
    Column("speaker_start", "Int64", _edge("speaker", "start")),
    Column("speaker_end", "Int64", _edge("speaker", "end")),
    Column("cue", "string", _of("cue", "text")),
    Column("cue_lemma", "string", _of("cue", "lemma")),
    Column("cue_start", "Int64", _edge("cue", "start")),
    Column("cue_end", "Int64", _edge("cue", "end")),
    Column("source", "string", _of("source", "name")),
    Column("source_kind", "string", _of("source", "kind")),
    Column("source_mention", "string", _of("source", "text")),
    Column("source_start", "Int64", _edge("source", "start")),
    Column("source_end", "Int64", _edge("source", "end")),
    Column("reporters", "string", lambda quote: CHAIN_JOINER.join(link.name for link in quote.chain) or None),
    Column("hedged", "boolean", lambda quote: bool(quote.hedges)),
    Column("hedges", "string", lambda quote: HEDGE_JOINER.join(quote.hedges) or None),
    Column("confidence", "float64", lambda quote: quote.confidence),
    Column("rule", "string", lambda quote: quote.rule),
)
"""What is said of a quotation, in the order of the table."""

ARTICLE_COLUMN: Final = "article"
"""The first column: the `id` of the article that the quotation stands in."""

NAMES: Final = (ARTICLE_COLUMN, *(column.name for column in COLUMNS))
"""All columns, in order."""


def rows(articles: Iterable[Article], *, with_others: bool = False) -> Iterator[tuple[Cell, ...]]:
    """
    The rows of a table, in reading order.

    Args:
        articles: Those without quotation have no row.
        with_others: Also the marks that report no speech, whose ``kind`` is ``other``.

    Returns:
        A cell for each of `NAMES`.
    """
    for article in articles:
        for quote in article.quotes if with_others else article.speech:
            yield (article.id, *(column.cell(quote) for column in COLUMNS))
