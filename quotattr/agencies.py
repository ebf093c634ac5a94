"""
Agencies: which news medium the words came through.

A medium is found on the surface by its names in the lexicon (*Tass*, *Le Monde*), or as a
generic noun with a nationality (*l’agence russe*). It is a source when the sentence says
that the words passed through it: *a-t-il dit à l’AFP*, *selon KCNA*, *a rapporté Tass*,
*dans un entretien au Monde*. Start reading at `find_source`.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from quotattr.folding import fold
from quotattr.vocabulary import Vocabulary, Medium
from quotattr.tokenizer import Token

_ARTICLES = frozenset(["le", "la", "l'", "les", "au", "aux", "du", "des"])

SOURCE_OPENERS = frozenset(
    [
        "a", "au", "aux", "selon", "par", "sur", "dans", "pour", "apres", "de", "du", "des", "aupres", "via",
        "micro", "antenne", "plateau", "colonnes", "chez", "en", "avec", "a-t-il",
    ]
)  # fmt: skip


@frozen
class MediumMention:
    """
    A medium on the surface.

    Attributes:
        first: Index of its first token.
        last: Index after its last one.
        name: Canonical name.
        kind: agency, newspaper, television …
        generic: Whether it is named only by what it is (*l’agence russe*, *le quotidien*).
    """

    first: int
    last: int
    name: str
    kind: str
    generic: bool = False


def find_media(text: str, tokens: Sequence[Token], vocabulary: Vocabulary) -> list[MediumMention]:
    """
    Find the media named in an article, longest name first at each place, in reading order.

    Names that are common words as well (*Le Monde*, *La Croix*, *AP*) count only with the very
    capitals of the lexicon, and after the article or preposition that their kind asks for.
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
    if tokens[first].kind not in ("word", "number", "url"):
        return None
    for last in range(min(first + vocabulary.longest_medium, len(tokens)), first, -1):
        forms = [token.text for token in tokens[first:last]]
        medium = vocabulary.medium_of_words(forms)
        if medium is not None and _is_meant(tokens, first, last, medium, vocabulary):
            return MediumMention(first, last, medium.name, medium.kind)
    return None


def _is_meant(tokens: Sequence[Token], first: int, last: int, medium: Medium, vocabulary: Vocabulary) -> bool:
    """Whether these words mean the medium, not the common word that they also are."""
    forms = [token.text for token in tokens[first:last]]
    if not any(form[:1].isupper() or form[:1].isdigit() for form in forms):
        return False
    if not medium.ambiguous:
        return True
    if forms[0] in ("Le", "La", "Les", "L’", "L'") and len(forms) > 1:
        opens_sentence = first == 0 or tokens[first - 1].text in (".", "!", "?", "…") or tokens[first - 1].kind == "mark"
        return not opens_sentence or forms[-1][:1].isupper()
    before = fold(tokens[first - 1].text) if first else ""
    if len(forms) == 1 and forms[0].isupper():
        return before in ("l'", "a", "par", "selon", "agence") or (0 < first and last < len(tokens) and tokens[first - 1].text == "(" and tokens[last].text == ")")
    before2 = fold(tokens[first - 2].text) if first > 1 else ""
    return before in ("au", "du", "journal", "quotidien", "magazine", "hebdomadaire", "site", "radio", "chaine", "agence", "selon") or (
        before in ("a", "par", "selon", "dans") and forms[0][:1].isupper()
    ) or (before in ("le", "la", "l'") and before2 in ("dans", "selon", "pour", "par", "a", "quotidien", "journal"))


def _generic_at(text: str, tokens: Sequence[Token], first: int, vocabulary: Vocabulary) -> MediumMention | None:
    """*l’agence russe*, *la télévision d’État*, *médias officiels de Pyongyang*."""
    noun = vocabulary.media_noun(tokens[first].text)
    if noun is None:
        return None
    last = first + 1
    adjectives = []
    while last < len(tokens) and last - first < 6:
        form = fold(tokens[last].text)
        if tokens[last].kind != "word":
            break
        if vocabulary.is_nationality(form) or form in ("officiel", "officielle", "officiels", "officielles", "publique", "public", "publics", "locale", "locaux", "locale", "officieuse", "semi-officielle", "espagnols"):
            adjectives.append(form)
            last += 1
        elif form in ("d'", "de") and last + 1 < len(tokens) and fold(tokens[last + 1].text) in vocabulary.places | {"etat", "presse", "information", "informations"}:
            last += 2
        else:
            break
    default = next((medium for form in adjectives if (medium := vocabulary.default_agency(form)) is not None), None)
    if default is not None and noun.kind == "agency":
        return MediumMention(first, last, default.name, default.kind, generic=True)
    if noun.is_collective and last > first + 1 or noun.kind == "agency":
        name = text[tokens[first].start : tokens[last - 1].end]
        return MediumMention(first, last, name, noun.kind, generic=True)
    return None
