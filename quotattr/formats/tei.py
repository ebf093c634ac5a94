"""
TEI P5: the whole article in ``<p>``, every quotation in it as ``<said>`` or ``<q>``, who speaks in the header.

The text of ``<body>`` is the article's text, character for character: count the characters in front of an element and you
have its offset, which ``@n`` says as well. docs/formats.md tells what stands where. Start reading at `write_tei`; `_Cast` is
who is listed in the header, a `_Mark` is what is marked in the text, and `_body` writes the text with its marks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Final, TextIO
from xml.sax.saxutils import escape, quoteattr

from attrs import frozen

from quotattr.explain import HEDGE_TO_CAUTION, RULE_TO_REASON
from quotattr.formats.characters import replace_non_xml
from quotattr.formats.nesting import Edge, Stretch, nest
from quotattr.quote import Article, Cue, Quote, Reporter, Source, Speaker
from quotattr.spans import Span
from quotattr.version import __version__

NAMESPACE: Final = "http://www.tei-c.org/ns/1.0"
DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
CORPUS_TITLE: Final = "Quotations"
UNTITLED: Final = "text without a name"
"""Title of an article that has no `id`; TEI wants one."""

LINE_RE: Final = re.compile(r"[^\r\n]*[^\r\n\t ][^\r\n]*")
"""A paragraph: a line that holds more than what XML takes for white space between elements."""

CARRIAGE_RETURN: Final = {"\r": "&#13;"}
"""A parser would make a line feed of it, were it not written as a reference."""

LABEL_TO_MEANING: Final = {
    "kind.direct": "words that stand on their own between marks",
    "kind.mixed": "marked words, woven into the journalist's sentence",
    "kind.indirect": "a reported clause without marks",
    "rule.no_speech": "the marks report no speech",
    "kind.other": "marks that report no speech: a title, a nickname, a term, irony",
    **{f"hedge.{hedge}": caution for hedge, caution in HEDGE_TO_CAUTION.items()},
    **{f"rule.{rule}": reason.format(cue="the cue") for rule, reason in RULE_TO_REASON.items()},
}
"""What ``@ana`` points at, as the header explains it. Lemmas and rules of your own mean themselves."""

LABEL_RE: Final = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿœ0-9_.-]+")
"""A label that can be part of an ``xml:id`` as it is."""

KIND_TO_DIRECT: Final = {"direct": "true", "mixed": "true", "indirect": "false"}
"""The words of a mixed quotation are the speaker's own, so they are direct; ``@ana`` keeps the kind."""

Attributes = Mapping[str, str | None]
"""Those that are None are not written."""


def write_tei(articles: Iterable[Article], stream: TextIO) -> None:
    """
    Write one ``<TEI>``, or, of several articles, a ``<teiCorpus>`` of them, each as soon as it is ready.

    Args:
        articles: In the order to write them. TEI knows no empty corpus: of none, only a header is written.
        stream: Open for writing text in UTF-8.

    Characters that XML cannot hold are replaced, one for one.
    """
    rest = iter(articles)
    first = list(islice(rest, 2))
    stream.write(DECLARATION)
    if len(first) == 1:
        stream.writelines(_document(first[0], 1, NAMESPACE))
        return
    stream.write(f"{_start('teiCorpus', {'xmlns': NAMESPACE})}\n{_header(CORPUS_TITLE)}")
    for number, article in enumerate(chain(first, rest), start=1):
        stream.writelines(_document(article, number))
    stream.write("</teiCorpus>\n")


def _document(article: Article, number: int, namespace: str | None = None) -> Iterator[str]:
    """The ``<TEI>`` of one article; every ``xml:id`` in it begins with the article's *number*."""
    cast = _Cast(f"a{number}")
    anchors = _Anchors(article.text, cast)
    quotes = [_quote_mark(quote, number, anchors, cast) for number, quote in enumerate(article.quotes, start=1)]
    relations = _relations(article, anchors, cast)
    # Quotations come first: of two elements with the same span, they are the outer one.
    body = "".join(_body(article.text, [*quotes, *anchors.marks.values()]))
    yield f"{_start('TEI', {'xmlns': namespace})}\n"
    yield _header(article.id or UNTITLED, cast.taxonomy(), cast.listed())
    yield f'<text xml:lang="fr"><body>{body}</body></text>\n{relations}</TEI>\n'


# --- XML


def _text(words: str) -> str:
    return escape(replace_non_xml(words), CARRIAGE_RETURN)


def _start(element: str, attributes: Attributes) -> str:
    """A start tag."""
    written = (
        f" {name}={quoteattr(replace_non_xml(value))}" for name, value in attributes.items() if value is not None
    )
    return f"<{element}{''.join(written)}>"


