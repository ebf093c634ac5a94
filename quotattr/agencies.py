"""
Agencies: the news media that an article names.

A medium is found on the surface by its names in the lexicon (*Tass*, *Le Monde*), or as a
generic noun that says whose it is (*l’agence russe*, *les médias officiels de Pyongyang*).
Whether it carried somebody's words is decided later, by `quotattr.sources`. Start reading at
`find_media`.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from quotattr.folding import fold
from quotattr.lexicons import Medium, MediumName
from quotattr.tokenizer import Token
from quotattr.vocabulary import Vocabulary

CONTRACTED_ARTICLES = {"au": "le", "aux": "les", "du": "le"}
"""
*au Monde*, *du Figaro* have lost the article of the medium's name to the contraction. Not *des*: most
*des* are no article of a name (le ministère des Affaires étrangères).
"""

SOURCE_SLOTS = frozenset("a au aux selon par sur dans pour apres d'apres du de l' la le".split())
"""Folded words in front of a name that needs a source slot to be trusted."""

_QUALIFIERS = frozenset(
    """officiel officielle officiels officielles public publique publics publiques local locale locaux locales
    national nationale nationaux nationales privee privees""".split()
)
_OWNERS = frozenset(["etat", "presse", "information", "informations"])
_COLLECTIVE_KINDS = ("press", "television", "radio")
"""Kinds of medium that *d’État*, *publique* or a nationality identifies well enough to be a source."""

MAX_GENERIC_TOKENS = 6
"""A generic mention has at most this many tokens: *l’agence de presse officielle chinoise*."""


@frozen
class MediumMention:
    """
    A medium on the surface.

    Attributes:
        first: Index of its first token.
        last: Index after its last one.
        name: Canonical name.
        kind: agency, newspaper, television …
        generic: Whether it is named only by what it is (*l’agence russe*).
    """

    first: int
    last: int
    name: str
    kind: str
    generic: bool = False


def find_media(text: str, tokens: Sequence[Token], vocabulary: Vocabulary) -> list[MediumMention]:
    """
    Find the media named in an article, longest name first at each place, in reading order.

    Names that are common words as well (*Le Monde*, *La Croix*, *AP*) count only with the
    capitals of the lexicon, and some only in a place where a source would stand.
    """
    found: list[MediumMention] = []
    position = 0
    while position < len(tokens):
        mention = _named_at(tokens, position, vocabulary) or _generic_at(text, tokens, position, vocabulary)
        if mention is None:
            position += 1
        else:
            found.append(mention)
            position = mention.last
    return found


def _named_at(tokens: Sequence[Token], first: int, vocabulary: Vocabulary) -> MediumMention | None:
    """The medium whose name begins at the token *first*, its contracted article restored."""
    if tokens[first].kind not in ("word", "number", "url"):
        return None
    before = fold(tokens[first - 1].text) if first else ""
    article = CONTRACTED_ARTICLES.get(before)
    longest = vocabulary.longest_medium_from(tokens[first].text)
    for last in range(min(first + longest, len(tokens)), first, -1):
        forms = [token.text for token in tokens[first:last]]
        if not any(form[:1].isupper() or form[:1].isdigit() for form in forms):
            continue
        name = vocabulary.medium_of_words(forms)
        if name is None and article is not None:
            name = vocabulary.medium_of_words([article.capitalize(), *forms])
        if name is not None and _is_trusted(tokens, first, last, name, vocabulary):
            return MediumMention(first, last, name.medium.name, name.medium.kind)
    return None


def _is_trusted(tokens: Sequence[Token], first: int, last: int, name: MediumName, vocabulary: Vocabulary) -> bool:
    """Whether the place allows a name that is also a common word."""
    if not name.needs_source_slot:
        return True
    before = fold(tokens[first - 1].text) if first else ""
    in_brackets = before == "(" and last < len(tokens) and tokens[last].text == ")"
    if before in SOURCE_SLOTS or in_brackets or vocabulary.media_noun(before) is not None:
        return True
    is_pronoun = last - first == 1 and fold(tokens[first].text) in vocabulary.function_words
    return not is_pronoun and (_speaks(tokens, last, vocabulary) or _is_said_by(tokens, first, vocabulary))


def _is_said_by(tokens: Sequence[Token], position: int, vocabulary: Vocabulary) -> bool:
    """Whether the name is the subject of an incise: *», tranche Libération*."""
    if position < 2 or vocabulary.cue_verb_of_form(tokens[position - 1].text) is None:
        return False
    return tokens[position - 2].text == "," or tokens[position - 2].kind == "mark"


def _speaks(tokens: Sequence[Token], position: int, vocabulary: Vocabulary) -> bool:
    """Whether the token is a verb that is nearly always speech: *Libération dénonce*."""
    verb = vocabulary.cue_verb_of_form(tokens[position].text) if position < len(tokens) else None
    return verb is not None and verb.strength == "speech"


def _generic_at(text: str, tokens: Sequence[Token], first: int, vocabulary: Vocabulary) -> MediumMention | None:
    """*l’agence russe*, *la télévision d’État*, *les médias officiels de Pyongyang*."""
    noun = vocabulary.media_noun(tokens[first].text)
    if noun is None:
        return None
    last, agency = _generic_end(tokens, first, vocabulary)
    if last < len(tokens) and _named_at(tokens, last, vocabulary) is not None:
        return None
    if agency is not None and noun.kind == "agency":
        return MediumMention(first, last, agency.name, agency.kind, generic=True)
    if last > first + 1 and (noun.is_plural or noun.kind in _COLLECTIVE_KINDS):
        return MediumMention(first, last, text[tokens[first].start : tokens[last - 1].end], noun.kind, generic=True)
    return None


def _generic_end(tokens: Sequence[Token], first: int, vocabulary: Vocabulary) -> tuple[int, Medium | None]:
    """Where the words that say whose medium it is end, and the agency that its nationality means."""
    last, agency = first + 1, None
    while last < len(tokens) and last - first < MAX_GENERIC_TOKENS and tokens[last].kind == "word":
        form = fold(tokens[last].text)
        following = tokens[last + 1].text if last + 1 < len(tokens) else ""
        if vocabulary.is_nationality(form) or form in _QUALIFIERS:
            agency = agency or vocabulary.default_agency(form)
            last += 1
        elif form in ("d'", "de") and (fold(following) in _OWNERS or _is_owner_place(tokens, last + 1, vocabulary)):
            last += 2
        else:
            break
    return last, agency


def _is_owner_place(tokens: Sequence[Token], position: int, vocabulary: Vocabulary) -> bool:
    """*médias officiels de Pyongyang*; not *l’antenne de France Inter*."""
    if position >= len(tokens) or _named_at(tokens, position, vocabulary) is not None:
        return False
    return vocabulary.is_place_of_power(tokens[position].text)
