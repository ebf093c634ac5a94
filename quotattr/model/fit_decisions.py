"""
Fits the linear models that decide where rules can't: speech or not, which cue, which mention, who is meant, how sure.

    python -m quotattr.model.fit_decisions GOLD_DIR [--raw RAW] [--out LEXICON_DIR] [--models DIR …]

GOLD_DIR holds annotated articles, one JSON file each, in the form of docs/format.md; RAW is
``raw_news.jsonl.gz``, some of whose articles `quotattr.model.annotations` annotates. No parser and no pointer may
have learned of what it reads here: *--models* are those of `quotattr.model.fit_pointer`, which lack every third article each.
The weights go to ``speech_weights.tsv``, ``cue_weights.tsv``, ``speaker_weights.tsv``, ``referent_weights.tsv``,
``revision_weights.tsv`` and ``confidence_weights.tsv``. All are one kind of model: a softmax over described candidates (for a
yes or no, the features against none), fitted by L-BFGS under an L2 penalty. Revision and confidence are
fitted on articles that the models before them, fitted on the rest, have not seen. All is done three times over (`ROUNDS`), and
the mean is kept. Start reading at `main`.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from attrs import evolve, frozen

from quotattr.attribution import look_back, make_resolver, resolve_all, settle
from quotattr.confidence import confidence_features
from quotattr.coreference import Resolver
from quotattr.cue_ranking import find_cue_candidates
from quotattr.drafts import candidates_of, draft_all, places_of_names
from quotattr.extractor import Extractor
from quotattr.folding import fold
from quotattr.grouping import prepare
from quotattr.model.annotations import read_annotated
from quotattr.model.loading import DEFAULT_DIRECTORY, load_pipeline
from quotattr.names import name_key
from quotattr.parse import StanzaParser, parse_with
from quotattr.ranking import NOBODY, Candidate, rank_speakers
from quotattr.reading import Draft, Reading, span_of_cue
from quotattr.referents import Need, Referent, ReferentCandidate
from quotattr.revision import describe_answers
from quotattr.sentences import Sentence
from quotattr.spans import Span
from quotattr.speakers import SpeakerHit
from quotattr.trees import Tree

OTHER_WEIGHT = 0.35
"""What a mark that is no speech counts: such marks are 30 % of the annotated ones, but some 13 % in news at large (0.15 / 0.43)."""

BY_MODEL = "annotated_by_model"
"""A fact of confidence that is told in fitting alone."""

BY_HAND_WEIGHT = 4.0
"""What a confidence counts that people judged. With 1 too many were called sure: there are thirty times as many of the others."""

UNSORTED_SPEECH = "speech"
"""The kind that language models gave: they did not tell direct from mixed."""

SAME_SPAN_IOU = 0.8
SAME_CLAUSE_IOU = 0.5
MIN_COUNT = {"speech": 12, "cue": 4, "speaker": 4, "referent": 4, "revision": 8, "confidence": 4}
"""A feature seen less often than this is left out; speech has many features of single words."""

MIN_WEIGHT = 0.01
L2_PENALTY = {"speech": 2.0, "cue": 3.0, "speaker": 1.0, "referent": 2.0, "revision": 10.0, "confidence": 30.0}
"""Chosen by cross-validation over articles; between 0.3 and 3 the scores differ by less than half a point."""

HEADERS = {
    "speech": "tells speech from other marks (titles, nicknames, terms, irony)",
    "cue": "picks what announces a quotation among the words that may",
    "speaker": "picks the speaker among the mentions in reach",
    "referent": "picks who is meant by a pronoun, a description, or a quotation that names nobody",
    "revision": "picks each speaker again when all others of the article are known",
    "confidence": "says how likely a quotation is speech with the right name",
}
MODULES = {
    "speech": "quotattr/speech.py",
    "cue": "quotattr/cue_ranking.py",
    "speaker": "quotattr/ranking.py",
    "referent": "quotattr/referents.py or descriptions.py",
    "revision": "quotattr/revision.py",
    "confidence": "quotattr/confidence.py",
}

DECISIONS = ("speech", "cue", "speaker", "referent")
FOLDS = 5

Features = Mapping[str, float]


@frozen
class Choice:
    """One decision: what each candidate is described by, which of them are right, and how much it counts."""

    described: tuple[Features, ...]
    right: tuple[bool, ...]
    weight: float = 1.0


@frozen
class Annotation:
    """The gold of one segment; *by_model*: a language model annotated it."""

    span: Span
    is_speech: bool
    mentions: tuple[Span, ...]
    names: tuple[str, ...]
    cue: Span | None = None
    by_model: bool = False


def read_annotations(document: Mapping[str, Any]) -> list[Annotation]:
    """The segments of one gold document."""
    found: list[Annotation] = []
    for quote in document["quotes"]:
        speaker = quote.get("speaker") or {}
        mentions = tuple(Span(*mention) for mention in speaker.get("mentions", ()))
        names = tuple(name for name in (speaker.get("name"), *speaker.get("aliases", ())) if name)
        cue = Span(*quote["cue"]) if quote.get("cue") else None
        kind = quote["kind"]
        found.extend(
            Annotation(Span(*segment), kind != "other", mentions, names, cue, kind == UNSORTED_SPEECH)
            for segment in quote["segments"]
        )
    return found


def find_annotation(span: Span, annotations: Sequence[Annotation], least: float) -> Annotation | None:
    """The annotation whose span overlaps *span* most, if their intersection over union is at least *least*."""
    best = max(annotations, key=lambda annotation: _iou(span, annotation.span), default=None)
    return best if best is not None and _iou(span, best.span) >= least else None


def _iou(left: Span, right: Span) -> float:
    shared = min(left.end, right.end) - max(left.start, right.start)
    return max(0, shared) / (max(left.end, right.end) - min(left.start, right.start))


def is_same_name(name: str, accepted: Sequence[str]) -> bool:
    """
    Whether a name is one of those accepted, articles aside; between two proper names, a surname is the full name.

    Only proper names are shortened so: *Yvelines* is not *élus des Yvelines*, nor *France* the *Banque de France*.
    """
    return any(
        _bare_key(name) == _bare_key(other) != () or _is_surname_of(name, other) or _is_surname_of(other, name)
        for other in accepted
    )


def _bare_key(name: str) -> tuple[str, ...]:
    """Folded words of a name without articles in front."""
    words = _WORD_RE.findall(" ".join(name_key(name.split())))
    while len(words) > 1 and words[0] in _ARTICLES:
        del words[0]
    return tuple(words)


def _is_surname_of(short: str, long: str) -> bool:
    """Whether *short* ends *long*, both proper names, behind no particle: *Lavrov*, *de Gaulle*."""
    key, full = _bare_key(short), _bare_key(long)
    is_end = 0 < len(key) < len(full) and full[-len(key) :] == key
    return is_end and full[-len(key) - 1] not in _PARTICLES and _is_proper(short) and _is_proper(long)


def _is_proper(name: str) -> bool:
    """Whether each word has a capital, particles aside."""
    return all(word[0].isupper() or fold(word) in _PARTICLES for word in _WORD_RE.findall(name))


_WORD_RE = re.compile(r"\w+")
_ARTICLES = frozenset("le la les l un une".split())
_PARTICLES = frozenset("de du des d la le les l et von van der den el al ben bin ould dos da".split())


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
        candidates = find_cue_candidates(setting)
        right = [
            gold.cue is None if candidate.hit is None else is_cue(span_of_cue(setting, candidate.hit), gold.cue)
            for candidate in candidates
        ]
        yield Choice(tuple(candidate.features for candidate in candidates), tuple(right))


def is_cue(span: Span, gold: Span | None) -> bool:
    """Whether *span* is the gold cue, an adverb more or less."""
    return gold is not None and span.overlaps(gold) and span.end - span.start <= gold.end - gold.start + CUE_SLACK


CUE_SLACK = 15
"""Code points by which a cue may outrun the gold one: an adverb, not a subject."""


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


def right_mentions(
    reading: Reading, tree: Tree, candidates: Sequence[Candidate], mentions: Sequence[Span]
) -> list[bool]:
    """Of each candidate whether it heads one of the gold mentions, the first that does of each."""
    taken: set[Span] = set()
    right = [False] * len(candidates)
    for place, candidate in enumerate(candidates):
        if candidate.index == NOBODY:
            continue
        position = tree.token(candidate.index)
        mention = overlapped(reading.tokens[position].span, mentions)
        if mention is not None and mention not in taken:
            taken.add(mention)
            right[place] = True
        elif mention is None and _apposed_mention(reading, position, mentions) is not None:
            right[place] = True
    return right


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
        best = rank_speakers(candidates, reading.vocabulary.speaker_weights, draft.pointing)[0][1]
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


def gold_of(draft: Draft, annotations: Sequence[Annotation]) -> Annotation | None:
    least = SAME_CLAUSE_IOU if draft.kind == "indirect" else SAME_SPAN_IOU
    return find_annotation(draft.segments[0], annotations, least)


def overlapped(span: Span, mentions: Sequence[Span]) -> Span | None:
    return next((mention for mention in mentions if mention.overlaps(span)), None)


def _apposed_mention(reading: Reading, position: int, mentions: Sequence[Span]) -> Span | None:
    """The gold mention that is the name apposed to the role at the token: the role is right as well."""
    name = reading.entities.named_by_role.get(position)
    if name is None:
        return None
    return overlapped(reading.span_of(name.first, name.last), mentions)


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


def read_documents(gold: Path, raw: Path | None) -> list[dict[str, Any]]:
    """Annotated articles, in the form of docs/format.md: those in the folder *gold*, and those of *raw* that are annotated."""
    documents = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(gold.glob("*.json"))]
    return documents if raw is None else [*documents, *read_annotated(raw)]


def reader_with(folder: Path) -> Extractor:
    """What reads articles with the model packed in *folder*."""
    analyser, extractor = load_pipeline(folder), Extractor()
    extractor._parser = StanzaParser(lambda: parse_with(analyser))  # Nobody else needs it: it has no public name.
    return extractor


@frozen
class Read:
    """An annotated article, read and parsed."""

    annotations: tuple[Annotation, ...]
    reading: Reading
    trees: Sequence[Tree]


def read_all(documents: Sequence[Mapping[str, Any]], readers: Sequence[Extractor]) -> list[Read]:
    """Annotated documents, read by *readers* in turn, so that each may have a model that has not learned of those that it reads."""
    found = []
    for document, reader in zip(documents, itertools.cycle(readers), strict=False):
        reading, trees = reader.read_and_parse(document["text"])
        found.append(Read(tuple(read_annotations(document)), reading, trees))
    return found


def make_examples(read: Sequence[Read]) -> list[Example]:
    """
    The decisions of articles; the cues of each are decided by weights that have not seen it.

    Which mention speaks is learned from cues that are as often wrong as they will be in use.
    """
    cues = [list(cue_choices(draft_all(one.reading, one.trees), one.annotations)) for one in read]
    examples: list[Example | None] = [None] * len(read)
    for part in range(FOLDS):
        seen = [choice for place, choices in enumerate(cues) if place % FOLDS != part for choice in choices]
        weights = fit(usable(seen), "cue")
        for place in range(part, len(read), FOLDS):
            one = read[place]
            vocabulary = one.reading.vocabulary.with_weights(cue=weights)
            examples[place] = example_of(one.annotations, evolve(one.reading, vocabulary=vocabulary), one.trees)
    return [example for example in examples if example is not None]


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


def decisions_of(examples: Sequence[Example], model: str) -> list[Choice]:
    """The decisions of one model, of all *examples*."""
    return [choice for example in examples for choice in example.decisions[model]]


@frozen
class Held:
    """An article that was settled, but not revised, by models that had not seen it."""

    annotations: tuple[Annotation, ...]
    reading: Reading
    drafts: tuple[Draft, ...]
    revisions: tuple[Choice, ...]


def settle_held_out(examples: Sequence[Example]) -> list[Held]:
    """Settle each fifth of the articles by models fitted on the rest."""
    held: dict[int, Held] = {}
    for part in range(FOLDS):
        rest = [example for place, example in enumerate(examples) if place % FOLDS != part]
        weights = {model: fit(usable(decisions_of(rest, model)), model) for model in DECISIONS}
        for place in range(part, len(examples), FOLDS):
            example = examples[place]
            reading = evolve(
                example.reading, vocabulary=example.reading.vocabulary.with_weights(**weights, revision={})
            )
            drafts = settle(reading, example.trees)
            choices = revision_choices(reading, drafts, example.annotations)
            held[place] = Held(example.annotations, reading, tuple(drafts), tuple(choices))
    return [held[place] for place in range(len(examples))]


def revision_choices(reading: Reading, drafts: Sequence[Draft], annotations: Sequence[Annotation]) -> Iterator[Choice]:
    """The answers of each quotation that is speech; those with the right name are right."""
    for draft, answers, described in describe_answers(reading, drafts):
        gold = find_annotation(draft.segments[0], annotations, SAME_SPAN_IOU)
        if gold is not None and gold.is_speech:
            yield Choice(tuple(described), tuple(_is_right(answer.referent.name, gold) for answer in answers))


def _is_right(name: str, gold: Annotation) -> bool:
    """Whether the gold gives the speaker that name, or none if the name is empty."""
    return is_same_name(name, gold.names) if name else not gold.names and not gold.mentions


def collect_confidence(held: Sequence[Held]) -> list[Choice]:
    """Settled and revised quotations, right or wrong, of each fifth of the articles, none by models that had seen it."""
    found: list[Choice] = []
    for part in range(FOLDS):
        rest = [choice for place, one in enumerate(held) if place % FOLDS != part for choice in one.revisions]
        revision = fit(usable(rest), "revision")
        for one in held[part::FOLDS]:
            look_back(
                evolve(one.reading, vocabulary=one.reading.vocabulary.with_weights(revision=revision)), one.drafts
            )
            by_model = any(annotation.by_model for annotation in one.annotations)
            choices = confidence_choices(one.drafts, one.annotations)
            found.extend(_marked_as_by_model(choice) if by_model else _counted_as_by_hand(choice) for choice in choices)
    return found


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


def confidence_choices(drafts: Sequence[Draft], annotations: Sequence[Annotation]) -> Iterator[Choice]:
    """Each marked quotation taken for speech: right if it is, and the name is."""
    for draft in drafts:
        if draft.quotation is None or not draft.speech:
            continue
        gold = find_annotation(draft.segments[0], annotations, SAME_SPAN_IOU)
        if gold is None:
            continue
        name = draft.referent.name if draft.referent is not None else ""
        right = gold.is_speech and _is_right(name, gold)
        yield Choice((confidence_features(draft), {}), (right, not right), 1.0 if gold.is_speech else OTHER_WEIGHT)


def usable(choices: Sequence[Choice]) -> list[Choice]:
    """Decisions that have a right answer."""
    return [choice for choice in choices if any(choice.right)]


def fit(choices: Sequence[Choice], model: str) -> dict[str, float]:
    """
    Weights that make the right candidates likeliest.

    Args:
        choices: Decisions with at least one right candidate each.
        model: Which of the models it is for: what counts as rare, and how strong the L2 penalty is.

    Returns:
        Feature → weight, small ones left out.
    """
    counts = Counter(name for choice in choices for features in choice.described for name in features)
    columns = {
        name: column
        for column, name in enumerate(sorted(name for name, count in counts.items() if count >= MIN_COUNT[model]))
    }
    weights = _minimise(_matrix_of(choices, columns), choices, L2_PENALTY[model])
    return {
        name: round(float(weights[column]), 4)
        for name, column in columns.items()
        if abs(weights[column]) >= MIN_WEIGHT and name != BY_MODEL
    }


@frozen(eq=False)
class Matrix:
    """
    What candidates are described by, as a sparse matrix: one entry a feature of a candidate that is not rare.

    Attributes:
        rows: Of each entry the candidate, counted through all choices.
        columns: Of each entry the feature.
        values: Of each entry how much of it.
        shape: How many candidates and features there are.
    """

    rows: torch.Tensor
    columns: torch.Tensor
    values: torch.Tensor
    shape: tuple[int, int]

    def times(self, weights: torch.Tensor) -> torch.Tensor:
        """The score of each candidate."""
        return torch.zeros(self.shape[0]).index_add(0, self.rows, self.values * weights[self.columns])


def _matrix_of(choices: Sequence[Choice], columns: Mapping[str, int]) -> Matrix:
    described = [features for choice in choices for features in choice.described]
    entries = [
        (row, columns[name], value)
        for row, features in enumerate(described)
        for name, value in features.items()
        if name in columns
    ]
    rows, places, values = zip(*entries, strict=True) if entries else ((), (), ())
    return Matrix(
        torch.tensor(rows, dtype=torch.long),
        torch.tensor(places, dtype=torch.long),
        torch.tensor(values, dtype=torch.float),
        (len(described), len(columns)),
    )


def _minimise(matrix: Matrix, choices: Sequence[Choice], penalty: float) -> torch.Tensor:
    """The weights under which the right candidates are likeliest, by L-BFGS."""
    groups = torch.tensor([number for number, choice in enumerate(choices) for _ in choice.right])
    right = torch.tensor([float(is_right) for choice in choices for is_right in choice.right])
    counts = torch.tensor([choice.weight for choice in choices])
    weights = torch.zeros(matrix.shape[1], requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")
    size = len(counts)

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        scores = matrix.times(weights)
        top = torch.full((size,), -1e9).scatter_reduce(0, groups, scores.detach(), "amax")
        odds = torch.exp(scores - top[groups])
        total = torch.zeros(size).index_add(0, groups, odds)
        won = torch.zeros(size).index_add(0, groups, odds * right)
        value = -(counts * torch.log(won / total + 1e-9)).sum() + penalty * (weights * weights).sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    step: Callable[..., Any] = optimiser.step
    step(loss)
    return weights.detach()


def write_weights(name: str, weights: Mapping[str, float], documents: int, folder: Path) -> Path:
    """Write one model's weights as a lexicon file, sorted by feature."""
    lines = [
        f"# Weights of the linear model that {HEADERS[name]}.",
        f"# feature: a name that {MODULES[name]} gives; weight: added to the score, times the feature's value.",
        f"# Fitted with `python -m quotattr.model.fit_decisions` on {documents} annotated news articles, of which no word is kept.",
        "# Unit: natural log-odds. Licence: CC0 1.0.",
        "feature\tweight",
        *("\t".join(row) for row in sorted([feature, f"{weight:.4f}"] for feature, weight in weights.items())),
    ]
    path = folder / f"{name}_weights.tsv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


