"""
Gives the words of raw news that quotattr itself would have parsed, for the parser to train itself on.

Start with `read_frames`. Frames, not sentences: a standing quotation is a bare « Oui » there, and marks are gone, which no treebank has.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path

from .forms import normalise_form

MIN_WORDS, MAX_WORDS = 5, 60


def read_texts(raw: Path) -> Iterator[str]:
    """Yield the texts of the gzipped JSON Lines at *raw*."""
    with gzip.open(raw, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def read_frames(raw: Path, max_words: int, seed: int) -> list[list[str]]:
    """Return frames of the articles at *raw*, in an order *seed* decides, up to *max_words* words in all."""
    from quotattr.extractor import Extractor

    extractor = Extractor()
    texts = list(read_texts(raw))
    random.Random(seed).shuffle(texts)
    frames: list[list[str]] = []
    size = 0
    for text in texts:
        for frame in extractor._read(text)[
            1
        ]:  # what it parses is nobody else's business, so there is no public name for it
            words = [normalise_form(word.form) for word in frame.words]
            if MIN_WORDS <= len(words) <= MAX_WORDS:
                frames.append(words)
                size += len(words)
        if size >= max_words:
            break
    return frames
