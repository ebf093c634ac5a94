"""The same answers of 406 real articles: alone, in a batch of 64, in two processes; on Ray they are asked by test_cluster.py."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from frozen import SHARED, assert_same_answers, read_many

from quotattr import Article
from quotattr.extractor import Extractor

pytestmark = [
    pytest.mark.slow,
    pytest.mark.model,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the articles lie beside the repository, not in it"),
]


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return read_many()


@pytest.fixture(scope="module")
def alone(extractor: Extractor, texts: Sequence[str]) -> list[Article]:
    return [extractor.extract(text) for text in texts]


def test_in_a_batch(extractor: Extractor, texts: Sequence[str], alone: Sequence[Article]) -> None:
    assert_same_answers(extractor.pipe(texts, batch_size=64), alone)


def test_in_two_processes(extractor: Extractor, texts: Sequence[str], alone: Sequence[Article]) -> None:
    assert_same_answers(extractor.pipe(texts, n_process=2), alone)
