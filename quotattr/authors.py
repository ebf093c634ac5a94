"""
Authors: whose a document is — *un communiqué de la préfecture*, *une étude publiée hier par l’institut*.

Start reading at `find_author`; `find_documents` is for those that a later *la note* takes up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from attrs import frozen

from quotattr.folding import fold
from quotattr.function_words import GROUP_OPENERS, OF, PLURAL_DETERMINERS
from quotattr.mentions import is_described
from quotattr.reading import Reading
from quotattr.referents import Referent, by_name
from quotattr.tokenizer import Token

_MADE = frozenset(
    """adresse devoile diffuse elabore etabli lance mene presente produit public publie publique realise redige
    remis rendu signe transmis""".split()
)
"""Folded participles, in the masculine singular, that tell who made a document."""

_JOINT = frozenset("commun commune conjoint conjointe cosigne cosignee".split())
"""Folded words that say that several made a document: the first of them is not the author."""

_AUTHORS = frozenset(["person", "organisation", "group"])
"""Kinds of those who write documents."""

_CLAUSE_OPENERS = frozenset("qui que qu' dont ou et a ont est sont dans sur en selon pour".split())
"""Folded words that end who made a document, and what stands between it and *par*."""

MAX_AGENT_TOKENS = 9
"""How many words behind a document *par* may stand, and how many words may say who made it."""


@frozen
class Author:
    """
    The words that say whose a document is.

    Attributes:
        first: Index of the first token, behind determiners.
        last: Index after the last one.
        plural: Whether they are several.
    """

    first: int
    last: int
    plural: bool


def find_author(reading: Reading, head: int, last: int) -> Author | None:
    """Whose the document is that the token *head* heads, in a group that ends at *last*; None if it is not said."""
    tokens = reading.tokens
    agent = _agent_of(reading, head)
    if agent is not None:
        first, last = agent
        plural = fold(tokens[first].text) in PLURAL_DETERMINERS
    else:
        link = next((place for place in range(head + 1, last) if fold(tokens[place].text) in OF), None)
        if link is None:
            return None
        first, plural = link + 1, fold(tokens[link].text) == "des"
    while first < last - 1 and fold(tokens[first].text) in GROUP_OPENERS:
        first += 1
    return Author(first, last, plural) if first < last else None


def name_author(reading: Reading, author: Author) -> Referent:
    """Whom the words name, or that they stand for themselves."""
    first, last = author.first, author.last
    named = reading.entities.at(first, first + 1)
    if named is not None and not is_described(reading, *named, first, last):
        return by_name(named[1], first)
    kind = reading.vocabulary.kind_of_noun(reading.tokens[first].text, author.plural)
    return Referent(reading.words(first, last), kind, None, author.plural, first, how="description")


def find_documents(reading: Reading, is_quoted: Callable[[int], bool]) -> Mapping[str, Sequence[tuple[int, Referent]]]:
    """
    The documents of an article, outside all marks, of which it is said whose they are.

    Args:
        reading: The article's surface.
        is_quoted: Whether a token stands inside marks.

    Returns:
        Folded noun → the token of each document that it heads, in reading order, and its author.
    """
    found: dict[str, list[tuple[int, Referent]]] = {}
    for head, token in enumerate(reading.tokens):
        if token.kind != "word" or reading.vocabulary.lexicons.document(token.text) is None or is_quoted(head):
            continue
        words = find_author(reading, head, _until(reading, head + 1))
        author = name_author(reading, words) if words is not None else None
        if author is not None and author.kind in _AUTHORS:
            found.setdefault(fold(token.text), []).append((head, author))
    return found


def _agent_of(reading: Reading, head: int) -> tuple[int, int] | None:
    """The tokens of who made a document: *la préfecture* of *une étude publiée hier par la préfecture*."""
    tokens = reading.tokens
    by = _until(reading, head + 1, "par")
    if by == len(tokens) or fold(tokens[by].text) != "par":
        return None
    words = tokens[head + 1 : by]
    if not any(map(_is_made, words)) or not _JOINT.isdisjoint(fold(token.text) for token in words):
        return None
    last = _until(reading, by + 2)
    return (by + 1, last) if by + 1 < last else None


def _until(reading: Reading, first: int, *forms: str) -> int:
    """Index of the first token from *first* on that is a stop, opens a clause, is a verb of speech, or one of *forms*; not far off."""
    end = min(first + MAX_AGENT_TOKENS, len(reading.tokens))
    return next((place for place in range(first, end) if _is_end(reading, place, forms)), end)


def _is_end(reading: Reading, place: int, forms: Sequence[str]) -> bool:
    token = reading.tokens[place]
    form = fold(token.text)
    if token.kind in ("punct", "mark") or form in _CLAUSE_OPENERS or form in forms:
        return True
    verb = reading.vocabulary.cue_verb_of_form(form)
    return verb is not None and verb.is_speech and not _is_made(token)


def _is_made(token: Token) -> bool:
    """Whether the word is one of the participles, in any gender and number, that tell who made a document."""
    form = fold(token.text).removesuffix("s")
    return not _MADE.isdisjoint((form, form.removesuffix("e"), f"{form}s"))
