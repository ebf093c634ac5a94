"""
Vocabulary: the questions that rules ask about words.

`quotattr.lexicons` holds the tables as they are on disk; a `Vocabulary` answers what rules want
to know of any spelling, number or gender: can this noun speak, is it a form of a cue verb, are
these two forms one role? Immutable once built, and shared by everything that one extractor does.
Start reading at `load_vocabulary`.
"""

from __future__ import annotations

import copy
import functools
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from attrs import frozen

from quotattr.conjugation import conjugate
from quotattr.crossing import CrossedWeights
from quotattr.folding import fold, fold_all
from quotattr.lexicons import (
    Civility,
    CueVerb,
    Folder,
    Lexicons,
    MediaNoun,
    Medium,
    MediumName,
    Role,
    Table,
    load_lexicons,
    media_words,
    read_rows,
    shipped_folder,
)
from quotattr.tokenizer import tokenize

Gender = Literal["Masc", "Fem"]

SPEECH_THRESHOLD = 0.55
"""
Marks are speech if that is somewhat likelier than not: what is wrongly taken for speech is given a speaker too, so it costs more.

Cross-validated, with other marks counted as often as in news at large, F1 is flat between 0.4 and 0.6.
"""

_GENDERS: dict[str, Gender] = {"m": "Masc", "f": "Fem"}
_ROLE_PREFIXES = ("ex-", "vice-", "co-", "sous-")
_VOICES = frozenset("mot terme œil oeil dire aveu avis information revelation indiscretion precision calcul".split())
"""Folded nouns that say whose words or view it is: *selon ses termes*, *à ses yeux*, *selon les informations de X*."""

_NO_FIELDS: frozenset[str] = frozenset()

CHAINED_VERBS = frozenset("faire laisser tenir vouloir devoir pouvoir aller venir".split())
"""Lemmas that make one cue with the infinitive behind them: *a fait savoir*, *a tenu à préciser*."""


def _weights_table(name: str) -> Table:
    return Table(name, MappingProxyType({"feature": (), "weight": ()}), ("feature",))


@frozen
class RoleForm:
    """
    A form of a noun for a person, as the text has it.

    Attributes:
        lemma: The masculine singular, folded.
        gender: Gender that the form tells: *présidente* is feminine, *ministre* says nothing.
        is_plural: Whether the form is only a plural.
        is_strong: False if the word is often an adjective or a thing.
    """

    lemma: str
    gender: Gender | None
    is_plural: bool
    is_strong: bool


