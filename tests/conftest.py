"""What every test may ask for: one extractor with the shipped model. Tables and frozen parses are in `frozen`."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from quotattr.extractor import Extractor
from quotattr.parse import SHIPPED_DIR

collect_ignore = [] if find_spec("mutmut") else ["benchmarks/mutants.py"]
"""Modules whose docstrings can't be run: mutmut is installed by the step of .ci/full that wants it."""


@pytest.fixture(scope="session")
def extractor() -> Iterator[Extractor]:
    """One extractor with the model that ships with quotattr, its torch kept to one thread."""
    torch = pytest.importorskip("torch")
    pytest.importorskip("stanza")
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield Extractor()
    torch.set_num_threads(threads)


@pytest.fixture
def copied_model(tmp_path: Path) -> Path:
    """A copy of the shipped model that a test may spoil."""
    pytest.importorskip("torch")
    pytest.importorskip("stanza")
    return Path(shutil.copytree(SHIPPED_DIR, tmp_path / "fr_news"))
