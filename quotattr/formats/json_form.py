"""The JSON form of docs/format.md: one document a line, or a list of documents. `json_reader` reads it back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from quotattr.quote import Article

INDENT = 2
"""Blanks a level, of what people are to read."""


def write_jsonl(articles: Iterable[Article], stream: TextIO, *, with_text: bool = True) -> None:
    """
    One JSON object a line and article, written as soon as it is ready.

    Args:
        articles: In the order to write them.
        stream: Open for writing text.
        with_text: Let each document carry its article's text, as `read_jsonl` wants it.
    """
    for article in articles:
        stream.write(article.to_json(with_text=with_text) + "\n")


def write_json(articles: Iterable[Article], stream: TextIO, *, with_text: bool = True) -> None:
    """One JSON list of all the articles, indented for reading, each written as soon as it is ready. Args: `write_jsonl`."""
    opening = "["
    for article in articles:
        stream.write(f"{opening}\n{_indented(article.to_json(INDENT, with_text=with_text))}")
        opening = ","
    stream.write("[]\n" if opening == "[" else "\n]\n")


def _indented(json: str) -> str:
    """*json* one level further in. A line feed inside a string is written as an escape, so all of them are ends of lines."""
    blanks = " " * INDENT
    return blanks + json.replace("\n", f"\n{blanks}")
