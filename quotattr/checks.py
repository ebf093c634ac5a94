"""
What is odd about a text before any quotation is looked at: HTML, another language, broken characters.

Begin with `check_text`. Nothing here stops the work; each finding is a `TextWarning` that
says where and why, for a caller who fed in a web page or the wrong file.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import regex

from quotattr.quotations import TextWarning
from quotattr.tokenizer import FUNCTION_WORDS, Token, read_words

HTML_RE: Final = regex.compile(
    r"</?(?:a|b|body|blockquote|br|div|em|figure|h[1-6]|head|html|i|img|li|ol|p|script|section|span|strong|style"
    r"|table|td|tr|ul)(?:\s[^<>]{0,500})?/?>"
    r"|&(?:\p{L}{2,8}\d{0,2}|#\d{1,6}|#x[\da-f]{1,6});",
    regex.IGNORECASE,
)
"""A tag that articles are made of, or a character entity. *R&D;* or *a < b* are neither."""

SURROGATE_RE: Final = regex.compile(r"[\ud800-\udfff]+")
"""Half of a character: what is left of an emoji cut in two, or of bytes decoded wrongly."""


@lru_cache(maxsize=1)
def _french_words() -> frozenset[str]:
    return read_words(FUNCTION_WORDS, "french")


MIN_FRENCH_SHARE: Final = 0.07
"""Halfway between the lowest share in 2,904 French news texts (0.115, a list of names) and the highest that
was seen in a text of another Romance language (0.03)."""

MIN_WORDS: Final = 40
"""Shorter texts are never judged: a headline may hold no function word."""


def looks_like_html(text: str) -> TextWarning | None:
    """
    Warn if tags or character entities stand in *text*, where the first one does.

        >>> looks_like_html("<p>Il dit &laquo; non &raquo;</p>")
        TextWarning(start=0, end=3, message='the text looks like HTML: 4 tags or entities, the first is <p>')
        >>> looks_like_html("R&D : a < b") is None
        True

    They are left as they are: removing them would move every offset.
    """
    first = HTML_RE.search(text)
    if first is None:
        return None
    count = sum(1 for _ in HTML_RE.finditer(text))
    what = "1 tag or entity" if count == 1 else f"{count} tags or entities, the first"
    return TextWarning(first.start(), first.end(), f"the text looks like HTML: {what} is {first.group()[:40]}")


def looks_not_french(tokens: Sequence[Token]) -> TextWarning | None:
    """
    Warn if the words of a text are hardly ever those that every French text has.

        >>> from quotattr.tokenizer import tokenize
        >>> looks_not_french(tokenize("The cat sat on the mat and looked at the dog. " * 9)).message
        'the text does not look French: 0 % of its 99 words are frequent French ones'

    Texts of fewer than `MIN_WORDS` words are never judged.
    """
    words = [token for token in tokens if token.kind == "word"]
    if len(words) < MIN_WORDS:
        return None
    share = sum(token.text.lower() in _french_words() for token in words) / len(words)
    if share >= MIN_FRENCH_SHARE:
        return None
    message = f"the text does not look French: {share:.0%} of its {len(words)} words are frequent French ones"
    return TextWarning(words[0].start, words[-1].end, message.replace("%", " %", 1))


def find_surrogates(text: str) -> TextWarning | None:
    """
    Warn if *text* holds lone surrogates, which no file in UTF-8 can.

        >>> find_surrogates("Bravo \\ud83d !").start
        6
    """
    first = SURROGATE_RE.search(text)
    if first is None:
        return None
    message = f"half a character (lone surrogate U+{ord(first.group()[0]):04X}): was the text decoded wrongly?"
    return TextWarning(first.start(), first.end(), message)


def check_text(text: str, tokens: Sequence[Token]) -> list[TextWarning]:
    """
    Everything odd about *text* as a whole, at most one warning a kind.

        >>> from quotattr.tokenizer import tokenize
        >>> check_text("Il a dit non.", tokenize("Il a dit non."))
        []

    Args:
        text: One article.
        tokens: Its tokens.

    Returns:
        Warnings in the order of the text.
    """
    found = (looks_like_html(text), find_surrogates(text), looks_not_french(tokens))
    return sorted((warning for warning in found if warning is not None), key=lambda warning: warning.start)
