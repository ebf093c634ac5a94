"""
Workers: processes that extract, each with a model and a line of its own to the process that asks.

They share nothing, no queue and no lock, so that one that dies, at whatever moment, takes nothing along and blocks nobody; and
one whose asker is gone finds its line closed and ends. (A `ProcessPoolExecutor` shares a lock: who is killed while holding it,
as each idle process does in turn, leaves the others waiting for ever.) Start reading at `Worker`.
"""

from __future__ import annotations

import pickle
import signal
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from quotattr.errors import WorkerError
from quotattr.parse import use_one_thread

if TYPE_CHECKING:
    from quotattr.extractor import Extractor
    from quotattr.quote import Article


BEGUN = "begun"
"""What a process says first."""


class WorkerDiedError(Exception):
    """The process ended before it answered."""


class Worker:
    """
    A process that extracts; it loads its model when the first batch comes.

    Args:
        pickled: The extractor that it is to make for itself.
    """

    def __init__(self, pickled: bytes):
        context = get_context("spawn")  # Begins empty: a forked process shares locks with threads that it doesn't have.
        self.line, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, pickled), daemon=True)
        self._process.start()
        theirs.close()  # Only when no one else holds its end does a death close the line.
        self._has_begun = False

    def ask(self, batch: Sequence[str]) -> None:
        """Give it a batch, which it must answer before the next; if it is dead, `answer` says so."""
        with suppress(ConnectionError):
            self.line.send(batch)

    def answer(self) -> list[Article | Exception]:
        """
        What becomes of each text of its batch; waits for it.

        Raises:
            WorkerDiedError: It ended; of the batch, or of something else.
            WorkerError: It could not begin.
            ModelFileError: A file of the model is missing or damaged.
        """
        try:
            self._has_begun = self._has_begun or self.line.recv() == BEGUN
            answer: list[Article | Exception] | Exception = self.line.recv()
        except (EOFError, ConnectionError) as error:
            raise self._reason() from error
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _reason(self) -> Exception:
        """A process that ends by itself, without a signal, before it has said anything, has not begun."""
        self._process.join()
        if self._has_begun or not self._process.exitcode or self._process.exitcode < 0:
            return WorkerDiedError()
        return WorkerError('a process could not begin; a script that asks for several needs if __name__ == "__main__":')

    def end(self) -> None:
        """End it, whatever it is at."""
        self._process.kill()
        self._process.join()
        self.line.close()


def _serve(line: Connection, pickled: bytes) -> None:
    """What the process does: answer batches until nobody asks. Ctrl-C is for who asks, and ends that."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    extractor = _load(pickled)
    with suppress(EOFError, ConnectionError):
        line.send(BEGUN)
        while True:
            line.send(_answer(extractor, line.recv()))


def _answer(extractor: Extractor | Exception, batch: Sequence[str]) -> list[Article | Exception] | Exception:
    """The outcomes of a batch, or why there are none."""
    if isinstance(extractor, Exception):
        return _portable_error(extractor)
    try:
        return [_portable(outcome) for outcome in extractor.extract_batch(batch)]
    except Exception as error:
        return _portable_error(error)


def _load(pickled: bytes) -> Extractor | Exception:
    """The extractor of this process, or why it can't be made: whoever asks is told in answer."""
    use_one_thread()
    try:
        extractor: Extractor = pickle.loads(pickled)
    except Exception as error:
        return error
    return extractor


def _portable(outcome: Article | Exception) -> Article | Exception:
    return _portable_error(outcome) if isinstance(outcome, Exception) else outcome


def _portable_error(error: Exception) -> Exception:
    """An error that can't be pickled becomes one that says the same."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # Whatever an error's class makes of pickling, what it says must arrive.
        return WorkerError(f"{type(error).__name__}: {error}")
    return error
