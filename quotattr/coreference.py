"""
Coreference: whom *il*, *le ministre*, *ce dernier*, *Lavrov* stand for in this article.

Each kind of mention has its way: a name is looked up, a pronoun or a description has candidates that a linear model ranks, several
together are resolved one by one. Start reading at `Resolver.resolve`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, pairwise

from attrs import evolve

from quotattr.authors import find_author, name_author
from quotattr.cues import latter_pronoun
from quotattr.descriptions import describe_group
from quotattr.folding import fold
from quotattr.function_words import GROUP_OPENERS
from quotattr.memory import Memory
from quotattr.mentions import (
    apposed_person,
    counted_by,
    mention_tokens,
    named_by_role,
    named_in_group,
    named_medium,
    one_of,
    owner_of_voice,
)
from quotattr.noun_groups import NounGroup, of_words, read_group
from quotattr.openings import find_opening, named_subject, person_behind, subject_group
from quotattr.pronouns import IMPERSONAL, LATTER_PRONOUNS, PRONOUN_GENDERS, SUBJECT_PRONOUNS, pronoun_form
from quotattr.ranking import by_odds
from quotattr.referents import (
    Need,
    Referent,
    ReferentCandidate,
    Said,
    by_medium,
    by_name,
    describe_candidates,
    together,
)
from quotattr.roles import Gender
from quotattr.sentences import Sentence
from quotattr.trees import ROOT, Tree, Word
from quotattr.vocabulary import Vocabulary

PLURAL_REACH_SENTENCES = 6
"""A plural pronoun takes up a plural speaker at most this many sentences back."""

_NO_NOUNS = frozenset(
    "un une certains certaines beaucoup autres autre plusieurs celui celle ceux celles l'on on".split()
)
"""Folded words that speak without a noun, for somebody new."""

MAX_ON_WORDS = 10
"""How far behind its verb the body stands that *on* speaks for: *dit-on mercredi à la préfecture*."""

_ON_KINDS = frozenset(["organisation", "group", "document"])
"""Kinds of those that *on* speaks for."""

MAX_PAIR_TOKENS = 12
"""Names further apart are not one speaker."""

MAX_RIVALS = 5
"""How many of those who were less likely are kept: the sixth never is the one."""

Resolved = tuple[Referent, tuple[int, int]]
"""Whom a mention stands for, and its tokens: the first, and after the last."""


def main_subject(tree: Tree) -> int | None:
    """The word that heads the subject of a sentence's main clause."""
    root = next((index for index in range(len(tree)) if tree[index].head == ROOT), None)
    return tree.child(root, "nsubj") if root is not None else None


def best_of(ranked: Sequence[tuple[float, ReferentCandidate]], how: str = "") -> Referent:
    """The likeliest referent, with its rivals; *how* it was found, if not as it says itself."""
    first, *others = (
        evolve(one.referent, probability=probability, how=how or one.referent.how, rivals=())
        for probability, one in ranked[: MAX_RIVALS + 1]
    )
    return evolve(first, rivals=tuple(others)) if others else first


