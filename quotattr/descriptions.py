"""
Descriptions: whom a noun group stands for that is no name — *le ministre*, *l’association*, *cette source*.

It may stand for somebody named (the person of that role, the body of that kind), for a fuller
noun group of the article (*le ministère de la Santé*), or for nobody but itself. All are
candidates, described by how their words, kinds and roles fit; the linear model of
``lexicon/referent_weights.tsv`` ranks them. Start reading at `describe_group`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Protocol

from attrs import define, field

from quotattr.crossing import Prefixes
from quotattr.entities import Entity
from quotattr.folding import fold, fold_all
from quotattr.noun_groups import MAX_CALLS, NounGroup
from quotattr.offices import best_fit, fit_class, nations_of, role_fit
from quotattr.quote import SpeakerKind
from quotattr.reading import Reading
from quotattr.referents import (
    MAX_HISTORY,
    MAX_TOPICS,
    Features,
    Referent,
    ReferentCandidate,
    Surroundings,
    bucket,
    last_place,
    name_features,
    of_entity,
    said_features,
    spoken_features,
    topic_features,
)
from quotattr.vocabulary import Vocabulary

MAX_KEPT_NAMES = 1 << 12
"""Names whose folded words are kept."""

MAX_UNNAMED = 40
"""How many of the last speakers without a name are candidates."""

MAX_FULLER = 20
"""How many fuller groups of one noun are candidates."""

GENERIC_FIELD = "generic_person"
"""The field of *homme*, *personne*: everybody is of it."""

WEAK_FIELDS = frozenset([GENERIC_FIELD, "party", "leadership"])
"""Fields that hold half of all who speak in the news: to share one of them says little."""

AUTHOR = 2.0
"""
What it counts that a text tells whose it is.

