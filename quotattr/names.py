"""
Names: the proper names of an article, and the people and bodies they stand for.

Names are found on the surface (capitals, particles, civilities, roles beside them), over the
whole article, since the person who is *le ministre* in one sentence is introduced in another
that no quotation makes us parse. Mentions of one entity are then put together: *Sergueï
Lavrov*, *M. Lavrov*, *Lavrov*; *Haute Autorité de la communication (HAC)*, *la HAC*.

Start reading at `find_entities`; `Entities` is what the rest of the library asks.
"""

from __future__ import annotations

import functools
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Literal

from attrs import define, evolve, field, frozen

from quotattr.folding import MAX_KEPT_WORDS, fold, fold_all
from quotattr.quote import SpeakerKind
from quotattr.sentences import Sentence
from quotattr.tokenizer import Token
from quotattr.vocabulary import Vocabulary

Gender = Literal["Masc", "Fem"]

_PARTICLES = frozenset(
    "van von der den ter ten el al ben bin ibn ould abou abu dos da di do del della af zu mac mc".split()
)
"""Words in lower case that join two capitalised words into one name."""

_NOBLE_PARTICLES = frozenset(["de", "du", "d'", "d’", "des", "la", "le", "of", "y"])
"""Join a first name to a surname (Charles de Gaulle), but not two names in general (Sall de Dakar)."""

_IN = frozenset(["à", "en"])
"""In front of a capital they make it a place."""

_LANDED = frozenset(["de", "d'", "d’"])
"""Join a surname to its land: *Roux de Brizay*, *La Tour d’Ambre*."""

_STATES = frozenset("etat etats republique royaume".split())
"""Folded words whose complement says which country's: *l’État du Niger* is called *l’État*."""

_BODY_LINKS = frozenset(["de", "du", "des", "d'", "d’", "la", "l'", "l’", "les"])
"""Join the head of a body's name to its complement: *Grande Mosquée de Paris*."""

_BEFORE_PLACES = frozenset("a en de d' vers depuis entre dans sur pour par".split())
"""Folded words in front of the names of towns."""

_AT = frozenset(["à", "en", "de"])
"""In front of a lone capital they make it a place, or somebody to whom something belongs; *a* is a verb."""

_MIN_NAME_BEHIND_ORIGIN = 3
"""Tokens that a name has at least if it begins with where somebody is from: *Français Marc Dalbret*."""

_ORIGIN_PREFIXES = frozenset("franco anglo germano italo americano russo sino afro nord sud".split())
"""Folded first halves of two nationalities in one: *Franco-Béninois*."""

_CAPITAL_PARTICLES = frozenset(["De", "Le", "La", "Du", "Des", "D’", "D'", "L’", "L'", "Les", "Ben"])

_CAPITAL_ARTICLES = frozenset(["Le", "La", "L’", "L'"])
"""Particles of *M. Le Brun* that may open an office as well: *M. Le Président*."""

_SURNAME_PARTICLES = frozenset(["de", "d'", "d’", "du", "des"])
"""Open a surname behind a civility: *Me de Brizay*, *M. d’Ambre*."""

MAX_PARTICLES = 2
"""A surname has at most so many particles: *Mme de La Tour*."""

MAX_GAP = 2
"""Characters between the words of one name: a space, perhaps with a soft hyphen."""

_MIN_INITIALS = 2
"""An acronym has at least this many letters."""

MAX_ACRONYM_LETTERS = 6
"""A lone word in capitals of at most this many letters is the short name of a body: ONU, CFDT."""

REACH_BEFORE, REACH_AFTER = 80, 40
"""How many names before and after a mention may be meant by it: all of an ordinary article's."""

MAX_NAME_TOKENS = 40
"""Where a longer run of capitals is cut: it is a line in capitals, or a list."""

MAX_NAME_LETTERS = 60
"""A longer token is no part of a name: it is a slip, or no words at all."""

MAX_SHORT_WORDS = 8
"""A name of more words than this is nobody's short name."""

_MIN_INNER_LETTERS = 4
"""A shorter word in the middle of a name is a particle."""

MAX_PERSON_WORDS = 5
"""Longer runs of capitals are no people."""

MAX_ROLE_TOKENS = 12
"""How far from a name its role is looked for: *le ministre délégué chargé de la Transition numérique, X*."""


