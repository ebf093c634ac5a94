"""What the command line reads: which files, under which ids, in which encodings, of which kinds. No test needs a model."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

import pytest

from quotattr.command_line.decoding import decode, likely_encoding
from quotattr.command_line.failures import Failures, InputError
from quotattr.command_line.inputs import InputFile, find_files
from quotattr.command_line.readers import count_documents, read_documents
from quotattr.command_line.records import Document, Reading, Unread

SENTENCE = "«Ça n’a pas été décidé à la légère», a répété la maire."
PAGE = """<html><head><title>Le pont</title>{meta}</head><body><nav><a href="/">Accueil</a></nav><article>
<p>La maire, Claire Delorme, a reçu la presse lundi matin devant la mairie, avec plusieurs élus de la ville.</p>
<p>«Nous rebâtirons le pont <b>&amp;</b> vite», a-t-elle promis devant une trentaine de journalistes réunis là.</p>
</article><script>var menu = "«Non»";</script></body></html>"""
PAGE_TEXT = """\
La maire, Claire Delorme, a reçu la presse lundi matin devant la mairie, avec plusieurs élus de la ville.
«Nous rebâtirons le pont & vite», a-t-elle promis devant une trentaine de journalistes réunis là."""


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """An empty folder in which the test runs, so that ids don't hang on where it lies."""
    monkeypatch.chdir(tmp_path)
    return Path()


def write(path: str, data: str | bytes = "Non") -> Path:
    """A new file, with the folders above it."""
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
    return file


def found(*names: str, **options: object) -> tuple[dict[str, str], list[str]]:
    """Id → file of what the arguments mean, and what was reported."""
    lines: list[str] = []
    files = find_files(names, Failures(lines.append), **options)
    return {file.id: file.name for file in files}, lines


def read(file: Path | str, **options: str) -> list[Document | Unread]:
    """What is read of one file."""
    [one] = find_files([str(file)], Failures())
    return list(read_documents(one, Reading(**options)))


def texts(records: list[Document | Unread]) -> list[tuple[str, str]]:
    return [(record.id, record.text) for record in records if isinstance(record, Document)]


def messages(records: list[Document | Unread]) -> list[tuple[str, str]]:
    return [(record.origin, record.message) for record in records if isinstance(record, Unread)]


# --- which files


@pytest.mark.parametrize(
    ("files", "arguments", "expected"),
    [
        pytest.param("d/b.txt d/a.txt d/c.json d/d.html", "d", "a b", id="a folder: its texts by name"),
        pytest.param("d/A.TXT", "d", "A", id="suffix in capitals"),
        pytest.param("d/a.txt d/s/b.txt", "d", "a", id="no subfolders"),
        pytest.param("d/b.txt d/s/a.txt d/s/t/a.txt", "-r d", "b s/a s/t/a", id="subfolders"),
        pytest.param("b.txt a.txt", "b.txt a.txt", "b a", id="files in the order given"),
        pytest.param("d/une.1.txt une.md", "d une.md", "une.1 une", id="only the last suffix goes"),
        pytest.param("d/a.txt e/a.txt", "d e", "d/a e/a", id="one stem in two folders"),
        pytest.param("d/a.txt e/a.txt", "d/a.txt e/a.txt", "d/a e/a", id="two files of one stem"),
        pytest.param("d/a.txt d/a.html", "d/*", "a.html a.txt", id="one stem with two suffixes"),
        pytest.param("d/a.txt d/a.html e/b.txt", "d/* e", "a.html a.txt b", id="the others keep short ids"),
        pytest.param("d/a.txt d/a.html e/a.txt", "d/* e", "a.html d/a e/a", id="both at once"),
        pytest.param("a.txt.md a.txt a.md", "a.txt.md a.txt a.md", "a.txt a a.md", id="a name that is another's stem"),
        pytest.param("a a.txt a.md a.txt.md", "a a.txt a.md a.txt.md", "a a.txt~ a.md a.txt", id="… four times"),
        pytest.param("d/a.txt", "d d/a.txt ./d/../d/a.txt", "a", id="each file once"),
        pytest.param("d/s/b.html d/a.html", "d/**/*.html", "a s/b", id="a pattern: from its fixed part on"),
        pytest.param("d/[a].txt", "d/[a].txt", "[a]", id="a file that looks like a pattern"),
        pytest.param("", "- -", "stdin", id="standard input, once"),
        pytest.param("stdin.txt", "- stdin.txt", "stdin stdin.txt", id="a file called stdin"),
    ],
)
def test_the_ids_of_files(folder, files, arguments, expected):
    for path in files.split():
        write(path)
    names = arguments.split()
    ids, lines = found(*(name for name in names if name != "-r"), recursive="-r" in names)
    assert (sorted(ids), lines) == (sorted(expected.split()), [])
    assert len(set(ids.values())) == len(ids)


