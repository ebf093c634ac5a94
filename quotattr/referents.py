"""
Referents: who may be meant by a pronoun, a description, or a quotation that names nobody.

Everybody who has spoken or been named so far is a candidate, described by how near, how
salient and how fitting he or she is; a linear model, fitted on annotated articles
(``lexicon/referent_weights.tsv``), ranks them. Start reading at `describe_candidates`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, Protocol

from attrs import define, field, frozen

from quotattr.agencies import MediumMention
from quotattr.crossing import UNCROSSED, CrossedWeights, Prefixes, crossed
from quotattr.entities import Entity
from quotattr.quote import SpeakerKind
from quotattr.roles import Gender

Need = Literal["pronoun", "description", "floating"]
"""What asks for a referent: *il*, *la comédienne*, or a quotation without cue and mention."""

Features = dict[str, float]

REACH_TOKENS = 400
"""Names further back than this are candidates only if nobody nearer is."""

MAX_TOPICS = 3
"""How many of the last subjects are candidates."""

MAX_HISTORY = 12
"""How many of the last speakers are candidates."""


@frozen
class Referent:
    """
    Somebody or something that a mention stands for.

    Attributes:
        name: Canonical name in the article.
        kind: person, group, organisation, document, unknown.
        gender: None if unknown.
        plural: Whether it is several.
        place: Index of the token of the mention that gave it.
        entity: The named entity, None for a plain noun group.
        probability: How likely it is the one meant, as far as a model had to choose.
        how: The way it was found: ``name``, ``words``, ``pair``, ``fuller`` (a fuller noun group), or a `Need`.
        rivals: Who else may be the one meant, the likeliest first, each with its own probability.
    """

    name: str
    kind: SpeakerKind
    gender: Gender | None
    plural: bool
    place: int
    entity: Entity | None = None
    probability: float = 1.0
    how: str = "words"
    rivals: tuple[Referent, ...] = field(default=(), eq=False, repr=False)


def nobody_at(position: int) -> Referent:
    """What stands for no speaker at all at the token *position*: a referent without a name."""
    return Referent("", "unknown", None, False, position)


def by_name(entity: Entity, place: int) -> Referent:
    """The named entity that is mentioned by its name at the token *place*."""
    return Referent(entity.name, entity.kind, entity.gender, False, place, entity, how="name")


def by_medium(medium: MediumMention, place: int) -> Referent:
    """The medium that is mentioned by its name at the token *place*."""
    return Referent(medium.name, "organisation", None, False, place, how="name")


def together(names: Sequence[str], place: int) -> Referent:
    """Several who speak as one, two at least: *A, B et C*."""
    return Referent(f"{', '.join(names[:-1])} et {names[-1]}", "group", None, True, place, how="pair")


@frozen
class Said:
    """
    What the words whose speaker is looked for tell of whoever says them.

    Attributes:
        named: Names of the entities that they mention: hardly anybody names himself.
        person: ``je`` or ``nous`` if they are in the first person, else empty.
        first: Index of their first token, None if there are no words.
    """

    named: frozenset[str] = frozenset()
    person: str = ""
    first: int | None = None


class Surroundings(Protocol):
    """What the candidates are described by; `quotattr.memory.Memory` knows it."""

    said: Said

    @property
    def history(self) -> Sequence[Referent]:
        """Who has spoken, in the order in which it was settled."""

    @property
    def topics(self) -> Sequence[Referent]:
        """The subjects of the sentences so far."""

    def spoken_near(self, position: int) -> Sequence[Referent]:
        """Who has spoken, in order, without those far from the token *position*."""

    def topics_near(self, position: int) -> Sequence[Referent]:
        """What the sentences were about, in order, without those far from the token *position*."""

    def entities_before(self, position: int) -> Iterator[Entity]:
        """Named entities with a mention before the token *position*, nearest mention first, each once."""

    def people_after(self, position: int) -> list[Entity]:
        """The first two people named after the token *position*."""

    def sentence_of(self, position: int) -> int:
        """Number of the sentence that holds the token."""

    def paragraph_of(self, position: int) -> int:
        """Number of the paragraph that holds the token."""

    def is_subject_like(self, position: int) -> bool:
        """Whether no preposition introduces the name at the token."""

    def introducer(self, position: int) -> str:
        """The folded word in front of the name at the token, its roles and article left out."""

    def opens_sentence(self, position: int) -> bool:
        """Whether the name at the token stands at the start of its sentence."""

    def is_quoted(self, position: int) -> bool:
        """Whether the token stands inside quotation marks."""

    def people_near(self, position: int) -> Sequence[Referent]:
        """People without a name in the sentence of the token, before it, and in the sentence before."""


REACH_REFERENTS = 100
"""How many speakers or topics on either side of a place are looked at: all of an ordinary article's."""


