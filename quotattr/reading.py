"""
What is known of an article while it is read: its surface, and the draft of each quotation.

A `Reading` is what the tokenizer, the quotation finder and the lexicons see; a `Draft` is what
the rules say of one quotation, from the first cue found to the speaker settled. Nothing here
decides anything.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from attrs import define, field, frozen

from quotattr.agencies import MediumMention
from quotattr.cues import CueHit, Setting, cue_words
from quotattr.frames import QuotationTokens
from quotattr.names import Entities
from quotattr.quotations import Quotation
from quotattr.quote import Hedge, QuoteKind, Reporter, Source
from quotattr.referents import Referent
from quotattr.sentences import Sentence
from quotattr.spans import Span
from quotattr.speakers import SpeakerHit
from quotattr.tokenizer import Token
from quotattr.vocabulary import Vocabulary


@frozen
class Reading:
    """Everything found on the surface of one article, before attribution."""

    text: str
    tokens: Sequence[Token]
    sentences: Sequence[Sentence]
    quotations: Sequence[Quotation]
    places: QuotationTokens
    entities: Entities
    media: Sequence[MediumMention]
    vocabulary: Vocabulary

    def span_of(self, first: int, last: int) -> Span:
        """Where the tokens from *first* up to *last*, that one left out, stand in the text."""
        return Span(self.tokens[first].start, self.tokens[last - 1].end)

    def mention_span(self, first: int, last: int) -> Span:
        """Where a mention of these tokens stands: *il* of *-t-il*."""
        if last - first > 1 or not self.tokens[first].text.startswith("-"):
            return self.span_of(first, last)
        token = self.tokens[first]
        return Span(token.end - len(token.text.rpartition("-")[2]), token.end)

    def tokens_in(self, span: Span) -> Sequence[Token]:
        """The tokens that lie within *span*."""
        first, last = self.token_range(span)
        return self.tokens[first:last]

    def token_range(self, span: Span) -> tuple[int, int]:
        """Index of the first token that lies within *span*, and after the last."""
        first = bisect_left(self.tokens, span.start, key=lambda token: token.start)
        return first, bisect_left(self.tokens, span.end, key=lambda token: token.start)


@define
class Draft:
    """
    What the rules say of one quotation, before its speaker is resolved.

    Attributes:
        position: Index of the token it begins at: drafts are resolved in this order.
        segments: Content spans.
        kind: As far as the form tells.
        quotation: Index of the (first) quotation, None for indirect speech.
        setting: Its place in the tree, None if it has no frame.
        cue: What announces it.
        cue_span: Where the cue stands.
        speaker: Head word of the speaker's mention, in the tree of *setting*.
        rule: Name of the rule that found the cue, or that stands in for one.
    """

    position: int
    segments: list[Span]
    kind: QuoteKind
    quotation: int | None
    setting: Setting | None = None
    cue: CueHit | None = None
    cue_span: Span | None = None
    cue_lemma: str = ""
    speaker: SpeakerHit | None = None
    clitic: int | None = None
    mention_tokens: tuple[int, int] | None = None
    rule: str = "floating"
    referent: Referent | None = None
    mention: Span | None = None
    source: Source | None = None
    is_heading: bool = False
    speech: bool = True
    speech_probability: float = 1.0
    speaker_probability: float = 1.0
    confidence: float = 0.5
    hedges: tuple[Hedge, ...] = ()
    chain: tuple[Reporter, ...] = ()
    features: dict[str, float] = field(factory=dict)


def span_of_cue(setting: Setting, cue: CueHit) -> Span:
    """Where the words of a cue stand, from the first to the last."""
    words = cue_words(setting, cue)
    first, last = setting.tree.token(words[0]), setting.tree.token(words[-1])
    return Span(setting.tokens[first].start, setting.tokens[last].end)


def outer_draft(reading: Reading, draft: Draft, drafts: Sequence[Draft]) -> Draft | None:
    """The draft of the quotation that *draft* is nested in, the nearest one; None if it is not nested."""
    if draft.quotation is None or reading.quotations[draft.quotation].parent is None:
        return None
    span = draft.segments[0]
    holders = [
        other
        for other in drafts
        if other is not draft
        and other.quotation is not None
        and any(segment.contains(span) for segment in other.segments)
    ]
    return min(holders, key=lambda other: other.segments[0].length, default=None)
