"""The command line, with an extractor that answers at once: no test here needs a model."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from quotattr import Article, Cue, Extractor, ModelFileError, Quote, Segment, Source, Span, Speaker, UnknownModelError
from quotattr.__main__ import main
from quotattr.command_line.failures import (
    EXIT_BROKEN_PIPE,
    EXIT_FAILURE,
    EXIT_INTERRUPTED,
    EXIT_USAGE,
    Failures,
    line_of,
)
from quotattr.command_line.outputs import choose_format
from quotattr.command_line.progress import show_progress
from quotattr.command_line.selection import Selection, has_words
from quotattr.formats import FORMATS

ROOT = Path(__file__).parent.parent


class FakeExtractor:
    """Says of every text that Anne Morel said its first word, and that *nom* is a title."""

    pipe = Extractor.pipe

    def __init__(self, model: str = "fr-news", *, lexicon: Path | None = None):
        if model == "damaged":
            raise ModelFileError("pos.pt: damaged; install quotattr again")
        if model != "fr-news":
            raise UnknownModelError(f"no model is called {model!r}; there are: fr-news")

    def extract(self, text: str, id: str | None = None) -> Article:
        words = text.split()
        speech = (quote_of(text, words[0]),) if words else ()
        others = (quote_of(text, "nom", kind="other"),) if "nom" in words else ()
        return Article(text, speech, others, id=id)

    def extract_batch(self, texts: Iterable[str]) -> list[Article | Exception]:
        return [self._outcome(text) for text in texts]

    def _outcome(self, text: str) -> Article | Exception:
        try:
            return self.extract(text)
        except Exception as error:
            return error


def quote_of(text: str, word: str, kind: str = "direct") -> Quote:
    span = Span(text.index(word), text.index(word) + len(word))
    segments = (Segment(span, word),)
    if kind == "other":
        return Quote(kind, segments, None, None, None, 0.5, "no_speech")
    source = Source("AFP", "agency", None, None)
    speaker = Speaker("Anne Morel", "person", None, None)
    return Quote(kind, segments, speaker, Cue("a dit", "dire", Span(0, 0)), source, 0.9, "colon")


@pytest.fixture(autouse=True)
def fake(monkeypatch):
    monkeypatch.setattr("quotattr.extractor.Extractor", FakeExtractor)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")


@pytest.fixture
def run(capsys):
    """Run the command line; (exit code, standard output, standard error)."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as end:  # As argparse ends.
            code = end.code
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


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


# --- what is written


def test_a_table_is_what_is_written_by_default(run, tmp_path):
    code, out, err = run(written(tmp_path, "une.txt", "Non merci"))
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "une"
    assert out.splitlines()[-1].split() == ["Anne", "Morel", "AFP", "direct", "Non"]


def test_jsonl_has_a_line_a_file(run, tmp_path):
    files = [written(tmp_path, name, "Été") for name in ("deux.txt", "une.txt")]
    code, out, _ = run(*files, "--format", "jsonl")
    assert (code, ids(out)) == (0, ["deux", "une"])
    assert "Été" in out


def test_json_is_a_list(run, tmp_path):
    _, out, _ = run(written(tmp_path, "une.txt", "Non"), "--format", "json")
    assert [article["id"] for article in json.loads(out)] == ["une"]


def test_the_text_can_be_left_out(run, tmp_path):
    path = written(tmp_path, "une.txt", "Non merci")
    assert json.loads(run(path, "--format", "jsonl")[1])["text"] == "Non merci"
    assert "text" not in json.loads(run(path, "--format", "jsonl", "--no-text")[1])


def test_a_folder_and_its_subfolders(run, tmp_path):
    (tmp_path / "sub").mkdir()
    for name in ("b.txt", "a.txt", "sub/d.txt"):
        written(tmp_path, name, "Non")
    assert ids(run(tmp_path, "--format", "jsonl")[1]) == ["a", "b"]
    assert ids(run("-r", tmp_path, "--format", "jsonl")[1]) == ["a", "b", "sub/d"]


def test_a_dash_reads_standard_input(run, monkeypatch):
    give_stdin(monkeypatch, "Été.".encode())
    _, out, _ = run("-", "--format", "jsonl")
    assert json.loads(out)["id"] == "stdin"
    assert json.loads(out)["quotes"][0]["text"] == "Été."


