"""
Meanings: what words mean, as a few small numbers each.

Words that are used alike have numbers alike, *lâche* and *honteux*, *opération* and *dispositif*; so what one
word has been seen to tell, another tells that has not been seen. The table ``lexicon/meanings.tsv`` is made of
the model's word vectors by `quotattr.model.meanings`. Start reading at `meaning_features`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from quotattr.lexicons import Table, shipped_folder

Meanings = Mapping[str, bytes]
"""Word in lower case → one byte a direction: a digit."""

MIDDLE_DIGIT: Final = 5
"""The digit of a word that leans neither way."""

STEPS: Final = 2
"""Digits a standard deviation."""

MIN_WORD_CHARS: Final = 4
"""Shorter words are mostly of grammar; those that tell have features of their own."""

SCALE: Final = 0.175
"""What a digit counts. Large values make large weights cheap for the penalty; this gave the best likelihood in cross-validation."""

TABLE: Final = Table("meanings", MappingProxyType({"word": (), "meaning": ()}), ("word",))
"""What the file promises."""

_ZERO: Final = ord("0") + MIDDLE_DIGIT


@cache
def shipped_meanings() -> Meanings:
    """
    The table that ships with quotattr, read when the first marks are judged.

    It has many times the rows of other tables and is nobody's to extend, so it is not checked row by row: tests do that.
    """
    text = (shipped_folder() / TABLE.file_name).read_text(encoding="utf-8")
    _, *rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return MappingProxyType({word: digits.encode("ascii") for word, digits in rows})


def meaning_features(name: str, words: Iterable[str], meanings: Meanings) -> dict[str, float]:
    """
    The mean meaning of *words*.

        >>> meanings = {"honteux": b"91", "lâche": b"71"}
        >>> meaning_features("words", ["Honteux", "et", "lâche"], meanings)
        {'words_meaning_0': 0.525, 'words_meaning_1': -0.7}

    Args:
        name: What the words are, the beginning of the features' names.
        words: As the text has them; those that the table lacks say nothing.
        meanings: The table.

    Returns:
        Feature name → value; empty if the table has none of the words.
    """
    known = [meanings[word] for word in map(str.lower, words) if len(word) >= MIN_WORD_CHARS and word in meanings]
    return {
        f"{name}_meaning_{direction}": round(SCALE * (sum(digits) / len(known) - _ZERO), 4)
        for direction, digits in enumerate(zip(*known, strict=True))
    }
