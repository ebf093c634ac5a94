"""
Implied: who says the words whose speaker nobody mentions.

A quotation may float between sentences, hang on a verb without a subject (*Et d’ajouter*), stand in a heading, be
nested in another's words, or be nobody's (*entend-on dans la rue*). Whoever may be meant by a pronoun is a candidate,
and whoever the sentence itself or a quotation near by tells of, and nobody; all are weighed with the weights of
``lexicon/referent_weights.tsv``. Start reading at `Hearing.settle`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from attrs import define, evolve, field, frozen

from quotattr.coreference import Resolver, best_of
from quotattr.crossing import UNCROSSED
from quotattr.cues import can_speak
from quotattr.folding import fold
from quotattr.reading import Draft, Reading, other_marks
from quotattr.referents import Features, Referent, ReferentCandidate, describe_candidates, nobody_at, of_entity
from quotattr.trees import ROOT, Tree

FIRST_PERSON = frozenset("je j' moi nous".split())
THIRD_PERSON = frozenset("il elle ils elles lui eux".split())
_READING = frozenset(["lire", "entendre", "apprendre"])
"""Verbs of which *on* is the reader: *lit-on dans le communiqué*."""


SAME_WORDS_SHARE = 0.6
"""A quotation that has this share of another's longer words says the same."""

MIN_WORD_LETTERS = 4

MAX_HEADING_REACH = 200
"""How many quotations before a heading, and behind it, may hold its words: all of an ordinary article's."""

MAX_HEARD = 30
"""How many of the last quotations may hold the same words."""

MAX_PREVIOUS = 3
"""How many of the last marked quotations it matters how far they are."""

MAX_BEHIND = 4
"""So many of those whom the words behind a quotation name are candidates for that."""

MAX_COMING = 3
MAX_COMING_SENTENCES = 3
"""Of so many of the next quotations, in so many sentences, the speaker may be whose words these are already."""

GAPS_IN_WORDS = (0, 3, 8, 15, 30, 60)
"""How many words between two quotations make a difference: none, an incise, a sentence."""

MAX_COUNTED = 3
"""More candidates than this are many."""


@frozen
class Heard:
    """A settled quotation, and its longer words, folded."""

    draft: Draft
    speaker: Referent
    words: frozenset[str]