class Vocabulary:
    """
    Every word that the rules know, by folded form.

    Args:
        lexicons: The tables of words.
        folder: Where the weights of the linear models lie.
    """

    def __init__(self, lexicons: Lexicons, folder: Folder):
        self.lexicons = lexicons
        self._cue_forms = _index_cue_forms(lexicons)
        self._cue_pairs = _index_cue_pairs(lexicons)
        self.reporting_forms = _index_reporting_forms(self._cue_forms, self._cue_pairs)
        self.inserted_openers = _index_inserted_openers(lexicons)
        self._cue_phrases = _index_cue_phrases(lexicons)
        self._cue_phrases_of_form = _index_phrase_forms(self._cue_phrases)
        self._roles = _index_role_forms(lexicons)
        self._role_synonyms = _index_role_synonyms(lexicons)
        self._longest_synonym = max(map(len, self._role_synonyms), default=0)
        self._media_lengths = _index_media_lengths(lexicons)
        self.function_words = lexicons.not_names
        self.speech_weights = _read_weights(folder, "speech_weights")
        self.cue_weights = _read_weights(folder, "cue_weights")
        self.speaker_weights = _read_weights(folder, "speaker_weights")
        self.referent_weights = CrossedWeights(_read_weights(folder, "referent_weights"))
        self.revision_weights = _read_weights(folder, "revision_weights")
        self.confidence_weights = _read_weights(folder, "confidence_weights")
        self.speech_threshold = SPEECH_THRESHOLD

    def with_weights(
        self,
        speech: Mapping[str, float] | None = None,
        cue: Mapping[str, float] | None = None,
        speaker: Mapping[str, float] | None = None,
        referent: Mapping[str, float] | None = None,
        revision: Mapping[str, float] | None = None,
    ) -> Vocabulary:
        """A copy that makes the decisions named with other weights, for fitting and measuring; no weights of *revision* revise nothing."""
        other = copy.copy(self)
        other.speech_weights = self.speech_weights if speech is None else speech
        other.cue_weights = self.cue_weights if cue is None else cue
        other.speaker_weights = self.speaker_weights if speaker is None else speaker
        other.referent_weights = self.referent_weights if referent is None else CrossedWeights(referent)
        other.revision_weights = self.revision_weights if revision is None else revision
        return other

    # --- cues

    def cue_verb(self, lemma: str) -> CueVerb | None:
        """The verb with this lemma; None if it announces nothing."""
        return self.lexicons.cue_verb(lemma)

    def cue_verb_of_form(self, form: str) -> CueVerb | None:
        """The verb that *form* can be a third person, a participle or the infinitive of."""
        return self._cue_forms.get(fold(form))

    def cue_verb_of(self, form: str, lemma: str) -> CueVerb | None:
        """The verb of a parsed word: by its lemma, by its form only where the lemma is no infinitive."""
        found = self.cue_verb(lemma)
        if found is None and not lemma.endswith(("er", "ir", "re")):
            found = self.cue_verb_of_form(form)
        return found

    def cue_pair(self, governor: str, lemma: str) -> CueVerb | None:
        """The two verbs that announce speech together: *faire savoir*, *laisser entendre*."""
        return self._cue_pairs.get((fold(governor), fold(lemma)))

    def ends_cue_pair(self, infinitive: str) -> bool:
        """Whether the verb announces speech together with one in front of it: *valoir* of *faire valoir*."""
        folded = fold(infinitive)
        return any(lemma == folded for _, lemma in self._cue_pairs)

    def cue_phrases_from(self, lemma: str) -> Sequence[tuple[Sequence[str], CueVerb]]:
        """Folded lemmas behind the verb that make it announce speech: *en garde* of *mettre en garde*."""
        return self._cue_phrases.get(fold(lemma), ())

    def cue_phrases_from_form(self, form: str) -> Sequence[Sequence[str]]:
        """Folded words behind a form of a verb that make it announce speech: *en garde* of *mis en garde*."""
        return self._cue_phrases_of_form.get(fold(form), ())

    def is_cue_noun(self, lemma: str) -> bool:
        """Whether the noun carries speech: *conviction*, *propos*."""
        return self.lexicons.cue_noun(lemma) is not None

    def is_voice(self, lemma: str) -> bool:
        """Whether the noun stands for somebody's words and never speaks itself: *avis*, *termes*, not *communiqué*."""
        document = self.lexicons.document(lemma)
        return (self.is_cue_noun(lemma) or fold(lemma) in _VOICES) and (document is None or not document.is_strong)

    # --- hedges

    def hedge_role(self, word: str) -> str | None:
        """What the word does to a report: *pas* is a ``negator``, *nier* a ``denial``; None for most words."""
        return self.lexicons.hedges.get(fold(word))

    # --- people

    def civility(self, form: str) -> Civility | None:
        """The civility that *form* writes (*Mme*, *Dr*), None if it is none or often another word."""
        found = self.lexicons.civility(form)
        return found if found is not None and (found.is_strong or form[:1].isupper()) else None

    def civility_gender(self, form: str) -> Gender | None:
        """Gender that a civility tells."""
        found = self.civility(form)
        return _GENDERS.get(found.gender) if found is not None else None

    def role_of(self, form: str) -> RoleForm | None:
        """The role that *form* names (*ministre*, *présidente*, *ex-président*), None if it names no person."""
        folded = fold(form)
        found = self._roles.get(folded)
        if found is None and folded.startswith(_ROLE_PREFIXES):
            prefix = next(prefix for prefix in _ROLE_PREFIXES if folded.startswith(prefix))
            found = self._roles.get(folded.removeprefix(prefix))
        return found

    def is_strong_role(self, form: str) -> bool:
        """Whether the form is a noun for a person and hardly anything else."""
        role = self.role_of(form)
        return role is not None and role.is_strong and not self.is_first_name(form)

    def same_role(self, left: str, right: str) -> bool:
        """Whether two words are forms of one role: *président*, *présidente*, *ex-président*."""
        if left == right:
            return True
        one, other = self.role_of(left), self.role_of(right)
        return one is not None and other is not None and one.lemma == other.lemma

    def role_fields(self, form: str) -> frozenset[str]:
        """The fields in which the role that *form* names stands, one or two; none if it names no person."""
        role = self.role_of(form)
        return self.lexicons.role_fields.get(role.lemma, _NO_FIELDS) if role is not None else _NO_FIELDS

    def role_synonym(self, words: Sequence[str]) -> tuple[str, ...] | None:
        """
        A description in the plain words of its office, None if it begins with no other words for one.

        Args:
            words: The description cut as tokens are, from its noun (or the adjective before it) on.

        Returns:
            The folded words of the office that the longest phrase stands for, then the rest of *words*.
        """
        folded = fold_all(words[: self._longest_synonym])
        for end in range(len(folded), 0, -1):
            office = self._role_synonyms.get(folded[:end])
            if office is not None:
                return office + fold_all(words[end:])
        return None

    def is_first_name(self, form: str) -> bool:
        """Whether *form* is a first name, or a compound that begins with one (*Jean-Pierre*)."""
        names = self.lexicons.first_names
        folded = fold(form)
        first, hyphen, rest = folded.partition("-")
        return folded in names or bool(hyphen and first in names and not self.is_place_of_power(rest))

    def first_name_gender(self, form: str) -> Gender | None:
        """Gender of a first name, None if it is given to both."""
        gender = self.lexicons.first_name_gender(form) or self.lexicons.first_name_gender(form.partition("-")[0])
        return _GENDERS.get(gender or "")

    def is_no_speaker(self, form: str) -> bool:
        """Whether the noun never speaks although it stands where a speaker would: *mardi*, *soir*."""
        return self.lexicons.is_never_speaker(form)

    # --- organisations, groups, documents

    def is_organisation(self, word: str) -> bool:
        """Whether the noun heads the name of an organisation, or is one's name."""
        return self.lexicons.organisation(word) is not None

    def is_portfolio(self, word: str) -> bool:
        """Whether the word ends what a ministry is in charge of: *le ministre de l’Intérieur X*."""
        return fold(word) in self.lexicons.portfolios

    def is_head_of_body(self, word: str) -> bool:
        """Whether the noun heads the names of organisations and is not one itself: *comité*, not *Otan*."""
        found = self.lexicons.organisation(word)
        return found is not None and found.kind == "organisation"

    def kind_of_noun(
        self, form: str, plural: bool
    ) -> Literal["person", "group", "organisation", "document", "unknown"]:
        """What a noun stands for."""
        role, group = self.role_of(form), self.lexicons.group(form)
        if group is not None:
            return "group"
        if role is not None:
            return "group" if plural or role.is_plural else "person"
        if (
            self.is_organisation(form)
            or self.lexicons.medium(form) is not None
            or self.lexicons.media_noun(form) is not None
        ):
            return "organisation"
        if self.lexicons.document(form) is not None:
            return "document"
        return "group" if plural else "unknown"

    def can_speak(self, form: str, lemma: str, upos: str) -> bool:
        """Whether a word can head the mention of a speaker: a name, a pronoun, a noun for somebody or for a text."""
        if upos in ("PROPN", "PRON"):
            return not self.is_no_speaker(form)
        return any(self._is_speaking_noun(word) for word in {form, lemma})

    def _is_speaking_noun(self, word: str) -> bool:
        lexicons = self.lexicons
        return (
            self.role_of(word) is not None
            or lexicons.group(word) is not None
            or lexicons.organisation(word) is not None
            or lexicons.document(word) is not None
            or lexicons.media_noun(word) is not None
            or lexicons.country(word) is not None
        )

    # --- media

    def longest_medium_from(self, form: str) -> int:
        """How many words the longest name of a medium that begins with the word *form* has; 0 if none does."""
        words = media_words(form)
        return self._media_lengths.get(words[0], 0) if words else 0

    def medium_of_words(self, forms: Sequence[str]) -> MediumName | None:
        """The medium whose name these tokens write, if they have its capitals."""
        # Word by word, as the words are kept from one text to the next and what they make together is not.
        found = self.lexicons.media_by_words.get(tuple(word for form in forms for word in media_words(form)))
        return found if found is not None and found.fits(" ".join(forms)) else None

    def medium(self, name: str) -> Medium | None:
        """The medium called *name*."""
        return self.lexicons.medium(name)

    def media_noun(self, form: str) -> MediaNoun | None:
        """The noun for a medium that *form* is: *agence*, *quotidien*."""
        return self.lexicons.media_noun(form)

    def default_agency(self, adjective: str) -> Medium | None:
        """The agency meant by *l’agence* with this feminine adjective: *russe* → Tass."""
        return self.lexicons.agency_for(adjective)

    # --- places

    def is_nationality(self, form: str) -> bool:
        """Whether *form* is an adjective of nationality."""
        return self.lexicons.nationality(form) is not None

    def is_place_of_power(self, name: str) -> bool:
        """Whether a name means a country, its capital or the seat of its power: *Kremlin*."""
        return self.lexicons.country(name) is not None


