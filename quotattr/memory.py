"""
Memory: what an article has told so far — who has spoken, what its sentences were about — and where its names stand.

Speakers are resolved in reading order, and each one resolved becomes a candidate for the next. `Memory` is what the candidates
of `quotattr.referents` and `quotattr.descriptions` are described by; it decides nothing. Start reading at `Memory`.
"""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from types import MappingProxyType

from quotattr.authors import find_documents
from quotattr.entities import Entity
from quotattr.folding import fold
from quotattr.function_words import ARTICLES, PREPOSITIONS
from quotattr.mentions import unnamed_people
from quotattr.noun_groups import NounGroup, nouns_beside
from quotattr.pronouns import person_of
from quotattr.reading import Reading
from quotattr.referents import Referent, Said, Trail
from quotattr.trees import Tree

OPENING_TOKENS = 6
"""A name this near the start of its sentence opens it: *Le ministre des Finances, X*."""

MAX_INTRODUCTION = 8
"""How many words of a role and its article in front of a name are skipped."""

_SINGULAR_ARTICLES = ARTICLES - {"les"}
"""What may open the role of somebody: *les* opens that of several."""

MAX_AHEAD = 12
"""How many names behind a place are looked through for the next people."""


TOPIC = "quant"
"""How *quant à* and *quant au* introduce a name: it is the topic of what follows, and no complement."""


class Memory:
    """What is known of one article, as far as it has been read."""

    def __init__(
        self,
        reading: Reading,
        groups: Mapping[str, Sequence[Referent]] = MappingProxyType({}),
        trees: Sequence[Tree] = (),
    ):
        """
        Begin an article.

        Args:
            reading: Its surface.
            groups: Its fuller noun groups, as `quotattr.noun_groups.find_noun_groups` gives them.
            trees: Those of its sentences that were parsed.
        """
        self.reading = reading
        self.groups = groups
        self.said = Said()
        self.nouns_beside = functools.cache(functools.partial(nouns_beside, reading.tokens, reading.entities))
        self.introducer = functools.cache(functools.partial(_introducer, reading))
        self._spoken, self._topics = Trail(), Trail()
        self._quoted = bytearray(len(reading.tokens))
        for first, last in reading.places.outer:
            self._quoted[first:last] = b"\1" * (last - first)
        self._starts = [sentence.first for sentence in reading.sentences]
        self._sentence_at = _number_tokens(self._starts, len(reading.tokens))
        self._trees = {self.sentence_of(tree.frame.first): tree for tree in trees if tree.frame.inside is None}

    def listen(self, words: Sequence[tuple[int, int]]) -> None:
        """Take in what the words (tokens from, to) whose speaker is looked for tell of whoever says them."""
        places = [place for first, last in words for place in range(first, last)]
        named = (self.reading.entities.at(place, place + 1) for place in places)
        names = frozenset(item[1].name for item in named if item is not None)
        person = person_of([self.reading.tokens[place] for place in places])
        self.said = Said(names, person, min(places, default=None))

    def remember(self, referent: Referent) -> None:
        """Record that *referent* has spoken at its place."""
        self._spoken.add(referent)

    def add_topic(self, referent: Referent) -> None:
        """Record that *referent* is what the sentence of its place is about."""
        self._topics.add(referent)

    @property
    def history(self) -> list[Referent]:
        """Who has spoken, in the order in which it was settled."""
        return self._spoken.referents

    @property
    def topics(self) -> list[Referent]:
        """The subjects of the sentences so far."""
        return self._topics.referents

    def spoken_near(self, position: int) -> Sequence[Referent]:
        """Who has spoken, in order, without those far from the token *position*."""
        return self._spoken.near(position)

    def topics_near(self, position: int) -> Sequence[Referent]:
        """What the sentences were about, in order, without those far from the token *position*."""
        return self._topics.near(position)

    def last_speaker(self, position: int) -> Referent | None:
        """Who spoke last before the token *position*."""
        before = [referent for referent in self.spoken_near(position) if referent.place <= position]
        return before[-1] if before else None

    def entities_before(self, position: int) -> Iterator[Entity]:
        """Named entities with a mention before the token *position*, nearest first, each once."""
        seen: set[int] = set()
        for name, entity in self.reading.entities.mentions_before(position):
            if id(entity) not in seen and not (name.first and self.reading.tokens[name.first - 1].text == "("):
                seen.add(id(entity))
                yield entity

    def people_after(self, position: int) -> list[Entity]:
        """The first two people named after the token *position*."""
        mentions = self.reading.entities.mentions_after(position)
        people = (entity for _, entity in mentions if entity.kind == "person")
        return list({id(entity): entity for entity in islice(people, MAX_AHEAD)}.values())[:2]

    def people_near(self, position: int) -> Sequence[Referent]:
        """People without a name in the sentence of the token, before it, and in the sentence before."""
        number = self.sentence_of(position)
        trees = [self._trees[place] for place in (number - 1, number) if place in self._trees]
        people = (person for tree in trees for person in unnamed_people(self.reading, tree))
        return [person for person in people if person.place < position]

    def sentence_of(self, position: int) -> int:
        """Number of the sentence that holds the token."""
        return self._sentence_at[position]

    def paragraph_of(self, position: int) -> int:
        """Number of the paragraph that holds the token."""
        return self.reading.sentences[self._sentence_at[position]].paragraph

    def is_subject_like(self, position: int) -> bool:
        """Whether the name at the token looks like a subject: no preposition in front of it."""
        return self.introducer(position) not in PREPOSITIONS

    def opens_sentence(self, position: int) -> bool:
        """Whether the name at the token stands at the start of its sentence, a role in front of it counted in."""
        return position - self._starts[self.sentence_of(position)] <= OPENING_TOKENS and self.is_subject_like(position)

    def is_quoted(self, position: int) -> bool:
        """Whether the token stands inside quotation marks."""
        return bool(self._quoted[position])

    def author_before(self, group: NounGroup) -> Referent | None:
        """Whose the last document of that noun was: *une note du préfet* … *la note*."""
        documents = self._documents.get(group.words[0], ())
        place = bisect_left(documents, group.first, key=lambda document: document[0])
        return documents[place - 1][1] if place else None

    @functools.cached_property
    def _documents(self) -> Mapping[str, Sequence[tuple[int, Referent]]]:
        return find_documents(self.reading, self.is_quoted)

    def sentences_with(self, form: str) -> Collection[int]:
        """Numbers of the sentences that have the folded word outside all marks."""
        return self._sentences_of_words.get(form, ())

    @functools.cached_property
    def _sentences_of_words(self) -> Mapping[str, set[int]]:
        """Folded word → what `sentences_with` says of it."""
        found: dict[str, set[int]] = {}
        for place, token in enumerate(self.reading.tokens):
            if token.kind == "word" and not self.is_quoted(place):
                found.setdefault(fold(token.text), set()).add(self._sentence_at[place])
        return found


