"""Properties of tokens, sentences and quotations that hold for any text (Hypothesis)."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from quotattr.checks import check_text
from quotattr.quotations import find_quotations, is_blank
from quotattr.sentences import split_sentences
from quotattr.tokenizer import tokenize

MARKS = ("« ", " »", "«", "»", "“", "”", "„", '"', ' "', "‹", "›", "‘", "’", "''", "<<", ">>")
WORDS = ("Oui", "dit-il", "l’", "d'", "M. Roy", "a-t-il", "3,5", "etc.")
SIGNS = ("\n", "\n\n", ". ", ", ", "…", " ", "\N{NO-BREAK SPACE}", "?", "(", ")", "–", ":")
PIECES = st.sampled_from(MARKS + WORDS + SIGNS)
"""What quotations are made of: random letters alone would hardly ever pair."""

MANY = settings(max_examples=300, deadline=None)
"""A busy machine may be slow at one text; only wrong answers count."""

TEXTS = st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(st.characters(), max_size=60))


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