def test_standard_input_may_be_a_table(run, monkeypatch):
    give_stdin(monkeypatch, b'{"body": "Non", "url": "u"}\n')
    arguments = ("--input-format", "jsonl", "--text-column", "body", "--id-column", "url")
    assert ids(run("-", *arguments, "--format", "jsonl")[1]) == ["u"]


def test_the_encoding_is_as_said(run, tmp_path):
    files = written(tmp_path, "l1.txt", b"\xe9t\xe9"), written(tmp_path, "une.txt", "été")
    _, out, err = run(*files, "--encoding", "windows-1252", "--format", "jsonl")
    assert [json.loads(line)["text"] for line in out.splitlines()] == ["été", "été"]
    assert err == ""


@pytest.mark.parametrize(
    ("name", "path", "expected"),
    [
        (None, None, "table"),
        (None, "out.jsonl", "jsonl"),
        (None, "out.JSON", "json"),
        (None, "out.csv", "csv"),
        (None, "page.html", "html"),
        (None, "out.xml", "tei"),
        (None, "out.txt", "table"),
        (None, "out", "table"),
        (None, "out.doc", "table"),
        ("csv", "out.jsonl", "csv"),
    ],
)
def test_the_format_is_as_the_suffix_says(name, path, expected):
    assert choose_format(name, path and Path(path)).name == expected


def test_output_goes_to_a_file(run, tmp_path):
    target = tmp_path / "out.jsonl"
    code, out, _ = run(written(tmp_path, "une.txt", "Été"), "-o", target)
    assert (code, out) == (0, "")
    assert json.loads(target.read_text(encoding="utf-8"))["quotes"][0]["text"] == "Été"


def test_csv_is_fit_for_spreadsheets_unless_told_otherwise(run, tmp_path):
    path = written(tmp_path, "une.txt", "=1+1 est la somme")
    assert "'=1+1" in run(path, "--format", "csv")[1]
    assert ",=1+1" in run(path, "--format", "csv", "--raw-cells")[1]


def test_bytes_go_to_standard_output(tmp_path, monkeypatch):
    parquet = pytest.importorskip("pyarrow.parquet")
    stdout = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdout", stdout)
    assert main([str(written(tmp_path, "une.txt", "Non")), "--format", "parquet"]) == 0
    stdout.buffer.seek(0)
    assert parquet.read_table(stdout.buffer).num_rows == 1


def test_a_folder_is_written(run, tmp_path):
    code, _, err = run(written(tmp_path, "une.txt", "Non"), "--format", "brat", "-o", tmp_path / "brat")
    assert (code, err) == (0, "")
    assert {"une.ann", "une.txt"} <= {path.name for path in (tmp_path / "brat").iterdir()}


def test_an_empty_file_is_no_error(run, tmp_path):
    code, out, _ = run(written(tmp_path, "vide.txt", ""))
    assert (code, out) == (0, "vide\n(no quotation found)\n")


# --- which quotations


ARTICLE = Article("Oui nom", (quote_of("Oui nom", "Oui"), quote_of("Oui nom", "Oui", "mixed")), ())


@pytest.mark.parametrize(
    ("selection", "left"),
    [
        ({}, ["direct", "mixed"]),
        ({"kinds": ["mixed"]}, ["mixed"]),
        ({"kinds": ["mixed", "direct"]}, ["direct", "mixed"]),
        ({"kinds": ["indirect"]}, []),
        ({"speakers": ["morel"]}, ["direct", "mixed"]),
        ({"speakers": ["Brun", "ANNE"]}, ["direct", "mixed"]),
        ({"speakers": ["Brun"]}, []),
        ({"sources": ["afp"], "kinds": ["direct"]}, ["direct"]),
        ({"sources": ["Tass"]}, []),
        ({"min_confidence": 0.9}, ["direct", "mixed"]),
        ({"min_confidence": 0.91}, []),
    ],
)
def test_quotations_are_selected(selection, left):
    assert [quote.kind for quote in Selection(**selection).of(ARTICLE).quotes] == left


def test_a_quotation_without_speaker_or_source_is_nobodys():
    article = FakeExtractor().extract("nom")
    assert [quote.kind for quote in Selection(kinds=["other"]).of(article).quotes] == ["other"]
    assert Selection(speakers=[""]).of(article).others == ()


@pytest.mark.parametrize(
    ("name", "words", "expected"),
    [
        ("Kim Jong-un", "jong un", True),
        ("L’Équipe", "l'equipe", True),
        ("Claire Delorme et Paul Brun", "paul brun", True),
        ("Claire Delorme", "lorme", False),
        ("Paul Brun", "brun paul", False),
    ],
)
def test_names_are_found_by_their_words(name, words, expected):
    assert has_words(name, words) is expected