Few texts do, and there it nearly decides: with 2 the penalty on its weight lets it; 106 of 171 texts were right where 100 were with 1.
"""

BODY_KINDS = frozenset(["organisation", "group", "document", "unknown"])
"""Kinds of noun that may stand for a body: *l’association*, *le texte*."""


class Article(Surroundings, Protocol):
    """What the candidates are found in; `quotattr.coreference.Resolver` knows it."""

    reading: Reading

    @property
    def groups(self) -> Mapping[str, Sequence[Referent]]:
        """Folded noun → the fuller noun groups it heads, as `quotattr.noun_groups.find_noun_groups` gives them."""

    @property
    def nouns_beside(self) -> Callable[[Entity], frozenset[str]]:
        """What `quotattr.noun_groups.nouns_beside` finds of an entity, which is the same whatever noun asks."""

    def sentences_with(self, form: str) -> Collection[int]:
        """Numbers of the sentences that have the folded word outside all marks."""

    def author_before(self, group: NounGroup) -> Referent | None:
        """Whose the last text of that noun was."""

    def named_author(self, group: NounGroup) -> Referent | None:
        """Of *un communiqué de la préfecture*, the prefecture."""


def describe_group(around: Article, group: NounGroup, itself: Referent) -> list[ReferentCandidate]:
    """
    Everybody and everything the noun group may stand for, with features; itself comes last.

    Args:
        around: The article so far.
        group: The noun group.
        itself: What it stands for if nothing else: its own words.
    """
    told = _Told()
    told.add(_people(around, group))
    told.add(_bodies(around, group))
    told.add(_unnamed(around, group))
    told.add([(referent, _near_features(referent, around, group)) for referent in told.referents.values()])
    told.add(_fuller(around, group))
    told.add(_authors(around, group))
    told.features.pop(itself.name, None)
    prefixes = _prefixes(group)
    described = [
        ReferentCandidate(referent, {**facts, **history, **said_features(referent, around.said)}, prefixes)
        for referent, facts, history in _with_history(told, around, group)
    ]
    own = _itself_features(group, told.features.values(), around)
    return [*described, ReferentCandidate(itself, own, prefixes, is_itself=True)]


@define
class _Told:
    """
    Whom a noun group may stand for.

    Attributes:
        referents: By name, each as it was found first.
        features: All that was told of each name.
    """

    referents: dict[str, Referent] = field(factory=dict)
    features: dict[str, Features] = field(factory=dict)

    def add(self, rows: Iterable[tuple[Referent, Features]]) -> None:
        """Take in more candidates, or more of the same ones."""
        for referent, features in rows:
            self.referents.setdefault(referent.name, referent)
            self.features.setdefault(referent.name, {}).update(features)


def _with_history(told: _Told, around: Article, group: NounGroup) -> Iterator[tuple[Referent, Features, Features]]:
    """Each candidate with its facts, and with how lately it spoke and was the subject, of those who did before the group."""
    spoken = [other for other in around.history[-MAX_HISTORY:] if other.place <= group.first]
    topics = [other for other in around.topics[-MAX_TOPICS:] if other.place < group.first]
    for name, features in told.features.items():
        referent = told.referents[name]
        as_speaker = spoken_features(referent, spoken, around, group.first)
        yield referent, features, {**as_speaker, **topic_features(referent, topics, around, group.first)}


def _near_features(referent: Referent, around: Article, group: NounGroup) -> Features:
    """Whether another sentence that has the noun mentions the candidate: *La Monnaie publie une note. … La note*."""
    sentences, own = around.sentences_with(group.words[0]), around.sentence_of(group.first)
    places = [referent.place] if referent.entity is None else referent.entity.places[:MAX_CALLS]
    numbers = {around.sentence_of(place) for place in places if not around.is_quoted(place)} - {own}
    return {"noun_near": float(any(number in sentences for number in numbers))}


def _prefixes(group: NounGroup) -> Prefixes:
    """Each fact counts alone, and together with what kind of noun asks; *la même source* asks otherwise than any other."""
    return "description_", f"{'same' if group.is_same else group.kind}_description_"


def _people(around: Article, group: NounGroup) -> Iterator[tuple[Referent, Features]]:
    """People named not too far off, if the noun can stand for one; not those named inside the group."""
    if group.plural or group.kind == "document":
        return
    inside = _named_in(around, group.first, group.last + 2)
    people = [entity for entity in around.reading.entities.near(group.first) if entity.kind in ("person", "unknown")]
    most = max((len(entity.places) for entity in people if entity.kind == "person"), default=0)
    nearest = _nearest(around, group, "person", inside)
    fits = {id(entity): _role_fit(entity, group, around.reading.vocabulary) for entity in people}
    best = max(fits.values(), default=0.0)
    is_only_best = sum(fit == best for fit in fits.values()) == 1
    for entity in people:
        if id(entity) in inside or (group.gender and entity.gender and group.gender != entity.gender):
            continue
        fit = fits[id(entity)]
        yield (
            of_entity(entity, group.first, how="description"),
            {
                **_person_features(entity, group, around),
                **_fit_features(fit),
                "fit_best": float(fit > 0 and fit == best),
                "fit_only": float(fit > 0 and fit == best and is_only_best),
                "fit_one_word": float(fit > 0 and entity.is_one_word),
                "other_fits": float(fit <= 0 < best),
                "most_named": float(len(entity.places) == most),
                **{f"{group.words[0]}_{key}": value for key, value in _standing(entity, most, fit).items()},
                **_nation_features(entity, group, around),
                "nearest": float(nearest[:1] == [entity.name]),
                "second_nearest": float(nearest[1:2] == [entity.name]),
            },
        )


def _standing(entity: Entity, most: int, fit: float) -> Features:
    """What makes somebody known as the holder of an office although nobody says so: named most, never introduced."""
    return {
        "most_named": float(len(entity.places) == most),
        "no_role_yet": float(not entity.roles),
        "other_role": float(bool(entity.roles) and fit <= 0),
        "clash": float(fit < 0),
    }


def _nation_features(entity: Entity, group: NounGroup, around: Article) -> Features:
    """Whether the words beside somebody's name are of the nationality that the group tells: *son homologue chinois X*."""
    asked = nations_of(group.words, around.reading.vocabulary)
    given = nations_of(around.nouns_beside(entity), around.reading.vocabulary) | {
        nation for words in entity.roles for nation in nations_of(words, around.reading.vocabulary)
    }
    if not asked:
        return {"nation_told_unasked": float(bool(given))}
    if not given:
        return {"nation_untold": 1.0}
    return {"nation_shared" if asked & given else "nation_other": 1.0}


def _nearest(around: Article, group: NounGroup, kind: SpeakerKind, inside: Collection[int]) -> list[str]:
    """Names of the two of this kind that are named last before the group, not inside it."""
    before = (
        entity.name
        for entity in around.entities_before(group.first)
        if entity.kind == kind and id(entity) not in inside
    )
    return list(islice(before, 2))


