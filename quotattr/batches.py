"""
Many texts: in batches that are parsed together, in this process or in several.

Frames of many articles make better batches for the parser than those of one. Processes share nothing: each loads
the model itself and works on one thread, and when one dies, the others' work is not lost. Nothing here reads ahead
more than a few batches, so that texts may be endless. Start reading at `outcomes`.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, islice
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, cast

from quotattr.errors import WorkerError
from quotattr.workers import Worker, WorkerDiedError

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
    """Batches in several processes, each given to the first that is free, their outcomes in order."""
    crew = _Crew(pickle.dumps(extractor), n_process)
    given = enumerate(batches)
    answers: dict[int, list[Article | Exception]] = {}
    try:
        for due in count():
            while due not in answers:
                crew.give_out(islice(given, max(0, min(crew.free, due + BATCHES_AHEAD * n_process - crew.given))))
                if not crew.is_busy:
                    return
                answers.update(crew.next_answers())
            yield from answers.pop(due)
    finally:
        crew.end()


class _Crew:
    """
    Some processes, the batches that they are at, and others in the place of those that have died.

    Args:
        pickled: The extractor that each process makes for itself.
        number: Of processes; each is started when there is something to do for it.
    """

    def __init__(self, pickled: bytes, number: int):
        self._pickled = pickled
        self._number = number
        self._workers: list[Worker] = []
        self._idle: list[Worker] = []
        self._line_to_work: dict[Connection, tuple[Worker, int, list[str]]] = {}
        self.given = 0

    @property
    def is_busy(self) -> bool:
        """Whether there is an answer to wait for."""
        return bool(self._line_to_work)

    @property
    def free(self) -> int:
        """How many batches can be given out now."""
        return self._number - len(self._line_to_work)

    def give_out(self, batches: Iterable[tuple[int, list[str]]]) -> None:
        """Give each of some numbered batches to a process; at most as many as are `free`."""
        to_give = list(batches)
        for _ in range(len(to_give) - len(self._idle)):  # All begin side by side, before the first is waited for.
            self._idle.append(self._start())
        for number, batch in to_give:
            worker = self._idle.pop()
            worker.ask(batch)
            self._line_to_work[worker.line] = worker, number, batch
            self.given += 1

    def _start(self) -> Worker:
        self._workers.append(Worker(self._pickled))
        return self._workers[-1]

    def next_answers(self) -> Iterator[tuple[int, list[Article | Exception]]]:
        """The number and the outcomes of each batch that is done; waits for one."""
        for line in wait(list(self._line_to_work)):
            worker, number, batch = self._line_to_work.pop(cast(Connection, line))
            try:
                yield number, worker.answer()
            except WorkerDiedError:
                self._workers.remove(worker)
                worker.end()
                yield number, list(_carefully(self._pickled, batch))
            else:
                self._idle.append(worker)

    def end(self) -> None:
        """End them all."""
        for worker in self._workers:
            worker.end()


def _carefully(pickled: bytes, batch: Sequence[str]) -> Iterator[Article | Exception]:
    """Each text of a batch on its own in a process apart, and a new one after each that it dies of."""
    worker = Worker(pickled)
    try:
        for text in batch:
            worker.ask([text])
            try:
                yield from worker.answer()
            except WorkerDiedError:
                worker.end()
                worker = Worker(pickled)
                yield WorkerError(f"the process that read a text of {len(text)} characters died of it")
    finally:
        worker.end()
