"""Tables of quotations: the same columns and types whatever is in them, as a data frame, as CSV, and as Parquet."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import attrs
import pytest
from articles import MANY, articles, moved_to
from hypothesis import given

from quotattr import Article, Cue, Quote, Reporter, Segment, Source, Span, Speaker, UnknownFormatError, to_frame
from quotattr.formats import FORMATS, write_articles
from quotattr.formats.characters import replace_surrogates
from quotattr.formats.columns import COLUMNS, NAMES
from quotattr.formats.csv_rows import RUNS_RE
from quotattr.formats.parquet import ARTICLES_PER_ROW_GROUP

pandas = pytest.importorskip("pandas", reason="the test extra brings it")

ROOT = Path(__file__).parent.parent
TEXT = "«Nous irons», promet-elle à l’AFP, «demain.» Puis «=1+1»."


def segments(*pieces: str) -> tuple[Segment, ...]:
    return tuple(Segment(Span(TEXT.index(words), TEXT.index(words) + len(words)), words) for words in pieces)


[NOUS, ELLE, CUE, AFP, SUM] = segments("Nous irons", "elle", "promet-elle", "AFP", "=1+1")
PROMISE = Quote(
    "direct",
    segments("Nous irons", "demain."),
    Speaker("Claire Delorme", "person", "elle", ELLE.span),
    Cue("promet-elle", "promettre", CUE.span),
    Source("AFP", "agency", "AFP", AFP.span),
    0.5,
    "incise_after",
    ("conditional", "question"),
    (
        Reporter("AFP", "organisation", None, None, None, "reporter_que"),
        Reporter("Léa Brun", "person", None, None, None, "reporter_que"),
    ),
)
FORMULA = Quote("other", (SUM,), None, None, None, 0.25, "no_speech")
ARTICLE = Article(TEXT, (PROMISE,), (FORMULA,), id="pont")


def csv_of(*articles: Article, **options: bool) -> str:
    stream = io.StringIO(newline="")
    write_articles(articles, "csv", stream, **options)
    return stream.getvalue()


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


# --- data frames


def test_a_row_tells_all_of_a_quotation():
    row = ARTICLE.to_frame().iloc[0].to_dict()
    assert row == {
        "article": "pont",
        "kind": "direct",
        "text": "Nous irons […] demain.",
        "start": 1,
        "end": TEXT.index("»", 30),
        "segments": "[1:11] [36:43]",
        "speaker": "Claire Delorme",
        "speaker_kind": "person",
        "speaker_mention": "elle",
        "speaker_start": ELLE.start,
        "speaker_end": ELLE.end,
        "cue": "promet-elle",
        "cue_lemma": "promettre",
        "cue_start": CUE.start,
        "cue_end": CUE.end,
        "source": "AFP",
        "source_kind": "agency",
        "source_mention": "AFP",
        "source_start": AFP.start,
        "source_end": AFP.end,
        "reporters": "AFP > Léa Brun",
        "hedged": True,
        "hedges": "conditional question",
        "confidence": 0.5,
        "rule": "incise_after",
    }


def test_what_is_not_there_is_missing():
    row = ARTICLE.to_frame(with_others=True).iloc[1]
    absent = [name for name in NAMES if pandas.isna(row[name])]
    assert absent == [
        *("speaker", "speaker_kind", "speaker_mention", "speaker_start", "speaker_end"),
        *("cue", "cue_lemma", "cue_start", "cue_end"),
        *("source", "source_kind", "source_mention", "source_start", "source_end", "reporters", "hedges"),
    ]
    assert row["hedged"] is False or row["hedged"] == False  # noqa: E712


def test_others_are_rows_if_asked_for():
    assert list(to_frame([ARTICLE, ARTICLE]).kind) == ["direct", "direct"]
    assert list(to_frame([ARTICLE, ARTICLE], with_others=True).kind) == ["direct", "other", "direct", "other"]


def test_types_are_those_of_the_table_even_without_rows():
    full, empty = to_frame([ARTICLE], with_others=True), Article("", ()).to_frame()
    assert len(empty) == 0
    assert empty.dtypes.equals(full.dtypes)
    assert list(full.columns) == list(NAMES)
    assert [str(dtype) for dtype in full.dtypes] == ["string", *(column.dtype for column in COLUMNS)]
    assert list(full.kind.cat.categories) == ["direct", "mixed", "indirect", "other"]
    assert pandas.concat([full, empty]).dtypes.equals(full.dtypes)


@given(articles())
@MANY
def test_a_frame_of_every_article(article: Article) -> None:
    frame = article.to_frame(with_others=True)
    assert frame.dtypes.equals(to_frame([]).dtypes)
    assert list(frame.text) == [quote.text for quote in article.quotes]
    for row, quote in zip(frame.itertuples(), article.quotes, strict=True):
        spans = [slice(*map(int, pair)) for pair in re.findall(r"\[(\d+):(\d+)\]", row.segments)]
        assert " […] ".join(article.text[span] for span in spans) == row.text
        assert (row.start, row.end) == (quote.span.start, quote.span.end)
        for part in ("speaker", "cue", "source"):
            words = row[frame.columns.get_loc("cue" if part == "cue" else f"{part}_mention") + 1]
            start, end = getattr(row, f"{part}_start"), getattr(row, f"{part}_end")
            assert pandas.isna(words) is pandas.isna(start) is pandas.isna(end)
            assert pandas.isna(words) or article.text[start:end] == words


# --- CSV


def test_csv_is_a_row_a_quotation():
    [promise, formula] = rows_of(csv_of(ARTICLE, with_others=True))
    assert list(promise) == list(NAMES)
    assert (promise["speaker"], promise["segments"], promise["hedged"]) == ("Claire Delorme", "[1:11] [36:43]", "True")
    assert (formula["text"], formula["speaker"], formula["speaker_start"]) == ("'=1+1", "", "")
    assert [row["kind"] for row in rows_of(csv_of(ARTICLE))] == ["direct"]


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "－"])
def test_no_cell_is_run_by_a_spreadsheet(first):
    dangerous = attrs.evolve(ARTICLE, id=f"{first}cmd|' /C calc'!A0")
    assert rows_of(csv_of(dangerous))[0]["article"] == f"'{dangerous.id}"
    assert rows_of(csv_of(dangerous, neutralise=False))[0]["article"] == dangerous.id


@given(articles())
@MANY
def test_csv_of_every_article(article: Article) -> None:
    text = csv_of(article, with_others=True)
    rows = rows_of(text.encode("utf-8").decode("utf-8"))
    assert all(RUNS_RE.match(cell) is None for row in rows for cell in row.values())
    plain = rows_of(csv_of(article, with_others=True, neutralise=False))
    expected = [replace_surrogates(quote.text).replace("\0", "\N{REPLACEMENT CHARACTER}") for quote in article.quotes]
    assert [row["text"] for row in plain] == expected


def test_pandas_reads_the_csv_as_the_frame(tmp_path):
    path = tmp_path / "quotes.csv"
    write_articles([ARTICLE], "csv", path)
    frame = ARTICLE.to_frame()
    pandas.testing.assert_frame_equal(pandas.read_csv(path, dtype=frame.dtypes.to_dict()), frame)


# --- Parquet


@pytest.fixture(scope="session")
def arrow():
    return pytest.importorskip("pyarrow", reason="the test extra brings it")


def parquet_of(*articles: Article, **options: bool) -> io.BytesIO:
    stream = io.BytesIO()
    write_articles(articles, "parquet", stream, **options)
    return io.BytesIO(stream.getvalue())


@given(articles())
@MANY
def test_parquet_of_every_article(arrow, article: Article) -> None:
    back = pandas.read_parquet(parquet_of(article, with_others=True))
    encodable = moved_to(article, replace_surrogates(article.text)).to_frame(with_others=True)
    for name in encodable.select_dtypes("string"):
        encodable[name] = [cell if pandas.isna(cell) else replace_surrogates(cell) for cell in encodable[name]]
    expected = encodable.astype(to_frame([]).dtypes.to_dict())
    assert [str(dtype) for dtype in back.dtypes] == [str(dtype) for dtype in expected.dtypes]
    pandas.testing.assert_frame_equal(back.astype(expected.dtypes.to_dict()), expected)


def test_parquet_of_nothing_has_the_columns(arrow):
    assert list(pandas.read_parquet(parquet_of()).columns) == list(NAMES)


def test_parquet_of_many_articles_is_written_in_groups(arrow):
    file = arrow.parquet.ParquetFile(parquet_of(*[ARTICLE] * (ARTICLES_PER_ROW_GROUP + 1)))
    assert [file.metadata.row_group(number).num_rows for number in range(2)] == [ARTICLES_PER_ROW_GROUP, 1]


# --- the registry


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"brat", "html"}))
def test_a_path_and_a_stream_hold_the_same(tmp_path, name, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    path = tmp_path / f"quotes{FORMATS[name].suffix}"
    write_articles([ARTICLE], name, path)
    stream = io.BytesIO() if FORMATS[name].is_binary else io.StringIO(newline="")
    FORMATS[name].write([ARTICLE], stream)
    written = stream.getvalue()
    assert path.read_bytes() == (written if isinstance(written, bytes) else written.encode("utf-8"))


def test_options_of_other_formats_are_left_out():
    assert csv_of(ARTICLE, full=True, explain=True) == csv_of(ARTICLE)


def test_an_option_that_no_format_knows():
    with pytest.raises(TypeError, match=r"no format has an option 'colour'"):
        csv_of(ARTICLE, colour=True)


def test_a_format_that_is_not_there():
    with pytest.raises(UnknownFormatError, match=r"no format is called 'xls'; there are: table, json, jsonl, csv"):
        write_articles([], "xls", io.StringIO())


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"html"}))
def test_the_table_of_formats_is_true(name):
    """Of each writer, it knows the options."""
    import inspect

    parameters = inspect.signature(FORMATS[name].load_writer()).parameters.values()
    assert FORMATS[name].name == name
    assert {one.name for one in parameters if one.kind is one.KEYWORD_ONLY} == FORMATS[name].options


def test_every_format_and_every_column_is_in_the_docs():
    page = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `(\w+)` \| `(\w+)` \|", page, re.MULTILINE)
    assert told == [("article", "string"), *((column.name, column.dtype) for column in COLUMNS)]
    assert re.findall(r"^\| `(\w+)` \| [^`]", page, re.MULTILINE) == list(FORMATS)