@define
class Hearing:
    """
    What an article has quoted so far, and who is heard where nobody is mentioned.

    Attributes:
        reading: The article.
        drafts: All its quotations, in reading order.
        resolver: Who has been named, and what the sentences are about.
        heard: The settled quotations that have a speaker, in reading order.
        silent: The quotations that are no speech, by number: marks around a name or a term hide nobody.
        peeked: Whom words of trees (by their ids) stand for, as long as no other quotation is settled.
    """

    reading: Reading
    drafts: Sequence[Draft]
    resolver: Resolver
    heard: list[Heard] = field(factory=list)
    silent: frozenset[int] = field(init=False, repr=False)
    peeked: dict[tuple[int, int], tuple[Referent, tuple[int, int]] | None] = field(factory=dict, repr=False)

    @silent.default
    def _silent(self) -> frozenset[int]:
        return other_marks(self.drafts)

    def add(self, draft: Draft) -> None:
        """Take in a settled draft."""
        self.peeked.clear()
        if draft.referent is not None:
            self.heard.append(Heard(draft, draft.referent, long_words(self.reading, draft)))

    def peek(self, tree: Tree, index: int) -> tuple[Referent, tuple[int, int]] | None:
        """Whom a mention stands for that is not the one whose turn it is, with its tokens; several ask of the same one."""
        key = id(tree), index
        if key not in self.peeked:
            self.peeked[key] = self.resolver.peek(tree, index)
        return self.peeked[key]

    def settle(self, draft: Draft) -> None:
        """Find the speaker of a draft without a mention: a nested one has its outer's."""
        outer = draft.outer
        if outer is not None and outer.referent is not None:
            draft.referent, draft.rule = outer.referent, "nested"
            return
        self._choose(draft, form_of(draft))
        if draft.cue is None and draft.referent is not None:
            last = self.resolver.last_speaker(draft.position)
            draft.rule = "floating" if last is not None and last.name == draft.referent.name else "introduced"

    def settle_mute(self, draft: Draft) -> None:
        """
        Find the speaker of a draft whose mention names nobody.

        That is *je* in somebody's words, *fait-on savoir à la mairie*, an *elle* that nobody agrees with. *vous*, and
        *je* in nobody's words, stay nobody.
        """
        assert draft.setting is not None
        assert draft.speaker is not None
        tree, index = draft.setting.tree, draft.speaker.index
        form = fold(tree[index].form).rpartition("-")[2]
        if form in FIRST_PERSON:
            draft.referent = draft.outer.referent if draft.outer is not None else None
        elif form == "on" and tree[index].head != ROOT:
            self._settle_on(draft, tree, tree[index].head)
        elif form in THIRD_PERSON:
            self._choose(draft, "il")

    def _settle_on(self, draft: Draft, tree: Tree, verb: int) -> None:
        """Find whose words somebody else gives or reads: *on* is the mention of the first, of the second it is the text."""
        found = self.resolver.behind_on(tree, verb)
        if found is None:
            self._choose(draft, "on")
            return
        draft.referent, (first, last) = found
        if any(tree[word].lemma in _READING for word in (verb, *tree.children(verb, "xcomp"))):
            draft.mention = self.reading.mention_span(first, last)

    def _choose(self, draft: Draft, form: str) -> None:
        """Put the likeliest speaker on the draft, or none; *form* is the way in which it lacks a mention."""
        draft.implied = best_of(
            self.resolver.choose(self.describe(draft, form), draft.position, "floating"), "floating"
        )
        draft.referent = draft.implied if draft.implied.name else None

    def if_implied(self, draft: Draft) -> Referent:
        """Who would be heard if the draft's sentence mentioned nobody, as if its turn had not come; without a name: nobody."""
        outer = draft.outer
        if outer is not None and outer.referent is not None:
            return outer.referent
        return best_of(self.resolver.weigh(self.describe(draft, form_of(draft))), "floating")

    def describe(self, draft: Draft, form: str) -> list[ReferentCandidate]:
        """Everybody who may say the draft's words, with what speaks for and against it; nobody last."""
        told: dict[str, Features] = {}
        referents: dict[str, Referent] = {}
        for referent, fact in self._facts(draft):
            referents.setdefault(referent.name, referent)
            told.setdefault(referent.name, {}).update({fact: 1.0, f"{form}_{fact}": 1.0})
        candidates = describe_candidates(
            self.resolver, draft.position, "floating", None, form, tuple(referents.values())
        )
        described = []
        for candidate in candidates:
            name = candidate.referent.name
            is_medium = float(name in self.reading.media_by_name)
            others = {**told.get(name, {}), "medium": is_medium, f"{form}_medium": is_medium}
            described.append(evolve(candidate, others=others))
        nobody = nobody_features(draft, form, len(candidates))
        return [*described, ReferentCandidate(nobody_at(draft.position), nobody, UNCROSSED, is_nobody=True)]

    def _facts(self, draft: Draft) -> Iterator[tuple[Referent, str]]:
        """What the sentence and the quotations around tell of whom."""
        for referent, place in self._coming(draft):
            yield referent, f"coming_{place}"
        for referent, place in self._in_sentence(draft):
            yield referent, f"frame_{place}"
        for referent, place in self._behind(draft):
            yield referent, f"behind_{place}"
        for referent, places in self._previous(draft):
            for place in places:
                yield referent, f"heard_{place}"
        wanted = long_words(self.reading, draft)
        for other in self.heard[-MAX_HEARD:]:
            if _share(wanted, other.words) >= SAME_WORDS_SHARE:
                yield other.speaker, "repeated"
                yield other.speaker, f"repeated_{min(len(wanted), MAX_COUNTED)}"

    def _in_sentence(self, draft: Draft) -> Iterator[tuple[Referent, str]]:
        """Whom the draft's own sentence mentions outside all speech, with where."""
        if draft.setting is None:
            return
        setting = evolve(draft.setting, other_marks=self.silent)
        tree = setting.tree
        for index in range(len(tree)):
            word = tree[index]
            if setting.is_quoted(index) or word.upos not in ("NOUN", "PROPN"):
                continue
            if word.deprel.startswith("flat") or not can_speak(setting, index):
                continue
            found = self.peek(tree, index)
            if found is not None:
                side = "before" if index < setting.first else "after"
                yield found[0], f"{side}_{word.deprel.partition(':')[0]}"

    def _behind(self, draft: Draft) -> Iterator[tuple[Referent, str]]:
        """
        Whom the rest of the sentence and the next one name behind the words, in their paragraph, with where.

        A paragraph may open with somebody's words and name her then: *«Je suis inquiète.» Comme tant d'autres, X …*
        """
        end = self.reading.token_range(draft.segments[-1])[1]
        own, paragraph = self.resolver.sentence_of(end - 1), self.resolver.paragraph_of(end - 1)
        order = 0
        for name, entity in self.resolver.reading.entities.mentions_after(end):
            distance = self.resolver.sentence_of(name.first) - own
            if order == MAX_BEHIND or distance > 1 or self.resolver.paragraph_of(name.first) != paragraph:
                return
            if not self.resolver.is_quoted(name.first):
                way = "subject" if self.resolver.is_subject_like(name.first) else "other"
                yield of_entity(entity, name.first), f"{distance}_{way}_{order}_{entity.kind}"
                order += 1

    def _coming(self, draft: Draft) -> Iterator[tuple[Referent, str]]:
        """Who is mentioned as the speaker of the next quotations, with how far off."""
        place = bisect_left(self.drafts, draft.position + 1, key=lambda other: other.position)
        sentence = self.reading.sentences_ended(draft.position)
        for order, other in enumerate(self.drafts[place : place + MAX_COMING]):
            distance = self.reading.sentences_ended(other.position) - sentence
            if distance > MAX_COMING_SENTENCES or other.speaker is None or other.setting is None or not other.speech:
                continue
            tree, index = other.setting.tree, other.speaker.index
            found = self.peek(tree, index) if tree[index].upos in ("NOUN", "PROPN") else None
            if found is not None:
                yield found[0], f"{order}_{min(distance, 2)}"

    def _previous(self, draft: Draft) -> Iterator[tuple[Referent, tuple[str, ...]]]:
        """Who said the last marked quotations, with how far off they end and what they are like."""
        seen: set[str] = set()
        marked = [other for other in self.heard[-MAX_HEARD:] if other.draft.quotation is not None]
        for order, other in enumerate(reversed(marked[-MAX_PREVIOUS:])):
            if other.speaker.name in seen:
                continue
            seen.add(other.speaker.name)
            end = self.reading.token_range(other.draft.segments[-1])[1]
            gap, kind = self._gap(end, draft.position), other.draft.kind
            is_near = self.resolver.paragraph_of(max(0, end - 1)) == self.resolver.paragraph_of(draft.position)
            where = "same" if is_near else "other"
            facts = (gap, f"{gap}_{where}", f"{where}_{kind}", f"{kind}_{gap}", f"{kind}_{other.speaker.how}")
            yield other.speaker, tuple(f"{order}_{fact}" for fact in facts)

    def _gap(self, first: int, last: int) -> str:
        """How many words the tokens from *first* to *last* hold, in steps."""
        if last - first > 2 * GAPS_IN_WORDS[-1]:
            return "more"
        words = sum(token.kind == "word" for token in self.reading.tokens[first:last])
        return next((str(limit) for limit in GAPS_IN_WORDS if words <= limit), "more")