@define
class Trail:
    """
    Referents in the order in which the article brings them up, for whoever asks which are near a place.

    Attributes:
        referents: All of them. A place may lie behind that of the next one: who is named later may speak now.
    """

    referents: list[Referent] = field(factory=list)
    _reached: list[int] = field(factory=list)

    def add(self, referent: Referent) -> None:
        """Append one."""
        self.referents.append(referent)
        self._reached.append(max(referent.place, self._reached[-1] if self._reached else 0))

    def near(self, position: int) -> Sequence[Referent]:
        """Those that the article brings up not too far from the token *position*, before or after it."""
        place = bisect_right(self._reached, position)
        return self.referents[max(0, place - REACH_REFERENTS) : place + REACH_REFERENTS]


@frozen
class ReferentCandidate:
    """
    A referent with the facts that speak for and against it.

    Attributes:
        referent: Who or what may be meant.
        facts: Facts, by name.
        prefixes: What the facts are crossed with: the need, the form that asks.
        others: Facts that are not crossed.
        is_itself: Whether it is what a description stands for if it stands for nobody else.
        is_nobody: Whether it stands for words that are nobody's.
    """

    referent: Referent
    facts: Features
    prefixes: Prefixes
    others: Features = field(factory=dict)
    is_itself: bool = False
    is_nobody: bool = False

    @property
    def features(self) -> Features:
        """All facts under the names that weights are fitted for."""
        return {**crossed(self.facts, self.prefixes), **self.others}

    def score(self, weights: CrossedWeights) -> float:
        """The weighted sum of `features`."""
        return weights.score(self.facts, self.prefixes) + weights.score(self.others, UNCROSSED)


def describe_candidates(
    around: Surroundings,
    position: int,
    need: Need,
    gender: Gender | None,
    form: str = "",
    others: Sequence[Referent] = (),
) -> list[ReferentCandidate]:
    """
    Everybody who may be meant at the token *position*, with features.

    Args:
        around: The article so far.
        position: Index of the token where the referent is needed.
        need: What asks for it.
        gender: Gender of the pronoun, None if it has none.
        form: Which form of pronoun it is, as `quotattr.pronouns` classes them, or in which way a mention is
            lacking, as `quotattr.implied` does.
        others: Who is a candidate for another reason.

    Returns:
        Candidates that agree in gender and are singular, the last speakers first.
    """
    spoken = [referent for referent in around.spoken_near(position) if referent.place <= position][-MAX_HISTORY:]
    topics = [referent for referent in around.topics_near(position) if referent.place < position][-MAX_TOPICS:]
    merged: dict[str, Referent] = {}
    for referent in (*reversed(spoken), *reversed(topics)):
        merged.setdefault(referent.name, referent)
    named: dict[str, Entity] = {}
    for entity in around.entities_before(position):
        if position - last_place(entity, position) > REACH_TOKENS and named:
            break
        if entity.kind in ("person", "unknown") or (need == "floating" and entity.kind == "organisation"):
            named.setdefault(entity.name, entity)
    described: dict[str, tuple[Referent, Features]] = {}
    if not any(entity.kind == "person" for entity in named.values()):
        named.update((entity.name, entity) for entity in around.people_after(position))
    people = [name for name, entity in named.items() if entity.kind == "person"]
    most = max((len(entity.places) for entity in named.values() if entity.kind == "person"), default=0)
    near = {referent.name: referent for referent in around.people_near(position)} if need == "pronoun" else {}
    near.update((referent.name, referent) for referent in others)
    for name in dict.fromkeys([*merged, *named, *near]):
        referent = merged.get(name) or (of_entity(named[name], position) if name in named else near[name])
        if need != "floating" and (referent.plural or (gender and referent.gender and gender != referent.gender)):
            continue
        who = referent.entity or named.get(name)
        features = {
            **spoken_features(referent, spoken, around, position),
            **topic_features(referent, topics, around, position),
            **name_features(who, around, position),
            **_fit_features(referent, who, gender),
            **_way_features(who, around, position),
            **said_features(referent, around.said),
            **_near_features(near.get(name), around, position),
            "most_named": float(who is not None and len(who.places) == most),
            f"nearest_person_{min(people.index(name), 3) if name in people else 'no'}": 1.0,
        }
        features[_both(features)] = 1.0
        described[referent.name] = (referent, features)
    ahead = {name for name, (referent, _) in described.items() if need == "floating" and referent.place > position}
    for name in ahead:
        described[name][1]["ahead"] = 1.0
    for rank, name in enumerate(name for name in _by_recency(described, topics, spoken, position) if name not in ahead):
        described[name][1][f"recency_{min(rank, MAX_RECENCY)}"] = 1.0
    prefixes = _prefixes(need, form)
    return [ReferentCandidate(referent, facts, prefixes) for referent, facts in described.values()]


