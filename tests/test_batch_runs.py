"""A long run loses nothing: what fails costs itself alone, what is killed is gone on with, every document is there once."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from quotattr.command_line.failures import Failures, OutputError
from quotattr.command_line.jobs import extract_documents
from quotattr.command_line.records import Document
from quotattr.command_line.resuming import cut_broken_line, finished_ids
from quotattr.extractor import Extractor
from quotattr.frames import Frame
from quotattr.trees import Tree

ROOT = Path(__file__).parent.parent
SEED = 6
WAIT_SECONDS = 900
"""For a run, or what is left of it, to end; a hang must fail, not wait."""

needs_linux = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")


# --- one that fails costs no other


class FailingParser:
    """Runs out of memory on frames with a certain word; of others it makes trees of no words."""

    def expand(self, form: str, before: str | None, after: str | None) -> tuple[str, ...]:
        return (form,)

    def parse(self, frames: Sequence[Frame]) -> list[Tree]:
        if any(word.form == "fatal" for frame in frames for word in frame.words):
            raise MemoryError("out of memory")
        return [Tree(frame, ()) for frame in frames]


def test_a_parse_that_fails_costs_the_text_that_it_fails_of(monkeypatch):
    extractor = Extractor()
    monkeypatch.setattr(extractor, "_parser", FailingParser())
    documents = [Document(id, f"Anne Morel {id} dit: «Non.»", f"{id}.txt") for id in ("a", "fatal", "c")]
    lines: list[str] = []
    articles = list(extract_documents(extractor, documents, 1, Failures(lines.append)))
    assert [article.id for article in articles] == ["a", "c"]
    assert lines == ["quotattr: fatal.txt: MemoryError: out of memory"]


# --- what an earlier run has left

WHOLE = b'{"id": "a", "quotes": [], "warnings": []}\n{"id": "b\\n", "quotes": [], "warnings": []}\n'


@pytest.mark.parametrize(
    "tail", [b"", b"{", b'{"id": "c", "quo', b'{"id": "c", "quotes": []}', b"\0" * 4096, '{"id": "é'.encode()[:-1]]
)
def test_a_broken_last_line_is_cut_off(tmp_path, tail):
    output = tmp_path / "out.jsonl"
    output.write_bytes(WHOLE + tail)
    assert finished_ids(output) == {"a", "b\n"}
    assert output.read_bytes() == WHOLE


def test_nothing_is_finished_where_nothing_is(tmp_path):
    assert finished_ids(tmp_path / "out.jsonl") == set()
    (tmp_path / "out.jsonl").touch()
    assert finished_ids(tmp_path / "out.jsonl") == set()


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"Les mots de la fin", 1),
        (b"speaker,source\n", 1),
        (b'{"id": 1, "text": "Non"}\n', 1),
        (WHOLE + b"[]\n", 3),
        (WHOLE + b'{"id": "c", "quo\n' + WHOLE, 3),
        (b"[" * 100_000 + b"\n", 1),
        (WHOLE + b'{"id": null, "quotes": []}\n', 3),
    ],
)
def test_what_is_not_ours_is_left_as_it_is(tmp_path, data, line):
    output = tmp_path / "out.jsonl"
    output.write_bytes(data)
    with pytest.raises(OutputError, match=f"out.jsonl:{line}: no line of quotattr"):
        finished_ids(output)
    assert output.read_bytes() == data


@pytest.mark.parametrize(
    ("data", "left"),
    [(b"", b""), (b"a\nb\n", b"a\nb\n"), (b"a\nb", b"a\n"), (b"a", b""), (b"a\n" + b"b" * 200_000, b"a\n")],
)
def test_half_a_line_is_cut_off_after_a_full_disk(tmp_path, data, left):
    output = tmp_path / "out.jsonl"
    output.write_bytes(data)
    cut_broken_line(output)
    assert output.read_bytes() == left


# --- the real program

FIRST_NAMES = "Anne Claire Jeanne Lucie Marthe Nadia Odile Pauline Rose Sylvie".split()
LAST_NAMES = "Morel Delorme Brun Garnier Tessier Vidal".split()
TEMPLATES = (
    "«Nous rebâtirons le pont numéro {number}», a promis à l’AFP la maire, {name}.",
    "Selon {name}, le chantier numéro {number} ne sera «pas terminé» avant l’été. «Il faudra attendre», dit-elle.",
    "{name} a indiqué mardi que la route numéro {number} resterait fermée.",
)


def texts(count: int) -> dict[str, str]:
    """Invented articles by id, no two alike."""
    return {
        f"{number % 3}/{number:04}": TEMPLATES[number % len(TEMPLATES)].format(
            number=number, name=f"{FIRST_NAMES[number % 10]} {LAST_NAMES[number // 10 % 6]}"
        )
        for number in range(count)
    }


def write_texts(folder: Path, count: int) -> Path:
    for id, text in texts(count).items():
        path = folder / "articles" / f"{id}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "articles"


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "quotattr", *map(str, arguments)]


ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}


@contextmanager
def running(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    """The program, with whatever it starts; nothing of it is left in the end."""
    process = subprocess.Popen(
        command(*arguments), env=ENVIRONMENT, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        yield process
    finally:
        if members(process.pid):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        assert process.stderr is not None
        process.stderr.close()


def finish(*arguments: object) -> tuple[int, str]:
    """Run it to its end; (exit code, standard error)."""
    done = subprocess.run(command(*arguments), env=ENVIRONMENT, stderr=subprocess.PIPE, text=True, timeout=WAIT_SECONDS)
    return done.returncode, done.stderr


def members(session: int) -> list[int]:
    """The processes of a session that live."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, of = path.read_text().rpartition(")")[2].split()[:4]
        except (OSError, ValueError):
            continue
        if int(of) == session and state not in "ZX":
            found.append(int(path.parent.name))
    return found


