"""Frames: the rows of ``cases/frames.tsv``, and what holds for every frame."""

from __future__ import annotations

import pytest
from frozen import Case, params, read_case, read_conllu, row_params
from hypothesis import given, settings
from hypothesis import strategies as st

from quotattr.extractor import Extractor
from quotattr.frames import MAX_FRAME_WORDS, STAND_IN, Frame
from quotattr.tokenizer import Token

EXTRACTOR = Extractor()


def frames_of(text: str) -> tuple[list[Frame], list[Token]]:
    """The frames of a text, and its tokens."""
    reading, frames, _ = EXTRACTOR._read(text)
    return frames, list(reading.tokens)


def show(frame: Frame) -> str:
    """The words of a frame, a star behind those of a quotation."""
    return " ".join(word.form + "*" * (word.quotation is not None) for word in frame.words)


@pytest.mark.parametrize(("text", "expected"), row_params("frames"))
def test_row(text: str, expected: str) -> None:
    assert (" | ".join(show(frame) for frame in frames_of(text)[0]) or "-") == expected


@pytest.mark.parametrize(
    "case",
    params(
        [c for name in ("cues", "speakers", "indirect", "sources", "coreference") for c in read_conllu(name)], False
    ),
)
def test_frozen_parses_are_of_these_frames(case: Case) -> None:
    """Words and the quotations they stand in, as the files have them."""
    _, trees = read_case(case)
    for tree in trees:
        place = case.parses.index(tree.words)
        assert tuple(word.quotation for word in tree.frame.words) == case.quotations[place]


def test_a_frame_knows_whose_content_it_is() -> None:
    frames, _ = frames_of("«Il m’a dit “viens”», raconte Anne.")
    assert [(frame.inside, frame.quotations) for frame in frames] == [(None, (0,)), (0, (1,))]


def test_a_stand_in_remembers_the_opening_mark() -> None:
    [frame], tokens = frames_of("Il crie: «Tous dehors !»")
    assert [(word.form, tokens[word.token].text) for word in frame.words if word.stands_in] == [(STAND_IN, "«")]


def test_both_words_of_a_contraction_come_from_one_token() -> None:
    [frame], tokens = frames_of("Il parle du «bourg».")
    assert [(word.form, tokens[word.token].text) for word in frame.words[2:4]] == [("de", "du"), ("le", "du")]


def test_paragraphs_are_numbered() -> None:
    frames, _ = frames_of("«Oui», dit Anne.\n\n«Non», dit Paul.")
    assert [frame.paragraph for frame in frames] == [0, 1]


@pytest.mark.parametrize(
    "text", ["Il dit que c’est " + "très " * 400 + "fort.", "Il dit " + "très " * 400 + "fort: «Tous dehors !»"]
)
def test_an_endless_sentence_is_cut(text: str) -> None:
    [frame], _ = frames_of(text)
    assert len(frame.words) <= 3 * MAX_FRAME_WORDS


def test_a_cut_frame_keeps_its_quotation() -> None:
    [frame], _ = frames_of("très " * 400 + "«fort» " + "très " * 400)
    assert any(word.quotation == 0 for word in frame.words)


PIECES = st.sampled_from(
    ["« ", " »", "“", "”", ", ", ". ", ": ", "\n", "Il dit ", "du ", "que ", "Non", "viens ", "selon Anne ", "-t-il "]
)


@given(st.lists(PIECES, max_size=30).map("".join))
@settings(max_examples=200, deadline=None)
def test_words_are_in_order_and_quotations_stand_once(text: str) -> None:
    frames, tokens = frames_of(text)
    for frame in frames:
        places = [word.token for word in frame.words]
        assert places == sorted(places)
        assert all(frame.first <= place < frame.last for place in places)
        assert {word.quotation for word in frame.words} - {None} <= set(frame.quotations)
        assert all(tokens[word.token].kind != "mark" or word.stands_in for word in frame.words)
    held = [quotation for frame in frames for quotation in frame.quotations]
    assert len(held) == len(set(held))
