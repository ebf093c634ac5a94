"""Parse: the one door to the model, tried with a model made of paper."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from quotattr.errors import UnknownModelError
from quotattr.frames import Frame, FrameWord
from quotattr.parse import DEFAULT_MODEL, MODELS, STANZA_MODEL, StanzaParser, load_parser, parse_feats
from quotattr.trees import Tree, Word


def frame(*forms: str) -> Frame:
    """A frame of these words."""
    words = tuple(FrameWord(form, place, None) for place, form in enumerate(forms))
    return Frame(words, 0, len(forms), None, (), 0)


class PaperModel:
    """Hangs every word on the first; counts how often it is loaded and called."""

    def __init__(self) -> None:
        self.loads = 0
        self.calls: list[list[list[str]]] = []

    def load(self) -> PaperModel:
        """What a parser is given to load its model."""
        self.loads += 1
        return self

    def __call__(self, frames: Sequence[Frame]) -> list[Tree]:
        self.calls.append([[word.form for word in one.words] for one in frames])
        return [
            Tree(
                one,
                [Word(word.form, word.form.lower(), "X", {}, place - 1, "dep") for place, word in enumerate(one.words)],
            )
            for one in frames
        ]


def test_nothing_is_loaded_before_the_first_frame() -> None:
    model = PaperModel()
    parser = StanzaParser(model.load)
    assert parser.parse([]) == []
    assert len(parser.parse([frame()])) == 1
    assert model.loads == 0


def test_it_is_loaded_once() -> None:
    model = PaperModel()
    parser = StanzaParser(model.load)
    parser.parse([frame("Oui")])
    parser.parse([frame("Non")])
    assert model.loads == 1
    assert model.calls == [[["Oui"]], [["Non"]]]


def test_a_tree_a_frame_in_order() -> None:
    parser = StanzaParser(PaperModel().load)
    frames = [frame("Il", "dit"), frame(), frame("Oui"), frame("Elle", "part", "tôt")]
    trees = parser.parse(frames)
    assert [[word.form for word in tree.words] for tree in trees] == [
        ["Il", "dit"],
        [],
        ["Oui"],
        ["Elle", "part", "tôt"],
    ]
    assert [tree.frame for tree in trees] == frames


def test_two_threads_load_one_model() -> None:
    model = PaperModel()
    parser = StanzaParser(model.load)
    barrier = threading.Barrier(8)

    def work() -> None:
        barrier.wait()
        parser.parse([frame("Oui")])

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert model.loads == 1
    assert len(model.calls) == 8


def test_a_model_that_fails_may_be_tried_again() -> None:
    """A missing file that has been put back must not need a new extractor."""
    model = PaperModel()
    answers = [OSError("no file"), None]

    def load() -> PaperModel:
        answer = answers.pop(0)
        if answer is not None:
            raise answer
        return model.load()

    parser = StanzaParser(load)
    with pytest.raises(OSError, match="no file"):
        parser.parse([frame("Oui")])
    assert len(parser.parse([frame("Oui")])) == 1


def test_models_have_names() -> None:
    assert MODELS == (DEFAULT_MODEL, STANZA_MODEL) == ("fr-news", "stanza:fr")
    for name in MODELS:
        assert load_parser(name)
    with pytest.raises(UnknownModelError, match="'nope'"):
        load_parser("nope")


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("du", ("de", "le")),
        ("aux", ("à", "les")),
        ("Au", ("À", "le")),
        ("duquel", ("de", "lequel")),
        ("auxquelles", ("à", "lesquelles")),
        ("dune", ("dune",)),
    ],
)
def test_contractions_are_opened(form: str, words: tuple[str, ...]) -> None:
    assert tuple(load_parser(DEFAULT_MODEL).expand(form, "droit", "port")) == words


@pytest.mark.parametrize(
    ("feats", "pairs"),
    [
        ("Gender=Fem|Number=Sing", {"Gender": "Fem", "Number": "Sing"}),
        ("_", {}),
        ("", {}),
        (None, {}),
        ("A=b=c", {"A": "b=c"}),
    ],
)
def test_feats(feats: str | None, pairs: dict[str, str]) -> None:
    assert parse_feats(feats) == pairs