def test_the_options_select(run, tmp_path):
    path = written(tmp_path, "une.txt", "Oui nom")

    def kinds(*options: str) -> list[str]:
        return [quote["kind"] for quote in json.loads(run(path, "--format", "jsonl", *options)[1])["quotes"]]

    assert kinds() == ["direct", "other"]
    assert kinds("--kind", "direct") == ["direct"]
    assert kinds("--kind", "direct", "--kind", "other") == ["direct", "other"]
    assert kinds("--speaker", "morel") == ["direct"]
    assert kinds("--source", "Tass") == []
    assert kinds("--min-confidence", "0.95") == []


@pytest.mark.parametrize(("options", "shown"), [((), False), (("--all",), True), (("--kind", "other"), True)])
def test_a_table_shows_others_if_asked_for(run, tmp_path, options, shown):
    assert ("other" in run(written(tmp_path, "une.txt", "Oui nom"), *options)[1]) is shown


def test_a_table_leaves_out_articles_without_what_was_asked_for(run, tmp_path):
    written(tmp_path, "vide.txt", "")
    written(tmp_path, "une.txt", "Oui")
    out = run(tmp_path, "--speaker", "Morel")[1]
    assert "une" in out
    assert "vide" not in out
    assert ids(run(tmp_path, "--speaker", "Morel", "--format", "jsonl")[1]) == ["une", "vide"]


# --- a terminal


@pytest.mark.parametrize(
    ("options", "environment", "coloured"),
    [
        ((), {}, True),
        ((), {"NO_COLOR": "1"}, False),
        ((), {"NO_COLOR": ""}, True),
        ((), {"TERM": "dumb"}, False),
        (("--color", "never"), {}, False),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
    ],
)
def test_colour_on_a_terminal(tmp_path, monkeypatch, options, environment, coloured):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    assert main([str(written(tmp_path, "une.txt", "Non")), *options]) == 0
    assert ("\x1b[" in terminal.getvalue()) is coloured


def test_no_colour_elsewhere(run, tmp_path, monkeypatch):
    path = written(tmp_path, "une.txt", "Non")
    assert "\x1b[" not in run(path)[1]
    monkeypatch.setattr(sys, "stdout", Terminal())
    main([str(path), "-o", str(tmp_path / "out.txt")])
    assert "\x1b[" not in (tmp_path / "out.txt").read_text(encoding="utf-8")


def test_a_bar_on_a_terminal(tmp_path, monkeypatch):
    pytest.importorskip("tqdm")
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    written(tmp_path, "une.txt", "Non")
    written(tmp_path, "l1.txt", b"\xe9t\xe9")
    assert main([str(tmp_path), "-o", str(tmp_path / "out.jsonl")]) == EXIT_FAILURE
    assert "2/2" in terminal.getvalue()
    assert re.search(r"\rquotattr: .*l1.txt: not UTF-8.*\n", terminal.getvalue())


@pytest.mark.parametrize(
    ("stream", "is_quiet", "total"), [(io.StringIO, False, 3), (Terminal, True, 3), (Terminal, False, 1)]
)
def test_no_bar_in_a_pipe_nor_beside_a_table_nor_for_one_text(monkeypatch, stream, is_quiet, total):
    monkeypatch.setattr(sys, "stderr", stream())
    with show_progress(lambda: total, Failures(), is_quiet=is_quiet) as step:
        step()
    assert sys.stderr.getvalue() == ""


# --- what goes wrong


@pytest.mark.parametrize(
    ("make", "message"),
    [
        pytest.param(lambda folder: folder / "rien.txt", "no such file or folder", id="missing"),
        pytest.param(lambda folder: folder / "leer", "the folder holds no .txt file", id="empty folder"),
        pytest.param(lambda folder: written(folder, "l1.txt", b"caf\xe9 noir"), "not UTF-8", id="another encoding"),
        pytest.param(lambda folder: written(folder, "t.jsonl", "[]"), "a JSON object", id="a bad row"),
        pytest.param(lambda folder: written(folder, "t.jsonl", '{"id": "une", "text": ""}'), None, id="an id twice"),
    ],
)
def test_a_bad_input_is_reported_and_the_others_are_read(run, tmp_path, make, message):
    (tmp_path / "leer").mkdir()
    bad = make(tmp_path)
    code, out, err = run(written(tmp_path, "une.txt", "Non"), bad, "--format", "jsonl")
    assert code == EXIT_FAILURE
    assert ids(out) == ["une"]
    assert err.startswith(f"quotattr: {bad}")
    assert (message or "the id 'une' has been given already") in err
    assert err.count("\n") == 1


