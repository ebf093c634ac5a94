"""
Annotations on a cluster: a data frame of articles in, a data frame of quotations out, always with the same columns.

Ray, Spark and Dask know how to spread work over machines; all that they need is a function of one batch. That is
`annotate_frame`: read it first. `annotate_frames` is the same for a stream of batches, as Spark's ``mapInPandas`` wants
it, and `annotate_dataset` annotates a Ray Dataset. docs/cluster.md has an example of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from quotattr.errors import MissingColumnError, QuotattrError
from quotattr.extractor import Extractor, _default_extractor
from quotattr.extras import import_extra
from quotattr.formats.characters import replace_surrogates
from quotattr.formats.columns import ARTICLE_COLUMN, COLUMNS, NAMES, Cell, rows
from quotattr.quote import Article

if TYPE_CHECKING:
    from pandas import DataFrame
    from ray.data import Dataset

ERROR_COLUMN: Final = "error"
"""The last column: why a row has no quotations; nothing in the rows of quotations."""

ANNOTATION_DTYPES: Final[dict[str, str]] = {
    ARTICLE_COLUMN: "string",
    **{column.name: {"category": "string", "int64": "Int64"}.get(column.dtype, column.dtype) for column in COLUMNS},
    ERROR_COLUMN: "string",
}
"""Column → pandas type. Those of `quotattr.to_frame`, but that each may be missing, since a bad row has only an error."""

SPARK_SCHEMA: Final = ", ".join(
    f"`{name}` { {'string': 'string', 'Int64': 'bigint', 'float64': 'double', 'boolean': 'boolean'}[dtype] }"
    for name, dtype in ANNOTATION_DTYPES.items()
)
"""The same columns as Spark writes a schema, for ``mapInPandas``."""

TEXTS_PER_BATCH: Final = 64
"""Of a Ray Dataset: enough for sentences to be parsed together, few enough for a short article to be ready soon."""

MakeExtractor = Callable[[], Extractor]


def annotate_frame(
    frame: DataFrame, *, text_column: str = "text", id_column: str | None = None, extractor: Extractor | None = None
) -> DataFrame:
    """
    The quotations of a data frame of articles, one row each, in the order of the articles.

        >>> import pandas
        >>> found = annotate_frame(pandas.DataFrame({"id": ["vide", "faux"], "text": ["", None]}), id_column="id")
        >>> found[["article", "text", "error"]]
          article  text                              error
        0    faux  <NA>  a text must be str, got NoneType

    Args:
        frame: One article a row. Other columns are not looked at; `article` of the result joins it to them.
        text_column: Holds the texts.
        id_column: Holds what goes into the result's column ``article``, as a string; the frame's index if None.
        extractor: The one that `quotattr.extract` uses, loaded once a process, if None.

    Returns:
        The columns of `ANNOTATION_DTYPES`, whatever the frame holds. An article without quotation has no row. A row
        that can't be read (its text is no `str`) has one, with its id and ``error``. Strings are as UTF-8 can hold them: lone
        surrogates are replaced, one for one.

    Raises:
        MissingColumnError: The frame has no such column.
        ModelFileError: A file of the model is missing or damaged.
        MissingExtraError: pandas is not installed: ``pip install "quotattr[frames]"``.
    """
    texts = _values(frame, text_column)
    ids = frame.index.tolist() if id_column is None else _values(frame, id_column)
    results = _extract_each(texts, extractor or _default_extractor())
    return _typed([row for id, result in zip(ids, results, strict=True) for row in _rows(id, result)])


def annotate_frames(
    frames: Iterable[DataFrame],
    *,
    text_column: str = "text",
    id_column: str | None = None,
    make_extractor: MakeExtractor = Extractor,
) -> Iterator[DataFrame]:
    """
    `annotate_frame` of one frame after the other, with one extractor: the function of Spark's ``mapInPandas``.

    Args:
        frames: As Spark hands them to a task.
        text_column: Holds the texts.
        id_column: Holds what goes into the column ``article``. Give one: Spark's frames have no index of their own.
        make_extractor: Makes the extractor, once a task, where the task runs; ``partial(Extractor, "stanza:fr")`` takes
            another model.
    """
    extractor = make_extractor()
    for frame in frames:
        yield annotate_frame(frame, text_column=text_column, id_column=id_column, extractor=extractor)


def annotate_dataset(
    dataset: Dataset,
    *,
    text_column: str = "text",
    id_column: str = "id",
    actors: int = 1,
    batch_size: int = TEXTS_PER_BATCH,
    make_extractor: MakeExtractor = Extractor,
) -> Dataset:
    """
    A Ray Dataset of the quotations of a Ray Dataset of articles. Ray spreads it over its actors when it is read or written.

    ``annotate_dataset(ray.data.read_parquet("articles/"), actors=8).write_parquet("quotations/")``

    Args:
        dataset: One article a row.
        text_column: Holds the texts.
        id_column: Holds what goes into the column ``article``.
        actors: How many processes, each of one CPU, load the model, once each, and share the batches.
        batch_size: Articles a batch.
        make_extractor: Makes the extractor, in the actor.

    Returns:
        The columns of `annotate_frame`; batches may come in another order, unless Ray is told to keep it.

    Raises:
        MissingExtraError: Ray is not installed: ``pip install "quotattr[ray]"``.
    """
    data = import_extra("ray.data", "ray")
    annotated: Dataset = dataset.map_batches(
        _Actor,
        fn_constructor_kwargs={
            "make_extractor": make_extractor,
            "annotate": partial(annotate_frame, text_column=text_column, id_column=id_column),
        },
        batch_format="pandas",
        batch_size=batch_size,
        compute=data.ActorPoolStrategy(size=actors),
        num_cpus=1,
    )
    return annotated


def empty_annotations() -> DataFrame:
    """The columns of `annotate_frame` without a row: the ``meta`` of Dask's ``map_partitions``."""
    return _typed([])


