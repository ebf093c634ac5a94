"""
Coreference: whom *il*, *le ministre*, *ce dernier*, *Lavrov* stand for in this article.

Speakers are resolved in reading order, and each one resolved becomes a candidate for the
next: who has just spoken is by far the likeliest *il*. Start reading at `Resolver.resolve`.
"""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice, pairwise
from types import MappingProxyType

from attrs import evolve

from quotattr.agencies import MediumMention
from quotattr.cues import LATTER
from quotattr.descriptions import NounGroup, describe_group, determiner_class, nouns_beside, opens_circumstance
from quotattr.folding import fold
from quotattr.names import NAMED_BODIES, ROLE_OPENERS, Entities, Entity, Gender, Name, is_capitalised, role_words
from quotattr.ranking import rank
from quotattr.referents import Need, Referent, ReferentCandidate, Said, Trail, describe_candidates
from quotattr.sentences import Sentence
from quotattr.speakers import mention_words, named_head
from quotattr.tokenizer import Token
from quotattr.trees import ROOT, Tree, Word
from quotattr.vocabulary import Vocabulary

PLURAL_REACH_SENTENCES = 6
"""A plural pronoun takes up a plural speaker at most this many sentences back."""

_PRONOUN_GENDERS: dict[str, tuple[Gender | None, bool]] = {
    "il": ("Masc", False),
    "elle": ("Fem", False),
    "ils": (None, True),
    "elles": ("Fem", True),
    "lui": ("Masc", False),
    "celui-ci": ("Masc", False),
    "celle-ci": ("Fem", False),
    "celui": ("Masc", False),
    "celle": ("Fem", False),
    "ceux-ci": ("Masc", True),
    "celles-ci": ("Fem", True),
    "eux": ("Masc", True),
    "son": (None, False),
    "sa": (None, False),
    "ses": (None, False),
    "leur": (None, True),
    "leurs": (None, True),
    "l'": (None, False),
}
"""Folded pronoun → gender if it has one, and whether it is plural."""

_FIRST_PERSONS: Mapping[str, frozenset[str]] = {
    "je": frozenset("je j me m moi mon mes".split()),
    "nous": frozenset("nous notre nos".split()),
}
"""Folded words, cut at their apostrophe, that say who speaks."""

_LATTER = frozenset(["celui-ci", "celle-ci", "ceux-ci", "celles-ci"])
_POSSESSIVES = frozenset(["son", "sa", "ses"])
_TONIC_OPENERS = frozenset("selon pour d'apres chez a de avec".split())

_NO_NOUNS = frozenset(
    "un une certains certaines beaucoup autres autre plusieurs celui celle ceux celles l'on on".split()
)
"""Folded words that speak without a noun, for somebody new."""

MAX_OPENING_TOKENS = 25
"""An opening complement is looked through for its comma as far as this."""

_SUBJECT_PRONOUNS = frozenset("il elle ils elles".split())

MAX_ADJECTIVES = 1
"""How many words may stand between the determiner and the noun of a subject that was not parsed."""

_OPENING_ADVERBS = frozenset(
    """et mais or car donc ainsi alors aussi cependant enfin ensuite finalement meme parfois pourtant puis surtout
    toutefois""".split()
)
"""Folded words that may stand right in front of the subject, without a comma: *Ainsi Anne Morel dit*."""

_QUANTITIES = frozenset(
    """milliers centaines dizaines millions douzaine dizaine vingtaine centaine trentaine quarantaine cinquantaine
    millier quarts majorite minorite nombre partie plupart ensemble poignee quart tiers moitie % multitude foule""".split()
)
"""Folded nouns that count those who speak."""

MAX_ON_WORDS = 10
"""How far behind its verb the body stands that *on* speaks for: *dit-on mercredi à la préfecture*."""

_ON_KINDS = frozenset(["organisation", "group", "document"])

MAX_PAIR_TOKENS = 12
"""Names further apart are not one speaker."""

OPENING_TOKENS = 6
"""A name this near the start of its sentence opens it: *Le ministre des Finances, X*."""

_DETERMINERS = frozenset(
    """le la les l' un une des du de d' ce cet cette ces certains certaines plusieurs quelques mon ton notre votre son sa
    ses leur leurs""".split()
)
_OTHERS = frozenset("autre autres seul seule seuls seules meme memes".split())
"""Adjectives that say which of several, and are no part of a name: *l’autre syndicat*, *seule la mairie*."""

_PLURAL_DETERMINERS = frozenset("les des ces ses leurs certains certaines plusieurs quelques deux trois".split())
_NO_MENTION_STARTS = frozenset("dont que qui du au aux notamment surtout egalement aussi meme".split())
"""Folded words left out at the start of a mention: a relative, a preposition and article in one, an adverb."""

_OF = frozenset(["de", "du", "d'", "des"])
_MADE = frozenset(
    """adresse devoile diffuse elabore etabli lance mene presente produit public publie publique realise redige
    remis rendu signe transmis""".split()
)
"""Folded participles, in the masculine singular, that tell who made a document."""

_JOINT = frozenset("commun commune conjoint conjointe cosigne cosignee".split())
"""Folded words that say that several made a document: the first of them is not the author."""

_AUTHORS = frozenset(["person", "organisation", "group"])
"""Kinds of those who write documents."""

