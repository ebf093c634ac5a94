"""
Vocabulary: the questions that rules ask about words, answered from the lexicon files.

`Lexicons` holds the tables as they are on disk; a `Vocabulary` indexes them by folded form, so
that a rule can ask *is this a role?* of any spelling, number or gender. Immutable once built,
and shared by everything that one extractor does. Start reading at `load_vocabulary`.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from typing import Literal

from attrs import frozen

from quotattr.conjugation import conjugate
from quotattr.folding import fold, fold_all

Gender = Literal["Masc", "Fem"]
Row = Mapping[str, str]

SPEECH_THRESHOLD = 0.4
"""Marks are speech from this probability on: missing somebody's words is worse than reporting a nickname (F1 on training articles peaks between 0.4 and 0.6)."""

_GENDERS: dict[str, Gender] = {"m": "Masc", "f": "Fem"}

FUNCTION_WORDS = frozenset(
    """le la les l' un une des du de d' il elle ils elles on je j' tu nous vous ce c' cet cette ces cela ca mais selon
    pour dans en et si ou donc or ni car a au aux par sur avec sans sous vers chez entre apres avant depuis pendant lors
    lorsque quand comme que qu' qui quoi dont ne n' s' se m' me t' te son sa ses leur leurs mon ma mes ton ta tes notre nos
    votre vos tout tous toute toutes ainsi alors aussi bien puis enfin hier aujourd'hui demain ici la y plus moins tres
    oui non pas jamais rien deux trois quatre cinq six sept huit neuf dix cent mille chaque chacun chacune certains
    certaines plusieurs quelques aucun aucune autre autres meme celui celle ceux celles celui-ci celle-ci d'apres malgre
    outre contre face grace suite quant toutefois cependant pourtant neanmoins ensuite parmi jusqu' jusque lui eux moi
    toi est sont etait sera ont fait dit c'est-a-dire parce puisque afin tandis alors ailleurs surtout notamment encore
    deja toujours peut voila voici quelle quel quels quelles comment pourquoi combien ou""".split()
)
"""Folded words that a capital at the start of a sentence doesn't make a name."""


@frozen
class CueVerb:
    """A verb that announces speech: see the header of cue_verbs.tsv."""

    lemma: str
    reflexive: bool
    frame: str
    strength: str


@frozen
class Medium:
    """A news medium: see the header of media.tsv."""

    name: str
    kind: str
    ambiguous: bool


@frozen
class MediaNoun:
    """A common noun for a medium: see the header of media_nouns.tsv."""

    kind: str
    is_collective: bool


@frozen
class Civility:
    """A civility, rank or title before a name."""

    form: str
    gender: Gender | None


@frozen
class Role:
    """A noun for a person; *lemma* is its masculine singular, folded."""

    lemma: str
    gender: Gender | None
    is_feminine_form: bool
    is_plural: bool
    is_strong: bool

    def gender_of(self, form: str) -> Gender | None:
        """Gender that the form tells: *présidente* is feminine, *ministre* says nothing."""
        if self.gender is not None:
            return self.gender
        return "Fem" if self.is_feminine_form else None


