"""
Entities: the people and bodies that the names of an article stand for.

Mentions of one entity are put together: *Sergueï Lavrov*, *M. Lavrov*, *Lavrov*; *Haute Autorité de la communication (HAC)*,
*la HAC*. What stands beside any of them tells its kind, its gender and its roles. Start reading at `find_entities`;
`Entities` is what the rest of the library asks.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Iterator, Sequence

from attrs import define, field

from quotattr.acronyms import find_acronyms
from quotattr.folding import fold
from quotattr.names import NAME_PARTICLES, PLACE_PREPOSITIONS, Name, is_capitalised, name_key
from quotattr.quote import SpeakerKind
from quotattr.roles import COPULAS, Gender, Role, has_age, role_after, role_before
from quotattr.tokenizer import Token
from quotattr.vocabulary import Vocabulary

REACH_BEFORE, REACH_AFTER = 80, 40
"""How many names before and after a mention may be meant by it: all of an ordinary article's."""

MAX_ACRONYM_LETTERS = 6
"""A lone word in capitals of at most this many letters is the short name of a body: ONU, CFDT."""

MAX_SHORT_WORDS = 8
"""A name of more words than this is nobody's short name."""

MAX_ALIKE = 20
"""How many names that differ in one word are looked through for a slip: more share a first name by chance."""

MIN_SLIP_LETTERS = 5
"""A shorter word that differs in a letter is another word."""

_MIN_INNER_LETTERS = 4
"""A shorter word in the middle of a name is a particle."""

MAX_PERSON_WORDS = 5
"""Longer runs of capitals are no people."""

_BEFORE_PLACES = frozenset("a en de d' vers depuis entre dans sur pour par".split())
"""Folded words in front of the names of towns."""


@define(eq=False)
class Entity:
    """
    Somebody or something with a name, in one article.

    Attributes:
        names: Every spelling met, with its count.
        kind: person, organisation, … ; ``unknown`` until something tells.
        gender: None until something tells.
        roles: Folded words of the roles that the article gives it, one tuple each.
        places: Index of the first token of each mention, in order.
    """

    names: Counter[str] = field(factory=Counter)
    kind: SpeakerKind = "unknown"
    gender: Gender | None = None
    roles: list[tuple[str, ...]] = field(factory=list)
    places: list[int] = field(factory=list)
    full_name: str = ""

    @property
    def name(self) -> str:
        """The fullest name that the article gives."""
        return self.full_name

    @property
    def is_one_word(self) -> bool:
        """Whether there is no blank in the fullest name, of whatever width."""
        return len(self.full_name.split()) == 1


class Entities:
    """
    The entities of one article, and which of them each name stands for.

    Built by `find_entities`; asked by coreference for names, roles and pronouns.
    """

    def __init__(self) -> None:
        self.all: list[Entity] = []
        self.named_by_role: dict[int, Name] = {}
        self._places: list[int] = []
        self._of_name: dict[int, tuple[Name, Entity]] = {}

    def add(self, name: Name, entity: Entity) -> None:
        """Record that *name* is a mention of *entity*."""
        if name.first not in self._of_name:
            insort(self._places, name.first)
        self._of_name[name.first] = (name, entity)
        entity.places.append(name.first)
        entity.names[" ".join(name.words)] += 1
        if len(entity.places) == 1:
            self.all.append(entity)

    def at(self, first: int, last: int) -> tuple[Name, Entity] | None:
        """The first name that starts within the tokens *first* to *last*, with its entity."""
        for position in range(first, last):
            if position in self._of_name:
                return self._of_name[position]
        return None

    def near(self, position: int) -> list[Entity]:
        """The entities with a mention not too far from the token *position*, each once, in reading order."""
        place = bisect_left(self._places, position)
        places = self._places[max(0, place - REACH_BEFORE) : place + REACH_AFTER]
        return list({id(entity): entity for _, entity in (self._of_name[first] for first in places)}.values())

    def mentions_before(self, position: int) -> Iterator[tuple[Name, Entity]]:
        """Names that start before the token *position* and not too far off, nearest first."""
        last = bisect_left(self._places, position)
        for first in reversed(self._places[max(0, last - REACH_BEFORE) : last]):
            yield self._of_name[first]

    def mentions_after(self, position: int) -> Iterator[tuple[Name, Entity]]:
        """Names that start after the token *position* and not too far off, nearest first."""
        following = bisect_right(self._places, position)
        for first in self._places[following : following + REACH_AFTER]:
            yield self._of_name[first]

    def all_mentions(self) -> Iterator[tuple[Name, Entity]]:
        """Every name, in reading order."""
        for first in self._places:
            yield self._of_name[first]


