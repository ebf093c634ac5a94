"""
Mentions: which tokens a mention is made of, and which name stands in it or beside it.

A noun group of a tree may reach too far (*la maire mardi*) or not far enough (*La maire, Anne Morel,*); a name may be only the
head of a longer one. Nothing here asks what was said before: whom a mention without a name stands for is for
`quotattr.coreference`. Start reading at `mention_tokens` and `apposed_person`.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from quotattr.agencies import MediumMention
from quotattr.entities import Entity
from quotattr.folding import fold
from quotattr.function_words import DETERMINERS, PREPOSITIONS
from quotattr.names import Name
from quotattr.noun_groups import determiner_class, of_words, opens_circumstance, read_group
from quotattr.pronouns import TONIC_PRONOUNS
from quotattr.reading import Reading
from quotattr.referents import Referent
from quotattr.roles import NAMED_BODIES
from quotattr.speakers import mention_words, named_head
from quotattr.trees import Tree

_NO_MENTION_STARTS = frozenset("dont que qui du au aux notamment surtout egalement aussi meme".split())
"""Folded words left out at the start of a mention: a relative, a preposition and article in one, an adverb."""

_NUMERALS = frozenset(
    """deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt trente quarante
    cinquante soixante""".split()
)
"""Folded numbers in letters: *ans* behind one is no time when something was said."""

_CIRCUMSTANCES = frozenset("sur lors depuis pendant".split())
"""Folded words that open where or when something was said."""

_QUANTITIES = frozenset(
    """milliers centaines dizaines millions douzaine dizaine vingtaine centaine trentaine quarantaine cinquantaine
    millier quarts majorite minorite nombre partie plupart ensemble poignee quart tiers moitie % multitude foule""".split()
)
"""Folded nouns that count those who speak."""

MAX_NAME_BEFORE = 5
"""How many tokens before a word the name begins at the most that goes over it."""


def mention_tokens(reading: Reading, tree: Tree, head: int) -> tuple[int, int]:
    """Tokens of the noun group that the word *head* of *tree* heads: the first, and after the last."""
    words = mention_words(tree, head)
    return _trimmed(reading, tree.token(words[0]), tree.token(words[-1]) + 1)


def _trimmed(reading: Reading, first: int, last: int) -> tuple[int, int]:
    """Tokens without punctuation at the edges, without *eux* of *les syndicats, eux*, or *au Figaro* behind."""
    tokens = reading.tokens
    last = next((place for place in range(first + 1, last) if _ends_mention(reading, place)), last)
    if last - first > 1 and fold(tokens[last - 1].text) in TONIC_PRONOUNS:
        last -= 1
    while last - 1 > first and tokens[last - 1].kind in ("punct", "mark"):
        last -= 1
    while first < last - 1 and (
        tokens[first].kind in ("punct", "mark") or fold(tokens[first].text) in _NO_MENTION_STARTS
    ):
        first += 1
    return first, last


def _ends_mention(reading: Reading, place: int) -> bool:
    """Whether what hangs on the mention from the token on says where or when it was said, not who."""
    tokens = reading.tokens
    form, before = fold(tokens[place].text), fold(tokens[place - 1].text)
    if form in ("a", "au", "aux"):
        return place + 1 in reading.media_at
    if opens_circumstance(tokens, place):
        return True
    if place > 1 and (tokens[place - 1].kind == "number" or before in _NUMERALS):
        before = fold(tokens[place - 2].text)
    if form == "d'" and place + 1 < len(tokens):
        return fold(tokens[place + 1].text) == "apres"
    return form in _CIRCUMSTANCES or (reading.vocabulary.is_no_speaker(form) and before not in PREPOSITIONS)


def apposed_person(reading: Reading, tree: Tree, head: int) -> tuple[Name, Entity] | None:
    """*La ministre des Sports, Anne Morel,*: the person whom a noun for people is apposed to."""
    if tree[head].upos != "NOUN":
        return None
    places = [tree.token(child) for child in (named_head(tree, head), *tree.children(head, "appos")) if child > head]
    last = mention_tokens(reading, tree, head)[1]
    if last + 1 < len(reading.tokens) and reading.tokens[last].text == ",":
        places.append(last + 1)
    return next((named for place in places if (named := set_off_person(reading, place, last)) is not None), None)


def set_off_person(reading: Reading, place: int, last: int) -> tuple[Name, Entity] | None:
    """The person named at the token *place*, if apposed to the words that end at *last*."""
    named = named_from(reading, place)
    is_person = named is not None and named[1].kind == "person"
    return named if named is not None and is_person and _is_set_off(reading, named[0], last) else None


def _is_set_off(reading: Reading, name: Name, last: int) -> bool:
    """Whether the name stands right behind the group, or behind its comma and before another stop."""
    if name.first <= last:
        return True
    behind = reading.tokens[name.last] if name.last < len(reading.tokens) else None
    return behind is None or behind.kind in ("punct", "mark") or fold(behind.text) == "qui"


def named_from(reading: Reading, place: int) -> tuple[Name, Entity] | None:
    """The name at the token, or the one that roles from there on introduce: *le lieutenant Paul Morvan*."""
    if fold(reading.tokens[place].text) in DETERMINERS and place + 1 < len(reading.tokens):
        place += 1
    return named_by_role(reading, place) or reading.entities.at(place, place + 1)


def named_by_role(reading: Reading, place: int) -> tuple[Name, Entity] | None:
    """The name that the role at the token introduces: *Anne Morel* of *la maire Anne Morel*."""
    introduced = reading.entities.named_by_role.get(place)
    return reading.entities.at(introduced.first, introduced.last) if introduced is not None else None


def named_medium(reading: Reading, first: int, last: int, head: int) -> MediumMention | None:
    """*le quotidien hongkongais South China Morning Post*: the medium named in or right behind its noun *head*."""
    if reading.vocabulary.media_noun(reading.tokens[head].text) is None:
        return None
    found = (reading.media_at.get(position) for position in range(first, min(last + 1, len(reading.tokens))))
    return next((medium for medium in found if medium is not None and not medium.generic), None)


def named_in_group(reading: Reading, first: int, last: int, head: int) -> tuple[Name, Entity] | None:
    """The name that a noun group is called by, over its head or behind it; None if it only describes somebody."""
    named = reading.entities.at(head, head + 1) or _name_over(reading, head) or _name_behind(reading, head, last)
    return named if named is not None and not is_described(reading, *named, first, last) else None


def is_described(reading: Reading, name: Name, entity: Entity, first: int, last: int) -> bool:
    """
    Whether a lone capital is no name: *l’Américain*, *l’Office*, *Comité* of *le Comité pour la paix*.

    The last is only the head of a longer name.
    """
    word, vocabulary = name.words[0], reading.vocabulary
    if len(name.words) > 1 or word.isupper():
        return False
    is_introduced = determiner_class(reading.tokens[first].text) != "none"
    if is_introduced and (vocabulary.is_nationality(word) or vocabulary.is_strong_role(word)):
        return True
    if last > name.last and entity.kind != "person":
        return True
    return is_introduced and vocabulary.is_head_of_body(word)


def _name_over(reading: Reading, head: int) -> tuple[Name, Entity] | None:
    """The name that began before the token *head* and goes over it."""
    for first in range(head - 1, max(-1, head - 1 - MAX_NAME_BEFORE), -1):
        found = reading.entities.at(first, first + 1)
        if found is not None:
            return found if found[0].last > head else None
    return None


def _name_behind(reading: Reading, head: int, last: int) -> tuple[Name, Entity] | None:
    """
    *le mouvement Hamas*, *l’institut de statistiques Insee*: the name of the body that a noun for bodies with names stands in front of.

    It ends the group, a plain word stands in front of it (no preposition, which makes it somebody else's, and no number),
    and no determiner, which would open the group of another body: *le réseau de l’agence X*.
    """
    tokens = reading.tokens
    if fold(tokens[head].text) not in NAMED_BODIES:
        return None
    found = reading.entities.at(head + 1, max(head + 2, last))
    if found is None or found[0].last < last:
        return None
    between = [fold(token.text) for token in tokens[head + 1 : found[0].first]]
    is_other = any(determiner_class(form) != "none" for form in between)
    is_plain = not between or (tokens[found[0].first - 1].kind == "word" and between[-1] not in PREPOSITIONS)
    return found if is_plain and not is_other else None


def owner_of_voice(reading: Reading, tree: Tree, head: int) -> int | None:
    """*selon ses propres termes*, *le constat de l’association*: the word for whose words they are; None of a document."""
    word = tree[head]
    if word.upos != "NOUN" or not reading.vocabulary.is_voice(word.lemma):
        return None
    determiners = tree.children(head, "det")
    possessor = next((word for word in determiners if determiner_class(tree[word].form) == "possessive"), None)
    return possessor if possessor is not None else _complement(tree, head)


def counted_by(tree: Tree, head: int) -> int | None:
    """*plusieurs milliers de manifestants*, *62 % des sondés*: the word for those who are counted; None if *head* is no count."""
    return _complement(tree, head) if fold(tree[head].form) in _QUANTITIES else None


def one_of(reading: Reading, tree: Tree, head: int) -> Referent:
    """*Un de ses voisins*: somebody new, named by all these words."""
    position = tree.token(head)
    owner = _complement(tree, head)
    last = position + 1 if owner is None else tree.token(mention_words(tree, owner)[-1]) + 1
    first = position - 1 if position and fold(reading.tokens[position - 1].text) == "l'" else position
    kind = reading.vocabulary.kind_of_noun(tree[owner].lemma, False) if owner is not None else "unknown"
    return Referent(reading.words(first, last), kind, None, False, position)


def _complement(tree: Tree, head: int) -> int | None:
    """The noun behind *de* that hangs on the word *head*."""
    for child in tree.children(head, "nmod", "obl"):
        case = tree.child(child, "case")
        if child > head and case is not None and fold(tree[case].form) in ("de", "d'") and tree[child].upos != "NUM":
            return child
    return None


def unnamed_people(reading: Reading, tree: Tree) -> Iterator[Referent]:
    """The nouns for one person in a sentence, outside all marks, without those that a name is apposed to."""
    for index in range(len(tree)):
        word = tree[index]
        if word.upos != "NOUN" or word.feats.get("Number") == "Plur" or tree.quotation(index) is not None:
            continue
        position = tree.token(index)
        role = reading.vocabulary.role_of(word.form)
        if role is None or role.is_plural or position in reading.entities.named_by_role:
            continue
        if tree.child(index, "det") is None or apposed_person(reading, tree, index) is not None:
            continue
        first, last = mention_tokens(reading, tree, index)
        yield evolve(of_words(reading, read_group(reading, first, last, position)), place=position)
