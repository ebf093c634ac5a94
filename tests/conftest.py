"""What every test may ask for: one extractor with the shipped model. Tables and frozen parses are in `frozen`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from quotattr.extractor import Extractor


@pytest.fixture(scope="session")
def extractor() -> Iterator[Extractor]:
    """One extractor with the model that ships with quotattr, its torch kept to one thread."""
    torch = pytest.importorskip("torch")
    pytest.importorskip("stanza")
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield Extractor()
    torch.set_num_threads(threads)
