"""
The JSON form read back: documents → `Article` objects, equal to those that were written.

Whoever edits a document by hand, or makes one with another program, is told what is wrong with it: every error names
the field (``quotes[3].speaker.start``), what it should be, and what it is. Start reading at `read_document`;
`read_jsonl` reads whole files.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn, cast, get_args

from attrs import frozen

from quotattr.errors import DocumentFormatError
from quotattr.quotations import TextWarning
from quotattr.quote import Article, Cue, Hedge, Quote, QuoteKind, Reporter, Segment, Source, Speaker, SpeakerKind
from quotattr.spans import Span

MAX_SHOWN_CHARS = 60
"""Of a wrong value, in a message on one line."""


def read_document(document: object, text: str | None = None) -> Article:
    """
    The article of one document.

        >>> read_document({"id": "pont", "quotes": [], "text": 3})
        Traceback (most recent call last):
        quotattr.errors.DocumentFormatError: text: expected a string, got 3

    Args:
        document: What `Article.to_dict` gives. Fields that are not in docs/format.md are passed over.
        text: The article's text; the document's own if None.

    Raises:
        DocumentFormatError: Something is missing, of another type, or not where the text has it.
    """
    root = _Field(document, "")
    whole = _text_of(root, text)
    quotes = [_quote(entry, whole) for entry in root["quotes"].entries()]
    return Article(
        whole,
        tuple(quote for quote in quotes if quote.kind != "other"),
        tuple(quote for quote in quotes if quote.kind == "other"),
        tuple(_warning(entry, whole) for entry in root.get("warnings", []).entries()),
        root.get("id").string_or_none(),
    )


def read_json_document(string: str | bytes, text: str | None = None) -> Article:
    """The article of one document as a JSON string: `read_document` of what it holds."""
    try:
        document = json.loads(string)
    except ValueError as error:
        raise DocumentFormatError(f"not JSON: {error}") from error
    return read_document(document, text)


def read_jsonl(
    source: str | Path | Iterable[str | bytes], *, texts: Mapping[str, str] | None = None
) -> Iterator[Article]:
    """
    The articles of a JSONL file, one at a time.

        >>> [article.id for article in read_jsonl(['{"id": "pont", "text": "Non!", "quotes": []}'])]
        ['pont']

    Args:
        source: A path, an open stream, or lines. Empty lines are passed over.
        texts: Each article's text by its id, if the documents were written without.

    Raises:
        DocumentFormatError: A line is no document of docs/format.md; the message begins with file and line.
        OSError: The file can't be read.
    """
    if isinstance(source, (str, Path)):
        with open(source, "rb") as stream:
            yield from _read_lines(stream, str(source), texts or {})
    else:
        yield from _read_lines(source, str(getattr(source, "name", "line")), texts or {})


def _read_lines(lines: Iterable[str | bytes], name: str, texts: Mapping[str, str]) -> Iterator[Article]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _read_line(line, f"{name}:{number}", texts)


def _read_line(line: str | bytes, place: str, texts: Mapping[str, str]) -> Article:
    """The article of one line; an error begins with its *place*."""
    try:
        document = json.loads(line)
        identifier = document.get("id") if isinstance(document, dict) else None
        return read_document(document, texts.get(identifier) if isinstance(identifier, str) else None)
    except DocumentFormatError as error:
        raise DocumentFormatError(f"{place}: {error}") from error
    except ValueError as error:  # No JSON, or not even UTF-8.
        raise DocumentFormatError(f"{place}: not JSON: {error}") from error


@frozen
class _Field:
    """
    A value of a document and where it stands in it. Each method gives the value as one type, or says what is wrong.

    Attributes:
        value: As `json.loads` gives it.
        path: ``quotes[3].speaker``; empty of the document itself.
    """

    value: Any
    path: str

    def __getitem__(self, name: str) -> _Field:
        """A field of this object that must be there."""
        members = self._members()
        if name not in members:
            raise DocumentFormatError(f"{self._path_to(name)}: is missing")
        return _Field(members[name], self._path_to(name))

    def get(self, name: str, default: object = None) -> _Field:
        """A field of this object that may be left out."""
        return _Field(self._members().get(name, default), self._path_to(name))

    def entries(self) -> list[_Field]:
        """The entries of this list."""
        if not isinstance(self.value, (list, tuple)):
            self.fail("a list")
        return [_Field(value, f"{self.path}[{index}]") for index, value in enumerate(self.value)]

    def string(self) -> str:
        return self.value if isinstance(self.value, str) else self.fail("a string")

    def string_or_none(self) -> str | None:
        return self.value if self.value is None or isinstance(self.value, str) else self.fail("a string or null")

    def one_of(self, choices: tuple[str, ...]) -> str:
        if self.value not in choices:
            self.fail(f"one of {', '.join(choices)}")
        return str(self.value)

    def probability(self) -> float:
        if isinstance(self.value, bool) or not isinstance(self.value, (int, float)) or not 0 <= self.value <= 1:
            self.fail("a number from 0 to 1")
        return float(self.value)

    def offset(self) -> int:
        if isinstance(self.value, bool) or not isinstance(self.value, int) or self.value < 0:
            self.fail("a whole number, 0 or more")
        return self.value

    def span(self, text: str) -> Span:
        """``start`` and ``end`` of this object, inside *text*."""
        start, end = self["start"].offset(), self["end"].offset()
        if not start <= end <= len(text):
            self["end"].fail(f"from start ({start}) to the end of the text ({len(text)})")
        return Span(start, end)

    def words(self, span: Span, text: str) -> str:
        """``text`` of this object, which must be what stands at *span* of *text*."""
        words = self["text"].string()
        if words != span.of(text):
            self["text"].fail(f"what the article has from {span.start} to {span.end}, {_shown(span.of(text))}")
        return words

    def fail(self, expected: str) -> NoReturn:
        raise DocumentFormatError(f"{self.path or 'the document'}: expected {expected}, got {_shown(self.value)}")

    def _members(self) -> Mapping[str, Any]:
        return self.value if isinstance(self.value, Mapping) else self.fail("an object")

    def _path_to(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name


def _shown(value: object) -> str:
    """*value* as Python writes it, cut to what a message holds."""
    written = repr(value)
    return written if len(written) <= MAX_SHOWN_CHARS else written[: MAX_SHOWN_CHARS - 1] + "…"


def _text_of(root: _Field, text: str | None) -> str:
    """The article's text: the one given, or the document's own."""
    if text is not None:
        return text
    if root.get("text").value is None:
        raise DocumentFormatError("text: is missing, and no text was given: pass text=…, the article as it was read")
    return root["text"].string()


def _quote(entry: _Field, text: str) -> Quote:
    segments = tuple(_segment(segment, text) for segment in entry["segments"].entries())
    if not segments:
        entry["segments"].fail("at least one segment")
    quote = Quote(
        cast(QuoteKind, entry["kind"].one_of(get_args(QuoteKind))),
        segments,
        _speaker(entry.get("speaker"), text),
        _cue(entry.get("cue"), text),
        _source(entry.get("source"), text),
        entry["confidence"].probability(),
        entry["rule"].string(),
        _hedges(entry),
        tuple(_reporter(link, text) for link in entry.get("chain", []).entries()),
    )
    if entry.get("text", quote.text).value != quote.text:
        entry["text"].fail(f"the segments' texts joined, {_shown(quote.text)}")
    return quote


def _segment(entry: _Field, text: str) -> Segment:
    span = entry.span(text)
    return Segment(span, entry.words(span, text))


def _speaker(entry: _Field, text: str) -> Speaker | None:
    return None if entry.value is None else Speaker(entry["name"].string(), _kind(entry), *_mention(entry, text))


def _source(entry: _Field, text: str) -> Source | None:
    if entry.value is None:
        return None
    return Source(entry["name"].string(), entry["kind"].string(), *_mention(entry, text))


def _reporter(entry: _Field, text: str) -> Reporter:
    return Reporter(
        entry["name"].string(),
        _kind(entry),
        *_mention(entry, text),
        _cue(entry.get("cue"), text),
        entry["rule"].string(),
        _hedges(entry),
    )


def _cue(entry: _Field, text: str) -> Cue | None:
    if entry.value is None:
        return None
    span = entry.span(text)
    return Cue(entry.words(span, text), entry["lemma"].string(), span)


def _mention(entry: _Field, text: str) -> tuple[str | None, Span | None]:
    """Words and span of a mention; both None if somebody is only implied."""
    if entry.get("start").value is None and entry.get("end").value is None:
        return entry.get("text").string_or_none(), None
    span = entry.span(text)
    return entry.words(span, text), span


def _kind(entry: _Field) -> SpeakerKind:
    return cast(SpeakerKind, entry["kind"].one_of(get_args(SpeakerKind)))


def _hedges(entry: _Field) -> tuple[Hedge, ...]:
    return tuple(cast(Hedge, hedge.one_of(get_args(Hedge))) for hedge in entry.get("hedges", []).entries())


def _warning(entry: _Field, text: str) -> TextWarning:
    span = entry.span(text)
    return TextWarning(span.start, span.end, entry["message"].string())
