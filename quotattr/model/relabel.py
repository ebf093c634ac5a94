"""
Gives training sentences the tags a tagger would give them, so that the parser learns to live with its mistakes.

Trained on gold tags, the first parser lost four points of LAS when the tags were predicted. So each half of the treebanks is tagged
by a tagger that was trained on the other half. Start with `relabel`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from . import pack
from .lemmatizer import Lemmatizer
from .loading import Analyser, build_parser, build_tagger
from .treebanks import Sentence, Word


def build_analyser(pretrain: Any, lemmatizer: Lemmatizer, tagger: Path, parser: Path | None = None) -> Analyser:
    """Make an Analyser of unpacked checkpoints; without a parser it can only tag."""
    return Analyser(
        build_tagger(pack.read_checkpoint(tagger), pretrain),
        lemmatizer,
        build_parser(pack.read_checkpoint(parser), pretrain) if parser else None,
        pretrain,
    )


def relabel(sentences: Sequence[Sentence], analyser: Analyser) -> list[Sentence]:
    """Return *sentences* with the trees they have, and the tags, features and lemmas that *analyser* predicts."""
    tagged = analyser.tag_sentences([[word.form for word in sentence] for sentence in sentences])
    return [
        [
            replace(word, upos=upos, xpos=xpos, feats=feats, lemma=lemma)
            for word, (upos, xpos, feats, lemma) in zip(words, tags, strict=True)
        ]
        for words, tags in zip(sentences, tagged, strict=True)
    ]


def split_in_halves(sources: dict[str, list[Sentence]]) -> list[dict[str, list[Sentence]]]:
    """Deal the sentences of each source out to two halves, in turn: neighbours are of one text, so both halves know its words."""
    return [{stem: sentences[half::2] for stem, sentences in sources.items()} for half in (0, 1)]


def parse(sentences: Sequence[Sequence[str]], analyser: Analyser) -> list[Sentence]:
    """Return the trees *analyser* gives to *sentences*, as training sentences."""
    tagged = analyser.tag_sentences(sentences)
    parsed = analyser.parse_sentences(sentences)
    return [
        [Word(w.form, w.lemma, w.upos, w.feats, w.head, w.deprel, tags[1]) for w, tags in zip(words, row, strict=True)]
        for words, row in zip(parsed, tagged, strict=True)
    ]


def agree(one: Sequence[Sentence], other: Sequence[Sentence], share: float) -> list[Sentence]:
    """Return the sentences of *one* of which at least *share* of the words hang from the same word, by the same relation, in *other*."""
    return [
        words
        for words, others in zip(one, other, strict=True)
        if sum(a.head == b.head and a.deprel == b.deprel for a, b in zip(words, others, strict=True))
        >= share * len(words)
    ]
