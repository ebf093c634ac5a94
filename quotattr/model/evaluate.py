"""
Scores parsed sentences against gold trees, on gold words, as the CoNLL 2018 shared task does.

Start with `score`. Subtypes of relations do not count (``nsubj:pass`` is ``nsubj``); punctuation does.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from . import pack
from .loading import load_pipeline
from .mixture import DEV, OTHER_TEST, TEST
from .treebanks import Sentence, read_sentences


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


def write_scores(directory: Path, treebanks: Path, des: Mapping[str, float]) -> dict[str, object]:
    """
    Score the packed files in *directory* on gold words with predicted tags, and write ``scores.json`` beside them.

    Args:
        directory: Folder of the packed files.
        treebanks: Folder of the CoNLL-U files.
        des: What is written with them: of each treebank the percentage of *des* that is told right.
    """
    analyser = load_pipeline(directory)
    scores: dict[str, object] = {}
    for stem in (DEV, TEST, OTHER_TEST):
        gold = list(read_sentences(treebanks / f"{stem}.conllu"))
        scores[stem] = score(gold, analyser.parse_sentences([[word.form for word in sentence] for sentence in gold]))
    scores["des"] = dict(des)
    (directory / pack.SCORES).write_text(json.dumps(scores, indent=2) + "\n", encoding="utf-8")
    return scores


def print_scores(directory: Path, treebanks: Path, made_of: Path) -> None:
    """Write and print the scores of the packed files in *directory*; *des* is told as in the model that they are *made of*."""
    des = json.loads((made_of / pack.SCORES).read_text(encoding="utf-8"))["des"]
    print(json.dumps(write_scores(directory, treebanks, des), indent=2))


def _universal(deprel: str) -> str:
    return deprel.partition(":")[0]
