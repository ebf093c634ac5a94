"""
Coreference: whom *il*, *le ministre*, *ce dernier*, *Lavrov* stand for in this article.

Speakers are resolved in reading order, and each one resolved becomes a candidate for the
next: who has just spoken is by far the likeliest *il*. Start reading at `Resolver.resolve`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from attrs import evolve

from quotattr.agencies import MediumMention
from quotattr.folding import fold
from quotattr.names import ROLE_OPENERS, Entities, Entity, Gender, Name, name_key
from quotattr.ranking import rank
from quotattr.referents import Need, Referent, ReferentCandidate, describe_candidates
from quotattr.sentences import Sentence
from quotattr.speakers import mention_words, named_head
from quotattr.tokenizer import Token
from quotattr.trees import ROOT, Tree
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
    "eux": ("Masc", True),
    "son": (None, False),
    "sa": (None, False),
    "ses": (None, False),
    "leur": (None, True),
    "leurs": (None, True),
    "l'": (None, False),
}
"""Folded pronoun → gender if it has one, and whether it is plural."""

MAX_PAIR_TOKENS = 12
"""Names further apart are not one speaker."""

OPENING_TOKENS = 6
"""A name this near the start of its sentence opens it: *Le ministre des Finances, X*."""

_DETERMINERS = frozenset(
    """le la les l' un une des du de d' ce cet cette ces certains certaines plusieurs quelques mon ton notre votre son sa
    ses leur leurs""".split()
)
_DEFINITE = frozenset("le la l' ce cet cette du au notre".split())
_NO_MENTION_STARTS = frozenset("dont que qui du au aux".split())
"""Left out at the start of a mention: a relative, a preposition and article in one."""

_IMPERSONAL = frozenset(
    "on ce c' ca cela ceci rien tout y en je j' tu nous vous se s' -on -t-on -je -nous -vous -ce".split()
)
"""Pronouns that name nobody in the story."""

_PREPOSITIONS = frozenset(
    "a au aux de du des d' par avec contre pour chez sur sous vers entre sans selon en dans".split()
)


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
    ):
        self.text = text
        self.tokens = tokens
        self.sentences = sentences
        self.entities = entities
        self.media_at = {position: medium for medium in media for position in range(medium.first, medium.last)}
        self.vocabulary = vocabulary
        self.quoted = quoted
        self.history: list[Referent] = []
        self.topics: list[Referent] = []
        self._starts = [sentence.first for sentence in sentences]

    def remember(self, referent: Referent) -> None:
        """Record that *referent* has spoken at its place."""
        self.history.append(referent)

    def note_topic(self, tree: Tree) -> None:
        """Record the subject of a sentence's main clause: the likeliest *il* of the next one."""
        root = next((index for index in range(len(tree)) if tree[index].head == ROOT), None)
        subject = tree.child(root, "nsubj") if root is not None else None
        if subject is None or tree.quotation(subject) is not None:
            return
        word = tree[subject]
        if word.upos == "NOUN" and not self.vocabulary.can_speak(word.form, word.lemma, word.upos):
            return
        found = self.resolve(tree, subject)
        if found is not None:
            self.topics.append(evolve(found[0], place=tree.token(subject)))

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
            word.upos in ("PRON", "DET") or word.form.startswith("-") or folded in ("celui-ci", "celle-ci")
        ):
            referent = self.resolve_pronoun(folded, position)
            return (referent, (position, position + 1)) if referent else None
        introduced = self.entities.named_by_role.get(position)
        named = self.entities.at(introduced.first, introduced.last) if introduced is not None else None
        if named is not None:
            name, entity = named
            return self._of_entity(entity, name.first), (name.first, name.last)
        pair = self._coordinated(tree, head)
        if pair is not None:
            return pair
        apposed = named_head(tree, head)
        named = self.entities.at(tree.token(apposed), tree.token(apposed) + 1)
        if apposed != head and named is not None and named[1].kind == "person":
            head = apposed
        words = mention_words(tree, head)
        first, last = tree.token(words[0]), tree.token(words[-1]) + 1
        first, last = self._trimmed(first, last)
        if fold(self.tokens[first].text) in _IMPERSONAL and last - first == 1:
            return None
        medium = self._named_medium(first, last, tree.token(head))
        mention = (medium.first, medium.last) if medium is not None else (first, last)
        return self.resolve_group(first, last, tree.token(head)), mention

    def _coordinated(self, tree: Tree, head: int) -> tuple[Referent, tuple[int, int]] | None:
        """*Anne Morel et Paul Petit*: names joined by *et*, who speak together."""
        members = [head, *tree.children(head, "conj")]
        named = [self.entities.at(tree.token(member), tree.token(member) + 1) for member in members]
        found = [item for item in named if item is not None]
        if len(found) < 2 or len(found) < len(members) or tree[members[-1]].upos != "PROPN":
            return None
        first, last = found[0][0].first, found[-1][0].last
        if last - first > MAX_PAIR_TOKENS:
            return None
        names = " et ".join(entity.name for _, entity in found)
        return Referent(names, "group", None, True, first, how="pair"), (first, last)

    def _trimmed(self, first: int, last: int) -> tuple[int, int]:
        """Tokens without punctuation at the edges."""
        while last - 1 > first and self.tokens[last - 1].kind in ("punct", "mark"):
            last -= 1
        while first < last - 1 and (
            self.tokens[first].kind in ("punct", "mark") or fold(self.tokens[first].text) in _NO_MENTION_STARTS
        ):
            first += 1
        return first, last

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

    def resolve_group(self, first: int, last: int, head: int) -> Referent:
        """Whom the noun group of the tokens *first* to *last*, headed by the token *head*, stands for."""
        medium = self.media_at.get(head) or self._named_medium(first, last, head)
        if medium is not None and not medium.generic:
            return Referent(medium.name, "organisation", None, False, head, how="name")
        named = self.entities.at(head, head + 1) or self._name_over(head)
        if named is not None and not self._heads_longer_name(named[0], last):
            return self._of_entity(named[1], head)
        forms = [fold(token.text) for token in self.tokens[first:last]]
        if any(form in ("dernier", "derniere") for form in forms) and forms[0] in ("ce", "cette"):
            referent = self.resolve_pronoun("celui-ci" if "dernier" in forms else "celle-ci", first)
            if referent is not None:
                return referent
        if forms[0] in ("les", "ces") and len(forms) > 1 and forms[1] == "deux":
            pair = self._last_two(first)
            if pair is not None:
                return pair
        return self._of_role(first, last, head) or self._of_words(first, last, head)

    def _named_medium(self, first: int, last: int, head: int) -> MediumMention | None:
        """*le quotidien hongkongais South China Morning Post*: the medium named in or right behind its noun."""
        if self.vocabulary.media_noun(self.tokens[head].text) is None:
            return None
        found = (self.media_at.get(position) for position in range(first, min(last + 1, len(self.tokens))))
        return next((medium for medium in found if medium is not None and not medium.generic), None)

    def _heads_longer_name(self, name: Name, last: int) -> bool:
        """*Comité* of *le Comité pour la protection des journalistes*: the capital is only the head of a longer name."""
        return (
            len(name.words) == 1
            and last > name.last
            and self.vocabulary.is_organisation(name.words[0])
            and not name.words[0].isupper()
        )

    def _name_over(self, head: int) -> tuple[Name, Entity] | None:
        """The name that began before the token *head* and goes over it."""
        for first in range(head - 1, max(-1, head - 6), -1):
            found = self.entities.at(first, first + 1)
            if found is not None:
                return found if found[0].last > head else None
        return None

    def _of_entity(self, entity: Entity, place: int) -> Referent:
        return Referent(entity.name, entity.kind, entity.gender, False, place, entity, how="name")

    def _of_role(self, first: int, last: int, head: int) -> Referent | None:
        """*Le ministre*, *la présidente du parti*: the person whom the article gives that role."""
        role = self.vocabulary.role_of(self.tokens[head].text)
        determiner = fold(self.tokens[first].text)
        if role is None or (determiner not in _DEFINITE and first != head):
            return None
        wanted = [fold(token.text) for token in self.tokens[head:last] if token.kind == "word"]
        best: tuple[float, Entity] | None = None
        for entity in self.entities.all:
            for words in entity.roles:
                score = self._role_match(wanted, words)
                if score <= 0:
                    continue
                score += self._nearness(entity, first)
                if best is None or score > best[0]:
                    best = (score, entity)
        if best is not None:
            return evolve(self._of_entity(best[1], head), how="role")
        if role.is_plural or not role.is_strong or determiner in ("un", "une"):
            return None
        return self._described_person(role.gender or ROLE_OPENERS.get(determiner), role.lemma, first, wanted)

    def _described_person(
        self, gender: Gender | None, role_lemma: str, position: int, words: Sequence[str]
    ) -> Referent | None:
        """*La comédienne*, *le syndicaliste*, of somebody whose role was never spelled out; None for somebody new."""
        owners = self._named_within(position, len(words))
        best = self.likeliest("description", gender, position, (role_lemma, *words), owners)
        if best is None:
            return None
        return evolve(best, gender=best.gender or gender, plural=False, place=position)

    def _named_within(self, first: int, length: int) -> set[str]:
        """Names inside a description: *l’avocat de Marc Dalbret* is not Marc Dalbret."""
        found = (self.entities.at(place, place + 1) for place in range(first, first + length + 2))
        return {item[1].name for item in found if item is not None}

    def likeliest(
        self,
        need: Need,
        gender: Gender | None,
        position: int,
        description: Sequence[str] = (),
        excluded: Collection[str] = (),
    ) -> Referent | None:
        """Who is most likely meant at the token *position*; None if there is no candidate, or somebody new is likelier."""
        described = describe_candidates(self, position, need, gender, description)
        candidates = [item for item in described if item.referent is None or item.referent.name not in excluded]
        if not candidates:
            return None
        probability, best = self.choose(candidates, position, need)
        return evolve(best.referent, probability=probability, how=need) if best.referent is not None else None

    def choose(
        self, candidates: Sequence[ReferentCandidate], position: int, need: Need
    ) -> tuple[float, ReferentCandidate]:
        """The candidate that the model ranks first, with its probability."""
        ranked = rank([candidate.features for candidate in candidates], self.vocabulary.referent_weights)
        probability, place = ranked[0]
        return probability, candidates[place]

    def _role_match(self, wanted: Sequence[str], words: Sequence[str]) -> float:
        """How well the words of a role fit: the head word must be the same, and what else is said must not clash."""
        if not wanted or not words or not self.vocabulary.same_role(wanted[0], words[0]):
            return 0.0
        specific = [word for word in wanted[1:] if len(word) > 3]
        if not specific:
            return 1.0
        shared = sum(word in words for word in specific)
        if shared:
            return 2.0 * shared / len(specific)
        is_bare = len(words) == 1 and all(self.vocabulary.is_nationality(word) for word in specific)
        return 0.7 if is_bare else -1.0

    def _nearness(self, entity: Entity, position: int) -> float:
        """Between 0 and 1: how near before *position* the entity was last named."""
        before = [place for place in entity.places if place < position]
        return 1.0 / (1.0 + (position - before[-1]) / 50.0) if before else 0.0

    def _of_words(self, first: int, last: int, head: int) -> Referent:
        """A noun group that no name stands for: its own words are its name."""
        known = self._said_before(first, head, last)
        if known is not None:
            return known
        start = first
        while start < last - 1 and fold(self.tokens[start].text) in _DETERMINERS:
            start += 1
        full = self._spelled_out(start, last, head)
        gender = ROLE_OPENERS.get(fold(self.tokens[first].text))
        plural = fold(self.tokens[first].text) in ("les", "des", "ces", "certains", "plusieurs", "certaines")
        kind = self.vocabulary.kind_of_noun(self.tokens[head].text, plural)
        return Referent(full, kind, gender, plural, head)

    def _said_before(self, first: int, head: int, last: int) -> Referent | None:
        """*Cette source*, *le syndicat*: a speaker whose fuller name began with the same noun."""
        if fold(self.tokens[first].text) not in _DEFINITE | {"les", "ces"} or last - head > 1:
            return None
        noun = fold(self.tokens[head].text)
        for referent in reversed(self.history):
            if referent.entity is None and fold(referent.name.split(" ", 1)[0]) == noun:
                return Referent(referent.name, referent.kind, referent.gender, referent.plural, head)
        return None

    def _spelled_out(self, first: int, last: int, head: int) -> str:
        """The fullest name: an organisation of the article whose name holds this lone head word, else the words."""
        if last - first == 1:
            folded = fold(self.tokens[head].text)
            for entity in self.entities.all:
                key = name_key([entity.full_name])
                if len(key) > 1 and folded in key[:2] and entity.kind == "organisation":
                    return entity.full_name
        return self.text[self.tokens[first].start : self.tokens[last - 1].end]

    def resolve_pronoun(self, folded: str, position: int) -> Referent | None:
        """Whom a pronoun stands for: the last speaker or the last subject that agrees with it."""
        if folded not in _PRONOUN_GENDERS:
            return None
        gender, plural = _PRONOUN_GENDERS[folded]
        best = self._plural(folded, position) if plural else self.likeliest("pronoun", gender, position)
        if best is None:
            return None
        return evolve(best, gender=best.gender or gender, place=position)

    def _plural(self, folded: str, position: int) -> Referent | None:
        """Whom *ils* stands for: the last speakers that are several, else the last two people named."""
        for referent in sorted((*self.history, *self.topics), key=lambda referent: -referent.place):
            if (
                referent.place < position
                and referent.plural
                and self.sentence_of(position) - self.sentence_of(referent.place) <= PLURAL_REACH_SENTENCES
            ):
                return referent
        return self._last_two(position) if folded != "elles" else None

    def is_subject_like(self, position: int) -> bool:
        """Whether the name at the token *position* looks like a subject: no preposition in front of it."""
        before = position - 1
        steps = 0
        while (
            before >= 0
            and steps < 8
            and self.tokens[before].kind == "word"
            and (
                self.vocabulary.role_of(self.tokens[before].text) is not None
                or fold(self.tokens[before].text) in ("le", "la", "l'")
                or self.vocabulary.civility(self.tokens[before].text) is not None
            )
        ):
            before -= 1
            steps += 1
        return before < 0 or fold(self.tokens[before].text) not in _PREPOSITIONS

    def last_speaker(self, position: int) -> Referent | None:
        """Who spoke last before the token *position*."""
        before = [referent for referent in self.history if referent.place <= position]
        return before[-1] if before else None

    def _last_two(self, position: int) -> Referent | None:
        """The last two people named: *les deux hommes*."""
        seen: list[Entity] = []
        for _, entity in self.entities.mentions_before(position):
            if entity.kind == "person" and entity not in seen:
                seen.append(entity)
            if len(seen) == 2:
                names = [entity.name for entity in sorted(seen, key=lambda entity: entity.places[0])]
                return Referent(" et ".join(names), "group", None, True, position, how="pair")
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
        people = (
            entity for name, entity in self.entities.all_mentions() if name.first > position and entity.kind == "person"
        )
        return list({id(entity): entity for entity in islice(people, 12)}.values())[:2]

    def sentence_of(self, position: int) -> int:
        """Number of the sentence that holds the token."""
        return max(0, bisect_right(self._starts, position) - 1)

    def paragraph_of(self, position: int) -> int:
        """Number of the paragraph that holds the token."""
        return self.sentences[self.sentence_of(position)].paragraph

    def opens_sentence(self, position: int) -> bool:
        """Whether the name at the token stands at the start of its sentence, a role in front of it counted in."""
        return position - self._starts[self.sentence_of(position)] <= OPENING_TOKENS and self.is_subject_like(position)

    def is_quoted(self, position: int) -> bool:
        """Whether the token stands inside quotation marks."""
        return any(first <= position < last for first, last in self.quoted)