def find_entities(text: str, tokens: Sequence[Token], names: Sequence[Name], vocabulary: Vocabulary) -> Entities:
    """
    Put the names of an article together into entities.

    The longest spelling comes first: a shorter name belongs to the longer one that it ends
    (Lavrov), opens with a family name (Kim), or abbreviates (HAC).

    Returns:
        The entities, with kind, gender and roles as far as the article tells.
    """
    entities = _share_out(text, tokens, names, vocabulary)
    result = Entities()
    for name in names:
        result.add(name, entities[name.key])
    for name in names:
        _describe(tokens, name, entities[name.key], vocabulary, result.named_by_role)
    for entity in result.all:
        if entity.kind == "unknown":
            entity.kind = _kind_of_words(entity.full_name, vocabulary)
        if entity.kind == "person" and entity.is_one_word and not entity.roles and _are_of_place(tokens, entity):
            entity.kind, entity.gender = "unknown", None
    return result


Key = tuple[str, ...]
"""What `name_key` makes of a spelling."""


def _share_out(text: str, tokens: Sequence[Token], names: Sequence[Name], vocabulary: Vocabulary) -> dict[Key, Entity]:
    """The entity of each spelling: one of a longer spelling, or its own."""
    acronyms = find_acronyms(text, tokens)
    spellings = _Spellings(vocabulary)
    for name in names:
        spellings.places.setdefault(name.key, []).append(name)
    for key, mentions in sorted(spellings.places.items(), key=lambda item: (-len(item[0]), item[1][0].first)):
        expansion = acronyms.get("".join(key)) if len(key) == 1 else None
        spelled = text[tokens[mentions[0].first].start : tokens[mentions[0].last - 1].end]
        entity = spellings.owner(key) if not _is_introduced(tokens, mentions, vocabulary) else None
        if entity is None and expansion:
            entity = spellings.entities.get(name_key(expansion.split()))
        if entity is None:
            entity = spellings.slip_of(key)
            if entity is not None and spellings.is_better(key, entity):
                entity.full_name = spelled
        if entity is None:
            entity = Entity(full_name=expansion or spelled)
        if expansion:
            entity.kind = "organisation"
        elif entity.kind == "unknown" and _are_of_person(tokens, mentions, vocabulary):
            entity.kind = "person"
        spellings.add(key, entity)
    return spellings.entities


def _is_introduced(tokens: Sequence[Token], mentions: Sequence[Name], vocabulary: Vocabulary) -> bool:
    """*Amina, 38 ans*: a lone first name with an age is nobody's who has a surname."""
    is_lone = len(mentions[0].key) == 1 and vocabulary.is_first_name(mentions[0].words[0])
    return is_lone and any(has_age(tokens, name) for name in mentions)