@pytest.mark.parametrize(
    ("names", "recursive", "message"),
    [
        ("rien.txt", False, "rien.txt: no such file or folder"),
        ("rien*.txt", False, "rien*.txt: no file fits the pattern"),
        ("d", False, "d: the folder holds no .txt file (-r looks into its subfolders)"),
        ("d", True, "d: the folder holds no .txt file;"),
        ("x" * 300, False, "no such file or folder"),
    ],
)
def test_what_is_not_there_is_reported(folder, names, recursive, message):
    write("d/a.html")
    ids, [line] = found(names, recursive=recursive)
    assert ids == {}
    assert message in line


def test_a_subfolder_that_cannot_be_listed_is_reported(folder, monkeypatch):
    """Refused by hand, since root, as whom tests run in containers, is let in everywhere."""
    write("d/a.txt")
    write("d/s/b.txt")
    scandir = os.scandir

    def refuse(path):
        if str(path).endswith("s"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    ids, lines = found("d", recursive=True)
    assert (list(ids), lines) == (["a"], [f"quotattr: {Path('d', 's')}: Permission denied"])


# --- encodings


@pytest.mark.parametrize(
    ("encoding", "given"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-16", None),
        ("utf-32", None),
        ("windows-1252", "windows-1252"),
        ("mac-roman", "mac-roman"),
        ("utf-8", "windows-1252"),
    ],
)
def test_encodings_that_are_read(encoding, given):
    assert decode(SENTENCE.encode(encoding), given) == SENTENCE


@pytest.mark.parametrize("encoding", ["windows-1252", "mac-roman", "cp850"])
def test_the_likely_encoding_is_named(encoding):
    data = SENTENCE.replace("’", "'").encode(encoding)
    assert likely_encoding(data) == encoding
    with pytest.raises(InputError, match=f"not UTF-8 .* --encoding {encoding}$"):
        decode(data)


@pytest.mark.parametrize(
    ("data", "encoding", "message"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\xf0\xd3\xe1\xb2\xd7", None, "say what it is with --encoding"),
        (SENTENCE.encode("windows-1252"), "ascii", "neither UTF-8 nor ascii .* looks like windows-1252"),
        (b"\xff\xfea", None, "not UTF-8 .truncated data at byte 2"),
    ],
)
def test_what_cannot_be_decoded(data, encoding, message):
    with pytest.raises(InputError, match=message):
        decode(data, encoding)


# --- kinds of files


def test_a_text_is_read_as_it_is(folder):
    """Line ends are kept; a byte order mark is no character."""
    assert texts(read(write("une.txt", b"\xef\xbb\xbf\r\nNon\n"))) == [("une", "\r\nNon\n")]


def test_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("Été".encode())))
    assert read("-") == [Document("stdin", "Été", "standard input")]


def test_json_lines(folder):
    rows = [
        {"id": "a", "text": "Un\r\n"},
        {"id": 7, "text": "\ud800"},
        {"text": "Trois"},
        {"id": None, "text": "Quatre"},
    ]
    lines = "\n".join(json.dumps(row) for row in rows[:2]) + "\n \n" + "\n".join(json.dumps(row) for row in rows[2:])
    expected = [("a", "Un\r\n"), ("7", "\ud800"), ("t:4", "Trois"), ("t:5", "Quatre")]
    assert texts(read(write("t.jsonl", lines))) == expected
    assert texts(read(write("t.ndjson", lines))) == expected


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"{", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"[1]", "a JSON object must stand here (got list)"),
        (b'{"body": "Non"}', "no column 'text'; there are: body"),
        (b"{}", "no column 'text'; there are: none"),
        (b'{"text": null}', "column 'text' holds no text (got None)"),
        (b'{"text": "\xe9t\xe9"}', "looks like windows-1252"),
    ],
)
def test_a_bad_line_costs_itself_alone(folder, line, message):
    records = read(write("t.jsonl", b'{"text": "Un"}\n' + line + b'\n{"text": "Deux"}'))
    assert texts(records) == [("t:1", "Un"), ("t:3", "Deux")]
    [(origin, told)] = messages(records)
    assert origin == "t.jsonl:2"
    assert message in told


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("t.csv", 'id,body\na,"Un, deux\r\ntrois"\nb,Non\n'),
        ("t.csv", 'id;body\na;"Un, deux\r\ntrois"\n\nb;Non'),
        ("t.tsv", 'id\tbody\na\t"Un, deux\r\ntrois"\nb\tNon\n'),
        ("t.csv", '\ufeffid,body\na,"Un, deux\r\ntrois"\nb,Non\n'),
        ("t.csv", 'body,"i\nd",id\n"Un, deux\r\ntrois",,a\nNon,,b\n'),
    ],
)
def test_csv(folder, name, data):
    path = write(name, data)
    assert texts(read(path, text_column="body")) == [("a", "Un, deux\r\ntrois"), ("b", "Non")]
    [file] = find_files([name], Failures())
    assert count_documents([file]) == 2


