"""Chains: the cases of ``cases/chains.conllu``, and with the model, hedges as well, ``cases/hedged.tsv``."""

from __future__ import annotations

import pytest
from frozen import Case, params, read_conllu, read_rows, row_params
from test_hedges import place_of_quotation

from quotattr.chains import find_relays
from quotattr.extractor import Extractor
from quotattr.quote import Quote
from quotattr.speakers import find_speaker

CASES = read_conllu("chains")
RULES = ("reporter_que", "reporter_according_to", "reporter_incise", "reporter_cited")


@pytest.mark.parametrize("case", params(CASES))
def test_relays(case: Case) -> None:
    setting, cue = place_of_quotation(case)
    relays = find_relays(setting, cue, find_speaker(setting, cue))
    found = [f"{relay.cue.rule} {setting.tree[relay.speaker.index].form}" for relay in relays]
    assert (" | ".join(found) or "-") == case.comments["reporters"]


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_has_cases(rule: str) -> None:
    assert sum(rule in case.comments["reporters"] for case in CASES) >= 2


def show(quote: Quote) -> str:
    """A quote as ``hedged.tsv`` writes it."""
    chain = " > ".join(
        f"{reporter.name} ({' '.join([str(reporter.cue or '-'), *reporter.hedges])})" for reporter in quote.chain
    )
    return f"{quote.speaker or '-'} / {quote.cue or '-'} / {' '.join(quote.hedges) or '-'} / {chain or '-'}"


@pytest.mark.model
@pytest.mark.parametrize(("text", "speech"), row_params("hedged"))
def test_row(extractor: Extractor, text: str, speech: str) -> None:
    assert [show(quote) for quote in extractor.extract(text)] == speech.split(" ;; ")


@pytest.mark.model
def test_reporters_point_into_the_text(extractor: Extractor) -> None:
    for _, text, _ in read_rows("hedged"):
        for reporter in (link for quote in extractor.extract(text) for link in quote.chain):
            parts = [part for part in (reporter, reporter.cue) if part is not None and part.span is not None]
            assert parts
            assert all(text[part.span.start : part.span.end] == part.text != "" for part in parts if part.span)
