"""
Lookup: the tables by whatever a caller has of a word: its lemma, a form of it, a name in any spelling.

`Lexicons` holds each table as it is on disk and indexed by folded form. Start reading there; how it is
filled from rows stands in `quotattr.lexicons.loading`.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from quotattr.folding import fold
from quotattr.lexicons.entries import (
    Civility,
    Country,
    CueNoun,
    CuePhrase,
    CueVerb,
    DocumentNoun,
    GroupNoun,
    MediaNoun,
    Medium,
    MediumName,
    Organisation,
    Role,
    RoleSynonym,
    media_words,
)


@frozen
class Lexicons:
    """
    Every table, as it is on disk (the tuples) and indexed by folded form (the mappings).

    Immutable: one object may serve any number of extractors and threads. Where two rows fold
    to one key (*pêcheur*, *pécheur*), the first in the file wins; a user's own rows stand before the shipped ones.
    """

    cue_verbs: tuple[CueVerb, ...]
    cue_phrases: tuple[CuePhrase, ...]
    cue_nouns: tuple[CueNoun, ...]
    media: tuple[Medium, ...]
    media_nouns: tuple[MediaNoun, ...]
    roles: tuple[Role, ...]
    role_fields: Mapping[str, frozenset[str]]
    role_synonyms: tuple[RoleSynonym, ...]
    civilities: tuple[Civility, ...]
    organisations: tuple[Organisation, ...]
    documents: tuple[DocumentNoun, ...]
    groups: tuple[GroupNoun, ...]
    countries: tuple[Country, ...]
    first_names: Mapping[str, str]
    not_speakers: Mapping[str, str]
    hedges: Mapping[str, str]
    portfolios: frozenset[str]
    not_names: frozenset[str]
    media_by_words: Mapping[tuple[str, ...], MediumName]
    _verbs_index: Mapping[str, tuple[CueVerb, ...]]
    _nouns_index: Mapping[str, CueNoun]
    _agencies_index: Mapping[str, Medium]
    _media_nouns_index: Mapping[str, MediaNoun]
    _roles_index: Mapping[str, Role]
    _civilities_index: Mapping[str, Civility]
    _organisations_index: Mapping[str, Organisation]
    _documents_index: Mapping[str, DocumentNoun]
    _groups_index: Mapping[str, GroupNoun]
    _countries_index: Mapping[str, Country]
    _nationalities_index: Mapping[str, Country]

    def cue_verb(self, lemma: str, reflexive: bool | None = None) -> CueVerb | None:
        """
        The reading of a verb that announces speech, None if it has none.

        Args:
            lemma: The infinitive, without *se*.
            reflexive: Which reading; None takes the plain one if there is one.
        """
        readings = self._verbs_index.get(fold(lemma), ())
        if reflexive is None:
            return readings[0] if readings else None
        return next((verb for verb in readings if verb.reflexive == reflexive), None)

    def cue_noun(self, lemma: str) -> CueNoun | None:
        """The noun that carries speech with this lemma: *conviction*."""
        return self._nouns_index.get(fold(lemma))

    def medium(self, name: str) -> Medium | None:
        """The medium that goes by this name, whatever its case and accents: *agence Tass*, *l'équipe*."""
        found = self.media_by_words.get(media_words(name))
        return found.medium if found is not None else None

    def agency_for(self, adjective: str) -> Medium | None:
        """The agency that *l'agence* means with this feminine adjective and no name: *nord-coréenne*."""
        return self._agencies_index.get(fold(adjective))

    def media_noun(self, noun: str) -> MediaNoun | None:
        """The common noun for a medium: *agence*, *médias officiels*."""
        return self._media_nouns_index.get(fold(noun))

    def role(self, form: str) -> Role | None:
        """The noun for a person that has this form, in any gender and number."""
        return self._roles_index.get(fold(form))

    def civility(self, form: str) -> Civility | None:
        """The civility that *form* writes. A capital is no matter at its head (*Général*), but *si* is no *Si*."""
        found = self._civilities_index.get(form)
        return found if found is not None else self._civilities_index.get(form[:1].lower() + form[1:])

    def organisation(self, noun: str) -> Organisation | None:
        """The noun that heads names of organisations, or the organisation with this name."""
        return self._organisations_index.get(fold(noun))

    def document(self, noun: str) -> DocumentNoun | None:
        """The noun for a document, singular or plural."""
        return self._documents_index.get(fold(noun))

    def group(self, noun: str) -> GroupNoun | None:
        """The noun for a group, as it is written: *autorités* is one, *autorité* is not."""
        return self._groups_index.get(fold(noun))

    def country(self, name: str) -> Country | None:
        """The country that a name means: its own, its capital, or the seat of its power."""
        return self._countries_index.get(fold(name))

    def nationality(self, adjective: str) -> Country | None:
        """The country that an adjective, or the name of its inhabitants, belongs to: *russes*."""
        return self._nationalities_index.get(fold(adjective))

    def first_name_gender(self, name: str) -> str | None:
        """``m``, ``f`` or ``u`` (either) for a first name, None if it is not known as one."""
        return self.first_names.get(fold(name))

    def is_never_speaker(self, noun: str) -> bool:
        """Whether the noun is no speaker even right after a cue: *a-t-il dit mardi*."""
        return fold(noun) in self.not_speakers
