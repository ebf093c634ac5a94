"""
Decisions: what annotated articles teach each of the linear models, one `Choice` a decision.

The modules that rank give their candidates with features; here it is told which are right. Whom a mention stands for is decided
along the article, going on from right answers. Start reading at `example_of`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve, frozen

from quotattr.attribution import make_resolver, resolve_all
from quotattr.confidence import confidence_features
from quotattr.coreference import Resolver
from quotattr.cue_ranking import find_cue_candidates
from quotattr.drafts import candidates_of, draft_all, places_of_names
from quotattr.grouping import prepare
from quotattr.ranking import NOBODY, rank_speakers
from quotattr.reading import Draft, Reading, span_of_cue
from quotattr.referents import Need, Referent, ReferentCandidate
from quotattr.revision import describe_answers
from quotattr.sentences import Sentence
from quotattr.speakers import SpeakerHit
from quotattr.trees import Tree

from .gold import SAME_SPAN_IOU, Annotation, find_annotation, gold_of, is_cue, is_same_name, overlapped, right_mentions
from .linear import BY_MODEL, Choice

OTHER_WEIGHT = 0.35
"""What a mark that is no speech counts: such marks are 30 % of the annotated ones, but some 13 % in news at large (0.15 / 0.43)."""

BY_HAND_WEIGHT = 4.0
"""What a confidence counts that people judged. With 1 too many were called sure: there are thirty times as many of the others."""


def speech_choices(drafts: Sequence[Draft], annotations: Sequence[Annotation]) -> Iterator[Choice]:
    """Speech against other marks: the quotation's features against none."""
    for draft in drafts:
        gold = find_annotation(draft.segments[0], annotations, SAME_SPAN_IOU)
        if gold is not None and draft.quotation is not None:
            right = (gold.is_speech, not gold.is_speech)
            yield Choice((draft.features, {}), right, 1.0 if gold.is_speech else OTHER_WEIGHT)


def cue_choices(drafts: Sequence[Draft], annotations: Sequence[Annotation]) -> Iterator[Choice]:
    """The words that may be the cue; the right one overlaps the gold cue, none is right where the gold has none."""
    for draft in drafts:
        gold = gold_of(draft, annotations)
        if (
            draft.setting is None
            or draft.quotation is None
            or draft.rule == "incise_inside"
            or gold is None
            or not gold.is_speech
        ):
            continue
        setting = draft.setting
        candidates = find_cue_candidates(setting, draft.pointing)
        right = [
            gold.cue is None if candidate.hit is None else is_cue(span_of_cue(setting, candidate.hit), gold.cue)
            for candidate in candidates
        ]
        yield Choice(tuple(candidate.features for candidate in candidates), tuple(right))


def speaker_choices(reading: Reading, drafts: Sequence[Draft], annotations: Sequence[Annotation]) -> Iterator[Choice]:
    """The mentions in reach; the right one heads a gold mention, nobody is right where none does."""
    names, media = places_of_names(reading)
    for draft in drafts:
        gold = gold_of(draft, annotations)
        if draft.setting is None or gold is None or not gold.is_speech:
            continue
        candidates = candidates_of(reading, draft, draft.setting, names, media)
        right = right_mentions(reading, draft.setting.tree, candidates, gold.mentions)
        right[0] = not any(right)
        yield Choice(tuple(candidate.features for candidate in candidates), tuple(right))


def follow_annotations(reading: Reading, drafts: Sequence[Draft], annotations: Sequence[Annotation]) -> None:
    """
    Give each draft the mention that the gold has in its frame, or none.

    Whom a mention stands for is learned from right mentions. Only a mention that the ranking overlooks is left out, as it
    will be in use: whoever it names is still a candidate (`quotattr.implied`).
    """
    names, media = places_of_names(reading)
    for draft in drafts:
        gold = gold_of(draft, annotations)
        if draft.setting is None or draft.mention_tokens is not None or gold is None or not gold.is_speech:
            continue
        candidates = candidates_of(reading, draft, draft.setting, names, media)
        right = right_mentions(reading, draft.setting.tree, candidates, gold.mentions)
        best = rank_speakers(candidates, reading.vocabulary.speaker_weights)[0][1]
        is_followed = any(right) and best.index != NOBODY
        draft.speaker = SpeakerHit(candidates[right.index(True)].index, "annotated") if is_followed else None


def _names_of(reading: Reading, draft: Draft, gold: Annotation | None) -> tuple[str, ...]:
    """The names that the gold gives whoever a draft's mention means; none if an incise inside the marks has another mention."""
    if gold is None:
        return ()
    is_elsewhere = (
        draft.mention_tokens is not None and overlapped(reading.span_of(*draft.mention_tokens), gold.mentions) is None
    )
    return () if is_elsewhere else gold.names


