"""Decisions: what an annotated article teaches each model."""

from __future__ import annotations

import pytest

pytest.importorskip("torch")
pytest.importorskip("stanza")

from annotated import annotated_article
from frozen import read_surface

from quotattr.attribution import make_resolver
from quotattr.model.decisions import Example, RecordingResolver, example_of
from quotattr.model.gold import read_annotations
from quotattr.model.linear import usable


def make_example(document: dict, extractor) -> Example:
    """An annotated document, its cues decided by the shipped weights."""
    return example_of(tuple(read_annotations(document)), *extractor.read_and_parse(document["text"]))


@pytest.mark.model
def test_decisions_of_an_article(extractor) -> None:
    """Each mark is a decision of speech; the mentions and the names that are right are told from the gold."""
    example = make_example(annotated_article("Marc Dalbret"), extractor)
    assert [choice.right for choice in example.decisions["speech"]] == [(True, False)] * 2 + [
        (False, True),
        (True, False),
    ]
    assert [choice.weight < 1.0 for choice in example.decisions["speech"]] == [False, False, True, False]
    assert all(sum(choice.right) >= 1 for choice in usable(example.decisions["speaker"]))
    assert usable(example.decisions["referent"])
    assert [sum(choice.right) for choice in example.decisions["cue"]] == [1, 1, 1]
    assert not any(choice.right[0] for choice in example.decisions["cue"])


@pytest.mark.model
def test_where_nothing_announces_the_words(extractor) -> None:
    document = annotated_article("Marc Dalbret")
    for quote in document["quotes"]:
        quote["cue"] = None
    choices = make_example(document, extractor).decisions["cue"]
    assert [(choice.right[0], sum(choice.right)) for choice in choices] == [(True, 1)] * 3


def test_what_opens_a_sentence_is_no_example() -> None:
    """Whom the gold names for a quotation says nothing of the sentences behind it that nobody parsed."""
    reading = read_surface("Marc Dalbret sort. Il rit. Boris Taranov dort.")
    resolver = make_resolver(reading, (), RecordingResolver)
    resolver.choices, resolver.names = [], ("Boris Taranov",)
    resolver.note_opening(reading.sentences[1])
    assert resolver.names == ()
    assert resolver.choices == []


@pytest.mark.model
def test_nobody_is_learned(extractor) -> None:
    """Words that the gold gives to nobody are a decision whose right answer is nobody, where any other is wrong."""
    text = "Marc Dalbret a visité le port. «À bas la digue», entend-on sur les quais."
    start = text.index("À bas")
    quote = {"kind": "direct", "segments": [[start, start + len("À bas la digue")]], "speaker": None}
    example = make_example({"id": "x", "text": text, "quotes": [quote]}, extractor)
    choice = example.decisions["referent"][-1]
    right = choice.described[choice.right.index(True)]
    assert right["nobody"] == 1.0
    assert sum(choice.right) == 1
    assert len(choice.right) > 1