@define
class _Spellings:
    """
    The spellings of an article and the entities that they were given so far, longer ones first.

    Attributes:
        vocabulary: For first names.
        places: Where each is written.
        entities: Whose each is.
        longer: A short form → the spellings that it may be short for, or the first word of one that is.
        but_one: Number of a word, and the other words → the spellings that have these.
    """

    vocabulary: Vocabulary
    places: dict[Key, list[Name]] = field(factory=dict)
    entities: dict[Key, Entity] = field(factory=dict)
    longer: dict[Key, list[Key]] = field(factory=dict)
    but_one: dict[tuple[int, Key], list[Key]] = field(factory=dict)

    def add(self, key: Key, entity: Entity) -> None:
        """Record that a spelling is *entity*'s."""
        self.entities[key] = entity
        for place, rest in _without_each(key):
            self.but_one.setdefault((place, rest), []).append(key)
        for short in _short_forms(key):
            self.longer.setdefault(short, []).append(key)

    def owner(self, key: Key) -> Entity | None:
        """The entity whose longer name *key* shortens, preferring a surname, then a first word, then parts; nearest first."""
        first_place = self.places[key][0].first
        for candidates in self._lengthened(key):
            if candidates:
                before = [other for other in candidates if self.places[other][0].first < first_place]
                nearest = max(before or candidates, key=lambda other: -abs(self.places[other][0].first - first_place))
                return self.entities[nearest]
        return None

    def slip_of(self, key: Key) -> Entity | None:
        """The entity of which *key* is a slip of the pen: *Oliver Brun* of *Olivier Brun*."""
        for place, rest in _without_each(key):
            for other in self.but_one.get((place, rest), ())[:MAX_ALIKE]:
                if _is_slip(key[place], other[place]) and not self._are_two(key[place], other[place]):
                    return self.entities[other]
        return None

    def is_better(self, key: Key, entity: Entity) -> bool:
        """Whether of two spellings *key* is the right one, not the entity's name so far: written more often, or with a known first name."""
        return self._trust(name_key(entity.full_name.split())) < self._trust(key)

    def _trust(self, key: Key) -> tuple[int, bool]:
        return len(self.places.get(key, ())), bool(key) and self.vocabulary.is_first_name(key[0])

    def _are_two(self, word: str, other: str) -> bool:
        """*Pascal* and *Pascale*, a man and a woman; *nigérien* and *nigérian*, of two countries."""
        genders = {self.vocabulary.first_name_gender(word), self.vocabulary.first_name_gender(other)}
        return genders == {"Masc", "Fem"} or all(map(self.vocabulary.is_nationality, (word, other)))

    def _lengthened(self, key: Key) -> Iterator[list[Key]]:
        """The spellings that *key* may shorten: by their surname, by their first word, by some of their words."""
        longer = self.longer.get(key, ())
        yield [other for other in longer if other[-len(key) :] == key]
        yield [
            other
            for other in longer
            if other[: len(key)] == key and (_can_open(other, self.vocabulary) or self._is_person(other))
        ]
        holding = self.longer.get(key[:1], ())
        yield [other for other in holding if self._is_person(other) and _is_inside(key, other, self.vocabulary)]

    def _is_person(self, key: Key) -> bool:
        return self.entities[key].kind == "person"


def _without_each(key: Key) -> Iterator[tuple[int, Key]]:
    """Of a name of several words, not too many: the number of each word, and the others."""
    if 1 < len(key) <= MAX_SHORT_WORDS:
        for place in range(len(key)):
            yield place, key[:place] + key[place + 1 :]


def _is_slip(word: str, other: str) -> bool:
    """
    Whether one letter more, less, or another, or two that changed places make one word of the other.

        >>> _is_slip("dalbert", "dalbret"), _is_slip("sarnay", "sarray"), _is_slip("sarnay", "garnay")
        (True, True, False)
    """
    if min(len(word), len(other)) < MIN_SLIP_LETTERS or word[0] != other[0] or not (word.isalpha() and other.isalpha()):
        return False
    start = next((place for place, pair in enumerate(zip(word, other, strict=False)) if pair[0] != pair[1]), None)
    if start is None:
        return abs(len(word) - len(other)) == 1
    left, right = word[start:], other[start:]
    swapped = left[1:2] + left[:1] + left[2:]
    return right == swapped or left[1:] == right or left == right[1:] or left[1:] == right[1:]


def _short_forms(key: Key) -> set[Key]:
    """The names that may be short for *key*, or begin one that is: its first words, its last words, each of its words."""
    sizes = range(1, min(len(key), MAX_SHORT_WORDS + 1))
    edges = {part for size in sizes for part in (key[:size], key[-size:])}
    return edges | ({(word,) for word in key} if 1 < len(key) <= MAX_SHORT_WORDS else set())


def _is_inside(key: Key, longer: Key, vocabulary: Vocabulary) -> bool:
    """*Ousmane Haïdara*, or *Ousmane* alone, of *Cherif Ousmane Madani Haïdara*: its words in their order."""
    if len(key) == 1:
        return len(key[0]) >= _MIN_INNER_LETTERS and key[0] in longer and not vocabulary.is_first_name(key[0])
    rest = iter(longer)
    return longer[0] == key[0] and all(word in rest for word in key)


def _can_open(key: Key, vocabulary: Vocabulary) -> bool:
    """Whether the first word of a name can stand for all of it: Kim Jong-un, Christian Damiens; not Nord Stream."""
    return vocabulary.is_first_name(key[0]) or len(key) == 3


def _are_of_place(tokens: Sequence[Token], entity: Entity) -> bool:
    """Whether a first name is a town here: *à Nancy*, *le parquet de Nancy*, and nowhere without a preposition."""
    before = {fold(tokens[place - 1].text) if place else "" for place in entity.places}
    return before <= _BEFORE_PLACES and not PLACE_PREPOSITIONS.isdisjoint(
        tokens[place - 1].text.casefold() for place in entity.places
    )


