"""Speakers: from the cue to the head of the mention, and how far the mention reaches."""

from __future__ import annotations

import pytest
from frozen import Case, params, read_conllu, setting_of, text_of

from quotattr.cues import find_cue
from quotattr.frames import Frame, FrameWord
from quotattr.speakers import find_speaker, mention_words, named_head
from quotattr.trees import Tree, Word

CASES = [case for case in (*read_conllu("cues"), *read_conllu("speakers")) if "speaker" in case.comments]


@pytest.mark.parametrize("case", params(CASES))
def test_speaker(case: Case) -> None:
    setting = setting_of(case)
    cue = find_cue(setting)
    assert cue is not None
    hit = find_speaker(setting, cue)
    if case.comments["speaker"] == "-":
        assert hit is None
        return
    assert hit is not None
    assert setting.tree[hit.index].form == case.comments["speaker"]
    assert hit.rule == case.comments.get("how", hit.rule)


@pytest.mark.parametrize("case", params([case for case in CASES if "mention" in case.comments]))
def test_mention(case: Case) -> None:
    setting = setting_of(case)
    cue = find_cue(setting)
    assert cue is not None
    hit = find_speaker(setting, cue)
    assert hit is not None
    assert text_of(case, setting, mention_words(setting.tree, hit.index)) == case.comments["mention"]


@pytest.mark.parametrize(
    "way",
    ["subject", "agent", "object", "relative", "complement", "possessive", "possessor_subject", "inverted_pronoun"],
)
def test_each_way_has_a_case(way: str) -> None:
    assert any(case.comments.get("how") == way for case in CASES)


@pytest.mark.parametrize(
    ("title", "head", "named"),
    [
        ("the mention leaves the day out", "ingénieur", "Marc"),
        ("de son côté in the cue", "ingénieur", "Marc"),
        ("the mention leaves the apposition out", "Marc", "Marc"),
        ("the mention keeps its complement", "directrice", "directrice"),
    ],
)
def test_the_name_beside_a_role(title: str, head: str, named: str) -> None:
    tree = setting_of(next(case for case in CASES if case.comments["case"] == title)).tree
    index = next(index for index in range(len(tree)) if tree[index].form == head)
    assert tree[named_head(tree, index)].form == named


class CountedTree(Tree):
    """A tree that loses patience."""

    patience = 1000

    def children(self, index: int, *relations: str) -> list[int]:
        """As ever, but not for ever."""
        self.patience -= 1
        assert self.patience > 0, "asked for children without end"
        return super().children(index, *relations)


def test_the_mention_of_a_cycle_ends() -> None:
    """No good parser makes one; a damaged one must not stop a newsroom's server."""
    words = [Word(form, form, "NOUN", {}, head, "nmod") for form, head in (("port", 2), ("digue", 0), ("mer", 1))]
    frame = Frame(tuple(FrameWord(word.form, place, None) for place, word in enumerate(words)), 0, 3, None, (), 0)
    assert mention_words(CountedTree(frame, words), 0) == [0, 1, 2]
