"""
Incises inside the marks: *«Nous irons, a-t-il promis, dès demain»*.

What stands inside a standing quotation is never parsed, so these are found by forms alone: a
comma or dash (or the *!* of *«Assez ! s’écrie la maire»*), a verb of speech, perhaps an insertion (*pour sa part*, *mardi sur
X*), the subject, and a mark that ends it. Start reading at `find_inner_incise`.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from quotattr.cues import CLITIC_SUBJECTS
from quotattr.entities import Entities
from quotattr.folding import fold
from quotattr.function_words import PREPOSITIONS
from quotattr.tokenizer import Token
from quotattr.vocabulary import Vocabulary

BOUNDARIES = frozenset([",", "–", "—", "-"])
_OPENINGS = BOUNDARIES | {"!", "?", "…", "..."}
"""What an incise may stand behind; behind all but the comma and the dash a sentence goes on with a small letter."""

_CLOSINGS = BOUNDARIES | {".", "!", "?", ";", ":"}
"""What ends an incise that has no more words behind it in its sentence."""

_THIRD_PERSONS = CLITIC_SUBJECTS - {"je", "nous", "vous", "tu"}
_OBLIGATIONS = {
    "il": frozenset("faut fallait faudra faudrait".split()),
    "on": frozenset("faut doit devait devrait".split()),
}
"""By the pronoun behind them, forms of *encore faut-il savoir* and *doit-on répondre*, which report nothing."""

_AUXILIARIES = frozenset("a ont avait avaient aura auront est etait s'est".split())
_BEFORE_VERB = _AUXILIARIES | frozenset("s' se lui aussi encore egalement alors ensuite aussitot".split())
"""Folded words that may stand between the comma and the verb, beside adverbs in *-ment*."""

_PARTICIPLE_ENDINGS = ("é", "ée", "és", "ées", "us", "ues", "is", "ies")
_PRESENT_PARTICIPLE = "ant"

_SUBJECT_OPENERS = frozenset("le la l' un une les ce cet cette ces son sa leur".split())
"""Determiners of a subject behind its verb: no *mes* or *votre*, which would be somebody's own words."""

_GOVERNORS = PREPOSITIONS | frozenset("apres aupres devant lors".split())
"""What they stand in front of is said to, of, or at something, and no subject behind the verb."""

_DEMONSTRATIVES = frozenset("celui celle celui-ci celle-ci".split())
_INSERTED = _GOVERNORS | frozenset("encore aussi hier aujourd'hui ensuite alors ainsi enfin ce".split())
_DAYS = frozenset("lundi mardi mercredi jeudi vendredi samedi dimanche".split())
"""Folded words that open what stands between the verb and its subject."""

_MENTION_ENDS = frozenset("qui que qu' dont depuis dans en avec pour selon sur lors apres avant".split())
"""Folded words that no longer belong to the mention: *ce commerçant installé* *depuis vingt ans*."""

MAX_VERB_TOKENS = 4
"""How far the parts of *s’est-il aussitôt écrié* may stand apart."""

MAX_INSERTED_TOKENS = 9
"""How long the words between verb and subject may be: *, pour sa part,*, *vendredi sur X*."""

MAX_ROLE_TOKENS = 2
"""How far behind its determiner a role may stand: *l’ancien maire*."""

MAX_TAIL_TOKENS = 12
"""How far behind the mention the incise may go on before a mark ends it."""


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
        if found is None and tokens[position].text in _OPENINGS:
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
    if tokens[start].text not in _OPENINGS or not tokens[start + 1].text[:1].islower():
        return None
    if fold(tokens[position - 1].text) in _OBLIGATIONS.get(form.rpartition("-")[2], ()):
        return None
    places = (position - 1, *range(position + 1, min(position + MAX_VERB_TOKENS, content[1])))
    cues = ((place, end) for place in places if (end := _cue_end(tokens, place, vocabulary)) is not None)
    cue = next(cues, None)
    if cue is None or cue[0] < start:
        return None
    verb, end = cue
    return InnerIncise(verb, start + 1, max(end - 1, position), (position, position + 1))


def _with_noun(
    tokens: Sequence[Token], boundary: int, last: int, entities: Entities, vocabulary: Vocabulary
) -> InnerIncise | None:
    """*, assure Marc Dalbret,* and *, a pour sa part promis le maire,* behind the mark at *boundary*."""
    cue = _find_verb(tokens, boundary + 1, last, vocabulary)
    if cue is None:
        return None
    verb, behind = cue
    found = vocabulary.cue_verb_of_form(tokens[verb].text)
    is_weak = behind == verb + 1 and found is not None and found.strength == "weak"
    subject = _find_subject(tokens, behind, last, entities, vocabulary, may_wait=not is_weak)
    if subject is None:
        return None
    first, end = _apposed_name(tokens, subject, last, entities) or subject
    if not _is_closed(tokens, end, last):
        return None
    return InnerIncise(verb, boundary + 1, behind - 1, (first, end))


def _find_verb(tokens: Sequence[Token], first: int, last: int, vocabulary: Vocabulary) -> tuple[int, int] | None:
    """The verb of an incise that opens at *first*, and the token behind its last word; a capital opens none."""
    if first >= last or not tokens[first].text[:1].islower():
        return None
    for verb in range(first, min(first + MAX_VERB_TOKENS, last)):
        form = fold(tokens[verb].text)
        end = _cue_end(tokens, verb, vocabulary)
        if end is not None and form not in _BEFORE_VERB:
            is_compound = any(fold(token.text) in _AUXILIARIES for token in tokens[first:verb])
            return (verb, end) if _can_open(tokens[verb], end - verb, is_compound, vocabulary) else None
        if form not in _BEFORE_VERB and not form.endswith("ment"):
            return None
    return None