def wait_until(is_so, process: subprocess.Popen[str]) -> bool:
    """Whether it came to be so before the process ended."""
    deadline = time.monotonic() + WAIT_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.002)
    return False


def ends_by_itself(session: int) -> bool:
    """Whether the processes of a session that has been killed end soon: each would keep a model in memory."""
    deadline = time.monotonic() + WAIT_SECONDS
    while members(session) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not members(session)


def count_lines(output: Path) -> int:
    return output.read_bytes().count(b"\n") if output.exists() else 0


def documents(output: Path) -> list[dict]:
    return [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]


def assert_every_document_once(output: Path, expected: Iterable[str]) -> None:
    found = documents(output)
    assert sorted(document["id"] for document in found) == sorted(expected)
    given = texts(len(found))
    assert all(document["text"] == given[document["id"]] for document in found)
    assert all(document["quotes"] for document in found)


@pytest.mark.model
@needs_linux
@pytest.mark.parametrize(
    ("count", "kills"), [pytest.param(90, 1, id="once"), pytest.param(600, 10, id="ten times", marks=pytest.mark.slow)]
)
def test_a_run_that_is_killed_is_gone_on_with(tmp_path, count, kills):
    """Killed at a random moment, between two lines or in the middle of one, or before the first."""
    rng = random.Random(SEED)
    folder, output = write_texts(tmp_path, count), tmp_path / "out.jsonl"
    arguments = ("-r", folder, "-o", output, "--jobs", 2, "--resume")
    killed = 0
    for _ in range(kills):
        enough = count_lines(output) + rng.randrange(count // kills)
        with running(*arguments) as process:
            if wait_until(lambda: count_lines(output) >= enough, process):  # noqa: B023
                time.sleep(rng.uniform(0, 0.05))
                process.kill()
                killed += process.wait() == -signal.SIGKILL
                assert ends_by_itself(process.pid)
    assert killed >= kills // 2
    assert finish(*arguments) == (0, "")
    assert_every_document_once(output, texts(count))
    before = output.read_bytes()
    assert finish(*arguments) == (0, "")
    assert output.read_bytes() == before


@pytest.mark.model
@needs_linux
def test_a_worker_that_dies_costs_no_document(tmp_path):
    count = 90
    folder, output = write_texts(tmp_path, count), tmp_path / "out.jsonl"
    with running("-r", folder, "-o", output, "--jobs", 2) as process:
        assert wait_until(lambda: count_lines(output) > 0, process)
        worker = next(pid for pid in members(process.pid) if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes())
        os.kill(worker, signal.SIGKILL)
        assert process.wait(WAIT_SECONDS) == 0
    assert_every_document_once(output, texts(count))


@pytest.mark.model
@needs_linux
def test_a_disk_that_is_full_leaves_whole_lines(tmp_path):
    """The system's limit on the size of a file stands for a full disk: half a line is written, then no more."""
    resource = pytest.importorskip("resource")
    count, limit = 30, 9_000
    folder, output = write_texts(tmp_path, count), tmp_path / "out.jsonl"
    done = subprocess.run(
        command("-r", folder, "-o", output),
        env=ENVIRONMENT,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert (done.returncode, done.stderr) == (1, f"quotattr: {output}: File too large\n")
    assert 0 < len(documents(output)) < count
