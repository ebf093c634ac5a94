"""Batches in several processes: in order, and what a text does to its process costs no other text."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import threading
import time

import pytest
from dying import BAD, DAMAGED, DEADLY, SLOW, UNPORTABLE, DyingExtractor, StillbornExtractor

from quotattr import Article, Extractor, ModelFileError, WorkerError
from quotattr.batches import outcomes

NAMES = {ValueError: BAD, WorkerError: DEADLY}


def shown(text: str, outcome: Article | Exception) -> str:
    """The text that an outcome is of, or the kind of error it is."""
    return outcome.text if isinstance(outcome, Article) else NAMES[type(outcome)]


@pytest.mark.parametrize(
    ("texts", "batch_size"),
    [
        ("", 3),
        ("a b c d e f g h i j", 3),
        ("SLOW b SLOW d e f SLOW h BAD", 1),
        ("a b DEADLY d BAD f g", 3),
        ("DEADLY DEADLY", 64),
    ],
)
def test_each_text_has_its_outcome_in_its_place(texts, batch_size):
    given = texts.split()
    found = list(outcomes(DyingExtractor(), given, batch_size, 2))
    assert [shown(text, outcome) for text, outcome in zip(given, found, strict=True)] == given


def test_an_error_that_cannot_be_sent_is_told():
    [outcome] = outcomes(DyingExtractor(), [UNPORTABLE], 64, 2)
    assert isinstance(outcome, WorkerError)
    assert str(outcome) == "UnportableError: no"


def test_texts_may_be_endless_and_are_read_a_little_ahead():
    read = []
    texts = (read.append(number) or str(number) for number in itertools.count())
    found = outcomes(DyingExtractor(), texts, 2, 2)
    assert [outcome.text for outcome in itertools.islice(found, 6)] == list("012345")
    assert len(read) <= 20
    found.close()
    assert multiprocessing.active_children() == []


def test_a_damaged_model_is_raised():
    with pytest.raises(ModelFileError, match=r"pos.pt: damaged"):
        list(outcomes(DyingExtractor(), ["a", DAMAGED, "c"], 1, 2))
    assert multiprocessing.active_children() == []


def test_a_process_that_cannot_begin_is_no_texts_fault():
    with pytest.raises(WorkerError, match=r"could not begin.*__main__"):
        list(outcomes(StillbornExtractor(), ["a", "b"], 1, 2))


@pytest.mark.skipif(os.name != "posix", reason="kills")
def test_processes_that_are_killed_at_any_moment_block_nobody():
    """Idle ones too: what they shared with the others would never be free again."""
    texts = [SLOW if number % 5 == 0 else str(number) for number in range(30)]
    is_over = threading.Event()

    def kill_now_and_then() -> None:
        while not is_over.wait(0.7):
            for process in multiprocessing.active_children()[:1]:
                os.kill(process.pid, signal.SIGKILL)

    killer = threading.Thread(target=kill_now_and_then)
    killer.start()
    found = []
    for outcome in outcomes(DyingExtractor(), texts, 3, 2):
        found.append(outcome)
        time.sleep(0.02)
    is_over.set()
    killer.join()
    assert len(found) == len(texts)
    for text, outcome in zip(texts, found, strict=True):
        assert isinstance(outcome, WorkerError) or outcome.text == text


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ({"batch_size": 0}, "batch_size must be 1 or more, got 0"),
        ({"n_process": 0}, "n_process must be 1 or more, or -1 for one a core, got 0"),
        ({"n_process": -2}, "n_process must be 1 or more, or -1 for one a core, got -2"),
    ],
)
def test_a_count_that_makes_no_sense_is_named(counts: dict[str, int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        list(outcomes(Extractor(), ["Non"], **counts))
