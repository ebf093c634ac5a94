"""
brat stand-off: a folder with a ``.txt`` and a ``.ann`` for each article, which brat and tools like it open for correction.

A quotation is a text-bound annotation, discontinuous if it has several segments; relations lead to the mention of its
speaker, to its cue, and to its source. What brat has no place for (canonical names, the rule, confidence) stands as JSON
in the quotation's note. `read_brat` makes articles of it again, with whatever a person has corrected. Start
reading at `write_brat`, then at `_note`; the format is that of https://brat.nlplab.org/standoff.html.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from quotattr.errors import DocumentFormatError
from quotattr.formats.characters import escape_surrogates, replace_surrogates
from quotattr.formats.json_reader import read_document
from quotattr.quote import Article, Cue, Quote, Reporter, Source, Speaker
from quotattr.spans import Span

TEXT_SUFFIX: Final = ".txt"
ANNOTATION_SUFFIX: Final = ".ann"
ENCODING: Final = "utf-8"

KIND_TO_TYPE: Final = {"direct": "Direct", "mixed": "Mixed", "indirect": "Indirect", "other": "Other"}
ROLE_TO_TYPE: Final = {"speaker": "Speaker", "cue": "Cue", "source": "Source", "reporter": "Reporter"}
ROLE_TO_RELATION: Final = {
    "speaker": "Said_by",
    "cue": "Announced_by",
    "source": "Came_through",
    "reporter": "Passed_on_by",
}
TYPE_TO_KIND: Final = {name: kind for kind, name in KIND_TO_TYPE.items()}
RELATION_TO_ROLE: Final = {name: role for role, name in ROLE_TO_RELATION.items()}

NOTE_TYPE: Final = "AnnotatorNotes"
FRAGMENT_JOINER: Final = " "
"""Stands in a ``.ann`` between the words of two fragments, as brat demands."""

LINE_RE: Final = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
"""What stands between line ends, all that `str.splitlines` knows: no fragment may hold one."""

RARE_LINE_END_RE: Final = re.compile(r"[\x85\u2028\u2029]")
"""Line ends that JSON may hold as they are, and that some readers take for the end of an annotation."""

UNSAFE_RE: Final = re.compile(r"[^\w.-]+")
"""What the name of a file is better without."""

UNNAMED: Final = "article"
"""The file of an article without `id`."""

MAX_NAME_CHARS: Final = 60
"""Of a file's name. File systems take 255 bytes, and a character may be four."""

UNKNOWN: Final = "unknown"
MEDIUM: Final = "media"
"""The kinds of a speaker and of a source that a person has added."""

HAND: Final = "brat"
"""The rule of a quotation that a person has added."""

CERTAIN: Final = 1.0
"""The confidence of a quotation that a person has added."""

CONFIGURATION: Final = f"""\
[entities]
{chr(10).join((*KIND_TO_TYPE.values(), *ROLE_TO_TYPE.values()))}

[relations]
{chr(10).join(f"{ROLE_TO_RELATION[role]} Arg1:{'|'.join(TYPE_TO_KIND)}, Arg2:{name}" for role, name in ROLE_TO_TYPE.items())}
<OVERLAP> Arg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>

[events]

[attributes]
"""
"""``annotation.conf``: which types brat offers, and that quotations may stand in quotations."""


