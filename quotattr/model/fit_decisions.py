"""
Fits the linear models that decide where rules can't: speech or not, which cue, which mention, who is meant, how sure.

    python -m quotattr.model.fit_decisions GOLD_DIR [--raw RAW] [--out LEXICON_DIR] [--models DIR …]

GOLD_DIR holds annotated articles, one JSON file each, in the form of docs/format.md; RAW is
``raw_news.jsonl.gz``, some of whose articles `quotattr.model.annotations` annotates. No parser and no pointer may
have learned of what it reads here: *--models* are those of `quotattr.model.fit_pointer`, which lack every third article each.
The weights go to ``speech_weights.tsv``, ``cue_weights.tsv``, ``speaker_weights.tsv``, ``referent_weights.tsv``,
``revision_weights.tsv`` and ``confidence_weights.tsv``. What is decided is told in `quotattr.model.decisions`, and how one model
is fitted in `quotattr.model.linear`; here is in which order, and by whom each article is read: revision and confidence are
fitted on articles that the models before them, fitted on the rest, have not seen. All is done three times over (`ROUNDS`), and
the mean is kept. Start reading at `main`.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from attrs import evolve, frozen

from quotattr.attribution import look_back, settle
from quotattr.drafts import draft_all
from quotattr.reading import Draft, Reading

from .decisions import Example, confidence_choices, cue_choices, example_of, revision_choices
from .gold import Annotation, Read, read_all, read_documents, reader_with
from .linear import KINDS, Choice, fit, mean_of, usable, write_weights
from .loading import DEFAULT_DIRECTORY

DECISIONS = ("speech", "cue", "speaker", "referent")
FOLDS = 5


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
            found.extend(confidence_choices(one.drafts, one.annotations))
    return found


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
    for name in KINDS:
        path = write_weights(name, mean_of([one[name] for one in fits]), len(documents), options.out)
        print(f"{path}: mean of {len(fits)} fits")


if __name__ == "__main__":
    main()
