"""
Noun groups: what a group says by its form, which of an article say more than their noun, and which stand beside names.

*Le ministère de la Santé* is what *le ministère* stands for; *l’ONG Global Canopy* tells what Global Canopy may be
called. Start reading at `read_group` and `find_noun_groups`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from quotattr.entities import Entities, Entity
from quotattr.folding import fold
from quotattr.function_words import ARTICLES, DETERMINERS, OF, PLURAL_DETERMINERS
from quotattr.quote import SpeakerKind
from quotattr.reading import Reading
from quotattr.referents import Referent
from quotattr.roles import ROLE_OPENERS, Gender, role_words
from quotattr.speakers import mention_words
from quotattr.tokenizer import Token
from quotattr.trees import Tree

MAX_CALLS = 50
"""How many mentions of a body are looked at for the noun that calls it something."""

MAX_CALL_TOKENS = 4
"""How many words beside a name may be its noun and the adjectives of that."""

_APPOSERS = frozenset([",", "(", "est", "etait"])
"""What stands between a name and what it is called."""

MAX_LINKS = 2
"""How many words may stand between a noun and the name behind it: *de l’*."""

_TOLD_TO = frozenset(["a", "au", "aux"])
"""Stand in front of the medium that something was said to."""

_INSIDE = OF | ARTICLES | frozenset("a au aux en pour et".split())
"""What may join a name to the noun in front of it in one group; *avec*, *sur* and the like open another, though they make it no subject."""

_AGED = frozenset("age agee ages agees".split())

_OTHERS = frozenset("autre autres seul seule seuls seules meme memes".split())
"""Adjectives that say which of several, and are no part of a name: *l’autre syndicat*, *seule la mairie*."""

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
        return any(word in OF for word in self.words)


def determiner_class(form: str) -> str:
    """
    The class of a determiner.

        >>> determiner_class("Cette"), determiner_class("ministre")
        ('demonstrative', 'none')
    """
    return _DETERMINER_CLASSES.get(fold(form), "none")


def read_group(reading: Reading, first: int, last: int, head: int) -> NounGroup:
    """What the noun group of the tokens from *first* up to *last*, that one left out, says; its noun is the token *head*."""
    tokens, vocabulary = reading.tokens, reading.vocabulary
    form = fold(tokens[first].text)
    role = vocabulary.role_of(tokens[head].text)
    plural = form in PLURAL_DETERMINERS or (role is not None and role.is_plural)
    return NounGroup(
        first,
        last,
        head,
        role_words(tokens, head, last) or (form,),
        determiner_class(form) if first != head else "none",
        vocabulary.kind_of_noun(tokens[head].text, plural),
        ROLE_OPENERS.get(form) or (role.gender if role is not None else None),
        plural,
        any(fold(tokens[place].text) == "meme" for place in range(first, head)),
    )


def of_words(reading: Reading, group: NounGroup) -> Referent:
    """What a noun group stands for by itself: its own words are its name."""
    start = group.first
    while start < group.last - 1 and fold(reading.tokens[start].text) in DETERMINERS | OF | _OTHERS:
        start += 1
    return Referent(reading.words(start, group.last), group.kind, group.gender, group.plural, group.head)


def find_noun_groups(reading: Reading, trees: Sequence[Tree]) -> dict[str, list[Referent]]:
    """
    The noun groups of an article that say more than their noun: *le ministère de la Santé*.

    Of sentences that were parsed, all outside the marks; of the others, nouns for bodies with a name behind *de*.

    Returns:
        Folded noun → the groups it heads, in reading order.
    """
    found: dict[str, list[Referent]] = {}
    for noun, referent in _groups_of_trees(reading, trees):
        found.setdefault(noun, []).append(referent)
    known = {group.place for groups in found.values() for group in groups}
    for noun, referent in _groups_of_names(reading):
        if referent.place not in known:
            found.setdefault(noun, []).append(referent)
    return {noun: sorted(groups, key=lambda group: group.place) for noun, groups in found.items()}


def _groups_of_trees(reading: Reading, trees: Sequence[Tree]) -> Iterator[tuple[str, Referent]]:
    """Nouns that may speak with a complement or an adjective, outside all marks of the sentences that were parsed."""
    for tree in trees:
        if tree.frame.inside is not None:
            continue
        for index in range(len(tree)):
            word = tree[index]
            if word.upos != "NOUN" or tree.quotation(index) is not None or tree.child(index, "nmod", "amod") is None:
                continue
            if reading.vocabulary.can_speak(word.form, word.lemma, word.upos):
                referent = _fuller_group(reading, tree, index)
                if referent is not None:
                    yield fold(word.form), referent


def _fuller_group(reading: Reading, tree: Tree, head: int) -> Referent | None:
    """The noun *head* and what hangs on it behind; None if nothing of that belongs to it."""
    tokens, word = reading.tokens, tree[head]
    words = [place for place in mention_words(tree, head) if place >= head]
    first, last = tree.token(words[0]), tree.token(words[-1]) + 1
    last = _without_apposed_name(tokens, first, last, reading.entities)
    last = _without_place_told(reading, first, last)
    last = next((place for place in range(first + 1, last) if opens_circumstance(tokens, place)), last)
    if last - first < 2:
        return None
    plural = word.feats.get("Number") == "Plur"
    kind = reading.vocabulary.kind_of_noun(word.form, plural)
    return Referent(reading.words(first, last), kind, None, plural, first, how="fuller")


def _groups_of_names(reading: Reading) -> Iterator[tuple[str, Referent]]:
    """*Le tribunal de Nancy*, *le ministère de l’Intérieur*, wherever they stand: nouns for bodies with a name behind *de*."""
    tokens, vocabulary = reading.tokens, reading.vocabulary
    for name, _ in reading.entities.all_mentions():
        link = name.first - 1
        while link > 0 and name.first - link <= MAX_LINKS and fold(tokens[link].text) in ARTICLES:
            link -= 1
        if link < 1 or fold(tokens[link].text) not in OF:
            continue
        noun = fold(tokens[link - 1].text)
        if tokens[link - 1].kind == "word" and vocabulary.is_organisation(noun):
            kind = vocabulary.kind_of_noun(noun, False)
            yield noun, Referent(reading.words(link - 1, name.last), kind, None, False, link - 1, how="fuller")


def _without_apposed_name(tokens: Sequence[Token], first: int, last: int, entities: Entities) -> int:
    """Where *l’association de consommateurs* ends in *l’association de consommateurs UFC*: before the name of the same body."""
    for place in range(first + 1, last):
        if entities.at(place, place + 1) is not None and fold(tokens[place - 1].text) not in _INSIDE:
            return place
    return last


def _without_place_told(reading: Reading, first: int, last: int) -> int:
    """Where *le directeur* ends in *le directeur au Figaro*: before the medium that it was said to."""
    for medium in reading.media_between(first, last):
        if fold(reading.tokens[medium.first - 1].text) in _TOLD_TO and medium.first - 1 > first:
            return medium.first - 1
    return last


def opens_circumstance(tokens: Sequence[Token], place: int) -> bool:
    """Whether *âgée de 24 ans* or *dans son rapport* begins at the token: no part of who speaks."""
    form = fold(tokens[place].text)
    behind = fold(tokens[place + 1].text) if place + 1 < len(tokens) else ""
    return (form in _AGED and behind == "de") or (form == "dans" and determiner_class(behind) == "possessive")


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
        if tokens[position].kind != "word" or form in _INSIDE or determiner_class(form) != "none":
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
        if token.kind != "word" or form in OF:
            return
        yield form
