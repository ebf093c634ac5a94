"""
Time against length of the tokenizer and of the quotation finder, on texts made to be hard for them:

    python tests/benchmarks/linear_time.py

One line a unit that the text repeats: seconds at each length, and the fitted exponent (1 is linear; a
pattern that backtracks gives 2). A measure, not a test: machines are noisy.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from time import perf_counter

from quotattr.quotations import find_quotations
from quotattr.tokenizer import tokenize

LENGTHS = (20_000, 80_000, 320_000)
TOKEN_UNITS = ("a", "a'", "a-", "1.", "A.", "a.b.", "a@", "(", "'", "« ", "1 000 ", "www.", "-il", "M. ")
MARK_UNITS = ("«", "»", '"', "” ", "«”", "« ", '«"', "»\n", "«\n", "‘ ’", '" ', "a” «b ", "“«", '"A" ')


def seconds_of(work: Callable[[], object]) -> float:
    """How long *work* takes, the best of three."""
    best = math.inf
    for _ in range(3):
        start = perf_counter()
        work()
        best = min(best, perf_counter() - start)
    return best


def report(name: str, unit: str, seconds: list[float]) -> None:
    """Print one line of the table."""
    exponent = math.log(seconds[-1] / seconds[0]) / math.log(LENGTHS[-1] / LENGTHS[0])
    print(f"| {name} | {unit!r} | " + " | ".join(f"{value:.3f}" for value in seconds) + f" | {exponent:.2f} |")


def main() -> None:
    """Print the table in Markdown."""
    print("| part | unit | " + " | ".join(f"{length:,}" for length in LENGTHS) + " | exponent |")
    print("|---" * (len(LENGTHS) + 3) + "|")
    for unit in TOKEN_UNITS:
        texts = [unit * (length // len(unit)) for length in LENGTHS]
        report("tokens", unit, [seconds_of(lambda text=text: tokenize(text)) for text in texts])
    for unit in MARK_UNITS:
        read = [(text, tokenize(text)) for text in (unit * (length // len(unit)) for length in LENGTHS)]
        report("quotations", unit, [seconds_of(lambda pair=pair: find_quotations(*pair)) for pair in read])


if __name__ == "__main__":
    main()
