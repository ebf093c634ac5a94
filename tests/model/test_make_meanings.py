"""The table of meanings is made of word vectors: words used alike have digits alike."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")

from quotattr.lexicons import read_rows
from quotattr.meanings import TABLE
from quotattr.model.meanings import make_table, write_table
from quotattr.model.vectors import Vectors

CODES = np.array([[9, 1, 0], [8, 2, 0], [-9, 1, 0], [0, 0, 9]], dtype=np.int8)
"""Rows of four kinds of word, the first two nearly one."""

FORMS = ["dans", "honteux", "la", "lâche", "digue", "2022", "kayak"]
ROWS = np.array([3, 0, 3, 1, 2, 2, 2], dtype=np.uint16)


@pytest.fixture
def vectors() -> Vectors:
    return Vectors(CODES, np.ones(len(CODES), dtype=np.float32), FORMS, ROWS)


def test_words_used_alike_have_digits_alike(vectors: Vectors) -> None:
    table = make_table(vectors, directions=2)
    near, same, far = table["honteux"], table["lâche"], table["digue"]
    assert len(near) == 2
    assert abs(int(near[0]) - int(same[0])) <= 1 < abs(int(near[0]) - int(far[0]))


def test_short_words_numbers_and_rare_words_are_left_out(vectors: Vectors) -> None:
    assert list(make_table(vectors, directions=1)) == ["dans", "honteux", "lâche", "digue", "kayak"]
    assert list(make_table(vectors, directions=1, max_words=2)) == ["dans", "honteux"]


def test_a_written_table_is_a_lexicon_file(vectors: Vectors, tmp_path: Path) -> None:
    table = make_table(vectors, directions=3)
    write_table(table, tmp_path)
    assert {row["word"]: row["meaning"] for row in read_rows(tmp_path, TABLE)} == table