_CLAUSE_OPENERS = frozenset("qui que qu' dont ou et a ont est sont dans sur en selon pour".split())
"""Folded words that end who made a document, and what stands between it and *par*."""

MAX_AGENT_TOKENS = 9
"""How many words behind a document *par* may stand, and how many words may say who made it."""

_NUMERALS = frozenset(
    """deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt trente quarante
    cinquante soixante""".split()
)
"""Folded numbers in letters: *ans* behind one is no time when something was said."""

_CIRCUMSTANCES = frozenset("sur lors depuis pendant".split())
_TONIC_PRONOUNS = frozenset("lui elle eux elles".split())
"""Behind a mention they only stress it."""

_IMPERSONAL = frozenset(
    "on ce c' ca cela ceci rien tout y en je j' tu nous vous se s' -on -t-on -je -nous -vous -ce".split()
)
"""Pronouns that name nobody in the story."""

_PREPOSITIONS = frozenset(
    "a au aux de du des d' par avec contre pour chez sur sous vers entre sans selon en dans".split()
)


def main_subject(tree: Tree) -> int | None:
    """The word that heads the subject of a sentence's main clause."""
    root = next((index for index in range(len(tree)) if tree[index].head == ROOT), None)
    return tree.child(root, "nsubj") if root is not None else None


MAX_RIVALS = 5
"""How many of those who were less likely are kept: the sixth never is the one."""


def best_of(ranked: Sequence[tuple[float, ReferentCandidate]], how: str = "") -> Referent:
    """The likeliest referent, with its rivals; *how* it was found, if not as it says itself."""
    first, *others = (
        evolve(one.referent, probability=probability, how=how or one.referent.how, rivals=())
        for probability, one in ranked[: MAX_RIVALS + 1]
    )
    return evolve(first, rivals=tuple(others)) if others else first


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


def _introducer(tokens: Sequence[Token], vocabulary: Vocabulary, position: int) -> str:
    """The folded word in front of the name at the token *position*, its roles and article left out; empty if there is none."""
    before = position - 1
    steps = 0
    while (
        before >= 0
        and steps < 8
        and tokens[before].kind == "word"
        and (
            vocabulary.role_of(tokens[before].text) is not None
            or fold(tokens[before].text) in ("le", "la", "l'")
            or vocabulary.civility(tokens[before].text) is not None
        )
    ):
        before -= 1
        steps += 1
    return fold(tokens[before].text) if before >= 0 else ""


def _told_gender(word: Word, vocabulary: Vocabulary) -> Gender | None:
    """The gender of a noun that has only one, as the parser knows it: of *l’association*, not of *l’élève*."""
    found = word.feats.get("Gender")
    if word.upos != "NOUN" or vocabulary.role_of(word.form) is not None:
        return None
    return "Fem" if found == "Fem" else "Masc" if found == "Masc" else None


def _together(names: Sequence[str], place: int) -> Referent:
    """Several who speak as one, two at least: *A, B et C*."""
    return Referent(f"{', '.join(names[:-1])} et {names[-1]}", "group", None, True, place, how="pair")


def _is_possessive(form: str) -> bool:
    return determiner_class(form) == "possessive"


def _is_made(token: Token) -> bool:
    """Whether the word is one of the participles, in any gender and number, that tell who made a document."""
    form = fold(token.text).removesuffix("s")
    return not _MADE.isdisjoint((form, form.removesuffix("e"), f"{form}s"))


