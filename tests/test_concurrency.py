"""Threads, processes and copies: whoever asks, and however many ask at once, the answer is the same."""

from __future__ import annotations

import copy
import multiprocessing
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from frozen import ROOT, assert_same_answers, read_rows
from stubs import StubParser, answer, answer_stubbed, stubbed_extractor

from quotattr import Article, Extractor
from quotattr.frames import Frame
from quotattr.lexicons import TABLES
from quotattr.parse import StanzaParser
from quotattr.trees import Tree, Word

THREADS = 8
TEXTS = [text for _, text, _ in read_rows("attribution")]
SOME = TEXTS[:: len(TEXTS) // 12]
"""So few that parsing them takes no time worth saving."""


@pytest.fixture(scope="module")
def processes() -> None:
    """Child processes can be made here."""
    if not hasattr(os, "fork"):
        pytest.skip("this system has no fork")
    return


def read_from_many_threads(extractor: Extractor, texts: Sequence[str]) -> list[Article]:
    """Each text read by each of the threads, all at once; the answers of one thread after those of the other."""
    start = threading.Barrier(THREADS)

    def read(_: int) -> list[Article]:
        start.wait()
        return [extractor.extract(text) for text in texts]

    with ThreadPoolExecutor(THREADS) as pool:
        return [article for articles in pool.map(read, range(THREADS)) for article in articles]


def test_eight_threads_share_an_extractor_with_a_stubbed_parser() -> None:
    extractor = stubbed_extractor()
    alone = [extractor.extract(text) for text in TEXTS]
    assert read_from_many_threads(extractor, TEXTS) == alone * THREADS


@pytest.mark.model
def test_eight_threads_share_an_extractor(extractor: Extractor) -> None:
    alone = [extractor.extract(text) for text in SOME]
    assert read_from_many_threads(extractor, SOME) == alone * THREADS


def parse_flat(frames: Sequence[Frame]) -> list[Tree]:
    """Trees of nothing but roots."""
    return [Tree(one, [Word(word.form, word.form, "X", {}, -1, "root") for word in one.words]) for one in frames]


def test_eight_threads_load_one_model() -> None:
    loaded: list[threading.Thread] = []

    def load() -> object:
        loaded.append(threading.current_thread())
        return parse_flat

    extractor = Extractor()
    extractor._parser = StanzaParser(load)  # type: ignore[arg-type]
    read_from_many_threads(extractor, SOME[:2])
    assert len(loaded) == 1


OWN_MEDIUM = "Agence Armor\tagency\tFR\t-\t-\t-\tno\tno\t-"
"""A row of media.tsv that only one of two extractors knows."""

TOLD = "Selon l’Agence Armor, la maire, Claire Delorme, a promis «une digue»."


def with_own_lexicon(folder: Path) -> Extractor:
    """A stubbed extractor with a medium of its own."""
    (folder / "media.tsv").write_text("\t".join(TABLES["media"].columns) + f"\n{OWN_MEDIUM}\n", encoding="utf-8")
    extractor = Extractor(lexicon=folder)
    extractor._parser = StubParser()
    return extractor


def test_two_extractors_with_different_lexicons_do_not_meet(tmp_path: Path) -> None:
    shipped, own = stubbed_extractor(), with_own_lexicon(tmp_path)
    texts = [TOLD, *TEXTS[::8]]
    alone = [[extractor.extract(text) for text in texts] for extractor in (shipped, own)]
    assert alone[0][0] != alone[1][0], "the two lexicons make no difference, which shows nothing"
    with ThreadPoolExecutor(THREADS) as pool:
        asked = [pool.submit(extractor.extract, text) for text in texts for extractor in (shipped, own)]
        assert [future.result() for future in asked] == [
            article for pair in zip(*alone, strict=True) for article in pair
        ]


# --- copies


def test_a_copy_has_the_lexicon_and_the_rules_of_its_original(tmp_path: Path) -> None:
    own = with_own_lexicon(tmp_path)
    other = pickle.loads(pickle.dumps(own))
    other._parser = StubParser()
    assert other.lexicon == own.lexicon == tmp_path
    assert other.extract(TOLD) == own.extract(TOLD) != stubbed_extractor().extract(TOLD)


@pytest.mark.model
def test_a_pickled_extractor_holds_no_model(extractor: Extractor) -> None:
    extractor.extract(SOME[0])
    assert len(pickle.dumps(extractor)) < 1_000


@pytest.mark.model
@pytest.mark.parametrize("copied", [lambda e: pickle.loads(pickle.dumps(e)), copy.copy, copy.deepcopy])
def test_a_copy_gives_the_same_answers(copied: object) -> None:
    """To the last digit of a confidence, if both have read the same: those hang on what was calculated together."""
    extractor = Extractor()
    other = copied(extractor)  # type: ignore[operator]
    assert other is not extractor
    assert other.model == extractor.model
    assert [other.extract(text) for text in SOME[:3]] == [extractor.extract(text) for text in SOME[:3]]


def test_the_other_model_is_kept_in_a_copy() -> None:
    assert pickle.loads(pickle.dumps(Extractor("stanza:fr"))).model == "stanza:fr"


def test_articles_can_be_pickled() -> None:
    articles = [stubbed_extractor().extract(text) for text in TEXTS]
    assert pickle.loads(pickle.dumps(articles)) == articles


# --- processes


def ask_child(method: str, function: object, *arguments: object) -> list[Article]:
    """What *function* sends from a child process that *method* starts."""
    context = multiprocessing.get_context(method)
    ours, theirs = context.Pipe()
    child = context.Process(target=function, args=(theirs, *arguments))  # type: ignore[attr-defined, arg-type]
    child.start()
    theirs.close()  # Then a child that dies is told from one that is slow.
    try:
        assert ours.poll(PATIENCE_SECONDS), "the child process does not answer"
        return ours.recv()  # type: ignore[no-any-return]
    finally:
        child.kill()
        child.join()


PATIENCE_SECONDS = 120
"""Not a measure of speed: a child that hangs must fail the test, not hang it."""


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_child_process_gives_the_same_answers_with_a_stubbed_parser(processes: None, method: str) -> None:
    extractor = stubbed_extractor()
    assert ask_child(method, answer_stubbed, TEXTS) == [extractor.extract(text) for text in TEXTS]


@pytest.mark.model
@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_child_process_gives_the_same_answers(processes: None, extractor: Extractor, method: str) -> None:
    """The model is loaded and used before: a forked child has it, a spawned one loads it again, on as many threads as it likes."""
    alone = [extractor.extract(text) for text in SOME[:4]]
    assert_same_answers(ask_child(method, answer, extractor, SOME[:4]), alone)


@pytest.mark.model
def test_a_child_forked_behind_several_threads_of_torch_answers(processes: None) -> None:
    """torch in a forked child waits for ever for threads that did not come along, unless told to do without."""
    pytest.importorskip("stanza")
    script = (
        "import sys, torch\n"
        "sys.path.insert(0, 'tests')\n"
        "import stubs, test_concurrency\n"
        "from quotattr import Extractor\n"
        "torch.set_num_threads(2)\n"
        "extractor, texts = Extractor(), test_concurrency.SOME[:2]\n"
        "alone = [extractor.extract(text) for text in texts]\n"
        "for asked in (extractor, Extractor()):\n"
        "    found = test_concurrency.ask_child('fork', stubs.answer, asked, texts)\n"
        "    test_concurrency.assert_same_answers(found, alone)\n"
        "assert torch.get_num_threads() == 2\n"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)


def test_a_child_forked_while_a_thread_parses_does_not_wait_for_it(processes: None) -> None:
    """The lock of that thread is held for ever in the child."""
    extractor = Extractor()
    parser = StanzaParser(lambda: parse_flat)
    extractor._parser = parser
    alone = extractor.extract(SOME[0])
    with parser._lock:
        assert ask_child("fork", answer, extractor, [SOME[0]]) == [alone]
    assert extractor.extract(SOME[0]) == alone


def test_one_parse_does_not_depend_on_the_others() -> None:
    """What the stub promises, and all that the other tests rest on."""
    alone = [stubbed_extractor().extract(text) for text in reversed(TEXTS)]
    extractor = Extractor()
    extractor._parser = StubParser()
    assert [extractor.extract(text) for text in TEXTS] == alone[::-1]
