"""
Makes a smaller network of a trained one, that nearly does the same and is a good place to go on training from.

Units of a layer say much that others say as well. `choose_units` keeps those from which what the next layer reads can
best be told, and `Restoration` puts the share of the others in the weights that read them, by least squares over
real sentences. A parser of two thirds of the width then keeps most of its accuracy before it has learned anything.
Start with `prune_parser` and `prune_tagger`; `distil.py` trains what they make.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F

SCORERS = ("unlabeled", "deprel", "linearization", "distance")
"""What scores pairs of words in Stanza's graph parser."""

RIDGE = 1e-3
"""What is added to the variance of each unit, as a share of their mean, so that units that say the same are no trouble."""

GATES = 4
"""Of an LSTM; their weights lie one block behind the other."""


class Moments(NamedTuple):
    """What is known of a layer's units."""

    mean: torch.Tensor
    covariance: torch.Tensor


def measure(units: torch.Tensor) -> Moments:
    """Mean and covariance of *units*, samples × units."""
    mean = units.mean(0)
    centred = units - mean
    covariance = centred.t() @ centred / len(units)
    return Moments(mean, covariance + RIDGE * covariance.diagonal().mean() * torch.eye(len(mean)))


def choose_units(moments: Moments, readers: torch.Tensor, quotas: Sequence[int]) -> torch.Tensor:
    """
    The units that tell most of what is read of all.

    Args:
        moments: Of the units.
        readers: outputs × units: the weights of what reads them.
        quotas: How many to keep of each of so many equal parts of the units, which are the directions of an LSTM.

    Returns:
        Their places, in rising order.

    One is chosen after the other: the one that explains most of the variance of *readers*' outputs that those before
    it have left.
    """
    left = moments.covariance.clone()
    read = left @ readers.t()
    part = torch.arange(len(left)) * len(quotas) // len(left)
    room = list(quotas)
    is_open = torch.ones(len(left), dtype=torch.bool)
    chosen = []
    while any(room):
        gain = read.square().sum(1) / left.diagonal().clamp_min(1e-9)
        unit = int(gain.masked_fill(~is_open, -1).argmax())
        chosen.append(unit)
        room[int(part[unit])] -= 1
        is_open[unit] = False
        is_open &= torch.tensor([room[number] > 0 for number in part.tolist()])
        along = left[:, unit] / left[unit, unit]
        read = read - along[:, None] * read[unit]
        left = left - along[:, None] * left[unit]
    return torch.tensor(sorted(chosen))


class Restoration(NamedTuple):
    """How all units of a layer are guessed from those kept: ``all ≈ kept @ share.T + rest``."""

    share: torch.Tensor
    rest: torch.Tensor

    def with_constant(self) -> torch.Tensor:
        """The same as one matrix, for units with a constant one behind them: (units + 1) × (kept + 1)."""
        units, kept = self.share.shape
        whole = torch.zeros(units + 1, kept + 1)
        whole[:units, :kept], whole[:units, kept], whole[units, kept] = self.share, self.rest, 1
        return whole


def restore(moments: Moments, kept: torch.Tensor) -> Restoration:
    """How to guess all units from those *kept*."""
    inner = moments.covariance[kept][:, kept]
    share = torch.linalg.solve(inner, moments.covariance[kept]).t()
    return Restoration(share, moments.mean - share @ moments.mean[kept])


def prune_parser(
    parser: Any, run: Callable[..., Any], batches: Iterable[Any], hidden: int, biaffine: int
) -> dict[str, torch.Tensor]:
    """
    The weights of a parser like *parser*, with *hidden* units a direction and *biaffine* ones a side of a scorer.

    Args:
        parser: A `FastGraphParser`.
        batches: Arguments of its ``embed``, from which is learned what the units do.
        hidden: ``hidden_dim`` of the new one.
        biaffine: ``deep_biaff_hidden_dim`` of the new one.
    """
    activity = record(parser.parserlstm, run, batches)
    weights = read_weights(parser)
    for scorer in SCORERS:
        _prune_scorer(weights, scorer, activity.outputs[-1], biaffine)
    readers = [f"{scorer}.{side}" for scorer in SCORERS for side in ("W1", "W2")]
    _prune_layers(weights, "parserlstm", activity, [f"{name}.weight" for name in readers], hidden)
    return weights


