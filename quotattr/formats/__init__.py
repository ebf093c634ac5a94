"""
Formats: how articles are written, one module each.

`write_articles` picks one by name; a format is a function from articles and a stream to
nothing, and reads only the public classes of `quotattr.quote`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TextIO

from quotattr.formats.json_form import write_json, write_jsonl
from quotattr.formats.table import write_table
from quotattr.quote import Article

Writer = Callable[..., None]

FORMAT_TO_WRITER: dict[str, Writer] = {"json": write_json, "jsonl": write_jsonl, "table": write_table}


def write_articles(articles: Iterable[Article], name: str, stream: TextIO, with_others: bool = False) -> None:
    """Write *articles* to *stream* in the format called *name*; others go into a table only if asked."""
    if name == "table":
        write_table(articles, stream, with_others=with_others)
    else:
        FORMAT_TO_WRITER[name](articles, stream)
