"""
Time against length of the tokenizer, of the checks, of the quotation finder and of the whole extractor (its parser a
stub), on texts made to be hard for them:

    python tests/benchmarks/linear_time.py [--whole]

One line a unit that the text repeats: seconds of the processor at each length, and the fitted exponent (1 is linear; a
pattern that backtracks gives 2). ``--whole`` adds the sizes that docs/reliability.md promises: 100,000 marks, a paragraph
of 5 MB, 1 MB without a space, 200 marks one inside the other, with the most memory that was in use. A measure, not a
test: machines are noisy. The test is ``tests/test_time.py``, which counts.
"""

from __future__ import annotations

import math
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).parent.parent))

from stubs import stubbed_extractor

from quotattr.checks import check_text
from quotattr.quotations import find_quotations
from quotattr.tokenizer import tokenize

LENGTHS = (20_000, 80_000, 320_000)
TOKEN_UNITS = (
    *("a", "a'", "a-", "1.", "A.", "a.b.", "a@", "(", "'", "« ", "1 000 ", "www.", "-il", "M. "),
    *("a.", "a-b.", "a.fr/", "www.a", "https://a", "a+@b.c", "@a", "#_", "a(e)", "a(", "A.-", "Ab.-", "Mgr. ", "J. "),
    *("1:", "1/", "1-a", "1a2", "1 ", "1 000", "-1", "qu'", "jusqu'", "c'est-à-", "a&B", "a°1", "--", "...", "''", "``"),
    *("Ab Cd-il", "a-t-", "a-le-", "-t'", "\N{COMBINING ACUTE ACCENT}", "\N{SOFT HYPHEN}", "a\N{SOFT HYPHEN}", " ", "\u200b", "°"),
)  # fmt: skip
"""Each is aimed at one pattern of the tokenizer: what it begins with, again and again, and never what it ends with."""

CHECK_UNITS = ("<", "<a ", "<a", "</", "&", "&a", "&#", "&#x", "&laquo", "<p>", "\ud83d", "\ud83d ")
"""Aimed at the patterns of `quotattr.checks`."""

MARK_UNITS = (
    "«",
    "»",
    '"',
    "” ",
    "«”",
    "« ",
    '«"',
    "»\n",
    "«\n",
    "‘ ’",
    '" ',
    "a” «b ",
    "“«",
    '"A" ',
    "«a» . ",
    "«a», b», ",
    "‘ «",
    "’ ",
    "«. A",
)
FLOW_UNITS = (
    "Anne Roy, a dit «oui», dit-il. ",
    "«Oui.»\n",
    "Il dit «oui et non, ",
    "Jean ",
    "selon l’AFP, ",
    "a ",
    "que ",
)


def seconds_of(work: Callable[[], object], times: int = 3) -> float:
    """How long *work* takes, the best of so many times."""
    best = math.inf
    for _ in range(times):
        start = process_time()
        work()
        best = min(best, process_time() - start)
    return best


def report(name: str, unit: str, seconds: list[float]) -> None:
    """Print one line of the table."""
    exponent = math.log(seconds[-1] / seconds[0]) / math.log(LENGTHS[-1] / LENGTHS[0])
    print(f"| {name} | {unit!r} | " + " | ".join(f"{value:.3f}" for value in seconds) + f" | {exponent:.2f} |")


def report_units() -> None:
    """Print the table of units, in Markdown."""
    print("| part | unit | " + " | ".join(f"{length:,}" for length in LENGTHS) + " | exponent |")
    print("|---" * (len(LENGTHS) + 3) + "|")
    for unit in TOKEN_UNITS:
        texts = texts_of(unit)
        report("tokens", unit, [seconds_of(lambda text=text: tokenize(text)) for text in texts])
    for unit in CHECK_UNITS:
        checked = [(text, tokenize(text)) for text in texts_of(unit)]
        report("checks", unit, [seconds_of(lambda pair=pair: check_text(*pair)) for pair in checked])
    for unit in MARK_UNITS:
        read = [(text, tokenize(text)) for text in texts_of(unit)]
        report("quotations", unit, [seconds_of(lambda pair=pair: find_quotations(*pair)) for pair in read])
    extractor = stubbed_extractor()
    for unit in FLOW_UNITS:
        texts = [text[: len(text) // FLOW_SHARE] for text in texts_of(unit)]
        report("extractor", unit, [seconds_of(lambda text=text: extractor.extract(text), 1) for text in texts])


def texts_of(unit: str) -> list[str]:
    """Texts of each length that repeat *unit*."""
    return [unit * (length // len(unit)) for length in LENGTHS]


FLOW_SHARE = 8
"""The whole flow is asked for texts this much shorter."""

QUOTATION = " «Nous irons», a dit Anne Morel."
ARTICLE = "La maire, Claire Roy, a promis à l’AFP un pont «neuf». «Oui», a dit Paul Petit. Selon lui, rien ne va.\n"
WHOLE = {
    "100,000 « in a row": "«" * 100_000,
    "100,000 » in a row": "»" * 100_000,
    "100,000 straight marks in a row": '"' * 100_000,
    "100,000 marks, a word in each": "« a " * 100_000,
    "a paragraph of 5 MB": "Le vent tombe sur la digue et la nuit vient. " * 112_000 + QUOTATION,
    "1 MB without a space": "a" * 1_000_000 + QUOTATION,
    "1 MB of hyphens": "é-" * 500_000 + QUOTATION,
    "200 marks one inside the other": "« Il dit : « Non, a-t-elle dit, " * 100 + "»" * 200 + QUOTATION,
    "1 MB of quotations": ARTICLE * (1_000_000 // len(ARTICLE)),
}


def report_whole() -> None:
    """Print seconds and the most memory, of the process so far, of each promised size."""
    extractor = stubbed_extractor()
    print("\n| text | characters | seconds | MB so far | quotations |\n|---|---|---|---|---|")
    for name, text in WHOLE.items():
        start = process_time()
        found = len(extractor.extract(text).quotes)
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"| {name} | {len(text):,} | {process_time() - start:.1f} | {megabytes} | {found:,} |")


def main() -> None:
    """Print the tables in Markdown."""
    report_units()
    if "--whole" in sys.argv[1:]:
        report_whole()


if __name__ == "__main__":
    main()
