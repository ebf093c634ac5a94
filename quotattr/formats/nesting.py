"""
Stretches of text made to nest, as the elements of XML must.

Spans of an article may cross: a cue may begin inside a quotation and end behind it, and a quotation may run over several
paragraphs. Whatever crosses is cut in pieces that nest. Start reading at `nest`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Generic, Literal, TypeVar

from attrs import evolve, frozen

from quotattr.spans import Span

Key = TypeVar("Key", bound=Hashable)


@frozen
class Stretch(Generic[Key]):
    """What is to be marked, told by its *key*, and where it stands; of pieces on the same span the lower *rank* is outside."""

    key: Key
    span: Span
    rank: tuple[int, ...] = ()


@frozen
class Edge(Generic[Key]):
    """Where a piece of a stretch opens or closes."""

    position: int
    kind: Literal["open", "close"]
    key: Key


def nest(stretches: Iterable[Stretch[Key]], paragraphs: Sequence[Span]) -> list[list[Edge[Key]]]:
    """
    Cut stretches at paragraphs and at one another, until all pieces nest.

        >>> crossing = [Stretch("a", Span(0, 5)), Stretch("b", Span(3, 8))]
        >>> [edges] = nest(crossing, [Span(0, 9)])
        >>> [(edge.position, edge.kind, edge.key) for edge in edges]
        [(0, 'open', 'a'), (3, 'open', 'b'), (5, 'close', 'b'), (5, 'close', 'a'), (5, 'open', 'b'), (8, 'close', 'b')]

    Args:
        stretches: Of two with the same span and rank, the first is the outer one.
        paragraphs: In order, none empty, none over another; nothing outside of them is marked.

    Returns:
        The edges in each paragraph, in the order to write them. An empty stretch has none.
    """
    starts = [paragraph.start for paragraph in paragraphs]
    inside: list[list[Stretch[Key]]] = [[] for _ in paragraphs]
    for stretch in stretches:
        for index in range(max(0, bisect_right(starts, stretch.span.start) - 1), len(paragraphs)):
            if paragraphs[index].start >= stretch.span.end:
                break
            common = _common(stretch.span, paragraphs[index])
            if common.length > 0:
                inside[index].append(evolve(stretch, span=common))
    return [list(_nest_in_paragraph(here)) for here in inside]


def _common(span: Span, paragraph: Span) -> Span:
    """What two spans share; a span without length, or less, if nothing."""
    return Span(max(span.start, paragraph.start), min(span.end, paragraph.end))


def _nest_in_paragraph(stretches: Sequence[Stretch[Key]]) -> Iterator[Edge[Key]]:
    """
    A stack of what is open, from left to right.

    What closes may lie below others that go on: those close with it, and open again at the same position.
    """
    start_to_stretches: defaultdict[int, list[Stretch[Key]]] = defaultdict(list)
    for stretch in stretches:
        start_to_stretches[stretch.span.start].append(stretch)
    stack: list[Stretch[Key]] = []
    for position in sorted({edge for one in stretches for edge in (one.span.start, one.span.end)}):
        depth = next((index for index, one in enumerate(stack) if one.span.end == position), len(stack))
        closing, stack = stack[depth:], stack[:depth]
        yield from (Edge(position, "close", one.key) for one in reversed(closing))
        going_on = [one for one in closing if one.span.end > position]
        opening = sorted([*going_on, *start_to_stretches[position]], key=lambda one: (-one.span.end, one.rank))
        yield from (Edge(position, "open", one.key) for one in opening)
        stack += opening
