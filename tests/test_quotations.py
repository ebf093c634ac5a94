"""Quotations: the rows of ``cases/quotations.tsv``, and what no row can show."""

from __future__ import annotations

import json

import pytest
from frozen import row_params
from test_tokenizer import rows

from quotattr.quotations import MAX_CARRIED_PARAGRAPHS, MAX_DEPTH, Quotation, TextWarning, find_quotations
from quotattr.tokenizer import tokenize


def find(text: str) -> tuple[list[Quotation], list[TextWarning]]:
    """The quotations and warnings of *text*."""
    return find_quotations(text, tokenize(text))


def read_gold(marked: str) -> tuple[str, list[tuple[int, int, bool]]]:
    """The text without brackets, and start, end, closed of each content, in reading order."""
    text, opened, spans = "", [], []
    for character in marked.replace("¶", "\n"):
        if character == "⟦":
            opened.append(len(spans))
            spans.append((len(text), len(text), True))
        elif character in "⟧⟫":
            index = opened.pop()
            end = len(text.rstrip()) if character == "⟧" else len(text)
            spans[index] = (spans[index][0], end, character == "⟧")
        else:
            text += character
    return text, spans


@pytest.mark.parametrize(
    ("marked", "warnings"), [pytest.param(m, int(w), id=why) for why, m, w in rows("quotations.tsv")]
)
def test_row(marked: str, warnings: int) -> None:
    text, gold = read_gold(marked)
    quotations, found = find(text)
    assert [(q.start, q.end, q.closed) for q in quotations] == gold
    assert len(found) == warnings, found


@pytest.mark.parametrize(("text", "contents", "warnings"), row_params("odd_marks"))
def test_odd_marks(text: str, contents: str, warnings: str) -> None:
    text = json.loads(text)
    quotations, found = find(text)
    assert all(text.startswith(q.opening, q.outer_start) for q in quotations)
    assert all(text[q.end : q.outer_end].endswith(q.closing) and bool(q.closing) == q.closed for q in quotations)
    assert all(warning.message.startswith(text[warning.start : warning.end]) for warning in found)
    assert (" ".join(f"{q.start}-{q.end}{'' if q.closed else '?'}" for q in quotations) or "-") == contents
    assert (" ;; ".join(f"{warning.start} {warning.message}" for warning in found) or "-") == warnings


def test_depth_and_parent() -> None:
    quotations, _ = find("« A “B « C » D” E » et « F »")
    assert [(q.depth, q.parent) for q in quotations] == [(0, None), (1, 0), (2, 1), (0, None)]


def test_pairs_without_a_blank_between_are_apart() -> None:
    quotations, _ = find("«A»«B»")
    assert [(q.depth, q.parent) for q in quotations] == [(0, None), (0, None)]


def test_outer_span_holds_the_marks() -> None:
    text = "Il dit « non », voilà."
    [quotation] = find(text)[0]
    assert quotation.outer_span.of(text) == "« non »"
    assert quotation.span.of(text) == "non"
    assert (quotation.opening, quotation.closing) == ("«", "»")


def test_reopened_quotations_are_linked() -> None:
    quotations, warnings = find("Un titre\n« A.\n« B.\n« C. »\n« D »")
    assert [(q.continues, q.paragraph) for q in quotations] == [(None, 1), (0, 2), (1, 3), (None, 4)]
    assert warnings == []


def test_a_pair_does_not_run_over_too_many_paragraphs() -> None:
    text = "« A\n" + "B\n" * (MAX_CARRIED_PARAGRAPHS + 1) + "C » D"
    [quotation], warnings = find(text)
    assert not quotation.closed
    assert [warning.message for warning in warnings] == ["« is not closed", "» closes nothing"]


def test_a_pair_may_run_over_many_paragraphs_wherever_it_begins() -> None:
    text = "A\n" * MAX_CARRIED_PARAGRAPHS + "« A\n" + "B\n" * (MAX_CARRIED_PARAGRAPHS - 1) + "C » D"
    [quotation], warnings = find(text)
    assert quotation.closed
    assert warnings == []


def test_what_is_nested_too_deep_is_left_out_and_told_once() -> None:
    text = "« a " * (MAX_DEPTH + 2) + "» " * (MAX_DEPTH + 2) + "« b »"
    quotations, [warning] = find(text)
    assert [q.depth for q in quotations] == [*range(MAX_DEPTH), 0]
    assert warning == TextWarning(40, 41, "marks nested more than 10 deep are left out: 2, the first here")


def test_warnings_say_where() -> None:
    _, [warning] = find("Il dit « non.")
    assert warning == TextWarning(7, 8, "« is not closed")


@pytest.mark.xfail(strict=True, reason="known to be wrong: nothing in the marks tells these readings apart")
@pytest.mark.parametrize(
    "marked",
    [
        pytest.param(
            "Elle raconte : « ⟦Il dit : « ⟦Viens⟧⟧ ». Puis elle part.", id="two quotations share one closing mark"
        ),
        pytest.param("⟦Nous viendrons⟧ », dit-il.", id="the opening mark was forgotten"),
        pytest.param("On lit ” ⟦non⟧ “ ici.", id="curly marks turned round, with blanks on all sides"),
    ],
)
def test_known_failure(marked: str) -> None:
    text, gold = read_gold(marked)
    assert [(q.start, q.end, q.closed) for q in find(text)[0]] == gold
