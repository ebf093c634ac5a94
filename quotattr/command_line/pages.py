"""
Pages: the main text of an HTML page, which the offsets of its quotations point into.

Start reading at `read_page`. trafilatura, of the extra ``pages``, finds the text.
"""

from __future__ import annotations

import codecs
import logging
import re
from collections.abc import Iterator
from typing import Final

from quotattr.command_line.decoding import decode
from quotattr.command_line.failures import InputError
from quotattr.command_line.inputs import InputFile
from quotattr.command_line.records import Document, Reading, Record, bytes_of
from quotattr.extras import import_extra

_META_CHARSET_BYTES: Final = 1024
"""How far from its start a page must say its encoding, by the HTML standard."""
_META_CHARSET_RE: Final = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_LATIN_1: Final = codecs.lookup("latin-1").name


def read_page(file: InputFile, reading: Reading) -> Iterator[Record]:
    """
    The main text of a page: without menus, comments and scripts.

    Raises:
        InputError: There is none, or it can't be decoded.
        MissingExtraError: trafilatura is not installed.
    """
    trafilatura = import_extra("trafilatura", "pages")
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # What it has to say is told by what it returns.
    text = trafilatura.extract(_decode_page(bytes_of(file), reading.encoding), include_comments=False)
    if not text:
        raise InputError("no main text found in this page")
    yield Document(file.id, text, file.name)


def _decode_page(data: bytes, encoding: str | None) -> str:
    """As `decode`, but a page may say its encoding itself."""
    return decode(data, encoding or _said_encoding(data))


def _said_encoding(data: bytes) -> str | None:
    """The encoding that a page says, if there is one; pages that say Latin-1 are in the Windows form of it (WHATWG)."""
    said = _META_CHARSET_RE.search(data, 0, _META_CHARSET_BYTES)
    try:
        encoding = codecs.lookup(said[1].decode("ascii")).name if said else None
    except LookupError:
        return None
    return "windows-1252" if encoding == _LATIN_1 else encoding