def _person_features(entity: Entity, group: NounGroup, around: Article) -> Features:
    """What somebody is, apart from the others."""
    return {
        "person": float(entity.kind == "person"),
        **_field_features(group.words[0], entity.roles, around.reading.vocabulary),
        "no_role_yet": float(not entity.roles),
        "gender_agrees": float(group.gender is not None and entity.gender == group.gender),
        "one_word": float(entity.is_one_word),
        **name_features(entity, around, group.first),
        **_after_features(entity, group, around),
    }


def _after_features(entity: Entity, group: NounGroup, around: Article) -> Features:
    """Of somebody first named behind the group: how far."""
    if entity.places[0] < group.first:
        return {}
    distance = around.sentence_of(entity.places[0]) - around.sentence_of(group.first)
    return {f"named_{bucket(distance)}_sentences_later": 1.0}


def _named_in(around: Article, first: int, last: int) -> set[int]:
    """The entities (by their ids) with a name that begins within the tokens *first* to *last*."""
    found = (around.reading.entities.at(place, place + 1) for place in range(first, last))
    return {id(item[1]) for item in found if item is not None}


def _fit_features(fit: float) -> Features:
    how_well = fit_class(fit)
    return {f"role_{how_well}": 1.0} if fit <= 0 else {"role_fit": 1.0, f"role_fit_{how_well}": 1.0}


def _role_fit(entity: Entity, group: NounGroup, vocabulary: Vocabulary) -> float:
    """The best fit of the group with a role that the article gives the person."""
    fits = [role_fit(group.words, words, vocabulary) for words in entity.roles]
    return best_fit(fits)


def _field_features(head: str, roles: Sequence[Sequence[str]], vocabulary: Vocabulary) -> Features:
    """Whether somebody's roles are of the walk of life that the noun is of: *le politologue … le chercheur*."""
    asked = vocabulary.role_fields(head)
    given = frozenset(field for words in roles for field in vocabulary.role_fields(words[0]))
    if not asked or not given:
        return {"field_unknown": 1.0}
    shared = asked & given
    if shared - WEAK_FIELDS:
        return {"field_shared": 1.0}
    return {"field_weak": 1.0} if shared else {"field_any": 1.0} if GENERIC_FIELD in asked else {"field_other": 1.0}


def _bodies(around: Article, group: NounGroup) -> Iterator[tuple[Referent, Features]]:
    """Organisations and media named before, if the noun can stand for one; a document's owner is inside it."""
    if group.kind not in BODY_KINDS:
        return
    vocabulary = around.reading.vocabulary
    media_noun = vocabulary.media_noun(around.reading.tokens[group.head].text)
    owners = _named_in(around, group.head, group.last)
    bodies = [
        entity for entity in around.reading.entities.near(group.first) if entity.kind in ("organisation", "unknown")
    ]
    most = max((len(entity.places) for entity in bodies if entity.kind == "organisation"), default=0)
    nearest = _nearest(around, group, "organisation", owners)
    called = {id(entity) for entity in bodies if group.words[0] in around.nouns_beside(entity)}
    for entity in bodies:
        medium = around.reading.media_at.get(entity.places[0])
        if id(entity) in owners and group.kind != "document":
            continue
        is_before = entity.places[0] < group.first
        key = _parts(entity.full_name)
        features = {
            "body": 1.0,
            "body_organisation": float(entity.kind == "organisation"),
            "body_owner": float(id(entity) in owners),
            "body_after": float(not is_before),
            "body_holds_noun": float(group.words[0] in key),
            "body_opens_with_noun": float(key[:1] == (group.words[0],)),
            "body_called_so": float(id(entity) in called),
            "body_only_called_so": float(called == {id(entity)}),
            "body_other_called_so": float(bool(called) and id(entity) not in called),
            "body_most_named": float(len(entity.places) == most),
            "body_nearest": float(nearest[:1] == [entity.name]),
            "body_second_nearest": float(nearest[1:2] == [entity.name]),
            "medium": float(medium is not None),
            "medium_asked": float(media_noun is not None),
            "medium_fits": float(medium is not None and media_noun is not None),
            "medium_kind": float(medium is not None and media_noun is not None and medium.kind == media_noun.kind),
            "medium_missing": float(media_noun is not None and medium is None),
            **{f"body_{key}": value for key, value in name_features(entity, around, group.first).items()},
        }
        name = medium.name if medium is not None and not medium.generic else entity.name
        place = last_place(entity, group.first)
        yield Referent(name, "organisation", entity.gender, False, place, entity, how="description"), features


@functools.lru_cache(MAX_KEPT_NAMES)
def _parts(name: str) -> tuple[str, ...]:
    """The folded words of a name, hyphens opened."""
    return fold_all(name.replace("-", " ").split())


