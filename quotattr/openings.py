"""
Openings: what opens a sentence that nobody parsed and looks like its subject.

Such sentences report nothing, but whom they are about is the likeliest *il* of the next one. Forms alone have to do: *Hier, le
policier …*, *Le gouverneur de la province, le général X, …*. Start reading at `find_opening`.
"""

from __future__ import annotations

from quotattr.entities import Entity
from quotattr.folding import fold
from quotattr.function_words import DETERMINERS, GROUP_OPENERS, OF
from quotattr.mentions import named_by_role, named_from, set_off_person
from quotattr.names import Name, is_capitalised
from quotattr.pronouns import PRONOUN_GENDERS, SUBJECT_PRONOUNS
from quotattr.reading import Reading
from quotattr.referents import Referent, by_medium, by_name, together
from quotattr.sentences import Sentence

MAX_OPENING_TOKENS = 25
"""An opening complement is looked through for its comma as far as this."""

MAX_ADJECTIVES = 1
"""How many words may stand between the determiner and the noun of a subject."""

_OPENING_ADVERBS = frozenset(
    """et mais or car donc ainsi alors aussi cependant enfin ensuite finalement meme parfois pourtant puis surtout
    toutefois""".split()
)
"""Folded words that may stand right in front of the subject, without a comma: *Ainsi Anne Morel dit*."""


def find_opening(reading: Reading, sentence: Sentence) -> int | None:
    """The token where the subject would begin: the first word, or behind the comma that ends an opening complement."""
    tokens, entities = reading.tokens, reading.entities
    words = range(sentence.first, sentence.last)
    first = next((place for place in words if tokens[place].kind == "word"), None)
    if first is None:
        return None
    form = fold(tokens[first].text)
    if form in _OPENING_ADVERBS and first + 1 < sentence.last and tokens[first + 1].kind == "word":
        first += 1
        form = fold(tokens[first].text)
    if form in DETERMINERS or form in PRONOUN_GENDERS or entities.at(first, first + 1):
        return first
    last = min(first + MAX_OPENING_TOKENS, sentence.last - 1)
    behind = [place + 1 for place in range(first, last) if tokens[place].text == ","]
    pronouns = (place for place in behind if fold(tokens[place].text) in SUBJECT_PRONOUNS)
    return next(pronouns, behind[0] if behind else first)


def named_subject(reading: Reading, first: int, end: int) -> Referent | None:
    """Whom the subject that begins at the token *first* names, in a sentence that ends at *end*: a medium, several, somebody."""
    is_group = fold(reading.tokens[first].text) in GROUP_OPENERS
    medium = reading.media_at.get(first) or (reading.media_at.get(first + 1) if is_group else None)
    if medium is not None and not medium.generic:
        return by_medium(medium, medium.first)
    named = _introduced_at(reading, first, end) or reading.entities.at(first, first + 1)
    opening = named or named_from(reading, first)
    listed = _listed(reading, *opening) if opening is not None else None
    if listed is not None:
        return listed
    return by_name(named[1], named[0].first) if named is not None else None


def _introduced_at(reading: Reading, first: int, end: int) -> tuple[Name, Entity] | None:
    """The name that a role introduces: *le ministre X*, *le Premier ministre X*."""
    is_group = fold(reading.tokens[first].text) in GROUP_OPENERS
    last = min(first + MAX_ADJECTIVES + 2, end) if is_group else first + 1
    role = next((place for place in range(first, last) if place in reading.entities.named_by_role), None)
    return named_by_role(reading, role) if role is not None else None


def _listed(reading: Reading, name: Name, entity: Entity) -> Referent | None:
    """*Le Royaume-Uni, la France et le Canada*: those who are named together, the first of them by *name*."""
    names, place = [entity.name], name.last
    while place + 1 < len(reading.tokens) and reading.tokens[place].text in (",", "et"):
        named = named_from(reading, place + 1)
        if named is None:
            return None
        names.append(named[1].name)
        if reading.tokens[place].text == "et":
            return together(names, name.first) if len(set(names)) == len(names) else None
        place = named[0].last
    return None


def subject_group(reading: Reading, first: int, end: int) -> tuple[int, int, int] | None:
    """The noun group of the subject that begins at the token *first*, if its noun can speak: tokens from, to, and the noun."""
    if fold(reading.tokens[first].text) not in DETERMINERS:
        return None
    for head in range(first + 1, min(first + MAX_ADJECTIVES + 2, end)):
        noun = reading.tokens[head]
        if noun.kind == "word" and reading.vocabulary.can_speak(noun.text, noun.text, "NOUN"):
            return first, _end_of_complements(reading, head + 1, end), head
    return None


def person_behind(reading: Reading, last: int, end: int) -> Referent | None:
    """*Le gouverneur de la province, le général X,*: who is named behind the comma of a group that ends at the token *last*."""
    if last + 1 >= end or reading.tokens[last].text != ",":
        return None
    named = set_off_person(reading, last + 1, last)
    return by_name(named[1], named[0].first) if named is not None else None


def _end_of_complements(reading: Reading, place: int, end: int) -> int:
    """Behind which token the nationalities, names, and *de la province* end that follow a noun, as far as forms tell."""
    tokens = reading.tokens
    while place < end:
        form = fold(tokens[place].text)
        noun = place
        if form in OF:
            noun += 1
            while noun < end and fold(tokens[noun].text) in GROUP_OPENERS:
                noun += 1
        elif not (reading.vocabulary.is_nationality(form) or is_capitalised(tokens[place].text)):
            break
        if noun >= end or tokens[noun].kind != "word":
            break
        place = noun + 1
    return place
