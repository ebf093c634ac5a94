"""
Offices: how well what two places of an article say of an office fits together.

*la ministre* fits *ministre des Sports*, *la ministre sénégalaise* not *ministre française*; *le chef du gouvernement* is a
*premier ministre*, who is no *ministre*. Start reading at `role_fit`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from quotattr.vocabulary import Vocabulary

FIRST = "premier"
"""What `quotattr.roles.role_words` says last of *le premier ministre*."""

_UNTOLD = frozenset(["republique"])
"""Of *président de la République*: where the article only has *président* it is left out."""

WHOLE_FIT, BARE_FIT, UNTOLD_FIT = 2.0, 0.95, 0.45
"""How well an office fits: in all that is said of it; with nothing but its noun asked for; with nothing but its noun told."""

STEM_LETTERS = 4
"""So much of an adjective of nationality is the same in all its forms."""

MIN_TELLING_LETTERS = 4
"""A word of a role with fewer letters (*de*, *la*) says nothing about whose it is."""


def role_fit(wanted: Sequence[str], words: Sequence[str], vocabulary: Vocabulary) -> float:
    """
    How well the words of a role fit a description's, both as `quotattr.roles.role_words` has them.

    Returns:
        0 for another office, below 0 where what else is said clashes, up to 2 where all of it fits.
    """
    fits = [
        _office_fit(asked, given, vocabulary)
        for asked in _said_otherwise(wanted, vocabulary)
        for given in _said_otherwise(words, vocabulary)
    ]
    return best_fit(fits)


def fit_class(fit: float) -> str:
    """
    What a number that `role_fit` gives says in a word.

        >>> fit_class(WHOLE_FIT), fit_class(0.0)
        ('whole', 'none')
    """
    if fit <= 0:
        return "clash" if fit < 0 else "none"
    return "whole" if fit >= WHOLE_FIT else {BARE_FIT: "bare", UNTOLD_FIT: "untold"}.get(fit, "part")


def best_fit(fits: Collection[float]) -> float:
    """The best of several: any fit before a clash, a clash before nothing in common."""
    return max(fits, key=lambda fit: (fit > 0, abs(fit)), default=0.0)


def _said_otherwise(words: Sequence[str], vocabulary: Vocabulary) -> Iterator[tuple[str, ...]]:
    """The words of an office, and the office in plain words: *chef du gouvernement*, *premier ministre*."""
    yield tuple(words)
    is_first = bool(words) and words[-1] == FIRST
    office = vocabulary.role_synonym((FIRST, *words[:-1]) if is_first else words)
    if office is not None:
        yield (*office[1:], FIRST) if office[0] == FIRST else office


def _office_fit(wanted: Sequence[str], words: Sequence[str], vocabulary: Vocabulary) -> float:
    """As `role_fit`, of the words as they are."""
    if not wanted or not words or not vocabulary.same_role(wanted[0], words[0]):
        return 0.0
    if (FIRST in wanted) != (FIRST in words) or _are_foreign(wanted, words, vocabulary):
        return -1.0
    specific = [
        word
        for word in wanted[1:]
        if len(word) >= MIN_TELLING_LETTERS and word != FIRST and (word in words or word not in _UNTOLD)
    ]
    if not specific:
        return BARE_FIT
    shared = sum(_is_said(word, words, vocabulary) for word in specific)
    if shared:
        return WHOLE_FIT * shared / len(specific)
    return UNTOLD_FIT if len(words) == 1 else -1.0


def _is_said(word: str, words: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether a role has the word, in any gender if it is a nationality."""
    if not vocabulary.is_nationality(word):
        return word in words
    return any(other[:STEM_LETTERS] == word[:STEM_LETTERS] for other in words)


def _are_foreign(wanted: Sequence[str], words: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether both say a nationality, and not the same: *la ministre sénégalaise* is not *la ministre française*."""
    asked, given = nations_of(wanted, vocabulary), nations_of(words, vocabulary)
    return bool(asked and given and asked.isdisjoint(given))


def nations_of(words: Collection[str], vocabulary: Vocabulary) -> set[str]:
    """Beginnings of the words that tell a nationality, which all its forms share."""
    return {word[:STEM_LETTERS] for word in words if vocabulary.is_nationality(word)}
