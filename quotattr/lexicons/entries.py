"""
Entries: what a row of each table is, once it is read.

Each class says what its columns mean; the heads of the files say it for whoever writes one.
"""

from __future__ import annotations

import functools
from typing import Final

from attrs import frozen

from quotattr import marks
from quotattr.folding import MAX_KEPT_WORDS, fold
from quotattr.lexicons.rows import NOTHING

_JOINTS: Final = str.maketrans(dict.fromkeys((*marks.APOSTROPHES, *marks.HYPHENS), " "))
"""What joins the words of a name is opened, so that *BFM-TV* and *BFM TV* are one."""


@frozen
class CueVerb:
    """
    One reading of a verb that announces speech.

    Attributes:
        lemma: The infinitive, without *se*.
        reflexive: Whether this is the reading with *se*.
        frame: ``que``, ``incise``, ``both``, or ``fragment`` (only marked words in its complement).
        strength: ``speech``, ``opinion`` (voiced), ``weak`` (speech in some uses) or ``thought``.
        complements: How marked words hang on it: ``object``, ``attribute`` or a preposition.
        source: ``mined:N`` (N times beside marks in the news) or ``inventory``.
    """

    lemma: str
    reflexive: bool
    frame: str
    strength: str
    complements: tuple[str, ...]
    source: str

    @property
    def takes_que(self) -> bool:
        """Whether a reported clause with *que* may follow: *affirmer que*."""
        return self.frame in ("que", "both")

    @property
    def takes_incise(self) -> bool:
        """Whether it may stand in an incise or before a colon: *«…», sourit-il*."""
        return self.frame in ("incise", "both")

    @property
    def is_speech(self) -> bool:
        """Whether it announces speech by itself, opinions included; *penser* and *lancer* don't."""
        return self.strength in ("speech", "opinion")


@frozen
class CuePhrase:
    """
    A cue of several words, or a preposition: *faire savoir*, *selon*, *aux yeux de*.

    Attributes:
        phrase: As a dictionary writes it.
        pattern: Its lemmas in order, contractions undone.
        kind: ``verb``, ``preposition``, ``participle``, ``noun``, ``adverb`` or ``conjunction``.
        strength: As for `CueVerb`.
        frame: As for `CueVerb`.
        source: As for `CueVerb`.
    """

    phrase: str
    pattern: tuple[str, ...]
    kind: str
    strength: str
    frame: str
    source: str


@frozen
class CueNoun:
    """A noun that carries speech (*sa conviction*); *attachments* says how its speaker hangs on it."""

    lemma: str
    gender: str
    strength: str
    attachments: tuple[str, ...]
    source: str


@frozen
class Medium:
    """
    A news medium or agency.

    Attributes:
        name: Its canonical name.
        kind: agency, newspaper, magazine, broadcaster, radio, television, site or group.
        countries: ISO 3166-1 alpha-2 codes; several if namesakes share the row.
        aliases: Its other names.
        weak_aliases: Names that are trusted only in a source slot: *AA*, *PC*.
        adjectives: What *l'agence …* says for it, feminine: *russe*.
        is_default: Whether that phrase alone means this agency.
        context: What must hold for its name to be trusted: ``-`` nothing, ``case`` the written
            capitals and article (*Le Monde*), ``source`` these and a source slot (*Marianne*).
    """

    name: str
    kind: str
    countries: tuple[str, ...]
    aliases: tuple[str, ...]
    weak_aliases: tuple[str, ...]
    adjectives: tuple[str, ...]
    is_default: bool
    context: str

    @property
    def is_ambiguous(self) -> bool:
        """Whether the name is also a common word, a person or a place."""
        return self.context != NOTHING