class RecordingResolver(Resolver):
    """A resolver that notes each decision against the gold, and goes on from the right answer."""

    choices: list[Choice]
    names: tuple[str, ...] = ()
    is_nobody = False

    def note_topic(self, tree: Tree) -> None:
        """As in use: the gold knows speakers, not subjects."""
        self.names, self.is_nobody = (), False
        super().note_topic(tree)

    def note_opening(self, sentence: Sentence) -> None:
        """As in use, too: whom the quotation before has named says nothing of this sentence's subject."""
        self.names, self.is_nobody = (), False
        super().note_opening(sentence)

    def peek(self, tree: Tree, head: int) -> tuple[Referent, tuple[int, int]] | None:
        """As in use: the gold that is known is another's."""
        kept = self.names, self.is_nobody
        self.names, self.is_nobody = (), False
        found = super().peek(tree, head)
        self.names, self.is_nobody = kept
        return found

    def choose(
        self, candidates: Sequence[ReferentCandidate], position: int, need: Need
    ) -> list[tuple[float, ReferentCandidate]]:
        """As the model says, but the right candidate where the gold knows one."""
        right = [is_same_name(candidate.referent.name, self.names) for candidate in candidates]
        if self.names and candidates[-1].is_itself and not any(right):
            right[-1] = True
        if self.is_nobody:
            right = [candidate.is_nobody for candidate in candidates]
        if any(right):
            self.choices.append(Choice(tuple(candidate.features for candidate in candidates), tuple(right)))
            return [(1.0, candidates[right.index(True)])]
        return super().choose(candidates, position, need)


def referent_choices(
    reading: Reading, drafts: list[Draft], trees: Sequence[Tree], annotations: Sequence[Annotation]
) -> list[Choice]:
    """Decisions about who is meant, along the article."""
    resolver = make_resolver(reading, trees, RecordingResolver)
    resolver.choices = []

    def tell(draft: Draft) -> None:
        gold = gold_of(draft, annotations)
        resolver.names = _names_of(reading, draft, gold)
        resolver.is_nobody = gold is not None and gold.is_speech and not gold.names and not gold.mentions

    resolve_all(reading, drafts, trees, resolver, before_each=tell)
    return resolver.choices


@frozen
class Example:
    """An annotated article, read and parsed once, with every decision that it shows."""

    annotations: tuple[Annotation, ...]
    reading: Reading
    trees: tuple[Tree, ...]
    decisions: Mapping[str, tuple[Choice, ...]]


def example_of(annotations: tuple[Annotation, ...], reading: Reading, trees: Sequence[Tree]) -> Example:
    """The decisions of one article; its cues are those of the reading's own weights."""
    drafts = draft_all(reading, trees)
    decisions = {
        "speech": tuple(speech_choices(drafts, annotations)),
        "cue": tuple(cue_choices(drafts, annotations)),
        "speaker": tuple(speaker_choices(reading, drafts, annotations)),
    }
    follow_annotations(reading, drafts, annotations)
    decisions["referent"] = tuple(referent_choices(reading, prepare(reading, drafts), trees, annotations))
    return Example(annotations, reading, tuple(trees), decisions)


def revision_choices(reading: Reading, drafts: Sequence[Draft], annotations: Sequence[Annotation]) -> Iterator[Choice]:
    """The answers of each quotation that is speech; those with the right name are right."""
    for draft, answers, described in describe_answers(reading, drafts):
        gold = find_annotation(draft.segments[0], annotations, SAME_SPAN_IOU)
        if gold is not None and gold.is_speech:
            yield Choice(tuple(described), tuple(_is_right(answer.referent.name, gold) for answer in answers))


def _is_right(name: str, gold: Annotation) -> bool:
    """Whether the gold gives the speaker that name, or none if the name is empty."""
    return is_same_name(name, gold.names) if name else not gold.names and not gold.mentions


def confidence_choices(drafts: Sequence[Draft], annotations: Sequence[Annotation]) -> Iterator[Choice]:
    """Each marked quotation taken for speech: right if it is, and the name is."""
    by_model = any(annotation.by_model for annotation in annotations)
    for draft in drafts:
        if draft.quotation is None or not draft.speech:
            continue
        gold = find_annotation(draft.segments[0], annotations, SAME_SPAN_IOU)
        if gold is None:
            continue
        name = draft.referent.name if draft.referent is not None else ""
        right = gold.is_speech and _is_right(name, gold)
        choice = Choice((confidence_features(draft), {}), (right, not right), 1.0 if gold.is_speech else OTHER_WEIGHT)
        yield _marked_as_by_model(choice) if by_model else _counted_as_by_hand(choice)


def _marked_as_by_model(choice: Choice) -> Choice:
    """
    The choice with a fact that takes on what language models annotate otherwise than people do.

    They know a name only as the article spells it, so that fewer answers count as right. The fact is never told in use, nor
    is its weight kept: the other weights then say how often answers are right by the standard of people.
    """
    features, none = choice.described
    return evolve(choice, described=({**features, BY_MODEL: 1.0}, none))


def _counted_as_by_hand(choice: Choice) -> Choice:
    """The choice with the weight of one that people annotated."""
    return evolve(choice, weight=choice.weight * BY_HAND_WEIGHT)
