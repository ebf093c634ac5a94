"""What tells speech from other marks: facts of one quotation by itself."""

from __future__ import annotations

import pytest
from frozen import read_case, read_conllu, read_surface

from quotattr.drafts import draft_marked


def describe(text: str) -> dict[str, float]:
    """The facts of a text's first quotation, nothing parsed."""
    return draft_marked(read_surface(text), ())[0].features


def describe_case(title: str) -> dict[str, float]:
    """The facts of the first quotation of a case with a frozen parse."""
    case = next(case for case in read_conllu("cues") if case.comments["case"] == title)
    return draft_marked(*read_case(case))[0].features


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("Une digue «franchement inutile».", "opens_franchement"),
        ("Une digue «franchement inutile».", "first_ends_ent"),
        ("Une digue «franchement inutile».", "last_ends_ile"),
        ("Des digues «franchement inutiles».", "last_ends_ile"),
        ("Une digue «franchement inutile».", "words_meaning_0"),
        ("Le chantier «franchement inutile».", "before_meaning_0"),
        ("Marc Dalbret, surnommé «le Phare», rit.", "naming_apposed"),
    ],
)
def test_words(text: str, feature: str) -> None:
    assert feature in describe(text)


def test_a_short_word_has_no_ending() -> None:
    assert not any("_ends_" in name for name in describe("Il dit «non»."))


@pytest.mark.parametrize(
    ("title", "features"),
    [
        ("attribute", {"holds_ADJ", "anchor_ADJ_Number_Sing"}),
        ("object", {"holds_NOUN", "holds_ADJ", "outer_det_before", "anchor_ADJ_Number_Plur"}),
        ("qualifier de", {"holds_NOUN", "holds_ADJ", "outer_case_before", "anchor_NOUN_Number_Sing"}),
    ],
)
def test_the_head_of_woven_words(title: str, features: set[str]) -> None:
    told = {
        name for name in describe_case(title) if name.startswith(("holds_", "outer_", "anchor_ADJ_N", "anchor_NOUN_N"))
    }
    assert told == features


def test_what_depends_on_words_that_stand_is_not_asked() -> None:
    assert not any(name.startswith(("holds_", "outer_")) for name in describe_case("subject behind an auxiliary"))


def test_words_of_another_paragraph_are_not_those_in_front() -> None:
    assert not any(name.startswith("before_meaning") for name in describe("Le chantier rouvre.\n«Enfin»."))
