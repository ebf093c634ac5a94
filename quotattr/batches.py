"""
Many texts: in batches that are parsed together, in this process or in several.

Frames of many articles make better batches for the parser than those of one. Processes share nothing: each loads
the model itself and works on one thread, and when one dies, the others' work is not lost. Nothing here reads ahead
more than a few batches, so that texts may be endless. Start reading at `outcomes`.
"""

from __future__ import annotations

import functools
import os
import pickle
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING

from quotattr.errors import WorkerError
from quotattr.parse import use_one_thread

if TYPE_CHECKING:
    from quotattr.extractor import Extractor
    from quotattr.quote import Article

BATCH_SIZE = 64
"""Texts parsed together; more gain no speed."""

MAX_BATCH_CHARS = 400_000
"""Characters of a batch, which hold memory bounded where texts are long: 64 articles of usual length have half of it."""

BATCHES_AHEAD = 2
"""Batches a process that are given out before the first is asked back, so that none waits for work."""


def outcomes(
    extractor: Extractor, texts: Iterable[str], batch_size: int = BATCH_SIZE, n_process: int = 1
) -> Iterator[Article | Exception]:
    """
    What becomes of each of *texts*, in their order: an Article, or why there is none.

    Args:
        extractor: What reads them; processes get what it was made with.
        texts: Any number, read as they are needed.
        batch_size: At most so many are parsed together.
        n_process: 1 works in this process, a higher number in so many others, -1 in one a core.

    Raises:
        ValueError: A number is too small.
        ModelFileError: A file of the model is missing or damaged.
    """
    if batch_size < 1:
        raise ValueError(f"batch_size must be 1 or more, got {batch_size}")
    if n_process == -1:
        n_process = os.cpu_count() or 1
    if n_process < 1:
        raise ValueError(f"n_process must be 1 or more, or -1 for one a core, got {n_process}")
    batches = in_batches(texts, batch_size)
    if n_process > 1:
        return _outcomes_of_processes(extractor, batches, n_process)
    return (outcome for batch in batches for outcome in extractor.extract_batch(batch))


def in_batches(texts: Iterable[str], batch_size: int, max_chars: int = MAX_BATCH_CHARS) -> Iterator[list[str]]:
    """
    Lists of at most *batch_size* texts, ended early when they hold *max_chars*.

        >>> list(in_batches(["a", "bb", "ccc", "d"], 3, max_chars=3))
        [['a', 'bb'], ['ccc'], ['d']]
    """
    batch: list[str] = []
    chars = 0
    for text in texts:
        batch.append(text)
        chars += len(text) if isinstance(text, str) else 0
        if len(batch) == batch_size or chars >= max_chars:
            yield batch
            batch, chars = [], 0
    if batch:
        yield batch


def _outcomes_of_processes(
    extractor: Extractor, batches: Iterable[list[str]], n_process: int
) -> Iterator[Article | Exception]:
    """Batches in several processes; one that a process died of is taken text by text in a process apart."""
    processes = _Processes(extractor, n_process)
    waiting: deque[tuple[list[str], Future[list[Article | Exception]]]] = deque()
    try:
        for batch in batches:
            waiting.append((batch, processes.submit(batch)))
            if len(waiting) > BATCHES_AHEAD * n_process:
                yield from _first(waiting, processes)
        while waiting:
            yield from _first(waiting, processes)
    finally:
        processes.stop()


def _first(
    waiting: deque[tuple[list[str], Future[list[Article | Exception]]]], processes: _Processes
) -> Iterator[Article | Exception]:
    """The outcomes of the batch that was given out first."""
    batch, future = waiting.popleft()
    try:
        yield from future.result()
    except BrokenExecutor:
        processes.restart()
        others = [other for other, _ in waiting]
        waiting.clear()
        waiting.extend((other, processes.submit(other)) for other in others)
        yield from _carefully(processes.pickled, batch)


def _carefully(pickled: bytes, batch: Sequence[str]) -> Iterator[Article | Exception]:
    """Each text of a batch on its own in a process apart, and a new one after each that it dies of."""
    process = _start(1)
    try:
        for text in batch:
            try:
                yield from process.submit(_extract_batch, pickled, [text]).result()
            except BrokenExecutor:
                process.shutdown()
                process = _start(1)
                yield WorkerError(f"the process that read a text of {len(text)} characters died of it")
    finally:
        process.shutdown(cancel_futures=True)


class _Processes:
    """
    A number of processes that extract, and others in their place when one has died.

    Args:
        extractor: What each process makes for itself.
        number: Of processes.
    """

    def __init__(self, extractor: Extractor, number: int):
        self.pickled = pickle.dumps(extractor)
        self._number = number
        self._pool = _start(number)

    def submit(self, batch: list[str]) -> Future[list[Article | Exception]]:
        """Give a batch out; where a process has died, the future says so."""
        try:
            return self._pool.submit(_extract_batch, self.pickled, batch)
        except BrokenExecutor as error:
            future: Future[list[Article | Exception]] = Future()
            future.set_exception(error)
            return future

    def restart(self) -> None:
        """Other processes, for one has died and took the pool along."""
        self._pool.shutdown(cancel_futures=True)
        self._pool = _start(self._number)

    def stop(self) -> None:
        """End them, whatever they are at."""
        self._pool.shutdown(cancel_futures=True)


def _start(number: int) -> ProcessPoolExecutor:
    """Processes that begin empty: forked ones would share locks with threads that they don't have."""
    return ProcessPoolExecutor(number, get_context("spawn"))


def _extract_batch(pickled: bytes, batch: Sequence[str]) -> list[Article | Exception]:
    """In a process of `_start`: read a batch with the process's own extractor."""
    return [_portable(outcome) for outcome in _extractor(pickled).extract_batch(batch)]


@functools.lru_cache(maxsize=1)
def _extractor(pickled: bytes) -> Extractor:
    """The extractor of this process, made when its first batch comes."""
    use_one_thread()
    extractor: Extractor = pickle.loads(pickled)
    return extractor


def _portable(outcome: Article | Exception) -> Article | Exception:
    """An outcome that another process can be sent: an error that can't be pickled becomes one that says the same."""
    if not isinstance(outcome, Exception):
        return outcome
    try:
        pickle.loads(pickle.dumps(outcome))
    except Exception:  # Whatever an error's class makes of pickling, what it says must arrive.
        return WorkerError(f"{type(outcome).__name__}: {outcome}")
    return outcome
