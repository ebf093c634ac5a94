"""
Linear models: a softmax over described candidates, fitted by L-BFGS under an L2 penalty.

For a yes or no, the candidates are what is described and nothing. Start reading at `fit`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import torch
from attrs import evolve, frozen

from quotattr.pointing import POINTED


class Say(NamedTuple):
    """How much each of two counts that judge the same candidates."""

    facts: float
    """What all weights are multiplied by, once they are fitted without what the network says."""

    pointed: float
    """The weight of that."""


class Kind(NamedTuple):
    """One of the linear models."""

    does: str
    """What it is for, as the head of its file says."""

    module: str
    """What names its features."""

    min_count: int
    """A feature seen less often is left out; speech has many features of single words."""

    penalty: float
    """Of L2: chosen by cross-validation over articles; between 0.3 and 3 the scores differ by less than half a point."""

    say: Say | None = None
    """
    How much it counts beside the network that points; None where what that says is fitted like any other fact.

    Cross-validated over annotated articles; a tenth more or less changes nothing that can be told from chance. Fitted like
    any other, more mentions were right of those that the annotations have in the sentence, but fewer answers in the end.
    """


KINDS = {
    "speech": Kind("tells speech from other marks (titles, nicknames, terms, irony)", "quotattr/speech.py", 12, 2.0),
    "cue": Kind(
        "picks what announces a quotation among the words that may", "quotattr/cue_ranking.py", 4, 3.0, Say(0.5, 0.6)
    ),
    "speaker": Kind("picks the speaker among the mentions in reach", "quotattr/ranking.py", 4, 1.0, Say(0.5, 0.5)),
    "referent": Kind(
        "picks who is meant by a pronoun, a description, or a quotation that names nobody",
        "quotattr/referents.py or descriptions.py",
        4,
        2.0,
    ),
    "revision": Kind(
        "picks each speaker again when all others of the article are known", "quotattr/revision.py", 8, 10.0
    ),
    "confidence": Kind("says how likely a quotation is speech with the right name", "quotattr/confidence.py", 4, 30.0),
}
"""Name → model, in the order in which they decide."""

MIN_WEIGHT = 0.01
"""Weights nearer to zero are left out."""

BY_MODEL = "annotated_by_model"
"""A fact of confidence that is told in fitting alone."""

Features = Mapping[str, float]


@frozen
class Choice:
    """One decision: what each candidate is described by, which of them are right, and how much it counts."""

    described: tuple[Features, ...]
    right: tuple[bool, ...]
    weight: float = 1.0


def usable(choices: Sequence[Choice]) -> list[Choice]:
    """Decisions that have a right answer."""
    return [choice for choice in choices if any(choice.right)]


def fit(choices: Sequence[Choice], model: str) -> dict[str, float]:
    """
    Weights that make the right candidates likeliest.

    Args:
        choices: Decisions with at least one right candidate each.
        model: Which of `KINDS` it is for: what counts as rare, and how strong the L2 penalty is.

    Returns:
        Feature → weight, small ones left out.
    """
    kind = KINDS[model]
    if kind.say is None:
        return fit_facts(choices, kind)
    weights = fit_facts([_without_network(choice) for choice in choices], kind)
    return {**{name: round(kind.say.facts * weight, 4) for name, weight in weights.items()}, POINTED: kind.say.pointed}


def _without_network(choice: Choice) -> Choice:
    """The choice without what the network says of each candidate."""
    described = ({name: value for name, value in facts.items() if name != POINTED} for facts in choice.described)
    return evolve(choice, described=tuple(described))


def fit_facts(choices: Sequence[Choice], kind: Kind) -> dict[str, float]:
    """As `fit`, of all facts alike."""
    counts = Counter(name for choice in choices for features in choice.described for name in features)
    columns = {
        name: column
        for column, name in enumerate(sorted(name for name, count in counts.items() if count >= kind.min_count))
    }
    weights = _minimise(_matrix_of(choices, columns), choices, kind.penalty)
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


def mean_of(fits: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The mean of each feature's weights, 0 where a fit has none; small ones left out."""
    names = {name for weights in fits for name in weights}
    means = {name: math.fsum(weights.get(name, 0.0) for weights in fits) / len(fits) for name in names}
    return {name: mean for name, mean in means.items() if abs(mean) >= MIN_WEIGHT}


def write_weights(name: str, weights: Mapping[str, float], documents: int, folder: Path) -> Path:
    """Write one model's weights as a lexicon file, sorted by feature."""
    lines = [
        f"# Weights of the linear model that {KINDS[name].does}.",
        f"# feature: a name that {KINDS[name].module} gives; weight: added to the score, times the feature's value.",
        f"# Fitted with `python -m quotattr.model.fit_decisions` on {documents} annotated news articles, of which no word is kept.",
        "# Unit: natural log-odds. Licence: CC0 1.0.",
        "feature\tweight",
        *("\t".join(row) for row in sorted([feature, f"{weight:.4f}"] for feature, weight in weights.items())),
    ]
    path = folder / f"{name}_weights.tsv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
