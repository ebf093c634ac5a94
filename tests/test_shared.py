"""Articles of ``../shared``, where it is there: nothing raises, and every offset points at its words."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator

import pytest
from frozen import SHARED

from quotattr.extractor import Extractor
from quotattr.quote import Article

pytestmark = [
    pytest.mark.model,
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason=f"no annotated or raw articles here: {SHARED} is absent"),
]

SEED = 20
SAMPLE_TEXTS = 20
"""How many raw articles, and every how many-th gold one, are read: the whole is measured elsewhere."""


def gold_texts() -> Iterator[str]:
    """The text of one gold article in eight."""
    for path in sorted((SHARED / "gold").glob("*.json"))[::8]:
        yield json.loads(path.read_text(encoding="utf-8"))["text"]


def raw_texts() -> list[str]:
    """A random sample of raw articles, the same each time."""
    texts: list[str] = []
    for path in sorted((SHARED / "raw").rglob("*.jsonl.gz")):
        lines = gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()
        texts.extend(json.loads(line)["text"] for line in lines)
    return random.Random(SEED).sample(texts, min(SAMPLE_TEXTS, len(texts)))


def assert_offsets_hold(article: Article, text: str) -> None:
    """Every span of an article is where its words stand, and quotes are in reading order."""
    assert article.text == text
    for quote in article.quotes:
        assert quote.segments
        assert (quote.span.start, quote.span.end) == (quote.segments[0].start, quote.segments[-1].end)
        assert quote.text == " […] ".join(segment.text for segment in quote.segments)
        parts = [
            part for part in (quote.speaker, quote.cue, quote.source) if part is not None and part.span is not None
        ]
        for part in (*quote.segments, *parts):
            assert part.span is not None
            assert text[part.span.start : part.span.end] == part.text != ""
    assert [q.span.start for q in article] == sorted(q.span.start for q in article)
    for warning in article.warnings:
        assert 0 <= warning.start <= warning.end <= len(text)


def test_gold(extractor: Extractor) -> None:
    texts = list(gold_texts())
    assert texts
    for text in texts:
        assert_offsets_hold(extractor.extract(text), text)


def test_raw(extractor: Extractor) -> None:
    texts = raw_texts()
    assert texts
    for text in texts:
        assert_offsets_hold(extractor.extract(text), text)
