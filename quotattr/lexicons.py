"""
Lexicons: the word lists of ``lexicon/*.tsv``, checked row by row and made easy to look up.

Words live in files, code only reads them: whoever misses a verb or a newspaper adds a line, and
a line that is not what the head of its file promises is named with its file and number. Every
file is UTF-8, tab-separated, with a ``#`` head (what, unit, licence) and one row of column names;
``-`` stands for nothing, ``|`` separates several values, rows are sorted by code point.

Start reading at `load_lexicons`; `TABLES` says what each file may hold.

    >>> lexicons = load_lexicons()
    >>> lexicons.cue_verb("déclarer").frame
    'both'
    >>> lexicons.cue_verb("exclamer", reflexive=True).strength
    'speech'
    >>> lexicons.medium("Chine nouvelle").name, lexicons.agency_for("russe").name
    ('Xinhua', 'Tass')
    >>> lexicons.role("présidentes").name, lexicons.country("Kremlin").name
    ('président', 'Russie')
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Final, Protocol, TypeVar

from attrs import frozen

from quotattr import marks
from quotattr.errors import LexiconError
from quotattr.folding import fold

NOTHING: Final = "-"
"""A cell that says there is no such form."""

SEPARATOR: Final = "|"
"""Between the values of a cell that may hold several."""

_JOINTS: Final = str.maketrans(dict.fromkeys((*marks.APOSTROPHES, *marks.HYPHENS), " "))
"""What joins the words of a name is opened, so that *BFM-TV* and *BFM TV* are one."""

Row = Mapping[str, str]
T = TypeVar("T")


class TextFile(Protocol):
    """What is asked of a file: its text."""

    def read_text(self, encoding: str | None = ...) -> str:
        """The whole text."""


class Folder(Protocol):
    """What is asked of a folder, so that a `pathlib.Path` and a package's own data both do: its files by name."""

    def __truediv__(self, name: str, /) -> TextFile:
        """The file called *name*."""


