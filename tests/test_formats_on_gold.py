"""Every format of every annotated article of ``../shared``: valid, whole, read back, and offsets at the same characters."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import attrs
import pytest
from format_readers import brat_places, parse_tei, places_of, tei_places, tei_text, web_annotation_places
from frozen import SHARED
from test_archive_formats import tei_errors, tei_schema  # noqa: F401

from quotattr import Article, read_brat, read_jsonl, to_frame
from quotattr.extractor import Extractor
from quotattr.formats import write_articles

pytestmark = [
    pytest.mark.model,
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason=f"no annotated articles here: {SHARED} is absent"),
]

SCHEMA = json.loads((Path(__file__).parent.parent / "docs" / "quotattr.schema.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def gold(extractor: Extractor) -> list[Article]:
    """What is found in all the annotated articles; it takes a minute."""
    documents = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((SHARED / "gold").glob("*.json"))]
    articles = list(extractor.pipe(document["text"] for document in documents))
    assert len(articles) > 100
    return [attrs.evolve(article, id=one["id"]) for article, one in zip(articles, documents, strict=True)]


def written(name: str, articles: list[Article], **options: bool) -> str:
    stream = io.StringIO(newline="")
    write_articles(articles, name, stream, **options)
    return stream.getvalue()


def test_the_gold_has_what_is_hard_to_write(gold):
    """Several segments, line ends inside one, hedges, chains and nested quotations: else these tests show little."""
    quotes = [quote for article in gold for quote in article.quotes]
    assert any(len(quote.segments) > 1 for quote in quotes)
    assert any(quote.chain for quote in quotes)
    assert any(quote.hedges for quote in quotes)
    assert any(quote.rule == "nested" for quote in quotes)
    assert any(quote.kind == "other" for quote in quotes)


def test_the_json_form(gold):
    jsonschema = pytest.importorskip("jsonschema", reason="the test extra brings it")
    validator = jsonschema.Draft202012Validator(SCHEMA)
    assert [error.message for article in gold for error in validator.iter_errors(article.to_dict())] == []
    assert [Article.from_dict(article.to_dict()) for article in gold] == gold
    assert list(read_jsonl(written("jsonl", gold).splitlines(keepends=True))) == gold
    assert [Article.from_dict(document) for document in json.loads(written("json", gold))] == gold


def test_tables(gold, tmp_path):
    pandas = pytest.importorskip("pandas", reason="the test extra brings it")
    pytest.importorskip("pyarrow", reason="the test extra brings it")
    frame = to_frame(gold, with_others=True)
    quotes = [(article, quote) for article in gold for quote in article.quotes]
    assert len(frame) == len(quotes)
    for row, (article, quote) in zip(frame.itertuples(), quotes, strict=True):
        assert (row.article, article.text[row.start : row.end]) == (article.id, quote.span.of(article.text))
        assert pandas.isna(row.cue) or article.text[row.cue_start : row.cue_end] == row.cue
        assert (
            pandas.isna(row.speaker_mention) or article.text[row.speaker_start : row.speaker_end] == row.speaker_mention
        )
        assert pandas.isna(row.source_mention) or article.text[row.source_start : row.source_end] == row.source_mention
    write_articles(gold, "parquet", tmp_path / "gold.parquet", with_others=True)
    back = pandas.read_parquet(tmp_path / "gold.parquet")
    pandas.testing.assert_frame_equal(back.astype(frame.dtypes.to_dict()), frame)
    rows = list(csv.DictReader(io.StringIO(written("csv", gold, with_others=True, neutralise=False), newline="")))
    assert [(row["article"], row["text"], int(row["start"])) for row in rows] == [
        (article.id, quote.text, quote.span.start) for article, quote in quotes
    ]


def test_tei(gold, tei_schema):  # noqa: F811
    xml = written("tei", gold)
    assert tei_errors(tei_schema, xml) == []
    documents = parse_tei(xml)
    assert [tei_text(document) for document in documents] == [article.text for article in gold]
    assert [tei_places(document) for document in documents] == [places_of(article) for article in gold]


def test_web_annotations(gold):
    for article in gold:
        assert web_annotation_places(written("webannotation", [article]), article.text) == places_of(article)


def test_brat(gold, tmp_path):
    write_articles(gold, "brat", tmp_path)
    back = {article.id: article for article in read_brat(tmp_path)}
    assert [back[article.id] for article in gold] == [attrs.evolve(article, warnings=()) for article in gold]
    for article in gold:
        hulls = [
            attrs.evolve(place, spans=(quote.span,))
            for place, quote in zip(places_of(article), article.quotes, strict=True)
        ]
        assert brat_places(tmp_path, article.id) == hulls
