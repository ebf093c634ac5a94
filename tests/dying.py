"""Extractors that fail or die of certain texts, in a module of its own so that other processes can import it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable, Iterator
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from attrs import frozen

from quotattr import Article

DEADLY, BAD = "DEADLY", "BAD"
BATCH = 4
"""Texts that its pipe takes at a time."""


class DyingExtractor:
    """Raises on a text that is `BAD`; a `DEADLY` one kills the process, or breaks the pipe, which has others."""

    def extract(self, text: str, id: str | None = None) -> Article:
        if text == DEADLY:
            os.kill(os.getpid(), signal.SIGKILL)
        if text == BAD:
            raise ValueError("of this text nothing can be made")
        return Article(text, (), id=id)

    def pipe(self, items: Iterable[Any], *, n_process: int = 1, as_tuples: bool = False) -> Iterator[Any]:
        batch: list[Any] = []
        for item in items:
            batch.append(item)
            if len(batch) == BATCH:
                yield from self._answer(batch)
                batch = []
        yield from self._answer(batch)

    def _answer(self, batch: list[Any]) -> Iterator[Any]:
        if DEADLY in [text for text, _ in batch]:
            raise BrokenProcessPool("a process died")
        for text, context in batch:
            yield self.extract(text), context


@frozen
class DyingLoader:
    """Loads one."""

    def load(self) -> DyingExtractor:
        return DyingExtractor()
