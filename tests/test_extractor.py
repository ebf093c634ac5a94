"""The extractor: the same answer every time, in every thread, and wherever the text stands."""

from __future__ import annotations

import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from frozen import Case, extract_frozen, frozen_extractor, params, read_conllu, read_rows
from hypothesis import given, settings
from hypothesis import strategies as st

import quotattr
from quotattr import Article, Extractor, Quote, Span
from quotattr.frames import Frame
from quotattr.trees import ROOT, Tree, Word

FROZEN = [*read_conllu("coreference"), *read_conllu("sources")]
TEXTS = [text for _, text, _ in read_rows("attribution")][:24]


def test_the_door() -> None:
    assert quotattr.__all__ == sorted(quotattr.__all__)
    assert all(hasattr(quotattr, name) for name in quotattr.__all__)


@pytest.mark.parametrize("case", params(FROZEN, False))
def test_offsets_point_at_the_words(case: Case) -> None:
    for quote in extract_frozen(case).quotes:
        parts = [*quote.segments, *(part for part in (quote.speaker, quote.cue, quote.source) if part and part.span)]
        assert all(case.text[part.span.start : part.span.end] == part.text for part in parts)  # type: ignore[union-attr]
        assert quote.span == Span(quote.segments[0].start, quote.segments[-1].end)


@pytest.mark.parametrize("case", params(FROZEN, False))
def test_the_same_text_gives_the_same_answer(case: Case) -> None:
    assert extract_frozen(case) == extract_frozen(case)


@pytest.mark.parametrize("case", params(FROZEN, False))
def test_a_paragraph_in_front_shifts_every_offset(case: Case) -> None:
    front = "La pluie tombe.\n\n"
    before = extract_frozen(case)
    after = frozen_extractor(case, "La pluie tombe .").extract(front + case.text)
    assert [shifted(quote, len(front)) for quote in before.quotes] == [bare(quote) for quote in after.quotes]


def bare(quote: Quote) -> tuple[object, ...]:
    """What of a quote must not depend on where the text stands, and its offsets."""
    return shifted(quote, 0)


def shifted(quote: Quote, by: int) -> tuple[object, ...]:
    """Kind, speaker, cue and source with every offset moved."""
    spans = [(segment.start + by, segment.end + by) for segment in quote.segments]
    parts = [
        (str(part), part.span and (part.span.start + by, part.span.end + by)) if part else None
        for part in (quote.speaker, quote.cue, quote.source)
    ]
    return (quote.kind, spans, parts)


def test_a_case_is_what_its_parser_knows() -> None:
    """A frozen parse that no longer fits its text must be seen, not skipped."""
    case = FROZEN[0]
    with pytest.raises(AssertionError, match="no frozen parse"):
        frozen_extractor(case).extract("«Non», dit-il ailleurs.")


def test_an_id_is_kept() -> None:
    assert Extractor().extract("Il pleut.", id="a1").id == "a1"
    assert Extractor().extract("Il pleut.").id is None


def test_pipe_keeps_the_order() -> None:
    texts = ["Il pleut.", "", "Il neige."]
    assert [article.text for article in Extractor().pipe(texts)] == texts


def test_what_is_returned_is_frozen() -> None:
    article = extract_frozen(FROZEN[0])
    [quote] = article
    for thing, name in (
        (article, "text"),
        (quote, "kind"),
        (quote.speaker, "name"),
        (quote.cue, "text"),
        (quote.segments[0], "span"),
    ):
        with pytest.raises(AttributeError):
            setattr(thing, name, None)


def test_every_quote_says_why() -> None:
    for case in FROZEN:
        for quote in extract_frozen(case).quotes:
            assert quote.rule
            assert quote.explain()
            assert 0.0 <= quote.confidence <= 1.0


def test_no_text_is_one_of_the_others_and_speech() -> None:
    article = extract_frozen(FROZEN[0])
    assert len(article) == len(article.speech)
    assert list(article) == list(article.speech)
    assert not set(article.speech) & set(article.others)
    assert set(article.quotes) == set(article.speech) | set(article.others)


