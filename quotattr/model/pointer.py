"""
The network behind `quotattr.pointing`: what the parser made of the words → where the cue is, and who speaks.

A word is known by the parser's state of it, by how far it stands from the quotation, and by whether it stands in marks; a layer
that reads these from both ends adds what stands between. A quotation is known by its words and by all of its sentence. Two
bilinear forms score each word against it: first for the cue, then, knowing where the cue is likely to be, for the speaker.
What is known of the quotation tells as well whether it is speech at all. Start reading at `Pointer`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from quotattr.pointing import Pointing

from .pack import read_weights

OUTSIDE, ELSEWHERE, INSIDE, PADDING = range(4)
"""Where a word stands: outside all marks, in those of another quotation, in the quotation's own, behind the end of a sentence."""

NEAR, FAR = 6, 11
"""Distances up to the first are told apart word by word, then in two steps a doubling, up to the second step."""

MAX_QUOTATIONS = 64
"""Quotations pointed from at once; more take more memory and no less time."""

NEVER = -1e9

Marks = Sequence[int | None]
"""Of each word of a sentence, which quotation it stands in or for."""


class Sizes(NamedTuple):
    """How wide the network is."""

    state: int
    word: int = 128
    place: int = 16
    reader: int = 64
    score: int = 64


class Pointer(nn.Module):
    """
    Points from each quotation of a batch at its cue and at its speaker, and says whether it is speech.

    Args:
        sizes: Its widths.
        dropout: The share of what each layer gives that is left out in training.
    """

    def __init__(self, sizes: Sizes, dropout: float = 0.0):
        super().__init__()
        self.sizes = sizes
        known = sizes.word + 2 * sizes.place
        width, score = known + 2 * sizes.reader, sizes.score
        self.word = nn.Linear(sizes.state, sizes.word)
        self.distance = nn.Embedding(2 * FAR + 1, sizes.place)
        self.standing = nn.Embedding(PADDING, sizes.place)
        self.reader = nn.LSTM(known, sizes.reader, batch_first=True, bidirectional=True)
        self.quotation = nn.Linear(3 * width, score)
        self.cue = nn.Linear(width, score)
        self.cue_seen = nn.Linear(width, score)
        self.speaker = nn.Linear(width, score)
        self.cue_of_quotation = nn.Parameter(torch.randn(score, score) * START)
        self.speaker_of_quotation = nn.Parameter(torch.randn(score, score) * START)
        self.speaker_of_cue = nn.Parameter(torch.randn(score, score) * START)
        self.cue_alone, self.speaker_alone = nn.Linear(score, 1), nn.Linear(score, 1)
        self.no_cue, self.nobody = nn.Linear(score, 1), nn.Linear(2 * score, 1)
        self.said, self.speech = nn.Linear(3 * width, sizes.word), nn.Linear(sizes.word, 1)
        self.dropout = nn.Dropout(dropout)

    def forward(self, states: Tensor, sentences: Tensor, standing: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """
        Score every word for every quotation.

        Args:
            states: sentences × words × width, what the parser made of the words.
            sentences: Of each quotation, the number of its sentence in *states*.
            standing: quotations × words, where each stands (`INSIDE` …); each quotation has a word inside.

        Returns:
            Two of quotations × (words + 1), natural log-probabilities: of cues and of speakers; last, of none. And of
            quotations, natural log-odds that it is speech.
        """
        drop = self.dropout
        inside, is_word = standing == INSIDE, standing != PADDING
        places = torch.cat([self.distance(_distances(inside)), self.standing(standing.clamp(max=PADDING - 1))], dim=2)
        stems = F.relu(self.word(drop(states)))[sentences, : standing.size(1)]
        known = drop(torch.cat([stems, places], dim=2))
        words = torch.cat([known, drop(self._read(known, is_word.sum(1)))], dim=2)
        summary = _summary(words, inside, is_word)
        quotation = drop(F.relu(self.quotation(summary)))
        is_other = is_word & ~inside
        cues = drop(F.relu(self.cue(words)))
        cue_scores = _scores(cues, quotation @ self.cue_of_quotation, self.cue_alone, is_other)
        cue_odds = F.log_softmax(torch.cat([cue_scores, self.no_cue(quotation)], dim=1), dim=1)
        seen = torch.einsum("qw,qwh->qh", cue_odds[:, :-1].exp(), words)
        cue = drop(F.relu(self.cue_seen(seen)))
        speakers = drop(F.relu(self.speaker(words)))
        asked = quotation @ self.speaker_of_quotation + cue @ self.speaker_of_cue
        nobody = self.nobody(torch.cat([quotation, cue], dim=1))
        speaker_scores = _scores(speakers, asked, self.speaker_alone, is_other)
        speech = self.speech(drop(F.relu(self.said(summary)))).squeeze(1)
        return cue_odds, F.log_softmax(torch.cat([speaker_scores, nobody], dim=1), dim=1), speech

    def _read(self, known: Tensor, lengths: Tensor) -> Tensor:
        """quotations × words × 2 reader: each word with what stands to the left and to the right of it."""
        packed = nn.utils.rnn.pack_padded_sequence(known, lengths, batch_first=True, enforce_sorted=False)
        read, _ = nn.utils.rnn.pad_packed_sequence(self.reader(packed)[0], batch_first=True)
        return read

    @torch.inference_mode()
    def point(self, states: Sequence[Tensor], marks: Sequence[Marks]) -> list[dict[int, Pointing]]:
        """
        A Pointing for each quotation of each sentence.

        Args:
            states: words × width of each sentence.
            marks: Of its words, which quotations they stand in or for.
        """
        found: list[dict[int, Pointing]] = [{} for _ in states]
        asked = [
            (place, number) for place, row in enumerate(marks) for number in dict.fromkeys(row) if number is not None
        ]
        for first in range(0, len(asked), MAX_QUOTATIONS):
            part = asked[first : first + MAX_QUOTATIONS]
            row_of = {place: row for row, place in enumerate(dict.fromkeys(place for place, _ in part))}
            cues, speakers, speech = self(
                pad_states([states[place] for place in row_of]),
                torch.tensor([row_of[place] for place, _ in part]),
                pad_standing([standing_of(marks[place], number) for place, number in part]),
            )
            for (place, number), *told in zip(part, cues.tolist(), speakers.tolist(), speech.tolist(), strict=True):
                length = len(marks[place])
                of_cues, of_speakers = ((*row[:length], row[-1]) for row in told[:2])
                found[place][number] = Pointing(of_cues, of_speakers, told[2])
        return found


START = 0.02
"""Spread of the bilinear forms before training."""


def _summary(words: Tensor, inside: Tensor, is_word: Tensor) -> Tensor:
    """quotations × 3 width: the quotation's last word, the mean of its words, the most of each number in the sentence."""
    numbers = torch.arange(inside.size(1))
    last = (inside * numbers).argmax(1)
    share = inside / inside.sum(1, keepdim=True)
    mean = torch.einsum("qw,qwh->qh", share, words)
    most = words.masked_fill(~is_word.unsqueeze(2), NEVER).amax(1)
    return torch.cat([words[torch.arange(len(words)), last], mean, most], dim=1)


def _scores(words: Tensor, asked: Tensor, alone: nn.Linear, allowed: Tensor) -> Tensor:
    """quotations × words: how each word does against what is asked for, and by itself."""
    scores = torch.einsum("qwh,qh->qw", words, asked) + alone(words).squeeze(2)
    return scores.masked_fill(~allowed, NEVER)


def _distances(inside: Tensor) -> Tensor:
    """quotations × words: the step of each word's distance to the quotation, from 0 far before to 2 `FAR` far behind it."""
    numbers = torch.arange(inside.size(1))
    first = inside.int().argmax(1, keepdim=True)
    last = (inside * numbers).amax(1, keepdim=True)
    signed = (numbers - last).clamp(min=0) - (first - numbers).clamp(min=0)
    size = signed.abs()
    steps = NEAR + (2 * torch.log2(size.clamp(min=NEAR) / NEAR)).long()
    return FAR + signed.sign() * torch.where(size < NEAR, size, steps.clamp(max=FAR))


def standing_of(marks: Marks, quotation: int) -> list[int]:
    """Where each word of a sentence stands, as seen from *quotation*."""
    return [OUTSIDE if number is None else INSIDE if number == quotation else ELSEWHERE for number in marks]


def pad_states(states: Sequence[Tensor]) -> Tensor:
    """sentences × words × width, zeros behind the end of a sentence."""
    return nn.utils.rnn.pad_sequence(list(states), batch_first=True)


def pad_standing(rows: Sequence[Sequence[int]]) -> Tensor:
    """sentences × words, `PADDING` behind the end of a sentence."""
    return nn.utils.rnn.pad_sequence([torch.tensor(row) for row in rows], batch_first=True, padding_value=PADDING)


def read_pointer(path: Path) -> Pointer:
    """Read what `pack_pointer` wrote; errors are those of `quotattr.model.pack.read_weights`."""
    state = read_weights(path)
    pointer = Pointer(Sizes(*state["sizes"]))
    pointer.load_state_dict({name: weights.float() for name, weights in state["model"].items()})
    return pointer.eval()


def pack_pointer(pointer: Pointer, out: Path) -> None:
    """Write the weights of *pointer* to *out*, as float16."""
    weights: dict[str, Any] = {name: tensor.half() for name, tensor in pointer.state_dict().items()}
    torch.save({"sizes": list(pointer.sizes), "model": weights}, out)