class Resolver(Memory):
    """
    Says whom each mention stands for, given what the article has said so far.

    Holds one article; `remember` tells it who has just spoken.
    """

    def note_topic(self, tree: Tree) -> None:
        """Record the subject of a sentence's main clause: the likeliest *il* of the next one."""
        self.said = Said()
        subject = main_subject(tree)
        if subject is None or tree.quotation(subject) is not None:
            return
        word = tree[subject]
        if word.upos == "NOUN" and not self.reading.vocabulary.can_speak(word.form, word.lemma, word.upos):
            return
        found = self.resolve(tree, subject)
        if found is not None:
            self.add_topic(evolve(found[0], place=tree.token(subject)))

    def note_opening(self, sentence: Sentence) -> None:
        """Record what opens a sentence that nobody parsed, if it looks like a subject: a name, *il*, *le policier*."""
        self.said = Said()
        first = find_opening(self.reading, sentence)
        if first is None or self.is_quoted(first):
            return
        referent = self._subject_at(first, sentence.last)
        if referent is not None:
            self.add_topic(evolve(referent, place=first))

    def _subject_at(self, first: int, end: int) -> Referent | None:
        """Whom the words from the token *first* of a sentence that ends at *end* stand for, if they can speak."""
        form = fold(self.reading.tokens[first].text)
        if form in SUBJECT_PRONOUNS:
            return self.resolve_pronoun(form, first)
        named = named_subject(self.reading, first, end)
        group = subject_group(self.reading, first, end) if named is None else None
        if group is None:
            return named
        return person_behind(self.reading, group[1], end) or self.resolve_group(*group)

    def resolve(self, tree: Tree, head: int) -> Resolved | None:
        """
        Find whom the mention headed by the word *head* stands for.

        Returns:
            The referent, and the tokens of the mention (first, after last); None if the word
            can name nobody (*on*, an impersonal *il* with nobody before it).
        """
        word = tree[head]
        folded = fold(word.form).rpartition("-")[2] if word.form.startswith("-") else fold(word.form)
        position = tree.token(head)
        if folded in PRONOUN_GENDERS and (
            word.upos in ("PRON", "DET") or word.form.startswith("-") or folded in LATTER_PRONOUNS
        ):
            referent = self.resolve_pronoun(folded, position)
            return (referent, (position, position + 1)) if referent else None
        if folded in ("un", "une", "l'un", "l'une") and word.upos == "PRON":
            return one_of(self.reading, tree, head), (position, position + 1)
        owner = owner_of_voice(self.reading, tree, head)
        if owner is not None:
            return self.resolve(tree, owner)
        counted = counted_by(tree, head)
        if counted is not None:
            found = self.resolve(tree, counted)
            return (found[0], mention_tokens(self.reading, tree, head)) if found is not None else None
        return self._resolve_noun(tree, head)

    def _resolve_noun(self, tree: Tree, head: int) -> Resolved | None:
        """As `resolve`, of a noun or name that stands for those whom it says: by name, several together, or as described."""
        position = tree.token(head)
        named = named_by_role(self.reading, position)
        pair = self._coordinated(tree, head) if named is None else None
        if pair is not None:
            return pair
        named = named or apposed_person(self.reading, tree, head)
        if named is not None:
            name, entity = named
            return by_name(entity, name.first), (name.first, name.last)
        first, last = mention_tokens(self.reading, tree, head)
        if fold(self.reading.tokens[first].text) in IMPERSONAL and last - first == 1:
            return None
        medium = named_medium(self.reading, first, last, position)
        mention = (medium.first, medium.last) if medium is not None else (first, last)
        gender = _told_gender(tree[head], self.reading.vocabulary)
        return self.resolve_group(first, last, position, gender), mention

    def peek(self, tree: Tree, head: int) -> Resolved | None:
        """As `resolve`, for a mention that is not the one whose turn it is."""
        return self.resolve(tree, head)

    def behind_on(self, tree: Tree, verb: int) -> Resolved | None:
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
        named = self.reading.entities.at(position, position + 1)
        if named is not None or position in self.reading.media_at:
            return position in self.reading.media_at or (named is not None and named[1].kind == "organisation")
        kind = self.reading.vocabulary.kind_of_noun(word.form, word.feats.get("Number") == "Plur")
        return (
            word.upos == "NOUN"
            and kind in _ON_KINDS
            and self.reading.vocabulary.can_speak(word.form, word.lemma, word.upos)
        )

    def _coordinated(self, tree: Tree, head: int) -> Resolved | None:
        """*Anne Morel et Paul Petit*: names joined by *et*, who speak together."""
        joined = list(tree.children(head, "conj"))
        members = [head, *joined] if any(tree.child(child, "cc") is not None for child in joined) else [head]
        named = [self.reading.entities.at(tree.token(member), tree.token(member) + 1) for member in members]
        found = [item for item in named if item is not None]
        if len(members) == 2 and _is_of_apposition(tree, *members):
            return None
        if len(members) > 1 and (len(found) < len(members) or tree[members[-1]].upos != "PROPN"):
            return self._coordinated_nouns(tree, members)
        if len(found) < 2:
            return None
        first, last = found[0][0].first, found[-1][0].last
        if last - first > MAX_PAIR_TOKENS:
            return None
        return together([entity.name for _, entity in found], first), (first, last)

    def _coordinated_nouns(self, tree: Tree, members: Sequence[int]) -> Resolved | None:
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
        spans = [mention_tokens(self.reading, tree, member) for member in members]
        first, last = spans[0][0], spans[-1][1]
        if last - first > MAX_PAIR_TOKENS or any(left[1] > right[0] for left, right in pairwise(spans)):
            return None
        referents = [self.resolve_group(*span, tree.token(member)) for member, span in zip(members, spans, strict=True)]
        names = dict.fromkeys(referent.name for referent in referents)
        if len(names) < len(members):
            return None
        return together(list(names), first), (first, last)

    def _can_share(self, tree: Tree, member: int) -> bool:
        """Whether a word may be one of several who speak: a noun or name outside all marks, but not *d’autres médias*."""
        word = tree[member]
        return (
            word.upos in ("NOUN", "PROPN")
            and tree.quotation(member) is None
            and not any(fold(tree[child].form) in ("autre", "autres") for child in tree.children(member))
            and self.reading.vocabulary.can_speak(word.form, word.lemma, word.upos)
        )

    def resolve_tokens(self, first: int, last: int) -> Referent | None:
        """Whom a mention stands for that no tree was made of: a clitic, a name, a role, perhaps with a name."""
        form = self.reading.tokens[first].text
        if last - first == 1 and form.startswith("-"):
            return self.resolve_pronoun(fold(form).rpartition("-")[2], first)
        named = next(
            (found for place in range(first, last) if (found := self.reading.entities.at(place, place + 1))), None
        )
        if named is not None and (named[0].first == first or named[1].kind == "person"):
            return by_name(named[1], named[0].first)
        head = first + 1 if fold(form) in GROUP_OPENERS and last - first > 1 else first
        return self.resolve_group(first, last, head)

    def resolve_group(self, first: int, last: int, head: int, gender: Gender | None = None) -> Referent:
        """Whom the noun group of the tokens *first* to *last*, headed by *head*, of *gender* if its form does not tell, stands for."""
        medium = self.reading.media_at.get(head) or named_medium(self.reading, first, last, head)
        if medium is not None and not medium.generic:
            return by_medium(medium, head)
        named = named_in_group(self.reading, first, last, head)
        if named is not None:
            return by_name(named[1], head)
        forms = [fold(token.text) for token in self.reading.tokens[first:last]]
        latter = latter_pronoun(forms)
        referent = self.resolve_pronoun(latter, first) if latter is not None else None
        if referent is None and forms[0] in ("les", "ces") and forms[1:2] == ["deux"]:
            referent = self._last_two(first)
        return referent or self._described(first, last, head, gender)

    def _described(self, first: int, last: int, head: int, gender: Gender | None) -> Referent:
        """Whom *le ministre*, *l’association*, *cette source* stands for: somebody else, or just those words."""
        group = read_group(self.reading, first, last, head)
        group = evolve(group, gender=group.gender or gender)
        itself = of_words(self.reading, group)
        if (group.determiner == "indefinite" and group.kind != "document") or group.words[0] in _NO_NOUNS:
            return itself
        candidates = describe_group(self, group, itself)
        best = best_of(self.choose(candidates, first, "description"))
        return evolve(best, gender=best.gender or group.gender, place=head)

    def named_author(self, group: NounGroup) -> Referent | None:
        """Of *un communiqué de la préfecture*, *une étude publiée par la préfecture*, the prefecture; None if it is not said."""
        author = find_author(self.reading, group.head, group.last)
        if author is None:
            return None
        noun = self.reading.tokens[author.first].text
        if self.reading.vocabulary.kind_of_noun(noun, author.plural) in ("organisation", "group"):
            return self.resolve_group(author.first, author.last, author.first)
        return name_author(self.reading, author)

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
        weights = self.reading.vocabulary.referent_weights
        ranked = by_odds([candidate.score(weights) for candidate in candidates])
        return [(probability, candidates[place]) for probability, place in ranked]

    def resolve_pronoun(self, folded: str, position: int) -> Referent | None:
        """Whom a pronoun stands for: the last speaker or the last subject that agrees with it."""
        if folded not in PRONOUN_GENDERS:
            return None
        gender, plural = PRONOUN_GENDERS[folded]
        form = pronoun_form(self.reading.tokens, folded, position)
        best = self._plural(folded, position) if plural else self._singular(gender, position, form)
        if best is None:
            return None
        return evolve(best, gender=best.gender or gender, place=position)

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

    def _last_two(self, position: int) -> Referent | None:
        """The last two people named: *les deux hommes*."""
        mentions = self.reading.entities.mentions_before(position)
        people = {id(entity): entity for _, entity in mentions if entity.kind == "person"}
        last = sorted(islice(people.values(), 2), key=lambda entity: entity.places[0])
        return together([entity.name for entity in last], position) if len(last) == 2 else None


def _is_of_apposition(tree: Tree, first: int, second: int) -> bool:
    """*Anne Morel, maire et députée*: whether *et* joins what stands behind a comma, whatever the tree makes of it."""
    conjunction = tree.child(second, "cc")
    if conjunction is None or tree[conjunction - 1].form == ",":
        return False
    return any(tree[place].form == "," for place in range(first + 1, conjunction))


def _told_gender(word: Word, vocabulary: Vocabulary) -> Gender | None:
    """The gender of a noun that has only one, as the parser knows it: of *l’association*, not of *l’élève*."""
    found = word.feats.get("Gender")
    if word.upos != "NOUN" or vocabulary.role_of(word.form) is not None:
        return None
    return "Fem" if found == "Fem" else "Masc" if found == "Masc" else None