@frozen
class Name:
    """
    A proper name on the surface: a run of capitalised tokens.

    Attributes:
        first: Index of its first token.
        last: Index after its last one.
        words: Its tokens.
    """

    first: int
    last: int
    words: tuple[str, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """Folded words, hyphens opened: under which two spellings are one name."""
        return name_key(self.words)


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


def name_key(words: Sequence[str]) -> tuple[str, ...]:
    """
    The words under which names are compared: folded, hyphens and full stops opened.

        >>> name_key(["Jean-Yves", "Le", "Drian"])
        ('jean', 'yves', 'le', 'drian')
    """
    return tuple(part for word in words for part in fold(word).replace("-", " ").replace(".", " ").split())


@functools.lru_cache(MAX_KEPT_WORDS)
def is_capitalised(form: str) -> bool:
    """Whether a token can be part of a proper name: an upper-case letter first, or after al-, d’, O’."""
    if len(form) > MAX_NAME_LETTERS:
        return False
    return form[:1].isupper() or (len(form) > 3 and form[:3].casefold() in ("al-", "el-") and form[3].isupper())


def find_names(tokens: Sequence[Token], sentences: Sequence[Sentence], vocabulary: Vocabulary) -> list[Name]:
    """
    Find the proper names, in order.

    A capital at the start of a sentence says little: there a single word counts only if it is
    written with a capital elsewhere in mid-sentence, or is a first name, or is followed by
    another capital.

    Args:
        tokens: One article's tokens.
        sentences: Its sentences.
        vocabulary: For first names and words that are no names.

    Returns:
        Runs of capitalised tokens, particles between them included.
    """
    openers = _opening_positions(tokens, sentences)
    ends = {sentence.last for sentence in sentences}
    places = _places_named(tokens, vocabulary)
    landed = _landed_names(tokens)
    like_offices = _surnames_like_offices(tokens, vocabulary)
    lower = {fold(token.text) for token in tokens if token.text[:1].islower()}
    inner_capitals = {
        fold(token.text) for index, token in enumerate(tokens) if index not in openers and is_capitalised(token.text)
    }
    names = []
    position = 0
    while position < len(tokens):
        last = _name_end(tokens, position, landed, vocabulary)
        if last == position:
            last = _surname_end(tokens, position, like_offices, vocabulary)
        if last == position:
            position += 1
            continue
        last = next((place for place in range(position + 1, last) if place in ends), last)
        first = _without_origin(tokens, position, last, places, vocabulary)
        if first in openers and not _is_name_at_opening(tokens, first, last, lower, inner_capitals, vocabulary):
            first += 1
        if first < last:
            names.append(Name(first, last, tuple(token.text for token in tokens[first:last])))
        position = last
    return names


def _places_named(tokens: Sequence[Token], vocabulary: Vocabulary) -> set[str]:
    """Capitalised words that the article has alone behind *à*, *en*, *de*: *à Nancy*, *le parquet de Nancy*."""
    return {
        token.text
        for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False)
        if before.text.casefold() in _AT and is_capitalised(token.text) and not _is_name_token(after, vocabulary)
    }


def _landed_names(tokens: Sequence[Token]) -> Counter[tuple[str, str]]:
    """How often the article joins two capitals by *de* of which the second is nowhere a place: *Roux de Brizay*."""
    triples = list(zip(tokens, tokens[1:], tokens[2:], strict=False))
    places = {middle.text for before, middle, _ in triples if before.text.casefold() in _IN}
    return Counter(
        (fold(before.text), fold(after.text))
        for before, link, after in triples
        if link.text in _LANDED and after.text not in places and before.text[:1].isupper() and after.text[:1].isupper()
    )


def _without_origin(
    tokens: Sequence[Token], first: int, last: int, places: Collection[str], vocabulary: Vocabulary
) -> int:
    """Where *Marc Dalbret* begins in *l’Américain Marc Dalbret*, *le maire de Nancy Marc Dalbret*."""
    if last - first < _MIN_NAME_BEHIND_ORIGIN:
        return first
    word = tokens[first].text
    *before, nationality = word.split("-")
    if vocabulary.is_nationality(nationality) and all(
        vocabulary.is_nationality(part) or fold(part) in _ORIGIN_PREFIXES for part in before
    ):
        return first + 1
    is_complement = first > 0 and fold(tokens[first - 1].text) in _BODY_LINKS
    return first + 1 if is_complement and word in places and vocabulary.is_first_name(tokens[first + 1].text) else first


def _opening_positions(tokens: Sequence[Token], sentences: Sequence[Sentence]) -> set[int]:
    """Token indices where a capital is due to the place: first of a sentence, after a mark or a colon."""
    found = set()
    for sentence in sentences:
        index = sentence.first
        while index < sentence.last and tokens[index].kind in ("mark", "punct"):
            index += 1
        found.add(index)
    for index, token in enumerate(tokens[:-1]):
        if token.kind == "mark" or token.text in (":", "-", "–", "—"):
            found.add(index + 1)
    return found


def _is_name_token(token: Token, vocabulary: Vocabulary) -> bool:
    if (
        token.kind not in ("word", "number")
        or not is_capitalised(token.text)
        or vocabulary.civility(token.text) is not None
    ):
        return False
    return fold(token.text) not in vocabulary.function_words and not _is_capital_role(token.text, vocabulary)


def _is_capital_role(form: str, vocabulary: Vocabulary) -> bool:
    """*le Président*, *la Ministre*: a role with a capital is no name, unless it is a first name too."""
    role = vocabulary.role_of(form)
    return role is not None and role.is_strong and not form.isupper() and not vocabulary.is_first_name(form)


