"""
Lexicons, shown: what ``quotattr agencies`` and ``quotattr cues`` print.

On a terminal the columns are aligned; in a pipe they are parted by tabs, for ``cut``, ``sort`` and spreadsheets. Start reading
at `run`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from quotattr.command_line.failures import EXIT_FAILURE, Failures
from quotattr.command_line.selection import has_words
from quotattr.lexicons import Lexicons
from quotattr.vocabulary import load_vocabulary

Row = tuple[str, ...]

_GAP: Final = "  "
_TAB: Final = "\t"
_BETWEEN_VALUES: Final = ", "


def run(options: argparse.Namespace) -> int:
    """
    Print the rows that have all the words that were given.

    Raises:
        LexiconError: The user's lexicon has a mistake; the message names file and line.
    """
    header, rows_of = _COMMAND_TO_TABLE[options.command]
    rows = [
        row
        for row in rows_of(load_vocabulary(options.lexicon).lexicons)
        if all(_has(row, word) for word in options.words)
    ]
    if not rows:
        Failures().report(options.command, f"no row has {' and '.join(map(repr, options.words))}")
        return EXIT_FAILURE
    lines = _aligned([header, *rows]) if sys.stdout.isatty() else map(_TAB.join, [header, *rows])
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()
    return 0


def _has(row: Row, word: str) -> bool:
    return any(has_words(cell, word) for cell in row)


def _aligned(rows: Sequence[Row]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield _GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _media_rows(lexicons: Lexicons) -> Iterable[Row]:
    for medium in lexicons.media:
        several = medium.countries, (*medium.aliases, *medium.weak_aliases), medium.adjectives
        yield medium.name, medium.kind, *map(_BETWEEN_VALUES.join, several)


def _cue_rows(lexicons: Lexicons) -> Iterable[Row]:
    """Verbs, then phrases, then nouns."""
    for verb in lexicons.cue_verbs:
        name = f"se {verb.lemma}" if verb.reflexive else verb.lemma
        yield name, "verb", verb.strength, verb.frame
    for phrase in lexicons.cue_phrases:
        yield phrase.phrase, phrase.kind, phrase.strength, phrase.frame
    for noun in lexicons.cue_nouns:
        yield noun.lemma, "noun", noun.strength, ""


_COMMAND_TO_TABLE: Final[Mapping[str, tuple[Row, Callable[[Lexicons], Iterable[Row]]]]] = {
    "agencies": (("name", "kind", "countries", "other names", "l’agence …"), _media_rows),
    "cues": (("cue", "kind", "strength", "frame"), _cue_rows),
}
