"""
Spans that nest, overlap or coincide → tags that are well nested.

Most spans of an `Article` nest: a cue in an outer quotation's words, a pronoun inside a cue. Now and then
one crosses another (a cue reaches into the marks it announces: *aurait «entendu» …*), and anybody may build
an `Article` of any spans. HTML has only trees, so that what crosses is cut at the end of what it crosses. `marks_of` finds the
spans to mark, `nest` puts them in order; start reading there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from attrs import evolve, frozen

from quotattr.formats.nesting import Stretch
from quotattr.formats.nesting import nest as nest_stretches
from quotattr.quote import Article, Quote
from quotattr.spans import Span

Role = Literal["quote", "other", "cue", "speaker", "source"]

ROLES: tuple[Role, ...] = ("quote", "other", "speaker", "source", "cue")
"""Of marks on the very same span, the outermost first."""


@frozen
class Mark:
    """
    A stretch of the article that the page marks.

    Attributes:
        span: Within the text, and not empty.
        role: What it is.
        quotes: The quotations it belongs to, counted from 1 in the order of `Article.quotes`; a cue may announce several.
        part: Which segment of its quotation it is, counted from 0; 0 for a cue, a speaker, a source.
        begins: Whether it begins where the article has it: False behind a cut.
        ends: Whether it ends where the article has it: False before a cut.
    """

    span: Span
    role: Role
    quotes: tuple[int, ...]
    part: int = 0
    begins: bool = True
    ends: bool = True


@frozen
class Piece:
    """One step through the marked article: a mark that opens, one that closes, or the text between."""

    kind: Literal["open", "close", "text"]
    mark: Mark | None = None
    text: str = ""


def marks_of(article: Article, *, with_others: bool = False) -> list[Mark]:
    """
    What there is to mark in *article*: segments, and the cues and mentions that belong to them.

    Args:
        article: Its quotations are counted from 1, in the order of `Article.quotes`.
        with_others: Mark what is no speech as well.

    Returns:
        In no particular order. Spans are cut to the text; one of which nothing is left is not among them.
    """
    segments: list[Mark] = []
    beside: dict[tuple[Role, Span], list[int]] = {}
    for number, quote in enumerate(article.quotes, start=1):
        if quote.kind == "other" and not with_others:
            continue
        role: Role = "other" if quote.kind == "other" else "quote"
        segments.extend(Mark(segment.span, role, (number,), part) for part, segment in enumerate(quote.segments))
        for place in _beside(quote) if role == "quote" else ():
            beside.setdefault(place, []).append(number)
    marks = [*segments, *(Mark(span, role, tuple(numbers)) for (role, span), numbers in beside.items())]
    clipped = (evolve(mark, span=_clip(mark.span, len(article.text))) for mark in marks)
    return [mark for mark in clipped if mark.span.length > 0]


def _beside(quote: Quote) -> Iterator[tuple[Role, Span]]:
    """Role and span of what speech points at beside its words."""
    if quote.cue:
        yield "cue", quote.cue.span
    if quote.speaker and quote.speaker.span:
        yield "speaker", quote.speaker.span
    if quote.source and quote.source.span:
        yield "source", quote.source.span


def _clip(span: Span, length: int) -> Span:
    """The part of *span* that lies in a text of *length* code points; possibly nothing."""
    return Span(max(span.start, 0), min(span.end, length))


def nest(text: str, marks: Iterable[Mark]) -> list[Piece]:
    """
    The whole of *text*, in order, with *marks* that open and close as tags must: the last opened is the first closed.

        >>> marks = [Mark(Span(0, 4), "quote", (1,)), Mark(Span(2, 6), "cue", (2,))]
        >>> [piece.text or piece.kind for piece in nest("abcdef", marks)]
        ['open', 'ab', 'open', 'cd', 'close', 'close', 'open', 'ef', 'close']

    The cue crossed the end of the quotation, so it is cut there and opened again.

    Args:
        text: The article.
        marks: In any order; each within the text, and not empty.

    Returns:
        Pieces whose texts put together are *text*, whatever the marks.
    """
    stretches = [
        Stretch((number, mark), mark.span, (ROLES.index(mark.role), number)) for number, mark in enumerate(marks)
    ]
    [edges] = nest_stretches(stretches, [Span(0, len(text))])
    pieces: list[Piece] = []
    standing: list[tuple[int, int]] = []
    place = 0
    for edge in edges:
        pieces.extend(_text(text, place, edge.position))
        place = edge.position
        if edge.kind == "open":
            standing.append((len(pieces), place))
            pieces.append(Piece("open"))
        else:
            opening, start = standing.pop()
            mark = _cut(edge.key[1], Span(start, place))
            pieces[opening] = Piece("open", mark)
            pieces.append(Piece("close", mark))
    return [*pieces, *_text(text, place, len(text))]


def _cut(mark: Mark, span: Span) -> Mark:
    """The piece of *mark* that *span* is."""
    return evolve(mark, span=span, begins=span.start == mark.span.start, ends=span.end == mark.span.end)


def _text(text: str, start: int, end: int) -> Iterator[Piece]:
    if start < end:
        yield Piece("text", text=text[start:end])