def _are_of_person(tokens: Sequence[Token], names: Sequence[Name], vocabulary: Vocabulary) -> bool:
    """Whether what stands beside one of the mentions of a longer name says that it is somebody's."""
    return (
        len(names[0].words) > 1
        and _kind_of_words(" ".join(names[0].words), vocabulary) != "organisation"
        and any(
            has_age(tokens, name)
            or _follows_speech_verb(tokens[name.first - 1].text if name.first else "", vocabulary)
            or role_after(tokens, name, vocabulary).words
            or role_before(tokens, name, vocabulary).words
            for name in names
        )
    )


def _describe(
    tokens: Sequence[Token], name: Name, entity: Entity, vocabulary: Vocabulary, named_by_role: dict[int, Name]
) -> None:
    """Learn kind, gender and roles of an entity from what stands beside one of its names."""
    before = tokens[name.first - 1].text if name.first else ""
    if _kind_of_words(entity.full_name, vocabulary) == "organisation":
        entity.kind = "organisation"
        return
    if vocabulary.civility(before) is not None and not _is_of_a_body(tokens, name, vocabulary):
        entity.kind = "person"
        entity.gender = vocabulary.civility_gender(before) or entity.gender
    if entity.kind == "unknown" and (has_age(tokens, name) or _follows_speech_verb(before, vocabulary)):
        entity.kind = "person"
    for form in name.words[:1]:
        if vocabulary.is_first_name(form):
            entity.kind = "person"
            entity.gender = entity.gender or vocabulary.first_name_gender(form)
    before_name = role_before(tokens, name, vocabulary)
    for position in range(name.first - 1 if before_name.first is None else before_name.first, name.first):
        named_by_role.setdefault(position, name)
    for role in (before_name, role_after(tokens, name, vocabulary)):
        if role.words:
            entity.kind = "person" if entity.kind == "unknown" else entity.kind
            _give_role(entity, role)
    if entity.kind == "person":
        _give_role(entity, role_after(tokens, name, vocabulary, COPULAS))


def _give_role(entity: Entity, role: Role) -> None:
    """Note a role of somebody, if there is one, and the gender that it tells."""
    if role.words:
        entity.gender = entity.gender or role.gender
        if role.words not in entity.roles:
            entity.roles.append(role.words)


def _is_of_a_body(tokens: Sequence[Token], name: Name, vocabulary: Vocabulary) -> bool:
    """*le mouvement Me Too*: what looks like a civility is part of a body's name."""
    return name.first > 1 and vocabulary.is_organisation(tokens[name.first - 2].text)


def _follows_speech_verb(before: str, vocabulary: Vocabulary) -> bool:
    """*explique Amina*: whoever stands right behind a verb that is nearly always speech is somebody."""
    verb = vocabulary.cue_verb_of_form(before)
    return verb is not None and verb.strength == "speech"


def _kind_of_words(full_name: str, vocabulary: Vocabulary) -> SpeakerKind:
    """Kind by the words of the name itself: an organisation's head word or an acronym, else a first name and more."""
    words = full_name.split()
    if vocabulary.medium(full_name) is not None or vocabulary.is_place_of_power(full_name):
        return "organisation"
    named_bodies = words if not _opens_with_first_name(words, vocabulary) else words[1:]
    if any(vocabulary.is_organisation(word) for word in named_bodies):
        return "organisation"
    is_first = vocabulary.is_first_name(words[0])
    if len(words) == 1:
        is_acronym = full_name.isupper() and 1 < len(full_name) <= MAX_ACRONYM_LETTERS
        return "person" if is_first else "organisation" if is_acronym else "unknown"
    is_written_as_person = all(is_capitalised(word) or fold(word) in NAME_PARTICLES for word in words)
    if not is_written_as_person or len(words) > MAX_PERSON_WORDS:
        return "unknown"
    return "person" if is_first or any(vocabulary.is_first_name(word) for word in words) else "unknown"


def _opens_with_first_name(words: Sequence[str], vocabulary: Vocabulary) -> bool:
    """*Marine Dufour*, although *la Marine* is a body; not *France Travail*."""
    return len(words) > 1 and vocabulary.is_first_name(words[0]) and not vocabulary.is_place_of_power(words[0])
