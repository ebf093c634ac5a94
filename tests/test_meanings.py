"""What words mean, as numbers: the shipped table, and the mean of some words."""

from __future__ import annotations

import pytest

from quotattr.lexicons import read_rows, shipped_folder
from quotattr.meanings import TABLE, meaning_features, shipped_meanings

MEANINGS = {"honteux": b"91", "lâche": b"71"}


@pytest.mark.parametrize(
    ("words", "features"),
    [
        (["honteux"], {"x_meaning_0": 0.7, "x_meaning_1": -0.7}),
        (["Honteux", "et", "lâche"], {"x_meaning_0": 0.525, "x_meaning_1": -0.7}),
        (["honteux", "inconnu"], {"x_meaning_0": 0.7, "x_meaning_1": -0.7}),
        (["inconnu"], {}),
        ([], {}),
    ],
)
def test_the_mean_of_known_words(words: list[str], features: dict[str, float]) -> None:
    assert meaning_features("x", words, MEANINGS) == features


def test_short_words_say_nothing() -> None:
    assert meaning_features("x", ["les"], {"les": b"99"}) == {}


def test_every_shipped_word_has_as_many_digits() -> None:
    rows = read_rows(shipped_folder(), TABLE)
    assert len(rows) == len(shipped_meanings()) > 30_000
    assert {len(row["meaning"]) for row in rows} == {24}
    assert all(row["meaning"].isdecimal() and row["word"] == row["word"].lower() for row in rows)


def test_shipped_words_used_alike_are_near() -> None:
    def distance(left: str, right: str) -> int:
        meanings = shipped_meanings()
        return sum(abs(a - b) for a, b in zip(meanings[left], meanings[right], strict=True))

    assert distance("honteux", "scandaleux") < distance("honteux", "navire")
    assert distance("navire", "bateau") < distance("honteux", "bateau")
