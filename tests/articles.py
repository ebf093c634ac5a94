"""
Articles made without a model, for tests of what is written of them: as odd as a caller's text may be.

Start reading at `articles`. Edges of spans are visible characters, as those of every quotation are; all between them may be
anything, half a character or a line end included. Hypothesis draws the text, which it can shrink; the
rest is made of one seed, since drawing each field apart takes seconds an article.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from typing import get_args

from attrs import evolve, field, frozen
from hypothesis import settings
from hypothesis import strategies as st

from quotattr import Article, Cue, Quote, Reporter, Segment, Source, Span, Speaker, TextWarning
from quotattr.quote import Hedge, QuoteKind, SpeakerKind

ODD = (
    *("\0", "\x0b", "\x1c", "\x7f", "\x85", "\ufffe", "\ufffd"),  # Controls and what is no character.
    *("\ud83d", "\ude00", "\udfff"),  # Halves.
    *("\n", "\r", "\r\n", "\t", " ", "\N{NO-BREAK SPACE}", "\u2028", "\u2029"),  # Blanks and line ends.
    *("\N{RIGHT-TO-LEFT MARK}", "\N{RIGHT-TO-LEFT OVERRIDE}", "שלום", "سلام"),
    *("e\N{COMBINING ACUTE ACCENT}", "\N{COMBINING ENCLOSING CIRCLE}", "\N{ZERO WIDTH JOINER}", "😀"),
    *("<", "&", ">", '"', "'", "]]>", "&amp;", "=1+1", "-", "@", "+", ",", ";", "\\", "\\u0041", "[", "{"),
    *("« ", " »", "Oui", "dit-elle", "é"),
)
PAIR_RE = re.compile("[\ud800-\udbff][\udc00-\udfff]")
MAX_PIECES = 40
TEXTS = st.lists(st.one_of(st.sampled_from(ODD), st.characters()), max_size=MAX_PIECES).map("".join)
SEEDS = st.integers(0, 2**32)

MANY = settings(max_examples=100, deadline=None)
"""A busy machine may be slow at one article; only wrong answers count."""


def articles(*, in_order: bool = True) -> st.SearchStrategy[Article]:
    """
    Articles with quotations that nest, cross, and stand on one another, as no extractor would find them.

    Args:
        in_order: Speech and others each in reading order, as in all that quotattr finds.
    """
    return st.builds(lambda text, seed: _Maker(text, random.Random(seed)).article(in_order), TEXTS, SEEDS)


@frozen
class _Maker:
    """Makes the parts of an article about *text*."""

    text: str
    chance: random.Random
    visible: list[int] = field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "visible", [at for at, character in enumerate(self.text) if not character.isspace()])

    def article(self, in_order: bool) -> Article:
        id = self.chance.choice((None, self.words()))
        if not self.visible:
            return Article(self.text, (), id=id)
        speech = [self.quote(("direct", "mixed", "indirect")) for _ in range(self.chance.randrange(4))]
        others = [self.quote(("other",)) for _ in range(self.chance.randrange(3))]
        if in_order:
            speech.sort(key=_reading_order)
            others.sort(key=_reading_order)
        warnings = tuple(TextWarning(*self.edges(), self.words()) for _ in range(self.chance.randrange(3)))
        return Article(self.text, tuple(speech), tuple(others), warnings, id)

    def words(self) -> str:
        """A name, a rule, a lemma: plain or odd."""
        plain = self.chance.choice(("Claire Delorme", "AFP", "colon", "d’après", ""))
        return self.chance.choice((plain, "".join(self.chance.choices(ODD, k=self.chance.randrange(6)))))

    def edges(self) -> tuple[int, int]:
        """From one visible character to another."""
        one, other = self.chance.choice(self.visible), self.chance.choice(self.visible)
        return min(one, other), max(one, other) + 1

    def stretch(self) -> tuple[str, Span]:
        span = Span(*self.edges())
        return span.of(self.text), span

    def segments(self) -> tuple[Segment, ...]:
        """One segment or several, in order, with something visible between two of them."""
        places = range(len(self.visible))
        cuts = sorted(self.chance.sample(places, min(len(places), self.chance.choice((1, 2, 2, 4, 6)))))
        found: list[Segment] = []
        for first, last in zip(cuts[::2], cuts[1::2] or cuts, strict=False):
            if not found or self.visible[first - 1] >= found[-1].end:
                span = Span(self.visible[first], self.visible[last] + 1)
                found.append(Segment(span, span.of(self.text)))
        return tuple(found)

    def mention(self) -> tuple[str | None, Span | None]:
        return self.chance.choice(((None, None), self.stretch()))

    def hedges(self) -> tuple[Hedge, ...]:
        return tuple(self.chance.sample(get_args(Hedge), self.chance.choice((0, 0, 1, 2))))

    def cue(self) -> Cue | None:
        words, span = self.stretch()
        return self.chance.choice((None, Cue(words, self.words(), span)))

    def speaker_kind(self) -> SpeakerKind:
        return self.chance.choice(get_args(SpeakerKind))

    def speaker(self) -> Speaker | None:
        return self.chance.choice((None, Speaker(self.words(), self.speaker_kind(), *self.mention())))

    def source(self) -> Source | None:
        kind = self.chance.choice(("agency", "newspaper"))
        return self.chance.choice((None, Source(self.words(), kind, *self.mention())))

    def reporter(self) -> Reporter:
        return Reporter(self.words(), self.speaker_kind(), *self.mention(), self.cue(), self.words(), self.hedges())

    def quote(self, kinds: Sequence[QuoteKind]) -> Quote:
        return Quote(
            self.chance.choice(kinds),
            self.segments(),
            self.speaker(),
            self.cue(),
            self.source(),
            self.chance.choice((0.0, 1.0, self.chance.random())),
            self.words(),
            self.hedges(),
            tuple(self.reporter() for _ in range(self.chance.choice((0, 0, 1, 2)))),
        )


def _reading_order(quote: Quote) -> tuple[int, int]:
    return quote.span.start, -quote.span.end


def moved_to(article: Article, text: str) -> Article:
    """*article* with every stretch of its text as *text*, which is as long, has it."""

    def cue(part: Cue | None) -> Cue | None:
        return part and evolve(part, text=part.span.of(text))

    def somebody(part):
        return evolve(part, text=part.span.of(text)) if part is not None and part.span is not None else part

    def quote(part: Quote) -> Quote:
        return evolve(
            part,
            segments=tuple(Segment(one.span, one.span.of(text)) for one in part.segments),
            speaker=somebody(part.speaker),
            cue=cue(part.cue),
            source=somebody(part.source),
            chain=tuple(evolve(somebody(link), cue=cue(link.cue)) for link in part.chain),
        )

    return evolve(
        article, text=text, speech=tuple(map(quote, article.speech)), others=tuple(map(quote, article.others))
    )


def holds_pair(article: Article) -> bool:
    """Whether two halves of a character stand side by side somewhere: JSON would read them as one."""
    return PAIR_RE.search(json.dumps(article.to_dict(), ensure_ascii=False)) is not None