def read_table(name: str) -> list[Row]:
    """The rows of ``lexicon/<name>.tsv`` by column; comments left out."""
    text = (files("quotattr") / "lexicon" / f"{name}.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _parts(cell: str) -> list[str]:
    return [] if cell in ("-", "") else cell.split("|")


class Vocabulary:
    """Every word that the rules know, indexed by folded form."""

    def __init__(self) -> None:
        self.function_words = FUNCTION_WORDS
        self._index_cues()
        self._index_people()
        self._index_bodies()
        self._index_media()
        self._index_places()
        self.speech_weights = {row["feature"]: float(row["weight"]) for row in read_table("speech_weights")}
        self.referent_weights = {row["feature"]: float(row["weight"]) for row in read_table("referent_weights")}
        self.speaker_weights = {row["feature"]: float(row["weight"]) for row in read_table("speaker_weights")}
        self.speech_threshold = SPEECH_THRESHOLD

    # --- cues

    def _index_cues(self) -> None:
        self._cue_verbs: dict[str, list[CueVerb]] = {}
        self._cue_forms: dict[str, CueVerb] = {}
        for row in read_table("cue_verbs"):
            verb = CueVerb(row["lemma"], row["reflexive"] == "yes", row["frame"], row["strength"])
            self._cue_verbs.setdefault(fold(verb.lemma), []).append(verb)
            for form in conjugate(verb.lemma):
                known = self._cue_forms.get(fold(form))
                if known is None or (known.strength != "speech" and verb.strength == "speech"):
                    self._cue_forms[fold(form)] = verb
        self._cue_nouns = {fold(row["lemma"]): row["strength"] for row in read_table("cue_nouns")}

    def cue_verb(self, lemma: str, reflexive: bool | None = None) -> CueVerb | None:
        """The verb with this lemma, the reflexive reading if asked for; None if it announces nothing."""
        rows = self._cue_verbs.get(fold(lemma))
        if not rows:
            return None
        return next((row for row in rows if row.reflexive == reflexive), rows[0])

    def cue_verb_of_form(self, form: str) -> CueVerb | None:
        """The verb that *form* can be a third person, a participle or the infinitive of."""
        return self._cue_forms.get(fold(form))

    def is_cue_form(self, form: str) -> bool:
        """Whether a sentence with this word may report speech and is worth parsing."""
        folded = fold(form)
        verb = self._cue_forms.get(folded)
        return folded in ("selon", "d'apres", "apres", "croire") or (verb is not None and verb.strength in ("speech", "opinion"))

    def cue_noun(self, lemma: str) -> str | None:
        """Strength of the noun as a carrier of speech, None if it carries none."""
        return self._cue_nouns.get(fold(lemma))

    # --- people

    def _index_people(self) -> None:
        self._civilities: dict[str, Civility] = {}
        for row in read_table("civilities"):
            civility = Civility(row["civility"], _GENDERS.get(row["gender"]))
            if row["strength"] == "strong" or row["civility"][:1].isupper():
                for form in (row["civility"], *_parts(row["other"])):
                    self._civilities[form] = civility
        self._roles: dict[str, Role] = {}
        for row in read_table("roles"):
            gender = _GENDERS.get(row["gender"])
            for column in ("role", "feminine", "plural", "feminine_plural"):
                form = fold(row[column])
                if form != "-":
                    role = Role(fold(row["role"]), gender, column.startswith("feminine") and row[column] != row["role"], "plural" in column and row[column] != row["role"], row["strength"] == "strong")
                    self._roles.setdefault(form, role)
        self._first_names = {fold(row["name"]): _GENDERS.get(row["gender"]) for row in read_table("first_names")}
        self._not_speakers = frozenset(fold(row["noun"]) for row in read_table("not_speakers"))

    def civility(self, form: str) -> Civility | None:
        """The civility that *form* writes (*Mme*, *Dr*), None if it is none."""
        return self._civilities.get(form) or (self._civilities.get(form.lower()) if form[:1].isupper() else None)

    def is_civility(self, form: str) -> bool:
        """Whether *form* is a civility, which is no part of a name."""
        return self.civility(form) is not None

    def role_of(self, form: str) -> Role | None:
        """The role that *form* names (*ministre*, *présidente*, *ex-président*), None if it names no person."""
        folded = fold(form)
        for prefix in ("ex-", "vice-", "co-", "sous-", "porte-parole-"):
            if folded not in self._roles and folded.startswith(prefix):
                folded = folded.removeprefix(prefix)
        return self._roles.get(folded)

    def same_role(self, left: str, right: str) -> bool:
        """Whether two folded words are forms of one role: *président*, *présidente*, *ex-président*."""
        if left == right:
            return True
        one, other = self.role_of(left), self.role_of(right)
        return one is not None and other is not None and one.lemma == other.lemma

    def is_first_name(self, form: str) -> bool:
        """Whether *form* is a first name, or a compound of some (*Jean-Pierre*)."""
        folded = fold(form)
        return folded in self._first_names or ("-" in folded and folded.partition("-")[0] in self._first_names)

    def first_name_gender(self, form: str) -> Gender | None:
        """Gender of a first name, None if it is given to both."""
        folded = fold(form)
        return self._first_names.get(folded) or self._first_names.get(folded.partition("-")[0])

    def is_no_speaker(self, form: str) -> bool:
        """Whether the noun never speaks although it stands where a speaker would: *mardi*, *soir*."""
        return fold(form) in self._not_speakers

    # --- organisations, groups, documents

    def _index_bodies(self) -> None:
        self._organisations = {fold(form): row["kind"] for row in read_table("organisations") for form in (row["noun"], *_parts(row["aliases"]))}
        self._groups = frozenset(fold(row["noun"]) for row in read_table("groups"))
        self._documents = frozenset(fold(form) for row in read_table("documents") for form in (row["noun"], row["plural"]))

    def is_organisation(self, word: str) -> bool:
        """Whether the noun heads the name of an organisation, or is one's name."""
        return fold(word) in self._organisations

    def kind_of_noun(self, form: str, plural: bool) -> str:
        """person, group, organisation, document or unknown, by a noun."""
        folded = fold(form)
        role = self.role_of(folded)
        if folded in self._groups:
            return "group"
        if role is not None:
            return "group" if plural or role.is_plural else "person"
        if folded in self._organisations or self.medium(form) is not None or folded in self._media_nouns:
            return "organisation"
        if folded in self._documents:
            return "document"
        return "group" if plural else "unknown"

    def can_speak(self, form: str, lemma: str, upos: str) -> bool:
        """Whether a word can head the mention of a speaker: a name, a pronoun, a noun for somebody or for a text."""
        if upos in ("PROPN", "PRON"):
            return not self.is_no_speaker(form)
        for word in (fold(form), fold(lemma)):
            if word in self._groups or word in self._organisations or word in self._documents or word in self._media_nouns or word in self._country_words:
                return True
            if word in ("source", "sources", "voix", "camp", "pouvoir", "justice", "defense", "accusation", "partie", "capitale", "pays", "famille", "entourage", "monde", "auteur", "celui", "celle", "certains", "d'autres", "l'un"):
                return True
            if self.role_of(word) is not None:
                return True
        return False

    # --- media

    def _index_media(self) -> None:
        self._media: dict[tuple[str, ...], Medium] = {}
        self._agencies_by_adjective: dict[str, Medium] = {}
        for row in read_table("media"):
            medium = Medium(row["name"], row["kind"], row["ambiguous"] == "yes")
            weak = Medium(row["name"], row["kind"], True)
            for alias in (row["name"], *_parts(row["aliases"])):
                self._media.setdefault(media_key(alias.split()), medium)
            for alias in _parts(row["weak_aliases"]):
                self._media.setdefault(media_key(alias.split()), weak)
            if row["default_for_adjective"] == "yes":
                for adjective in _parts(row["adjective"]):
                    self._agencies_by_adjective[fold(adjective)] = medium
        self._media_nouns = {fold(row["noun"]): MediaNoun(row["kind"], row["number"] == "plural" or row["kind"] == "press") for row in read_table("media_nouns")}
        self.longest_medium = max(len(key) for key in self._media)

    def medium_of_words(self, forms: Sequence[str]) -> Medium | None:
        """The medium whose name these tokens write."""
        return self._media.get(media_key(forms))

    def medium(self, name: str) -> Medium | None:
        """The medium called *name*."""
        return self._media.get(media_key(name.split()))

    def media_noun(self, form: str) -> MediaNoun | None:
        """The noun for a medium that *form* is: *agence*, *quotidien*."""
        return self._media_nouns.get(fold(form))

    def default_agency(self, adjective: str) -> Medium | None:
        """The agency meant by *l’agence* with this folded feminine adjective: *russe* → Tass."""
        return self._agencies_by_adjective.get(adjective)

    # --- places

    def _index_places(self) -> None:
        self._country_words: dict[str, str] = {}
        nationalities: set[str] = set()
        names: set[str] = set()
        for row in read_table("countries"):
            for column in ("country", "capital", "aliases", "metonyms"):
                for name in _parts(row.get(column, "")):
                    names.add(fold(name))
                    self._country_words.setdefault(fold(name), row["country"])
            for column in ("adjective_m", "adjective_f", "adjective_mpl", "adjective_fpl"):
                nationalities.update(fold(form) for form in _parts(row.get(column, "")))
        self.places = frozenset(names)
        self._nationalities = frozenset(nationalities)

    def is_nationality(self, form: str) -> bool:
        """Whether *form* is an adjective of nationality."""
        return fold(form) in self._nationalities

    def country(self, name: str) -> str | None:
        """The country that a name means, its capital and its seat of power included: *Kremlin* → Russie."""
        return self._country_words.get(fold(name))


def media_key(forms: Iterable[str]) -> tuple[str, ...]:
    """Folded words under which two spellings of a medium are one: hyphens, apostrophes and .fr opened."""
    return tuple(part for word in fold_all(forms) for part in word.replace("'", "' ").replace("-", " ").split())


@functools.lru_cache(maxsize=1)
def load_vocabulary() -> Vocabulary:
    """The vocabulary of the lexicon files that ship with quotattr, read once."""
    return Vocabulary()
