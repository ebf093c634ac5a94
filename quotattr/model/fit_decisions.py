"""
Fits the linear models that decide where rules can't: speech or not, which mention, who is meant, how sure.

    python -m quotattr.model.fit_decisions GOLD_DIR [--raw RAW] [--out LEXICON_DIR]

GOLD_DIR holds annotated articles, one JSON file each, in the form of docs/format.md; RAW is
``raw_news.jsonl.gz``, some of whose articles `quotattr.model.annotations` annotates. The weights
go to ``speech_weights.tsv``, ``speaker_weights.tsv``, ``referent_weights.tsv`` and
``confidence_weights.tsv``. All are one kind of model: a softmax over described candidates (for a
yes or no, the features against none), fitted by L-BFGS under an L2 penalty. The confidence is
fitted on articles that the other three, fitted on the rest, have not seen. Start reading at `main`.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from attrs import evolve, frozen

from quotattr.attribution import make_resolver, resolve_all, settle
from quotattr.confidence import confidence_features
from quotattr.coreference import Resolver
from quotattr.drafts import draft_all, places_of_names, words_of
from quotattr.extractor import Extractor
from quotattr.grouping import prepare
from quotattr.model.annotations import read_annotated
from quotattr.names import name_key
from quotattr.ranking import NOBODY, Candidate, find_candidates
from quotattr.reading import Draft, Reading
from quotattr.referents import Need, ReferentCandidate
from quotattr.spans import Span
from quotattr.speakers import SpeakerHit
from quotattr.trees import Tree

OTHER_WEIGHT = 0.35
"""What a mark that is no speech counts: such marks are 30 % of the annotated ones, but some 13 % in news at large (0.15 / 0.43)."""

SAME_SPAN_IOU = 0.8
SAME_CLAUSE_IOU = 0.5
MIN_COUNT = {"speech": 12, "speaker": 4, "referent": 4, "confidence": 4}
"""A feature seen less often than this is left out; speech has many features of single words."""

MIN_WEIGHT = 0.01
L2_PENALTY = {"speech": 2.0, "speaker": 1.0, "referent": 5.0, "confidence": 3.0}
"""Chosen by cross-validation over articles; between 0.3 and 3 the scores differ by less than half a point."""

HEADERS = {
    "speech": "tells speech from other marks (titles, nicknames, terms, irony)",
    "speaker": "picks the speaker among the mentions in reach",
    "referent": "picks who is meant by a pronoun, a description, or a quotation that names nobody",
    "confidence": "says how likely a quotation is speech with the right name",
}
MODULES = {
    "speech": "quotattr/speech.py",
    "speaker": "quotattr/ranking.py",
    "referent": "quotattr/referents.py or descriptions.py",
    "confidence": "quotattr/confidence.py",
}

DECISIONS = ("speech", "speaker", "referent")
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
    """The gold of one segment."""

    span: Span
    is_speech: bool
    mentions: tuple[Span, ...]
    names: tuple[str, ...]


def read_annotations(document: Mapping[str, Any]) -> list[Annotation]:
    """The segments of one gold document."""
    found: list[Annotation] = []
    for quote in document["quotes"]:
        speaker = quote.get("speaker") or {}
        mentions = tuple(Span(*mention) for mention in speaker.get("mentions", ()))
        names = tuple(name for name in (speaker.get("name"), *speaker.get("aliases", ())) if name)
        found.extend(
            Annotation(Span(*segment), quote["kind"] != "other", mentions, names) for segment in quote["segments"]
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
    """Whether two names are one, a surname for the full name included."""
    key = name_key(name.split())
    others = [name_key(other.split()) for other in accepted]
    return any(
        key == other or (key and other and (key == other[-len(key) :] or other == key[-len(other) :]))
        for other in others
    )


def speech_choices(drafts: Sequence[Draft], annotations: Sequence[Annotation]) -> Iterator[Choice]:
    """Speech against other marks: the quotation's features against none."""
    for draft in drafts:
        gold = find_annotation(draft.segments[0], annotations, SAME_SPAN_IOU)
        if gold is not None and draft.quotation is not None:
            right = (gold.is_speech, not gold.is_speech)
            yield Choice((draft.features, {}), right, 1.0 if gold.is_speech else OTHER_WEIGHT)