def _is_long_civility(form: str, vocabulary: Vocabulary) -> bool:
    """*Comte* of *Paul Comte*, no *Me* or *Mme*."""
    return len(form) >= _MIN_INNER_LETTERS and vocabulary.civility(form) is not None


def _is_surname_of_role(tokens: Sequence[Token], first: int, last: int, vocabulary: Vocabulary) -> bool:
    """*Berger* of *Léa Berger*: a trade with a capital right behind a first name that opens the name."""
    return (
        last - first == 1
        and vocabulary.is_first_name(tokens[first].text)
        and is_capitalised(tokens[last].text)
        and (_is_capital_role(tokens[last].text, vocabulary) or _is_long_civility(tokens[last].text, vocabulary))
        and (last + 1 == len(tokens) or fold(tokens[last + 1].text) not in _BODY_LINKS)
    )


def _name_end(tokens: Sequence[Token], first: int, landed: Counter[tuple[str, str]], vocabulary: Vocabulary) -> int:
    """Index after the name that starts at *first*; *first* itself if none does; *landed* as `_landed_names` has it."""
    if not _is_name_token(tokens[first], vocabulary):
        return first
    last = first + 1
    while last < len(tokens) and last - first < MAX_NAME_TOKENS:
        gap = tokens[last].start - tokens[last - 1].end
        if gap <= MAX_GAP and (
            _is_name_token(tokens[last], vocabulary)
            or _is_capital_particle(tokens, last, vocabulary)
            or _is_surname_of_role(tokens, first, last, vocabulary)
        ):
            if _begins_anew(tokens, first, last, vocabulary):
                break
            last += 2 if _is_capital_particle(tokens, last, vocabulary) else 1
            continue
        reach = _particle_reach(tokens, first, last, vocabulary)
        if reach == last:
            reach = _body_reach(tokens, first, last, vocabulary)
        if reach == last and _is_landed(tokens, first, last, landed, vocabulary):
            reach = last + 2
        if reach == last:
            break
        last = reach
    return last


def _surname_end(
    tokens: Sequence[Token], first: int, like_offices: Collection[tuple[str, str]], vocabulary: Vocabulary
) -> int:
    """
    Index after *Le Brun* of *Mme Le Brun*, *de Brizay* of *Me de Brizay*: a particle behind a civility; *first* if it is none.

    *M. Le Maire* is a mayor, unless *like_offices* has it, as `_surnames_like_offices` gives them.
    """
    is_particle = tokens[first].text in _CAPITAL_PARTICLES or tokens[first].text in _SURNAME_PARTICLES
    if not is_particle or not first or vocabulary.civility(tokens[first - 1].text) is None:
        return first
    last = first + 1
    while last < len(tokens) and last - first < MAX_PARTICLES and tokens[last].text in _CAPITAL_PARTICLES:
        last += 1
    if last == len(tokens) or tokens[last].kind != "word" or not is_capitalised(tokens[last].text):
        return first
    words = (tokens[last - 1].text, tokens[last].text)
    is_office = words[0] in _CAPITAL_ARTICLES and _is_capital_role(words[1], vocabulary)
    return last + 1 if not is_office or words in like_offices else first


def _surnames_like_offices(tokens: Sequence[Token], vocabulary: Vocabulary) -> set[tuple[str, str]]:
    """*Le*, *Maire* if the article has them behind a first name."""
    triples = zip(tokens, tokens[1:], tokens[2:], strict=False)
    return {
        (article.text, office.text)
        for first, article, office in triples
        if article.text in _CAPITAL_ARTICLES and vocabulary.is_first_name(first.text)
    }


def _body_reach(tokens: Sequence[Token], first: int, last: int, vocabulary: Vocabulary) -> int:
    """Where the name of a body goes on over its complement (*Grande Mosquée de Paris*); *last* if it doesn't."""
    forms = [token.text for token in tokens[first:last]]
    if fold(forms[-1]) in _STATES or not any(vocabulary.is_head_of_body(form) for form in forms):
        return last
    reach = last
    while reach < len(tokens) and reach - last < 3 and tokens[reach].text in _BODY_LINKS:
        reach += 1
    if reach == last or reach >= len(tokens) or not _is_name_token(tokens[reach], vocabulary):
        return last
    return last if vocabulary.is_first_name(tokens[reach].text) else reach + 1


def _is_landed(
    tokens: Sequence[Token], first: int, last: int, landed: Counter[tuple[str, str]], vocabulary: Vocabulary
) -> bool:
    """
    Whether *de* and a capital go on with somebody's name: *Léon Roux de Brizay*, *Me Roux de Brizay*.

    It may be where somebody is from, *Léon Roux, de Brizay* without its comma: so either the article must have it
    twice, and never *à Brizay*, or a civility must stand in front.
    """
    if last + 1 >= len(tokens) or tokens[last].text not in _LANDED or not _is_name_token(tokens[last + 1], vocabulary):
        return False
    if any(token.text in _LANDED for token in tokens[first:last]):
        return False
    times = landed[fold(tokens[last - 1].text), fold(tokens[last + 1].text)]
    has_civility = first > 0 and vocabulary.civility(tokens[first - 1].text) is not None
    is_full_name = last - first > 1 and vocabulary.is_first_name(tokens[first].text)
    return (times > 1 and is_full_name) or (times > 0 and has_civility)