MAX_RECENCY = 3
"""From the fourth on, how lately somebody was mentioned makes no difference."""


def _prefixes(need: Need, form: str) -> Prefixes:
    """
    Each fact counts alone, together with what is asked for, and with the form that asks.

    Where nobody is mentioned it does not count alone: what is learned there says nothing of pronouns and descriptions.
    """
    alone = UNCROSSED if need != "floating" else ()
    return (*alone, f"{need}_", *((f"{form}_",) if form else ()))


def _both(features: Features) -> str:
    """Where somebody stands as a subject and as a speaker, in one."""
    topic = next((place for place in range(MAX_TOPICS) if f"topic_{place}_ago" in features), "no")
    spoke = next((place for place in range(MAX_HISTORY) if f"spoke_{place}_ago" in features), "no")
    return f"topic_{topic}_spoke_{spoke}"


def _by_recency(
    described: Mapping[str, tuple[Referent, Features]],
    topics: Sequence[Referent],
    spoken: Sequence[Referent],
    position: int,
) -> list[str]:
    """The candidates' names, the one mentioned last first."""
    last = {name: min(referent.place, position) for name, (referent, _) in described.items()}
    for referent in (*topics, *spoken):
        if referent.name in last:
            last[referent.name] = max(last[referent.name], referent.place)
    for name, (referent, _) in described.items():
        if referent.entity is not None:
            place = last_place(referent.entity, position)
            last[name] = max(last[name], place if place < position else 0)
    return sorted(last, key=lambda name: -last[name])


def said_features(referent: Referent, said: Said) -> Features:
    """Whether the words themselves speak for or against somebody."""
    features = {"named_in_words": float(referent.name in said.named)}
    if said.person:
        features[f"{said.person}_{referent.kind}"] = 1.0
    return features


def _near_features(referent: Referent | None, around: Surroundings, position: int) -> Features:
    """Of somebody without a name who is mentioned just before: how far."""
    if referent is None:
        return {}
    distance = around.sentence_of(position) - around.sentence_of(referent.place)
    return {"mentioned_near": 1.0, f"mentioned_{distance}_sentences_ago": 1.0}


def of_entity(entity: Entity, position: int, how: str = "words") -> Referent:
    """The named entity as a referent of the token *position*."""
    return Referent(entity.name, entity.kind, entity.gender, False, last_place(entity, position), entity, how=how)


def last_place(entity: Entity, position: int) -> int:
    """Index of the entity's last mention before *position*, of its first if there is none."""
    return entity.places[max(0, bisect_left(entity.places, position) - 1)]


def spoken_features(referent: Referent, spoken: Sequence[Referent], around: Surroundings, position: int) -> Features:
    """How lately and how often the candidate has spoken."""
    order = next((place for place, other in enumerate(reversed(spoken)) if other.name == referent.name), None)
    if order is None:
        return {"never_spoke": 1.0}
    last = spoken[len(spoken) - 1 - order]
    times = sum(other.name == referent.name for other in spoken)
    distance = around.sentence_of(position) - around.sentence_of(last.place)
    return {
        f"spoke_{min(order, 3)}_ago": 1.0,
        f"spoke_{min(times, 4)}_times": 1.0,
        f"spoke_{bucket(distance)}_sentences_ago": 1.0,
        "last_speaker_same_paragraph": float(
            order == 0 and around.paragraph_of(position) == around.paragraph_of(last.place)
        ),
        "last_speaker_other_paragraph": float(
            order == 0 and around.paragraph_of(position) != around.paragraph_of(last.place)
        ),
    }


