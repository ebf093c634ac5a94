"""
What is fuzzed: functions of bytes that raise only if quotattr breaks a promise.

Each target makes its input of the bytes and checks the answer. `TARGETS` names them; ``run.py`` runs them under atheris,
``tests/test_fuzz.py`` without it. Start reading at `text_of`, which makes texts of bytes.
"""

from __future__ import annotations

import contextlib
import json
import re
import tempfile
from collections.abc import Callable, Iterator
from copy import deepcopy
from importlib import import_module
from pathlib import Path
from typing import Any

from stubs import MARKS, MEDIA, ODDITIES, PEOPLE, SIGNS, SPEECH, WORDS, check_article, check_nesting, stubbed_extractor

from quotattr.checks import check_text
from quotattr.errors import LexiconError, QuotattrError
from quotattr.lexicons import TABLES, read_rows
from quotattr.quotations import MAX_DEPTH, find_quotations, is_blank
from quotattr.quote import Article
from quotattr.sentences import split_sentences
from quotattr.tokenizer import tokenize

PIECES = (*MARKS, *SIGNS, *SPEECH, *PEOPLE, *MEDIA, *WORDS, *ODDITIES)
"""What a byte of a made text stands for: the fuzzer finds its way from piece to piece, which it hardly does from letter to letter."""

MADE, SPELLED = 0, 1
"""What the first byte of an input says, by its lowest bit: bytes are pieces, or UTF-8 with whatever is none kept as half characters."""

MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""Where files are written that are read at once, if there is such a place."""

EXTRACTOR = stubbed_extractor()


def text_of(data: bytes) -> str:
    """The text that *data* stands for; every bytes object is one."""
    if data[:1] and data[0] % 2 == SPELLED:
        return data[1:].decode("utf-8", "surrogateescape")
    return "".join(PIECES[byte % len(PIECES)] for byte in data[1:])


def check_tokens(data: bytes) -> None:
    """Tokens and gaps rebuild the text, sentences cover the tokens, warnings point into the text."""
    text = text_of(data)
    tokens = tokenize(text)
    position = 0
    for token in tokens:
        assert token.text == text[token.start : token.end] != ""
        assert all(map(is_blank, text[position : token.start]))
        position = token.end
    assert all(map(is_blank, text[position:]))
    sentences = split_sentences(tokens, text)
    assert [sentence.first for sentence in sentences] == [0, *(sentence.last for sentence in sentences)][:-1]
    assert not sentences or sentences[-1].last == len(tokens)
    for warning in check_text(text, tokens):
        assert 0 <= warning.start < warning.end <= len(text)


def check_quotations(data: bytes) -> None:
    """Quotations nest or are apart, each between its own marks, its depth and parent told rightly."""
    text = text_of(data)
    quotations, warnings = find_quotations(text, tokenize(text))
    check_nesting([quotation.outer_span for quotation in quotations])
    for index, quotation in enumerate(quotations):
        assert quotation.outer_start < quotation.start < quotation.end <= quotation.outer_end
        assert text.startswith(quotation.opening, quotation.outer_start)
        assert text.endswith(quotation.closing, 0, quotation.outer_end)
        assert not is_blank(text[quotation.start])
        assert not is_blank(text[quotation.end - 1])
        assert quotation.depth < MAX_DEPTH
        assert quotation.continues is None or quotation.continues < index
        parent = quotations[quotation.parent] if quotation.parent is not None else None
        assert quotation.depth == (parent.depth + 1 if parent is not None else 0)
        assert parent is None or parent.outer_span.contains(quotation.outer_span)
    for warning in warnings:
        assert 0 <= warning.start < warning.end <= len(text)


def check_extractor(data: bytes) -> None:
    """The whole flow but the parser; the second byte draws the trees."""
    text = text_of(data[:1] + data[2:])
    EXTRACTOR._parser.seed = data[1] if len(data) > 1 else 0  # type: ignore[attr-defined]
    article = EXTRACTOR.extract(text)
    check_article(article, text)
    json.dumps(article.to_dict())


class OneFile:
    """A folder in which every file holds the same bytes."""

    def __init__(self, data: bytes):
        self._data = data

    def __truediv__(self, name: str) -> OneFile:
        return self

    def read_text(self, encoding: str | None = None) -> str:
        """The text, decoded as a file is."""
        return self._data.decode(encoding or "utf-8")


def check_lexicon(data: bytes) -> None:
    """A table of any bytes is read, or refused by name; the first byte says which table, a second whether it has its columns."""
    table = TABLES[sorted(TABLES)[(data[0] if data else 0) % len(TABLES)]]
    content = data[2:]
    if data[1:2] and data[1] % 2:
        content = "\t".join(table.columns).encode() + b"\n" + content
    with contextlib.suppress(LexiconError):
        for row in read_rows(OneFile(content), table):
            assert list(row) == list(table.columns)


def check_own_lexicon(data: bytes) -> None:
    """The same of a user's own file, in which rows may be removed as well."""
    from quotattr.lexicons.own import EXTENDABLE, read_own

    table = EXTENDABLE[sorted(EXTENDABLE)[(data[0] if data else 0) % len(EXTENDABLE)]]
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder, contextlib.suppress(LexiconError):
        content = "\t".join(table.columns).encode() + b"\n" + data[1:]
        (Path(folder) / table.file_name).write_bytes(content)
        [addition] = read_own(Path(folder)).values()
        assert all(list(line.row) == list(table.columns) for line in addition.lines)


