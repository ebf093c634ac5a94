"""
Spans: where something stands in the caller's text.

Everything that quotattr returns is anchored by a `Span`. Offsets count Unicode code
points of the very string the caller gave (what ``text[start:end]`` takes), start in,
end out. Nothing in the library keeps a copy of the text with other offsets.
"""

from __future__ import annotations

from attrs import frozen


@frozen(order=True)
class Span:
    """
    A stretch of the caller's text: ``text[span.start:span.end]``.

        >>> span = Span(3, 7)
        >>> span.length, span.overlaps(Span(6, 9)), span.contains(Span(4, 5))
        (4, True, True)

    Attributes:
        start: First code point, counted from 0.
        end: The code point after the last one.
    """

    start: int
    end: int

    @property
    def length(self) -> int:
        """How many code points the span covers."""
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        """Whether this span and *other* share at least one code point."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Whether *other* lies wholly inside this span (or is equal to it)."""
        return self.start <= other.start and other.end <= self.end

    def of(self, text: str) -> str:
        """The words of *text* that the span covers."""
        return text[self.start : self.end]
