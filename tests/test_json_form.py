"""The JSON form comes back as it was, whatever it holds; what is wrong with a document is named; the schema tells it all."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import attrs
import pytest
from articles import MANY, articles, holds_pair, moved_to
from hypothesis import given

import quotattr
from quotattr import Article, Cue, DocumentFormatError, Quote, Reporter, Segment, Source, Span, Speaker, TextWarning
from quotattr.formats import write_articles
from quotattr.quote import Hedge, QuoteKind, SpeakerKind

SCHEMA = json.loads((Path(__file__).parent.parent / "docs" / "quotattr.schema.json").read_text(encoding="utf-8"))
TEXT = "«Oui», dit-elle à l’AFP. «Et vite.»"


def document(**fields: Any) -> dict[str, Any]:
    """A document with one quotation, and *fields* of the quotation changed."""
    quote = {
        "kind": "direct",
        "segments": [{"start": 1, "end": 4, "text": "Oui"}],
        "speaker": {"name": "Claire Delorme", "kind": "person", "text": "elle", "start": 11, "end": 15},
        "cue": {"text": "dit-elle", "lemma": "dire", "start": 7, "end": 15},
        "source": {"name": "AFP", "kind": "agency", "text": "AFP", "start": 20, "end": 23},
        "confidence": 0.5,
        "rule": "incise_after",
        **fields,
    }
    return {"id": "pont", "text": TEXT, "quotes": [quote], "warnings": []}


def without(mapping: dict[str, Any], *names: str) -> dict[str, Any]:
    return {key: value for key, value in mapping.items() if key not in names}


# --- there and back


@given(articles(in_order=False))
@MANY
def test_every_article_comes_back_from_its_dict(article: Article) -> None:
    assert Article.from_dict(article.to_dict()) == article


@given(articles(in_order=False))
@MANY
def test_an_article_comes_back_when_its_text_is_given(article: Article) -> None:
    document = article.to_dict(with_text=False)
    assert "text" not in document
    assert Article.from_dict(document, text=article.text) == article


@given(articles())
@MANY
def test_json_in_utf8_keeps_lone_surrogates(article: Article) -> None:
    back = Article.from_json(article.to_json().encode("utf-8"))
    if not holds_pair(article):
        assert back == article


@given(articles())
@MANY
def test_two_halves_side_by_side_move_no_offset(article: Article) -> None:
    back = Article.from_json(article.to_json().encode("utf-8"))
    assert len(back.text) == len(article.text)
    assert [quote.span for quote in back.quotes] == [quote.span for quote in article.quotes]
    assert moved_to(back, back.text) == back


def test_a_span_that_parts_two_halves_has_the_words_of_its_text() -> None:
    halves = "\ud83d\ude00"
    segment = Segment(Span(0, 2), halves)
    article = Article(
        halves, (Quote("direct", (segment,), None, Cue(halves[1], "dire", Span(1, 2)), None, 0.5, "colon"),)
    )
    back = Article.from_json(article.to_json().encode("utf-8"))
    assert [back.text, back.quotes[0].text, back.quotes[0].cue.text] == ["\ufffd\ufffd", "\ufffd\ufffd", "\ufffd"]


@given(articles())
@MANY
def test_jsonl_and_json_are_read_back(article: Article) -> None:
    lines, whole = io.StringIO(), io.StringIO()
    write_articles([article, article], "jsonl", lines)
    write_articles([article, article], "json", whole)
    alone = Article.from_json(article.to_json())
    assert list(quotattr.read_jsonl(io.StringIO(lines.getvalue(), newline="\n"))) == [alone, alone]
    assert [Article.from_dict(one) for one in json.loads(whole.getvalue())] == [alone, alone]


def test_what_is_tested_is_all_there_is() -> None:
    """A new field must be drawn in tests/articles.py, or nothing shows that it comes back."""
    fields = {one.__name__: [field.name for field in attrs.fields(one)] for one in CLASSES}
    assert fields == {
        "Article": ["text", "speech", "others", "warnings", "id"],
        "Quote": ["kind", "segments", "speaker", "cue", "source", "confidence", "rule", "hedges", "chain"],
        "Segment": ["span", "text"],
        "Speaker": ["name", "kind", "text", "span"],
        "Source": ["name", "kind", "text", "span"],
        "Cue": ["text", "lemma", "span"],
        "Reporter": ["name", "kind", "text", "span", "cue", "rule", "hedges"],
        "TextWarning": ["start", "end", "message"],
        "Span": ["start", "end"],
    }


CLASSES = (Article, Quote, Segment, Speaker, Source, Cue, Reporter, TextWarning, Span)


def test_quotations_stand_before_those_inside_them() -> None:
    outer, inner = (
        Quote("direct", (Segment(Span(1, end), TEXT[1:end]),), None, None, None, 1, "colon") for end in (9, 4)
    )
    title = attrs.evolve(inner, kind="other")
    assert Article(TEXT, (outer, inner), (title,)).quotes == (outer, inner, title)
    assert Article(TEXT, (inner,), (attrs.evolve(outer, kind="other"),)).quotes[0].kind == "other"


def test_fields_that_older_documents_lack() -> None:
    old = {"text": TEXT, "quotes": [without(document()["quotes"][0], "hedges", "chain")]}
    article = Article.from_dict(old)
    assert (article.id, article.warnings, article.speech[0].hedges, article.speech[0].chain) == (None, (), (), ())


def test_fields_that_nobody_knows_are_passed_over() -> None:
    assert Article.from_dict({**document(), "mood": "grim"}) == Article.from_dict(document())


def test_an_implied_speaker_has_no_mention() -> None:
    [quote] = Article.from_dict(document(speaker={"name": "Claire Delorme", "kind": "person"}))
    assert quote.speaker == Speaker("Claire Delorme", "person", None, None)


def test_the_text_that_is_given_wins() -> None:
    assert Article.from_dict({**document(), "quotes": []}, text="Autre").text == "Autre"


# --- what is wrong is named

SPEAKER = document()["quotes"][0]["speaker"]
CUE = document()["quotes"][0]["cue"]
WRONG_QUOTES = (
    ({"kind": "ironic"}, "quotes[0].kind: expected one of direct, mixed, indirect, other, got 'ironic'"),
    ({"kind": ["direct"]}, "quotes[0].kind: expected one of direct, mixed, indirect, other, got ['direct']"),
    ({"segments": []}, "quotes[0].segments: expected at least one segment, got []"),
    ({"segments": {}}, "quotes[0].segments: expected a list, got {}"),
    ({"segments": ["Oui"]}, "quotes[0].segments[0]: expected an object, got 'Oui'"),
    ({"segments": [{"start": 1, "text": "Oui"}]}, "quotes[0].segments[0].end: is missing"),
    (
        {"segments": [{"start": "1", "end": 4, "text": "Oui"}]},
        "quotes[0].segments[0].start: expected a whole number, 0 or more, got '1'",
    ),
    (
        {"segments": [{"start": True, "end": 4, "text": "Oui"}]},
        "quotes[0].segments[0].start: expected a whole number, 0 or more, got True",
    ),
    (
        {"segments": [{"start": -3, "end": 4, "text": "Oui"}]},
        "quotes[0].segments[0].start: expected a whole number, 0 or more, got -3",
    ),
    (
        {"segments": [{"start": 1, "end": 4.0, "text": "Oui"}]},
        "quotes[0].segments[0].end: expected a whole number, 0 or more, got 4.0",
    ),
    (
        {"segments": [{"start": 1, "end": 99, "text": "Oui"}]},
        f"quotes[0].segments[0].end: expected from start (1) to the end of the text ({len(TEXT)}), got 99",
    ),
    (
        {"segments": [{"start": 4, "end": 1, "text": "Oui"}]},
        f"quotes[0].segments[0].end: expected from start (4) to the end of the text ({len(TEXT)}), got 1",
    ),
    (
        {"segments": [{"start": 1, "end": 4, "text": "Non"}]},
        "quotes[0].segments[0].text: expected what the article has from 1 to 4, 'Oui', got 'Non'",
    ),
    ({"text": "Non"}, "quotes[0].text: expected the segments' texts joined, 'Oui', got 'Non'"),
    ({"speaker": "Delorme"}, "quotes[0].speaker: expected an object, got 'Delorme'"),
    ({"speaker": without(SPEAKER, "name")}, "quotes[0].speaker.name: is missing"),
    ({"speaker": {**SPEAKER, "name": None}}, "quotes[0].speaker.name: expected a string, got None"),
    (
        {"speaker": {**SPEAKER, "kind": "robot"}},
        "quotes[0].speaker.kind: expected one of person, group, organisation, document, unknown, got 'robot'",
    ),
    (
        {"speaker": {**SPEAKER, "end": None}},
        "quotes[0].speaker.end: expected a whole number, 0 or more, got None",
    ),
    (
        {"speaker": {"name": "Delorme", "kind": "person", "text": 3}},
        "quotes[0].speaker.text: expected a string or null, got 3",
    ),
    ({"cue": without(CUE, "lemma")}, "quotes[0].cue.lemma: is missing"),
    ({"source": {"name": "AFP"}}, "quotes[0].source.kind: is missing"),
    ({"confidence": 1.5}, "quotes[0].confidence: expected a number from 0 to 1, got 1.5"),
    ({"confidence": float("nan")}, "quotes[0].confidence: expected a number from 0 to 1, got nan"),
    ({"confidence": True}, "quotes[0].confidence: expected a number from 0 to 1, got True"),
    ({"rule": None}, "quotes[0].rule: expected a string, got None"),
    (
        {"hedges": ["maybe"]},
        "quotes[0].hedges[0]: expected one of conditional, negated, denied, question, hearsay, got 'maybe'",
    ),
    ({"chain": [{"name": "AFP", "kind": "organisation"}]}, "quotes[0].chain[0].rule: is missing"),
    (
        {"chain": [{**SPEAKER, "rule": "reporter_que", "hedges": [], "cue": {**CUE, "start": 8}}]},
        "quotes[0].chain[0].cue.text: expected what the article has from 8 to 15, 'it-elle', got 'dit-elle'",
    ),
)


@pytest.mark.parametrize(("fields", "message"), WRONG_QUOTES, ids=[message[:60] for _, message in WRONG_QUOTES])
def test_a_wrong_quotation_is_named(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(DocumentFormatError) as error:
        Article.from_dict(document(**fields))
    assert str(error.value) == message


WRONG_DOCUMENTS = (
    ([], "the document: expected an object, got []"),
    (None, "the document: expected an object, got None"),
    ({"text": TEXT}, "quotes: is missing"),
    ({"text": TEXT, "quotes": None}, "quotes: expected a list, got None"),
    ({"quotes": []}, "text: is missing, and no text was given: pass text=…, the article as it was read"),
    ({"text": b"Oui", "quotes": []}, "text: expected a string, got b'Oui'"),
    ({"text": "", "quotes": [], "id": 3}, "id: expected a string or null, got 3"),
    ({"text": "", "quotes": [], "warnings": [{"start": 0, "end": 0}]}, "warnings[0].message: is missing"),
    ({"text": "x" * 99, "quotes": "y" * 99}, f"quotes: expected a list, got '{'y' * 58}…"),
)


@pytest.mark.parametrize(("wrong", "message"), WRONG_DOCUMENTS, ids=[message[:60] for _, message in WRONG_DOCUMENTS])
def test_a_wrong_document_is_named(wrong: Any, message: str) -> None:
    with pytest.raises(DocumentFormatError) as error:
        Article.from_dict(wrong)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param('{"id": ', "not JSON: Expecting value: ", id="cut"),
        pytest.param('{"id": "pont", "quotes": []}', "text: is missing", id="no text"),
        pytest.param("[1]", "the document: expected an object, got [1]", id="a list"),
    ],
)
def test_a_wrong_line_is_named_with_its_file(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "quotes.jsonl"
    path.write_text(f"{json.dumps(document())}\n\n{line}\n", encoding="utf-8")
    articles = quotattr.read_jsonl(path)
    assert next(articles).id == "pont"
    with pytest.raises(DocumentFormatError) as error:
        next(articles)
    assert str(error.value).startswith(f"{path}:3: {message}")


def test_a_line_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "quotes.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"text": "Oui", "quotes": []}\r\n{"text": "\xe9t\xe9"}\n')
    articles = quotattr.read_jsonl(path)
    assert next(articles).text == "Oui"
    with pytest.raises(DocumentFormatError, match=r"quotes.jsonl:2: not JSON: 'utf-8' codec can't decode"):
        next(articles)


def test_from_json_says_what_is_no_json() -> None:
    with pytest.raises(DocumentFormatError, match=r"^not JSON: "):
        Article.from_json("Oui")


def test_jsonl_written_without_texts_is_read_with_them(tmp_path: Path) -> None:
    article = Article.from_dict(document())
    path = tmp_path / "quotes.jsonl"
    write_articles([article], "jsonl", path, with_text=False)
    assert list(quotattr.read_jsonl(path, texts={"pont": TEXT})) == [article]


# --- the schema


def keys_of(part: Any) -> Iterator[tuple[str, set[str]]]:
    """(definition of the schema, its fields) for each of the objects that a document is made of."""
    filled = Article.from_dict(
        document(chain=[{**SPEAKER, "rule": "reporter_que", "cue": CUE}])
        | {"warnings": [{"start": 0, "end": 1, "message": "?"}]}
    ).to_dict()
    quote = filled["quotes"][0]
    yield from {"document": filled, "quote": quote, "speaker": quote["speaker"], "source": quote["source"]}.items()
    yield from {"cue": quote["cue"], "reporter": quote["chain"][0]}.items()


@pytest.mark.parametrize(
    ("name", "found"), list(keys_of(None)), ids=lambda value: value if isinstance(value, str) else ""
)
def test_the_schema_tells_every_field(name: str, found: dict[str, Any]) -> None:
    definition = SCHEMA if name == "document" else SCHEMA["$defs"][name]
    mention = SCHEMA["$defs"]["mention"] if "allOf" in definition else {"properties": {}, "required": []}
    assert set(found) == set(definition["properties"]) | set(mention["properties"])
    may_be_absent = {"text"} if name == "document" else set()
    assert set(found) - may_be_absent == set(definition["required"]) | set(mention["required"])


def test_the_schema_knows_the_same_words() -> None:
    definitions = SCHEMA["$defs"]
    assert definitions["quote"]["properties"]["kind"]["enum"] == list(get_args(QuoteKind))
    assert definitions["speaker_kind"]["enum"] == list(get_args(SpeakerKind))
    assert definitions["hedges"]["items"]["enum"] == list(get_args(Hedge))


def test_the_schema_is_a_schema() -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="the test extra brings it")
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@given(articles(in_order=False))
@MANY
def test_every_document_is_valid(article: Article) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="the test extra brings it")
    validator = jsonschema.Draft202012Validator(SCHEMA)
    assert list(validator.iter_errors(article.to_dict())) == []
    assert list(validator.iter_errors(article.to_dict(with_text=False))) == []


@pytest.mark.parametrize(("fields", "message"), WRONG_QUOTES, ids=[message[:60] for _, message in WRONG_QUOTES])
def test_the_schema_refuses_what_the_reader_refuses(fields: dict[str, Any], message: str) -> None:
    """But for what needs the text: a schema can't look into it."""
    jsonschema = pytest.importorskip("jsonschema", reason="the test extra brings it")
    whole = Article.from_dict(document()).to_dict()
    wrong = {**whole, "quotes": [{**whole["quotes"][0], **fields}]}
    needs_the_text = "the article has" in message or "the text (" in message or "joined" in message
    same_to_json_schema = "got 4.0" in message or "nan" in message  # 4.0 is an integer there; NaN is no JSON at all.
    is_valid = jsonschema.Draft202012Validator(SCHEMA).is_valid(wrong)
    assert is_valid is (needs_the_text or same_to_json_schema)
