"""The same answers of 406 real articles: alone, in a batch of 64, in two processes; on Ray they are asked by test_cluster.py."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest
from attrs import evolve
from frozen import SHARED, read_many

from quotattr import Article
from quotattr.extractor import Extractor

SAME_CONFIDENCE = 1e-4

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


def unsure(article: Article) -> Article:
    """The article without its confidences, whose last digits may depend on what is calculated together."""
    return evolve(
        article,
        speech=tuple(evolve(quote, confidence=0.0) for quote in article.speech),
        others=tuple(evolve(quote, confidence=0.0) for quote in article.others),
    )


def confidences(article: Article) -> list[float]:
    return [quote.confidence for quote in (*article.speech, *article.others)]


def assert_same(found: Iterable[Article], alone: Sequence[Article]) -> None:
    together = list(found)
    assert [unsure(article) for article in together] == [unsure(article) for article in alone]
    for one, other in zip(together, alone, strict=True):
        assert confidences(one) == pytest.approx(confidences(other), abs=SAME_CONFIDENCE)


def test_in_a_batch(extractor: Extractor, texts: Sequence[str], alone: Sequence[Article]) -> None:
    assert_same(extractor.pipe(texts, batch_size=64), alone)


def test_in_two_processes(extractor: Extractor, texts: Sequence[str], alone: Sequence[Article]) -> None:
    assert_same(extractor.pipe(texts, n_process=2), alone)