class Resolver:
    """
    Says whom each mention stands for, given what the article has said so far.

    Holds one article; `remember` tells it who has just spoken.
    """

    def __init__(
        self,
        text: str,
        tokens: Sequence[Token],
        sentences: Sequence[Sentence],
        entities: Entities,
        media: Sequence[MediumMention],
        vocabulary: Vocabulary,
        quoted: Sequence[tuple[int, int]] = (),
        groups: Mapping[str, Sequence[Referent]] = MappingProxyType({}),
        trees: Sequence[Tree] = (),
    ):
        self.text = text
        self.tokens = tokens
        self.sentences = sentences
        self.entities = entities
        self.media_at = {position: medium for medium in media for position in range(medium.first, medium.last)}
        self.vocabulary = vocabulary
        self.groups = groups
        self._spoken, self._topics = Trail(), Trail()
        self.said = Said()
        self.nouns_beside = functools.cache(functools.partial(nouns_beside, tokens, entities))
        self._quoted = bytearray(len(tokens))
        for first, last in quoted:
            self._quoted[first:last] = b"\1" * (last - first)
        self.introducer = functools.cache(functools.partial(_introducer, tokens, vocabulary))
        self._starts = [sentence.first for sentence in sentences]
        self._sentence_at = _number_tokens(self._starts, len(tokens))
        self._trees = {self.sentence_of(tree.frame.first): tree for tree in trees if tree.frame.inside is None}

    def listen(self, words: Sequence[tuple[int, int]]) -> None:
        """Take in what the words (tokens from, to) whose speaker is looked for tell of whoever says them."""
        places = [place for first, last in words for place in range(first, last)]
        named = (self.entities.at(place, place + 1) for place in places)
        forms = {fold(self.tokens[place].text).partition("'")[0] for place in places}
        person = next((person for person, marks in _FIRST_PERSONS.items() if not marks.isdisjoint(forms)), "")
        names = frozenset(item[1].name for item in named if item is not None)
        self.said = Said(names, person, min(places, default=None))

    def remember(self, referent: Referent) -> None:
        """Record that *referent* has spoken at its place."""
        self._spoken.add(referent)

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

    def note_topic(self, tree: Tree) -> None:
        """Record the subject of a sentence's main clause: the likeliest *il* of the next one."""
        self.said = Said()
        subject = main_subject(tree)
        if subject is None or tree.quotation(subject) is not None:
            return
        word = tree[subject]
        if word.upos == "NOUN" and not self.vocabulary.can_speak(word.form, word.lemma, word.upos):
            return
        found = self.resolve(tree, subject)
        if found is not None:
            self._topics.add(evolve(found[0], place=tree.token(subject)))

    def note_opening(self, sentence: Sentence) -> None:
        """Record what opens a sentence that nobody parsed, if it looks like a subject: a name, *il*, *le policier*."""
        self.said = Said()
        first = self._opening(sentence)
        if first is None or self.is_quoted(first):
            return
        referent = self._subject_at(first, sentence.last)
        if referent is not None:
            self._topics.add(evolve(referent, place=first))

    def _opening(self, sentence: Sentence) -> int | None:
        """Where the subject would begin: at the first word, or behind the comma that ends an opening complement."""
        words = range(sentence.first, sentence.last)
        first = next((place for place in words if self.tokens[place].kind == "word"), None)
        if first is None:
            return None
        form = fold(self.tokens[first].text)
        if form in _OPENING_ADVERBS and first + 1 < sentence.last and self.tokens[first + 1].kind == "word":
            first += 1
            form = fold(self.tokens[first].text)
        if form in _DETERMINERS - _PREPOSITIONS or form in _PRONOUN_GENDERS or self.entities.at(first, first + 1):
            return first
        last = min(first + MAX_OPENING_TOKENS, sentence.last - 1)
        behind = [place + 1 for place in range(first, last) if self.tokens[place].text == ","]
        pronouns = (place for place in behind if fold(self.tokens[place].text) in _SUBJECT_PRONOUNS)
        return next(pronouns, behind[0] if behind else first)

    def _subject_at(self, first: int, end: int) -> Referent | None:
        """Whom the words from the token *first* stand for, if they can speak."""
        form = fold(self.tokens[first].text)
        if form in _SUBJECT_PRONOUNS:
            return self.resolve_pronoun(form, first)
        medium = self.media_at.get(first) or (self.media_at.get(first + 1) if form in _DETERMINERS else None)
        if medium is not None and not medium.generic:
            return Referent(medium.name, "organisation", None, False, medium.first, how="name")
        named = self._introduced_at(first, end) or self.entities.at(first, first + 1)
        opening = named or self._named_at(first)
        listed = self._listed(*opening) if opening is not None else None
        if listed is not None:
            return listed
        if named is not None:
            return self._of_entity(named[1], named[0].first)
        if form not in _DETERMINERS - _PREPOSITIONS:
            return None
        for head in range(first + 1, min(first + MAX_ADJECTIVES + 2, end)):
            noun = self.tokens[head]
            if noun.kind == "word" and self.vocabulary.can_speak(noun.text, noun.text, "NOUN"):
                return self._described_subject(first, head, end)
        return None

    def _introduced_at(self, first: int, end: int) -> tuple[Name, Entity] | None:
        """The name that a role introduces: *le ministre X*, *le Premier ministre X*."""
        is_group = fold(self.tokens[first].text) in _DETERMINERS
        last = min(first + MAX_ADJECTIVES + 2, end) if is_group else first + 1
        by_role = self.entities.named_by_role
        introduced = next((by_role[head] for head in range(first, last) if head in by_role), None)
        return self.entities.at(introduced.first, introduced.last) if introduced is not None else None

    def _listed(self, name: Name, entity: Entity) -> Referent | None:
        """*Le Royaume-Uni, la France et le Canada*: those who are named together, the first of them by *name*."""
        names, place = [entity.name], name.last
        while place + 1 < len(self.tokens) and self.tokens[place].text in (",", "et"):
            named = self._named_at(place + 1)
            if named is None:
                return None
            names.append(named[1].name)
            if self.tokens[place].text == "et":
                return _together(names, name.first) if len(set(names)) == len(names) else None
            place = named[0].last
        return None

    def _described_subject(self, first: int, head: int, end: int) -> Referent:
        """Whom *Le gouverneur de la province, le général X,* stands for, with all that tells of him."""
        last = self._end_of_complements(head + 1, end)
        if last + 1 < end and self.tokens[last].text == ",":
            named = self._set_off_at(last + 1, last)
            if named is not None:
                return self._of_entity(named[1], named[0].first)
        return self.resolve_group(first, last, head)

    def _end_of_complements(self, place: int, end: int) -> int:
        """Behind which token the nationalities, names, and *de la province* end that follow a noun, as far as forms tell."""
        while place < end:
            form = fold(self.tokens[place].text)
            noun = place
            if form in _OF:
                noun += 1
                while noun < end and fold(self.tokens[noun].text) in _DETERMINERS:
                    noun += 1
            elif not (self.vocabulary.is_nationality(form) or is_capitalised(self.tokens[place].text)):
                break
            if noun >= end or self.tokens[noun].kind != "word":
                break
            place = noun + 1
        return place

    def resolve(self, tree: Tree, head: int) -> tuple[Referent, tuple[int, int]] | None:
        """
        Find whom the mention headed by the word *head* stands for.

        Returns:
            The referent, and the tokens of the mention (first, after last); None if the word
            can name nobody (*on*, an impersonal *il* with nobody before it).
        """
        word = tree[head]
        folded = fold(word.form).rpartition("-")[2] if word.form.startswith("-") else fold(word.form)
        position = tree.token(head)
        if folded in _PRONOUN_GENDERS and (
            word.upos in ("PRON", "DET") or word.form.startswith("-") or folded in _LATTER
        ):
            referent = self.resolve_pronoun(folded, position)
            return (referent, (position, position + 1)) if referent else None
        if folded in ("un", "une", "l'un", "l'une") and word.upos == "PRON":
            return self._one_of(tree, head)
        owner = self._owner_of_voice(tree, head)
        if owner is not None:
            return self.resolve(tree, owner)
        counted = self._counted(tree, head)
        if counted is not None:
            found = self.resolve(tree, counted)
            return (found[0], self._mention_of(tree, head)) if found is not None else None
        introduced = self.entities.named_by_role.get(position)
        named = self.entities.at(introduced.first, introduced.last) if introduced is not None else None
        if named is not None:
            name, entity = named
            return self._of_entity(entity, name.first), (name.first, name.last)
        pair = self._coordinated(tree, head)
        if pair is not None:
            return pair
        apposed = self._apposed_person(tree, head)
        if apposed is not None:
            name, entity = apposed
            return self._of_entity(entity, name.first), (name.first, name.last)
        first, last = self._mention_of(tree, head)
        if fold(self.tokens[first].text) in _IMPERSONAL and last - first == 1:
            return None
        medium = self._named_medium(first, last, tree.token(head))
        mention = (medium.first, medium.last) if medium is not None else (first, last)
        gender = _told_gender(word, self.vocabulary)
        return self.resolve_group(first, last, tree.token(head), gender), mention

    def peek(self, tree: Tree, head: int) -> tuple[Referent, tuple[int, int]] | None:
        """As `resolve`, for a mention that is not the one whose turn it is."""
        return self.resolve(tree, head)

    def behind_on(self, tree: Tree, verb: int) -> tuple[Referent, tuple[int, int]] | None:
        """*fait-on savoir à la mairie*, *lit-on dans le communiqué*: the body or text that *on* speaks for, and its tokens."""
        for index in range(verb + 1, min(verb + 1 + MAX_ON_WORDS, len(tree))):
            word = tree[index]
            if word.upos == "PUNCT" or tree.quotation(index) is not None:
                return None
            if self._is_body(word, tree.token(index)):
                return self.resolve(tree, index)
        return None

    def _is_body(self, word: Word, position: int) -> bool:
        """Whether the word at a token names a body or a text."""
        named = self.entities.at(position, position + 1)
        if named is not None or position in self.media_at:
            return position in self.media_at or (named is not None and named[1].kind == "organisation")
        kind = self.vocabulary.kind_of_noun(word.form, word.feats.get("Number") == "Plur")
        return word.upos == "NOUN" and kind in _ON_KINDS and self.vocabulary.can_speak(word.form, word.lemma, word.upos)

    def _one_of(self, tree: Tree, head: int) -> tuple[Referent, tuple[int, int]]:
        """*Un de ses voisins*: somebody new, named by all these words; the mention is *un*."""
        position = tree.token(head)
        owner = self._complement(tree, head)
        last = position + 1 if owner is None else tree.token(mention_words(tree, owner)[-1]) + 1
        first = position - 1 if position and fold(self.tokens[position - 1].text) == "l'" else position
        name = self.text[self.tokens[first].start : self.tokens[last - 1].end]
        kind = self.vocabulary.kind_of_noun(tree[owner].lemma, False) if owner is not None else "unknown"
        return Referent(name, kind, None, False, position), (position, position + 1)

    def _apposed_person(self, tree: Tree, head: int) -> tuple[Name, Entity] | None:
        """*La ministre des Sports, Anne Morel,*: the person whom a noun for people is apposed to."""
        if tree[head].upos != "NOUN":
            return None
        places = [
            tree.token(child) for child in (named_head(tree, head), *tree.children(head, "appos")) if child > head
        ]
        last = self._mention_of(tree, head)[1]
        if last + 1 < len(self.tokens) and self.tokens[last].text == ",":
            places.append(last + 1)
        return next((named for place in places if (named := self._set_off_at(place, last)) is not None), None)

    def _set_off_at(self, place: int, last: int) -> tuple[Name, Entity] | None:
        """The person named at the token, if apposed to the words that end at *last*."""
        named = self._named_at(place)
        is_person = named is not None and named[1].kind == "person"
        return named if named is not None and is_person and self._is_set_off(named[0], last) else None

    def _named_at(self, place: int) -> tuple[Name, Entity] | None:
        """The name at the token, or the one that roles from there on introduce: *le lieutenant Paul Morvan*."""
        if fold(self.tokens[place].text) in _DETERMINERS - _PREPOSITIONS and place + 1 < len(self.tokens):
            place += 1
        introduced = self.entities.named_by_role.get(place)
        return self.entities.at(introduced.first, introduced.last) if introduced else self.entities.at(place, place + 1)

    def _is_set_off(self, name: Name, last: int) -> bool:
        """Whether the name stands right behind the group, or behind its comma and before another stop."""
        if name.first <= last:
            return True
        behind = self.tokens[name.last] if name.last < len(self.tokens) else None
        return behind is None or behind.kind in ("punct", "mark") or fold(behind.text) == "qui"

    def _owner_of_voice(self, tree: Tree, head: int) -> int | None:
        """*selon ses propres termes*, *le constat de l’association*: whose words they are; None of a document."""
        word = tree[head]
        if word.upos != "NOUN" or not self.vocabulary.is_voice(word.lemma):
            return None
        possessor = next((child for child in tree.children(head, "det") if _is_possessive(tree[child].form)), None)
        return possessor if possessor is not None else self._complement(tree, head)

    def _counted(self, tree: Tree, head: int) -> int | None:
        """*plusieurs milliers de manifestants*, *62 % des sondés*: those who are counted."""
        if fold(tree[head].form) not in _QUANTITIES:
            return None
        return self._complement(tree, head)

    def _complement(self, tree: Tree, head: int) -> int | None:
        """The noun behind *de* that hangs on the word *head*."""
        for child in tree.children(head, "nmod", "obl"):
            case = tree.child(child, "case")
            if (
                child > head
                and case is not None
                and fold(tree[case].form) in ("de", "d'")
                and tree[child].upos != "NUM"
            ):
                return child
        return None

    def _coordinated(self, tree: Tree, head: int) -> tuple[Referent, tuple[int, int]] | None:
        """*Anne Morel et Paul Petit*: names joined by *et*, who speak together."""
        joined = list(tree.children(head, "conj"))
        members = [head, *joined] if any(tree.child(child, "cc") is not None for child in joined) else [head]
        named = [self.entities.at(tree.token(member), tree.token(member) + 1) for member in members]
        found = [item for item in named if item is not None]
        if len(members) > 1 and (len(found) < len(members) or tree[members[-1]].upos != "PROPN"):
            return self._coordinated_nouns(tree, members)
        if len(found) < 2:
            return None
        first, last = found[0][0].first, found[-1][0].last
        if last - first > MAX_PAIR_TOKENS:
            return None
        return _together([entity.name for _, entity in found], first), (first, last)

    def _coordinated_nouns(self, tree: Tree, members: Sequence[int]) -> tuple[Referent, tuple[int, int]] | None:
        """
        *La préfecture et l’association*, *accusation et défense*: those who speak together, not all of them named.

        *Le comédien et humoriste* is one: its second noun has no determiner of its own. So is *X, maire et député*. A preposition
        in front of the first is that of all (*selon la préfecture et l’association*); others with one of their own are apart.
        """
        determined = {tree[member].upos == "PROPN" or tree.child(member, "det") is not None for member in members}
        if len(determined) != 1 or any(not self._can_share(tree, member) for member in members):
            return None
        if any(tree.child(member, "case") is not None for member in members[1:]):
            return None
        spans = [self._mention_of(tree, member) for member in members]
        first, last = spans[0][0], spans[-1][1]
        if last - first > MAX_PAIR_TOKENS or any(left[1] > right[0] for left, right in pairwise(spans)):
            return None
        referents = [self.resolve_group(*span, tree.token(member)) for member, span in zip(members, spans, strict=True)]
        names = dict.fromkeys(referent.name for referent in referents)
        if len(names) < len(members):
            return None
        return _together(list(names), first), (first, last)

    def _can_share(self, tree: Tree, member: int) -> bool:
        """Whether a word may be one of several who speak: a noun or name outside all marks, but not *d’autres médias*."""
        word = tree[member]
        return (
            word.upos in ("NOUN", "PROPN")
            and tree.quotation(member) is None
            and not any(fold(tree[child].form) in ("autre", "autres") for child in tree.children(member))
            and self.vocabulary.can_speak(word.form, word.lemma, word.upos)
        )

    def _mention_of(self, tree: Tree, head: int) -> tuple[int, int]:
        """Tokens of the noun group that the word *head* heads."""
        words = mention_words(tree, head)
        return self._trimmed(tree.token(words[0]), tree.token(words[-1]) + 1)

    def _trimmed(self, first: int, last: int) -> tuple[int, int]:
        """Tokens without punctuation at the edges, without *eux* of *les syndicats, eux*, or *au Figaro* behind."""
        last = next((place for place in range(first + 1, last) if self._ends_mention(place)), last)
        if last - first > 1 and fold(self.tokens[last - 1].text) in _TONIC_PRONOUNS:
            last -= 1
        while last - 1 > first and self.tokens[last - 1].kind in ("punct", "mark"):
            last -= 1
        while first < last - 1 and (
            self.tokens[first].kind in ("punct", "mark") or fold(self.tokens[first].text) in _NO_MENTION_STARTS
        ):
            first += 1
        return first, last

    def _ends_mention(self, place: int) -> bool:
        """Whether what hangs on the mention from the token on says where or when it was said, not who."""
        form, before = fold(self.tokens[place].text), fold(self.tokens[place - 1].text)
        if form in ("a", "au", "aux"):
            return place + 1 in self.media_at
        if opens_circumstance(self.tokens, place):
            return True
        if place > 1 and (self.tokens[place - 1].kind == "number" or before in _NUMERALS):
            before = fold(self.tokens[place - 2].text)
        if form == "d'" and place + 1 < len(self.tokens):
            return fold(self.tokens[place + 1].text) == "apres"
        return form in _CIRCUMSTANCES or (self.vocabulary.is_no_speaker(form) and before not in _PREPOSITIONS)

    def resolve_tokens(self, first: int, last: int) -> Referent | None:
        """Whom a mention stands for that no tree was made of: a clitic, a name, a role, perhaps with a name."""
        form = self.tokens[first].text
        if last - first == 1 and form.startswith("-"):
            return self.resolve_pronoun(fold(form).rpartition("-")[2], first)
        named = next((found for place in range(first, last) if (found := self.entities.at(place, place + 1))), None)
        if named is not None and (named[0].first == first or named[1].kind == "person"):
            return self._of_entity(named[1], named[0].first)
        head = first + 1 if fold(form) in _DETERMINERS and last - first > 1 else first
        return self.resolve_group(first, last, head)

    def resolve_group(self, first: int, last: int, head: int, gender: Gender | None = None) -> Referent:
        """Whom the noun group of the tokens *first* to *last*, headed by *head*, of *gender* if its form does not tell, stands for."""
        medium = self.media_at.get(head) or self._named_medium(first, last, head)
        if medium is not None and not medium.generic:
            return Referent(medium.name, "organisation", None, False, head, how="name")
        named = self.entities.at(head, head + 1) or self.name_over(head) or self._name_behind(head, last)
        if named is not None and not self._is_described(*named, first, last):
            return self._of_entity(named[1], head)
        forms = [fold(token.text) for token in self.tokens[first:last]]
        latter = next((LATTER[forms[0], form] for form in forms[1:] if (forms[0], form) in LATTER), None)
        referent = self.resolve_pronoun(latter, first) if latter is not None else None
        if referent is not None:
            return referent
        if forms[0] in ("les", "ces") and len(forms) > 1 and forms[1] == "deux":
            pair = self._last_two(first)
            if pair is not None:
                return pair
        return self._described(first, last, head, gender)

    def _named_medium(self, first: int, last: int, head: int) -> MediumMention | None:
        """*le quotidien hongkongais South China Morning Post*: the medium named in or right behind its noun."""
        if self.vocabulary.media_noun(self.tokens[head].text) is None:
            return None
        found = (self.media_at.get(position) for position in range(first, min(last + 1, len(self.tokens))))
        return next((medium for medium in found if medium is not None and not medium.generic), None)

    def _is_described(self, name: Name, entity: Entity, first: int, last: int) -> bool:
        """
        Whether a lone capital is no name: *l’Américain*, *l’Office*, *Comité* of *le Comité pour la paix*.

        The last is only the head of a longer name.
        """
        word = name.words[0]
        if len(name.words) > 1 or word.isupper():
            return False
        is_introduced = determiner_class(self.tokens[first].text) != "none"
        if is_introduced and (self.vocabulary.is_nationality(word) or self.vocabulary.is_strong_role(word)):
            return True
        if last > name.last and entity.kind != "person":
            return True
        return is_introduced and self.vocabulary.is_head_of_body(word)

    def name_over(self, head: int) -> tuple[Name, Entity] | None:
        """The name that began before the token *head* and goes over it."""
        for first in range(head - 1, max(-1, head - 6), -1):
            found = self.entities.at(first, first + 1)
            if found is not None:
                return found if found[0].last > head else None
        return None

    def _name_behind(self, head: int, last: int) -> tuple[Name, Entity] | None:
        """
        *le mouvement Hamas*, *l’institut de statistiques Insee*: the name of the body that a noun for bodies with names stands in front of.

        It ends the group, a plain word stands in front of it (no preposition, which makes it somebody else's, and no number),
        and no determiner, which would open the group of another body: *le réseau de l’agence X*.
        """
        if fold(self.tokens[head].text) not in NAMED_BODIES:
            return None
        found = self.entities.at(head + 1, max(head + 2, last))
        if found is None or found[0].last < last:
            return None
        between = [fold(token.text) for token in self.tokens[head + 1 : found[0].first]]
        is_other = any(determiner_class(form) != "none" for form in between)
        is_plain = not between or (self.tokens[found[0].first - 1].kind == "word" and between[-1] not in _PREPOSITIONS)
        return found if is_plain and not is_other else None

    def _of_entity(self, entity: Entity, place: int) -> Referent:
        return Referent(entity.name, entity.kind, entity.gender, False, place, entity, how="name")

    def _described(self, first: int, last: int, head: int, gender: Gender | None) -> Referent:
        """Whom *le ministre*, *l’association*, *cette source* stands for: somebody else, or just those words."""
        group = self._noun_group(first, last, head)
        group = evolve(group, gender=group.gender or gender)
        itself = self._of_words(group)
        if (group.determiner == "indefinite" and group.kind != "document") or group.words[0] in _NO_NOUNS:
            return itself
        candidates = describe_group(self, group, itself)
        best = best_of(self.choose(candidates, first, "description"))
        return evolve(best, gender=best.gender or group.gender, place=head)

    def named_author(self, group: NounGroup) -> Referent | None:
        """Of *un communiqué de la préfecture*, *une étude publiée par la préfecture*, the prefecture; None if it is not said."""
        span = self._span_of_author(group.head, group.last)
        if span is None:
            return None
        first, last, plural = span
        if self.vocabulary.kind_of_noun(self.tokens[first].text, plural) in ("organisation", "group"):
            return self.resolve_group(first, last, first)
        return self._author_of_words(*span)

    def _span_of_author(self, head: int, last: int) -> tuple[int, int, bool] | None:
        """The tokens, without determiner, of whose the document at *head* is that ends at *last*, and whether they are several."""
        agent = self._agent_of(head)
        if agent is not None:
            first, last = agent
            plural = fold(self.tokens[first].text) in _PLURAL_DETERMINERS
        else:
            places = range(head + 1, last)
            link = next((place for place in places if fold(self.tokens[place].text) in _OF), None)
            if link is None:
                return None
            first, plural = link + 1, fold(self.tokens[link].text) == "des"
        while first < last - 1 and fold(self.tokens[first].text) in _DETERMINERS:
            first += 1
        return (first, last, plural) if first < last else None

    def _author_of_words(self, first: int, last: int, plural: bool) -> Referent:
        """Whom the tokens name, or that they stand for themselves."""
        named = self.entities.at(first, first + 1)
        if named is not None and not self._is_described(*named, first, last):
            return self._of_entity(named[1], first)
        kind = self.vocabulary.kind_of_noun(self.tokens[first].text, plural)
        name = self.text[self.tokens[first].start : self.tokens[last - 1].end]
        return Referent(name, kind, None, plural, first, how="description")

    def _agent_of(self, head: int) -> tuple[int, int] | None:
        """The tokens of who made a document: *la préfecture* of *une étude publiée hier par la préfecture*."""
        by = self._until(head + 1, "par")
        if by == len(self.tokens) or fold(self.tokens[by].text) != "par":
            return None
        words = self.tokens[head + 1 : by]
        if not any(map(_is_made, words)) or not _JOINT.isdisjoint(fold(token.text) for token in words):
            return None
        last = self._until(by + 2)
        return (by + 1, last) if by + 1 < last else None

    def _until(self, first: int, *forms: str) -> int:
        """Index of the first token from *first* on that is a stop, opens a clause, is a verb of speech, or one of *forms*; not far off."""
        end = min(first + MAX_AGENT_TOKENS, len(self.tokens))
        return next((place for place in range(first, end) if self._is_end(self.tokens[place], forms)), end)

    def _is_end(self, token: Token, forms: Sequence[str]) -> bool:
        form = fold(token.text)
        if token.kind in ("punct", "mark") or form in _CLAUSE_OPENERS or form in forms:
            return True
        verb = self.vocabulary.cue_verb_of_form(form)
        return verb is not None and verb.is_speech and not _is_made(token)

    def author_before(self, group: NounGroup) -> Referent | None:
        """Whose the last document of that noun was: *une note du préfet* … *la note*."""
        documents = self._documents.get(group.words[0], ())
        place = bisect_left(documents, group.first, key=lambda document: document[0])
        return documents[place - 1][1] if place else None

    @functools.cached_property
    def _documents(self) -> Mapping[str, Sequence[tuple[int, Referent]]]:
        """Folded noun → the documents that it heads, outside all marks, of which it is said whose they are: place and author."""
        found: dict[str, list[tuple[int, Referent]]] = {}
        for head, token in enumerate(self.tokens):
            if token.kind != "word" or self.vocabulary.lexicons.document(token.text) is None or self.is_quoted(head):
                continue
            span = self._span_of_author(head, self._until(head + 1))
            author = self._author_of_words(*span) if span is not None else None
            if author is not None and author.kind in _AUTHORS:
                found.setdefault(fold(token.text), []).append((head, author))
        return found

    def sentences_with(self, form: str) -> Collection[int]:
        """Numbers of the sentences that have the folded word outside all marks."""
        return self._sentences_of_words.get(form, ())

    @functools.cached_property
    def _sentences_of_words(self) -> Mapping[str, set[int]]:
        """Folded word → what `sentences_with` says of it."""
        found: dict[str, set[int]] = {}
        for place, token in enumerate(self.tokens):
            if token.kind == "word" and not self.is_quoted(place):
                found.setdefault(fold(token.text), set()).add(self._sentence_at[place])
        return found

    def _noun_group(self, first: int, last: int, head: int) -> NounGroup:
        form = self.tokens[first].text
        determiner = determiner_class(form) if first != head else "none"
        role = self.vocabulary.role_of(self.tokens[head].text)
        plural = fold(form) in _PLURAL_DETERMINERS or (role is not None and role.is_plural)
        return NounGroup(
            first,
            last,
            head,
            role_words(self.tokens, head, last) or (fold(form),),
            determiner,
            self.vocabulary.kind_of_noun(self.tokens[head].text, plural),
            ROLE_OPENERS.get(fold(form)) or (role.gender if role is not None else None),
            plural,
            any(fold(self.tokens[place].text) == "meme" for place in range(first, head)),
        )

    def _of_words(self, group: NounGroup) -> Referent:
        """What a noun group stands for by itself: its own words are its name."""
        start = group.first
        while start < group.last - 1 and fold(self.tokens[start].text) in _DETERMINERS | _OTHERS:
            start += 1
        name = self.text[self.tokens[start].start : self.tokens[group.last - 1].end]
        return Referent(name, group.kind, group.gender, group.plural, group.head)

    def _singular(self, gender: Gender | None, position: int, form: str) -> Referent | None:
        """Whom a singular pronoun at the token *position* most likely means; None if there is no candidate."""
        candidates = describe_candidates(self, position, "pronoun", gender, form)
        return best_of(self.choose(candidates, position, "pronoun"), "pronoun") if candidates else None

    def choose(
        self, candidates: Sequence[ReferentCandidate], position: int, need: Need
    ) -> list[tuple[float, ReferentCandidate]]:
        """The candidates with their probabilities, the likeliest first: the decision whose turn it is."""
        return self.weigh(candidates)

    def weigh(self, candidates: Sequence[ReferentCandidate]) -> list[tuple[float, ReferentCandidate]]:
        """The candidates with their probabilities, the likeliest first."""
        ranked = rank([candidate.features for candidate in candidates], self.vocabulary.referent_weights)
        return [(probability, candidates[place]) for probability, place in ranked]

    def resolve_pronoun(self, folded: str, position: int) -> Referent | None:
        """Whom a pronoun stands for: the last speaker or the last subject that agrees with it."""
        if folded not in _PRONOUN_GENDERS:
            return None
        gender, plural = _PRONOUN_GENDERS[folded]
        form = self.pronoun_form(folded, position)
        best = self._plural(folded, position) if plural else self._singular(gender, position, form)
        if best is None:
            return None
        return evolve(best, gender=best.gender or gender, place=position)

    def pronoun_form(self, folded: str, position: int) -> str:
        """What form of pronoun stands at the token: each has its own habits of whom it takes up."""
        if folded in _LATTER:
            return "latter"
        if folded in _POSSESSIVES:
            return "possessive"
        if self.tokens[position].text.startswith("-"):
            return "inverted"
        is_tonic = folded == "lui" or (position > 0 and fold(self.tokens[position - 1].text) in _TONIC_OPENERS)
        return "tonic" if is_tonic else "subject"

    def _plural(self, folded: str, position: int) -> Referent | None:
        """Whom *ils* stands for: the last speakers that are several, else the last two people named."""
        near = (*self.spoken_near(position), *self.topics_near(position))
        for referent in sorted(near, key=lambda referent: -referent.place):
            if (
                referent.place < position
                and referent.plural
                and self.sentence_of(position) - self.sentence_of(referent.place) <= PLURAL_REACH_SENTENCES
            ):
                return referent
        pair = self._last_two(position) if folded != "elles" else None
        return pair or next((referent for referent in reversed(self.history) if referent.plural), None)

    def last_speaker(self, position: int) -> Referent | None:
        """Who spoke last before the token *position*."""
        before = [referent for referent in self.spoken_near(position) if referent.place <= position]
        return before[-1] if before else None

    def _last_two(self, position: int) -> Referent | None:
        """The last two people named: *les deux hommes*."""
        seen: list[Entity] = []
        for _, entity in self.entities.mentions_before(position):
            if entity.kind == "person" and entity not in seen:
                seen.append(entity)
            if len(seen) == 2:
                names = [entity.name for entity in sorted(seen, key=lambda entity: entity.places[0])]
                return _together(names, position)
        return None

    def entities_before(self, position: int) -> Iterator[Entity]:
        """Named entities with a mention before the token *position*, nearest first, each once."""
        seen: set[int] = set()
        for name, entity in self.entities.mentions_before(position):
            if id(entity) not in seen and not (name.first and self.tokens[name.first - 1].text == "("):
                seen.add(id(entity))
                yield entity

    def people_after(self, position: int) -> list[Entity]:
        """The first two people named after the token *position*."""
        people = (entity for _, entity in self.entities.mentions_after(position) if entity.kind == "person")
        return list({id(entity): entity for entity in islice(people, 12)}.values())[:2]

    def sentence_of(self, position: int) -> int:
        """Number of the sentence that holds the token."""
        return self._sentence_at[position]

    def paragraph_of(self, position: int) -> int:
        """Number of the paragraph that holds the token."""
        return self.sentences[self._sentence_at[position]].paragraph

    def is_subject_like(self, position: int) -> bool:
        """Whether the name at the token looks like a subject: no preposition in front of it."""
        return self.introducer(position) not in _PREPOSITIONS

    def opens_sentence(self, position: int) -> bool:
        """Whether the name at the token stands at the start of its sentence, a role in front of it counted in."""
        return position - self._starts[self.sentence_of(position)] <= OPENING_TOKENS and self.is_subject_like(position)

    def is_quoted(self, position: int) -> bool:
        """Whether the token stands inside quotation marks."""
        return bool(self._quoted[position])

    def people_near(self, position: int) -> Sequence[Referent]:
        """People without a name in the sentence of the token, before it, and in the sentence before."""
        number = self.sentence_of(position)
        trees = [self._trees[place] for place in (number - 1, number) if place in self._trees]
        return [referent for tree in trees for referent in self._unnamed_in(tree) if referent.place < position]

    def _unnamed_in(self, tree: Tree) -> Iterator[Referent]:
        """The nouns for one person in a sentence, outside all marks, without those that a name is apposed to."""
        for index in range(len(tree)):
            word = tree[index]
            if word.upos != "NOUN" or word.feats.get("Number") == "Plur" or tree.quotation(index) is not None:
                continue
            position = tree.token(index)
            role = self.vocabulary.role_of(word.form)
            if role is None or role.is_plural or position in self.entities.named_by_role:
                continue
            if tree.child(index, "det") is None or self._apposed_person(tree, index) is not None:
                continue
            first, last = self._mention_of(tree, index)
            itself = self._of_words(self._noun_group(first, last, position))
            yield evolve(itself, place=position)