def _can_open(token: Token, size: int, is_compound: bool, vocabulary: Vocabulary) -> bool:
    """Whether a cue of *size* words can be an incise's: finite or behind an auxiliary, not *soutenues par le maire*."""
    if token.text.endswith(_PRESENT_PARTICIPLE) or (not is_compound and token.text.endswith(_PARTICIPLE_ENDINGS)):
        return False
    verb = vocabulary.cue_verb_of_form(token.text)
    if size > 1 or verb is None:
        return size > 1
    return verb.takes_incise and verb.strength != "thought" and fold(token.text) != fold(verb.lemma)


def _cue_end(tokens: Sequence[Token], verb: int, vocabulary: Vocabulary) -> int | None:
    """The token behind the cue that begins at *verb*: *déclare*, or *mis en garde*; None if it is no verb of speech."""
    if tokens[verb].kind != "word":
        return None
    for phrase in vocabulary.cue_phrases_from_form(tokens[verb].text):
        end = verb + 1 + len(phrase)
        if [fold(token.text) for token in tokens[verb + 1 : end]] == list(phrase):
            return end
    return verb + 1 if vocabulary.cue_verb_of_form(tokens[verb].text) is not None else None


def _find_subject(
    tokens: Sequence[Token], first: int, last: int, entities: Entities, vocabulary: Vocabulary, may_wait: bool
) -> tuple[int, int] | None:
    """
    The mention of the subject behind a verb of speech.

    If it *may_wait*, something may stand in between: *pour sa part*, *vendredi sur X*, *à l’AFP*.
    """
    if first >= last:
        return None
    reach = min(first + MAX_INSERTED_TOKENS, last) if may_wait and _opens_insertion(tokens, first) else first + 1
    for place in range(first, reach):
        if tokens[place].text in _CLOSINGS and tokens[place].text != ",":
            return None
        if not _is_governed(tokens, first, place) and _is_somebody(tokens, place, last, entities, vocabulary):
            return place, _end_of_mention(tokens, place, last)
    return None


def _is_governed(tokens: Sequence[Token], first: int, place: int) -> bool:
    """Whether a preposition stands before the token, from *first* on: *à la ministre*, *dans Le Monde*."""
    while place > first and fold(tokens[place - 1].text) in _SUBJECT_OPENERS:
        place -= 1
    return place > first and fold(tokens[place - 1].text) in _GOVERNORS


def _opens_insertion(tokens: Sequence[Token], first: int) -> bool:
    """Whether the token opens what may stand between verb and subject: a preposition, an adverb, a day, behind a comma or not."""
    place = first + 1 if tokens[first].text == "," and first + 1 < len(tokens) else first
    form = fold(tokens[place].text)
    return form in _INSERTED or form in _DAYS or form.endswith("ment")


def _end_of_mention(tokens: Sequence[Token], first: int, last: int) -> int:
    """The token behind the mention that begins at *first*."""
    end = first + 1
    while (
        end < last
        and tokens[end].kind in ("word", "number")
        and tokens[end].text not in BOUNDARIES
        and fold(tokens[end].text) not in _MENTION_ENDS
    ):
        end += 1
    return end


def _apposed_name(
    tokens: Sequence[Token], mention: tuple[int, int], last: int, entities: Entities
) -> tuple[int, int] | None:
    """The person named behind a role without a name: *le patron du port,* *Marc Dalbret*; *, le socialiste* *Marc Dalbret*."""
    first, end = mention
    if end >= last or tokens[end].text != "," or any(_person_at(place, entities) for place in range(first, end)):
        return None
    is_apposed = end + 1 < last and fold(tokens[end + 1].text) in _SUBJECT_OPENERS
    places = range(end + 1, min(end + 1 + (MAX_ROLE_TOKENS + 1 if is_apposed else 1), last))
    return next((name for place in places if (name := _person_at(place, entities)) is not None), None)


def _person_at(place: int, entities: Entities) -> tuple[int, int] | None:
    """The tokens of the name of a person that begins at *place*."""
    found = entities.at(place, place + 1)
    return (found[0].first, found[0].last) if found is not None and found[1].kind == "person" else None


def _is_closed(tokens: Sequence[Token], end: int, last: int) -> bool:
    """Whether a mark ends the incise soon behind its mention, or the quotation does."""
    reach = min(end + MAX_TAIL_TOKENS, last)
    return end >= last or any(token.text in _CLOSINGS for token in tokens[end:reach])


def _is_somebody(tokens: Sequence[Token], first: int, last: int, entities: Entities, vocabulary: Vocabulary) -> bool:
    """Whether the tokens name a person or a body: a name, a civility with one, *celle*, or a determiner with a role."""
    form = fold(tokens[first].text)
    if entities.at(first, first + 1) is not None or vocabulary.civility(tokens[first].text) is not None:
        return True
    if form in _DEMONSTRATIVES:
        return True
    if form not in _SUBJECT_OPENERS or first + 1 >= last:
        return False
    if (form, fold(tokens[first + 1].text)) in _PARTS:
        return True
    for token in tokens[first + 1 : min(first + 1 + MAX_ROLE_TOKENS, last)]:
        if token.kind != "word" or fold(token.text) in _GOVERNORS or fold(token.text) in _MENTION_ENDS:
            return False
        if vocabulary.can_speak(token.text, token.text, "NOUN"):
            return True
    return False


_PARTS = frozenset([("l'", "un"), ("l'", "une"), ("un", "autre"), ("une", "autre")])
"""*l’un d’eux*, *une autre*."""