# --- what the files hold


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

            >>> name = load_lexicons().media_by_words[("l", "equipe")]
            >>> name.fits("L’Equipe"), name.fits("L’équipe")
            (True, False)
        """
        if not self.case_sensitive:
            return True
        pairs = zip(_open(self.written).split(), _open(text).split(), strict=False)
        return all(_has_capitals_of(theirs, mine) for mine, theirs in pairs)


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


# --- what each file may hold


@frozen
class Table:
    """
    What one file promises.

    Attributes:
        name: The file, without ``.tsv``.
        columns: Its columns in order, each with the values it allows; none = any text.
        key_columns: The columns that together name a row; no two rows agree on them.
    """

    name: str
    columns: Mapping[str, tuple[str, ...]]
    key_columns: tuple[str, ...]

    @property
    def file_name(self) -> str:
        """Name of the file, for messages."""
        return f"{self.name}.tsv"


_ANY: Final[tuple[str, ...]] = ()
_YES_NO: Final = ("yes", "no")
_GENDERS: Final = ("m", "f")
_NUMBERS: Final = ("singular", "plural")
_TRUST: Final = ("strong", "weak")
_FRAMES: Final = ("que", "incise", "both", "fragment")
_STRENGTHS: Final = ("speech", "opinion", "weak", "thought")
_PHRASE_KINDS: Final = ("verb", "preposition", "participle", "noun", "adverb", "conjunction")
_MEDIA_KINDS: Final = ("agency", "newspaper", "magazine", "broadcaster", "radio", "television", "site", "group")
_HEDGE_ROLES: Final = (
    "negator",
    "restriction",
    "nobody",
    "denial",
    "refusal",
    "litotes",
    "presupposing",
    "anyone",
    "some",
    "telling",
    "wish",
    "directive",
    "inserted",
    "relay",
)
_FIELDS: Final = (
    "agriculture",
    "arts_screen",
    "arts_stage",
    "arts_visual",
    "association",
    "business",
    "civil_service",
    "crime",
    "diplomacy",
    "education",
    "family",
    "generic_person",
    "government",
    "head_of_state",
    "justice",
    "law",
    "leadership",
    "literature",
    "local_politics",
    "media",
    "medicine",
    "military",
    "music",
    "parliament",
    "party",
    "police",
    "public",
    "relation",
    "religion",
    "rescue",
    "science",
    "sport_coach",
    "sport_official",
    "sport_player",
    "trade_union",
    "transport",
    "victim_witness",
    "work",
)
_TIME_KINDS: Final = ("weekday", "month", "deictic", "part_of_day", "season", "period", "occasion", "holiday", "manner")


def _table(name: str, key_columns: tuple[str, ...], /, **columns: tuple[str, ...]) -> Table:
    return Table(name, MappingProxyType(columns), key_columns)


TABLES: Final[Mapping[str, Table]] = MappingProxyType(
    {
        table.name: table
        for table in (
            _table(
                "cue_verbs",
                ("lemma", "reflexive"),
                lemma=_ANY,
                reflexive=_YES_NO,
                frame=_FRAMES,
                strength=_STRENGTHS,
                complement=_ANY,
                source=_ANY,
            ),
            _table(
                "cue_phrases",
                ("phrase",),
                phrase=_ANY,
                pattern=_ANY,
                kind=_PHRASE_KINDS,
                strength=_STRENGTHS,
                frame=_FRAMES,
                source=_ANY,
            ),
            _table(
                "cue_nouns",
                ("lemma",),
                lemma=_ANY,
                gender=_GENDERS,
                strength=_STRENGTHS[:3],
                speaker=_ANY,
                source=_ANY,
            ),
            _table(
                "media",
                ("name",),
                name=_ANY,
                kind=_MEDIA_KINDS,
                country=_ANY,
                aliases=_ANY,
                weak_aliases=_ANY,
                adjective=_ANY,
                default_for_adjective=_YES_NO,
                ambiguous=_YES_NO,
                context=(NOTHING, "case", "source"),
            ),
            _table(
                "media_nouns",
                ("noun",),
                noun=_ANY,
                gender=_GENDERS,
                number=_NUMBERS,
                kind=(*_MEDIA_KINDS, "press"),
                strength=_TRUST,
            ),
            _table(
                "roles",
                ("role",),
                role=_ANY,
                gender=(*_GENDERS, "both"),
                feminine=_ANY,
                plural=_ANY,
                feminine_plural=_ANY,
                kind=("title", "person"),
                strength=_TRUST,
            ),
            _table("role_fields", ("role",), role=_ANY, field=_FIELDS, other_field=(*_FIELDS, NOTHING)),
            _table("role_synonyms", ("phrase",), phrase=_ANY, role=_ANY),
            _table(
                "civilities",
                ("civility",),
                civility=_ANY,
                gender=(*_GENDERS, "u"),
                other=_ANY,
                full=_ANY,
                strength=_TRUST,
            ),
            _table(
                "organisations",
                ("noun",),
                noun=_ANY,
                gender=_GENDERS,
                plural=_ANY,
                kind=("organisation", "name"),
                strength=_TRUST,
                aliases=_ANY,
            ),
            _table("documents", ("noun",), noun=_ANY, gender=_GENDERS, plural=_ANY, strength=_TRUST),
            _table("groups", ("noun",), noun=_ANY, gender=_GENDERS, number=_NUMBERS, kind=("people", "collective")),
            _table(
                "countries",
                ("country",),
                country=_ANY,
                iso=_ANY,
                gender=_GENDERS,
                number=_NUMBERS,
                adjective_m=_ANY,
                adjective_f=_ANY,
                adjective_mpl=_ANY,
                adjective_fpl=_ANY,
                inhabitants=_ANY,
                capital=_ANY,
                aliases=_ANY,
                metonyms=_ANY,
            ),
            _table("first_names", ("name",), name=_ANY, gender=(*_GENDERS, "u"), source=_ANY),
            _table("not_speakers", ("noun",), noun=_ANY, kind=_TIME_KINDS),
            _table("hedges", ("word",), word=_ANY, role=_HEDGE_ROLES),
        )
    }
)
"""Every file that `read_lexicons` reads, with its columns, their allowed values and its key."""


# --- reading


def read_rows(folder: Folder, table: Table) -> list[Row]:
    """
    The rows of one file, each a mapping from column to cell, all of them checked.

    Args:
        folder: Where the file is.
        table: What the file promises.

    Raises:
        LexiconError: The file is missing, or a row breaks a promise; the message names file and line.
    """
    return [row for _, row in _read_numbered_rows(folder, table)]


def _read_numbered_rows(folder: Folder, table: Table) -> list[tuple[int, Row]]:
    """As `read_rows`, each row after the number of its line."""
    lines = _read_lines(folder, table)
    number, header = next(lines, (0, ""))
    _check_header(table, number, header)
    rows: list[tuple[int, Row]] = []
    seen: dict[tuple[str, ...], int] = {}
    previous: list[str] = []
    for number, line in lines:
        cells = line.split("\t")
        row = _check_row(table, number, cells)
        if cells < previous:
            raise LexiconError(f"{table.file_name}:{number}: rows must be sorted ({cells[0]!r} after {previous[0]!r})")
        key = tuple(row[column] for column in table.key_columns)
        if key in seen:
            raise LexiconError(f"{table.file_name}:{number}: {' '.join(key)!r} is already in line {seen[key]}")
        seen[key], previous = number, cells
        rows.append((number, row))
    return rows


def _read_lines(folder: Folder, table: Table) -> Iterator[tuple[int, str]]:
    """Number and text of each line that is no comment, counted from 1."""
    try:
        text = (folder / table.file_name).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise LexiconError(f"{table.file_name}: no such file in {folder}") from error
    except UnicodeDecodeError as error:
        raise LexiconError(f"{table.file_name}: must be UTF-8 ({error})") from error
    for number, line in enumerate(text.split("\n"), 1):
        if line and not line.startswith("#"):
            yield number, line


def _check_header(table: Table, number: int, header: str) -> None:
    if header.split("\t") != list(table.columns):
        expected = ", ".join(table.columns)
        got = ", ".join(header.split("\t"))
        raise LexiconError(f"{table.file_name}:{number}: the columns must be {expected} (got {got})")


def _check_row(table: Table, number: int, cells: list[str]) -> Row:
    where = f"{table.file_name}:{number}:"
    if len(cells) != len(table.columns):
        raise LexiconError(f"{where} {len(table.columns)} cells expected, got {len(cells)} in {cells!r}")
    row = dict(zip(table.columns, cells, strict=True))
    for column, allowed in table.columns.items():
        cell = row[column]
        if not cell or cell != cell.strip():
            raise LexiconError(f"{where} {column!r} must not be empty or padded; write - for nothing (got {cell!r})")
        if allowed and cell not in allowed:
            raise LexiconError(f"{where} {column!r} must be one of {', '.join(allowed)} (got {cell!r})")
    return row


def _values(cell: str) -> tuple[str, ...]:
    """The values of a cell that may hold several; none for ``-``."""
    return () if cell == NOTHING else tuple(cell.split(SEPARATOR))


def _optional(cell: str) -> str | None:
    return None if cell == NOTHING else cell


def _make_cue_verb(row: Row) -> CueVerb:
    complements = _values(row["complement"])
    return CueVerb(row["lemma"], row["reflexive"] == "yes", row["frame"], row["strength"], complements, row["source"])


def _make_cue_phrase(row: Row) -> CuePhrase:
    pattern = tuple(row["pattern"].split(" "))
    return CuePhrase(row["phrase"], pattern, row["kind"], row["strength"], row["frame"], row["source"])


def _make_cue_noun(row: Row) -> CueNoun:
    return CueNoun(row["lemma"], row["gender"], row["strength"], _values(row["speaker"]), row["source"])


def _make_medium(row: Row) -> Medium:
    return Medium(
        name=row["name"],
        kind=row["kind"],
        countries=_values(row["country"]),
        aliases=_values(row["aliases"]),
        weak_aliases=_values(row["weak_aliases"]),
        adjectives=_values(row["adjective"]),
        is_default=row["default_for_adjective"] == "yes",
        context=row["context"],
    )


def _make_media_noun(row: Row) -> MediaNoun:
    return MediaNoun(row["noun"], row["gender"], row["number"] == "plural", row["kind"], row["strength"] == "strong")


def _make_role(row: Row) -> Role:
    return Role(
        name=row["role"],
        gender=row["gender"],
        feminine=_optional(row["feminine"]),
        plural=_optional(row["plural"]),
        feminine_plural=_optional(row["feminine_plural"]),
        is_title=row["kind"] == "title",
        is_strong=row["strength"] == "strong",
    )


def _make_civility(row: Row) -> Civility:
    return Civility(row["civility"], row["gender"], _optional(row["other"]), row["full"], row["strength"] == "strong")


def _make_organisation(row: Row) -> Organisation:
    return Organisation(
        noun=row["noun"],
        gender=row["gender"],
        plural=_optional(row["plural"]),
        kind=row["kind"],
        is_strong=row["strength"] == "strong",
        aliases=_values(row["aliases"]),
    )


def _make_document(row: Row) -> DocumentNoun:
    return DocumentNoun(row["noun"], row["gender"], row["plural"], row["strength"] == "strong")


def _make_group(row: Row) -> GroupNoun:
    return GroupNoun(row["noun"], row["gender"], row["number"] == "plural", row["kind"])


def _make_country(row: Row) -> Country:
    return Country(
        name=row["country"],
        iso=row["iso"],
        gender=row["gender"],
        is_plural=row["number"] == "plural",
        adjectives_m=_values(row["adjective_m"]),
        adjectives_f=_values(row["adjective_f"]),
        adjectives_mpl=_values(row["adjective_mpl"]),
        adjectives_fpl=_values(row["adjective_fpl"]),
        inhabitants=_optional(row["inhabitants"]),
        capitals=_values(row["capital"]),
        aliases=_values(row["aliases"]),
        metonyms=_values(row["metonyms"]),
    )


# --- looking up


@frozen
class Lexicons:
    """
    Every table, as it is on disk (the tuples) and indexed by folded form (the mappings).

    Immutable: one object may serve any number of extractors and threads. Where two rows fold
    to one key (*pêcheur*, *pécheur*), the first in the file wins.
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


