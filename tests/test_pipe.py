"""Many texts: the same answers in any batch and process, in their order, and none that fails costs another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, islice

import deadly
import pytest

from quotattr import Article, CueRule, Extractor, TextTypeError, WorkerError
from quotattr.batches import BATCH_SIZE, MAX_BATCH_CHARS, in_batches

pytestmark = pytest.mark.model

TEXTS = [
    "«Nous irons jusqu’au bout», a déclaré mardi la maire, Claire Delorme. «Et vite.»",
    "",
    "Le vent tombe.",
    "Selon l’AFP, le préfet a évoqué un «risque majeur». Il a ajouté que la digue tiendrait.",
    "Paul Morel s’est dit «confiant», tandis que sa voisine, Anne Roux, juge le pont «dangereux».",
    "«La mer monte», répète le pêcheur.\n\n«Le sable part», ajoute-t-il.",
]
NO_TEXT = b"en octets"


def told(article: Article) -> list[tuple[object, ...]]:
    """What must not depend on company."""
    return [(quote.span, quote.rule, str(quote.speaker), str(quote.source), quote.hedges) for quote in article.quotes]


def confidences(article: Article) -> list[float]:
    return [quote.confidence for quote in article.quotes]


@pytest.fixture(scope="module")
def alone(extractor: Extractor) -> list[Article]:
    return [extractor.extract(text) for text in TEXTS]


@pytest.mark.parametrize(("batch_size", "n_process"), [(1, 1), (4, 1), (BATCH_SIZE, 1), (2, 2)])
def test_company_changes_nothing(extractor: Extractor, alone: list[Article], batch_size: int, n_process: int) -> None:
    together = list(extractor.pipe(TEXTS * 3, batch_size=batch_size, n_process=n_process))
    assert [article.text for article in together] == TEXTS * 3
    assert [told(article) for article in together] == [told(article) for article in alone] * 3
    for one, other in zip(together, alone * 3, strict=True):
        assert confidences(one) == pytest.approx(confidences(other), abs=1e-4)


def test_what_goes_with_a_text_stays_with_it(extractor: Extractor) -> None:
    pairs = ((text, number) for number, text in enumerate(TEXTS))
    found = list(extractor.pipe(pairs, as_tuples=True, batch_size=2))
    assert [(article.text, number) for article, number in found] == list(zip(TEXTS, count(), strict=False))


@pytest.mark.parametrize("n_process", [1, 2])
def test_a_text_that_is_none_is_reported_and_the_others_are_done(extractor: Extractor, n_process: int) -> None:
    reported = []
    pairs = [(TEXTS[0], "a"), (NO_TEXT, "b"), (TEXTS[3], "c")]
    found = list(
        extractor.pipe(pairs, as_tuples=True, n_process=n_process, on_error=lambda *report: reported.append(report))
    )
    assert [context for _, context in found] == ["a", "c"]
    [(error, text, context)] = reported
    assert isinstance(error, TextTypeError)
    assert (text, context) == (NO_TEXT, "b")


def test_without_on_error_the_error_is_raised_where_its_text_stands(extractor: Extractor) -> None:
    articles = extractor.pipe([TEXTS[0], NO_TEXT])  # type: ignore[list-item]
    assert next(articles).text == TEXTS[0]
    with pytest.raises(TextTypeError, match="bytes"):
        next(articles)


def test_a_process_that_dies_of_a_text_costs_no_other() -> None:
    mortal = Extractor(rules=[CueRule(deadly.ends_the_process, "verb")])
    texts = [*TEXTS, f"«Un choc {deadly.WORD}», dit Anne. Un «{deadly.WORD}» oubli.", *TEXTS]
    reported = []
    found = list(
        mortal.pipe(texts, batch_size=3, n_process=2, on_error=lambda error, text, _: reported.append((error, text)))
    )
    assert [article.text for article in found] == TEXTS * 2
    [(error, text)] = reported
    assert isinstance(error, WorkerError)
    assert text == texts[len(TEXTS)]


def test_texts_are_read_as_they_are_needed(extractor: Extractor) -> None:
    read = 0

    def endless() -> Iterator[str]:
        nonlocal read
        for read in count(1):
            yield TEXTS[read % len(TEXTS)]

    assert len(list(islice(extractor.pipe(endless(), batch_size=5), 12))) == 12
    assert read == 15


def test_long_texts_end_a_batch_early() -> None:
    half = "a" * (MAX_BATCH_CHARS // 2)
    assert [len(batch) for batch in in_batches([half] * 5, BATCH_SIZE)] == [2, 2, 1]


@pytest.mark.parametrize(("arguments", "named"), [({"batch_size": 0}, "batch_size"), ({"n_process": 0}, "n_process")])
def test_numbers_that_make_no_sense_are_named(extractor: Extractor, arguments: dict[str, int], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        list(extractor.pipe(TEXTS, **arguments))


def test_nothing_in_nothing_out(extractor: Extractor) -> None:
    assert list(extractor.pipe([])) == []
    assert list(extractor.pipe([], n_process=2)) == []


def test_many_batches_of_the_parser_are_one_of_texts(extractor: Extractor) -> None:
    number_of_words = pytest.importorskip("quotattr.model.loading").MAX_BATCH_WORDS
    long = "\n".join(f"«Le pont {number} tient», a dit Anne Roux." for number in range(number_of_words // 4))
    [article] = extractor.pipe([long])
    assert {quote.speaker.name for quote in article.speech if quote.speaker} == {"Anne Roux"}
    assert len(article.speech) == number_of_words // 4
