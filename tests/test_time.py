"""
No text makes quotattr slow: four times the text is four times the work, whatever it is made of.

Work is counted, not timed: the lines of quotattr that run (`work_of`), with a parser that draws its trees by lot. What
regular expressions do inside one line is not seen here: ``tests/benchmarks/linear_time.py`` measures that.
"""

from __future__ import annotations

import gc
import random
import sys
import tracemalloc
from collections.abc import Callable
from itertools import pairwise
from types import FrameType
from typing import Any

import pytest
from stubs import stubbed_extractor

from quotattr import Extractor
from quotattr.frames import MAX_FORM_LETTERS, MAX_FRAME_WORDS
from quotattr.insertions import ParsedSentence
from quotattr.quotations import MAX_DEPTH, find_quotations
from quotattr.tokenizer import tokenize

GROWTH = 4
MAX_RATIO = 1.3 * GROWTH
"""What is looked for near a place grows a little until it meets its limit; what grows with the square of the text is at 16."""

FIRST_NAMES = "Anne Paul Marie Jean Luc Claire Karim Fatou Marc Nadia".split()
SYLLABLES = "bo ra mi lé tou va ner chi dal ker".split()


def names(number: int) -> str:
    """As many sentences, each about somebody else."""
    lot = random.Random(0)
    people = [
        f"{lot.choice(FIRST_NAMES)} {''.join(lot.choices(SYLLABLES, k=4)).capitalize()}" for _ in range(number + 1)
    ]
    return "".join(f"Le maire, {who}, a promis un pont «neuf», a dit {other}.\n" for who, other in pairwise(people))


SHAPES: dict[str, tuple[int, str | Callable[[int], str]]] = {
    "an article": (10, "La maire, Claire Roy, a promis à l’AFP un pont «neuf». «Oui», a dit Paul Petit. Selon lui, rien ne va.\n"),
    "one paragraph": (10, "La maire, Claire Roy, a promis un pont «neuf». «Oui», a dit Paul Petit. Elle a indiqué que tout va. "),
    "one sentence": (90, "le maire dit «oui» et la maire dit «non» "),
    "nothing but names": (60, "Anne Morel. "),
    "ever new names": (32, names),  # With fewer, not all that may be meant is in reach yet.
    "names without end": (300, "Jean "),
    "names joined by particles": (200, "Jean de "),
    "floating quotations": (40, "«Oui, nous irons.»\n"),
    "headings": (40, "Jean Morel: «Oui, nous irons»\n"),
    "forgotten marks": (60, "Il dit «oui et non\n"),
    "forgotten marks in one paragraph": (60, "Il dit «oui et non, "),
    "a quotation over all paragraphs": (60, "«Oui\n"),
    "quotations in one quotation": (60, "« Il dit «non», "),
    "media": (12, "Selon l’AFP, le Monde et le quotidien, la maire a dit que tout irait. Le journal dit «oui». "),
    "media and nobody": (20, "Selon l’AFP, tout irait. Elle a dit «oui». "),
    "incises without end": (80, "oui, a-t-il dit, "),
    "clauses without end": (80, "il dit que "),
    "opening marks": (500, "«"),
    "closing marks": (500, "»"),
    "straight marks": (500, '"'),
    "marks of two families": (200, "“«"),
    "single marks": (200, "‘a’ «"),
    "empty quotations": (300, "«»"),
    "tags": (200, "<p>"),
    "acronyms": (30, "Haute Autorité de la communication (HAC) "),
    "brackets": (100, "(AFP) "),
    "a list": (40, "- Il dit: «non».\n"),
    "one word": (2_000, "a"),
    "hyphens": (1_000, "é-"),
    "ellipses": (300, "… "),
    "surrogates": (500, "\ud83d"),
}  # fmt: skip
"""What a text repeats, and how often; or what makes it."""


def text_of(unit: str | Callable[[int], str], times: int) -> str:
    """The text of so many units."""
    return unit * times if isinstance(unit, str) else unit(times)


