"""
From bytes to text: UTF-8, or what the bytes or the user say; never a silent guess.

A wrong guess would give wrong letters without a word, in a tool that promises exact ones. So UTF-8, which text
in another encoding hardly ever happens to be, and the byte order marks of UTF-16 and UTF-32 are taken; for the rest
the likely encoding is named, and the user says it. Start reading at `decode`.
"""

from __future__ import annotations

import codecs
from typing import Final

from quotattr.command_line.failures import InputError

UTF8: Final = "utf-8-sig"
"""A byte order mark at the start is no character of the text."""

_MARK_TO_ENCODING: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""UTF-32 first: its little-endian mark begins with that of UTF-16."""

LIKELY_ENCODINGS: Final = ("windows-1252", "mac-roman", "cp850")
"""What French text that is not in UTF-8 is in: old Windows, old Macs, DOS; the likeliest first."""

_FRENCH_CHARACTERS: Final = frozenset("àâçéèêëîïôœùûüÿÀÂÇÉÈÊËÎÏÔŒÙÛÜ«»‹›“”„‘’…–—€°\N{NO-BREAK SPACE}")
"""What French news has beyond ASCII. Decoded wrongly, few of these come out."""

_MIN_FRENCH_SHARE: Final = 0.9
"""Of the characters beyond ASCII, for a guess to be named; the rest may be names of other languages."""


def decode(data: bytes, encoding: str | None = None) -> str:
    """
    The text of a file, line ends as they are.

        >>> decode(b"\\xc3\\x89t\\xc3\\xa9"), decode(b"\\xc9t\\xe9", "windows-1252")
        ('Été', 'Été')
        >>> decode(b"\\xc9t\\xe9")
        Traceback (most recent call last):
        quotattr.command_line.failures.InputError: not UTF-8 (invalid continuation byte at byte 0); \
it looks like windows-1252: read it with --encoding windows-1252

    Args:
        data: The whole file, row or cell.
        encoding: Of what is not in UTF-8.

    Raises:
        InputError: It is in neither; the message names the likely encoding.
    """
    try:
        return data.decode(marked_encoding(data) or UTF8)
    except UnicodeDecodeError as error:
        if encoding is None:
            raise InputError(f"not UTF-8 ({error.reason} at byte {error.start}); {_advice(data)}") from error
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        reason = f"{error.reason} at byte {error.start}"
        raise InputError(f"neither UTF-8 nor {encoding} ({reason}); {_advice(data)}") from error


def marked_encoding(data: bytes) -> str | None:
    """The encoding that a byte order mark at the start of *data* says, UTF-8 aside."""
    return next((encoding for mark, encoding in _MARK_TO_ENCODING if data.startswith(mark)), None)


def _advice(data: bytes) -> str:
    likely = likely_encoding(data)
    if likely is None:
        return "say what it is with --encoding, if it is text"
    return f"it looks like {likely}: read it with --encoding {likely}"


def likely_encoding(data: bytes) -> str | None:
    """
    The encoding in which *data* is French, as far as its letters beyond ASCII say; None if it is in none.

        >>> likely_encoding("«À l’été», a-t-elle répété".encode("mac-roman"))
        'mac-roman'
    """
    shares = {encoding: _french_share(data.decode(encoding, "replace")) for encoding in LIKELY_ENCODINGS}
    best = max(shares, key=lambda encoding: shares[encoding])
    return best if shares[best] >= _MIN_FRENCH_SHARE else None


def _french_share(text: str) -> float:
    beyond_ascii = [char for char in text if not char.isascii()]
    return sum(char in _FRENCH_CHARACTERS for char in beyond_ascii) / max(1, len(beyond_ascii))