ROUNDS = 3
"""
Fits that the weights are the mean of, each begun with the weights of the one before.

In each, what the articles tell of who has spoken and what was talked of hangs on the weights that it begins with. Two fits of
nearly the same decisions differ by half a point of ``who_said`` on either of two sets of articles; their mean lies between.
"""

Weights = dict[str, dict[str, float]]
"""Model → feature → weight."""


def fit_all(read: Sequence[Read]) -> Weights:
    """Fit every model once."""
    examples = make_examples(read)
    decisions = {model: decisions_of(examples, model) for model in DECISIONS}
    held = settle_held_out(examples)
    decisions["revision"] = [choice for one in held for choice in one.revisions]
    decisions["confidence"] = collect_confidence(held)
    return {name: fit(usable(choices), name) for name, choices in decisions.items()}


def mean_of(fits: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The mean of each feature's weights, 0 where a fit has none; small ones left out."""
    names = {name for weights in fits for name in weights}
    means = {name: math.fsum(weights.get(name, 0.0) for weights in fits) / len(fits) for name in names}
    return {name: mean for name, mean in means.items() if abs(mean) >= MIN_WEIGHT}


def _with_weights(reading: Reading, weights: Mapping[str, Mapping[str, float]]) -> Reading:
    return evolve(reading, vocabulary=reading.vocabulary.with_weights(**weights))


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit and write the six models."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("gold", type=Path, help="folder of annotated articles")
    parser.add_argument("--raw", type=Path, help="raw_news.jsonl.gz, of which annotations.tsv annotates some")
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "lexicon", help="folder of the weights")
    parser.add_argument(
        "--models",
        type=Path,
        nargs="+",
        default=[DEFAULT_DIRECTORY],
        help="model folders that read the articles in turn",
    )
    options = parser.parse_args(arguments)
    documents = read_documents(options.gold, options.raw)
    read = read_all(documents, [reader_with(folder) for folder in options.models])
    fits: list[Weights] = []
    for _ in range(ROUNDS):
        fits.append(fit_all(read))
        rest = {model: fits[-1][model] for model in (*DECISIONS, "revision")}
        read = [evolve(one, reading=_with_weights(one.reading, rest)) for one in read]
    for name in HEADERS:
        path = write_weights(name, mean_of([one[name] for one in fits]), len(documents), options.out)
        print(f"{path}: mean of {len(fits)} fits")


if __name__ == "__main__":
    main()
