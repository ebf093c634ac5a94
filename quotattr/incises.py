"""
Incises inside the marks: *«Nous irons, a-t-il promis, dès demain»*.

What stands inside a standing quotation is never parsed, so these are found by forms alone: a
comma or dash, a verb of speech that is inverted, its subject, and a comma or dash again. Start
reading at `find_inner_incise`.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from quotattr.cues import CLITIC_SUBJECTS
from quotattr.folding import fold
from quotattr.names import Entities
from quotattr.tokenizer import Token
from quotattr.vocabulary import Vocabulary

BOUNDARIES = frozenset([",", "–", "—", "-"])
_CLOSINGS = BOUNDARIES | {".", "!", "?", ";", ":"}
"""What ends an incise that has no more words behind it in its sentence."""

_CHANNEL_PREPOSITIONS = frozenset("a sur dans".split())
_THIRD_PERSONS = CLITIC_SUBJECTS - {"je", "nous", "vous", "tu"}
_AUXILIARIES = frozenset("a ont avait avaient aura auront est etait s'est".split())
_DETERMINERS = frozenset("le la l' un une les".split())

MAX_VERB_TOKENS = 4
"""How far the parts of *s’est-il aussitôt écrié* may stand apart."""

MAX_SUBJECT_TOKENS = 9
"""How long the subject of an incise may be: *le porte-parole du gouvernement, …*."""


@frozen
class InnerIncise:
    """
    An incise among the tokens of a content.

    Attributes:
        verb: Index of the token that carries the cue.
        first: Index of the first token of the cue.
        last: Index of its last token.
        speaker: Tokens of the mention: first, and after the last.
    """

    verb: int
    first: int
    last: int
    speaker: tuple[int, int]


def find_inner_incise(
    tokens: Sequence[Token], content: tuple[int, int], entities: Entities, vocabulary: Vocabulary
) -> InnerIncise | None:
    """
    The first incise in the content of a quotation, or None.

    Args:
        tokens: The article's tokens.
        content: First token of the content, and the one after its last.
        entities: The article's names.
        vocabulary: For verbs of speech and roles.
    """
    first, last = content
    for position in range(first + 1, last):
        found = _with_pronoun(tokens, position, content, vocabulary)
        if found is None and tokens[position].text in BOUNDARIES:
            found = _with_noun(tokens, position, last, entities, vocabulary)
        if found is not None:
            return found
    return None


def _with_pronoun(
    tokens: Sequence[Token], position: int, content: tuple[int, int], vocabulary: Vocabulary
) -> InnerIncise | None:
    """*, a-t-il promis,* with its clitic at *position*."""
    form = fold(tokens[position].text)
    if not form.startswith("-") or form.rpartition("-")[2] not in _THIRD_PERSONS:
        return None
    start = position - 1
    while start > content[0] and tokens[start].kind == "word" and position - start < MAX_VERB_TOKENS:
        start -= 1
    if tokens[start].text not in BOUNDARIES:
        return None
    places = (position - 1, *range(position + 1, min(position + MAX_VERB_TOKENS, content[1])))
    verb = next((place for place in places if _is_cue(tokens[place], vocabulary)), None)
    if verb is None or verb < start:
        return None
    return InnerIncise(verb, start + 1, max(verb, position), (position, position + 1))


def _with_noun(
    tokens: Sequence[Token], boundary: int, last: int, entities: Entities, vocabulary: Vocabulary
) -> InnerIncise | None:
    """*, assure Marc Dalbret,* and *, a promis le maire,* behind the comma or dash at *boundary*."""
    verb = boundary + 1
    if verb < last and fold(tokens[verb].text) in _AUXILIARIES:
        verb += 1
    if verb + 1 >= last or not _is_speech(tokens[verb], vocabulary):
        return None
    subject = _after_channel(tokens, verb + 1, vocabulary)
    end = subject
    while end < last and tokens[end].text not in BOUNDARIES and tokens[end].kind in ("word", "number"):
        end += 1
    is_closed = (end >= last or tokens[end].text in _CLOSINGS) and subject < end <= subject + MAX_SUBJECT_TOKENS
    if not is_closed or not _is_somebody(tokens, subject, end, entities, vocabulary):
        return None
    return InnerIncise(verb, boundary + 1, verb, (subject, end))


def _after_channel(tokens: Sequence[Token], position: int, vocabulary: Vocabulary) -> int:
    """Where the subject begins of *, a promis à l’AFP le maire,*: behind the preposition and the medium."""
    if position >= len(tokens) or fold(tokens[position].text) not in _CHANNEL_PREPOSITIONS:
        return position
    first = position + 1
    for start in (first, first + 1) if fold(tokens[first].text) in _DETERMINERS else (first,):
        for last in range(start + vocabulary.longest_medium_from(tokens[start].text), start, -1):
            if vocabulary.medium_of_words([token.text for token in tokens[start:last]]) is not None:
                return last
    return position


def _is_somebody(tokens: Sequence[Token], first: int, last: int, entities: Entities, vocabulary: Vocabulary) -> bool:
    """Whether the tokens name a person or a body: a name, a civility with one, or a determiner with a role."""
    if entities.at(first, first + 1) is not None or vocabulary.civility(tokens[first].text) is not None:
        return True
    opens_group = fold(tokens[first].text) in _DETERMINERS and first + 1 < last
    return opens_group and vocabulary.can_speak(tokens[first + 1].text, tokens[first + 1].text, "NOUN")


def _is_cue(token: Token, vocabulary: Vocabulary) -> bool:
    return token.kind == "word" and vocabulary.cue_verb_of_form(token.text) is not None


def _is_speech(token: Token, vocabulary: Vocabulary) -> bool:
    verb = vocabulary.cue_verb_of_form(token.text) if token.kind == "word" else None
    return verb is not None and verb.strength == "speech"
