"""Trees: the questions rules ask, on a tree written by hand and on damaged ones."""

from __future__ import annotations

import pytest

from quotattr.frames import Frame, FrameWord
from quotattr.trees import ROOT, Tree, Word, is_relation


def build(rows: str) -> Tree:
    """A tree of ``form/upos/head/deprel``, heads counted from 1, 0 for the root."""
    words = [
        Word(form, form, upos, {}, int(head) - 1, deprel)
        for form, upos, head, deprel in (row.split("/") for row in rows.split())
    ]
    frame = Frame(
        tuple(FrameWord(word.form, index + 10, None) for index, word in enumerate(words)), 0, len(words), None, (), 0
    )
    return Tree(frame, words)


TREE = build(
    "le/DET/2/det maire/NOUN/4/nsubj:pass est/AUX/4/aux:pass cité/VERB/0/root par/ADP/7/case un/DET/7/det témoin/NOUN/4/obl:agent"
)


def test_children_and_subtypes() -> None:
    assert TREE.children(3) == [1, 2, 6]
    assert TREE.children(3, "nsubj", "obl") == [1, 6]
    assert TREE.children(3, "obl:agent") == [6]
    assert TREE.children(3, "obl:arg") == []
    assert TREE.child(3, "aux") == 2
    assert TREE.child(0, "aux") is None


def test_ancestors_and_subtree() -> None:
    assert list(TREE.ancestors(4)) == [6, 3]
    assert list(TREE.ancestors(3)) == []
    assert TREE.subtree(6) == [4, 5, 6]
    assert TREE.subtree(3) == list(range(7))
    assert len(TREE) == 7
    assert TREE[3].head == ROOT


def test_a_word_knows_its_token() -> None:
    assert TREE.token(2) == 12
    assert TREE.quotation(2) is None


@pytest.mark.parametrize(
    ("words", "head"),
    [([4, 5, 6], 6), ([0, 1], 1), ([4, 5], 4), ([0, 4, 6], 6), ([], None), ([1, 3], 3)],
    ids=["a group", "with its article", "only little words", "apart", "none", "with its verb"],
)
def test_head_of(words: list[int], head: int | None) -> None:
    assert TREE.head_of(words) == head


def test_a_cycle_ends() -> None:
    tree = build("a/NOUN/2/nmod b/NOUN/1/nmod")
    assert list(tree.ancestors(0)) == [1]
    assert tree.subtree(0) == [0, 1]


def test_an_empty_tree() -> None:
    tree = build("")
    assert len(tree) == 0
    assert tree.head_of([]) is None


@pytest.mark.parametrize(
    ("deprel", "asked", "is_one"),
    [
        ("nsubj:pass", "nsubj", True),
        ("nsubj", "nsubj:pass", False),
        ("obl:agent", "obl:agent", True),
        ("nmod", "nsubj", False),
    ],
)
def test_relation(deprel: str, asked: str, is_one: bool) -> None:
    assert is_relation(deprel, asked) is is_one