def media_words(name: str) -> tuple[str, ...]:
    """
    The folded words under which two spellings of a medium are one: hyphens and apostrophes opened.

        >>> media_words("L’Est-Éclair")
        ('l', 'est', 'eclair')
    """
    return tuple(fold(_open(name)).split())


def _index(rows: Iterable[T], forms_of: Callable[[T], Iterable[str]]) -> Mapping[str, T]:
    """A mapping from each folded form to its row; the first row keeps a form that two share."""
    index: dict[str, T] = {}
    for row in rows:
        for form in forms_of(row):
            index.setdefault(fold(form), row)
    return MappingProxyType(index)


def _index_verbs(verbs: Iterable[CueVerb]) -> Mapping[str, tuple[CueVerb, ...]]:
    """The readings of each verb, the plain one first."""
    index: dict[str, tuple[CueVerb, ...]] = {}
    for verb in sorted(verbs, key=lambda verb: verb.reflexive):
        index[fold(verb.lemma)] = (*index.get(fold(verb.lemma), ()), verb)
    return MappingProxyType(index)


def _index_media(media: Iterable[Medium]) -> Mapping[tuple[str, ...], MediumName]:
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


def _index_civilities(civilities: Iterable[Civility]) -> Mapping[str, Civility]:
    index: dict[str, Civility] = {}
    for civility in civilities:
        for form in (civility.form, civility.other):
            if form is not None:
                index.setdefault(form, civility)
    return MappingProxyType(index)


