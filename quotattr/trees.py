"""
Dependency trees over the words of a frame, in the terms of Universal Dependencies.

A `Tree` knows nothing of how it was parsed: rules are tested on trees written by hand.
Start reading at `Tree`; everything else in the library asks its questions through it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeVar

from attrs import frozen

from quotattr.frames import Frame
from quotattr.pointing import Pointing

R = TypeVar("R")

ROOT = -1

MAX_KEPT_FEATURES = 1 << 12
"""Bundles of features that are kept; French has some hundreds."""

MAX_KEPT_RELATIONS = 1 << 12
"""Answers of `is_relation` that are kept: some fifty relations, asked for in as many ways."""


@frozen
class Word:
    """
    One word of a tree.

    Attributes:
        form: As parsed, contractions expanded.
        lemma: Dictionary form, lower case for all but proper nouns.
        upos: Universal part of speech.
        feats: Universal features: ``{"Gender": "Fem", "Number": "Sing"}``.
        head: Index of the governing word, `ROOT` for the root.
        deprel: Relation to it, with its subtype.
    """

    form: str
    lemma: str
    upos: str
    feats: Mapping[str, str]
    head: int
    deprel: str


class Tree:
    """
    A parsed frame: its words, who governs whom, and which token each word came from.

        >>> from quotattr.frames import Frame, FrameWord
        >>> words = [Word("Léa", "Léa", "PROPN", {}, 1, "nsubj"), Word("parle", "parler", "VERB", {}, ROOT, "root")]
        >>> places = tuple(FrameWord(word.form, place, None) for place, word in enumerate(words))
        >>> tree = Tree(Frame(places, 0, len(words), None, (), 0), words)
        >>> tree.child(1, "nsubj"), list(tree.ancestors(0)), tree[0].lemma
        (0, [1], 'Léa')

    Args:
        frame: What was parsed.
        words: Its words, parsed; their heads are indices of this tree.
        pointings: Of each quotation in it, by its index, where the parser's states point; empty if nothing does.
    """

    def __init__(self, frame: Frame, words: Sequence[Word], pointings: Mapping[int, Pointing] = MappingProxyType({})):
        self.frame = frame
        self.words = tuple(words)
        self.pointings = pointings
        self._quotations = frame.marks  # Asked for ten times a word.
        self._answers: dict[tuple[Hashable, ...], Any] = {}
        self._children: list[list[int]] = [[] for _ in words]
        for index, word in enumerate(words):
            if word.head != ROOT:
                self._children[word.head].append(index)

    def __len__(self) -> int:
        return len(self.words)

    def __getitem__(self, index: int) -> Word:
        return self.words[index]

    def once(self, find: Callable[..., R], index: int, key: Hashable, *arguments: Any) -> R:
        """*find* (tree, *index*, *arguments*), called once for each *index* and *key*: rules ask the same of a word again and again."""
        asked = (find, index, key)
        if asked not in self._answers:
            self._answers[asked] = find(self, index, *arguments)
        answer: R = self._answers[asked]
        return answer

    def token(self, index: int) -> int:
        """Index of the token that the word came from."""
        return self.frame.words[index].token

    def quotation(self, index: int) -> int | None:
        """Index of the quotation that the word stands in or for."""
        return self._quotations[index]

    def children(self, index: int, *relations: str) -> list[int]:
        """Words that *index* governs, in order; with *relations*, only by those (subtypes included)."""
        found = self._children[index]
        if not relations or not found:
            return found
        return [child for child in found if is_relation(self.words[child].deprel, *relations)]

    def child(self, index: int, *relations: str) -> int | None:
        """The first word that *index* governs by one of *relations*, or None."""
        for child in self._children[index]:
            if not relations or is_relation(self.words[child].deprel, *relations):
                return child
        return None

    def ancestors(self, index: int) -> Iterator[int]:
        """The words above *index*, nearest first. A damaged tree with a cycle ends where it would repeat."""
        seen = {index}
        head = self.words[index].head
        while head != ROOT and head not in seen:
            yield head
            seen.add(head)
            head = self.words[head].head

    def subtree(self, index: int) -> list[int]:
        """*index* and all below it, in order of the sentence."""
        found, stack = {index}, [index]
        while stack:
            for child in self._children[stack.pop()]:
                if child not in found:
                    found.add(child)
                    stack.append(child)
        return sorted(found)

    def head_of(self, indices: Sequence[int]) -> int | None:
        """The word of *indices* whose governor is outside them: what the rest hangs on."""
        inside = set(indices)
        tops = [index for index in indices if self.words[index].head not in inside]
        content = [index for index in tops if self.words[index].upos not in ("PUNCT", "ADP", "DET", "SCONJ", "CCONJ")]
        return next(iter(content or tops), None)


@functools.lru_cache(maxsize=MAX_KEPT_RELATIONS)
def is_relation(deprel: str, *relations: str) -> bool:
    """Whether *deprel* is one of *relations* or a subtype of one (``nsubj:pass`` is a ``nsubj``)."""
    return deprel in relations or deprel.partition(":")[0] in relations


@functools.lru_cache(maxsize=MAX_KEPT_FEATURES)
def parse_feats(feats: str | None) -> Mapping[str, str]:
    """
    Universal features as a mapping, which all words share that have these; it is not to be written to.

        >>> parse_feats("Gender=Fem|Number=Sing")
        {'Gender': 'Fem', 'Number': 'Sing'}
    """
    return dict(pair.split("=", 1) for pair in (feats or "").split("|") if "=" in pair)
