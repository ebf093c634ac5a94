"""
Descriptions: whom a noun group stands for that is no name — *le ministre*, *l’association*, *cette source*.

It may stand for somebody named (the person of that role, the body of that kind), for a fuller
noun group of the article (*le ministère de la Santé*), or for nobody but itself. All are
candidates, described by how their words, kinds and roles fit; the linear model of
``lexicon/referent_weights.tsv`` ranks them. Start reading at `describe_group`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import Protocol

from attrs import frozen

from quotattr.agencies import MediumMention
from quotattr.folding import fold, fold_all
from quotattr.names import Entities, Entity, Gender
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
from quotattr.speakers import mention_words
from quotattr.tokenizer import Token
from quotattr.trees import Tree
from quotattr.vocabulary import Vocabulary

MAX_KEPT_NAMES = 1 << 12
"""Names whose folded words are kept."""

MAX_UNNAMED = 40
"""How many of the last speakers without a name are candidates."""

MAX_CALLS = 50
"""How many mentions of a body are looked at for the noun that calls it something."""

MAX_CALL_TOKENS = 4
"""How many words beside a name may be its noun and the adjectives of that."""

_APPOSERS = frozenset([",", "(", "est", "etait"])
"""What stands between a name and what it is called."""

MAX_FULLER = 20
"""How many fuller groups of one noun are candidates."""

GENERIC_FIELD = "generic_person"
WEAK_FIELDS = frozenset([GENERIC_FIELD, "party", "leadership"])
"""Fields that hold half of all who speak in the news: to share one of them says little."""

FIRST = "premier"
_UNTOLD = frozenset(["republique"])
"""Of *président de la République*: where the article only has *président* it is left out."""

WHOLE_FIT, BARE_FIT, UNTOLD_FIT = 2.0, 0.95, 0.45
"""How well an office fits: in all that is said of it; with nothing but its noun asked for; with nothing but its noun told."""

AUTHOR = 2.0
"""
What it counts that a text tells whose it is.