def _index_agencies(media: Iterable[Medium]) -> Mapping[str, Medium]:
    """The default agency of each adjective; two for one adjective is a mistake of the file."""
    index: dict[str, Medium] = {}
    for medium in media:
        for adjective in medium.adjectives if medium.is_default else ():
            other = index.setdefault(fold(adjective), medium)
            if other is not medium:
                raise LexiconError(
                    f"media.tsv: only one agency can be the default for {adjective!r} ({other.name}, {medium.name})"
                )
    return MappingProxyType(index)


def read_lexicons(folder: Folder) -> Lexicons:
    """
    Read and check every table in *folder*.

    Raises:
        LexiconError: A file is missing or a row is wrong; the message names file and line:
            ``cue_verbs.tsv:41: 'frame' must be one of que, incise, both, fragment (got 'queue')``.
    """

    def rows(name: str, make: Callable[[Row], T]) -> tuple[T, ...]:
        return tuple(make(row) for row in read_rows(folder, TABLES[name]))

    verbs = rows("cue_verbs", _make_cue_verb)
    nouns = rows("cue_nouns", _make_cue_noun)
    media = rows("media", _make_medium)
    media_nouns = rows("media_nouns", _make_media_noun)
    roles = rows("roles", _make_role)
    civilities = rows("civilities", _make_civility)
    organisations = rows("organisations", _make_organisation)
    documents = rows("documents", _make_document)
    groups = rows("groups", _make_group)
    countries = rows("countries", _make_country)
    return Lexicons(
        cue_verbs=verbs,
        cue_phrases=rows("cue_phrases", _make_cue_phrase),
        cue_nouns=nouns,
        media=media,
        media_nouns=media_nouns,
        roles=roles,
        role_fields=_read_role_fields(folder, roles),
        role_synonyms=_read_role_synonyms(folder, roles),
        civilities=civilities,
        organisations=organisations,
        documents=documents,
        groups=groups,
        countries=countries,
        first_names=_read_pairs(folder, "first_names", "name", "gender"),
        not_speakers=_read_pairs(folder, "not_speakers", "noun", "kind"),
        hedges=_read_pairs(folder, "hedges", "word", "role"),
        media_by_words=_index_media(media),
        verbs_index=_index_verbs(verbs),
        nouns_index=_index(nouns, lambda noun: (noun.lemma,)),
        agencies_index=_index_agencies(media),
        media_nouns_index=_index(media_nouns, lambda noun: (noun.noun,)),
        roles_index=_index(roles, lambda role: role.forms),
        civilities_index=_index_civilities(civilities),
        organisations_index=_index(organisations, lambda noun: noun.forms),
        documents_index=_index(documents, lambda noun: (noun.noun, noun.plural)),
        groups_index=_index(groups, lambda noun: (noun.noun,)),
        countries_index=_index(countries, lambda row: (row.name, *row.aliases, *row.metonyms, *row.capitals)),
        nationalities_index=_index(countries, lambda row: (*row.adjectives, *_values(row.inhabitants or NOTHING))),
    )


