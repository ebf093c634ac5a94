"""Tokens: the rows of ``cases/tokens.tsv``, and what no row can show."""

from __future__ import annotations

from pathlib import Path

import pytest

from quotattr.tokenizer import ending_abbreviations, tokenize

CASES = Path(__file__).parent / "cases"
NAMES = {"<NBSP>": "\N{NO-BREAK SPACE}", "<NNBSP>": "\N{NARROW NO-BREAK SPACE}", "<ZWSP>": "\N{ZERO WIDTH SPACE}"}


def rows(name: str) -> list[list[str]]:
    """The cells of each case of a table."""
    text = (CASES / name).read_text(encoding="utf-8")
    for written, character in NAMES.items():
        text = text.replace(written, character)
    lines = [line for line in text.split("\n") if line and not line.startswith("#")]
    return [line.split("\t") for line in lines[1:]]


@pytest.mark.parametrize(("text", "tokens"), [pytest.param(t, k, id=why) for why, t, k in rows("tokens.tsv")])
def test_row(text: str, tokens: str) -> None:
    assert [token.text for token in tokenize(text)] == tokens.split(" · ")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Oui 3,5 ! « https://a.fr @toi a@b.fr € %", "word number punct mark url handle email symbol symbol"),
        ("l'an a-t-il etc. … - *", "word word word word word punct punct symbol"),
        ("\ud800 \x00 \N{PARTY POPPER}", "symbol symbol symbol"),
        ("J.-P. S.N.C.F. 20h30 1er", "word word number number"),
        ("quelqu'un étudiant(e)s -5", "word word number"),
        ("20minutes.fr 1a@b.fr", "url email"),
        ("'' “ ” ‹ › „ << \"", "mark mark mark mark mark mark mark mark"),
    ],
)
def test_kinds(text: str, kinds: str) -> None:
    assert [token.kind for token in tokenize(text)] == kinds.split()


def test_empty_text_has_no_tokens() -> None:
    assert tokenize("") == tokenize(" \n\t") == []


def test_some_abbreviations_end_sentences() -> None:
    assert "etc." in ending_abbreviations()
    assert "Mgr." not in ending_abbreviations()
