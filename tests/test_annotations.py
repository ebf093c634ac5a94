"""Annotations: offsets that become annotated articles again, for whoever has the articles."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from quotattr.model.annotations import ANNOTATIONS_FILE, format_span, read_annotated

HEADING = "article\tkind\tsegment\tmention\tnames\tcue"

TEXT = "Awa Ndoye et Marc\nDalbret sont là. «La digue tiendra», dit-elle, «et le port aussi». Un «kayak» passe."
"""Invented, as are all texts here."""


def cell(*words: str, text: str = TEXT) -> str:
    """Some words of a text as a cell has them, each from where the one before ends."""
    spans, end = [], 0
    for part in words:
        start = text.index(part, end)
        end = start + len(part)
        spans.append(format_span((start, end)))
    return "+".join(spans)


def read(folder: Path, texts: Sequence[str], rows: Sequence[Sequence[str]]) -> list[dict]:
    """Write articles a1, a2 … and rows of offsets to *folder*, and read them."""
    raw, annotations = folder / "raw_news.jsonl.gz", folder / "annotations.tsv"
    with gzip.open(raw, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps({"id": f"a{n}", "text": text}) + "\n" for n, text in enumerate(texts, 1))
    table = ["# Invented.", HEADING, *("\t".join(row) for row in rows)]
    annotations.write_text("\n".join(table) + "\n", encoding="utf-8")
    return read_annotated(raw, annotations)


def words_at(spans: Sequence[Sequence[int]]) -> list[str]:
    return [TEXT[start:end] for start, end in spans]


def test_speech(tmp_path: Path) -> None:
    row = (
        "a1",
        "speech",
        cell("La digue tiendra", "et le port aussi"),
        cell("elle"),
        cell("Awa Ndoye"),
        cell("dit-elle"),
    )
    [article] = read(tmp_path, [TEXT], [row])
    assert (article["id"], article["text"]) == ("a1", TEXT)
    [quote] = article["quotes"]
    assert quote["kind"] == "speech"
    assert quote["source"] is None
    assert words_at(quote["segments"]) == ["La digue tiendra", "et le port aussi"]
    assert words_at([quote["cue"]]) == ["dit-elle"]
    assert (quote["speaker"]["name"], quote["speaker"]["aliases"]) == ("Awa Ndoye", [])
    assert words_at(quote["speaker"]["mentions"]) == ["elle"]


def test_a_mark_that_is_no_speech(tmp_path: Path) -> None:
    [article] = read(tmp_path, [TEXT], [("a1", "other", cell("kayak"), "-", "-", "-")])
    [quote] = article["quotes"]
    assert (quote["kind"], quote["speaker"], quote["cue"]) == ("other", None, None)
    assert words_at(quote["segments"]) == ["kayak"]


@pytest.mark.parametrize(
    ("names", "name", "aliases"),
    [
        ("-", None, []),
        (cell("Ndoye"), "Ndoye", []),
        (f"{cell('Awa Ndoye')}|{cell('Ndoye')}", "Awa Ndoye", ["Ndoye"]),
        (cell("Awa Ndoye", "Marc\nDalbret"), "Awa Ndoye et Marc Dalbret", []),
        (f"{cell('Awa Ndoye', 'Dalbret')}|{cell('Ndoye')}", "Awa Ndoye et Dalbret", ["Ndoye"]),
    ],
)
def test_names(tmp_path: Path, names: str, name: str | None, aliases: list[str]) -> None:
    """The fullest first; a line break inside a name is a space; of two speakers, A et B."""
    [article] = read(tmp_path, [TEXT], [("a1", "speech", cell("La digue tiendra"), cell("elle"), names, "-")])
    speaker = article["quotes"][0]["speaker"]
    assert (speaker["name"], speaker["aliases"]) == (name, aliases)


def test_a_name_without_a_mention(tmp_path: Path) -> None:
    [article] = read(tmp_path, [TEXT], [("a1", "speech", cell("La digue tiendra"), "-", cell("Ndoye"), "-")])
    assert article["quotes"][0]["speaker"] == {"name": "Ndoye", "aliases": [], "mentions": []}


def test_articles_come_in_the_order_of_their_rows(tmp_path: Path) -> None:
    rows = [
        ("a3", "other", "0-3", "-", "-", "-"),
        ("a1", "other", "0-3", "-", "-", "-"),
        ("a3", "other", "4-9", "-", "-", "-"),
    ]
    articles = read(tmp_path, [TEXT, "Rien ici.", TEXT], rows)
    assert [(article["id"], len(article["quotes"])) for article in articles] == [("a3", 2), ("a1", 1)]


def test_an_article_that_is_not_there_is_left_out(tmp_path: Path) -> None:
    rows = [("a9", "other", "0-3", "-", "-", "-"), ("a1", "other", "0-3", "-", "-", "-")]
    assert [article["id"] for article in read(tmp_path, [TEXT], rows)] == ["a1"]


CELL_RE = re.compile(r"-|\d+-\d+([+|]\d+-\d+)*")


@pytest.mark.skipif(not ANNOTATIONS_FILE.is_file(), reason="annotations.tsv is in the repository, in no package")
def test_the_file_holds_offsets_alone() -> None:
    """No word of an article is in it: ids, kinds, numbers."""
    lines = ANNOTATIONS_FILE.read_text(encoding="utf-8").splitlines()
    heading, *rows = (line for line in lines if not line.startswith("#"))
    assert heading == HEADING
    assert any("CC0" in line for line in lines if line.startswith("#"))
    for row in rows:
        article, kind, segment, *rest = row.split("\t")
        assert re.fullmatch(r"r\d+", article), row
        assert kind in ("speech", "other", "indirect"), row
        assert segment != "-", row
        assert all(CELL_RE.fullmatch(part) for part in (segment, *rest)), row
        assert len(rest) == 3, row
        spans = [tuple(map(int, span.split("-"))) for span in re.findall(r"\d+-\d+", row.partition("\t")[2])]
        assert all(start < end for start, end in spans), row
