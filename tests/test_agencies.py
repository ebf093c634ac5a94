"""Agencies: the rows of ``cases/media.tsv``."""

from __future__ import annotations

import pytest
from frozen import read_surface, row_params


@pytest.mark.parametrize(("text", "expected"), row_params("media"))
def test_row(text: str, expected: str) -> None:
    reading = read_surface(text)
    found = [
        f"{text[reading.tokens[medium.first].start : reading.tokens[medium.last - 1].end]} = {medium.name} ({medium.kind})"
        for medium in reading.media
    ]
    assert ("; ".join(found) or "-") == expected


def test_a_generic_medium_says_so() -> None:
    named, generic = read_surface("Selon Tass, selon l’agence chinoise, il neige.").media
    assert (named.generic, generic.generic) == (False, True)
