"""
Formats: how articles are written, one module each.

`write_articles` picks one by name. A format is a function of articles and a stream, and
reads only the public classes of `quotattr.quote`; it writes each article as soon as it can.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TextIO

from quotattr.formats.json_form import write_json, write_jsonl
from quotattr.formats.table import write_table
from quotattr.quote import Article

FORMAT_TO_WRITER: dict[str, Callable[..., None]] = {"json": write_json, "jsonl": write_jsonl, "table": write_table}


def write_articles(articles: Iterable[Article], name: str, stream: TextIO, **table_options: bool) -> None:
    """
    Write *articles* to *stream*.

    Args:
        articles: In the order to write them.
        name: One of `FORMAT_TO_WRITER`.
        stream: Open for writing text.
        table_options: Keyword arguments of `write_table`; the other formats hold everything anyway.
    """
    if name == "table":
        write_table(articles, stream, **table_options)
    else:
        FORMAT_TO_WRITER[name](articles, stream)
