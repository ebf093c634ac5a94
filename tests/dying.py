"""Extractors that fail or die of certain texts, in a module of its own, which other processes can import."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Sequence

from attrs import frozen

from quotattr import Article, ModelFileError

BAD, DEADLY, DAMAGED, SLOW, UNPORTABLE = "BAD", "DEADLY", "DAMAGED", "SLOW", "UNPORTABLE"
SLOW_SECONDS = 0.2


class UnportableError(Exception):
    """Cannot be made again from what it says, so not be sent."""

    def __init__(self, first: str, second: str):
        super().__init__(first)


@frozen
class DyingExtractor:
    """Gives an error for a text that is `BAD`, is killed by a `DEADLY` one, and finds at a `DAMAGED` one that it has no model."""

    def extract_batch(self, texts: Sequence[str]) -> list[Article | Exception]:
        return [self._outcome(text) for text in texts]

    def _outcome(self, text: str) -> Article | Exception:
        if text == BAD:
            return ValueError("of this text nothing can be made")
        if text == UNPORTABLE:
            return UnportableError("no", "way")
        if text == DAMAGED:
            raise ModelFileError("pos.pt: damaged")
        if text == DEADLY:
            os.kill(os.getpid(), signal.SIGKILL)
        if text == SLOW:
            time.sleep(SLOW_SECONDS)
        return Article(text, ())


class StillbornExtractor(DyingExtractor):
    """Ends the process that is to make it."""

    def __reduce__(self) -> tuple[object, ...]:
        return sys.exit, (1,)
