"""The JSON form of docs/format.md: one document a line, or a list of documents."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TextIO

from quotattr.quote import Article


def write_jsonl(articles: Iterable[Article], stream: TextIO) -> None:
    """One JSON object a line and article, written as soon as it is ready."""
    for article in articles:
        stream.write(article.to_json() + "\n")


def write_json(articles: Iterable[Article], stream: TextIO) -> None:
    """One JSON list of all the articles, indented for reading."""
    json.dump([article.to_dict() for article in articles], stream, ensure_ascii=False, indent=2)
    stream.write("\n")