def test_a_document_on_which_the_extractor_fails_is_reported(run, tmp_path, monkeypatch):
    def extract(self, text: str, id: str | None = None) -> Article:
        if "X" in text:
            raise ZeroDivisionError("division by zero")
        return Article(text, (), id=id)

    monkeypatch.setattr(FakeExtractor, "extract", extract)
    for name, text in zip("abcde", "1X3X5", strict=True):
        written(tmp_path, f"{name}.txt", text)
    code, out, err = run(tmp_path, "--format", "jsonl")
    assert (code, ids(out)) == (EXIT_FAILURE, ["a", "c", "e"])
    message = "ZeroDivisionError: division by zero"
    assert err.splitlines() == [f"quotattr: {tmp_path / name}: {message}" for name in ("b.txt", "d.txt")]


def test_a_model_that_turns_out_damaged_ends_the_run(run, tmp_path, monkeypatch):
    """No document is to blame: a line for each of a million would say nothing more."""

    def fail(*_, **__):
        raise ModelFileError("pos.pt: damaged; install quotattr again")

    monkeypatch.setattr(FakeExtractor, "extract", fail)
    for name in "abc":
        written(tmp_path, f"{name}.txt", "Non")
    code, _, err = run(tmp_path, "--format", "jsonl")
    assert (code, err) == (EXIT_FAILURE, "quotattr: pos.pt: damaged; install quotattr again\n")


def test_nothing_is_written_if_nothing_can_be_read(run, tmp_path):
    target = tmp_path / "out.jsonl"
    code, _, _ = run(tmp_path / "rien.txt", "-o", target)
    assert code == EXIT_FAILURE
    assert not target.exists()


@pytest.mark.parametrize("argument", ["une.txt", ".", "*.txt"])
def test_an_input_is_never_overwritten(run, tmp_path, monkeypatch, argument):
    monkeypatch.chdir(tmp_path)
    path = written(tmp_path, "une.txt", "Non")
    code, _, err = run(argument, "-o", path)
    assert code == EXIT_USAGE
    assert "is an input as well" in err
    assert path.read_text() == "Non"


@pytest.mark.parametrize("name", ["out.txt", "out.jsonl", "out.parquet"])
def test_an_output_that_cannot_be_written(run, tmp_path, name):
    if name.endswith("parquet"):
        pytest.importorskip("pandas")
        pytest.importorskip("pyarrow")
    code, _, err = run(written(tmp_path, "une.txt", "Non"), "-o", tmp_path / "no" / name)
    assert code == EXIT_FAILURE
    assert err == f"quotattr: {tmp_path / 'no' / name}: No such file or directory\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
@pytest.mark.parametrize("format", ["table", "json", "jsonl", "csv"])
def test_a_full_disk_is_one_line(run, tmp_path, format):
    code, _, err = run(written(tmp_path, "une.txt", "Non"), "--format", format, "-o", "/dev/full")
    assert (code, err) == (EXIT_FAILURE, "quotattr: /dev/full: No space left on device\n")


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (["--model", "fr-nouvelles"], EXIT_USAGE, "there are: fr-news"),
        (["--model", "damaged"], EXIT_FAILURE, "install quotattr again"),
    ],
)
def test_a_model_that_cannot_be_had(run, tmp_path, options, code, message):
    """What is there already stays as it is."""
    target = written(tmp_path, "out.jsonl", "before")
    found, _, err = run(written(tmp_path, "une.txt", "Non"), *options, "-o", target)
    assert found == code
    assert message in err
    assert target.read_text() == "before"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "the following arguments are required: FILE"),
        (["une.txt", "--format", "xml"], "invalid choice: 'xml'"),
        (["une.txt", "--nonsense"], "unrecognized arguments: --nonsense"),
        (["une.txt", "--form", "json"], "unrecognized arguments: --form"),
        (["une.txt", "--jobs", "0"], "must be a number from 1 on (got '0')"),
        (["une.txt", "--min-confidence", "2"], "must be between 0 and 1 (got '2')"),
        (["une.txt", "--min-confidence", "sûr"], "must be between 0 and 1 (got 'sûr')"),
        (["une.txt", "--encoding", "latin-0"], "no encoding is called 'latin-0'"),
        (["une.txt", "--encoding", "hex"], "no encoding is called 'hex'"),
        (["une.txt", "--format", "csv", "--explain"], "--explain is for table, not for csv"),
        (["une.txt", "--raw-cells"], "--raw-cells is for csv, not for table"),
        (["une.txt", "--no-text"], "--no-text is for json and jsonl, not for table"),
        (["une.txt", "--format", "brat"], "--format brat writes a folder: name it with -o"),
        (["une.txt", "--resume"], "--resume needs -o OUT.jsonl"),
        (["une.txt", "--resume", "-o", "out.csv"], "--resume needs -o OUT.jsonl"),
        (["completion", "tcsh"], "invalid choice: 'tcsh'"),
    ],
)
def test_a_wrong_command_line_is_one_line(run, arguments, message):
    code, out, err = run(*arguments)
    assert (code, out) == (EXIT_USAGE, "")
    assert err.startswith("quotattr: ")
    assert message in err
    assert err.count("\n") == 1


