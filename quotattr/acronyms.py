"""
Acronyms: those that an article spells out itself, *Haute Autorité de la communication (HAC)*.

Start reading at `find_acronyms`.
"""

from __future__ import annotations

from collections.abc import Sequence

from quotattr.folding import fold
from quotattr.names import is_capitalised
from quotattr.tokenizer import Token

_MIN_INITIALS = 2
"""An acronym has at least this many letters."""


def find_acronyms(text: str, tokens: Sequence[Token]) -> dict[str, str]:
    """
    Acronyms that the article spells out: ``Haute Autorité de la communication (HAC)``.

    Returns:
        Folded acronym, without full stops → the full name as written.
    """
    found: dict[str, str] = {}
    for index in range(1, len(tokens) - 1):
        acronym = tokens[index].text
        if tokens[index - 1].text != "(" or tokens[index + 1].text not in (")", ",", ";", "-", "–"):
            continue
        letters = [char for char in acronym if char.isalpha()]
        if len(letters) < _MIN_INITIALS or not acronym[:1].isupper() or sum(char.isupper() for char in letters) < 2:
            continue
        first = _spelled_from(tokens, index - 1, [fold(char) for char in letters if char.isupper()])
        if first is not None:
            found[fold(acronym).replace(".", "").replace("-", "")] = text[tokens[first].start : tokens[index - 2].end]
    return found


def _spelled_from(tokens: Sequence[Token], last: int, letters: Sequence[str]) -> int | None:
    """Index of the token from which the words up to *last* spell *letters*; None if they don't."""
    position, wanted = last - 1, len(letters) - 1
    first = None
    while position >= 0 and wanted >= 0 and last - position <= 3 * len(letters) + 2:
        form = tokens[position].text
        if tokens[position].kind not in ("word", "number"):
            return None
        if fold(form)[:1] == letters[wanted]:
            wanted -= 1
            first = position
        elif len(form) > 3 and form[:1].isupper():
            return None
        position -= 1
    if wanted >= 0 or first is None or not is_capitalised(tokens[first].text):
        return None
    return first
