"""
Pronouns: what the form of one tells of whom it stands for — his or her gender, whether they are several, its habits.

Nothing here asks who is there to be meant; `quotattr.coreference` does. Start reading at `PRONOUN_GENDERS`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from quotattr.folding import fold
from quotattr.roles import Gender
from quotattr.tokenizer import Token

PRONOUN_GENDERS: Mapping[str, tuple[Gender | None, bool]] = {
    "il": ("Masc", False),
    "elle": ("Fem", False),
    "ils": (None, True),
    "elles": ("Fem", True),
    "lui": ("Masc", False),
    "celui-ci": ("Masc", False),
    "celle-ci": ("Fem", False),
    "celui": ("Masc", False),
    "celle": ("Fem", False),
    "ceux-ci": ("Masc", True),
    "celles-ci": ("Fem", True),
    "eux": ("Masc", True),
    "son": (None, False),
    "sa": (None, False),
    "ses": (None, False),
    "leur": (None, True),
    "leurs": (None, True),
    "l'": (None, False),
}
"""Folded pronoun → gender if it has one, and whether it is plural."""

LATTER_PRONOUNS = frozenset(["celui-ci", "celle-ci", "ceux-ci", "celles-ci"])
"""Mean whoever was mentioned last; the tagger takes them for other words."""

SUBJECT_PRONOUNS = frozenset("il elle ils elles".split())
"""What a sentence that nobody parsed may open with."""

TONIC_PRONOUNS = frozenset("lui elle eux elles".split())
"""Behind a mention they only stress it."""

IMPERSONAL = frozenset(
    "on ce c' ca cela ceci rien tout y en je j' tu nous vous se s' -on -t-on -je -nous -vous -ce".split()
)
"""Name nobody in the story."""

_FIRST_PERSONS: Mapping[str, frozenset[str]] = {
    "je": frozenset("je j me m moi mon mes".split()),
    "nous": frozenset("nous notre nos".split()),
}
"""Folded words, cut at their apostrophe, that say who speaks."""

_POSSESSIVES = frozenset(["son", "sa", "ses"])

_TONIC_OPENERS = frozenset("selon pour d'apres chez a de avec".split())
"""Behind them a pronoun is no subject, whatever its form: *selon elle*."""


def pronoun_form(tokens: Sequence[Token], folded: str, position: int) -> str:
    """
    What form of pronoun stands at the token *position*: each has its own habits of whom it takes up.

    Returns:
        ``latter``, ``possessive``, ``inverted`` (*dit-il*), ``tonic``, or ``subject``.
    """
    if folded in LATTER_PRONOUNS:
        return "latter"
    if folded in _POSSESSIVES:
        return "possessive"
    if tokens[position].text.startswith("-"):
        return "inverted"
    is_tonic = folded == "lui" or (position > 0 and fold(tokens[position - 1].text) in _TONIC_OPENERS)
    return "tonic" if is_tonic else "subject"


def person_of(tokens: Sequence[Token]) -> str:
    """``je`` or ``nous`` if the words are in the first person, else empty."""
    forms = {fold(token.text).partition("'")[0] for token in tokens}
    return next((person for person, marks in _FIRST_PERSONS.items() if not marks.isdisjoint(forms)), "")
