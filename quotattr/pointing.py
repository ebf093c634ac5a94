"""
Pointing: where a small network sees the cue and the speaker of a quotation, beside what the rankings say.

The parser reads the words of a sentence left and right before it attaches any. What it then knows of them is
enough to tell which of them announces a quotation and which says it, without a tree (`quotattr.model.pointer`). That is
right about as often as the rankings of `quotattr.cue_ranking` and `quotattr.ranking` are, and wrong of other sentences: a
wrong attachment, or a verb that the lexicon lacks, leads it less astray. So both are asked, and `Say` tells how much each counts.
"""

from __future__ import annotations

from attrs import frozen

NOWHERE = -1
"""The index of *no word at all*: it stands last."""

LEAST = -12.0
"""No word is taken to be less likely than this, in natural log-probability: the network may be wrong of it."""


@frozen
class Pointing:
    """
    What the network says of one quotation, in natural log-probabilities.

    Attributes:
        cues: Of each word of the frame: that it belongs to what announces the quotation. Last, that nothing does.
        speakers: Of each word: that it heads the speaker's mention. Last, that none does.
    """

    cues: tuple[float, ...]
    speakers: tuple[float, ...]


@frozen
class Say:
    """
    How much each of two counts that judge the same candidates: their log-probabilities are added up, so many times each.

    Attributes:
        ranking: What the ranking's counts.
        pointing: What the network's counts.
    """

    ranking: float
    pointing: float

    def hint(self, log_probability: float) -> float:
        """What the network adds to the score of a word that it takes to be so likely."""
        return self.pointing * max(LEAST, log_probability)


ALONE = Say(1.0, 0.0)
"""The ranking is asked alone."""

CUE_SAY = Say(0.5, 0.6)
SPEAKER_SAY = Say(0.5, 0.5)
"""Cross-validated over annotated articles; a tenth more or less changes nothing that can be told from chance."""