def _is_capital_particle(tokens: Sequence[Token], position: int, vocabulary: Vocabulary) -> bool:
    """*De* of *Alexander De Croo*, *Le* of *Jean-Yves Le Drian*: a capital in mid-sentence, before a capital."""
    if tokens[position].text not in _CAPITAL_PARTICLES or position + 1 >= len(tokens):
        return False
    following = tokens[position + 1]
    return (
        following.start - tokens[position].end <= 1
        and is_capitalised(following.text)
        and vocabulary.is_first_name(tokens[position - 1].text)
    )


def _begins_anew(tokens: Sequence[Token], first: int, last: int, vocabulary: Vocabulary) -> bool:
    """Whether another name begins at *last*: a first name behind an acronym or a body (*la Justice Nicole Belloubet*)."""
    before = tokens[last - 1].text
    opener = fold(tokens[first - 1].text) if first else ""
    if opener in _LINKS and vocabulary.is_portfolio(before):
        return True
    if not vocabulary.is_first_name(tokens[last].text) or vocabulary.is_first_name(before):
        return False
    if opener in _LINKS and not vocabulary.is_first_name(tokens[first].text):
        return True
    return (
        (before.isupper() and len(before) > 2)
        or vocabulary.is_organisation(before)
        or vocabulary.role_of(before) is not None
    )


def _particle_reach(tokens: Sequence[Token], first: int, last: int, vocabulary: Vocabulary) -> int:
    """Where the name goes on to over particles (*de*, *van der*, *ould*); *last* if it doesn't."""
    reach = last
    allowed = _PARTICLES
    if last - first == 1 and vocabulary.is_first_name(tokens[first].text):
        allowed = _PARTICLES | _NOBLE_PARTICLES
    while reach < len(tokens) and reach - last < 3 and tokens[reach].text in allowed:
        reach += 1
    if last < reach < len(tokens) - 1 and allowed is not _PARTICLES and tokens[reach].text in _CAPITAL_PARTICLES:
        reach += 1
    if reach > last and reach < len(tokens) and is_capitalised(tokens[reach].text) and tokens[reach].kind == "word":
        is_acronym = tokens[reach].text.isupper() and not tokens[first].text.isupper()
        return last if is_acronym else reach + 1
    return last


def _is_name_at_opening(
    tokens: Sequence[Token], first: int, last: int, lower: set[str], inner_capitals: set[str], vocabulary: Vocabulary
) -> bool:
    """Whether the word at the start of a sentence belongs to the name that seems to begin there."""
    form = tokens[first].text
    folded = fold(form)
    if vocabulary.is_first_name(form) or (form.isupper() and len(form) > 1):
        return True
    if folded in lower or vocabulary.role_of(form) is not None:
        return False
    if last - first > 1:
        return True
    return folded in inner_capitals


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
    groups: dict[tuple[str, ...], list[Name]] = {}
    for name in names:
        groups.setdefault(name.key, []).append(name)
    acronyms = find_acronyms(text, tokens)
    entities: dict[tuple[str, ...], Entity] = {}
    longer: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    result = Entities()
    for key in sorted(groups, key=lambda key: (-len(key), groups[key][0].first)):
        is_introduced = len(key) == 1 and any(_has_age(tokens, name) for name in groups[key])
        owner = None
        if not is_introduced or not vocabulary.is_first_name(groups[key][0].words[0]):
            owner = _owner(key, groups, entities, longer.get(key, ()), longer.get(key[:1], ()), vocabulary)
        expansion = acronyms.get("".join(key)) if len(key) == 1 else None
        if owner is None and expansion:
            owner = entities.get(name_key(expansion.split()))
        if owner is None:
            first = groups[key][0]
            owner = Entity()
            owner.full_name = expansion or text[tokens[first.first].start : tokens[first.last - 1].end]
        if expansion:
            owner.kind = "organisation"
        elif owner.kind == "unknown" and _are_of_person(tokens, groups[key], vocabulary):
            owner.kind = "person"
        entities[key] = owner
        for short in _short_forms(key):
            longer.setdefault(short, []).append(key)
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


def _are_of_place(tokens: Sequence[Token], entity: Entity) -> bool:
    """Whether a first name is a town here: *à Nancy*, *le parquet de Nancy*, and nowhere without a preposition."""
    before = {fold(tokens[place - 1].text) if place else "" for place in entity.places}
    return before <= _BEFORE_PLACES and not _IN.isdisjoint(tokens[place - 1].text.casefold() for place in entity.places)