@frozen
class MediumName:
    """
    One written name of a medium, as `Lexicons.media_by_words` finds it.

    Attributes:
        medium: Whose name it is.
        written: The spelling of the file.
        case_sensitive: Whether it counts only with the capitals of *written*.
        needs_source_slot: Whether it counts only after *à*, *selon*, a noun for a medium, or as
            the subject of a cue.
    """

    medium: Medium
    written: str
    case_sensitive: bool
    needs_source_slot: bool

    def fits(self, text: str) -> bool:
        """
        Whether *text*, which folds to this name, has the capitals the name asks for.

        A word of the name that is all capitals (*MAP*) must be so; one that begins with a capital
        must begin with one (*L'Équipe*, not *L'équipe*).

            >>> from quotattr.lexicons import load_lexicons
            >>> name = load_lexicons().media_by_words[("l", "equipe")]
            >>> name.fits("L’Equipe"), name.fits("L’équipe")
            (True, False)
        """
        if not self.case_sensitive:
            return True
        pairs = zip(_open(self.written).split(), _open(text).split(), strict=False)
        return all(_has_capitals_of(theirs, mine) for mine, theirs in pairs)


@functools.lru_cache(MAX_KEPT_WORDS)
def media_words(name: str) -> tuple[str, ...]:
    """
    The folded words under which two spellings of a medium are one: hyphens and apostrophes opened.

        >>> media_words("L’Est-Éclair")
        ('l', 'est', 'eclair')
    """
    return tuple(fold(_open(name)).split())


def _open(name: str) -> str:
    """*name* with its apostrophes and hyphens turned into spaces."""
    return name.translate(_JOINTS)


def _has_capitals_of(word: str, model: str) -> bool:
    if len(model) > 1 and model.isupper():
        return word.isupper()
    return word[0].isupper() or not model[0].isupper()


@frozen
class MediaNoun:
    """A common noun for a medium (*agence*, *quotidien*, *médias officiels*)."""

    noun: str
    gender: str
    is_plural: bool
    kind: str
    is_strong: bool


@frozen
class Role:
    """A noun for a person. *gender* is ``m`` or ``f`` if the noun has only one, else ``both``."""

    name: str
    gender: str
    feminine: str | None
    plural: str | None
    feminine_plural: str | None
    is_title: bool
    is_strong: bool

    @property
    def forms(self) -> tuple[str, ...]:
        """Every form it has, singular before plural, masculine before feminine."""
        forms = (self.name, self.feminine, self.plural, self.feminine_plural)
        return tuple(dict.fromkeys(form for form in forms if form is not None))


@frozen
class RoleSynonym:
    """An office or a trade said in other words: *locataire de l'Élysée*, *président de la République*."""

    phrase: str
    role: str


@frozen
class Civility:
    """A civility, rank or title before a name. *gender* is ``m``, ``f`` or ``u`` for either."""

    form: str
    gender: str
    other: str | None
    full: str
    is_strong: bool


@frozen
class Organisation:
    """A noun that heads names of organisations (``organisation``), or such a name itself (``name``)."""

    noun: str
    gender: str
    plural: str | None
    kind: str
    is_strong: bool
    aliases: tuple[str, ...]

    @property
    def forms(self) -> tuple[str, ...]:
        """The noun, its plural if it has one, and its aliases."""
        return (self.noun, *((self.plural,) if self.plural else ()), *self.aliases)


@frozen
class DocumentNoun:
    """A noun for a text that may stand as the speaker: *communiqué*."""

    noun: str
    gender: str
    plural: str
    is_strong: bool


@frozen
class GroupNoun:
    """A noun for people who speak with one voice, as it is written: *autorités*, *foule*."""

    noun: str
    gender: str
    is_plural: bool
    kind: str


@frozen
class Country:
    """A country, the adjectives and inhabitants it gives, and what stands for its power."""

    name: str
    iso: str
    gender: str
    is_plural: bool
    adjectives_m: tuple[str, ...]
    adjectives_f: tuple[str, ...]
    adjectives_mpl: tuple[str, ...]
    adjectives_fpl: tuple[str, ...]
    inhabitants: str | None
    capitals: tuple[str, ...]
    aliases: tuple[str, ...]
    metonyms: tuple[str, ...]

    @property
    def adjectives(self) -> tuple[str, ...]:
        """Every form of its adjective, each once."""
        return tuple(dict.fromkeys(self.adjectives_m + self.adjectives_f + self.adjectives_mpl + self.adjectives_fpl))