def work_of(extractor: Extractor, text: str) -> int:
    """How many lines of Python run to extract from the text, each turn of a loop counted."""
    lines = 0

    def count(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal lines
        lines += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        extractor.extract(text)
    finally:
        sys.settrace(before)
    return lines


@pytest.mark.parametrize("name", SHAPES)
def test_work_grows_with_the_text(name: str) -> None:
    times, unit = SHAPES[name]
    extractor = stubbed_extractor()
    extractor.extract("Le vent tombe. «Oui», dit-il.")  # Lexicons are read once, when the first text comes.
    little, much = (work_of(extractor, text_of(unit, size)) for size in (times, GROWTH * times))
    assert little > times // 100
    assert much <= MAX_RATIO * little


def test_what_grows_with_the_square_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The measure itself: one look at every token for every frame is enough."""

    def looks_at_all(self: ParsedSentence, index: int) -> None:
        for token in self.tokens:
            token.text.strip()
            token.kind.strip()

    monkeypatch.setattr(ParsedSentence, "row_of", looks_at_all)
    times, unit = SHAPES["an article"]
    extractor = stubbed_extractor()
    little, much = (work_of(extractor, text_of(unit, size)) for size in (times, GROWTH * times))
    assert much > 2 * MAX_RATIO * little


# --- limits, each with its warning


def test_marks_nested_too_deep_are_left_out_with_one_warning() -> None:
    text = "«a " * 200 + "»" * 200
    quotations, warnings = find_quotations(text, tokenize(text))
    assert [quotation.depth for quotation in quotations] == list(range(MAX_DEPTH))
    [warning] = [warning for warning in warnings if "deep" in warning.message]
    assert (warning.start, warning.end) == (3 * MAX_DEPTH, 3 * MAX_DEPTH + 1)
    assert str(200 - MAX_DEPTH) in warning.message


def test_quotations_hold_no_more_than_the_limit_times_the_text() -> None:
    """Without it, forgotten marks would make an answer of the square of the text's size."""
    text = "Il dit «oui, " * 500
    article = stubbed_extractor().extract(text)
    held = sum(segment.span.length for quote in article.quotes for segment in quote.segments)
    assert 0 < held <= MAX_DEPTH * len(text)


@pytest.mark.parametrize(
    "text",
    ["Il dit que " + "le vent, " * 200, "Il dit " + "«oui» et puis non, " * 200],
    ids=["no marks", "marks"],
)
def test_an_overlong_sentence_is_cut_with_a_warning(text: str) -> None:
    extractor = stubbed_extractor()
    _, frames, _ = extractor._read(text)
    assert all(len(frame.words) <= 3 * MAX_FRAME_WORDS for frame in frames)
    [warning] = [warning for warning in extractor.extract(text).warnings if "too long" in warning.message]
    assert (warning.start, warning.end) == (0, len(text.rstrip()))


def test_an_ordinary_sentence_is_not() -> None:
    assert (
        stubbed_extractor().extract("Il dit «oui», et " + "le vent est sur la mer et dans les dunes, " * 6).warnings
        == ()
    )


def test_the_parser_is_spared_a_word_of_a_megabyte() -> None:
    """It reads words letter by letter."""
    _, [frame], _ = stubbed_extractor()._read("a" * 1_000_000 + " «Nous irons», a dit Anne Morel.")
    assert max(len(word.form) for word in frame.words) == MAX_FORM_LETTERS


def peak_of(text: str) -> int:
    """The most bytes that are in use at once while the text is read."""
    extractor = stubbed_extractor()
    tracemalloc.start()
    try:
        extractor.extract(text)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", ["an article", "forgotten marks in one paragraph", "opening marks", "ever new names"])
def test_memory_grows_with_the_text(name: str) -> None:
    times, unit = SHAPES[name]
    peak_of(text_of(unit, times))
    assert peak_of(text_of(unit, GROWTH * times)) <= MAX_RATIO * peak_of(text_of(unit, times))


def test_nothing_is_kept_of_a_text_but_its_words() -> None:
    """A process that reads for days has the memory of a process that reads for an hour."""
    extractor = stubbed_extractor()
    times, unit = SHAPES["an article"]
    text = text_of(unit, times)
    extractor.extract(text)
    tracemalloc.start()
    try:
        for _ in range(5):
            extractor.extract(text)
        # What waits for the collector is not kept, and when it comes is chance.
        gc.collect()
        assert tracemalloc.get_traced_memory()[0] < KEPT_BYTES
    finally:
        tracemalloc.stop()


KEPT_BYTES = 10_000
"""A fortieth of what reading the text once takes; a list of its quotations kept would be seen."""
