"""
A short run of the fuzzer, and everything that it, or Hypothesis, has found so far.

Long runs are made by hand (``tests/fuzz/run.py``, figures in docs/reliability.md). Here each target gets inputs drawn by
lot, which needs no atheris, and the extractor a thousand runs under atheris where that is installed.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from frozen import ROOT, row_params
from fuzz.targets import MADE, SPELLED, TARGETS, text_of

DRAWN = 100
RUNS = 1_000
MAX_BYTES = 48


@pytest.mark.parametrize(("target", "seed", "text"), row_params("fuzz_findings"))
def test_finding(target: str, seed: str, text: str) -> None:
    """*seed* draws the trees of the extractor, ``-`` elsewhere; *text* is a JSON string."""
    tree = bytes([int(seed)]) if seed != "-" else b""
    data = bytes([SPELLED]) + tree + json.loads(text).encode("utf-8", "surrogateescape")
    TARGETS[target](data)


@pytest.mark.parametrize("target", TARGETS)
def test_inputs_drawn_by_lot(target: str) -> None:
    lot = random.Random(target)
    for _ in range(DRAWN):
        TARGETS[target](lot.randbytes(lot.randrange(MAX_BYTES)))


@pytest.mark.skipif(find_spec("atheris") is None, reason="atheris is not installed: pip install atheris")
def test_inputs_that_atheris_makes(tmp_path: Path) -> None:
    """Of the extractor, which asks the others as well: instrumenting quotattr takes longer than the runs."""
    command = [sys.executable, str(ROOT / "tests" / "fuzz" / "run.py"), "extractor"]
    limits = [f"-runs={RUNS}", "-seed=1", f"-max_len={MAX_BYTES}", f"-artifact_prefix={tmp_path}/"]
    run = subprocess.run([*command, *limits], capture_output=True, text=True, cwd=ROOT, check=False)
    assert run.returncode == 0, run.stderr[-3000:]
    assert f"Done {RUNS} runs" in run.stderr


def test_bytes_stand_for_texts() -> None:
    assert text_of(b"") == ""
    assert text_of(bytes([SPELLED]) + "«é»".encode() + b"\xff") == "«é»\udcff"
    assert len(text_of(bytes([MADE, 0, 1, 2, 255]))) >= 4
