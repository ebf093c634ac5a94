"""
Teaches the network of `pointer.py` where cues and speakers are, on annotated articles.

`quotattr.model.fit_decisions` asks for it: what the rankings, and all that comes after them, are fitted on has
to be pointed at by a network that has not seen the article (`point_held_out`). Start reading at `teach`.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

import torch
from attrs import frozen
from torch import Tensor

from quotattr.trees import Tree

from .loading import Analyser
from .pointer import NEVER, Pointer, Sizes, pad_standing, pad_states

BATCH = 96
EPOCHS = 10
PEAK_RATE = 2e-3
DECAY = 1e-4
DROPOUT = 0.33
MAX_GRADIENT = 5.0
SEED = 0

FOLDS = 5


@frozen(eq=False)
class Lesson:
    """
    One quotation with what is right of it.

    Attributes:
        states: words × width: what the parser makes of the sentence it stands in.
        standing: Where each of those words stands, as seen from the quotation (`quotattr.model.pointer.OUTSIDE` …).
        cues: Words of the cue; `NOWHERE` where nothing announces it; nothing where that is not known.
        speakers: Words that head a mention of the speaker; the same.
    """

    states: Tensor
    standing: Sequence[int]
    cues: tuple[int, ...]
    speakers: tuple[int, ...]


def read_states(trees: Sequence[Tree], analyser: Analyser) -> dict[Tree, Tensor]:
    """
    What the parser makes of the words of those *trees* that hold quotations: words × width, float16.

    Args:
        trees: As *analyser* parses them.
        analyser: Tags and parses.
    """
    asked = [tree for tree in trees if tree.frame.quotations and len(tree)]
    forms = analyser.spell([tree.frame.forms for tree in asked])
    return {tree: rows.half() for tree, rows in zip(asked, analyser.read_states(forms), strict=True)}


def teach(lessons: Sequence[Lesson], seed: int = SEED) -> Pointer:
    """A pointer that has learned *lessons*: Adam, the rate rising to `PEAK_RATE` and falling to zero."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    pointer = Pointer(Sizes(lessons[0].states.size(1)), DROPOUT)
    steps = EPOCHS * -(-len(lessons) // BATCH)
    optimiser = torch.optim.AdamW(pointer.parameters(), lr=PEAK_RATE, weight_decay=DECAY)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimiser, PEAK_RATE, total_steps=steps + 1)
    for _ in range(EPOCHS):
        for batch in _batches(lessons, rng):
            loss = _loss(pointer, batch)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(pointer.parameters(), MAX_GRADIENT)
            optimiser.step()
            rate.step()
    return pointer.eval()


def _batches(lessons: Sequence[Lesson], rng: random.Random) -> Iterator[list[Lesson]]:
    """Lessons of about the same length, in another order each time."""
    order = sorted(lessons, key=lambda lesson: len(lesson.standing) + rng.random() * SHUFFLED_OVER)
    batches = [order[first : first + BATCH] for first in range(0, len(order), BATCH)]
    rng.shuffle(batches)
    yield from batches


SHUFFLED_OVER = 12
"""Sentences that differ by fewer words than this may stand in one batch."""


def _loss(pointer: Pointer, batch: Sequence[Lesson]) -> Tensor:
    """How unlikely the right words are taken to be, a lesson."""
    states = pad_states([lesson.states.float() for lesson in batch])
    cues, speakers = pointer(states, pad_standing([lesson.standing for lesson in batch]))
    return (
        _surprise(cues, [lesson.cues for lesson in batch]) + _surprise(speakers, [lesson.speakers for lesson in batch])
    ) / len(batch)


def _surprise(odds: Tensor, right: Sequence[Sequence[int]]) -> Tensor:
    """Minus the log of how likely the right words are together, summed over those rows that have any; of *odds*, none is last."""
    is_right = torch.zeros_like(odds, dtype=torch.bool)
    for row, words in enumerate(right):
        is_right[row, list(words)] = True
    known = torch.tensor([bool(words) for words in right])
    return -torch.logsumexp(odds.masked_fill(~is_right, NEVER), dim=1)[known].sum()


def point(pointer: Pointer, trees: Sequence[Tree], states: Mapping[Tree, Tensor]) -> list[Tree]:
    """The trees with what *pointer* says of their quotations; *states* are those of the trees that hold any."""
    asked = [tree for tree in trees if tree in states]
    pointed = pointer.point([states[tree].float() for tree in asked], [tree.frame.marks for tree in asked])
    found = dict(zip(asked, pointed, strict=True))
    return [Tree(tree.frame, tree.words, found.get(tree, {})) for tree in trees]


def point_held_out(
    articles: Sequence[tuple[Sequence[Tree], Mapping[Tree, Tensor], Sequence[Lesson]]],
) -> list[list[Tree]]:
    """
    The trees of each article, pointed at by a network that has learned of others only: of four fifths of them.

    Args:
        articles: Of each its trees, their states, and what there is to learn of it.
    """
    pointed: dict[int, list[Tree]] = {}
    for part in range(FOLDS):
        seen = [lesson for place, (_, _, lessons) in enumerate(articles) if place % FOLDS != part for lesson in lessons]
        pointer = teach(seen)
        for place in range(part, len(articles), FOLDS):
            trees, states, _ = articles[place]
            pointed[place] = point(pointer, trees, states)
    return [pointed[place] for place in range(len(articles))]
