"""Names and spans compared as the scorer of the gold compares them (its rules, written again)."""

from __future__ import annotations

import re

from quotattr.folding import fold

_OPENERS_RE = re.compile(
    r"^(?:(?:le|la|les|l|un|une|des|de|du|d|m|mm|mme|mlle|mr|dr|pr|me|maitre|monsieur|madame|messieurs|general|colonel"
    r"|sir|agence|quotidien|journal|hebdomadaire|magazine|site|chaine|radio|television)\s+)+"
)


def normal(name: str) -> str:
    """Folded, punctuation opened, articles and civilities in front taken off."""
    text = re.sub(r"[^\w]+", " ", fold(name)).strip()
    return _OPENERS_RE.sub("", text + " ").strip() or text


def same_name(name: str, accepted: list[str]) -> bool:
    """Equal but for spelling, or one the surname of the other."""
    one = normal(name)
    return any(one == normal(other) or _is_surname(name, other) or _is_surname(other, name) for other in accepted)


def _is_surname(short: str, long: str) -> bool:
    short_words, long_words = normal(short).split(), normal(long).split()
    if not short_words or len(short_words) >= len(long_words) or "et" in long_words:
        return False
    if not all(word[:1].isupper() for word in re.findall(r"\w{3,}", f"{short} {long}")):
        return False
    return long_words[-len(short_words) :] == short_words
