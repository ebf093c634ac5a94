"""
Attribution, end to end with the model: the rows of ``cases/attribution.tsv``.

``cases/others.tsv`` holds marks that report no speech, ``cases/kinds.tsv`` speakers of each kind,
``cases/known_failures.tsv`` what goes wrong today.
"""

from __future__ import annotations

from typing import get_args

import pytest
from frozen import read_rows, row_params

from quotattr.extractor import Extractor
from quotattr.quote import Quote, SpeakerKind

pytestmark = pytest.mark.model


def show(quote: Quote) -> str:
    """A quote as the tables write it."""
    speaker = f"{quote.speaker.name} ({quote.speaker.text or '-'})" if quote.speaker else "-"
    return f"{quote.kind}: {quote.text} / {speaker} / {quote.cue or '-'} / {quote.source or '-'}"


@pytest.mark.parametrize(("text", "speech"), row_params("attribution"))
def test_row(extractor: Extractor, text: str, speech: str) -> None:
    assert [show(quote) for quote in extractor.extract(text)] == ([] if speech == "-" else speech.split(" ;; "))


@pytest.mark.parametrize(("text", "contents"), row_params("others"))
def test_no_speech(extractor: Extractor, text: str, contents: str) -> None:
    article = extractor.extract(text)
    assert [show(quote) for quote in article] == []
    assert [quote.text for quote in article.others] == contents.split(" ;; ")


@pytest.mark.xfail(strict=True, reason="a known failure")
@pytest.mark.parametrize(("text", "speech"), row_params("known_failures"))
def test_known_failure(extractor: Extractor, text: str, speech: str) -> None:
    assert [show(quote) for quote in extractor.extract(text)] == ([] if speech == "-" else speech.split(" ;; "))


@pytest.mark.parametrize(("text", "name", "kind"), row_params("kinds"))
def test_kind_of_speaker(extractor: Extractor, text: str, name: str, kind: str) -> None:
    speaker = extractor.extract(text).speech[-1].speaker
    assert speaker is not None
    assert (speaker.name, speaker.kind) == (name, kind)


@pytest.mark.parametrize("kind", get_args(SpeakerKind))
def test_each_kind_of_speaker_has_cases(kind: str) -> None:
    assert sum(row[-1] == kind for row in read_rows("kinds")) >= 6


@pytest.mark.parametrize("table", ["attribution", "others", "known_failures"])
def test_spans_are_those_of_the_text(extractor: Extractor, table: str) -> None:
    for _, text, _ in read_rows(table):
        for quote in extractor.extract(text).quotes:
            spans = [(segment.span, segment.text) for segment in quote.segments]
            spans += [(part.span, part.text) for part in (quote.speaker, quote.cue, quote.source) if part and part.span]
            assert all(text[span.start : span.end] == words != "" for span, words in spans)
            assert 0.0 <= quote.confidence <= 1.0
