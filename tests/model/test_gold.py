"""Gold: annotations as they are read, and put beside what was found."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

import pytest

pytest.importorskip("torch")
pytest.importorskip("stanza")

from annotated import NAMES, annotated_article

from quotattr.model.gold import Annotation, find_annotation, is_same_name, read_all, read_annotations
from quotattr.spans import Span


def test_the_gold_of_each_segment() -> None:
    speech, _, other, _ = read_annotations(annotated_article("Marc Dalbret"))
    assert (speech.is_speech, speech.names) == (True, ("Marc Dalbret",))
    assert len(speech.mentions) == 1
    assert speech.cue is not None
    assert other == Annotation(other.span, False, (), ())


def test_who_annotated_an_article() -> None:
    """Language models told speech from other marks, not direct from mixed."""
    article = annotated_article("Marc Dalbret")
    quotes = [{**quote, "kind": "speech" if quote["kind"] == "direct" else "other"} for quote in article["quotes"]]
    assert not any(annotation.by_model for annotation in read_annotations(article))
    assert any(annotation.by_model for annotation in read_annotations({**article, "quotes": quotes}))


@pytest.mark.parametrize(
    ("span", "least", "found"),
    [
        ((0, 10), 0.8, 0),
        ((0, 9), 0.8, 0),
        ((0, 5), 0.8, None),
        ((0, 5), 0.5, 0),
        ((21, 30), 0.8, 1),
        ((11, 19), 0.1, None),
    ],
)
def test_the_annotation_of_a_span(span: tuple[int, int], least: float, found: int | None) -> None:
    annotations = [Annotation(Span(0, 10), True, (), ()), Annotation(Span(20, 30), False, (), ())]
    assert find_annotation(Span(*span), annotations, least) == (annotations[found] if found is not None else None)
    assert find_annotation(Span(*span), [], least) is None


@pytest.mark.parametrize(
    ("name", "accepted", "same"),
    [
        ("Marc Dalbret", ["Marc Dalbret"], True),
        ("DALBRET", ["Marc Dalbret"], True),
        ("Marc Dalbret", ["Dalbret"], True),
        ("Marc", ["Marc Dalbret"], False),
        ("Awa Ndoye", ["Marc Dalbret", "Awa Ndoye"], True),
        ("", ["Marc Dalbret"], False),
        ("Marc Dalbret", [], False),
        ("La Gazette", ["Gazette"], True),
        ("Lorme", ["élus de Lorme"], False),
        ("Lorme", ["Banque de Lorme"], False),
        ("Eaux", ["ministère des Eaux"], False),
        ("de Gaulle", ["Charles de Gaulle"], True),
        ("", [""], False),
    ],
)
def test_same_name(name: str, accepted: Sequence[str], same: bool) -> None:
    assert bool(is_same_name(name, accepted)) is same


@pytest.mark.model
def test_readers_take_turns(extractor) -> None:
    """So that each may have a parser that has not seen what it reads."""
    asked: list[tuple[int, str]] = []

    def reader(number: int) -> SimpleNamespace:
        def read_and_parse(text: str):
            asked.append((number, text))
            return extractor.read_and_parse(text)

        return SimpleNamespace(read_and_parse=read_and_parse)

    documents = [annotated_article(name) for name in NAMES[:3]]
    read_all(documents, [reader(0), reader(1)])
    assert asked == [(0, documents[0]["text"]), (1, documents[1]["text"]), (0, documents[2]["text"])]