def _are_of_person(tokens: Sequence[Token], names: Sequence[Name], vocabulary: Vocabulary) -> bool:
    """Whether what stands beside one of the mentions of a longer name says that it is somebody's."""
    return (
        len(names[0].words) > 1
        and _kind_of_words(" ".join(names[0].words), vocabulary) != "organisation"
        and any(
            _has_age(tokens, name)
            or _follows_speech_verb(tokens[name.first - 1].text if name.first else "", vocabulary)
            or _role_after(tokens, name, vocabulary).words
            or _role_before(tokens, name, vocabulary).words
            for name in names
        )
    )


def _owner(
    key: tuple[str, ...],
    groups: dict[tuple[str, ...], list[Name]],
    entities: dict[tuple[str, ...], Entity],
    longer: Sequence[tuple[str, ...]],
    holding: Sequence[tuple[str, ...]],
    vocabulary: Vocabulary,
) -> Entity | None:
    """
    The entity whose longer name *key* shortens, preferring a surname, then a first word, then parts; nearest first.

    Args:
        key: The name.
        groups: Where each name stands.
        entities: Those made so far, of longer names.
        longer: Names that begin or end with *key*.
        holding: Names that hold its first word.
        vocabulary: For first names.
    """
    first_place = groups[key][0].first
    by_surname = [other for other in longer if other[-len(key) :] == key]
    by_opening = [
        other
        for other in longer
        if other[: len(key)] == key and (_can_open(other, vocabulary) or entities[other].kind == "person")
    ]
    by_parts = [other for other in holding if entities[other].kind == "person" and _is_inside(key, other, vocabulary)]
    for candidates in (by_surname, by_opening, by_parts):
        if candidates:
            before = [other for other in candidates if groups[other][0].first < first_place]
            nearest = max(before or candidates, key=lambda other: -abs(groups[other][0].first - first_place))
            return entities[nearest]
    return None


def _short_forms(key: tuple[str, ...]) -> set[tuple[str, ...]]:
    """The names that may be short for *key*, or begin one that is: its first words, its last words, each of its words."""
    sizes = range(1, min(len(key), MAX_SHORT_WORDS + 1))
    edges = {part for size in sizes for part in (key[:size], key[-size:])}
    return edges | ({(word,) for word in key} if 1 < len(key) <= MAX_SHORT_WORDS else set())


def _is_inside(key: tuple[str, ...], longer: tuple[str, ...], vocabulary: Vocabulary) -> bool:
    """*Ousmane Haïdara*, or *Ousmane* alone, of *Cherif Ousmane Madani Haïdara*: its words in their order."""
    if len(key) == 1:
        return len(key[0]) >= _MIN_INNER_LETTERS and key[0] in longer and not vocabulary.is_first_name(key[0])
    rest = iter(longer)
    return longer[0] == key[0] and all(word in rest for word in key)


def _can_open(key: tuple[str, ...], vocabulary: Vocabulary) -> bool:
    """Whether the first word of a name can stand for all of it: Kim Jong-un, Christian Damiens; not Nord Stream."""
    return vocabulary.is_first_name(key[0]) or len(key) == 3


def find_acronyms(text: str, tokens: Sequence[Token]) -> dict[str, str]:
    """
    Acronyms that the article spells out: ``Haute Autorité de la communication (HAC)``.

    Returns:
        Folded acronym → the full name as written.
    """
    found: dict[str, str] = {}
    for index in range(1, len(tokens) - 1):
        acronym = tokens[index].text
        if tokens[index - 1].text != "(" or tokens[index + 1].text not in (")", ",", ";", "-", "–"):
            continue
        letters = [char for char in acronym if char.isalpha()]
        if len(letters) < _MIN_INITIALS or not acronym[:1].isupper() or sum(char.isupper() for char in letters) < 2:
            continue
        first = _spelled_from(tokens, index - 1, [fold(char) for char in letters if char.isupper()])
        if first is not None:
            found[fold(acronym).replace(".", "").replace("-", "")] = text[tokens[first].start : tokens[index - 2].end]
    return found


def _spelled_from(tokens: Sequence[Token], last: int, letters: Sequence[str]) -> int | None:
    """Index of the token from which the words up to *last* spell *letters*; None if they don't."""
    position, wanted = last - 1, len(letters) - 1
    first = None
    while position >= 0 and wanted >= 0 and last - position <= 3 * len(letters) + 2:
        form = tokens[position].text
        if tokens[position].kind not in ("word", "number"):
            return None
        if fold(form)[:1] == letters[wanted]:
            wanted -= 1
            first = position
        elif len(form) > 3 and form[:1].isupper():
            return None
        position -= 1
    if wanted >= 0 or first is None or not is_capitalised(tokens[first].text):
        return None
    return first


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
    if entity.kind == "unknown" and (_has_age(tokens, name) or _follows_speech_verb(before, vocabulary)):
        entity.kind = "person"
    for form in name.words[:1]:
        if vocabulary.is_first_name(form):
            entity.kind = "person"
            entity.gender = entity.gender or vocabulary.first_name_gender(form)
    before_name = _role_before(tokens, name, vocabulary)
    for position in range(name.first - 1 if before_name.first is None else before_name.first, name.first):
        named_by_role.setdefault(position, name)
    for role in (before_name, _role_after(tokens, name, vocabulary)):
        if role.words:
            entity.kind = "person" if entity.kind == "unknown" else entity.kind
            _give_role(entity, role)
    if entity.kind == "person":
        _give_role(entity, _role_after(tokens, name, vocabulary, _COPULAS))


