"""
Articles made without a model, for tests of what is written of them: as odd as a caller's text may be.

Start reading at `articles`. Edges of spans are visible characters, as those of every quotation are; all between them may be
anything, half a character or a line end included.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from attrs import evolve
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
ODD_TEXTS = st.lists(st.one_of(st.sampled_from(ODD), st.characters()), max_size=40).map("".join)
NAMES = st.one_of(st.sampled_from(("Claire Delorme", "AFP", "")), ODD_TEXTS)
RULES = st.one_of(st.sampled_from(("colon", "incise_after", "reporter_que")), ODD_TEXTS)

MANY = settings(max_examples=50, deadline=None)
"""An article takes long to draw; a busy machine may be slow at one, and only wrong answers count."""


def spans_of(text: str) -> st.SearchStrategy[Span]:
    """A span of *text* from one visible character to another."""
    visible = [index for index, character in enumerate(text) if not character.isspace()]
    edges = st.tuples(st.sampled_from(visible), st.sampled_from(visible))
    return edges.map(lambda pair: Span(min(pair), max(pair) + 1))


@st.composite
def segments(draw: st.DrawFn, text: str) -> tuple[Segment, ...]:
    """One segment of *text* or several, in order, with something visible between two of them."""
    visible = [index for index, character in enumerate(text) if not character.isspace()]
    cuts = sorted(draw(st.sets(st.sampled_from(range(len(visible))), min_size=1, max_size=6)))
    found: list[Segment] = []
    for first, last in zip(cuts[::2], cuts[1::2] or cuts, strict=False):
        if not found or visible[first - 1] >= found[-1].end:
            span = Span(visible[first], visible[last] + 1)
            found.append(Segment(span, span.of(text)))
    return tuple(found)


def hedges() -> st.SearchStrategy[tuple[Hedge, ...]]:
    return st.lists(st.sampled_from(get_args(Hedge)), unique=True, max_size=2).map(tuple)


def cues(text: str) -> st.SearchStrategy[Cue | None]:
    return st.one_of(st.none(), st.builds(lambda span, lemma: Cue(span.of(text), lemma, span), spans_of(text), NAMES))


def mentions(text: str) -> st.SearchStrategy[tuple[str | None, Span | None]]:
    return st.one_of(st.just((None, None)), spans_of(text).map(lambda span: (span.of(text), span)))


def speaker_kinds() -> st.SearchStrategy[SpeakerKind]:
    return st.sampled_from(get_args(SpeakerKind))


def speakers(text: str) -> st.SearchStrategy[Speaker | None]:
    made = st.builds(lambda name, kind, mention: Speaker(name, kind, *mention), NAMES, speaker_kinds(), mentions(text))
    return st.one_of(st.none(), made)


def sources(text: str) -> st.SearchStrategy[Source | None]:
    kinds = st.sampled_from(("agency", "newspaper"))
    return st.one_of(
        st.none(), st.builds(lambda name, kind, mention: Source(name, kind, *mention), NAMES, kinds, mentions(text))
    )


def reporters(text: str) -> st.SearchStrategy[Reporter]:
    return st.builds(
        lambda name, kind, mention, cue, rule, hedged: Reporter(name, kind, *mention, cue, rule, hedged),
        *(NAMES, speaker_kinds(), mentions(text), cues(text), RULES, hedges()),
    )


def quotes(text: str, kinds: Sequence[QuoteKind]) -> st.SearchStrategy[Quote]:
    return st.builds(
        Quote,
        kind=st.sampled_from(kinds),
        segments=segments(text),
        speaker=speakers(text),
        cue=cues(text),
        source=sources(text),
        confidence=st.floats(0, 1),
        rule=RULES,
        hedges=hedges(),
        chain=st.lists(reporters(text), max_size=2).map(tuple),
    )


def warnings(text: str) -> st.SearchStrategy[TextWarning]:
    return st.builds(lambda span, message: TextWarning(span.start, span.end, message), spans_of(text), ODD_TEXTS)


@st.composite
def articles(draw: st.DrawFn, *, in_order: bool = True) -> Article:
    """
    An article, with quotations that nest, cross, and stand on one another, as no extractor would find them.

    Args:
        draw: Of Hypothesis.
        in_order: Speech and others each in reading order, as in all that quotattr finds.
    """
    text = draw(ODD_TEXTS)
    id = draw(st.one_of(st.none(), NAMES))
    if not text or text.isspace():
        return Article(text, (), id=id)

    def some(kinds: Sequence[QuoteKind]) -> tuple[Quote, ...]:
        drawn = draw(st.lists(quotes(text, kinds), max_size=3))
        return tuple(sorted(drawn, key=lambda quote: (quote.span.start, -quote.span.end)) if in_order else drawn)

    speech, others = some(("direct", "mixed", "indirect")), some(("other",))
    return Article(text, speech, others, tuple(draw(st.lists(warnings(text), max_size=2))), id)


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