Few texts do, and there it nearly decides: with 2 the penalty on its weight lets it; 106 of 171 texts were right where 100 were with 1.
"""

STEM_LETTERS = 4
"""So much of an adjective of nationality is the same in all its forms."""

MIN_TELLING_LETTERS = 4
"""A word of a role with fewer letters (*de*, *la*) says nothing about whose it is."""

BODY_KINDS = frozenset(["organisation", "group", "document", "unknown"])
"""Kinds of noun that may stand for a body: *l’association*, *le texte*."""

_OWNERS = frozenset(["de", "du", "d'", "des"])
_LINKS = _OWNERS | {"le", "la", "les", "l'", "a", "au", "aux", "en", "pour", "et"}
_DETERMINER_CLASSES: Mapping[str, str] = {
    **dict.fromkeys(("le", "la", "l'", "les", "du", "au", "aux", "des"), "definite"),
    **dict.fromkeys(("ce", "cet", "cette", "ces"), "demonstrative"),
    **dict.fromkeys(("mon", "ma", "notre", "son", "sa", "ses", "leur", "leurs"), "possessive"),
    **dict.fromkeys(("un", "une", "certains", "certaines", "plusieurs", "quelques", "deux"), "indefinite"),
}


@frozen
class NounGroup:
    """
    A noun group on the surface.

    Attributes:
        first: Index of its first token.
        last: Index after its last one.
        head: Index of its noun.
        words: Folded words from the noun on.
        determiner: ``definite``, ``demonstrative``, ``possessive``, ``indefinite``, or ``none``.
        kind: What the noun stands for.
        gender: None if neither determiner nor noun tell.
        plural: Whether it is several.
        is_same: *la même source*: it says that it takes somebody up.
    """

    first: int
    last: int
    head: int
    words: tuple[str, ...]
    determiner: str
    kind: SpeakerKind
    gender: Gender | None
    plural: bool
    is_same: bool = False

    @property
    def has_complement(self) -> bool:
        """*le patron de LR*: it says whose."""
        return any(word in _OWNERS for word in self.words)


def determiner_class(form: str) -> str:
    """
    The class of a determiner.

        >>> determiner_class("Cette"), determiner_class("ministre")
        ('demonstrative', 'none')
    """
    return _DETERMINER_CLASSES.get(fold(form), "none")


class Article(Surroundings, Protocol):
    """What the candidates are found in; `quotattr.coreference.Resolver` knows it."""

    tokens: Sequence[Token]
    entities: Entities
    vocabulary: Vocabulary

    @property
    def media_at(self) -> Mapping[int, MediumMention]:
        """Token index → the medium named there."""

    @property
    def groups(self) -> Mapping[str, Sequence[Referent]]:
        """Folded noun → the fuller noun groups it heads, as `find_noun_groups` gives them."""

    @property
    def nouns_beside(self) -> Callable[[Entity], frozenset[str]]:
        """What the function of that name finds of an entity, which is the same whatever noun asks."""

    def sentences_with(self, form: str) -> Collection[int]:
        """Numbers of the sentences that have the folded word outside all marks."""

    def author_before(self, group: NounGroup) -> Referent | None:
        """Whose the last text of that noun was."""

    def named_author(self, group: NounGroup) -> Referent | None:
        """Of *un communiqué de la préfecture*, the prefecture."""


def find_noun_groups(reading: Reading, trees: Sequence[Tree]) -> dict[str, list[Referent]]:
    """
    The noun groups of an article that say more than their noun: *le ministère de la Santé*.

    Of sentences that were parsed, all outside the marks; of the others, nouns for bodies with a name behind *de*.

    Returns:
        Folded noun → the groups it heads, in reading order.
    """
    found: dict[str, list[Referent]] = {}
    tokens, vocabulary = reading.tokens, reading.vocabulary
    for tree in trees:
        if tree.frame.inside is not None:
            continue
        for index in range(len(tree)):
            word = tree[index]
            if word.upos != "NOUN" or tree.quotation(index) is not None:
                continue
            if not vocabulary.can_speak(word.form, word.lemma, word.upos) or tree.child(index, "nmod", "amod") is None:
                continue
            words = [place for place in mention_words(tree, index) if place >= index]
            first, last = tree.token(words[0]), tree.token(words[-1]) + 1
            last = _without_apposed_name(tokens, first, last, reading.entities)
            last = _without_place_told(reading, first, last)
            last = next((place for place in range(first + 1, last) if opens_circumstance(tokens, place)), last)
            if last - first < 2:
                continue
            plural = word.feats.get("Number") == "Plur"
            kind = vocabulary.kind_of_noun(word.form, plural)
            name = reading.text[tokens[first].start : tokens[last - 1].end]
            found.setdefault(fold(word.form), []).append(Referent(name, kind, None, plural, first, how="fuller"))
    known = {group.place for groups in found.values() for group in groups}
    for noun, referent in _groups_of_names(reading):
        if referent.place not in known:
            found.setdefault(noun, []).append(referent)
    return {noun: sorted(groups, key=lambda group: group.place) for noun, groups in found.items()}


def _groups_of_names(reading: Reading) -> Iterator[tuple[str, Referent]]:
    """*Le tribunal de Nancy*, *le ministère de l’Intérieur*, wherever they stand: nouns for bodies with a name behind *de*."""
    tokens, vocabulary = reading.tokens, reading.vocabulary
    for name, _ in reading.entities.all_mentions():
        link = name.first - 1
        while link > 0 and name.first - link <= MAX_LINKS and fold(tokens[link].text) in _ARTICLES:
            link -= 1
        if link < 1 or fold(tokens[link].text) not in _OWNERS:
            continue
        noun = fold(tokens[link - 1].text)
        if tokens[link - 1].kind == "word" and vocabulary.is_organisation(noun):
            kind = vocabulary.kind_of_noun(noun, False)
            words = reading.text[tokens[link - 1].start : tokens[name.last - 1].end]
            yield noun, Referent(words, kind, None, False, link - 1, how="fuller")


MAX_LINKS = 2
"""How many words may stand between a noun and the name behind it: *de l’*."""

_ARTICLES = frozenset(["le", "la", "les", "l'"])


def _without_apposed_name(tokens: Sequence[Token], first: int, last: int, entities: Entities) -> int:
    """Where *l’association de consommateurs* ends in *l’association de consommateurs UFC*: before the name of the same body."""
    for place in range(first + 1, last):
        if entities.at(place, place + 1) is not None and fold(tokens[place - 1].text) not in _LINKS:
            return place
    return last


def _without_place_told(reading: Reading, first: int, last: int) -> int:
    """Where *le directeur* ends in *le directeur au Figaro*: before the medium that it was said to."""
    for medium in reading.media_between(first, last):
        if fold(reading.tokens[medium.first - 1].text) in _TOLD_TO and medium.first - 1 > first:
            return medium.first - 1
    return last


_TOLD_TO = frozenset(["a", "au", "aux"])


def opens_circumstance(tokens: Sequence[Token], place: int) -> bool:
    """Whether *âgée de 24 ans* or *dans son rapport* begins at the token: no part of who speaks."""
    form = fold(tokens[place].text)
    behind = fold(tokens[place + 1].text) if place + 1 < len(tokens) else ""
    return (form in _AGED and behind == "de") or (form == "dans" and determiner_class(behind) == "possessive")


_AGED = frozenset("age agee ages agees".split())


def describe_group(around: Article, group: NounGroup, itself: Referent) -> list[ReferentCandidate]:
    """
    Everybody and everything the noun group may stand for, with features; itself comes last.

    Args:
        around: The article so far.
        group: The noun group.
        itself: What it stands for if nothing else: its own words.
    """
    candidates: dict[str, Features] = {}
    referents: dict[str, Referent] = {}

    def add(referent: Referent, features: Features) -> None:
        referents.setdefault(referent.name, referent)
        known = candidates.get(referent.name)
        candidates[referent.name] = features if known is None else {**known, **features}

    for entity, features in _people(around, group):
        add(of_entity(entity, group.first, how="description"), features)
    for referent, features in _bodies(around, group):
        add(referent, features)
    for referent in reversed(around.history[-MAX_UNNAMED:]):
        if referent.entity is None and referent.place < group.first and not _is_new(group, referent):
            add(referent, _unnamed_features(referent, group, around.vocabulary))
    fuller = [other for other in around.groups.get(group.words[0], ())[:MAX_FULLER] if _is_fuller(other, group)]
    last = max((other.place for other in fuller if other.place < group.first), default=-1)
    is_only = len({fold(other.name) for other in fuller}) == 1
    for name, referent in referents.items():
        candidates[name].update(_near_features(referent, around, group))
    for referent in fuller:
        facts = {"fuller_last": float(referent.place == last), "fuller_only": float(is_only)}
        add(referent, {**_fuller_features(referent, group, around), **facts})
    author = around.named_author(group) if group.kind == "document" else None
    if author is not None:
        kind = author.entity.kind if author.entity is not None else author.kind
        told = {"author": AUTHOR, f"author_{kind}": AUTHOR}
        add(author, {**told, f"author_{group.determiner}": 1.0, f"author_of_{group.words[0]}": 1.0})
    earlier = around.author_before(group) if group.kind == "document" and author is None else None
    if earlier is not None:
        add(earlier, {"author_before": AUTHOR, f"author_before_{group.determiner}": 1.0})
    candidates.pop(itself.name, None)
    spoken = [other for other in around.history[-MAX_HISTORY:] if other.place <= group.first]
    topics = [other for other in around.topics[-MAX_TOPICS:] if other.place < group.first]
    described = [
        ReferentCandidate(
            referents[name],
            _crossed(
                group,
                features,
                _history_features(referents[name], around, group, spoken, topics),
                said_features(referents[name], around.said),
            ),
        )
        for name, features in candidates.items()
    ]
    return [
        *described,
        ReferentCandidate(itself, _crossed(group, _itself_features(group, candidates.values(), around)), True),
    ]


def _near_features(referent: Referent, around: Article, group: NounGroup) -> Features:
    """Whether another sentence that has the noun mentions the candidate: *La Monnaie publie une note. … La note*."""
    sentences, own = around.sentences_with(group.words[0]), around.sentence_of(group.first)
    places = [referent.place] if referent.entity is None else referent.entity.places[:MAX_CALLS]
    numbers = {around.sentence_of(place) for place in places if not around.is_quoted(place)} - {own}
    return {"noun_near": float(any(number in sentences for number in numbers))}


def _is_new(group: NounGroup, referent: Referent) -> bool:
    """Whether *un courriel* is a text of its own: no other that has been quoted, though it may be its author's."""
    return group.determiner == "indefinite" and referent.kind == "document"


