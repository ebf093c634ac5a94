"""
Annotations: who said what in the raw articles, as offsets alone.

``annotations.tsv`` says of the marks of nearly all raw articles whether they are speech, where
its speaker is mentioned and where the article gives the speaker's full name. It holds no word of
the articles, so it is of use only to those who have them. Start reading at `read_annotated`.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ANNOTATIONS_FILE = Path(__file__).with_name("annotations.tsv")

PART_JOINER = "+"
"""Between the spans of the parts of one name: *A et B*."""

ALIAS_JOINER = "|"
"""Between names of one speaker, the fullest first."""

NAME_OF_TWO = " et "


def read_annotated(raw: Path, annotations: Path = ANNOTATIONS_FILE) -> list[dict[str, Any]]:
    """
    The annotated articles, in the form of docs/format.md.

    Args:
        raw: ``raw_news.jsonl.gz``: an object with ``id`` and ``text`` a line.
        annotations: Rows of offsets, as the head of the file says.

    Returns:
        One document an article, in order of first row.
    """
    rows: dict[str, list[dict[str, str]]] = {}
    with annotations.open(encoding="utf-8") as lines:
        for row in csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"):
            rows.setdefault(row["article"], []).append(row)
    texts = {article: text for article, text in _read_texts(raw) if article in rows}
    return [
        {"id": article, "text": texts[article], "quotes": [_quote_of(row, texts[article]) for row in found]}
        for article, found in rows.items()
        if article in texts
    ]


def _read_texts(raw: Path) -> Iterator[tuple[str, str]]:
    with gzip.open(raw, "rt", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            yield article["id"], article["text"]


def _quote_of(row: dict[str, str], text: str) -> dict[str, Any]:
    names = [_name_of(alias, text) for alias in row["names"].split(ALIAS_JOINER) if alias != "-"]
    mentions = _spans(row["mention"])
    named = {"name": names[0] if names else None, "aliases": names[1:], "mentions": mentions}
    return {
        "kind": row["kind"],
        "segments": _spans(row["segment"]),
        "speaker": named if names or mentions else None,
        "cue": next(iter(_spans(row["cue"])), None),
        "source": None,
    }


def _name_of(alias: str, text: str) -> str:
    return NAME_OF_TWO.join(" ".join(text[start:end].split()) for start, end in _spans(alias))


def _spans(cell: str) -> list[list[int]]:
    """
    ``12-20+34-41`` as pairs.

        >>> _spans("12-20+34-41"), _spans("-")
        ([[12, 20], [34, 41]], [])
    """
    return [] if cell == "-" else [[int(part) for part in span.split("-")] for span in cell.split(PART_JOINER)]


def format_span(span: Sequence[int]) -> str:
    """A pair of offsets as a cell has it."""
    return f"{span[0]}-{span[1]}"
