"""
Characters that a format cannot hold, each replaced by exactly one other, so that offsets stay true.

A Python string may hold *surrogates*, halves of a character that UTF-16 leaves behind when it is cut; UTF-8 has
no bytes for them. XML 1.0 has no way to write most control characters, not even as references. Start
reading at `replace_surrogates`.
"""

from __future__ import annotations

import re
from typing import Final

REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
"""Unicode's own sign for what can't be shown."""

_SURROGATE_RE: Final = re.compile("[\ud800-\udfff]")
_SURROGATE_PAIR_RE: Final = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_NOT_XML_RE: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What is no Char of XML 1.0 (section 2.2)."""


def replace_surrogates(text: str) -> str:
    """
    *text* as UTF-8 can hold it, as long as before.

        >>> replace_surrogates("caf\\ud800")
        'caf�'
    """
    return _SURROGATE_RE.sub(REPLACEMENT, text)


def replace_non_xml(text: str) -> str:
    """
    *text* as XML 1.0 can hold it, as long as before.

        >>> replace_non_xml("a\\0b\\tc")
        'a�b\\tc'
    """
    return _NOT_XML_RE.sub(REPLACEMENT, text)


def escape_surrogates(json: str) -> str:
    r"""
    *json* with its lone surrogates as escapes, which `json.loads` turns into the same surrogates again.

        >>> print(escape_surrogates('"caf\ud800"'))
        "caf\ud800"

    Two halves side by side would be read as one whole character, and move all that follows. So where two are, every half is
    replaced: else the words of a span that parts them would not be those of the text any more.
    """
    if _SURROGATE_PAIR_RE.search(json):
        return replace_surrogates(json)
    return _SURROGATE_RE.sub(lambda half: f"\\u{ord(half[0]):04x}", json)
