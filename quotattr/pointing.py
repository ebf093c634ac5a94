"""
Pointing: where a small network sees the cue and the speaker of a quotation, beside what the facts say.

The parser reads the words of a sentence left and right before it attaches any. What it then knows of them is
enough to tell which of them announces a quotation, which says it, and whether the marks report speech at all, without a tree
(`quotattr.model.pointer`). That is right about as often as facts about tree and lexicon are, and wrong of other sentences: a
wrong attachment, or a verb that the lexicon lacks, leads it less astray. So what it says is one more fact about each candidate
(`POINTED`), which the linear models of `quotattr.cue_ranking`, `quotattr.ranking` and `quotattr.speech` weigh with the rest.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

NOWHERE = -1
"""The index of *no word at all*: it stands last."""

LEAST = -12.0
"""Nothing is taken to be less likely than this, in natural log-probability or log-odds: the network may be wrong of it."""

POINTED = "pointed"
"""The name of the fact."""


@frozen
class Pointing:
    """
    What the network says of one quotation, in natural log-probabilities.

    Attributes:
        cues: Of each word of the frame: that it belongs to what announces the quotation. Last, that nothing does.
        speakers: Of each word: that it heads the speaker's mention. Last, that none does.
        speech: Log-odds that the marks report speech.
    """

    cues: Sequence[float]
    speakers: Sequence[float]
    speech: float


def pointed_features(odds: Sequence[float] | None, index: int) -> dict[str, float]:
    """The fact about a word, or `NOWHERE`: how likely it is by *odds*; none if there is no network."""
    return {} if odds is None else {POINTED: bounded(odds[index])}


def bounded(odds: float) -> float:
    """*odds*, but never quite impossible, nor quite certain."""
    return min(-LEAST, max(LEAST, odds))
