"""
Tables: what each file of ``lexicon/`` may hold, column by column.

Start reading at `TABLES`; the values above it are those that more than one column allows, or many of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from quotattr.lexicons.rows import NOTHING, Table

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
            _table("portfolios", ("word",), word=_ANY),
            _table("not_names", ("word",), word=_ANY),
        )
    }
)
"""Every file that `quotattr.lexicons.read_lexicons` reads, with its columns, their allowed values and its key."""
