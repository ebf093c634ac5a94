"""
The figures of docs/accuracy.md, made by one command on the annotated articles beside the repo:

    python tests/benchmarks/accuracy.py [--shared ../shared] [--model fr-news]

Runs the extractor over ``shared/gold`` and ``shared/train``, scores it with ``shared/eval/score.py``
(nothing of quotattr is in that file), and prints a table in Markdown: gold, its odd- and
even-numbered articles, and train. Below it, how far the confidence can be trusted: for ten bins
of equal mass, the mean confidence and how often speech and speaker's name are right.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import quotattr

FIGURES = (
    "detect_F1",
    "exact_acc",
    "kind_acc",
    "attrib_F1",
    "who_said_F1",
    "cue_acc",
    "source_F1",
    "grouping_F1",
    "indirect_F1",
    "indirect_who_F1",
)
BINS = 10
SURE = 0.9
"""From this confidence on, an attribution is called sure."""


def predict(folder: Path, extractor: quotattr.Extractor, output: Path) -> None:
    """Write one JSON line an article of *folder*."""
    with output.open("w", encoding="utf-8") as stream:
        for path in sorted(folder.glob("*.json")):
            text = json.loads(path.read_text(encoding="utf-8"))["text"]
            stream.write(extractor.extract(text, id=path.stem).to_json() + "\n")


def score(script: Path, gold: Path, predictions: Path, only: str | None) -> dict[str, Any]:
    """The figures that the scorer gives."""
    command = [sys.executable, str(script), str(gold), str(predictions), "--json", *(["--only", only] if only else [])]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def judge(scorer: ModuleType, gold: Path, predictions: Path) -> list[tuple[float, bool]]:
    """(confidence, whether it is speech and the name is right) of every marked quotation predicted."""
    judged = []
    lines = predictions.read_text(encoding="utf-8").splitlines()
    predicted = {document["id"]: document["quotes"] for document in map(json.loads, lines)}
    for path in sorted(gold.glob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        gold_rows = scorer.flatten(document["quotes"], scorer.SPEECH)
        rows = scorer.flatten(predicted[document["id"]], scorer.SPEECH)
        found = scorer.match([row[0] for row in gold_rows], [row[0] for row in rows], 0.8)
        right = {place for index, place in found.items() if scorer.name_ok(gold_rows[index][2], rows[place][2])}
        judged.extend((row[2]["confidence"], place in right) for place, row in enumerate(rows))
    return judged


def reliability(judged: Sequence[tuple[float, bool]]) -> tuple[list[tuple[float, float, int]], float]:
    """(mean confidence, share right, count) of ten bins of equal mass, and the expected calibration error."""
    ordered = sorted(judged)
    edges = [round(number * len(ordered) / BINS) for number in range(BINS + 1)]
    bins = []
    for first, last in pairwise(edges):
        part = ordered[first:last]
        bins.append((sum(c for c, _ in part) / len(part), sum(r for _, r in part) / len(part), len(part)))
    error = sum(abs(confidence - right) * count for confidence, right, count in bins) / len(ordered)
    return bins, error


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--shared", type=Path, default=Path(__file__).parents[3] / "shared")
    parser.add_argument("--model", default="fr-news")
    options = parser.parse_args(arguments)
    script = options.shared / "eval" / "score.py"
    if not script.exists():
        sys.exit(f"accuracy: {script} is not here; the annotated articles lie beside the repo, not in it")
    extractor = quotattr.Extractor(options.model)
    with tempfile.TemporaryDirectory() as folder:
        outputs = {name: Path(folder) / f"{name}.jsonl" for name in ("gold", "train")}
        for name, output in outputs.items():
            predict(options.shared / name, extractor, output)
        columns = {
            "gold": score(script, options.shared / "gold", outputs["gold"], None),
            "gold, odd": score(script, options.shared / "gold", outputs["gold"], "odd"),
            "gold, even": score(script, options.shared / "gold", outputs["gold"], "even"),
            "train": score(script, options.shared / "train", outputs["train"], None),
        }
        specification = importlib.util.spec_from_file_location("score", script)
        assert specification is not None
        assert specification.loader is not None
        scorer = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(scorer)
        judged = judge(scorer, options.shared / "gold", outputs["gold"])
    print("| figure | " + " | ".join(columns) + " |")
    print("|---|" + "---|" * len(columns))
    for figure in FIGURES:
        cells = ("–" if column[figure] is None else f"{column[figure]:.3f}" for column in columns.values())
        print(f"| {figure} | " + " | ".join(cells) + " |")
    bins, error = reliability(judged)
    sure = [right for confidence, right in judged if confidence >= SURE]
    print(f"\nExpected calibration error on gold, {BINS} bins of equal mass: {error:.3f}")
    print(f"Confidence ≥ {SURE}: {len(sure)} of {len(judged)}, right {sum(sure) / max(1, len(sure)):.3f}\n")
    print("| mean confidence | right | quotations |\n|---|---|---|")
    for confidence, right, count in bins:
        print(f"| {confidence:.2f} | {right:.2f} | {count} |")


if __name__ == "__main__":
    main()