def prune_tagger(
    tagger: Any, run: Callable[..., Any], batches: Iterable[Any], hidden: int, shared: int
) -> dict[str, torch.Tensor]:
    """
    The weights of a tagger like *tagger*, with *hidden* units a direction and *shared* ones before the scores.

    Args:
        tagger: Stanza's `Tagger`, of one layer and with ``share_hid``.
        batches: Arguments of its ``forward``.
        hidden: ``hidden_dim`` of the new one.
        shared: ``deep_biaff_hidden_dim`` of the new one.
    """
    activity = record(tagger.taggerlstm, run, batches)
    weights = read_weights(tagger)
    units = F.relu(F.linear(activity.outputs[-1], weights["upos_hid.weight"], weights["upos_hid.bias"]))
    readers = [name for name in weights if name.endswith("weight") and name.startswith(("upos_clf.", "tag_clf."))]
    moments = measure(units)
    kept = choose_units(moments, torch.cat([weights[name] for name in readers]), [shared])
    _keep_rows(weights, "upos_hid", kept)
    for name in readers:
        _read_fewer(weights, name, restore(moments, kept))
    _prune_layers(weights, "taggerlstm", activity, ["upos_hid.weight"], hidden)
    return weights


class Activity(NamedTuple):
    """What the units of a `HighwayLSTM` did: of each layer, words × both directions."""

    states: list[torch.Tensor]
    """Of the LSTMs alone."""
    outputs: list[torch.Tensor]
    """With what goes round them, as the next layer reads it."""


def record(network: Any, run: Callable[..., Any], batches: Iterable[Any]) -> Activity:
    """What the layers of *network* do while *run* is called with each of *batches*."""
    states: list[list[torch.Tensor]] = [[] for _ in network.lstm]
    outputs: list[list[torch.Tensor]] = [[] for _ in network.lstm]

    def note(number: int, given: Any, made: Any) -> None:
        states[number].append(made[0].data)
        if number:
            outputs[number - 1].append(given[0].data)

    hooks = [
        lstm.register_forward_hook(lambda _, given, made, number=number: note(number, given, made))
        for number, lstm in enumerate(network.lstm)
    ]
    hooks.append(network.register_forward_hook(lambda _, given, made: outputs[-1].append(made[0].data)))
    with torch.no_grad():
        for batch in batches:
            run(batch)
    for hook in hooks:
        hook.remove()
    return Activity([torch.cat(parts) for parts in states], [torch.cat(parts) for parts in outputs])


def read_weights(network: Any) -> dict[str, torch.Tensor]:
    """The weights of a tagger or parser as a checkpoint has them: without the word vectors."""
    return {
        name: weight.detach().clone()
        for name, weight in network.state_dict().items()
        if name.partition(".")[0] not in network.unsaved_modules
    }


def _keep_rows(weights: dict[str, torch.Tensor], name: str, rows: torch.Tensor) -> None:
    """Drop all outputs of a linear layer but *rows*."""
    for kind in ("weight", "bias"):
        weights[f"{name}.{kind}"] = weights[f"{name}.{kind}"][rows]


def _read_fewer(weights: dict[str, torch.Tensor], name: str, restoration: Restoration) -> None:
    """Let the weight called *name* read the units that are kept; what the others say on average goes into its bias."""
    bias = name.replace("weight", "bias")
    weights[bias] = weights[bias] + weights[name] @ restoration.rest
    weights[name] = weights[name] @ restoration.share


