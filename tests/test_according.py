"""
*Selon X* and *pour X* on trees written by hand: each condition of the rule alone, which whole articles hardly tell apart.

Most of these trees kill a mutant of ``quotattr/cues.py`` that the frozen articles let live (docs/reliability.md).
"""

from __future__ import annotations

import pytest

from quotattr.cues import MAX_ACCORDING_WORDS, Setting, is_according_to, object_of
from quotattr.frames import Frame, FrameWord
from quotattr.trees import Tree, Word
from quotattr.vocabulary import load_vocabulary


def tree_of(written: str) -> Tree:
    """
    The tree of ``form/UPOS/head[/deprel]`` words; heads count from 1, 0 is the root, as in CoNLL-U.

    A form in angle brackets stands in a quotation.
    """
    rows = [word.split("/") for word in written.split(" ")]
    words = [
        Word(form.strip("<>"), form.strip("<>"), upos, {}, int(head) - 1, *(rest or ["dep"]))
        for form, upos, head, *rest in rows
    ]
    shown = tuple(
        FrameWord(form.strip("<>"), place, 0 if form.startswith("<") else None) for place, (form, *_) in enumerate(rows)
    )
    return Tree(Frame(shown, 0, len(shown), None, (0,), 0), words)


def is_opinion(written: str) -> bool:
    """Whether the word *pour* of the tree says whose view it is."""
    tree = tree_of(written)
    pour = next(place for place in range(len(tree)) if tree[place].form.lower() == "pour")
    return is_according_to(Setting((), tree, (len(tree) - 1,), len(tree) - 1, False, load_vocabulary()), pour)


@pytest.mark.parametrize(
    "written",
    [
        "Pour/ADP/3 la/DET/3 maire/NOUN/5 ,/PUNCT/3 pleut/VERB/0",
        "Pour/ADP/2 Morel/PROPN/4 ,/PUNCT/2 pleut/VERB/0",
        "Pour/ADP/2 elle/PRON/4 ,/PUNCT/2 pleut/VERB/0",
        "Pour/ADP/3 la/DET/3 maire/NOUN/4 <pleut>/VERB/0",
        *(f"Hier/ADV/6 {sign}/PUNCT/1 pour/ADP/4 Morel/PROPN/6 ,/PUNCT/4 pleut/VERB/0" for sign in ",:;–-."),
        *(f"{word}/CCONJ/5 pour/ADP/3 Morel/PROPN/5 ,/PUNCT/3 pleut/VERB/0" for word in ("Et", "Mais", "Que", "Car")),
        f"Pour/ADP/2 Morel/PROPN/0 {'vite/ADV/2 ' * (MAX_ACCORDING_WORDS - 1)},/PUNCT/2",
    ],
)
def test_pour_says_whose_view_it_is(written: str) -> None:
    assert is_opinion(written)


@pytest.mark.parametrize(
    "written",
    [
        "Elle/PRON/2 vote/VERB/0 pour/ADP/5 la/DET/5 maire/NOUN/2 ,/PUNCT/2 hier/ADV/2",
        "Pour/ADP/0 Morel/PROPN/1 ,/PUNCT/1 hier/ADV/1",
        "Morel/PROPN/0 ,/PUNCT/1 pour/ADP/1 ,/PUNCT/1 hier/ADV/1",
        "Pour/ADP/2 rester/VERB/4 ,/PUNCT/2 pleut/VERB/0",
        "Pour/ADP/3 le/DET/3 pont/NOUN/5 ,/PUNCT/3 pleut/VERB/0",
        "Pour/ADP/3 la/DET/3 maire/NOUN/4 pleut/VERB/0",
        *(
            f"Pour/ADP/3 {word}/DET/3 maire/NOUN/5 ,/PUNCT/3 pleut/VERB/0"
            for word in ("sa", "son", "leur", "ça", "cela", "rappel", "autant", "l'instant", "l'heure")
        ),
        f"Pour/ADP/2 Morel/PROPN/0 {'vite/ADV/2 ' * MAX_ACCORDING_WORDS},/PUNCT/2",
    ],
)
def test_pour_says_something_else(written: str) -> None:
    assert not is_opinion(written)


@pytest.mark.parametrize(
    ("written", "index", "found"),
    [
        ("Selon/ADP/3/case la/DET/3 maire/NOUN/4 pleut/VERB/0", 0, 2),
        ("D'/ADP/4/case après/ADP/1/fixed la/DET/4 maire/NOUN/5 pleut/VERB/0", 1, 3),
        ("D'/ADP/4/case après/ADP/1/dep Paul/PROPN/4 maire/NOUN/5 pleut/VERB/0", 1, 2),
        ("Pleut/VERB/0 selon/ADP/1/dep la/DET/4 maire/NOUN/1", 1, 3),
        ("Pleut/VERB/0 selon/ADP/1/dep Morel/PROPN/1", 1, 2),
        ("Pleut/VERB/0 selon/ADP/1/dep elle/PRON/1", 1, 2),
        ("Pont/NOUN/0 selon/ADP/1/dep vite/ADV/1", 1, None),
        ("Selon/ADP/0/root la/DET/1 maire/NOUN/1", 0, 2),
        ("Selon/ADP/0/root a/X/1 b/X/1 c/X/1 d/X/1 e/X/1 f/X/1 maire/NOUN/1", 0, 7),
        ("Selon/ADP/0/root a/X/1 b/X/1 c/X/1 d/X/1 e/X/1 f/X/1 g/X/1 maire/NOUN/1", 0, None),
        ("Elle/PRON/2 pleut/VERB/0 selon/ADP/3/fixed maire/NOUN/2", 2, 3),
    ],
)
def test_object_of_a_preposition(written: str, index: int, found: int | None) -> None:
    assert object_of(tree_of(written), index) == found
