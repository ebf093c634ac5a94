"""
Jobs: documents to articles, in their order, in one process or several; none that fails costs another.

`Extractor.pipe` takes documents in batches, and one that it can't stand ends it. Those that it was given and has not answered
are then taken one by one, the guilty one is reported, and the pipe begins anew behind them. Start reading at
`extract_documents`.
"""

from __future__ import annotations

import functools
import os
import threading
from collections import deque
from collections.abc import Hashable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Protocol

from attrs import evolve, frozen

from quotattr import extractor as extractors
from quotattr.command_line.failures import Failures, message_of
from quotattr.command_line.records import Document
from quotattr.errors import QuotattrError
from quotattr.extractor import Extractor
from quotattr.parse import DEFAULT_MODEL
from quotattr.quote import Article


class Loader(Hashable, Protocol):
    """How a process comes by an extractor of its own; equal loaders load equal ones."""

    def load(self) -> Extractor:
        """Build it."""


@frozen
class ExtractorChoice:
    """The extractor that the options ask for; None is what ships with quotattr."""

    model: str | None = None
    lexicon: Path | None = None

    def load(self) -> Extractor:
        """
        Build it.

        Raises:
            UnknownModelError: No model goes by that name.
            LexiconError: The lexicon has a mistake; the message names file and line.
        """
        return extractors.Extractor(self.model or DEFAULT_MODEL)


def extract_documents(
    loader: Loader, documents: Iterable[Document], jobs: int, failures: Failures
) -> Iterator[Article]:
    """
    An article for each document, under its id.

    Args:
        loader: Of the extractor; asked at once, not with the first document.
        documents: Any number of them; they are read as they are needed.
        jobs: Processes that work side by side.
        failures: Told of each document that could not be done, and why.

    Raises:
        QuotattrError: What no document is to blame for: the model or the lexicon can't be had.
    """
    return _extract(loader, loader.load(), documents, jobs, failures)


def _extract(
    loader: Loader, extractor: Extractor, documents: Iterable[Document], jobs: int, failures: Failures
) -> Iterator[Article]:
    unanswered: deque[Document] = deque()
    pairs = _hand_out(documents, unanswered)
    while True:
        try:
            for article, document in extractor.pipe(pairs, n_process=jobs, as_tuples=True):
                unanswered.popleft()
                yield evolve(article, id=document.id)
            return
        except QuotattrError:
            raise
        except BrokenExecutor:
            yield from _extract_apart(loader, unanswered, failures)
        except Exception:
            yield from _extract_singly(extractor, unanswered, failures)


def _hand_out(documents: Iterable[Document], unanswered: deque[Document]) -> Iterator[tuple[str, Document]]:
    """What the pipe takes, noting what it has been given."""
    for document in documents:
        unanswered.append(document)
        yield document.text, document


def _extract_singly(extractor: Extractor, unanswered: deque[Document], failures: Failures) -> Iterator[Article]:
    """One by one in this process, for one of them raises."""
    while unanswered:
        document = unanswered.popleft()
        try:
            article = extractor.extract(document.text, id=document.id)
        except QuotattrError:
            raise
        except Exception as error:
            failures.report(document.origin, message_of(error))
        else:
            yield article


def _extract_apart(loader: Loader, unanswered: deque[Document], failures: Failures) -> Iterator[Article]:
    """One by one in a process apart, for one of them may end it; another process then goes on with the next."""
    while unanswered:
        with ProcessPoolExecutor(1, get_context("spawn"), initializer=end_with_parent) as process:
            yield from _extract_until_broken(process, loader, unanswered, failures)


def _extract_until_broken(
    process: ProcessPoolExecutor, loader: Loader, unanswered: deque[Document], failures: Failures
) -> Iterator[Article]:
    while unanswered:
        document = unanswered.popleft()
        try:
            article = process.submit(_extract_here, loader, document.text).result()
        except BrokenExecutor:
            failures.report(document.origin, "the process that read it died: out of memory, or killed")
            return
        except QuotattrError:
            raise
        except Exception as error:
            failures.report(document.origin, message_of(error))
        else:
            yield evolve(article, id=document.id)


def _extract_here(loader: Loader, text: str) -> Article:
    return _loaded(loader).extract(text)


@functools.lru_cache(maxsize=1)
def _loaded(loader: Loader) -> Extractor:
    """One a process: it takes seconds to load."""
    return loader.load()


def end_with_parent() -> None:
    """
    Let this process end when the one that started it does, in whatever way.

    Who is killed cannot tell its processes, and they would wait for work for ever, with a model in memory each.
    """
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