def _unnamed(around: Article, group: NounGroup) -> Iterator[tuple[Referent, Features]]:
    """The last speakers without a name."""
    for referent in reversed(around.history[-MAX_UNNAMED:]):
        if referent.entity is None and referent.place < group.first and not _is_new(group, referent):
            yield referent, _unnamed_features(referent, group, around.reading.vocabulary)


def _is_new(group: NounGroup, referent: Referent) -> bool:
    """Whether *un courriel* is a text of its own: no other that has been quoted, though it may be its author's."""
    return group.determiner == "indefinite" and referent.kind == "document"


def _unnamed_features(referent: Referent, group: NounGroup, vocabulary: Vocabulary) -> Features:
    """Of a speaker without a name: whether the noun is the same, and whether its words hold the group's."""
    words = [fold(word) for word in referent.name.split()]
    same = words[:1] == [group.words[0]]
    return {
        "unnamed": 1.0,
        "unnamed_same_noun": float(same),
        "unnamed_same_number": float(same and referent.plural == group.plural),
        "unnamed_other_number": float(referent.plural != group.plural),
        "unnamed_other_noun": float(not same),
        f"unnamed_{referent.kind}": 1.0,
        **{f"unnamed_{key}": value for key, value in _field_features(group.words[0], [words], vocabulary).items()},
    }


def _fuller(around: Article, group: NounGroup) -> Iterator[tuple[Referent, Features]]:
    """The noun groups of the article that say more than this one."""
    fuller = [other for other in around.groups.get(group.words[0], ())[:MAX_FULLER] if _is_fuller(other, group)]
    last = max((other.place for other in fuller if other.place < group.first), default=-1)
    is_only = len({fold(other.name) for other in fuller}) == 1
    for referent in fuller:
        facts = {"fuller_last": float(referent.place == last), "fuller_only": float(is_only)}
        yield referent, {**_fuller_features(referent, group, around), **facts}


def _is_fuller(referent: Referent, group: NounGroup) -> bool:
    """Whether the noun group of another place begins with the words of this one and says more."""
    words = tuple(fold(word) for word in referent.name.replace("’", "’ ").replace("'", "' ").split())
    return (
        len(words) > len(group.words) and words[: len(group.words)] == group.words and referent.plural == group.plural
    )


def _fuller_features(referent: Referent, group: NounGroup, around: Article) -> Features:
    distance = around.sentence_of(group.first) - around.sentence_of(referent.place)
    return {
        "fuller": 1.0,
        "fuller_before": float(referent.place < group.first),
        "fuller_after": float(referent.place > group.first),
        f"fuller_{bucket(abs(distance))}_sentences": 1.0,
        "fuller_bare_asks": float(len(group.words) == 1),
    }


def _authors(around: Article, group: NounGroup) -> Iterator[tuple[Referent, Features]]:
    """Of a document, whose it is, or else whose the last one of that noun was."""
    if group.kind != "document":
        return
    author = around.named_author(group)
    if author is not None:
        kind = author.entity.kind if author.entity is not None else author.kind
        told = {"author": AUTHOR, f"author_{kind}": AUTHOR}
        yield author, {**told, f"author_{group.determiner}": 1.0, f"author_of_{group.words[0]}": 1.0}
        return
    earlier = around.author_before(group)
    if earlier is not None:
        yield earlier, {"author_before": AUTHOR, f"author_before_{group.determiner}": 1.0}


def _itself_features(group: NounGroup, rows: Collection[Features], around: Article) -> Features:
    """What tells that the group stands for nobody but itself: what it says, and whether others (*rows*) fit."""
    return {
        "itself": 1.0,
        f"itself_{group.determiner}": 1.0,
        "itself_complement": float(group.has_complement),
        f"itself_{group.determiner}_complement": float(group.has_complement),
        f"itself_{min(len(group.words), 4)}_words": 1.0,
        "itself_plural": float(group.plural),
        "itself_nobody_spoke": float(not around.history),
        "itself_role_fits": float(any(row.get("role_fit") for row in rows)),
        "itself_fuller": float(any(row.get("fuller") for row in rows)),
        "itself_called": float(any(row.get("body_called_so") for row in rows)),
        "itself_same_noun": float(any(row.get("unnamed_same_noun") for row in rows)),
        "itself_medium_fits": float(any(row.get("medium_fits") for row in rows)),
        f"itself_{group.words[0]}": 1.0,
    }
