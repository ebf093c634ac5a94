"""
Scores parsed sentences against gold trees, on gold words, as the CoNLL 2018 shared task does.

Start with `score`. Subtypes of relations do not count (``nsubj:pass`` is ``nsubj``); punctuation does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from .treebanks import Sentence


class HasTree(Protocol):
    """What is scored: a `ParsedWord` or a `Word`."""

    @property
    def upos(self) -> str: ...
    @property
    def feats(self) -> str: ...
    @property
    def lemma(self) -> str: ...
    @property
    def head(self) -> int: ...
    @property
    def deprel(self) -> str: ...


def score(gold: Sequence[Sentence], found: Sequence[Sequence[HasTree]]) -> dict[str, float]:
    """
    Return the percentages of words of *gold* that *found* has right, to two decimals.

    Returns:
        ``UPOS``, ``UFeats``, ``Lemmas``, ``UAS``, ``LAS``, and ``words``, how many there are. A gold lemma of ``_`` is right
        whatever was found.
    """
    pairs = [pair for one, other in zip(gold, found, strict=True) for pair in zip(one, other, strict=True)]
    right = {
        "UPOS": sum(a.upos == b.upos for a, b in pairs),
        "UFeats": sum(a.feats == b.feats for a, b in pairs),
        "Lemmas": sum(a.lemma in ("_", b.lemma) for a, b in pairs),
        "UAS": sum(a.head == b.head for a, b in pairs),
        "LAS": sum(a.head == b.head and _universal(a.deprel) == _universal(b.deprel) for a, b in pairs),
    }
    return {name: round(100 * count / len(pairs), 2) for name, count in right.items()} | {"words": len(pairs)}


def _universal(deprel: str) -> str:
    return deprel.partition(":")[0]