def _element(element: str, attributes: Attributes, content: str) -> str:
    return f"{_start(element, attributes)}{content}</{element}>"


# --- the header


class _Cast:
    """
    Who and what the text points at: people, bodies and media by name and kind, and the labels of quotations.

    They are collected while the text is marked, and listed in the header.
    """

    def __init__(self, prefix: str):
        self.prefix = prefix
        self._labels: dict[str, str] = {}
        self._people: dict[tuple[str, str], str] = {}
        self._bodies: dict[tuple[str, str], str] = {}

    def point_at(self, somebody: Speaker | Source | Reporter) -> str:
        """A pointer to a speaker, a medium or a reporter."""
        is_body = isinstance(somebody, Source) or somebody.kind in ("organisation", "document")
        known, letter = (self._bodies, "o") if is_body else (self._people, "p")
        return "#" + known.setdefault((somebody.name, somebody.kind), f"{self.prefix}.{letter}{len(known) + 1}")

    def label(self, *labels: str) -> str:
        """Pointers to labels: ``kind.direct``, ``rule.colon``."""
        return " ".join(f"#{self._labels.setdefault(label, self._label_id(label))}" for label in labels)

    def _label_id(self, label: str) -> str:
        """The label itself, if it can be part of an ``xml:id``, else its number."""
        return f"{self.prefix}.{label if LABEL_RE.fullmatch(label) else f'label{len(self._labels) + 1}'}"

    def taxonomy(self) -> str:
        """What the labels mean, as ``<classDecl>``, or nothing."""
        categories = "\n".join(
            _element("category", {"xml:id": id, "n": _bare(label)}, _element("catDesc", {}, _text(_meaning(label))))
            for label, id in self._labels.items()
        )
        return f"\n<classDecl><taxonomy>\n{categories}\n</taxonomy></classDecl>" if categories else ""

    def listed(self) -> str:
        """``<profileDesc>``, or nothing if nobody speaks."""
        people = "".join(self._person(name, kind, id) for (name, kind), id in self._people.items())
        bodies = "".join(
            _element("org", {"xml:id": id, "type": kind}, _element("orgName", {}, _text(name)))
            for (name, kind), id in self._bodies.items()
        )
        lists = [("listPerson", people), ("listOrg", bodies)]
        listed = "".join(f"{_element(element, {}, content)}\n" for element, content in lists if content)
        return f"<profileDesc><particDesc>\n{listed}</particDesc></profileDesc>\n" if listed else ""

    def _person(self, name: str, kind: str, id: str) -> str:
        element = "personGrp" if kind == "group" else "person"
        return _element(element, {"xml:id": id, "role": kind}, _element("persName", {}, _text(name)))


def _bare(label: str) -> str:
    """``direct``, of ``kind.direct``."""
    return label.partition(".")[2]


def _meaning(label: str) -> str:
    return LABEL_TO_MEANING.get(label, _bare(label))


def _header(title: str, taxonomy: str = "", participants: str = "") -> str:
    return (
        f"<teiHeader>\n<fileDesc><titleStmt>{_element('title', {}, _text(title))}</titleStmt>\n"
        "<publicationStmt><p>Unpublished.</p></publicationStmt>\n"
        "<sourceDesc><p>A plain text, whose characters are those of the body.</p></sourceDesc></fileDesc>\n"
        f'<encodingDesc><appInfo><application ident="quotattr" version="{__version__}">'
        f"<label>quotattr</label></application></appInfo>{taxonomy}</encodingDesc>\n"
        f"{participants}</teiHeader>\n"
    )


# --- the text and its marks


@frozen(eq=False)
class _Mark:
    """
    An element in the text: a quotation, a mention, or a cue. What crosses another is cut in pieces.

    Attributes:
        id: Of the first piece; the others have ``.2``, ``.3`` … behind it.
        element: Its tag.
        spans: What it covers.
        first: Attributes of the first piece.
        every: Attributes of every piece.
    """

    id: str
    element: str
    spans: Sequence[Span]
    first: Attributes
    every: Attributes


def _quote_mark(quote: Quote, number: int, anchors: _Anchors, cast: _Cast) -> _Mark:
    speaker, source = quote.speaker, quote.source
    labels = (f"kind.{quote.kind}", *(f"hedge.{hedge}" for hedge in quote.hedges), f"rule.{quote.rule}")
    parts = (anchors.of_mention("speaker", speaker), anchors.of_cue(quote.cue), anchors.of_mention("source", source))
    first = {
        "source": cast.point_at(source) if source else None,
        "corresp": _joined(parts),
        "cert": repr(quote.confidence),
        "ana": cast.label(*labels),
    }
    every = {"who": cast.point_at(speaker) if speaker else None, "direct": KIND_TO_DIRECT.get(quote.kind)}
    element = "q" if quote.kind == "other" else "said"
    return _Mark(_quote_id(number, cast), element, [segment.span for segment in quote.segments], first, every)


