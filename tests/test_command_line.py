"""The command line, with an extractor that answers at once: no test here needs a model."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import quotattr.__main__ as command_line
from quotattr import Article, Cue, ModelFileError, Quote, Segment, Span, Speaker, UnknownModelError
from quotattr.formats import FORMATS


class FakeExtractor:
    """Says of every text that Anne Morel said its first word."""

    def __init__(self, model: str = "fr-news"):
        if model == "damaged":
            raise ModelFileError("pos.pt: damaged; install quotattr again")
        if model != "fr-news":
            raise UnknownModelError(f"no model is called {model!r}; there are: fr-news")

    def extract(self, text: str, id: str | None = None) -> Article:
        words = text.split()
        if not words:
            return Article(text, (), id=id)
        start = text.index(words[0])
        span = Span(start, start + len(words[0]))
        speaker = Speaker("Anne Morel", "person", None, None)
        cue = Cue("a dit", "dire", Span(0, 0))
        return Article(
            text, (Quote("direct", (Segment(span, span.of(text)),), speaker, cue, None, 0.9, "colon"),), id=id
        )


@pytest.fixture(autouse=True)
def fake(monkeypatch):
    monkeypatch.setattr("quotattr.extractor.Extractor", FakeExtractor)
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def run(capsys):
    """Run the command line; (exit code, standard output, standard error)."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        code = command_line.main([str(argument) for argument in arguments])
        return code, *capsys.readouterr()

    return run


def written(folder: Path, name: str, data: str | bytes) -> Path:
    """The path of a new file."""
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def ids(jsonl: str) -> list[str]:
    return [json.loads(line)["id"] for line in jsonl.splitlines()]


def give_stdin(monkeypatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_a_table_is_what_is_written_by_default(run, tmp_path):
    code, out, err = run(written(tmp_path, "une.txt", "Non merci"))
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "une"
    assert out.splitlines()[-1].split() == ["Anne", "Morel", "–", "direct", "Non"]


def test_jsonl_has_a_line_a_file(run, tmp_path):
    files = [written(tmp_path, name, "Été") for name in ("deux.txt", "une.txt")]
    code, out, _ = run(*files, "--format", "jsonl")
    assert (code, ids(out)) == (0, ["deux", "une"])
    assert "Été" in out


def test_json_is_a_list(run, tmp_path):
    _, out, _ = run(written(tmp_path, "une.txt", "Non"), "--format", "json")
    assert [article["id"] for article in json.loads(out)] == ["une"]


def test_a_folder_gives_its_txt_files_in_order_of_name(run, tmp_path):
    for name in ("b.txt", "a.txt", "c.json"):
        written(tmp_path, name, "Non")
    (tmp_path / "sub").mkdir()
    written(tmp_path / "sub", "d.txt", "Non")
    _, out, _ = run(tmp_path, "--format", "jsonl")
    assert ids(out) == ["a", "b"]


def test_a_dash_reads_standard_input(run, monkeypatch):
    give_stdin(monkeypatch, "Été.".encode())
    _, out, _ = run("-", "--format", "jsonl")
    assert json.loads(out)["id"] == "stdin"
    assert json.loads(out)["quotes"][0]["text"] == "Été."


def test_offsets_count_the_characters_of_the_file(run, tmp_path):
    """Line ends are kept; a byte order mark is no character."""
    path = written(tmp_path, "une.txt", b"\xef\xbb\xbf\r\n\r\nNon")
    _, out, _ = run(path, "--format", "jsonl")
    assert json.loads(out)["quotes"][0]["segments"][0]["start"] == 4


def test_output_goes_to_a_file(run, tmp_path):
    target = tmp_path / "out.jsonl"
    code, out, _ = run(written(tmp_path, "une.txt", "Été"), "--format", "jsonl", "-o", target)
    assert (code, out) == (0, "")
    assert json.loads(target.read_text(encoding="utf-8"))["quotes"][0]["text"] == "Été"


def test_an_empty_file_is_no_error(run, tmp_path):
    code, out, _ = run(written(tmp_path, "vide.txt", ""))
    assert (code, out) == (0, "vide\n(no quotation found)\n")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        pytest.param(lambda folder: folder / "rien.txt", "no such file or folder", id="missing"),
        pytest.param(lambda folder: folder / "leer", "the folder holds no .txt file", id="empty folder"),
        pytest.param(lambda folder: written(folder, "l1.txt", b"caf\xe9 noir"), "not UTF-8", id="another encoding"),
    ],
)
def test_a_bad_input_is_reported_and_the_others_are_read(run, tmp_path, make, message):
    (tmp_path / "leer").mkdir()
    bad = make(tmp_path)
    code, out, err = run(bad, written(tmp_path, "une.txt", "Non"), "--format", "jsonl")
    assert code == command_line.EXIT_FAILURE
    assert ids(out) == ["une"]
    assert err.startswith(f"quotattr: {bad}: ")
    assert message in err
    assert err.count("\n") == 1


