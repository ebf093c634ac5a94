"""
Folding: the form of a word or a name under which two spellings count as one.

Only comparisons use it; what is shown to the caller is always the text's own spelling.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable

_LIGATURES = str.maketrans(
    {
        "\N{LATIN SMALL LIGATURE OE}": "oe",
        "\N{LATIN CAPITAL LIGATURE OE}": "Oe",
        "\N{LATIN SMALL LETTER AE}": "ae",
        "\N{LATIN CAPITAL LETTER AE}": "Ae",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{MODIFIER LETTER APOSTROPHE}": "'",
        "\N{NON-BREAKING HYPHEN}": "-",
        "\N{HYPHEN}": "-",
    }
)


MAX_KEPT_WORDS = 1 << 14
"""Words of which another form is kept: nineteen of twenty that news has, and memory stays what it is over thousands of articles."""


@functools.lru_cache(MAX_KEPT_WORDS)
def fold(word: str) -> str:
    """
    Case, accents, ligatures and kinds of apostrophe removed.

        >>> fold("l’Élysée"), fold("ŒUVRE")
        ("l'elysee", 'oeuvre')

    The last 16,384 words are kept; `fold_text` is for what is no word.
    """
    return fold_text(word)


def fold_text(text: str) -> str:
    """`fold` of a longer string, which is not kept."""
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()


def fold_all(words: Iterable[str]) -> tuple[str, ...]:
    """`fold` of each word."""
    return tuple(fold(word) for word in words)