def _quote_id(number: int, cast: _Cast) -> str:
    return f"{cast.prefix}.q{number}"


class _Anchors:
    """The elements around mentions and cues. Quotations that share one share its element."""

    def __init__(self, text: str, cast: _Cast):
        self.marks: dict[tuple[object, ...], _Mark] = {}
        self._text = text
        self._cast = cast

    def of_mention(self, role: str, somebody: Speaker | Source | Reporter | None) -> str | None:
        """A pointer to the mention of somebody, or None if there is none."""
        if somebody is None or somebody.span is None:
            return None
        return self._pointer("rs", somebody.span, {"type": role, "ref": self._cast.point_at(somebody)})

    def of_cue(self, cue: Cue | None) -> str | None:
        """A pointer to a cue, whose lemma is a label."""
        if cue is None:
            return None
        return self._pointer("seg", cue.span, {"type": "cue", "ana": self._cast.label(f"lemma.{cue.lemma}")})

    def _pointer(self, element: str, span: Span, attributes: Attributes) -> str | None:
        if LINE_RE.search(span.of(self._text)) is None:
            return None  # Blank words can't be marked: they stand in no paragraph.
        id = f"{self._cast.prefix}.m{len(self.marks) + 1}"
        key = (span, *attributes.values())
        return "#" + self.marks.setdefault(key, _Mark(id, element, [span], {}, attributes)).id


def _joined(pointers: Iterable[str | None]) -> str | None:
    """Pointers as one attribute; None if there are none."""
    return " ".join(pointer for pointer in pointers if pointer) or None


def _body(text: str, marks: Sequence[_Mark]) -> Iterator[str]:
    """The content of ``<body>``: paragraphs, and the white space between them."""
    paragraphs = [Span(*match.span()) for match in LINE_RE.finditer(text)] or [Span(0, 0)]
    edges_of_paragraphs = nest([Stretch((mark, span), span) for mark in marks for span in mark.spans], paragraphs)
    pieces = _Pieces(chain.from_iterable(edges_of_paragraphs))
    position = 0
    for paragraph, edges in zip(paragraphs, edges_of_paragraphs, strict=True):
        yield _text(text[position : paragraph.start]) + "<p>"
        position = paragraph.start
        for edge in edges:
            yield _text(text[position : edge.position]) + pieces.tag(edge)
            position = edge.position
        yield _text(text[position : paragraph.end]) + "</p>"
        position = paragraph.end
    yield _text(text[position:])


Marked = tuple[_Mark, Span]
"""A mark and the one of its spans that is cut."""


class _Pieces:
    """The tags of the pieces that marks are cut in: each points to the next and to the one before it."""

    def __init__(self, edges: Iterable[Edge[Marked]]):
        self._totals = Counter(edge.key[0] for edge in edges if edge.kind == "open")
        self._opened: Counter[_Mark] = Counter()

    def tag(self, edge: Edge[Marked]) -> str:
        """The tag of an edge; they must be asked for in their order."""
        mark, span = edge.key
        if edge.kind == "close":
            return f"</{mark.element}>"
        self._opened[mark] += 1
        number, total = self._opened[mark], self._totals[mark]
        attributes = {
            "xml:id": _piece_id(mark, number),
            "n": f"{span.start}:{span.end}",
            **mark.every,
            **(mark.first if number == 1 else {}),
            "prev": f"#{_piece_id(mark, number - 1)}" if number > 1 else None,
            "next": f"#{_piece_id(mark, number + 1)}" if number < total else None,
        }
        return _start(mark.element, attributes)


def _piece_id(mark: _Mark, number: int) -> str:
    return mark.id if number == 1 else f"{mark.id}.{number}"


def _relations(article: Article, anchors: _Anchors, cast: _Cast) -> str:
    """Who passed words on: a ``<relation>`` for each link of a chain, the outermost first."""
    relations = [
        _element("relation", _relation(link, _quote_id(number, cast), anchors, cast), "")
        for number, quote in enumerate(article.quotes, start=1)
        for link in quote.chain
    ]
    return f"<standOff><listRelation>{''.join(relations)}</listRelation></standOff>\n" if relations else ""


def _relation(link: Reporter, quote_id: str, anchors: _Anchors, cast: _Cast) -> Attributes:
    return {
        "name": "reports",
        "active": cast.point_at(link),
        "passive": f"#{quote_id}",
        "corresp": _joined((anchors.of_mention("reporter", link), anchors.of_cue(link.cue))),
        "ana": cast.label(*(f"hedge.{hedge}" for hedge in link.hedges), f"rule.{link.rule}"),
    }
