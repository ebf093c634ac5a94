"""
Loading: from the files to `Lexicons`, checked, a user's own rows before the shipped ones.

Start reading at `load_lexicons`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from quotattr.folding import fold
from quotattr.lexicons import entries
from quotattr.lexicons.checks import Lines, check_field_of_each_role, check_lines, check_names_of_media
from quotattr.lexicons.indexes import (
    index_agencies,
    index_civilities,
    index_forms,
    index_media,
    index_pairs,
    index_verbs,
)
from quotattr.lexicons.lookup import Lexicons
from quotattr.lexicons.own import Addition, extend_lines, read_own
from quotattr.lexicons.rows import NOTHING, Folder, Row, optional, read_lines, shipped_folder, values
from quotattr.lexicons.tables import TABLES

T = TypeVar("T")


def load_lexicons(own: Path | None = None) -> Lexicons:
    """
    The tables that ship with quotattr, those of a user's *own* folder put before them if there is one.

    The shipped ones are read at the first call and shared afterwards, as nothing can change them; with a folder, each
    call reads that anew and shares nothing.

    Raises:
        LexiconError: A row of the folder is wrong; the message names file and line:
            ``my/folder/cue_verbs.tsv:41: 'frame' must be one of que, incise, both, fragment (got 'queue')``.
    """
    return _shipped_lexicons() if own is None else _make_lexicons(_extend(_shipped_lines(), read_own(own)))


@lru_cache(maxsize=1)
def _shipped_lexicons() -> Lexicons:
    return read_lexicons(shipped_folder())


@lru_cache(maxsize=1)
def _shipped_lines() -> Lines:
    """The lines of the shipped files, kept for whoever extends them."""
    return _read_all(shipped_folder())


def read_lexicons(folder: Folder) -> Lexicons:
    """
    Read and check every table in *folder*.

    Raises:
        LexiconError: A file is missing or a row is wrong; the message names file and line.
    """
    return _make_lexicons(_read_all(folder))


def _read_all(folder: Folder) -> Lines:
    """The lines of every file in *folder*, checked."""
    lines = {name: tuple(read_lines(folder, table)) for name, table in TABLES.items()}
    check_lines(lines, lines)
    check_field_of_each_role(lines)
    return lines


def _extend(shipped: Lines, additions: Mapping[str, Addition]) -> Lines:
    """All lines, those of the *additions* first, and these checked."""
    lines = {name: extend_lines(TABLES[name], shipped[name], additions.get(name)) for name in TABLES}
    added = {name: addition.lines for name, addition in additions.items()}
    check_lines(added, lines)
    check_names_of_media(added, lines)
    return lines


def _make_lexicons(lines: Lines) -> Lexicons:
    """The tables and their indexes; of two rows that share a form the first has it."""
    rows = {name: [line.row for line in found] for name, found in lines.items()}

    def make(name: str, of: Callable[[Row], T]) -> tuple[T, ...]:
        return tuple(map(of, rows[name]))

    verbs = make("cue_verbs", _make_cue_verb)
    nouns = make("cue_nouns", _make_cue_noun)
    media = make("media", _make_medium)
    media_nouns = make("media_nouns", _make_media_noun)
    roles = make("roles", _make_role)
    civilities = make("civilities", _make_civility)
    organisations = make("organisations", _make_organisation)
    documents = make("documents", _make_document)
    groups = make("groups", _make_group)
    countries = make("countries", _make_country)
    return Lexicons(
        cue_verbs=verbs,
        cue_phrases=make("cue_phrases", _make_cue_phrase),
        cue_nouns=nouns,
        media=media,
        media_nouns=media_nouns,
        roles=roles,
        role_fields=_fields_of_roles(rows["role_fields"]),
        role_synonyms=make("role_synonyms", _make_role_synonym),
        civilities=civilities,
        organisations=organisations,
        documents=documents,
        groups=groups,
        countries=countries,
        first_names=index_pairs(rows["first_names"], "name", "gender"),
        not_speakers=index_pairs(rows["not_speakers"], "noun", "kind"),
        hedges=index_pairs(rows["hedges"], "word", "role"),
        portfolios=_words(rows["portfolios"]),
        not_names=_words(rows["not_names"]),
        media_by_words=index_media(media),
        verbs_index=index_verbs(verbs),
        nouns_index=index_forms(nouns, lambda noun: (noun.lemma,)),
        agencies_index=index_agencies(media),
        media_nouns_index=index_forms(media_nouns, lambda noun: (noun.noun,)),
        roles_index=index_forms(roles, lambda role: role.forms),
        civilities_index=index_civilities(civilities),
        organisations_index=index_forms(organisations, lambda noun: noun.forms),
        documents_index=index_forms(documents, lambda noun: (noun.noun, noun.plural)),
        groups_index=index_forms(groups, lambda noun: (noun.noun,)),
        countries_index=index_forms(countries, lambda row: (row.name, *row.aliases, *row.metonyms, *row.capitals)),
        nationalities_index=index_forms(countries, lambda row: (*row.adjectives, *values(row.inhabitants or NOTHING))),
    )


def _make_cue_verb(row: Row) -> entries.CueVerb:
    complements = values(row["complement"])
    return entries.CueVerb(
        row["lemma"], row["reflexive"] == "yes", row["frame"], row["strength"], complements, row["source"]
    )


def _make_cue_phrase(row: Row) -> entries.CuePhrase:
    pattern = tuple(row["pattern"].split(" "))
    return entries.CuePhrase(row["phrase"], pattern, row["kind"], row["strength"], row["frame"], row["source"])


def _make_cue_noun(row: Row) -> entries.CueNoun:
    return entries.CueNoun(row["lemma"], row["gender"], row["strength"], values(row["speaker"]), row["source"])


def _make_medium(row: Row) -> entries.Medium:
    return entries.Medium(
        name=row["name"],
        kind=row["kind"],
        countries=values(row["country"]),
        aliases=values(row["aliases"]),
        weak_aliases=values(row["weak_aliases"]),
        adjectives=values(row["adjective"]),
        is_default=row["default_for_adjective"] == "yes",
        context=row["context"],
    )


def _make_media_noun(row: Row) -> entries.MediaNoun:
    return entries.MediaNoun(
        row["noun"], row["gender"], row["number"] == "plural", row["kind"], row["strength"] == "strong"
    )


def _make_role(row: Row) -> entries.Role:
    return entries.Role(
        name=row["role"],
        gender=row["gender"],
        feminine=optional(row["feminine"]),
        plural=optional(row["plural"]),
        feminine_plural=optional(row["feminine_plural"]),
        is_title=row["kind"] == "title",
        is_strong=row["strength"] == "strong",
    )


def _make_civility(row: Row) -> entries.Civility:
    return entries.Civility(
        row["civility"], row["gender"], optional(row["other"]), row["full"], row["strength"] == "strong"
    )


def _make_organisation(row: Row) -> entries.Organisation:
    return entries.Organisation(
        noun=row["noun"],
        gender=row["gender"],
        plural=optional(row["plural"]),
        kind=row["kind"],
        is_strong=row["strength"] == "strong",
        aliases=values(row["aliases"]),
    )


def _make_document(row: Row) -> entries.DocumentNoun:
    return entries.DocumentNoun(row["noun"], row["gender"], row["plural"], row["strength"] == "strong")


def _make_group(row: Row) -> entries.GroupNoun:
    return entries.GroupNoun(row["noun"], row["gender"], row["number"] == "plural", row["kind"])


def _make_country(row: Row) -> entries.Country:
    return entries.Country(
        name=row["country"],
        iso=row["iso"],
        gender=row["gender"],
        is_plural=row["number"] == "plural",
        adjectives_m=values(row["adjective_m"]),
        adjectives_f=values(row["adjective_f"]),
        adjectives_mpl=values(row["adjective_mpl"]),
        adjectives_fpl=values(row["adjective_fpl"]),
        inhabitants=optional(row["inhabitants"]),
        capitals=values(row["capital"]),
        aliases=values(row["aliases"]),
        metonyms=values(row["metonyms"]),
    )


def _make_role_synonym(row: Row) -> entries.RoleSynonym:
    return entries.RoleSynonym(row["phrase"], row["role"])


def _fields_of_roles(rows: Iterable[Row]) -> Mapping[str, frozenset[str]]:
    """The fields of each role, by its folded lemma."""
    fields: dict[str, frozenset[str]] = {}
    for row in rows:
        fields.setdefault(fold(row["role"]), frozenset({row["field"], row["other_field"]} - {NOTHING}))
    return MappingProxyType(fields)


def _words(rows: Iterable[Row]) -> frozenset[str]:
    """The folded words of a table of one column."""
    return frozenset(fold(row["word"]) for row in rows)
