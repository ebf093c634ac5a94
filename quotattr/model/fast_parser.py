"""
Stanza's graph parser, without the work whose result is thrown away.

Stanza 1.15 scores every label for every pair of words, then reads the scores of one head a word; it runs
a slow Chu–Liu–Edmonds on every sentence, though the best head of each word mostly makes a tree already.
`FastGraphParser` scores labels for the heads it needs, and looks for another tree only where these make
none (`find_heads`). It has the same parameters under the same names, so its weights load in Stanza as they
are, and it gives the same trees.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from stanza.models.common.vocab import VOCAB_PREFIX_SIZE
from stanza.models.depparse.model import GraphParser
from stanza.models.depparse.trainer import GraphTrainer

NEVER = -float("inf")


def are_trees(heads: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """
    Tell of each sentence whether its heads make one tree with one root.

        >>> heads = np.array([[0, 2, 0, 2], [0, 2, 1, 0], [0, 0, 0, 0]])
        >>> are_trees(heads, np.array([4, 4, 3])).tolist()
        [True, False, False]

    Args:
        heads: sentences × (1 + words), the root's own first; 0 is the root, words count from 1, 0 behind the end.
        lengths: 1 + the words of each sentence.
    """
    roots = (heads == 0).sum(axis=1) - (heads.shape[1] - lengths) - 1
    reached = heads
    for _ in range(int(heads.shape[1]).bit_length()):  # each turn doubles the steps climbed
        reached = np.take_along_axis(reached, reached, axis=1)
    is_tree: np.ndarray = (roots == 1) & ~reached.any(axis=1)
    return is_tree


def find_heads(scores: np.ndarray) -> np.ndarray:
    """
    Return the heads of the best tree with one root.

    Args:
        scores: (words + 1)², logarithms of probabilities, ``scores[d, h]`` for head *h* of word *d*; row 0 is not read.

    If one word hangs from the root, the one that gains most by it, each other from its best head among the words, and that
    makes a tree, no other tree can be better. If not, every arc from the root is made so bad that the best tree has only
    one (Stanojević and Cohen 2021, as in Stanza), and cycles are contracted.
    """
    among_words = scores[:, 1:]
    heads = 1 + among_words.argmax(axis=1)
    top = 1 + (scores[1:, 0] - among_words[1:].max(axis=1)).argmax()
    heads[[0, top]] = 0
    if are_trees(heads[None], np.array([len(heads)]))[0]:
        return heads[1:]
    weights = scores.astype(np.float64)
    weights[:, 0] += weights[np.isfinite(weights)].min() * len(weights)
    return _find_best_tree(weights)[1:]


def _find_best_tree(scores: np.ndarray) -> np.ndarray:
    """
    Return the heads of the best tree, by Chu–Liu–Edmonds; *scores* is written over.

    Cycles of best heads are contracted until there is none. Then they are opened again, the latest first:
    whichever member the arc from outside enters gives up its arc within the cycle.
    """
    graph = _Graph(scores)
    contracted = []
    heads: np.ndarray = scores.argmax(axis=1)
    heads[0] = 0
    while cycle := _find_cycle(heads.tolist()):
        contracted.append(graph.contract(np.array(cycle), heads))
    words = np.arange(len(scores))
    below, above = graph.below[words, heads], graph.above[words, heads]
    for members, inside_below, inside_above, owner in reversed(contracted):
        entered, by = below[members[0]], above[members[0]]
        below[members], above[members] = inside_below, inside_above
        below[owner[entered]], above[owner[entered]] = entered, by
    return above


class _Graph:
    """
    What arcs between words, and between contracted cycles, are worth.

    Attributes:
        scores: Of each arc, dependents × heads.
        below: The word at its lower end, where that is a cycle a member of it.
        above: The word at its upper end.
        owner: Of each word, the cycle it was contracted into last, or itself.
    """

    def __init__(self, scores: np.ndarray):
        np.fill_diagonal(scores, NEVER)
        scores[0] = NEVER
        self.scores = scores
        places = np.indices(scores.shape)
        self.below, self.above = places[0], places[1]
        self.owner = np.arange(len(scores))

    def contract(self, members: np.ndarray, heads: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """
        Let the first of *members*, a cycle of *heads*, stand for all of them; *heads* is brought up to date.

        Returns:
            The members, the words at the lower and upper ends of their arcs in the cycle, and the owners until now.
        """
        first, rest, inside = members[0], members[1:], heads[members]
        everything = np.arange(len(heads))
        is_member = np.zeros(len(heads), dtype=bool)
        is_member[members] = True
        opened = (members, self.below[members, inside], self.above[members, inside], self.owner.copy())
        gains = self.scores[members] - self.scores[members, inside][:, None]
        into = members[gains.argmax(axis=0)], everything
        out_of = everything, members[self.scores[:, members].argmax(axis=1)]
        for table, row in (
            (self.scores, gains.max(axis=0)),
            (self.below, self.below[into]),
            (self.above, self.above[into]),
        ):
            table[first], table[:, first] = row, table[out_of]
        self.scores[first, members] = self.scores[rest] = self.scores[:, rest] = NEVER
        self.owner[is_member[self.owner]] = first
        heads[is_member[heads]] = first
        heads[rest] = 0
        heads[first] = self.scores[first].argmax()
        return opened


def _find_cycle(heads: list[int]) -> list[int]:
    """Return the members of a cycle of *heads*, nothing if there is none; node 0 is the root."""
    turn_of = [0] * len(heads)
    for start in range(1, len(heads)):
        node = start
        while node and not turn_of[node]:
            turn_of[node] = start
            node = heads[node]
        if node and turn_of[node] == start:
            cycle = [node]
            while heads[cycle[-1]] != node:
                cycle.append(heads[cycle[-1]])
            return cycle
    return []


class FastGraphParser(GraphParser):
    """A `GraphParser` that scores labels for the gold heads in training, and for the chosen ones in use."""

    def score_arcs(self, states: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return the scores of heads, and what training needs: order scores, distance scores and offsets."""
        length, states = states.size(1), self.drop(states)
        positions = torch.arange(length)
        offsets = (positions.view(1, -1) - positions.view(-1, 1)).unsqueeze(0)
        arcs = self.unlabeled(states, states).squeeze(3)
        order = self.linearization(states, states).squeeze(3)
        arcs = arcs + F.logsigmoid(order * torch.sign(offsets).float()).detach()
        expected = 1 + F.softplus(self.distance(states, states).squeeze(3))
        distance = -torch.log((offsets.abs().float() - expected) ** 2 / 2 + 1)
        arcs = arcs + distance.detach()
        arcs = arcs.masked_fill(torch.eye(length, dtype=torch.bool).unsqueeze(0), NEVER)
        return arcs, order, distance, offsets.expand(states.size(0), -1, -1)

    def score_labels(self, states: torch.Tensor, heads: torch.Tensor, is_word: torch.Tensor) -> torch.Tensor:
        """
        Return the scores of labels, for one head a word.

        Args:
            states: batch × (words + 1) × hidden.
            heads: batch × words.
            is_word: batch × words; padding is left out.

        Returns:
            (all words of the batch) × labels, in reading order.
        """
        scorer, states = self.deprel, self.drop(states)
        below = scorer.dropout(scorer.hidden_func(scorer.W1(states)))[:, 1:][is_word]
        above = scorer.dropout(scorer.hidden_func(scorer.W2(states)))
        above = above.gather(1, heads.unsqueeze(2).expand(-1, -1, above.size(2)))[is_word]
        bilinear = scorer.scorer.W_bilin
        below = torch.cat([below, below.new_ones(below.size(0), 1)], 1)
        above = torch.cat([above, above.new_ones(above.size(0), 1)], 1)
        size_below, size_above, labels = bilinear.weight.shape
        half = (below @ bilinear.weight.reshape(size_below, -1)).view(-1, size_above, labels)
        return torch.bmm(above.unsqueeze(1), half).squeeze(1) + bilinear.bias

    def forward(self, word: torch.Tensor, word_mask: torch.Tensor, *rest: Any) -> tuple[torch.Tensor, list[Any]]:
        """Return the loss of a batch, as `GraphParser.forward` does in training."""
        head, deprel = rest[7], rest[8]
        wordchars = rest[0]
        states = self.embed(word, word_mask, *rest)
        arcs, order, distance, offsets = self.score_arcs(states)
        is_word = ~word_mask[:, 1:]
        arcs = arcs.masked_fill(word_mask.unsqueeze(1), NEVER)[:, 1:]
        gold = head[is_word]
        loss = F.cross_entropy(arcs[is_word], gold, reduction="sum")
        loss = loss + F.cross_entropy(
            self.score_labels(states, head, is_word), deprel[is_word] - VOCAB_PREFIX_SIZE, reduction="sum"
        )
        ordered = order[:, 1:].gather(2, head.unsqueeze(2)).squeeze(2)[is_word]
        is_after = (offsets[:, 1:] > 0).long().gather(2, head.unsqueeze(2)).squeeze(2)[is_word]
        loss = loss + F.cross_entropy(torch.stack([-ordered / 2, ordered / 2], 1), is_after, reduction="sum")
        loss = loss - distance[:, 1:].gather(2, head.unsqueeze(2)).squeeze(2)[is_word].sum()
        return loss / wordchars.size(0), []

    def predict(self, word: torch.Tensor, word_mask: torch.Tensor, *rest: Any, **options: Any) -> list[list[list[Any]]]:
        """Return [head, deprel] of each word of each sentence; words count from 1, the root has head 0."""
        sentlens = rest[10]
        with torch.no_grad():
            states = self.embed(word, word_mask, *rest)
            arcs = F.log_softmax(self.score_arcs(states)[0].masked_fill(word_mask.unsqueeze(1), NEVER), 2).numpy()
            heads = torch.zeros(word.size(0), word.size(1) - 1, dtype=torch.long)
            for row, length in enumerate(sentlens):
                heads[row, : length - 1] = torch.from_numpy(find_heads(arcs[row, :length, :length]))
            labels = self.score_labels(states, heads, ~word_mask[:, 1:]).argmax(1) + VOCAB_PREFIX_SIZE
        names = iter(self.vocab["deprel"].unmap(labels.tolist()))
        return [
            [[head, next(names)] for head in heads[row, : length - 1].tolist()] for row, length in enumerate(sentlens)
        ]


class FastTrainer(GraphTrainer):
    """Stanza's trainer of graph parsers, on a `FastGraphParser`."""

    @staticmethod
    def build_model(*args: Any, **options: Any) -> FastGraphParser:
        return FastGraphParser(*args, **options)