def _index_cue_forms(lexicons: Lexicons) -> Mapping[str, CueVerb]:
    """Every form of every cue verb; where two share one, the verb that is nearly always speech has it."""
    forms: dict[str, CueVerb] = {}
    for verb in lexicons.cue_verbs:
        for form in conjugate(verb.lemma):
            known = forms.get(fold(form))
            if known is None or (known.strength != "speech" and verb.strength == "speech"):
                forms[fold(form)] = verb
    return MappingProxyType(forms)


def _index_reporting_forms(forms: Mapping[str, CueVerb], pairs: Mapping[tuple[str, str], CueVerb]) -> frozenset[str]:
    """Folded forms of the verbs that take *que* or an incise, and the infinitives of pairs like *faire savoir*."""
    verbs = {form for form, verb in forms.items() if verb.is_speech and verb.frame != "fragment"}
    chained = {
        lemma for (governor, lemma), pair in pairs.items() if governor in CHAINED_VERBS and pair.frame != "fragment"
    }
    return frozenset(verbs | chained)


def _index_inserted_openers(lexicons: Lexicons) -> frozenset[str]:
    """The first folded word of each phrase of hearsay that is inserted: the *dit* of *dit-on*."""
    phrases = (fold(phrase) for phrase, role in lexicons.hedges.items() if role == "inserted")
    return frozenset(re.split(r"(?<=')|[ -]", phrase, maxsplit=1)[0] for phrase in phrases)


