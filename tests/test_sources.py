"""Sources: through which medium the words came, on frozen parses (``cases/sources.conllu``)."""

from __future__ import annotations

import pytest
from frozen import Case, extract_frozen, params, read_conllu

CASES = read_conllu("sources")


@pytest.mark.parametrize("case", params(CASES))
def test_source(case: Case) -> None:
    [quote] = [quote for quote in extract_frozen(case) if quote.kind != "indirect"]
    assert (quote.source.name if quote.source else "-") == case.comments["source"]
    if quote.source is not None:
        assert quote.source.span is not None
        assert case.text[quote.source.span.start : quote.source.span.end] == quote.source.text
        assert quote.source.text == case.comments.get("words", quote.source.text)


@pytest.mark.parametrize("case", params([case for case in CASES if "speaker" in case.comments]))
def test_speaker_beside_the_source(case: Case) -> None:
    [quote] = [quote for quote in extract_frozen(case) if quote.kind != "indirect"]
    assert quote.speaker is not None
    assert quote.speaker.name == case.comments["speaker"]


def test_a_source_has_the_kind_of_its_medium() -> None:
    kinds = {quote.source.name: quote.source.kind for case in CASES for quote in extract_frozen(case) if quote.source}
    assert kinds["Tass"] == "agency"
    assert kinds["Le Figaro"] == "newspaper"
    assert kinds["RTL"] == "radio"
    assert kinds["BFMTV"] == "television"
