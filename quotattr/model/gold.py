"""
Gold: annotated articles, read and parsed, and what an annotation says of a draft.

Articles are annotated by hand, one file each, or by language models (`quotattr.model.annotations`). What they say of a quotation is
put beside the draft of it: which annotation is of the same words (`gold_of`), whether a cue is the right one (`is_cue`), which
candidates are right mentions (`right_mentions`), whether two names are of the same person (`is_same_name`). Start reading at `read_all`.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import frozen

from quotattr.extractor import Extractor
from quotattr.folding import fold
from quotattr.names import name_key
from quotattr.parse import StanzaParser, parse_with
from quotattr.ranking import NOBODY, Candidate
from quotattr.reading import Draft, Reading
from quotattr.spans import Span
from quotattr.trees import Tree

from .annotations import read_annotated
from .loading import load_pipeline

UNSORTED_SPEECH = "speech"
"""The kind that language models gave: they did not tell direct from mixed."""

SAME_SPAN_IOU = 0.8
SAME_CLAUSE_IOU = 0.5


@frozen
class Annotation:
    """The gold of one segment; *by_model*: a language model annotated it."""

    span: Span
    is_speech: bool
    mentions: tuple[Span, ...]
    names: tuple[str, ...]
    cue: Span | None = None
    by_model: bool = False


def read_annotations(document: Mapping[str, Any]) -> list[Annotation]:
    """The segments of one gold document."""
    found: list[Annotation] = []
    for quote in document["quotes"]:
        speaker = quote.get("speaker") or {}
        mentions = tuple(Span(*mention) for mention in speaker.get("mentions", ()))
        names = tuple(name for name in (speaker.get("name"), *speaker.get("aliases", ())) if name)
        cue = Span(*quote["cue"]) if quote.get("cue") else None
        kind = quote["kind"]
        found.extend(
            Annotation(Span(*segment), kind != "other", mentions, names, cue, kind == UNSORTED_SPEECH)
            for segment in quote["segments"]
        )
    return found


def find_annotation(span: Span, annotations: Sequence[Annotation], least: float) -> Annotation | None:
    """The annotation whose span overlaps *span* most, if their intersection over union is at least *least*."""
    best = max(annotations, key=lambda annotation: _iou(span, annotation.span), default=None)
    return best if best is not None and _iou(span, best.span) >= least else None


def _iou(left: Span, right: Span) -> float:
    shared = min(left.end, right.end) - max(left.start, right.start)
    return max(0, shared) / (max(left.end, right.end) - min(left.start, right.start))


def gold_of(draft: Draft, annotations: Sequence[Annotation]) -> Annotation | None:
    """The annotation of a draft's words; of a report, whose bounds no marks give, half of them are enough."""
    least = SAME_CLAUSE_IOU if draft.kind == "indirect" else SAME_SPAN_IOU
    return find_annotation(draft.segments[0], annotations, least)


def overlapped(span: Span, mentions: Sequence[Span]) -> Span | None:
    """The first of *mentions* that has a code point in common with *span*."""
    return next((mention for mention in mentions if mention.overlaps(span)), None)


def is_cue(span: Span, gold: Span | None) -> bool:
    """Whether *span* is the gold cue, an adverb more or less."""
    return gold is not None and span.overlaps(gold) and span.end - span.start <= gold.end - gold.start + CUE_SLACK


CUE_SLACK = 15
"""Code points by which a cue may outrun the gold one: an adverb, not a subject."""


def right_mentions(
    reading: Reading, tree: Tree, candidates: Sequence[Candidate], mentions: Sequence[Span]
) -> list[bool]:
    """Of each candidate whether it heads one of the gold mentions, the first that does of each."""
    taken: set[Span] = set()
    right = [False] * len(candidates)
    for place, candidate in enumerate(candidates):
        if candidate.index == NOBODY:
            continue
        position = tree.token(candidate.index)
        mention = overlapped(reading.tokens[position].span, mentions)
        if mention is not None and mention not in taken:
            taken.add(mention)
            right[place] = True
        elif mention is None and _apposed_mention(reading, position, mentions) is not None:
            right[place] = True
    return right


def _apposed_mention(reading: Reading, position: int, mentions: Sequence[Span]) -> Span | None:
    """The gold mention that is the name apposed to the role at the token: the role is right as well."""
    name = reading.entities.named_by_role.get(position)
    if name is None:
        return None
    return overlapped(reading.span_of(name.first, name.last), mentions)


def is_same_name(name: str, accepted: Sequence[str]) -> bool:
    """
    Whether a name is one of those accepted, articles aside; between two proper names, a surname is the full name.

    Only proper names are shortened so: *Yvelines* is not *élus des Yvelines*, nor *France* the *Banque de France*.
    """
    return any(
        _bare_key(name) == _bare_key(other) != () or _is_surname_of(name, other) or _is_surname_of(other, name)
        for other in accepted
    )


def _bare_key(name: str) -> tuple[str, ...]:
    """Folded words of a name without articles in front."""
    words = _WORD_RE.findall(" ".join(name_key(name.split())))
    while len(words) > 1 and words[0] in _ARTICLES:
        del words[0]
    return tuple(words)


def _is_surname_of(short: str, long: str) -> bool:
    """Whether *short* ends *long*, both proper names, behind no particle: *Lavrov*, *de Gaulle*."""
    key, full = _bare_key(short), _bare_key(long)
    is_end = 0 < len(key) < len(full) and full[-len(key) :] == key
    return is_end and full[-len(key) - 1] not in _PARTICLES and _is_proper(short) and _is_proper(long)


def _is_proper(name: str) -> bool:
    """Whether each word has a capital, particles aside."""
    return all(word[0].isupper() or fold(word) in _PARTICLES for word in _WORD_RE.findall(name))


_WORD_RE = re.compile(r"\w+")
_ARTICLES = frozenset("le la les l un une".split())
_PARTICLES = frozenset("de du des d la le les l et von van der den el al ben bin ould dos da".split())


@frozen
class Read:
    """An annotated article, read and parsed."""

    annotations: tuple[Annotation, ...]
    reading: Reading
    trees: Sequence[Tree]


def read_all(documents: Sequence[Mapping[str, Any]], readers: Sequence[Extractor]) -> list[Read]:
    """Annotated documents, read by *readers* in turn, so that each may have a model that has not learned of those that it reads."""
    found = []
    for document, reader in zip(documents, itertools.cycle(readers), strict=False):
        reading, trees = reader.read_and_parse(document["text"])
        found.append(Read(tuple(read_annotations(document)), reading, trees))
    return found


def reader_with(folder: Path) -> Extractor:
    """What reads articles with the model packed in *folder*."""
    analyser, extractor = load_pipeline(folder), Extractor()
    extractor._parser = StanzaParser(lambda: parse_with(analyser))  # Nobody else needs it: it has no public name.
    return extractor


def read_documents(gold: Path, raw: Path | None) -> list[dict[str, Any]]:
    """Annotated articles, in the form of docs/format.md: those in the folder *gold*, and those of *raw* that are annotated."""
    documents = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(gold.glob("*.json"))]
    return documents if raw is None else [*documents, *read_annotated(raw)]