def _index_cue_pairs(lexicons: Lexicons) -> Mapping[tuple[str, str], CueVerb]:
    """Cues of two verbs, by their folded lemmas."""
    pairs = {}
    for phrase in lexicons.cue_phrases:
        if phrase.kind == "verb" and len(phrase.pattern) == 2 and phrase.strength in ("speech", "opinion"):
            governor, lemma = phrase.pattern
            verb = CueVerb(lemma, False, phrase.frame, phrase.strength, (), phrase.source)
            pairs[fold(governor), fold(lemma)] = verb
    return MappingProxyType(pairs)


def _index_cue_phrases(lexicons: Lexicons) -> Mapping[str, tuple[tuple[tuple[str, ...], CueVerb], ...]]:
    """Cues of three words or more that begin with a verb, by its folded lemma; what is behind it, the longest first."""
    phrases: dict[str, list[tuple[tuple[str, ...], CueVerb]]] = {}
    for phrase in sorted(lexicons.cue_phrases, key=lambda phrase: -len(phrase.pattern)):
        first, *behind = phrase.pattern
        is_infinitive = first.endswith(("er", "ir", "re"))
        if phrase.kind == "verb" and len(behind) > 1 and is_infinitive and lexicons.cue_verb(behind[-1]) is None:
            verb = CueVerb(first, False, phrase.frame, phrase.strength, (), phrase.source)
            phrases.setdefault(fold(first), []).append((tuple(map(fold, behind)), verb))
    return MappingProxyType({first: tuple(found) for first, found in phrases.items()})