def _give_role(entity: Entity, role: Role) -> None:
    """Note a role of somebody, if there is one, and the gender that it tells."""
    if role.words:
        entity.gender = entity.gender or role.gender
        if role.words not in entity.roles:
            entity.roles.append(role.words)


def _is_of_a_body(tokens: Sequence[Token], name: Name, vocabulary: Vocabulary) -> bool:
    """*le mouvement Me Too*: what looks like a civility is part of a body's name."""
    return name.first > 1 and vocabulary.is_organisation(tokens[name.first - 2].text)


def _has_age(tokens: Sequence[Token], name: Name) -> bool:
    """*Amina, 38 ans,*: only people have an age."""
    behind = [fold(token.text) for token in tokens[name.last : name.last + 3]]
    return len(behind) == 3 and behind[0] in (",", "(") and behind[1].isdigit() and behind[2] in ("ans", "an")


def _follows_speech_verb(before: str, vocabulary: Vocabulary) -> bool:
    """*explique Amina*: whoever stands right behind a verb that is nearly always speech is somebody."""
    verb = vocabulary.cue_verb_of_form(before)
    return verb is not None and verb.strength == "speech"


@frozen
class Role:
    """
    A role beside a name.

    Attributes:
        words: As `role_words` has them; empty if there is none.
        gender: Gender that determiner or noun tell.
        first: Index of the first token of a role in front of its name, its determiner included.
    """

    words: tuple[str, ...] = ()
    gender: Gender | None = None
    first: int | None = None


_NO_ROLE = Role()
ROLE_OPENERS: dict[str, Gender | None] = {
    "le": "Masc",
    "la": "Fem",
    "un": "Masc",
    "une": "Fem",
    "ce": "Masc",
    "cet": "Masc",
    "cette": "Fem",
    "l'": None,
    "son": None,
    "sa": None,
}
"""Determiners that open a role, with the gender they tell; *du* opens only a complement inside it."""

_LINKS = frozenset("de du d' des la le les l' a au aux en et par pour avec chez sur sous dans contre".split())
"""In front of a name, these make it a complement: *le patron de LR* is not called LR."""

_CLAUSE_WORDS = frozenset([",", "que", "qui", "et", "a", "est"])
"""A role in front of a name does not reach over these; *à* is no *a* here."""

_COMPLEMENT_OPENERS = frozenset(["de", "du", "des", "d'"])
"""Behind *et* they go on with the office: *la ministre de la Mémoire et des Anciens Combattants*."""

_APPOSERS = frozenset([",", "("])
_COPULAS = frozenset(["est", "etait"])
"""What stands between a name and the role behind it; the second tell the role of people alone, as bodies are actors and leaders too."""

_TOLD_GENDERS: Mapping[str, Gender] = {
    "la": "Fem",
    "une": "Fem",
    "cette": "Fem",
    "le": "Masc",
    "un": "Masc",
    "ce": "Masc",
    "cet": "Masc",
}
"""Determiners of a role behind a name, with the gender they tell."""

_BEFORE_ROLE = frozenset(
    """le la l' un une ce cet cette son sa ex ancien ancienne premier premiere jeune vice nouveau nouvelle futur future
    actuel actuelle grand grande celebre""".split()
)
"""Folded words that may stand between the comma behind a name and its role."""

_PLACE_NOUNS = frozenset("region ville commune province departement canton quartier village ile lac cite".split())
"""Folded nouns that stand in front of the name of a place."""

NAMED_BODIES = frozenset(
    """association cabinet chaine club collectif compagnie confederation constructeur coordination enseigne entreprise
    fabricant fondation groupe institut label laboratoire marque milice mouvement ong operateur organisation parti plateforme
    plate-forme radio reseau site societe start-up station syndicat""".split()
)
"""Folded nouns that are no part of the name behind them: *le mouvement Hamas* is called Hamas, *l’hôpital Bichat* not Bichat."""

_AUXILIARIES = frozenset("a ont avait avaient aura est sont etait etaient ete sera".split())

_RELATIVES = frozenset(["qui", "que", "qu'", "qu’", "dont", "où"])
"""What a role behind a name does not reach over."""

_VERB_SIGNS = frozenset("a ont avait avaient aura est sont était étaient sera serait aurait s' s’ se n' n’ ne".split())
"""Words that stand in front of, or are, the verb of a clause."""