def topic_features(referent: Referent, topics: Sequence[Referent], around: Surroundings, position: int) -> Features:
    """Whether the candidate is the subject of the sentences just before."""
    order = next((place for place, other in enumerate(reversed(topics)) if other.name == referent.name), None)
    if order is None:
        return {"no_topic": 1.0}
    last = topics[len(topics) - 1 - order]
    distance = around.sentence_of(position) - around.sentence_of(last.place)
    return {
        f"topic_{min(order, 2)}_ago": 1.0,
        f"topic_{bucket(distance)}_sentences_ago": 1.0,
        f"topic_{min(order, 2)}_{bucket(distance)}": 1.0,
        "topic_same_paragraph": float(around.paragraph_of(position) == around.paragraph_of(last.place)),
    }


def name_features(entity: Entity | None, around: Surroundings, position: int) -> Features:
    """Where and how often the candidate is named."""
    if entity is None:
        return {"unnamed": 1.0}
    place = last_place(entity, position)
    how_far = bucket(around.sentence_of(position) - around.sentence_of(place))
    as_subject, at_opening = float(around.is_subject_like(place)), float(around.opens_sentence(place))
    return {
        f"named_{how_far}_sentences_ago": 1.0,
        f"named_{min(len(entity.places), 5)}_times": 1.0,
        "named_as_subject": as_subject,
        f"named_as_subject_{how_far}": as_subject,
        "named_at_opening": at_opening,
        f"named_at_opening_{how_far}": at_opening,
        "named_in_quotation": float(around.is_quoted(place)),
        "named_same_paragraph": float(around.paragraph_of(position) == around.paragraph_of(place)),
        "named_after": float(place >= position),
    }


def _way_features(entity: Entity | None, around: Surroundings, position: int) -> Features:
    """By which word the article itself last brought up the candidate, and how many sentences before the words."""
    place = _last_outside(entity, around, position) if entity is not None else None
    if place is None:
        return {}
    form = around.introducer(place)
    way = _WAYS.get(form, "other" if form.isalpha() else "stop")
    start = position if around.said.first is None else min(position, around.said.first)
    distance = around.sentence_of(start) - around.sentence_of(place)
    return {f"way_{way}": 1.0, f"way_{way}_{bucket(distance)}": 1.0, f"outside_{bucket(distance)}": 1.0}


_WAYS: Mapping[str, str] = {
    **dict.fromkeys("de du des d'".split(), "of"),
    **dict.fromkeys("a au aux".split(), "to"),
    **dict.fromkeys("en dans sur vers sous entre".split(), "in"),
    **dict.fromkeys("chez pour par selon d'apres".split(), "voice"),
    **dict.fromkeys("avec contre comme".split(), "with"),
    **dict.fromkeys("que qu'".split(), "that"),
    "et": "and",
    "quant": "topic",
}
"""Folded word in front of a name → in which way it brings somebody up: behind *chez* and *pour* mostly come words of hers."""

MAX_LAST_MENTIONS = 5
"""How many of somebody's last mentions are looked through for one outside marks."""


def _last_outside(entity: Entity, around: Surroundings, position: int) -> int | None:
    """Index of the token of the entity's last mention outside marks before *position*, None if its last few are inside."""
    last = bisect_left(entity.places, position)
    mentions = reversed(entity.places[max(0, last - MAX_LAST_MENTIONS) : last])
    return next((place for place in mentions if not around.is_quoted(place)), None)


def _fit_features(referent: Referent, entity: Entity | None, gender: Gender | None) -> Features:
    """Whether the candidate is of the kind that is asked for."""
    features = {
        f"kind_{referent.kind}": 1.0,
        "gender_agrees": float(gender is not None and referent.gender == gender),
        "gender_unknown": float(gender is not None and referent.gender is None),
        "is_plural": float(referent.plural),
    }
    if entity is not None:
        features["has_role"] = float(bool(entity.roles))
        features["one_word"] = float(entity.is_one_word)
    return features


def bucket(distance: int) -> str:
    for limit in (0, 1, 2, 4, 8):
        if distance <= limit:
            return str(limit)
    return "more"