def write_brat(articles: Iterable[Article], folder: Path) -> None:
    """
    Write two files for each article into *folder*, as soon as it is ready, and brat's ``annotation.conf``.

    Args:
        articles: Files are called after their `id`, with ``_`` for what a file's name is better without, and a
            number behind a name that is taken.
        folder: Made if there is none. What it holds already stays, unless it has the same name.

    Line ends inside a span split it, as brat demands. Lone surrogates are replaced, one for one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "annotation.conf", CONFIGURATION)
    taken: Counter[str] = Counter()
    for article in articles:
        name = _free_name(article.id, taken)
        _write(folder / (name + TEXT_SUFFIX), replace_surrogates(article.text))
        _write(folder / (name + ANNOTATION_SUFFIX), "".join(f"{line}\n" for line in _Annotations(article).lines))


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding=ENCODING, newline="") as stream:
        stream.write(text)


def _free_name(id: str | None, taken: Counter[str]) -> str:
    """
    A name for the files of an article, other than those that are *taken*; it is put among them.

    Some file systems take a capital for a small letter, so the names that are taken are folded.
    """
    name = free = UNSAFE_RE.sub("_", id or UNNAMED).strip(".")[:MAX_NAME_CHARS] or UNNAMED
    while taken[free.casefold()]:
        taken[name.casefold()] += 1
        free = f"{name}-{taken[name.casefold()]}"
    taken[free.casefold()] += 1
    return free


class _Annotations:
    """The lines of the ``.ann`` of one article, numbered as they come."""

    def __init__(self, article: Article):
        self.lines: list[str] = []
        self._text = article.text
        self._numbers = {"T": 0, "R": 0, "#": 0}
        self._mentions: dict[tuple[str, Span], str | None] = {}  # Quotations may share a mention or a cue.
        for quote in article.quotes:
            self._add_quote(quote)

    def _add_quote(self, quote: Quote) -> None:
        bound = self._bind(KIND_TO_TYPE[quote.kind], [segment.span for segment in quote.segments])
        if bound is None:
            return  # There is nothing but line ends in it.
        for role, part in (("speaker", quote.speaker), ("cue", quote.cue), ("source", quote.source)):
            self._relate(role, bound, self._mention(role, part))
        links = [(self._mention("reporter", link), self._mention("cue", link.cue)) for link in quote.chain]
        for mention, _ in links:
            self._relate("reporter", bound, mention)
        self._add("#", f"{NOTE_TYPE} {bound}", _as_json(_note(quote, links)))

    def _mention(self, role: str, part: Speaker | Source | Reporter | Cue | None) -> str | None:
        """The annotation of a mention or a cue, made if there is none yet."""
        if part is None or part.span is None:
            return None
        key = (ROLE_TO_TYPE[role], part.span)
        if key not in self._mentions:
            self._mentions[key] = self._bind(key[0], [part.span])
        return self._mentions[key]

    def _bind(self, name: str, spans: Sequence[Span]) -> str | None:
        """A text-bound annotation, or None if *spans* hold nothing but line ends."""
        fragments = [
            Span(*line.span()) for span in spans for line in LINE_RE.finditer(self._text, span.start, span.end)
        ]
        if not fragments:
            return None
        offsets = ";".join(f"{fragment.start} {fragment.end}" for fragment in fragments)
        return self._add("T", f"{name} {offsets}", FRAGMENT_JOINER.join(part.of(self._text) for part in fragments))

    def _relate(self, role: str, quote: str, mention: str | None) -> None:
        if mention is not None:
            self._add("R", f"{ROLE_TO_RELATION[role]} Arg1:{quote} Arg2:{mention}")

    def _add(self, letter: str, *fields: str) -> str:
        """Add a line; the annotation's name."""
        self._numbers[letter] += 1
        name = f"{letter}{self._numbers[letter]}"
        self.lines.append("\t".join((name, *map(replace_surrogates, fields))))
        return name


def _note(quote: Quote, links: Iterable[tuple[str | None, str | None]]) -> dict[str, Any]:
    """
    What the note of a quotation says: all that neither its type nor its relations tell.

    Args:
        quote: The quotation.
        links: The annotations of the mention and of the cue of each reporter, who may be several.
    """
    return {
        "speaker": {"name": quote.speaker.name, "kind": quote.speaker.kind} if quote.speaker else None,
        "cue": {"lemma": quote.cue.lemma} if quote.cue else None,
        "source": {"name": quote.source.name, "kind": quote.source.kind} if quote.source else None,
        "confidence": quote.confidence,
        "rule": quote.rule,
        "hedges": list(quote.hedges),
        "chain": [
            {
                "name": link.name,
                "kind": link.kind,
                "mention": mention,
                "cue": {"lemma": link.cue.lemma, "at": cue} if link.cue else None,
                "rule": link.rule,
                "hedges": list(link.hedges),
            }
            for link, (mention, cue) in zip(quote.chain, links, strict=True)
        ],
    }


def _as_json(note: Mapping[str, Any]) -> str:
    """*note* on one line: JSON escapes line feeds itself, the rarer line ends are escaped here."""
    return RARE_LINE_END_RE.sub(
        lambda end: f"\\u{ord(end[0]):04x}", escape_surrogates(json.dumps(note, ensure_ascii=False))
    )


# --- back


def read_brat(folder: Path | str) -> Iterator[Article]:
    """
    The articles of a folder that `write_brat` wrote, and that people may have corrected since; in order of their names.

    Spans, kinds and relations are those of the annotations; names, rules and confidence those of the notes. A quotation
    that a person has added goes to the speaker's mention by its words, under the rule ``brat``, with confidence 1. An
    article's `id` is the name of its file, and there are no warnings.

    Raises:
        DocumentFormatError: A line is no annotation; the message names the file.
        OSError: A file can't be read.
    """
    for path in sorted(Path(folder).glob(f"*{ANNOTATION_SUFFIX}")):
        text = _read(path.parent / (path.stem + TEXT_SUFFIX))
        try:
            yield read_document(_Parsed(text, _read(path).split("\n")).document(path.stem))
        except DocumentFormatError as error:
            raise DocumentFormatError(f"{path}: {error}") from error


