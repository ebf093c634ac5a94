"""
W3C Web Annotations in JSON-LD: one annotation a quotation, on the web page or text that the article is.

The target of an annotation is its segments, each told twice: by position (`TextPositionSelector`, in code points, as the
standard counts too) and by its words with some around them (`TextQuoteSelector`, which still finds them when the page
has changed). Bodies say who speaks, through whom, and why. Start reading at `write_web_annotations`; the model is
https://www.w3.org/TR/annotation-model/.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final, TextIO
from urllib.parse import quote as percent_encoded

from attrs import frozen

from quotattr.formats.characters import escape_surrogates, replace_surrogates
from quotattr.quote import Article, Cue, Quote, Reporter, Source, Speaker
from quotattr.spans import Span
from quotattr.version import __version__

CONTEXT: Final = ["http://www.w3.org/ns/anno.jsonld", {"quotattr": "urn:quotattr:terms#"}]
"""The standard's terms; what it has no word for (a role, a rule) is a term of quotattr's own."""

BASE: Final = "urn:quotattr:"
"""In front of the `id` of an article that is no address itself."""

ADDRESS_RE: Final = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
"""An `id` that is an address already, and holds nothing that an IRI may not."""

GENERATOR: Final = {"id": "urn:quotattr", "type": "Software", "name": f"quotattr {__version__}"}

CONTEXT_CHARS: Final = 32
"""In front of and behind a quotation: enough to tell it from another one with the same words."""

JsonObject = dict[str, Any]


def write_web_annotations(articles: Iterable[Article], stream: TextIO, *, base: str = BASE) -> None:
    """
    Write one ``AnnotationPage`` with an annotation for each quotation, each as soon as it is ready.

    Args:
        articles: In the order to write them. An `id` that is an address (``https://…``) is what is annotated.
        stream: Open for writing text.
        base: What stands in front of any other `id`; of an article without, its number stands behind it.
    """
    stream.write(
        f'{{"@context": {json.dumps(CONTEXT)},\n"id": {json.dumps(base + "page")}, "type": "AnnotationPage",\n"items": ['
    )
    opening = "\n"
    for number, article in enumerate(articles, start=1):
        for annotation in _annotations(article, article.id or str(number), base):
            stream.write(opening + escape_surrogates(json.dumps(annotation, ensure_ascii=False)))
            opening = ",\n"
    stream.write("\n]}\n")


def _annotations(article: Article, name: str, base: str) -> Iterator[JsonObject]:
    address = base + percent_encoded(replace_surrogates(name), safe="")
    page = _Page(name if ADDRESS_RE.fullmatch(name) else address, article.text)
    for number, quote in enumerate(article.quotes, start=1):
        yield {
            "id": f"{address}#quote{number}",
            "type": "Annotation",
            "motivation": "describing",
            "generator": GENERATOR,
            "quotattr:rule": quote.rule,
            "quotattr:confidence": quote.confidence,
            "body": list(_bodies(quote, page)),
            "target": [page.stretch(segment.span) for segment in quote.segments],
        }


@frozen
class _Page:
    """What is annotated: its address and its text."""

    address: str
    text: str

    def stretch(self, span: Span) -> JsonObject:
        """A stretch of the page, by position and by its words."""
        start, end = span.start, span.end
        return {
            "source": self.address,
            "selector": [
                {"type": "TextPositionSelector", "start": start, "end": end},
                {
                    "type": "TextQuoteSelector",
                    "exact": span.of(self.text),
                    "prefix": self.text[max(0, start - CONTEXT_CHARS) : start],
                    "suffix": self.text[end : end + CONTEXT_CHARS],
                },
            ],
        }


def _bodies(quote: Quote, page: _Page) -> Iterator[JsonObject]:
    """What is said of a quotation: its kind, its hedges, who speaks, who passed it on, and why it is taken so."""
    yield _words("classifying", "kind", quote.kind)
    yield from (_words("tagging", "hedge", hedge) for hedge in quote.hedges)
    yield from _somebody("speaker", quote.speaker, page)
    yield from _cue(quote.cue, page)
    yield from _somebody("source", quote.source, page)
    for reporter in quote.chain:
        yield from _somebody("reporter", reporter, page)
    yield {**_words("commenting", "explanation", quote.explain()), "language": "en"}


def _words(purpose: str, role: str, value: str) -> JsonObject:
    return {"type": "TextualBody", "purpose": purpose, "value": value, "quotattr:role": role}


def _somebody(role: str, somebody: Speaker | Source | Reporter | None, page: _Page) -> Iterator[JsonObject]:
    """The name of somebody, and where it stands."""
    if somebody is None:
        return
    yield {**_words("identifying", role, somebody.name), "quotattr:kind": somebody.kind}
    if somebody.span is not None:
        yield _place(role, somebody.span, page)


def _cue(cue: Cue | None, page: _Page) -> Iterator[JsonObject]:
    if cue is not None:
        yield {**_place("cue", cue.span, page), "quotattr:lemma": cue.lemma}


def _place(role: str, span: Span, page: _Page) -> JsonObject:
    return {"type": "SpecificResource", "purpose": "linking", "quotattr:role": role, **page.stretch(span)}