def _read_pairs(folder: Folder, name: str, key: str, value: str) -> Mapping[str, str]:
    """A table of two useful columns as a mapping, its keys folded."""
    pairs: dict[str, str] = {}
    for row in read_rows(folder, TABLES[name]):
        pairs.setdefault(fold(row[key]), row[value])
    return MappingProxyType(pairs)


def _read_role_fields(folder: Folder, roles: Iterable[Role]) -> Mapping[str, frozenset[str]]:
    """The fields of each role, by its folded lemma; a role that *roles* lack, or that has no line, is a mistake."""
    table = TABLES["role_fields"]
    missing = dict.fromkeys(role.name for role in roles)
    fields: dict[str, frozenset[str]] = {}
    for number, row in _read_numbered_rows(folder, table):
        role, field, other = row["role"], row["field"], row["other_field"]
        if role not in missing:
            raise LexiconError(f"{table.file_name}:{number}: 'role' must be a role of roles.tsv (got {role!r})")
        if field == other:
            raise LexiconError(f"{table.file_name}:{number}: 'other_field' must not repeat 'field' (got {other!r})")
        del missing[role]
        fields.setdefault(fold(role), frozenset({field, other} - {NOTHING}))
    if missing:
        raise LexiconError(f"{table.file_name}: every role of roles.tsv needs a line (no line for {min(missing)!r})")
    return MappingProxyType(fields)


def _read_role_synonyms(folder: Folder, roles: Iterable[Role]) -> tuple[RoleSynonym, ...]:
    """Other words for offices; an office that begins with no role of *roles* is a mistake."""
    table = TABLES["role_synonyms"]
    known = {role.name for role in roles}
    synonyms = []
    for number, row in _read_numbered_rows(folder, table):
        words = row["role"].split(" ")
        if not any(" ".join(words[:end]) in known for end in range(1, len(words) + 1)):
            raise LexiconError(
                f"{table.file_name}:{number}: 'role' must begin with a role of roles.tsv (got {row['role']!r})"
            )
        synonyms.append(RoleSynonym(row["phrase"], row["role"]))
    return tuple(synonyms)


@lru_cache(maxsize=1)
def load_lexicons() -> Lexicons:
    """The tables that ship with quotattr, read at the first call and shared afterwards, as nothing can change them."""
    return read_lexicons(resources.files("quotattr") / "lexicon")