def test_standard_input_that_is_not_utf8(run, monkeypatch):
    give_stdin(monkeypatch, b"\xff")
    code, _, err = run("-")
    assert code == command_line.EXIT_FAILURE
    assert err.startswith("quotattr: standard input: not UTF-8")


def test_nothing_is_written_if_nothing_can_be_read(run, tmp_path):
    target = tmp_path / "out.jsonl"
    code, _, _ = run(tmp_path / "rien.txt", "-o", target)
    assert code == command_line.EXIT_FAILURE
    assert not target.exists()


def test_an_input_is_never_overwritten(run, tmp_path):
    path = written(tmp_path, "une.txt", "Non")
    code, _, err = run(path, "-o", path)
    assert code == command_line.EXIT_USAGE
    assert "is an input as well" in err
    assert path.read_text() == "Non"


def test_an_output_that_cannot_be_written(run, tmp_path):
    code, _, err = run(written(tmp_path, "une.txt", "Non"), "-o", tmp_path / "no" / "out")
    assert code == command_line.EXIT_FAILURE
    assert err == f"quotattr: {tmp_path / 'no' / 'out'}: No such file or directory\n"


@pytest.mark.parametrize(
    ("model", "code", "message"),
    [
        ("fr-nouvelles", command_line.EXIT_USAGE, "there are: fr-news"),
        ("damaged", command_line.EXIT_FAILURE, "install quotattr again"),
    ],
)
def test_a_model_that_cannot_be_had(run, tmp_path, model, code, message):
    found, out, err = run(written(tmp_path, "une.txt", "Non"), "--model", model)
    assert (found, out) == (code, "")
    assert message in err


@pytest.mark.parametrize("arguments", [[], ["une.txt", "--format", "xml"], ["une.txt", "--nonsense"]])
def test_a_wrong_command_line_ends_with_the_usage(run, capsys, arguments):
    with pytest.raises(SystemExit) as end:
        command_line.main(arguments)
    assert end.value.code == command_line.EXIT_USAGE
    assert "usage: quotattr" in capsys.readouterr().err


def test_ctrl_c_ends_quietly(run, tmp_path, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(FakeExtractor, "extract", interrupt)
    assert run(written(tmp_path, "une.txt", "Non")) == (command_line.EXIT_INTERRUPTED, "", "")


def test_every_format_has_a_writer():
    assert set(command_line.FORMATS) <= set(FORMATS)


@pytest.mark.skipif(os.name != "posix", reason="needs a shell's pipe")
def test_a_reader_that_leaves_early_ends_it_quietly(tmp_path):
    """An article without quotation needs no model; 20,000 of them fill any pipe."""
    path = written(tmp_path, "vide.txt", "")
    command = [sys.executable, "-m", "quotattr", *[str(path)] * 20_000]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == command_line.EXIT_BROKEN_PIPE