def speaker_choices(reading: Reading, drafts: Sequence[Draft], annotations: Sequence[Annotation]) -> Iterator[Choice]:
    """The mentions in reach; the right one heads a gold mention, nobody is right where none does."""
    names, media = places_of_names(reading)
    for draft in drafts:
        gold = _gold_of(draft, annotations)
        if draft.setting is None or gold is None or not gold.is_speech:
            continue
        candidates = find_candidates(draft.setting, draft.cue, draft.speaker, names, media, words_of(reading, draft))
        right = _right_mentions(reading, draft.setting.tree, candidates, gold.mentions)
        right[0] = not any(right)
        yield Choice(tuple(candidate.features for candidate in candidates), tuple(right))


def _right_mentions(
    reading: Reading, tree: Tree, candidates: Sequence[Candidate], mentions: Sequence[Span]
) -> list[bool]:
    """Of each candidate whether it heads one of the gold mentions, the first that does of each."""
    taken: set[Span] = set()
    right = [False] * len(candidates)
    for place, candidate in enumerate(candidates):
        if candidate.index == NOBODY:
            continue
        position = tree.token(candidate.index)
        mention = _overlapped(reading.tokens[position].span, mentions)
        if mention is not None and mention not in taken:
            taken.add(mention)
            right[place] = True
        elif mention is None and _apposed_mention(reading, position, mentions) is not None:
            right[place] = True
    return right


def follow_annotations(reading: Reading, drafts: Sequence[Draft], annotations: Sequence[Annotation]) -> None:
    """
    Give each draft the mention that the gold has in its frame, or none.

    Whom a mention stands for is learned from right mentions: else an explicit speaker whom the rules overlooked
    would be an example of a floating quotation.
    """
    names, media = places_of_names(reading)
    for draft in drafts:
        gold = _gold_of(draft, annotations)
        if draft.setting is None or draft.mention_tokens is not None or gold is None or not gold.is_speech:
            continue
        candidates = find_candidates(draft.setting, draft.cue, draft.speaker, names, media, words_of(reading, draft))
        right = _right_mentions(reading, draft.setting.tree, candidates, gold.mentions)
        draft.speaker = SpeakerHit(candidates[right.index(True)].index, "annotated") if any(right) else None


def _gold_of(draft: Draft, annotations: Sequence[Annotation]) -> Annotation | None:
    least = SAME_CLAUSE_IOU if draft.kind == "indirect" else SAME_SPAN_IOU
    return find_annotation(draft.segments[0], annotations, least)


def _overlapped(span: Span, mentions: Sequence[Span]) -> Span | None:
    return next((mention for mention in mentions if mention.overlaps(span)), None)


def _apposed_mention(reading: Reading, position: int, mentions: Sequence[Span]) -> Span | None:
    """The gold mention that is the name apposed to the role at the token: the role is right as well."""
    name = reading.entities.named_by_role.get(position)
    if name is None:
        return None
    return _overlapped(reading.span_of(name.first, name.last), mentions)


class RecordingResolver(Resolver):
    """A resolver that notes each decision against the gold, and goes on from the right answer."""

    choices: list[Choice]
    names: tuple[str, ...] = ()

    def note_topic(self, tree: Tree) -> None:
        """As in use: the gold knows speakers, not subjects."""
        self.names = ()
        super().note_topic(tree)

    def choose(
        self, candidates: Sequence[ReferentCandidate], position: int, need: Need
    ) -> tuple[float, ReferentCandidate]:
        """As the model says, but the right candidate where the gold knows one."""
        right = [is_same_name(candidate.referent.name, self.names) for candidate in candidates]
        if self.names and candidates[-1].is_itself and not any(right):
            right[-1] = True
        if any(right):
            self.choices.append(Choice(tuple(candidate.features for candidate in candidates), tuple(right)))
            return 1.0, candidates[right.index(True)]
        return super().choose(candidates, position, need)


def referent_choices(
    reading: Reading, drafts: list[Draft], trees: Sequence[Tree], annotations: Sequence[Annotation]
) -> list[Choice]:
    """Decisions about who is meant, along the article."""
    resolver = make_resolver(reading, trees, RecordingResolver)
    resolver.choices = []

    def tell(draft: Draft) -> None:
        gold = _gold_of(draft, annotations)
        resolver.names = gold.names if gold is not None else ()

    resolve_all(reading, drafts, trees, resolver, before_each=tell)
    return resolver.choices


