"""
Indexes: from each form that a text may hold to the row it belongs to.

Forms are folded, so that case, accents and apostrophes don't matter. Where two rows share a form, the
first keeps it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TypeVar

from quotattr.folding import fold
from quotattr.lexicons.entries import Civility, CueVerb, Medium, MediumName, media_words
from quotattr.lexicons.rows import Row

T = TypeVar("T")


def index_forms(rows: Iterable[T], forms_of: Callable[[T], Iterable[str]]) -> Mapping[str, T]:
    """A mapping from each folded form to its row; the first row keeps a form that two share."""
    index: dict[str, T] = {}
    for row in rows:
        for form in forms_of(row):
            index.setdefault(fold(form), row)
    return MappingProxyType(index)


def index_verbs(verbs: Iterable[CueVerb]) -> Mapping[str, tuple[CueVerb, ...]]:
    """The readings of each verb, the plain one first."""
    index: dict[str, tuple[CueVerb, ...]] = {}
    for verb in sorted(verbs, key=lambda verb: verb.reflexive):
        index[fold(verb.lemma)] = (*index.get(fold(verb.lemma), ()), verb)
    return MappingProxyType(index)


def index_media(media: Iterable[Medium]) -> Mapping[tuple[str, ...], MediumName]:
    """
    Every name of every medium by its words.

    Canonical names go first, so that no alias takes one from its owner (*Le Matin Dimanche*).
    A trusted alias of an ambiguous medium (*marianne.net*) is held to its capitals all the same.
    """
    index: dict[tuple[str, ...], MediumName] = {}
    rows = tuple(media)
    for medium in rows:
        source = medium.context == "source"
        index.setdefault(media_words(medium.name), MediumName(medium, medium.name, medium.is_ambiguous, source))
    for medium in rows:
        source = medium.context == "source"
        for alias in medium.aliases:
            index.setdefault(media_words(alias), MediumName(medium, alias, medium.is_ambiguous, source))
        for alias in medium.weak_aliases:
            index.setdefault(media_words(alias), MediumName(medium, alias, True, True))
    return MappingProxyType(index)


def index_civilities(civilities: Iterable[Civility]) -> Mapping[str, Civility]:
    index: dict[str, Civility] = {}
    for civility in civilities:
        for form in (civility.form, civility.other):
            if form is not None:
                index.setdefault(form, civility)
    return MappingProxyType(index)


def index_agencies(media: Iterable[Medium]) -> Mapping[str, Medium]:
    """The default agency of each adjective."""
    return index_forms(media, lambda medium: medium.adjectives if medium.is_default else ())


def index_pairs(rows: Iterable[Row], key: str, value: str) -> Mapping[str, str]:
    """A table of two useful columns as a mapping, its keys folded; the first row keeps a key that two share."""
    pairs: dict[str, str] = {}
    for row in rows:
        pairs.setdefault(fold(row[key]), row[value])
    return MappingProxyType(pairs)
