"""Sentences: the rows of ``cases/sentences.tsv``."""

from __future__ import annotations

from pathlib import Path

import pytest

from quotattr.sentences import Sentence, split_sentences
from quotattr.tokenizer import tokenize

TABLE = Path(__file__).parent / "cases" / "sentences.tsv"


def rows() -> list[list[str]]:
    """Why, and the text with its bars, of each case."""
    lines = [line for line in TABLE.read_text(encoding="utf-8").split("\n") if line and not line.startswith("#")]
    return [line.split("\t") for line in lines[1:]]


def cut(text: str) -> list[str]:
    """The sentences of *text* as strings."""
    tokens = tokenize(text)
    return [text[tokens[s.first].start : tokens[s.last - 1].end] for s in split_sentences(tokens, text)]


@pytest.mark.parametrize("marked", [pytest.param(marked, id=why) for why, marked in rows()])
def test_row(marked: str) -> None:
    text = marked.replace(" | ", " ").replace("|", "").replace("¶", "\n")
    expected = [part.strip() for line in marked.split("¶") for part in line.split("|") if part.strip()]
    assert cut(text) == expected


def test_paragraphs_are_numbered_by_lines_with_content() -> None:
    text = "Un titre\n\n \nIl part. Elle reste.\r\nFin"
    tokens = tokenize(text)
    assert split_sentences(tokens, text) == [
        Sentence(0, 2, 0),
        Sentence(2, 5, 1),
        Sentence(5, 8, 1),
        Sentence(8, 9, 2),
    ]


def test_no_tokens_no_sentences() -> None:
    assert split_sentences([], "") == []