def _index_phrase_forms(
    phrases: Mapping[str, Sequence[tuple[tuple[str, ...], CueVerb]]],
) -> Mapping[str, Sequence[tuple[str, ...]]]:
    """The same by every folded form of the verb, for words that nobody has parsed."""
    return MappingProxyType(
        {
            fold(form): [behind for behind, _ in found]
            for found in phrases.values()
            for form in conjugate(found[0][1].lemma)
        }
    )


def _index_role_forms(lexicons: Lexicons) -> Mapping[str, RoleForm]:
    """Every form of every role, with what the form tells."""
    forms: dict[str, RoleForm] = {}
    for role in lexicons.roles:
        for form in role.forms:
            forms.setdefault(fold(form), _describe_form(role, form))
    return MappingProxyType(forms)


def _index_role_synonyms(lexicons: Lexicons) -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """Folded words of each phrase → those of its office; *cheffe du gouvernement* beside *chef du gouvernement*."""
    index: dict[tuple[str, ...], tuple[str, ...]] = {}
    for synonym in lexicons.role_synonyms:
        words, office = _folded_words(synonym.phrase), _folded_words(synonym.role)
        index[words] = office
        role = lexicons.role(words[0])
        if role is not None and role.feminine is not None:
            index.setdefault((fold(role.feminine), *words[1:]), office)
    return MappingProxyType(index)


def _folded_words(text: str) -> tuple[str, ...]:
    return fold_all(token.text for token in tokenize(text))


def _describe_form(role: Role, form: str) -> RoleForm:
    gender = _GENDERS.get(role.gender)
    if gender is None and form == role.name and role.feminine not in (None, form):
        gender = "Masc"
    if gender is None and form != role.name and form in (role.feminine, role.feminine_plural) and form != role.plural:
        gender = "Fem"
    is_plural = form in (role.plural, role.feminine_plural) and form not in (role.name, role.feminine)
    return RoleForm(fold(role.name), gender, is_plural, role.is_strong)


def _index_media_lengths(lexicons: Lexicons) -> Mapping[str, int]:
    """First word of a medium's name → most words that such a name has; a leading article may be left out."""
    lengths: dict[str, int] = {}
    for words in lexicons.media_by_words:
        for start in (0, 1) if words[0] in ("le", "la", "les", "l") and len(words) > 1 else (0,):
            lengths[words[start]] = max(lengths.get(words[start], 0), len(words))
    return MappingProxyType(lengths)


def _read_weights(folder: Folder, name: str) -> Mapping[str, float]:
    """Feature → weight; a plain dict, as it is asked ten thousand times an article and a proxy takes twice the time."""
    return {row["feature"]: float(row["weight"]) for row in read_rows(folder, _weights_table(name))}


def load_vocabulary(own: Path | None = None) -> Vocabulary:
    """
    The vocabulary of the lexicon files that ship with quotattr, and of a user's *own* folder if there is one.

    The shipped one is read once and shared, as nothing can change it. Each call with a folder reads that
    anew and shares nothing, so that two extractors with different lexicons don't meet.

    Raises:
        LexiconError: A row of the folder is wrong; the message names file and line.
    """
    return _shipped_vocabulary() if own is None else Vocabulary(load_lexicons(own), shipped_folder())


@functools.lru_cache(maxsize=1)
def _shipped_vocabulary() -> Vocabulary:
    return Vocabulary(load_lexicons(), shipped_folder())