def _read(path: Path) -> str:
    with path.open(encoding=ENCODING, newline="") as stream:
        return stream.read()


class _Parsed:
    """
    The lines of one ``.ann``: text-bound annotations, relations and notes. Others are passed over.

    Raises:
        DocumentFormatError: A line is not what brat writes; the message has its number.
    """

    def __init__(self, text: str, lines: Iterable[str]):
        self._text = text
        self._bound: dict[str, tuple[str, list[Span]]] = {}
        self._related: dict[tuple[str, str], str] = {}
        self._notes: dict[str, dict[str, Any]] = {}
        for number, line in enumerate(lines, start=1):
            try:
                self._parse(line.rstrip("\r"))
            except (ValueError, IndexError, TypeError) as error:
                raise DocumentFormatError(
                    f"line {number} is no annotation of brat: {line[:MAX_NAME_CHARS]!r}"
                ) from error

    def _parse(self, line: str) -> None:
        name, *fields = line.split("\t")
        if name.startswith("T"):
            kind, offsets = fields[0].split(" ", 1)
            fragments = [Span(*map(int, fragment.split())) for fragment in offsets.split(";")]
            self._bound[name] = kind, _joined(fragments, self._text)
        elif name.startswith("R"):
            relation, *arguments = fields[0].split(" ")
            quote, mention = (argument.partition(":")[2] for argument in arguments)
            self._related.setdefault((quote, RELATION_TO_ROLE.get(relation, relation)), mention)
        elif name.startswith("#") and fields[0].startswith(f"{NOTE_TYPE} T"):
            self._notes[fields[0].partition(" ")[2]] = json.loads(fields[1]) if fields[1].startswith("{") else {}

    def document(self, id: str) -> dict[str, Any]:
        """The article in the JSON form."""
        names = [name for name, (kind, _) in self._bound.items() if kind in TYPE_TO_KIND]
        ordered = sorted(names, key=lambda name: (self._hull(name).start, -self._hull(name).end))
        return {"id": id, "text": self._text, "quotes": [self._quote(name) for name in ordered]}

    def _quote(self, name: str) -> dict[str, Any]:
        kind, segments = self._bound[name]
        note = self._notes.get(name, {})
        return {
            "kind": TYPE_TO_KIND[kind],
            "segments": [self._stretch(span) for span in segments],
            "speaker": self._entity(note.get("speaker"), self._related.get((name, "speaker")), UNKNOWN),
            "cue": self._cue(note.get("cue"), self._related.get((name, "cue"))),
            "source": self._entity(note.get("source"), self._related.get((name, "source")), MEDIUM),
            "confidence": note.get("confidence", CERTAIN),
            "rule": note.get("rule", HAND),
            "hedges": note.get("hedges", []),
            "chain": self._chain(note.get("chain", [])),
        }

    # What a note has in the wrong place goes into the document as it is: `read_document` names it.

    def _chain(self, links: Any) -> Any:
        return [self._reporter(link) for link in links] if isinstance(links, list) else links

    def _reporter(self, link: Any) -> Any:
        if not isinstance(link, dict):
            return link
        cue = link.get("cue")
        named = self._entity(link, link.get("mention"), UNKNOWN)
        return {
            **named,
            "cue": self._cue(cue, cue and cue.get("at")),
            **{name: link.get(name) for name in ("rule", "hedges")},
        }

    def _entity(self, note: Any, mention: str | None, kind: str) -> Any:
        """Somebody with a name in the *note*, a *mention*, or both."""
        if mention not in self._bound or not (note is None or isinstance(note, dict)):
            return note
        words = self._stretch(self._hull(mention))
        return {"name": words["text"], "kind": kind, **(note or {}), **words}

    def _cue(self, note: Any, cue: str | None) -> dict[str, Any] | None:
        if cue not in self._bound:
            return None
        words = self._stretch(self._hull(cue))
        return {"lemma": words["text"], **(note or {}), **words}

    def _hull(self, name: str) -> Span:
        fragments = self._bound[name][1]
        return Span(fragments[0].start, fragments[-1].end)

    def _stretch(self, span: Span) -> dict[str, Any]:
        return {"start": span.start, "end": span.end, "text": span.of(self._text)}


def _joined(fragments: Iterable[Span], text: str) -> list[Span]:
    """Fragments, those that only line ends part put together again: they are one segment."""
    joined: list[Span] = []
    for fragment in sorted(fragments):
        if joined and LINE_RE.search(text, joined[-1].end, fragment.start) is None:
            joined[-1] = Span(joined[-1].start, fragment.end)
        else:
            joined.append(fragment)
    return joined