def test_csv_of_a_spreadsheet_in_utf16(folder):
    path = write("t.csv", "id\ttext\na\tÉté\n".encode("utf-16"))
    assert texts(read(path)) == [("a", "Été")]


def test_a_cell_may_be_long(folder):
    long = "mot " * 100_000
    assert texts(read(write("t.csv", f"text\n{long}\n"))) == [("t:1", long)]


def test_a_bad_row_of_csv_costs_itself_alone(folder):
    records = read(write("t.csv", b"id,text\n1,Un\n2\n3,\xe9t\xe9\n4,Quatre\n"))
    assert texts(records) == [("1", "Un"), ("4", "Quatre")]
    assert [origin for origin, _ in messages(records)] == ["t.csv:2", "t.csv:3"]
    assert texts(read("t.csv", encoding="windows-1252"))[1] == ("3", "été")


def test_parquet(folder):
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    parquet.write_table(pyarrow.table({"id": [1, 2, 3], "text": ["Un", None, "Été"], "more": [0, 0, 0]}), "t.parquet")
    records = read("t.parquet")
    assert texts(records) == [("1", "Un"), ("3", "Été")]
    assert messages(records) == [("t.parquet:2", "column 'text' holds no text (got None)")]
    assert texts(read("t.parquet", id_column="more"))[0] == ("0", "Un")
    [file] = find_files(["t.parquet"], Failures())
    assert count_documents([file]) == 3


def test_parquet_from_standard_input(folder, monkeypatch):
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    stream = io.BytesIO()
    parquet.write_table(pyarrow.table({"text": ["Un"]}), stream)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stream.getvalue())))
    assert texts(list(read_documents(InputFile(None, "parquet"), Reading()))) == [("stdin:1", "Un")]


@pytest.mark.parametrize(
    ("encoding", "meta"),
    [
        ("utf-8", ""),
        ("utf-8", '<meta charset="iso-8859-1">'),
        ("windows-1252", '<meta charset="iso-8859-1">'),
        ("mac-roman", '<META http-equiv="Content-Type" content="text/html; charset=macintosh">'),
    ],
)
def test_a_page_is_read_for_its_main_text(folder, encoding, meta):
    pytest.importorskip("trafilatura")
    page = write("page.html", PAGE.format(meta=meta).encode(encoding))
    assert texts(read(page)) == [("page", PAGE_TEXT)]


@pytest.mark.parametrize(
    ("name", "data", "options", "message"),
    [
        ("page.html", "<html><body></body></html>", {}, "no main text found in this page"),
        ("page.html", b"<meta charset=rien>\xff", {}, "not UTF-8"),
        ("t.csv", "id,body\n", {}, "no column 'text'; there are: id, body"),
        ("t.csv", "", {}, "no column 'text'; there are: none"),
        ("t.csv", "text\nNon\n", {"id_column": "url"}, "no column 'url'; there are: text"),
        ("t.parquet", "PAR1", {}, "Parquet"),
        ("t.json", "[]", {}, "a .json file is not read"),
        ("une.txt", b"\xe9t\xe9", {}, "not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read(folder, name, data, options, message):
    if name.endswith((".html", ".parquet")):
        pytest.importorskip("trafilatura")
        pytest.importorskip("pyarrow")
    [record] = read(write(name, data), **options)
    assert isinstance(record, Unread)
    assert record.origin == name
    assert message in record.message


def test_a_file_that_is_gone_when_its_turn_comes(folder):
    [file] = find_files([str(write("une.txt"))], Failures())
    Path("une.txt").unlink()
    assert list(read_documents(file, Reading())) == [Unread("une.txt", "No such file or directory")]


def test_a_missing_extra_is_named(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    [record] = read(write("page.html", PAGE))
    assert record == Unread("page.html", 'this needs trafilatura: pip install "quotattr[pages]"')


def test_the_count_of_documents(folder):
    files = find_files([str(write("a.txt")), str(write("t.jsonl", "{}\n\n{}\n"))], Failures())
    assert count_documents(files) == 3
    assert count_documents([*files, InputFile(None, "text")]) is None
    Path("t.jsonl").unlink()
    assert count_documents(files) is None
