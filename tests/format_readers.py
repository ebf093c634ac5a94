"""
Readers that look at what was written with other eyes: where does each format say that a quotation stands?

They use nothing of the writers. `tei_places`, `web_annotation_places` and `brat_places` each give, for every quotation in
order, its kind, its spans and who speaks, so that one test can compare them all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from attrs import frozen

from quotattr import Article, Span

TEI = "{http://www.tei-c.org/ns/1.0}"
ID = "{http://www.w3.org/XML/1998/namespace}id"


@frozen
class Place:
    """
    What a format says of a quotation.

    Attributes:
        kind: direct, mixed, indirect, other.
        spans: Of its segments.
        speaker: The name.
        mention: Where the speaker's mention stands.
        cue: Where the cue stands.
        source: The medium's name.
    """

    kind: str
    spans: tuple[Span, ...]
    speaker: str | None = None
    mention: Span | None = None
    cue: Span | None = None
    source: str | None = None


def places_of(article: Article) -> list[Place]:
    """What a format should say."""
    return [
        Place(
            quote.kind,
            tuple(segment.span for segment in quote.segments),
            quote.speaker and quote.speaker.name,
            quote.speaker and quote.speaker.span,
            quote.cue and quote.cue.span,
            quote.source and quote.source.name,
        )
        for quote in article.quotes
    ]


# --- TEI


@frozen
class _Found:
    """An element in the body, and where its characters stand, counted in the body."""

    element: ElementTree.Element
    span: Span


def parse_tei(xml: str) -> list[ElementTree.Element]:
    """The ``<TEI>`` elements."""
    root = ElementTree.fromstring(xml.encode("utf-8"))
    return [root] if root.tag == f"{TEI}TEI" else root.findall(f"{TEI}TEI")


def tei_text(document: ElementTree.Element) -> str:
    """The text of the article: that of ``<body>``."""
    return "".join(document.find(f"{TEI}text/{TEI}body").itertext())


def tei_places(document: ElementTree.Element) -> list[Place]:
    """The quotations, put together from their pieces by ``@next``; offsets are counted in the body, not read from ``@n``."""
    body = document.find(f"{TEI}text/{TEI}body")
    found: dict[str, _Found] = {}
    _walk(body, 0, found)
    names = {
        element.get(ID): "".join(element.itertext())
        for element in document.find(f"{TEI}teiHeader").iter()
        if element.get(ID)
    }
    text = tei_text(document)
    quotes = [
        one
        for one in found.values()
        if one.element.tag in (f"{TEI}said", f"{TEI}q") and one.element.get("prev") is None
    ]
    ordered = sorted(quotes, key=lambda one: int(one.element.get(ID).rpartition("q")[2]))
    return [_tei_place(one, found, names, text) for one in ordered]


def _walk(element: ElementTree.Element, position: int, found: dict[str, _Found]) -> int:
    """Where *element* ends, if it begins at *position*; what has an id goes into *found*."""
    end = position + len(element.text or "")
    for child in element:
        end = _walk(child, end, found) + len(child.tail or "")
    if element.get(ID):
        found[element.get(ID)] = _Found(element, Span(position, end))
    return end


def _tei_place(first: _Found, found: dict[str, _Found], names: dict[str, str], text: str) -> Place:
    element = first.element
    anchors = [found[pointer[1:]] for pointer in (element.get("corresp") or "").split()]
    by_type = {anchor.element.get("type"): _whole(anchor, found, text) for anchor in anchors}
    labels = [names[pointer[1:]] and pointer for pointer in element.get("ana").split()]
    return Place(
        labels[0].rpartition(".")[2],
        tuple(_whole(one, found, text) for one in _segments(first, found)),
        _name(element.get("who"), names),
        by_type.get("speaker"),
        by_type.get("cue"),
        _name(element.get("source"), names),
    )


def _name(pointer: str | None, names: dict[str, str]) -> str | None:
    return None if pointer is None else names[pointer[1:]]


def _pieces(first: _Found, found: dict[str, _Found]) -> Iterator[_Found]:
    piece = first
    while True:
        yield piece
        following = piece.element.get("next")
        if following is None:
            return
        assert found[following[1:]].element.get("prev") == f"#{piece.element.get(ID)}"
        piece = found[following[1:]]


def _segments(first: _Found, found: dict[str, _Found]) -> Iterator[_Found]:
    """The first piece of each segment: the pieces of one have the same ``@n``."""
    label = None
    for piece in _pieces(first, found):
        if piece.element.get("n") != label:
            label = piece.element.get("n")
            yield piece


def _whole(first: _Found, found: dict[str, _Found], text: str) -> Span:
    """What the pieces with the ``@n`` of the first cover; between them is nothing but white space."""
    pieces = [piece.span for piece in _pieces(first, found) if piece.element.get("n") == first.element.get("n")]
    covered = Span(pieces[0].start, pieces[-1].end)
    for before, after in pairwise(pieces):
        assert text[before.end : after.start].strip(" \t\r\n") == ""
    assert first.element.get("n") == f"{covered.start}:{covered.end}"
    return covered


# --- Web Annotation


def web_annotation_places(jsonld: str, text: str) -> list[Place]:
    """The quotations of the one article that was written; both selectors of each target lead to the same words."""
    page = json.loads(jsonld)
    assert page["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert page["type"] == "AnnotationPage"
    return [_annotation_place(annotation, text) for annotation in page["items"]]


def _annotation_place(annotation: dict[str, Any], text: str) -> Place:
    assert annotation["type"] == "Annotation"
    values = {body["quotattr:role"]: body["value"] for body in annotation["body"] if body["type"] == "TextualBody"}
    spans = {
        body["quotattr:role"]: _selected(body, text)
        for body in annotation["body"]
        if body["type"] == "SpecificResource"
    }
    return Place(
        values["kind"],
        tuple(_selected(target, text) for target in annotation["target"]),
        values.get("speaker"),
        spans.get("speaker"),
        spans.get("cue"),
        values.get("source"),
    )


def _selected(resource: dict[str, Any], text: str) -> Span:
    position, words = resource["selector"]
    assert (position["type"], words["type"]) == ("TextPositionSelector", "TextQuoteSelector")
    span = Span(position["start"], position["end"])
    assert span.of(text) == words["exact"]
    assert text[: span.start].endswith(words["prefix"])
    assert text[span.end :].startswith(words["suffix"])
    return span


# --- brat


def brat_places(folder: Path, name: str) -> list[Place]:
    """The quotations of one article, from its ``T``, ``R`` and ``#`` lines; each fragment's words are checked."""
    text = (folder / f"{name}.txt").read_bytes().decode("utf-8")
    lines = (folder / f"{name}.ann").read_bytes().decode("utf-8").splitlines()
    fields = [line.split("\t", 2) for line in lines]
    bound = {id: _bound(kind, words, text) for id, kind, *words in fields if id[0] == "T"}
    related: dict[tuple[str, str], Span] = {}
    for id, value, *_ in fields:
        if id[0] == "R":
            relation, quote, mention = re.fullmatch(r"(\w+) Arg1:(T\d+) Arg2:(T\d+)", value).groups()
            related.setdefault((quote, relation), bound[mention][1])
    notes = {value.split(" ")[1]: json.loads(note) for id, value, note in (one for one in fields if one[0][0] == "#")}
    return [
        Place(
            kind.lower(),
            (span,),
            (notes[id]["speaker"] or {}).get("name"),
            related.get((id, "Said_by")),
            related.get((id, "Announced_by")),
            (notes[id]["source"] or {}).get("name"),
        )
        for id, (kind, span) in bound.items()
        if kind in ("Direct", "Mixed", "Indirect", "Other")
    ]


def _bound(value: str, words: list[str], text: str) -> tuple[str, Span]:
    kind, _, offsets = value.partition(" ")
    fragments = [Span(*map(int, fragment.split(" "))) for fragment in offsets.split(";")]
    assert [" ".join(fragment.of(text) for fragment in fragments)] == words
    assert all(fragment.of(text).splitlines() == [fragment.of(text)] for fragment in fragments)
    return kind, Span(fragments[0].start, fragments[-1].end)