_ROLE_ENDS = frozenset("avant apres puis alors mais ou comme lorsque quand sans dont ont sont etait avait".split())
"""Folded words that a role in front of a name does not reach over either."""

_NO_ROLE_WORDS = frozenset("le la les l' un une des ce cet cette ces son sa ses leur leurs il elle qui que".split())
"""Folded words that begin something else behind *et*."""

_ROLE_BREAKS = frozenset([".", ";", ":", "!", "?", "(", ")", "«", "»", "“", "”", '"', "…"])


def _role_before(tokens: Sequence[Token], name: Name, vocabulary: Vocabulary) -> Role:
    """The role in front of a name: *le ministre russe des Affaires étrangères, Sergueï Lavrov*."""
    last = name.first
    if last and vocabulary.civility(tokens[last - 1].text) is not None and not _is_office(tokens, last - 1, vocabulary):
        last -= 1
    is_apposed = last > 0 and tokens[last - 1].text == ","
    last = _before_acronym(tokens, last - 1 if is_apposed else last)
    if last and (fold(tokens[last - 1].text) in _LINKS or _is_of_a_place(tokens, name, last, vocabulary)):
        return _NO_ROLE
    best = _NO_ROLE
    for position in range(last - 1, max(-1, last - 1 - MAX_ROLE_TOKENS), -1):
        form = tokens[position].text
        if _ends_role(tokens, position, vocabulary) and not (is_apposed and _joins_words(tokens, position)):
            break
        role = vocabulary.role_of(form)
        if role is None:
            continue
        if role.is_plural and position and fold(tokens[position - 1].text) in _COMPLEMENT_OPENERS:
            continue
        if role.is_plural or _is_verb(tokens, position, vocabulary):
            break
        opener = _opener_of_role(tokens, position)
        determiner = fold(tokens[opener].text) if opener >= 0 else ""
        best = Role(role_words(tokens, position, last), role.gender, max(0, opener))
        before = fold(tokens[opener - 1].text) if opener > 0 else ""
        is_complement = determiner == "du" or (determiner in ROLE_OPENERS and before in ("de", "d'"))
        if is_complement and not is_apposed and before != "aupres":
            return best
        if determiner in ROLE_OPENERS and not is_complement:
            return evolve(best, gender=ROLE_OPENERS[determiner] or best.gender)
    return best


def _opener_of_role(tokens: Sequence[Token], head: int) -> int:
    """Index of what stands in front of a role and its adjectives: *le* of *le nouveau maire*; -1 if nothing does."""
    opener = head - 1
    while opener > 0 and fold(tokens[opener].text) in _BEFORE_ROLE - set(ROLE_OPENERS):
        opener -= 1
    return opener


def _is_office(tokens: Sequence[Token], position: int, vocabulary: Vocabulary) -> bool:
    """Whether what may be a civility is an office here, as its determiner tells: *le général Dalbret*, not *Me Dalbret*."""
    opener = fold(tokens[position - 1].text) if position else ""
    return vocabulary.role_of(tokens[position].text) is not None and opener in ROLE_OPENERS


def _before_acronym(tokens: Sequence[Token], last: int) -> int:
    """Where the words end that an acronym in brackets stands behind: *le chef de la Ligue de la Digue (LDD), Léa Roux*."""
    is_bracketed = last > 2 and tokens[last - 1].text == ")" and tokens[last - 3].text == "("
    return last - 3 if is_bracketed and is_capitalised(tokens[last - 2].text) else last


def _joins_words(tokens: Sequence[Token], position: int) -> bool:
    """Whether *et* joins two plain words of one role: *l’attachée éducative et culturelle*, no *le maire et le préfet*."""
    if position == 0 or tokens[position].text != "et":
        return False
    before, after = tokens[position - 1].text, tokens[position + 1].text
    return before.islower() and after.islower() and fold(after) not in _NO_ROLE_WORDS


def _is_of_a_place(tokens: Sequence[Token], name: Name, last: int, vocabulary: Vocabulary) -> bool:
    """*la présidente de la région Bretagne*: the name is that of the noun in front of it, which stands for no person."""
    if last < name.first or vocabulary.is_first_name(name.words[0]):
        return False
    noun = tokens[last - 1].text
    if last > 1 and vocabulary.is_nationality(noun) and fold(tokens[last - 2].text) in NAMED_BODIES:
        return True
    return fold(noun) in _PLACE_NOUNS or (noun.islower() and vocabulary.is_organisation(noun))


def _is_verb(tokens: Sequence[Token], position: int, vocabulary: Vocabulary) -> bool:
    """Whether the form of a role is a verb here: *a élu Anne Morel*, *le maire juge Anne Morel*."""
    before = fold(tokens[position - 1].text) if position else ""
    if before in _AUXILIARIES:
        return True
    return vocabulary.cue_verb_of_form(tokens[position].text) is not None and before not in ROLE_OPENERS


