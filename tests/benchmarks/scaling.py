"""
What time and memory depend on, on real articles:

    python tests/benchmarks/scaling.py [--texts ../shared/raw/raw_news.jsonl.gz] [--whole]

By stage, for 200 articles; against the number of articles, through `Extractor.pipe`, with the memory of the process;
against the length of one text, made of articles put one behind the other, with the fitted exponent (1 is linear); and
one process against two, on 1,000 articles. Without ``--whole`` the largest sizes are left out. Prints tables in
Markdown; a measure, not a test. One thread; seconds of the processor, but for processes side by side.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter, process_time

from speed import RAW, read_texts

import quotattr
from quotattr.attribution import attribute
from quotattr.parse import use_one_thread

COUNTS = (100, 300, 1000, 3000)
LENGTHS = (1_000, 10_000, 100_000, 1_000_000, 5_000_000)
STAGE_ARTICLES = 200
BATCH = 64
PROCESS_ARTICLES = 1000


def resident_mb() -> float:
    """Memory of this process now, in megabytes; Linux only."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """The slope of a straight line through the logarithms."""
    xs, ys = [math.log(size) for size in sizes], [math.log(second) for second in seconds]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def stages(extractor: quotattr.Extractor, texts: Sequence[str]) -> Iterator[str]:
    """Seconds and share of each stage, and the share of words that are parsed."""
    seconds = dict.fromkeys(("surface (tokens, marks, names, media, frames)", "parse", "attribution"), 0.0)
    parsed = 0
    for first in range(0, len(texts), BATCH):
        times = [process_time()]
        read = [extractor._read(text) for text in texts[first : first + BATCH]]
        times.append(process_time())
        frames = [surface[1] for surface in read]
        trees = iter(extractor._parser.parse([frame for of_one in frames for frame in of_one]))
        times.append(process_time())
        for (reading, *_), of_one in zip(read, frames, strict=True):
            attribute(reading, list(islice(trees, len(of_one))))
        times.append(process_time())
        parsed += sum(len(frame.words) for of_one in frames for frame in of_one)
        for number, stage in enumerate(seconds):
            seconds[stage] += times[number + 1] - times[number]
    words = sum(len(text.split()) for text in texts)
    total = sum(seconds.values())
    yield "| stage | microseconds a word | share |"
    yield "|---|---|---|"
    for stage, spent in seconds.items():
        yield f"| {stage} | {1e6 * spent / words:.0f} | {100 * spent / total:.0f} % |"
    yield f"\n{parsed:,} of {words:,} words are parsed ({100 * parsed / words:.0f} %).\n"


def counts(extractor: quotattr.Extractor, texts: Sequence[str], sizes: Sequence[int]) -> Iterator[str]:
    """Seconds and memory against the number of articles."""
    yield "| articles | seconds | words/s | memory behind it, MB |"
    yield "|---|---|---|---|"
    spent = []
    for size in sizes:
        some = list(islice(cycle(texts), size))
        start = process_time()
        for _ in extractor.pipe(some):
            pass
        spent.append(process_time() - start)
        words = sum(len(text.split()) for text in some)
        yield f"| {size:,} | {spent[-1]:.1f} | {words / spent[-1]:,.0f} | {resident_mb():.0f} |"
    yield f"\nExponent {exponent(sizes, spent):.2f}.\n"


def lengths(extractor: quotattr.Extractor, texts: Sequence[str], sizes: Sequence[int]) -> Iterator[str]:
    """Seconds against the length of one text."""
    whole = "\n\n".join(up_to(sizes[-1], texts))
    yield "| characters | seconds | quotations |"
    yield "|---|---|---|"
    spent = []
    for size in sizes:
        text = whole[:size]
        start = process_time()
        article = extractor.extract(text)
        spent.append(process_time() - start)
        yield f"| {size:,} | {spent[-1]:.2f} | {len(article.speech):,} |"
    yield f"\nExponent from 10,000 characters on {exponent(sizes[1:], spent[1:]):.2f}.\n"


def up_to(chars: int, texts: Sequence[str]) -> Iterator[str]:
    """Articles one after the other, until they have so many characters."""
    for text in cycle(texts):
        yield text
        chars -= len(text)
        if chars <= 0:
            return


def processes(extractor: quotattr.Extractor, texts: Sequence[str]) -> Iterator[str]:
    """Seconds of the clock of one process against two, their start included."""
    yield "| processes | seconds of the clock |"
    yield "|---|---|"
    spent = []
    for number in (1, 2):
        start = perf_counter()
        for _ in extractor.pipe(texts, n_process=number):
            pass
        spent.append(perf_counter() - start)
        yield f"| {number} | {spent[-1]:.1f} |"
    yield f"\n{spent[0] / spent[1]:.2f} times as fast.\n"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path, default=RAW)
    parser.add_argument("--whole", action="store_true", help="3,000 articles and a text of 5 MB as well")
    options = parser.parse_args()
    texts = read_texts(options.texts, COUNTS[-1])
    use_one_thread()
    extractor = quotattr.Extractor()
    extractor.extract(texts[0])
    last = None if options.whole else -1
    for lines in (
        stages(extractor, texts[:STAGE_ARTICLES]),
        counts(extractor, texts, COUNTS[:last]),
        lengths(extractor, texts, LENGTHS[:last]),
        processes(extractor, texts[:PROCESS_ARTICLES]),
    ):
        for line in lines:
            print(line, flush=True)


if __name__ == "__main__":
    main()