def _crossed(group: NounGroup, *told: Features) -> Features:
    """Each fact alone, and together with what kind of noun asks; *la même source* asks otherwise than any other."""
    asking = "same" if group.is_same else group.kind
    crossed: Features = {}
    for features in told:
        for key, value in features.items():
            if value:
                crossed[f"description_{key}"] = crossed[f"{asking}_description_{key}"] = value
    return crossed


def _people(around: Article, group: NounGroup) -> Iterator[tuple[Entity, Features]]:
    """People named not too far off, if the noun can stand for one; not those named inside the group."""
    if group.plural or group.kind == "document":
        return
    inside = _named_in(around, group.first, group.last + 2)
    people = [entity for entity in around.entities.near(group.first) if entity.kind in ("person", "unknown")]
    most = max((len(entity.places) for entity in people if entity.kind == "person"), default=0)
    nearest = _nearest(around, group, "person", inside)
    fits = {id(entity): _role_fit(entity, group, around.vocabulary) for entity in people}
    best = max(fits.values(), default=0.0)
    is_only_best = sum(fit == best for fit in fits.values()) == 1
    for entity in people:
        if id(entity) in inside or (group.gender and entity.gender and group.gender != entity.gender):
            continue
        fit = fits[id(entity)]
        yield (
            entity,
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
    asked = _nations(group.words, around.vocabulary)
    given = _nations(around.nouns_beside(entity), around.vocabulary) | {
        nation for words in entity.roles for nation in _nations(words, around.vocabulary)
    }
    if not asked:
        return {"nation_told_unasked": float(bool(given))}
    if not given:
        return {"nation_untold": 1.0}
    return {"nation_shared" if asked & given else "nation_other": 1.0}


def _nations(words: Collection[str], vocabulary: Vocabulary) -> set[str]:
    """Beginnings of the words that tell a nationality, which all its forms share."""
    return {word[:STEM_LETTERS] for word in words if vocabulary.is_nationality(word)}


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
        **_field_features(group.words[0], entity.roles, around.vocabulary),
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
    found = (around.entities.at(place, place + 1) for place in range(first, last))
    return {id(item[1]) for item in found if item is not None}


def _fit_features(fit: float) -> Features:
    how_well = fit_class(fit)
    return {f"role_{how_well}": 1.0} if fit <= 0 else {"role_fit": 1.0, f"role_fit_{how_well}": 1.0}


def fit_class(fit: float) -> str:
    """
    What a number that `role_fit` gives says in a word.

        >>> fit_class(WHOLE_FIT), fit_class(0.0)
        ('whole', 'none')
    """
    if fit <= 0:
        return "clash" if fit < 0 else "none"
    return "whole" if fit >= WHOLE_FIT else {BARE_FIT: "bare", UNTOLD_FIT: "untold"}.get(fit, "part")


def _role_fit(entity: Entity, group: NounGroup, vocabulary: Vocabulary) -> float:
    """The best fit of the group with a role that the article gives the person."""
    fits = [role_fit(group.words, words, vocabulary) for words in entity.roles]
    return _best_fit(fits)


def _best_fit(fits: Collection[float]) -> float:
    """The best of several: any fit before a clash, a clash before nothing in common."""
    return max(fits, key=lambda fit: (fit > 0, abs(fit)), default=0.0)


def role_fit(wanted: Sequence[str], words: Sequence[str], vocabulary: Vocabulary) -> float:
    """
    How well the words of a role fit a description's, both as `quotattr.names.role_words` has them.

    Returns:
        0 for another office, below 0 where what else is said clashes, up to 2 where all of it fits.
    """
    fits = [
        _office_fit(asked, given, vocabulary)
        for asked in _said_otherwise(wanted, vocabulary)
        for given in _said_otherwise(words, vocabulary)
    ]
    return _best_fit(fits)


def _said_otherwise(words: Sequence[str], vocabulary: Vocabulary) -> Iterator[tuple[str, ...]]:
    """The words of an office, and the office in plain words: *chef du gouvernement*, *premier ministre*."""
    yield tuple(words)
    is_first = bool(words) and words[-1] == FIRST
    office = vocabulary.role_synonym((FIRST, *words[:-1]) if is_first else words)
    if office is not None:
        yield (*office[1:], FIRST) if office[0] == FIRST else office


def _office_fit(wanted: Sequence[str], words: Sequence[str], vocabulary: Vocabulary) -> float:
    if not wanted or not words or not vocabulary.same_role(wanted[0], words[0]):
        return 0.0
    if (FIRST in wanted) != (FIRST in words) or _are_foreign(wanted, words, vocabulary):
        return -1.0
    specific = [
        word
        for word in wanted[1:]
        if len(word) >= MIN_TELLING_LETTERS and word != FIRST and (word in words or word not in _UNTOLD)
    ]
    if not specific:
        return BARE_FIT
    shared = sum(_is_said(word, words, vocabulary) for word in specific)
    if shared:
        return WHOLE_FIT * shared / len(specific)
    return UNTOLD_FIT if len(words) == 1 else -1.0


def _is_said(word: str, words: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether a role has the word, in any gender if it is a nationality."""
    if not vocabulary.is_nationality(word):
        return word in words
    return any(other[:STEM_LETTERS] == word[:STEM_LETTERS] for other in words)


def _are_foreign(wanted: Sequence[str], words: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether both say a nationality, and not the same: *la ministre sénégalaise* is not *la ministre française*."""
    asked, given = _nations(wanted, vocabulary), _nations(words, vocabulary)
    return bool(asked and given and asked.isdisjoint(given))


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
    vocabulary = around.vocabulary
    media_noun = vocabulary.media_noun(around.tokens[group.head].text)
    owners = _named_in(around, group.head, group.last)
    bodies = [entity for entity in around.entities.near(group.first) if entity.kind in ("organisation", "unknown")]
    most = max((len(entity.places) for entity in bodies if entity.kind == "organisation"), default=0)
    nearest = _nearest(around, group, "organisation", owners)
    called = {id(entity) for entity in bodies if group.words[0] in around.nouns_beside(entity)}
    for entity in bodies:
        medium = around.media_at.get(entity.places[0])
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


def nouns_beside(tokens: Sequence[Token], entities: Entities, entity: Entity) -> frozenset[str]:
    """Folded words beside a name: *l’ONG Global Canopy*, *le géant chinois Huawei*, *Leetchi, une plate-forme*."""
    places = entity.places[:MAX_CALLS]
    before = (form for place in places for form in _nouns_before(tokens, place))
    return frozenset((*before, *(form for place in places for form in _nouns_behind(tokens, entities, place))))


def _nouns_before(tokens: Sequence[Token], place: int) -> Iterator[str]:
    """Folded words in front of a name, back to the determiner of their group."""
    last = place - 1 if place and tokens[place - 1].text == "," else place
    for position in range(last - 1, max(-1, last - 1 - MAX_CALL_TOKENS), -1):
        form = fold(tokens[position].text)
        if tokens[position].kind != "word" or form in _LINKS or determiner_class(form) != "none":
            return
        yield form


def _nouns_behind(tokens: Sequence[Token], entities: Entities, place: int) -> Iterator[str]:
    """The folded words right behind a name, a comma, or *est*, and a determiner: *X, une plate-forme*, *X est un parti*."""
    found = entities.at(place, place + 1)
    last = found[0].last if found is not None else place + 1
    if last >= len(tokens) or fold(tokens[last].text) not in _APPOSERS:
        return
    for token in tokens[last + 1 : last + 1 + MAX_CALL_TOKENS]:
        form = fold(token.text)
        if token.kind != "word" or form in _OWNERS:
            return
        yield form


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


def _history_features(
    referent: Referent, around: Article, group: NounGroup, spoken: Sequence[Referent], topics: Sequence[Referent]
) -> Features:
    """How lately the candidate spoke and was the subject, of those who did before the group."""
    return {
        **spoken_features(referent, spoken, around, group.first),
        **topic_features(referent, topics, around, group.first),
    }


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
