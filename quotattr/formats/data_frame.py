"""
Data frames: one row a quotation, columns that always have the same types. Start reading at `to_frame`.

Pandas is imported when a frame is asked for: the extra ``frames`` brings it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from quotattr.extras import import_extra
from quotattr.formats.columns import ARTICLE_COLUMN, COLUMNS, NAMES, Column, rows
from quotattr.quote import Article

if TYPE_CHECKING:
    from pandas import DataFrame

EXTRA: Final = "frames"
"""What brings pandas and pyarrow."""


def to_frame(articles: Iterable[Article], *, with_others: bool = False) -> DataFrame:
    """
    A pandas data frame of all the quotations of *articles*, one row each, in reading order.

        >>> from quotattr import Article
        >>> pont = Article.from_dict(
        ...     {
        ...         "id": "pont",
        ...         "text": "«Non!», dit-elle.",
        ...         "quotes": [
        ...             {
        ...                 "kind": "direct",
        ...                 "segments": [{"start": 1, "end": 5, "text": "Non!"}],
        ...                 "speaker": {"name": "Claire Delorme", "kind": "person"},
        ...                 "confidence": 0.9,
        ...                 "rule": "incise_after",
        ...             }
        ...         ],
        ...     }
        ... )
        >>> to_frame([pont])[["article", "speaker", "kind", "start", "text"]]
          article         speaker    kind  start  text
        0    pont  Claire Delorme  direct      1  Non!

    Args:
        articles: Any iterable, as `Extractor.pipe` gives it.
        with_others: Also the marks that report no speech, whose ``kind`` is ``other``.

    Returns:
        The columns of docs/formats.md. They and their types are the same if there is no row, so that frames
        can be put together: ``string``, ``category`` with all its categories, ``int64``, ``Int64`` where there may be
        nothing, ``float64``, ``boolean``. Offsets count code points. A quotation of several segments is one row; ``text``
        joins them, ``start`` and ``end`` are their hull, and ``segments`` tells each: ``"[51:74] [103:140]"``.

    Raises:
        MissingExtraError: pandas is not installed: ``pip install "quotattr[frames]"``.
    """
    pandas = import_extra("pandas", EXTRA)
    frame: DataFrame = pandas.DataFrame(
        list(rows(articles, with_others=with_others)), columns=list(NAMES), dtype=object
    )
    return frame.astype(dtypes())


def dtypes() -> dict[str, Any]:
    """Column → its pandas type. Strings are Python's own, which may hold half a character; Arrow's may not."""
    pandas = import_extra("pandas", EXTRA)
    strings = pandas.StringDtype("python")

    def dtype(column: Column) -> Any:
        if column.dtype == "category":
            return pandas.CategoricalDtype(column.categories)
        return strings if column.dtype == "string" else column.dtype

    return {ARTICLE_COLUMN: strings, **{column.name: dtype(column) for column in COLUMNS}}


def frames(articles: Iterable[Article], articles_per_frame: int, *, with_others: bool = False) -> Iterator[DataFrame]:
    """The same table in parts, so that a long stream of articles never stands in memory as a whole."""
    stream = iter(articles)
    while batch := list(islice(stream, articles_per_frame)):
        yield to_frame(batch, with_others=with_others)
