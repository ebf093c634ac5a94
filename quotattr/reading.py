"""
What is known of an article while it is read: its surface, and the draft of each quotation.

A `Reading` is what the tokenizer, the quotation finder and the lexicons see; a `Draft` is what
the rules say of one quotation, from the first cue found to the speaker settled. Nothing here
decides anything.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

from attrs import define, field, frozen

from quotattr.agencies import MediumMention
from quotattr.cues import CueHit, CueRule, Setting, cue_words
from quotattr.entities import Entities
from quotattr.frames import QuotationTokens
from quotattr.pointing import Pointing
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
    """Everything found on the surface of one article, before attribution, and the rules that a user adds."""

    text: str
    tokens: Sequence[Token]
    sentences: Sequence[Sentence]
    quotations: Sequence[Quotation]
    places: QuotationTokens
    entities: Entities
    media: Sequence[MediumMention]
    vocabulary: Vocabulary
    added_rules: Sequence[CueRule] = ()
    media_by_name: Mapping[str, MediumMention] = field(init=False, repr=False)
    media_at: Mapping[int, MediumMention] = field(init=False, repr=False)

    @media_by_name.default
    def _index_media(self) -> Mapping[str, MediumMention]:
        """The first mention of each medium."""
        return {medium.name: medium for medium in reversed(self.media)}

    @media_at.default
    def _place_media(self) -> Mapping[int, MediumMention]:
        """The medium that each token is of, if it is of one."""
        return {position: medium for medium in self.media for position in range(medium.first, medium.last)}

    def media_between(self, first: int, last: int) -> Sequence[MediumMention]:
        """The media of which a token lies between *first* and *last*, that one left out."""
        start = bisect_right(self.media, first, key=lambda medium: medium.last)
        end = bisect_left(self.media, last, key=lambda medium: medium.first)
        return self.media[start:end]

    def sentence_at(self, position: int) -> Sentence:
        """The sentence that holds the token *position*; the first if it stands in front of all."""
        return self.sentences[max(0, bisect_right(self.sentences, position, key=lambda sentence: sentence.first) - 1)]

    def paragraph_tokens(self, number: int) -> tuple[int, int] | None:
        """The tokens of a paragraph, from the first to after the last; None if no sentence is of it."""
        first = bisect_left(self.sentences, number, key=lambda sentence: sentence.paragraph)
        last = bisect_right(self.sentences, number, key=lambda sentence: sentence.paragraph)
        return (self.sentences[first].first, self.sentences[last - 1].last) if first < last else None

    def sentences_ended(self, position: int) -> int:
        """How many sentences end at the token *position* or in front of it."""
        return bisect_right(self.sentences, position, key=lambda sentence: sentence.last)

    def token_at(self, place: int) -> int:
        """Index of the first token that begins at the code point *place* or behind it."""
        return bisect_left(self.tokens, place, key=lambda token: token.start)

    def span_of(self, first: int, last: int) -> Span:
        """Where the tokens from *first* up to *last*, that one left out, stand in the text."""
        return Span(self.tokens[first].start, self.tokens[last - 1].end)

    def words(self, first: int, last: int) -> str:
        """The text of the tokens from *first* up to *last*, that one left out."""
        return self.text[self.tokens[first].start : self.tokens[last - 1].end]

    def mention_span(self, first: int, last: int) -> Span:
        """Where a mention of these tokens stands: *il* of *-t-il*."""
        token = self.tokens[first]
        clitic = token.text.rpartition("-")[2] if token.text.startswith("-") else ""
        if last - first > 1 or not clitic:
            return self.span_of(first, last)
        return Span(token.end - len(clitic), token.end)

    def tokens_in(self, span: Span) -> Sequence[Token]:
        """The tokens that lie within *span*."""
        first, last = self.token_range(span)
        return self.tokens[first:last]

    def token_range(self, span: Span) -> tuple[int, int]:
        """Index of the first token that lies within *span*, and after the last."""
        return self.token_at(span.start), self.token_at(span.end)


@frozen
class Answer:
    """
    Somebody who may have said a quotation.

    Attributes:
        referent: Who.
        mention: Where the words around the quotation mention him or her, None if nowhere.
        probability: How likely that was before the rest of the article was known, over all mentions that may be of him or her.
        way: What led to the mention, and the mention to the name: ``mentioned_pronoun``, ``implied_floating`` ….
    """

    referent: Referent
    mention: Span | None
    probability: float
    way: str


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
        mentions: What the ranking says of the mentions in reach: (probability, word in the tree), the likeliest first;
            none where nothing was ranked.
        answers: Everybody who may have said it, one answer a name.
        support: Word that heads a mention → how likely a cue leads to it.
        outer: The draft of the quotation that it is nested in, the nearest one; None if it is not nested.
        implied: Where nobody is mentioned, who was chosen for speaker, with the rivals; without a name, that is nobody.
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
    mentions: Sequence[tuple[float, int]] = ()
    answers: Sequence[Answer] = ()
    revised_probability: float = 1.0
    implied: Referent | None = None
    confidence: float = 0.5
    hedges: tuple[Hedge, ...] = ()
    chain: tuple[Reporter, ...] = ()
    features: dict[str, float] = field(factory=dict)
    support: Mapping[int, float] = field(factory=dict)
    outer: Draft | None = field(default=None, eq=False, repr=False)

    @property
    def pointing(self) -> Pointing | None:
        """Where the parser's states point from the quotation; None of a report, and of a tree in which nothing points."""
        if self.setting is None or self.quotation is None:
            return None
        return self.setting.tree.pointings.get(self.quotation)


def other_marks(drafts: Sequence[Draft]) -> frozenset[int]:
    """Indices of the quotations among *drafts* that report nothing."""
    return frozenset(draft.quotation for draft in drafts if not draft.speech and draft.quotation is not None)


def span_of_cue(setting: Setting, cue: CueHit) -> Span:
    """Where the words of a cue stand, from the first to the last."""
    words = cue_words(setting, cue)
    first, last = setting.tree.token(words[0]), setting.tree.token(words[-1])
    return Span(setting.tokens[first].start, setting.tokens[last].end)