def test_bytes_are_not_for_a_terminal(run, monkeypatch, tmp_path):
    path = written(tmp_path, "une.txt", "Non")
    monkeypatch.setattr(sys, "stdout", Terminal())
    code, _, err = run(path, "--format", "parquet")
    assert (code, err) == (EXIT_USAGE, "quotattr: --format parquet is not for a terminal: name a file with -o\n")


def test_a_format_whose_library_is_missing_is_one_line(run, monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "pandas", None)
    code, _, err = run(written(tmp_path, "une.txt", "Non"), "-o", tmp_path / "out.parquet")
    assert (code, err) == (EXIT_FAILURE, 'quotattr: this needs pandas: pip install "quotattr[frames]"\n')
    assert not (tmp_path / "out.parquet").exists()


def test_ctrl_c_ends_quietly(run, tmp_path, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(FakeExtractor, "extract", interrupt)
    assert run(written(tmp_path, "une.txt", "Non")) == (EXIT_INTERRUPTED, "", "")


def test_a_message_is_one_line_whatever_a_file_is_called():
    assert line_of("a\nb\x1b[2J\udcff.txt") == "quotattr: a\\x0ab\\x1b[2J\\udcff.txt"


@pytest.mark.skipif(os.name != "posix", reason="needs a shell's pipe")
def test_a_reader_that_leaves_early_ends_it_quietly(tmp_path):
    """A text without quotation needs no model; 20,000 of them fill any pipe."""
    path = written(tmp_path, "vides.jsonl", '{"text": ""}\n' * 20_000)
    command = [sys.executable, "-m", "quotattr", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == EXIT_BROKEN_PIPE


# --- commands


def test_help_loads_no_library_of_an_extra():
    """Nor the progress bar's: help and completion answer at once."""
    code = "import sys, quotattr.__main__ as m\ntry: m.main(['--help'])\nexcept SystemExit: pass\nprint(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stderr.split()}
    assert loaded & {"argcomplete", "jinja2", "lxml", "numpy", "pandas", "pyarrow", "stanza", "torch", "tqdm"} == set()
    assert "trafilatura" not in loaded
    assert "quotattr.extractor" not in done.stderr.split()


def test_help_tells_of_every_format_and_command(run):
    code, out, _ = run("--help")
    assert code == 0
    assert [name for name in (*FORMATS, "agencies", "cues", "completion") if name not in out] == []


@pytest.mark.parametrize(
    ("arguments", "row"),
    [
        (["agencies", "Tass"], "Tass\tagency\tRU\tItar-Tass, Agence Tass, TASS agency\trusse"),
        (["cues", "marteler"], "marteler\tverb\tspeech\tboth"),
        (["cues", "exclamer"], "se exclamer\tverb\tspeech\tincise"),
        (["cues", "selon"], "selon\tpreposition\tspeech\tincise"),
        (["cues", "noun", "conviction"], "conviction\tnoun\topinion\t"),
    ],
)
def test_the_lexicons_are_shown(run, arguments, row):
    code, out, _ = run(*arguments)
    assert code == 0
    assert row in out.splitlines()
    assert out.splitlines()[0].count("\t") == row.count("\t")


def test_the_lexicons_on_a_terminal_are_aligned(run, monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    assert run("cues", "marteler")[0] == 0
    assert terminal.getvalue() == "cue       kind  strength  frame\nmarteler  verb  speech    both\n"


def test_a_users_own_rows_are_shown(run, tmp_path):
    header = "name kind country aliases weak_aliases adjective default_for_adjective ambiguous context".split()
    row = "Gazette lunaire|newspaper|FR|-|-|-|no|no|-".split("|")
    written(tmp_path, "media.tsv", "\t".join(header) + "\n" + "\t".join(row) + "\n")
    assert "Gazette lunaire\tnewspaper\tFR\t\t" in run("agencies", "lunaire", "--lexicon", tmp_path)[1]
    written(tmp_path, "media.tsv", "name\n")
    code, _, err = run("agencies", "--lexicon", tmp_path)
    assert code == EXIT_FAILURE
    assert "media.tsv:1: the columns must be name, kind" in err


def test_words_that_no_row_has(run):
    code, out, err = run("agencies", "Gazette", "lunaire")
    assert (code, out, err) == (EXIT_FAILURE, "", "quotattr: agencies: no row has 'Gazette' and 'lunaire'\n")


def test_a_command_wins_over_a_file_of_its_name(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    written(tmp_path, "agencies", "Non")
    assert run("agencies")[1].startswith("name\tkind")
    assert ids(run("./agencies", "--format", "jsonl")[1]) == ["agencies"]
    assert ids(run("--format", "jsonl", "agencies")[1]) == ["agencies"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_told_how_to_complete(run, shell):
    pytest.importorskip("argcomplete")
    code, out, _ = run("completion", shell)
    assert code == 0
    assert "quotattr" in out


def completed(line: str, folder: Path) -> list[str]:
    """What a shell offers behind *line*, in *folder*."""
    answer = folder / ".answer"
    environment = os.environ | {
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_STDOUT_FILENAME": str(answer),
        "_ARGCOMPLETE_IFS": "\n",
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
        "PYTHONPATH": str(ROOT),
    }
    subprocess.run([sys.executable, "-m", "quotattr"], env=environment, cwd=folder, check=True)
    return [word.strip() for word in answer.read_text().splitlines()]


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("quotattr --for", ["--format"]),
        ("quotattr --format js", ["json", "jsonl"]),
        ("quotattr une.txt --kind in", ["indirect"]),
        ("quotattr un", ["une.txt"]),
        ("quotattr ag", ["agencies"]),
        ("quotattr completion ", ["bash", "zsh", "fish"]),
        ("quotattr cues --le", ["--lexicon"]),
        ("quotattr 'un", ["une.txt"]),
    ],
)
def test_a_shell_is_answered(tmp_path, line, offered):
    pytest.importorskip("argcomplete")
    written(tmp_path, "une.txt", "Non")
    assert set(offered) <= set(completed(line, tmp_path))


# --- the report


def test_a_report_has_the_dates_of_its_column(run, tmp_path):
    pytest.importorskip("jinja2")
    rows = [{"text": "Oui", "day": "2024-05-12"}, {"text": "Non", "day": None}, {"text": ""}]
    path = written(tmp_path, "t.jsonl", "\n".join(map(json.dumps, rows)))
    code, _, err = run("report", path, "-o", tmp_path / "r.html", "--date-column", "day", "--title", "Mai")
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert (code, err) == (EXIT_FAILURE, f"quotattr: {path}:3: no column 'day'; there are: text\n")
    assert "<title>Mai</title>" in page
    assert "2024-05-12" in page
    assert "Anne Morel" in page


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["une.txt"], EXIT_USAGE, "the following arguments are required: -o/--output"),
        (["une.txt", "-o", "une.txt"], EXIT_USAGE, "une.txt: is an input as well"),
        (["rien.txt", "-o", "r.html"], EXIT_FAILURE, "rien.txt: no such file"),
        (["une.txt", "-o", "no/r.html"], EXIT_FAILURE, "no/r.html: No such file or directory"),
        (["une.txt", "-o", "/dev/full"], EXIT_FAILURE, "/dev/full: No space left on device"),
    ],
)
def test_a_report_that_cannot_be_made(run, tmp_path, monkeypatch, arguments, code, message):
    pytest.importorskip("jinja2")
    monkeypatch.chdir(tmp_path)
    written(tmp_path, "une.txt", "Non")
    found, _, err = run("report", *arguments)
    assert found == code
    assert message in err
    assert err.count("\n") == 1


def test_a_report_without_its_library(run, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "jinja2", None)
    code, _, err = run("report", written(tmp_path, "une.txt", "Non"), "-o", tmp_path / "r.html")
    assert (code, err) == (EXIT_FAILURE, 'quotattr: this needs jinja2: pip install "quotattr[html]"\n')