def settle_headings(reading: Reading, drafts: Sequence[Draft]) -> None:
    """A heading's words belong to whoever says them in the text, else to the next speaker below, else to the last."""
    headings = [draft for draft in drafts if draft.speech and draft.is_heading]
    settled = [other for other in drafts if other.referent is not None and not other.is_heading and other.speech]
    words = [long_words(reading, other) for other in settled] if headings else []
    for draft in headings:
        draft.rule = "heading"
        wanted = long_words(reading, draft)
        place = bisect_left(settled, draft.position, key=lambda other: other.position)
        near = range(max(0, place - MAX_HEADING_REACH), min(len(settled), place + MAX_HEADING_REACH))
        repeated = (settled[other] for other in near if _share(wanted, words[other]) >= SAME_WORDS_SHARE)
        below = (settled[other] for other in near if _is_marked_below(settled[other], draft))
        above = (settled[other] for other in reversed(near) if settled[other].position < draft.position)
        chosen = next((other for others in (repeated, below, above) for other in others), None)
        draft.referent = chosen.referent if chosen is not None else draft.referent


def form_of(draft: Draft) -> str:
    """In which way a draft lacks a mention: it floats, or what announces it has no subject."""
    if draft.setting is None:
        return "bare_unparsed"
    if draft.cue is None:
        return "bare_standing" if draft.setting.standing else "bare_woven"
    if draft.cue.kind != "verb" or draft.cue.index < 0:
        return f"cue_{draft.cue.kind}"
    row = draft.setting.cue_verb(draft.cue.index)
    return f"cue_{row.strength if row is not None else 'none'}"


def nobody_features(draft: Draft, form: str, candidates: int) -> Features:
    """What speaks for the words being nobody's, against so many *candidates*."""
    features = {"nobody": 1.0, f"nobody_{form}": 1.0, f"nobody_of_{min(candidates, MAX_COUNTED)}": 1.0}
    if draft.cue is not None and draft.setting is not None and draft.cue.index >= 0:
        tree = draft.setting.tree
        features["nobody_passive"] = float(tree.child(draft.cue.index, "aux:pass", "nsubj:pass") is not None)
        features[f"nobody_cue_{fold(tree[draft.cue.index].lemma)}"] = 1.0
    return features


def _is_marked_below(other: Draft, heading: Draft) -> bool:
    """Whether *other* has marks and stands behind the heading."""
    return other.position > heading.position and other.quotation is not None


def long_words(reading: Reading, draft: Draft) -> frozenset[str]:
    """Folded words of some length that a draft's segments hold."""
    return frozenset(
        fold(token.text)
        for segment in draft.segments
        for token in reading.tokens_in(segment)
        if len(token.text) >= MIN_WORD_LETTERS
    )


def _share(wanted: frozenset[str], words: frozenset[str]) -> float:
    return len(wanted & words) / len(wanted) if wanted else 0.0
