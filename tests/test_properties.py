"""
Properties that hold for any text (Hypothesis): of tokens, sentences and quotations, and of the whole extractor.

The extractor is asked with a parser that draws its trees by lot, on many texts, and with the real one on a few.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from stubs import SENTENCES, SPEAKERS, Typography, check_article, news, stubbed_extractor, tidy_news

from quotattr import Article, Extractor
from quotattr.checks import check_text
from quotattr.quotations import find_quotations, is_blank
from quotattr.sentences import split_sentences
from quotattr.tokenizer import tokenize

MARKS = ("« ", " »", "«", "»", "“", "”", "„", '"', ' "', "‹", "›", "‘", "’", "''", "<<", ">>")
WORDS = ("Oui", "dit-il", "l’", "d'", "M. Roy", "a-t-il", "3,5", "etc.")
SIGNS = ("\n", "\n\n", ". ", ", ", "…", " ", "\N{NO-BREAK SPACE}", "?", "(", ")", "–", ":")
PIECES = st.sampled_from(MARKS + WORDS + SIGNS)
"""What quotations are made of: random letters alone would hardly ever pair."""

SOME = settings(max_examples=100, deadline=None)
"""What is a whole extraction."""

FEW = settings(max_examples=12, deadline=None)
"""What is parsed in earnest."""

MANY = settings(max_examples=300, deadline=None)
"""A busy machine may be slow at one text; only wrong answers count."""

TEXTS = st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(st.characters(), max_size=60), news(40))


@given(TEXTS)
@MANY
def test_tokens_and_gaps_rebuild_the_text(text: str) -> None:
    rebuilt, position = "", 0
    for token in tokenize(text):
        gap = text[position : token.start]
        assert all(map(is_blank, gap))
        assert token.text == token.span.of(text) != ""
        rebuilt += gap + token.text
        position = token.end
    assert all(map(is_blank, text[position:]))
    assert rebuilt + text[position:] == text


@given(TEXTS)
@MANY
def test_sentences_cover_all_tokens_in_order(text: str) -> None:
    tokens = tokenize(text)
    sentences = split_sentences(tokens, text)
    edges = [0, *(sentence.last for sentence in sentences)]
    assert [sentence.first for sentence in sentences] == edges[:-1]
    assert edges[-1] == len(tokens)
    assert edges == sorted(set(edges))


@given(TEXTS)
@MANY
def test_quotations_nest_or_are_apart(text: str) -> None:
    quotations, _ = find_quotations(text, tokenize(text))
    for index, quotation in enumerate(quotations):
        assert quotation.outer_start < quotation.start < quotation.end <= quotation.outer_end
        assert text[quotation.outer_start :].startswith(quotation.opening)
        assert text[: quotation.outer_end].endswith(quotation.closing)
        assert not is_blank(text[quotation.start])
        assert not is_blank(text[quotation.end - 1])
        assert quotation.continues is None or quotation.continues < index
        for other in quotations[:index]:
            assert other.outer_start < quotation.outer_start
            assert not other.outer_span.overlaps(quotation.outer_span) or other.outer_span.contains(
                quotation.outer_span
            )
        around = [other for other in quotations[:index] if other.outer_span.contains(quotation.outer_span)]
        assert quotation.depth == len(around)
        assert quotation.parent == (quotations.index(around[-1]) if around else None)


@given(TEXTS)
@MANY
def test_a_paragraph_in_front_shifts_every_offset(text: str) -> None:
    front = "Un titre.\n"
    before, before_warnings = find_quotations(text, tokenize(text))
    after, after_warnings = find_quotations(front + text, tokenize(front + text))
    shift = len(front)
    assert [(q.start + shift, q.end + shift, q.closed) for q in before] == [(q.start, q.end, q.closed) for q in after]
    assert [(w.start + shift, w.message) for w in before_warnings] == [(w.start, w.message) for w in after_warnings]


@given(TEXTS)
@MANY
def test_the_same_text_gives_the_same_result(text: str) -> None:
    tokens = tokenize(text)
    assert tokens == tokenize(text)
    assert find_quotations(text, tokens) == find_quotations(text, tokens)
    assert split_sentences(tokens, text) == split_sentences(tokens, text)


@given(TEXTS)
@MANY
def test_warnings_point_into_the_text(text: str) -> None:
    tokens = tokenize(text)
    for warning in [*find_quotations(text, tokens)[1], *check_text(text, tokens)]:
        assert 0 <= warning.start < warning.end <= len(text)
        assert warning.message


# --- the whole extractor

SEEDS = st.integers(0, 255)
"""Of the lot that draws the trees."""

NEUTRAL = "La pluie tombait encore.\n\n"
"""A paragraph without marks, names, or anybody who could speak."""


@given(news(), SEEDS)
@SOME
def test_answers_point_into_their_text_and_never_cross(text: str, seed: int) -> None:
    check_article(stubbed_extractor(seed).extract(text), text)


@pytest.mark.model
@given(text=news())
@FEW
def test_answers_of_the_real_parser_point_into_their_text_and_never_cross(extractor: Extractor, text: str) -> None:
    check_article(extractor.extract(text), text)


def moved(value: object, by: int) -> object:
    """A document of `Article.to_dict` with every offset moved."""
    if isinstance(value, dict):
        return {
            key: part + by if key in ("start", "end") and part is not None else moved(part, by)
            for key, part in value.items()
        }
    return [moved(part, by) for part in value] if isinstance(value, list) else value


def without_language(article: Article) -> dict[str, Any]:
    """Its document without its text, and without the warning that counts all words: a paragraph in front has some of its own."""
    document = article.to_dict()
    warnings = [warning for warning in document["warnings"] if "does not look French" not in warning["message"]]
    return {**document, "warnings": warnings, "text": None}


@given(news(), SEEDS)
@example("l’« « ", 0)
@SOME
def test_a_neutral_paragraph_in_front_only_shifts_offsets(text: str, seed: int) -> None:
    extractor = stubbed_extractor(seed)
    before, after = extractor.extract(text), extractor.extract(NEUTRAL + text)
    assert moved(without_language(before), len(NEUTRAL)) == without_language(after)


@pytest.mark.model
@given(sentences=tidy_news)
@FEW
def test_a_neutral_paragraph_in_front_only_shifts_offsets_of_the_real_parser(
    extractor: Extractor, sentences: Sequence[tuple[str, tuple[str, str]]]
) -> None:
    text = Typography().print(sentences)
    before, after = extractor.extract(text), extractor.extract(NEUTRAL + text)
    assert moved(without_confidence(before), len(NEUTRAL)) == without_confidence(after)


def without_confidence(article: Article) -> dict[str, object]:
    """Its document without confidences, of which sentences parsed together may change the last digits."""
    document = without_language(article)
    return {**document, "quotes": [{**quote, "confidence": None} for quote in document["quotes"]]}


PRINTED = {
    "no-break spaces": Typography(space="\N{NO-BREAK SPACE}"),
    "narrow no-break spaces": Typography(space="\N{NARROW NO-BREAK SPACE}"),
    "curly apostrophes": Typography(apostrophe="\N{RIGHT SINGLE QUOTATION MARK}"),
    "curly marks": Typography(marks="“”"),
    "curly marks inside": Typography(inner="“”"),
}


def speakers_of(article: Article, typography: Typography) -> list[tuple[object, ...]]:
    """Kind, speaker, source and rule of each quotation, in the plain spelling."""

    def plain(name: object) -> str | None:
        spelled = str(name).replace(typography.apostrophe, "'").replace(typography.space, " ")
        return spelled if name else None

    return [
        (quote.kind, plain(quote.speaker), quote.speaker and quote.speaker.kind, plain(quote.source), quote.rule)
        for quote in article.quotes
    ]


@pytest.mark.parametrize("typography", PRINTED.values(), ids=PRINTED)
@given(sentences=tidy_news, seed=SEEDS)
@SOME
def test_typography_leaves_speakers_as_they_are(
    typography: Typography, sentences: Sequence[tuple[str, tuple[str, str]]], seed: int
) -> None:
    extractor, plain = stubbed_extractor(seed), Typography()
    expected = speakers_of(extractor.extract(plain.print(sentences)), plain)
    assert speakers_of(extractor.extract(typography.print(sentences)), typography) == expected


@pytest.mark.model
@pytest.mark.parametrize("typography", PRINTED.values(), ids=PRINTED)
@given(sentences=tidy_news)
@FEW
def test_typography_leaves_speakers_as_they_are_to_the_real_parser(
    extractor: Extractor, typography: Typography, sentences: Sequence[tuple[str, tuple[str, str]]]
) -> None:
    plain = Typography()
    expected = speakers_of(extractor.extract(plain.print(sentences)), plain)
    assert speakers_of(extractor.extract(typography.print(sentences)), typography) == expected


def test_the_sentences_of_the_properties_are_quotations() -> None:
    """Else the properties would say nothing."""
    article = stubbed_extractor().extract(Typography().print([(sentence, SPEAKERS[0]) for sentence in SENTENCES]))
    assert len(article.speech) >= len(SENTENCES) // 2


@given(st.lists(news(20), max_size=6), SEEDS)
@settings(max_examples=60, deadline=None)
def test_company_and_order_change_nothing(texts: list[str], seed: int) -> None:
    alone = [stubbed_extractor(seed).extract(text) for text in texts]
    extractor = stubbed_extractor(seed)
    assert [extractor.extract(text) for text in reversed(texts)] == alone[::-1]
    assert list(extractor.pipe(texts)) == alone
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(extractor.extract, texts)) == alone


@given(st.lists(news(20), max_size=6), SEEDS, st.integers(1, 7))
@settings(max_examples=60, deadline=None)
def test_no_size_of_batch_changes_an_answer(texts: list[str], seed: int, size: int) -> None:
    extractor = stubbed_extractor(seed)
    alone = [extractor.extract(text) for text in texts]
    assert list(extractor.pipe(texts, batch_size=size)) == alone
    pairs = list(enumerate(texts))
    labelled = extractor.pipe([(text, number) for number, text in pairs], batch_size=size, as_tuples=True)
    assert list(labelled) == [(article, number) for (number, _), article in zip(pairs, alone, strict=True)]


@pytest.mark.model
def test_no_number_of_processes_changes_an_answer(extractor: Extractor) -> None:
    lot = random.Random(0)
    articles = [[(lot.choice(SENTENCES), lot.choice(SPEAKERS)) for _ in range(4)] for _ in range(6)]
    texts = [Typography().print(sentences) for sentences in articles]
    alone = [without_confidence(extractor.extract(text)) for text in texts]
    for found in (extractor.pipe(texts, batch_size=4), extractor.pipe(texts, batch_size=2, n_process=2)):
        assert [without_confidence(article) for article in found] == alone