class DrunkenParser:
    """Says anything of any word: heads, relations and parts of speech at random, even what is no tree."""

    UPOS = "VERB AUX NOUN PROPN PRON ADP DET ADJ ADV SCONJ PUNCT INTJ NUM X".split()
    DEPRELS = (
        "root nsubj nsubj:pass obj iobj obl obl:agent xcomp ccomp advcl acl acl:relcl conj cc case det amod nmod appos flat:name "
        "aux:tense aux:pass cop mark parataxis:insert expl:subj expl:pv fixed discourse punct dep"
    ).split()
    FEATS = ({}, {"VerbForm": "Fin"}, {"VerbForm": "Part"}, {"VerbForm": "Inf"}, {"Poss": "Yes"}, {"Number": "Plur"})

    def __init__(self, extractor: Extractor, seed: int, cycles: bool):
        self.expand = extractor._parser.expand
        self._random = random.Random(seed)
        self._cycles = cycles

    def parse(self, frames: Sequence[Frame]) -> list[Tree]:
        """A tree a frame, or what looks like one."""
        return [Tree(frame, self._words([word.form for word in frame.words])) for frame in frames]

    def _words(self, forms: Sequence[str]) -> list[Word]:
        order = self._random.sample(range(len(forms)), len(forms))
        heads = {place: order[self._random.randrange(rank)] if rank else ROOT for rank, place in enumerate(order)}
        if self._cycles:
            heads = {place: self._random.randrange(-1, len(forms)) for place in order}
        choose = self._random.choice
        return [
            Word(form, form, choose(self.UPOS), choose(self.FEATS), heads[place], choose(self.DEPRELS))
            for place, form in enumerate(forms)
        ]


SENTENCE_PIECES = (
    "« | »|“|”|, |. |: |\n| – |Il dit |a-t-il déclaré |que |qui |selon |d’après |pour |à en croire |du port |la ministre |"
    "Anne Morel |M. Roy |l’AFP |au Monde |jugeant |Les deux hommes |ce dernier |son avis |cité par Tass |elle |viens |"
    "est prêt |et |(LDD) "
).split("|")


@given(st.lists(st.sampled_from(SENTENCE_PIECES), max_size=40).map("".join), st.integers(0, 999), st.booleans())
@settings(max_examples=400, deadline=None)
def test_nothing_a_parser_says_can_raise(text: str, seed: int, cycles: bool) -> None:
    extractor = Extractor()
    extractor._parser = DrunkenParser(extractor, seed, cycles)
    article = extractor.extract(text)
    for quote in article.quotes:
        parts = [*quote.segments, *(part for part in (quote.speaker, quote.cue, quote.source) if part and part.span)]
        assert all(text[part.span.start : part.span.end] == part.text != "" for part in parts)  # type: ignore[union-attr]
        assert 0.0 <= quote.confidence <= 1.0
        assert quote.explain()


@pytest.mark.model
def test_threads_share_an_extractor(extractor: Extractor) -> None:
    alone = [extractor.extract(text) for text in TEXTS]
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(extractor.extract, TEXTS)) == alone


@pytest.mark.model
def test_two_extractors_in_two_threads_do_not_meet() -> None:
    pytest.importorskip("torch")
    extractors = [Extractor(), Extractor()]

    def read(extractor: Extractor) -> list[Article]:
        return [extractor.extract(text) for text in TEXTS]

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(read, extractors)
    assert one == other


@pytest.mark.model
def test_one_text_does_not_change_the_next(extractor: Extractor) -> None:
    first = [extractor.extract(text) for text in TEXTS]
    assert [extractor.extract(text) for text in reversed(TEXTS)] == first[::-1]


@pytest.mark.model
def test_the_default_extractor_is_made_once(extractor: Extractor) -> None:
    text = "«Nous irons», a dit Anne Morel."
    assert quotattr.extract(text) == quotattr.extract(text) == extractor.extract(text)