def _prune_layers(
    weights: dict[str, torch.Tensor], name: str, activity: Activity, last_readers: Sequence[str], hidden: int
) -> None:
    """Narrow all layers of the `HighwayLSTM` called *name*, the last first, and what reads them."""
    readers = list(last_readers)
    kept_of_layers: list[torch.Tensor] = []
    for number in reversed(range(len(activity.outputs))):
        moments = measure(activity.outputs[number])
        kept = choose_units(moments, torch.cat([weights[reader] for reader in readers]), [hidden, hidden])
        for reader in readers:
            _read_fewer(weights, reader, restore(moments, kept))
        size = activity.outputs[number].size(1) // 2
        ways = zip(
            ("", "_reverse"), torch.split(activity.states[number], size, dim=1), kept.view(2, hidden), strict=True
        )
        for way, (suffix, states, units) in enumerate(ways):
            _prune_lstm(weights, f"{name}.lstm.{number}.lstm", suffix, states, units - way * size)
        for part in ("highway", "gate"):
            _keep_rows(weights, f"{name}.{part}.{number}", kept)
        lstm = [f"{name}.lstm.{number}.lstm.weight_ih_l0{suffix}" for suffix in ("", "_reverse")]
        readers = [*lstm, f"{name}.highway.{number}.weight", f"{name}.gate.{number}.weight"]
        kept_of_layers[:0] = [kept[:hidden], kept[hidden:] - size]
    for start in (f"{name}_h_init", f"{name}_c_init"):
        rows = zip(weights[start], kept_of_layers, strict=True)
        weights[start] = torch.stack([row[:, units] for row, units in rows])


def _prune_lstm(
    weights: dict[str, torch.Tensor], name: str, suffix: str, states: torch.Tensor, kept: torch.Tensor
) -> None:
    """Narrow one direction of an LSTM to the units *kept*; *states* are its own, words × units."""
    rows = (torch.arange(GATES)[:, None] * states.size(1) + kept).reshape(-1)
    for kind in ("ih", "hh"):
        for part in ("weight", "bias"):
            weights[f"{name}.{part}_{kind}_l0{suffix}"] = weights[f"{name}.{part}_{kind}_l0{suffix}"][rows]
    _read_fewer(weights, f"{name}.weight_hh_l0{suffix}", restore(measure(states), kept))


def _prune_scorer(weights: dict[str, torch.Tensor], name: str, states: torch.Tensor, biaffine: int) -> None:
    """Narrow both sides of a biaffine scorer; its last unit of each side is a constant one."""
    sides = [
        F.relu(F.linear(states, weights[f"{name}.{side}.weight"], weights[f"{name}.{side}.bias"]))
        for side in ("W1", "W2")
    ]
    bilinear = weights[f"{name}.scorer.W_bilin.weight"]
    wholes = []
    for side, units, other, weight in zip(
        ("W1", "W2"), sides, reversed(sides), (bilinear, bilinear.transpose(0, 1)), strict=True
    ):
        moments = measure(units)
        readers = torch.einsum("ijl,jk->kli", weight, _root(other)).flatten(0, 1)[:, :-1]
        kept = choose_units(moments, readers, [biaffine])
        _keep_rows(weights, f"{name}.{side}", kept)
        wholes.append(restore(moments, kept).with_constant())
    weights[f"{name}.scorer.W_bilin.weight"] = torch.einsum("ijl,ia,jb->abl", bilinear, *wholes).contiguous()


def _root(units: torch.Tensor) -> torch.Tensor:
    """A matrix *r* with ``r @ r.T`` the mean of ``u uᵀ``, where *u* is a sample of *units* and a constant one."""
    with_one = torch.cat([units, units.new_ones(len(units), 1)], dim=1)
    second = with_one.t() @ with_one / len(units)
    return torch.linalg.cholesky(second + RIDGE * second.diagonal().mean() * torch.eye(len(second)))