SPLIT_CHARACTER_RE = re.compile("[\ud800-\udbff][\udc00-\udfff]")
"""The two halves of one character as two code points of a `str`: JSON can write them, but not apart from the character itself."""


def check_json(data: bytes) -> None:
    """A document of any bytes is read, or refused by name; what is read gives the same document again."""
    from quotattr.formats.json_reader import read_document, read_json_document

    with contextlib.suppress(QuotattrError):
        article = read_json_document(data)
        assert read_document(article.to_dict(), article.text) == article


VALUES = (None, -1, 1.5, 10**9, True, "", "Non", "other", [], {}, [None], {"start": 0}, float("nan"))
"""What a field of a document may be by mistake."""


def check_json_field(data: bytes) -> None:
    """A good document with other values in some of its fields: each pair of bytes says which field, and what it holds."""
    from quotattr.formats.json_reader import read_document

    text = '«Non», a dit Anne Morel, selon Le Monde. «Oui", dit-il.'
    document = json.loads(json.dumps({**EXTRACTOR.extract(text).to_dict(), "text": text}))
    for field, value in zip(data[::2], data[1::2], strict=False):
        holders = list(_holders(document))
        holder, key = holders[field % len(holders)]
        holder[key] = deepcopy(VALUES[value % len(VALUES)])
    with contextlib.suppress(QuotattrError):
        article = read_document(document)
        assert read_document(article.to_dict(), article.text) == article


def _holders(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every dict or list below *value*, with each of its keys."""
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _holders(value[key])


def check_json_of_article(data: bytes) -> None:
    """Whatever is extracted comes back from its JSON, also as a line of a file."""
    from quotattr.formats.json_reader import read_json_document, read_jsonl

    text = text_of(data)
    if SPLIT_CHARACTER_RE.search(text):
        return
    article: Article = EXTRACTOR.extract(text)
    written = json.dumps({**article.to_dict(), "text": text})
    assert read_json_document(written) == article
    assert list(read_jsonl([written])) == [article]


def check_inputs(kind: str) -> Callable[[bytes], None]:
    """A target that reads a file of any bytes as the command line does: documents, or what is wrong, and no exception."""

    def check(data: bytes) -> None:
        from quotattr.command_line.inputs import InputFile
        from quotattr.command_line.readers import Document, Reading, Unread, read_documents

        with tempfile.NamedTemporaryFile(dir=MEMORY) as stream:
            stream.write(data[1:])
            stream.flush()
            encoding = (None, "windows-1252", "utf-8", "utf-16")[(data[0] if data else 0) % 4]
            for record in read_documents(InputFile(Path(stream.name), kind), Reading(encoding=encoding)):
                assert isinstance(record, (Document, Unread))
                assert not isinstance(record, Document) or isinstance(record.text, str)
                assert not isinstance(record, Unread) or "Traceback" not in record.message

    return check


def _has(module: str) -> bool:
    """Whether there is such a module; it is imported now, while atheris watches."""
    try:
        return import_module(module) is not None
    except ImportError:
        return False


TARGETS: dict[str, Callable[[bytes], None]] = {
    "tokens": check_tokens,
    "quotations": check_quotations,
    "extractor": check_extractor,
    "lexicon": check_lexicon,
    "own_lexicon": check_own_lexicon,
}
if _has("quotattr.formats.json_reader"):
    TARGETS |= {"json": check_json, "json_field": check_json_field, "json_of_article": check_json_of_article}
if _has("quotattr.command_line.readers"):
    TARGETS |= {f"{kind}_input": check_inputs(kind) for kind in ("csv", "jsonl", "text")}
    if _has("trafilatura"):
        TARGETS["html_input"] = check_inputs("html")
