"""What stands around marks: charges, works, an author who speaks himself, the shape of the sentence."""

from __future__ import annotations

import pytest
from frozen import read_surface

from quotattr.surroundings import author_features, surrounding_features


def describe(text: str, quotation: int = 0, words: int = 2) -> dict[str, float]:
    """The facts of one quotation that hold."""
    found = surrounding_features(read_surface(text), quotation, words)
    return {name: value for name, value in found.items() if value}


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("Le maire est poursuivi pour «vol aggravé».", "charge_short"),
        ("Le maire est inculpé de «vol aggravé».", "charge_de"),
        ("Le prix monte. Un roman, «Bel été», le dit.", "work_before_upper"),
        ("«Bel été» est un film.", "work_behind_upper"),
        ("«Bel été» est un film.", "behind_est"),
        ("La digue «de pierre» qui cède.", "behind_relative"),
        ("La digue (une «digue neuve») cède.", "in_brackets"),
        ("Il rit ; la «digue neuve» cède.", "behind_semicolon"),
        ("«Digue neuve».", "tenths_6"),
        ("Hier soir la digue de pierre a cédé, «digue neuve» de la mairie.", "outside_2"),
    ],
)
def test_surroundings(text: str, feature: str) -> None:
    assert feature in describe(text)


def test_a_list_of_charges() -> None:
    text = "Le maire est poursuivi pour «vol aggravé», «faux» et pour «recel»."
    assert [("charge_listed" in describe(text, quotation)) for quotation in range(3)] == [False, True, True]


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("Le maire marche vers la «digue neuve».", "charge"),
        ("Le maire est poursuivi.\nLa «digue neuve» cède.", "charge"),
        ("Le maire est poursuivi pour avoir fermé hier la rue la plus large de la ville, la «rue neuve».", "charge"),
        ("Le roman plaît.\nLa «digue neuve» cède.", "work_before"),
    ],
)
def test_what_is_too_far(text: str, feature: str) -> None:
    assert feature not in describe(text)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Je marche et j’écris. «Je ris», dit-il. Mes notes “«à moi»”.", "author_je_2"),
        ("On marche. «Je ris, moi», dit-il.", "author_je_0"),
        ("Je marche.", "author_je_1"),
    ],
)
def test_an_author_who_speaks_outside_the_marks(text: str, fact: str) -> None:
    assert author_features(read_surface(text)) == {fact: 1.0}
