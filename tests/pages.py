"""
What tests of pages share: a strict reader of their markup, texts that want to be markup, articles made by hand.

Start reading at `Page`.
"""

from __future__ import annotations

from collections.abc import Sequence
from html.parser import HTMLParser

from quotattr import Article, Cue, Quote, Segment, Source, Span, Speaker
from quotattr.quotations import TextWarning

MAX_IMAGE_BYTES = 300_000
"""Of a picture in docs/: a clone of the repository should stay small."""

VOID = {"meta", "br", "input", "rect", "line"}
"""Elements of these pages that have no end tag."""

NASTY = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" x="',
    "' onfocus='alert(1)",
    "javascript:alert(1)",
    "&lt;b&gt; & &amp; &#60;",
    "<!-- <b> -->",
    "]]><![CDATA[",
    "{{ 7 * 7 }} {% raw %}",
    "\r\nune\rdeux\n\n trois\t\u00a0\u2028 ",
    "\nau début, et à la fin\n",
    "😀 e\u0301 \u202e gauche",
)
"""Texts and names that must stay text."""


class Page(HTMLParser):
    """What a parser finds: the text of each article, start tags with their attributes; every tag must be closed in turn."""

    def __init__(self, markup: str):
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.cells: list[str] = []
        self.raw: dict[str, list[str]] = {"script": [], "style": []}
        self.feed(markup)
        self.close()
        assert self.open == [], "tags are left open"

    def handle_starttag(self, tag: str, attributes: Sequence[tuple[str, str | None]]) -> None:
        assert len(dict(attributes)) == len(attributes), f"<{tag}> has an attribute twice"
        self.tags.append((tag, dict(attributes)))
        if tag in VOID:
            return
        self.open.append(self.tags[-1])
        if self._is_article(self.open[-1]):
            self.texts.append("")
        if tag == "td":
            self.cells.append("")

    def handle_startendtag(self, tag: str, attributes: Sequence[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag: str) -> None:
        opened, _ = self.open.pop()
        assert tag == opened

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1][0] in self.raw:
            self.raw[self.open[-1][0]].append(data)
        if any(map(self._is_article, self.open)):
            self.texts[-1] += data
        if any(tag == "td" for tag, _ in self.open):
            self.cells[-1] += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    @staticmethod
    def _is_article(tag: tuple[str, dict[str, str | None]]) -> bool:
        return tag[1].get("class") == "text"

    def all(self, name: str, **attributes: str) -> list[dict[str, str | None]]:
        """Attributes of the tags called *name* that have these."""
        return [found for tag, found in self.tags if tag == name and attributes.items() <= found.items()]


def quotation(
    text: str,
    *spans: tuple[int, int],
    kind: str = "direct",
    speaker: str | None = None,
    source: str | None = None,
    **more,
) -> Quote:
    segments = tuple(Segment(Span(*span), text[slice(*span)]) for span in spans)
    values = {"cue": None, "confidence": 0.75, "rule": "floating", **more}
    return Quote(
        kind,
        segments,
        speaker=Speaker(speaker, "person", None, None) if speaker is not None else None,
        source=Source(source, "agency", None, None) if source is not None else None,
        **values,
    )


def article_of(nasty: str) -> Article:
    """An article that holds *nasty* wherever a string can be."""
    text = f"A {nasty} dit «{nasty}»."
    span = Span(text.rindex(nasty), text.rindex(nasty) + len(nasty))
    quote = Quote(
        "direct",
        (Segment(span, nasty),),
        Speaker(nasty, "person", nasty, Span(2, 2 + len(nasty))),
        Cue(nasty, nasty, span),
        Source(nasty, "agency", nasty, span),
        0.1,
        nasty,
    )
    other = Quote("other", (Segment(Span(0, 1), "A"),), None, None, None, 0.5, nasty)
    return Article(text, (quote,), (other,), (TextWarning(0, 1, nasty),), id=nasty)