def _ends_role(tokens: Sequence[Token], position: int, vocabulary: Vocabulary) -> bool:
    """Whether a role in front of a name can't reach back over the token: punctuation, a clause, another's name."""
    form = tokens[position].text
    folded = fold(form)
    if form == "et" and position + 1 < len(tokens) and fold(tokens[position + 1].text) in _COMPLEMENT_OPENERS:
        return False
    if form in _ROLE_BREAKS or form.casefold() in _CLAUSE_WORDS or folded in _ROLE_ENDS:
        return True
    verb = vocabulary.cue_verb_of_form(form)
    if verb is not None and verb.strength == "speech" and vocabulary.role_of(form) is None:
        return True
    is_of_somebody = position and (
        fold(tokens[position - 1].text) in _LINKS or is_capitalised(tokens[position - 1].text)
    )
    return vocabulary.is_first_name(form) and form[:1].isupper() and not is_of_somebody


def role_words(tokens: Sequence[Token], head: int, last: int) -> tuple[str, ...]:
    """The folded words of a role from its noun on; *premier* in front of it is part of it, said last."""
    words = fold_all(token.text for token in tokens[head:last] if token.kind in ("word", "number"))
    before = fold(tokens[head - 1].text) if head else ""
    return (*words, "premier") if before in ("premier", "premiere") else words


def _role_after(
    tokens: Sequence[Token], name: Name, vocabulary: Vocabulary, introducers: Collection[str] = _APPOSERS
) -> Role:
    """The role behind a name and one of the *introducers*: *Sergueï Lavrov, chef de la diplomatie russe,*."""
    first = name.last
    if first >= len(tokens) or fold(tokens[first].text) not in introducers:
        return _NO_ROLE
    if _has_age(tokens, name):
        first = _behind_age(tokens, first)
    told: Gender | None = None
    for position in range(first + 1, min(first + 5, len(tokens))):
        form = tokens[position].text
        if form in _ROLE_BREAKS or form == ",":
            break
        role = vocabulary.role_of(form)
        if role is not None:
            last = _role_end(tokens, position, vocabulary)
            if fold(tokens[first + 1].text) in ROLE_OPENERS and _is_cut_short(tokens, last, vocabulary):
                return _NO_ROLE
            return Role(role_words(tokens, position, last), role.gender or told)
        told = told or _TOLD_GENDERS.get(fold(form))
        if fold(form) not in _BEFORE_ROLE:
            break
    return _NO_ROLE


def _behind_age(tokens: Sequence[Token], first: int) -> int:
    """Index of the comma behind *, 38 ans,* or *(38 ans),*, whose own comma or bracket is *first*; *first* if there is none."""
    last = first + 3
    if last < len(tokens) and tokens[last].text == ")":
        last += 1
    return last if last < len(tokens) and tokens[last].text == "," else first


def _role_end(tokens: Sequence[Token], head: int, vocabulary: Vocabulary) -> int:
    """Where the role behind a name ends that the noun *head* begins: at a stop, a relative, a verb, or another name."""
    end = min(head + MAX_ROLE_TOKENS, len(tokens))
    return next((place for place in range(head + 1, end) if _closes_role(tokens, place, vocabulary)), end)


def _closes_role(tokens: Sequence[Token], place: int, vocabulary: Vocabulary) -> bool:
    form = tokens[place].text
    is_stop = form in _ROLE_BREAKS or form == "," or form.casefold() in _RELATIVES
    return is_stop or _is_cut_short(tokens, place, vocabulary)


def _is_cut_short(tokens: Sequence[Token], place: int, vocabulary: Vocabulary) -> bool:
    """
    Whether a verb or another name stands where a noun group behind a name ends.

    Then the group is no role of that name, but a subject: *À Brizay, le maire a dit*, *À Brizay, le maire Marc Dalbret dit*.
    """
    return place < len(tokens) and (
        tokens[place].text.casefold() in _VERB_SIGNS or _is_first_name_behind_noun(tokens, place, vocabulary)
    )


def _is_first_name_behind_noun(tokens: Sequence[Token], place: int, vocabulary: Vocabulary) -> bool:
    """*Marc* of *le maire Marc Dalbret*, not of *le club de Marc*, *l’association Marc Dalbret*."""
    before = tokens[place - 1].text
    return (
        before.islower()
        and fold(before) not in _LINKS
        and not vocabulary.is_organisation(before)
        and tokens[place].text[:1].isupper()
        and vocabulary.is_first_name(tokens[place].text)
    )


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
    is_written_as_person = all(is_capitalised(word) or fold(word) in _PARTICLES | _NOBLE_PARTICLES for word in words)
    if not is_written_as_person or len(words) > MAX_PERSON_WORDS:
        return "unknown"
    return "person" if is_first or any(vocabulary.is_first_name(word) for word in words) else "unknown"


def _opens_with_first_name(words: Sequence[str], vocabulary: Vocabulary) -> bool:
    """*Marine Dufour*, although *la Marine* is a body; not *France Travail*."""
    return len(words) > 1 and vocabulary.is_first_name(words[0]) and not vocabulary.is_place_of_power(words[0])
