"""Parquet: one row a quotation, with the types of a data frame, for pandas, DuckDB, Spark, Polars. Read `write_parquet`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, BinaryIO, Final

from quotattr.extras import import_extra
from quotattr.formats.characters import replace_surrogates
from quotattr.formats.data_frame import EXTRA, frames, to_frame
from quotattr.quote import Article

if TYPE_CHECKING:
    from pandas import DataFrame

ARTICLES_PER_ROW_GROUP: Final = 2_000
"""Some 10,000 quotations: a few megabytes in memory, and enough for a row group to be read fast."""


def write_parquet(articles: Iterable[Article], stream: BinaryIO, *, with_others: bool = False) -> None:
    """
    Write the rows of `to_frame`, a row group for each `ARTICLES_PER_ROW_GROUP` articles.

    Args:
        articles: In the order to write them.
        stream: Open for writing bytes; it need not be one that can be wound back.
        with_others: Also the marks that report no speech.

    Arrow's strings are UTF-8, so lone surrogates are replaced, one for one.

    Raises:
        MissingExtraError: pandas or pyarrow is not installed: ``pip install "quotattr[frames]"``.
    """
    arrow, parquet = import_extra("pyarrow", EXTRA), import_extra("pyarrow.parquet", EXTRA)
    schema = arrow.Schema.from_pandas(to_frame([]), preserve_index=False)
    with parquet.ParquetWriter(stream, schema) as writer:
        for frame in frames(articles, ARTICLES_PER_ROW_GROUP, with_others=with_others):
            writer.write_table(arrow.Table.from_pandas(_encodable(frame), schema, preserve_index=False))


def _encodable(frame: DataFrame) -> DataFrame:
    """*frame* with its strings as UTF-8 can hold them."""
    for name in frame.select_dtypes("string"):
        frame[name] = frame[name].map(replace_surrogates, na_action="ignore").astype(frame[name].dtype)
    return frame