class _Actor:
    """What a Ray actor holds: one extractor. It answers in Arrow, so that each block has the same schema."""

    def __init__(self, make_extractor: MakeExtractor, annotate: Callable[..., DataFrame]):
        self._annotate = partial(annotate, extractor=make_extractor())
        self._arrow = import_extra("pyarrow", "ray")
        self._schema = self._arrow.Schema.from_pandas(empty_annotations(), preserve_index=False)

    def __call__(self, frame: DataFrame) -> Any:
        return self._arrow.Table.from_pandas(self._annotate(frame), self._schema, preserve_index=False)


@frozen
class _Failure:
    """Why a row has no quotations."""

    message: str


def _values(frame: DataFrame, name: str) -> list[Any]:
    """The values of a column. Whatever pandas has for "missing" (NaN, NaT, NA) is None."""
    if name not in frame.columns:
        raise MissingColumnError(f"there is no column {name!r}; there are: {', '.join(map(str, frame.columns))}")
    column = frame[name].astype(object)
    values: list[Any] = column.where(column.notna(), None).tolist()
    return values


def _extract_each(texts: Sequence[Any], extractor: Extractor) -> list[Article | _Failure]:
    """What each of *texts* gives, in order; whatever one raises costs no other. A damaged model ends the run."""
    failures: dict[int, _Failure] = {}

    def note(error: Exception, text: object, place: int) -> None:
        known = isinstance(error, QuotattrError)  # No `str`, or a rule of the user's own that raises.
        failures[place] = _Failure(str(error) if known else f"{type(error).__name__}: {error}")

    pairs = zip(texts, count(), strict=False)
    articles = {place: article for article, place in extractor.pipe(pairs, as_tuples=True, on_error=note)}
    return [articles[place] if place in articles else failures[place] for place in range(len(texts))]


def _rows(id: object, result: Article | _Failure) -> Iterator[tuple[Cell, ...]]:
    """The rows of one article: its quotations, or its error."""
    name = None if id is None else replace_surrogates(str(id))
    if isinstance(result, _Failure):
        yield (name, *(None for _ in COLUMNS), replace_surrogates(result.message))
        return
    for _, *cells in rows([result]):
        yield (name, *(replace_surrogates(cell) if isinstance(cell, str) else cell for cell in cells), None)


def _typed(cells: list[tuple[Cell, ...]]) -> DataFrame:
    """A frame with the columns of `ANNOTATION_DTYPES`."""
    pandas = import_extra("pandas", "frames")
    frame: DataFrame = pandas.DataFrame(cells, columns=[*NAMES, ERROR_COLUMN], dtype=object)
    return frame.astype(ANNOTATION_DTYPES)