@frozen
class Example:
    """An annotated article, read and parsed once, with every decision that it shows."""

    annotations: tuple[Annotation, ...]
    reading: Reading
    trees: tuple[Tree, ...]
    decisions: Mapping[str, tuple[Choice, ...]]


def make_example(document: Mapping[str, Any], extractor: Extractor) -> Example:
    """Read one annotated document."""
    annotations = tuple(read_annotations(document))
    reading, trees = extractor.read_and_parse(document["text"])
    drafts = draft_all(reading, trees)
    decisions = {
        "speech": tuple(speech_choices(drafts, annotations)),
        "speaker": tuple(speaker_choices(reading, drafts, annotations)),
    }
    follow_annotations(reading, drafts, annotations)
    decisions["referent"] = tuple(referent_choices(reading, prepare(reading, drafts), trees, annotations))
    return Example(annotations, reading, tuple(trees), decisions)


def decisions_of(examples: Sequence[Example], model: str) -> list[Choice]:
    """The decisions of one model, of all *examples*."""
    return [choice for example in examples for choice in example.decisions[model]]


def collect_confidence(examples: Sequence[Example]) -> list[Choice]:
    """Settled quotations, right or wrong, of each fifth of the articles, decided by models fitted on the rest."""
    found: list[Choice] = []
    for fold in range(FOLDS):
        rest = [example for place, example in enumerate(examples) if place % FOLDS != fold]
        weights = {model: fit(usable(decisions_of(rest, model)), model) for model in DECISIONS}
        for example in examples[fold::FOLDS]:
            vocabulary = example.reading.vocabulary.with_weights(**weights)
            drafts = settle(evolve(example.reading, vocabulary=vocabulary), example.trees)
            found.extend(confidence_choices(drafts, example.annotations))
    return found


def confidence_choices(drafts: Sequence[Draft], annotations: Sequence[Annotation]) -> Iterator[Choice]:
    """Each marked quotation taken for speech: right if it is, and the name is."""
    for draft in drafts:
        if draft.quotation is None or not draft.speech:
            continue
        gold = find_annotation(draft.segments[0], annotations, SAME_SPAN_IOU)
        if gold is None:
            continue
        name = draft.referent.name if draft.referent is not None else None
        right = gold.is_speech and (is_same_name(name, gold.names) if name else not gold.names)
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
    rows, groups, right = [], [], []
    for number, choice in enumerate(choices):
        for features, is_right in zip(choice.described, choice.right, strict=True):
            row = torch.zeros(len(columns))
            for name, value in features.items():
                if name in columns:
                    row[columns[name]] = value
            rows.append(row)
            groups.append(number)
            right.append(float(is_right))
    weights = _minimise(
        torch.stack(rows),
        torch.tensor(groups),
        torch.tensor(right),
        torch.tensor([c.weight for c in choices]),
        L2_PENALTY[model],
    )
    return {
        name: round(float(weights[column]), 4) for name, column in columns.items() if abs(weights[column]) >= MIN_WEIGHT
    }


def _minimise(
    rows: torch.Tensor, groups: torch.Tensor, right: torch.Tensor, counts: torch.Tensor, penalty: float
) -> torch.Tensor:
    weights = torch.zeros(rows.shape[1], requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")
    size = len(counts)

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        scores = rows @ weights
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


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit and write the four models."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("gold", type=Path, help="folder of annotated articles")
    parser.add_argument("--raw", type=Path, help="raw_news.jsonl.gz, of which annotations.tsv annotates some")
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "lexicon", help="folder of the weights")
    options = parser.parse_args(arguments)
    documents = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(options.gold.glob("*.json"))]
    if options.raw is not None:
        documents.extend(read_annotated(options.raw))
    extractor = Extractor()
    examples = [make_example(document, extractor) for document in documents]
    decisions = {model: decisions_of(examples, model) for model in DECISIONS}
    decisions["confidence"] = collect_confidence(examples)
    for name, choices in decisions.items():
        path = write_weights(name, fit(usable(choices), name), len(documents), options.out)
        print(f"{path}: {len(usable(choices))} decisions")


if __name__ == "__main__":
    main()