def _number_tokens(starts: Sequence[int], count: int) -> list[int]:
    """
    Of each of *count* tokens, and of the place behind the last, the number of its sentence; those begin at *starts*.

        >>> _number_tokens([0, 2], 3)
        [0, 0, 1, 1]
    """
    numbers = [0] * (count + 1)
    for number, (first, last) in enumerate(zip(starts, [*starts[1:], count + 1], strict=True)):
        numbers[first:last] = [number] * (last - first)
    return numbers


def _introducer(reading: Reading, position: int) -> str:
    """The folded word in front of the name at the token *position*, its roles and article left out; empty if there is none."""
    before = position - 1
    while before >= max(0, position - MAX_INTRODUCTION) and _introduces(reading, before):
        before -= 1
    form = fold(reading.tokens[before].text) if before >= 0 else ""
    is_topic = form in ("a", "au") and before > 0 and fold(reading.tokens[before - 1].text) == "quant"
    return TOPIC if is_topic else form


def _introduces(reading: Reading, place: int) -> bool:
    """Whether the token is part of what introduces a name: an article, a role, a civility."""
    token, vocabulary = reading.tokens[place], reading.vocabulary
    return token.kind == "word" and (
        vocabulary.role_of(token.text) is not None
        or fold(token.text) in _SINGULAR_ARTICLES
        or vocabulary.civility(token.text) is not None
    )
