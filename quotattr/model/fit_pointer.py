"""
Teaches the network of `pointer.py` where cues and speakers are, on annotated articles.

`quotattr.model.fit_decisions` asks for it: what the rankings, and all that comes after them, are fitted on has
to be pointed at by a network that has not seen the article (`point_held_out`). Start reading at `teach`.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence

import torch
from attrs import frozen
from torch import Tensor

from quotattr.frames import Frame
from quotattr.trees import Tree

from .loading import Analyser
from .pointer import NEVER, Pointer, Sizes, pad_standing, pad_states, standing_of

BATCH = 96
EPOCHS = 10
PEAK_RATE = 2e-3
DECAY = 1e-4
DROPOUT = 0.33
MAX_GRADIENT = 5.0
SEED = 0

FOLDS = 5

Forms = tuple[str, ...]


@frozen(eq=False)
class Lesson:
    """
    One quotation with what is right of it.

    Attributes:
        frame: The sentence it stands in.
        quotation: Its index.
        cues: Words of the cue; `NOWHERE` where nothing announces it; nothing where that is not known.
        speakers: Words that head a mention of the speaker; the same.
    """

    frame: Frame
    quotation: int
    cues: tuple[int, ...]
    speakers: tuple[int, ...]


class StateTable:
    """
    What the parser makes of frames, kept as float16: training reads them many times.

    Args:
        analyser: Tags and parses.
    """

    def __init__(self, analyser: Analyser):
        self._analyser = analyser
        self._kept: dict[Forms, Tensor] = {}

    def add(self, frames: Iterable[Frame]) -> None:
        """Read the frames of *frames* that hold quotations."""
        new = [forms for forms in {forms_of(frame) for frame in frames if frame.quotations} if forms not in self._kept]
        states = self._analyser.read_states(self._analyser.spell(new))
        self._kept.update((forms, rows.half()) for forms, rows in zip(new, states, strict=True))

    def __getitem__(self, frame: Frame) -> Tensor:
        """words × width."""
        return self._kept[forms_of(frame)].float()


def forms_of(frame: Frame) -> Forms:
    """The words that are parsed."""
    return tuple(word.form for word in frame.words)


def marks_of(frame: Frame) -> list[int | None]:
    """Of each word, the quotation that it stands in or for."""
    return [word.quotation for word in frame.words]


def teach(lessons: Sequence[Lesson], states: StateTable, seed: int = SEED) -> Pointer:
    """A pointer that has learned *lessons*: Adam, the rate rising to `PEAK_RATE` and falling to zero."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    pointer = Pointer(Sizes(states[lessons[0].frame].size(1)), DROPOUT)
    steps = EPOCHS * -(-len(lessons) // BATCH)
    optimiser = torch.optim.AdamW(pointer.parameters(), lr=PEAK_RATE, weight_decay=DECAY)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimiser, PEAK_RATE, total_steps=steps + 1)
    for _ in range(EPOCHS):
        for batch in _batches(lessons, rng):
            loss = _loss(pointer, batch, states)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(pointer.parameters(), MAX_GRADIENT)
            optimiser.step()
            rate.step()
    return pointer.eval()


def _batches(lessons: Sequence[Lesson], rng: random.Random) -> Iterator[list[Lesson]]:
    """Lessons of about the same length, in another order each time."""
    order = sorted(lessons, key=lambda lesson: len(lesson.frame.words) + rng.random() * SHUFFLED_OVER)
    batches = [order[first : first + BATCH] for first in range(0, len(order), BATCH)]
    rng.shuffle(batches)
    yield from batches


SHUFFLED_OVER = 12
"""Sentences that differ by fewer words than this may stand in one batch."""


def _loss(pointer: Pointer, batch: Sequence[Lesson], states: StateTable) -> Tensor:
    """How unlikely the right words are taken to be, a lesson."""
    standing = pad_standing([standing_of(marks_of(lesson.frame), lesson.quotation) for lesson in batch])
    cues, speakers = pointer(pad_states([states[lesson.frame] for lesson in batch]), standing)
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


def point(pointer: Pointer, trees: Sequence[Tree], states: StateTable) -> list[Tree]:
    """The trees with what *pointer* says of their quotations."""
    asked = [tree for tree in trees if tree.frame.quotations and len(tree)]
    pointed = pointer.point([states[tree.frame] for tree in asked], [marks_of(tree.frame) for tree in asked])
    found = {id(tree): pointings for tree, pointings in zip(asked, pointed, strict=True)}
    return [Tree(tree.frame, tree.words, found.get(id(tree), {})) for tree in trees]


def point_held_out(
    trees: Sequence[Sequence[Tree]], lessons: Sequence[Sequence[Lesson]], states: StateTable
) -> list[list[Tree]]:
    """The trees of each article, pointed at by a network that has learned the *lessons* of the others: of four fifths of them."""
    pointed: dict[int, list[Tree]] = {}
    for part in range(FOLDS):
        seen = [lesson for place, of_one in enumerate(lessons) if place % FOLDS != part for lesson in of_one]
        pointer = teach(seen, states)
        for place in range(part, len(trees), FOLDS):
            pointed[place] = point(pointer, trees[place], states)
    return [pointed[place] for place in range(len(trees))]
