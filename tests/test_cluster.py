"""A frame of articles in, a frame of quotations out: alone, in Dask's partitions, and in Ray's actors, always the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import pytest
from frozen import SHARED, read_many

from quotattr import (
    SPARK_SCHEMA,
    Article,
    LexiconError,
    MissingColumnError,
    ModelFileError,
    Quote,
    Segment,
    Span,
    Speaker,
    TextTypeError,
    annotate_dataset,
    annotate_frame,
    annotate_frames,
    empty_annotations,
)
from quotattr.cluster import ANNOTATION_DTYPES
from quotattr.extractor import Extractor

pandas = pytest.importorskip("pandas", reason="the test extra brings it")

TEXTS = (
    "«Nous rebâtirons le pont», a promis à l’AFP la maire, Claire Delorme. «Et vite.»",
    "",
    "Le préfet a indiqué que le chemin resterait fermé. Selon Léa Brun, «rien n’est prêt».",
    "Il a plu.",
    "«Un fiasco», a titré Le Monde.",
)


class FakeExtractor:
    """Says of every text that Anne Morel said its first word; of some it raises."""

    def extract(self, text: str, id: str | None = None) -> Article:
        if not isinstance(text, str):
            raise TextTypeError(f"a text must be str, got {type(text).__name__}")
        if text == "casse":
            raise RecursionError("too deep")
        if text == "règle":
            raise LexiconError("the rule «mienne» raised")
        if text == "modèle":
            raise ModelFileError("pos.pt: damaged; install quotattr again")
        words = text.split()
        if not words:
            return Article(text, ())
        span = Span(text.index(words[0]), text.index(words[0]) + len(words[0]))
        speaker = Speaker("Anne Morel", "person", None, None)
        return Article(text, (Quote("direct", (Segment(span, words[0]),), speaker, None, None, 0.5, "colon"),))

    def pipe(
        self, texts: Iterable[tuple[str, int]], *, as_tuples: bool, on_error: Callable[[Exception, str, int], None]
    ) -> Iterator[tuple[Article, int]]:
        assert as_tuples
        for text, context in texts:
            try:
                yield self.extract(text), context
            except ModelFileError:
                raise
            except Exception as error:
                on_error(error, text, context)


annotate = partial(annotate_frame, extractor=FakeExtractor())


def frame_of(*texts: object, **columns: object):
    """Of objects as they are: pandas' own strings can't hold half a character."""
    return pandas.DataFrame(
        {name: pandas.Series(values, dtype=object) for name, values in {"text": texts, **columns}.items()}
    )


def test_a_row_a_quotation():
    found = annotate(frame_of("Oui, dit-elle", "", "Non", id=["a", "b", "c"]), id_column="id")
    assert list(zip(found.article, found.text, found.speaker, strict=True)) == [
        ("a", "Oui,", "Anne Morel"),
        ("c", "Non", "Anne Morel"),
    ]
    assert found.error.isna().all()


def test_the_index_names_the_articles_if_no_column_does():
    assert list(annotate(frame_of("Oui", "Non").set_index(pandas.Index([7, 9]))).article) == ["7", "9"]


def test_bad_rows_are_kept_with_their_error():
    texts = ("Oui", None, 3, b"Non", float("nan"), pandas.NA, ["x"], "Non")
    found = annotate(frame_of(*texts))
    assert list(found.article) == [str(number) for number in range(len(texts))]
    assert list(found.error.fillna("")) == [
        "",
        "a text must be str, got NoneType",
        "a text must be str, got int",
        "a text must be str, got bytes",
        "a text must be str, got NoneType",
        "a text must be str, got NoneType",
        "a text must be str, got list",
        "",
    ]
    assert found.drop(columns=["article", "error"])[found.error.notna()].isna().all(axis=None)


def test_a_text_that_raises_costs_no_other():
    found = annotate(frame_of("Oui", "casse", "Non", "règle"))
    assert list(found.text.fillna("-")) == ["Oui", "-", "Non", "-"]
    assert list(found.error.dropna()) == ["RecursionError: too deep", "the rule «mienne» raised"]


def test_a_damaged_model_ends_it():
    with pytest.raises(ModelFileError):
        annotate(frame_of("Oui", "modèle"))


def test_a_damaged_model_ends_it_even_behind_a_text_that_raises():
    with pytest.raises(ModelFileError):
        annotate(frame_of("casse", "modèle"))


@pytest.mark.parametrize("texts", [(), ("",), (None,), ("Oui",), ("Oui", None)])
def test_the_columns_are_always_the_same(texts):
    found = annotate(frame_of(*texts))
    assert {name: str(dtype) for name, dtype in found.dtypes.items()} == ANNOTATION_DTYPES
    assert found.dtypes.equals(empty_annotations().dtypes)


def test_what_arrow_cannot_hold_is_replaced():
    arrow = pytest.importorskip("pyarrow", reason="the test extra brings it")
    found = annotate(frame_of("caf\ud800", id=["\udfff"]), id_column="id")
    assert (found.article[0], found.text[0]) == ("\ufffd", "caf\ufffd")
    assert arrow.Table.from_pandas(found).num_rows == 1


@pytest.mark.parametrize("options", [{"text_column": "corps"}, {"id_column": "corps"}])
def test_a_column_that_is_not_there(options):
    with pytest.raises(MissingColumnError, match="there is no column 'corps'; there are: text, id"):
        annotate(frame_of("Oui", id=[1]), **options)


def test_an_id_that_is_missing_is_missing():
    assert annotate(frame_of("Oui", id=[None]), id_column="id").article.isna().all()


def test_a_stream_of_frames_makes_one_extractor():
    made: list[FakeExtractor] = []

    def make() -> FakeExtractor:
        made.append(FakeExtractor())
        return made[-1]

    frames = [frame_of("Oui", "Non"), frame_of(), frame_of(None)]
    found = list(annotate_frames(iter(frames), make_extractor=make))
    assert [len(frame) for frame in found] == [2, 0, 1]
    assert len(made) == 1


def test_sparks_schema_has_the_same_columns():
    named = [entry.replace("`", "").split() for entry in SPARK_SCHEMA.split(", ")]
    types = {"string": "string", "bigint": "Int64", "double": "float64", "boolean": "boolean"}
    assert {name: types[type] for name, type in named} == ANNOTATION_DTYPES


# --- Dask


@pytest.mark.cluster
@pytest.mark.parametrize("scheduler", ["synchronous", "threads"])
def test_dask_gives_the_same(scheduler):
    dask = pytest.importorskip("dask.dataframe", reason='needs pip install "quotattr[dask]"')
    frame = frame_of("Oui", "", "Non", "casse", "Peut-être", id=list("abcde"))
    given = dask.from_pandas(frame, npartitions=3)
    lazy = given.map_partitions(annotate, id_column="id", meta=empty_annotations())
    assert list(lazy.columns) == list(ANNOTATION_DTYPES)
    pandas.testing.assert_frame_equal(
        lazy.compute(scheduler=scheduler).reset_index(drop=True).astype(ANNOTATION_DTYPES),
        annotate(frame, id_column="id"),
    )


@pytest.mark.cluster
@pytest.mark.model
def test_dask_gives_the_same_with_the_model(extractor):
    dask = pytest.importorskip("dask.dataframe", reason='needs pip install "quotattr[dask]"')
    frame = frame_of(*TEXTS)
    given = dask.from_pandas(frame, npartitions=2)
    lazy = given.map_partitions(annotate_frame, meta=empty_annotations())
    alone = annotate_frame(frame, extractor=extractor)
    together = lazy.compute(scheduler="synchronous").reset_index(drop=True).astype(ANNOTATION_DTYPES)
    assert_same(together, alone)


def assert_same(one, other):
    """The same rows, whatever their order; confidence to 1e-4, as the batch decides on the last bits."""
    order = ["article", "start", "end"]
    sorted_frames = [
        frame.sort_values(order).reset_index(drop=True).astype(ANNOTATION_DTYPES) for frame in (one, other)
    ]
    pandas.testing.assert_frame_equal(*sorted_frames, rtol=0, atol=1e-4)


# --- Ray

RAY_STORE_BYTES = 80 * 2**20
"""Of memory for objects: Ray takes no less than 75 MB, and these tests need hardly any."""


@pytest.fixture(scope="module")
def ray():
    """A local Ray of two CPUs."""
    ray = pytest.importorskip("ray", reason='needs pip install "quotattr[ray]"')
    pytest.importorskip("ray.data")
    ray.init(num_cpus=2, object_store_memory=RAY_STORE_BYTES, include_dashboard=False, log_to_driver=False)
    ray.data.DataContext.get_current().enable_progress_bars = False
    yield ray
    ray.shutdown()


def rows() -> list[dict[str, str | None]]:
    """Articles, with one that has no text."""
    return [{"name": f"n{number}", "corps": text} for number, text in enumerate((*TEXTS, None))]


def write_jsonl(path: Path) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows()), encoding="utf-8")


def write_parquet(path: Path) -> None:
    pandas.DataFrame(rows()).to_parquet(path)


@pytest.mark.cluster
@pytest.mark.model
@pytest.mark.parametrize(
    ("write", "read", "suffix"), [(write_jsonl, "read_json", ".jsonl"), (write_parquet, "read_parquet", ".parquet")]
)
def test_ray_gives_the_same(ray, extractor: Extractor, tmp_path: Path, write, read, suffix):
    path = tmp_path / f"articles{suffix}"
    write(path)
    given = getattr(ray.data, read)(str(path))
    annotated = annotate_dataset(given, text_column="corps", id_column="name", batch_size=2)
    annotated.write_parquet(str(tmp_path / "quotations"))
    together = pandas.read_parquet(tmp_path / "quotations")
    alone = annotate_frame(pandas.DataFrame(rows()), text_column="corps", id_column="name", extractor=extractor)
    assert list(together.columns) == list(ANNOTATION_DTYPES)
    assert_same(together, alone)
    assert list(together.error.dropna()) == ["a text must be str, got NoneType"]
    assert len(together) > len(TEXTS)


@pytest.mark.cluster
@pytest.mark.model
@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason=f"no annotated articles here: {SHARED} is absent")
def test_ray_gives_the_same_of_many(ray, extractor: Extractor):
    texts = read_many()
    frame = pandas.DataFrame({"id": [f"{number:03d}" for number in range(len(texts))], "text": texts})
    together = annotate_dataset(ray.data.from_pandas(frame), batch_size=16).to_pandas()
    assert_same(together, annotate_frame(frame, id_column="id", extractor=extractor))
    assert together.article.nunique() > 100
