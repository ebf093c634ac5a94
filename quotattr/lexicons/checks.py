"""
Checks: what a row must be beyond its own cells, in view of the others.

`quotattr.lexicons.rows` has seen to columns and allowed values. Here is what a table promises as a whole
(one default agency an adjective), and what one table promises of another (the role of a synonym is one of
``roles.tsv``). Start reading at `check_lines`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

import regex

from quotattr.errors import LexiconError
from quotattr.folding import fold
from quotattr.lexicons.entries import media_words
from quotattr.lexicons.rows import NOTHING, Line, values

Lines = Mapping[str, Sequence[Line]]
"""Name of a table → its lines."""

_INFINITIVE_RE: Final = regex.compile(r"[\p{L}\p{M}-]+(?:er|ir|re)")


def check_lines(lines: Lines, among: Lines) -> None:
    """
    Raise at the first of *lines* that is wrong in view of the others.

    Args:
        lines: What is checked: all the lines of some files.
        among: Every line of every file, *lines* included: what a row may refer to.

    Raises:
        LexiconError: The message names file and line.
    """
    roles = {line.row["role"] for line in among["roles"]}
    _check_infinitives(lines.get("cue_verbs", ()))
    _check_contexts(lines.get("media", ()))
    _check_default_agencies(lines.get("media", ()))
    _check_fields(lines.get("role_fields", ()), roles)
    _check_synonyms(lines.get("role_synonyms", ()), roles)


def _check_infinitives(verbs: Sequence[Line]) -> None:
    """The forms of a verb are made from its infinitive: *déclare* or *s'exclamer* would be found nowhere."""
    for line in verbs:
        if _INFINITIVE_RE.fullmatch(line.row["lemma"]) is None:
            raise line.error(f"'lemma' must be an infinitive, without se (got {line.row['lemma']!r})")


def _check_contexts(media: Sequence[Line]) -> None:
    """Two columns say that a name is another word as well; what is done about it stands in the second."""
    for line in media:
        if (line.row["ambiguous"] == "yes") != (line.row["context"] != NOTHING):
            raise line.error(
                f"'ambiguous' must be yes where 'context' is case or source, else no (got {line.row['ambiguous']!r})"
            )


def _check_default_agencies(media: Sequence[Line]) -> None:
    """*L'agence russe* is one agency."""
    owners: dict[str, str] = {}
    for line in media:
        for adjective in values(line.row["adjective"]) if line.row["default_for_adjective"] == "yes" else ():
            name = line.row["name"]
            owner = owners.setdefault(fold(adjective), name)
            if owner != name:
                raise line.error(f"only one agency can be the default for {adjective!r} ({owner}, {name})")


def _check_fields(fields: Sequence[Line], roles: Collection[str]) -> None:
    for line in fields:
        role, field, other = line.row["role"], line.row["field"], line.row["other_field"]
        if role not in roles:
            raise line.error(f"'role' must be a role of roles.tsv (got {role!r})")
        if field == other:
            raise line.error(f"'other_field' must not repeat 'field' (got {other!r})")


def _check_synonyms(synonyms: Sequence[Line], roles: Collection[str]) -> None:
    for line in synonyms:
        words = line.row["role"].split(" ")
        if not any(" ".join(words[:end]) in roles for end in range(1, len(words) + 1)):
            raise line.error(f"'role' must begin with a role of roles.tsv (got {line.row['role']!r})")


def check_field_of_each_role(lines: Lines) -> None:
    """Raise if a shipped role has no line in ``role_fields.tsv``; a user's own may do without."""
    told = {line.row["role"] for line in lines["role_fields"]}
    missing = min((line.row["role"] for line in lines["roles"] if line.row["role"] not in told), default=None)
    if missing is not None:
        raise LexiconError(f"role_fields.tsv: every role of roles.tsv needs a line (no line for {missing!r})")


def check_names_of_media(own: Lines, among: Lines) -> None:
    """Raise if a user's *own* medium claims a name that another one has: nobody could say which is meant."""
    owners: dict[tuple[str, ...], set[str]] = {}
    for line in among["media"]:
        for name in _names_of_medium(line):
            owners.setdefault(media_words(name), set()).add(line.row["name"])
    for line in own.get("media", ()):
        for name in _names_of_medium(line):
            others = owners[media_words(name)] - {line.row["name"]}
            if others:
                raise line.error(f"{name!r} is a name of {min(others)!r} already; replace or remove that row")


def _names_of_medium(line: Line) -> tuple[str, ...]:
    return (line.row["name"], *values(line.row["aliases"]), *values(line.row["weak_aliases"]))
