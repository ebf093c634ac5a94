"""
Sources: through which news medium a quotation reached the article.

The medium must stand in the same sentence as the words or their cue, in a place that says
the words passed through it (`_is_channel`), or be the speaker itself. Start reading at
`find_source`.
"""

from __future__ import annotations

from quotattr.agencies import MediumMention
from quotattr.folding import fold
from quotattr.quote import Source
from quotattr.reading import Draft, Reading

_CHANNEL_WORDS = frozenset(
    "a au aux selon par sur via aupres chez micro antenne plateau colonnes apres d'apres".split()
)
"""Folded words in front of a medium's name (articles and its description skipped) that make it a channel."""

_INTERVIEW_WORDS = frozenset(
    "micro antenne entretien interview colonnes plateau edition invite invitee questions site tribune".split()
)
"""Nouns near by that make *dans*, *pour*, *de*, *avec* a channel: *dans un entretien au Monde*."""

_WEAK_CHANNEL_WORDS = frozenset("dans pour de du avec en".split())

_SKIPPED = frozenset(
    """le la l' les l un une agence agences quotidien journal chaine radio site magazine hebdomadaire television presse
    officielle officiel nos confreres d' etat de information matinale""".split()
)
"""Folded words between the channel word and the name: *à l’agence de presse officielle X*."""

MAX_SKIPPED = 7

_READ_KINDS = ("newspaper", "magazine", "site")
"""What one says something *in*."""


def find_source(reading: Reading, draft: Draft) -> Source | None:
    """
    The medium that carried the words of *draft*, or None.

    A medium that speaks for itself is its own source.
    """
    own = _own_medium(reading, draft)
    if own is not None or draft.setting is None:
        return own
    frame = draft.setting.tree.frame
    mention = draft.mention
    candidates = []
    for medium in reading.media:
        if medium.first < frame.first or medium.first >= frame.last or _is_inside_marks(reading, medium, frame.inside):
            continue
        span = reading.span_of(medium.first, medium.last)
        if mention is not None and mention.overlaps(span):
            return _source(reading, medium)
        if _is_channel(reading, draft, medium):
            candidates.append(medium)
    if not candidates:
        return None
    position = draft.position
    return _source(reading, min(candidates, key=lambda medium: abs(medium.first - position)))


def _own_medium(reading: Reading, draft: Draft) -> Source | None:
    """The source of words that a medium says itself: that medium."""
    if draft.referent is None or draft.referent.kind != "organisation":
        return None
    said = next((medium for medium in reading.media if medium.name == draft.referent.name), None)
    if said is None:
        return None
    mention = draft.mention
    if mention is None:
        return Source(said.name, said.kind, None, None)
    near = [medium for medium in reading.media if medium.name == said.name and not medium.generic]
    spans = [reading.span_of(medium.first, medium.last) for medium in near]
    span = next((span for span in spans if mention.start <= span.start <= mention.end + 1), mention)
    return Source(said.name, said.kind, span.of(reading.text), span)


def _source(reading: Reading, medium: MediumMention) -> Source:
    span = reading.span_of(medium.first, medium.last)
    return Source(medium.name, medium.kind, span.of(reading.text), span)


def _is_inside_marks(reading: Reading, medium: MediumMention, inside: int | None) -> bool:
    """Whether the medium is named within quoted words below the frame's own level."""
    for index, (first, last) in enumerate(reading.places.outer):
        if first <= medium.first < last and (inside is None or reading.quotations[index].parent == inside):
            return True
    return False


def _is_channel(reading: Reading, draft: Draft, medium: MediumMention) -> bool:
    """Whether the words in front of or behind the medium say that speech passed through it."""
    tokens = reading.tokens
    position = medium.first - 1
    while position >= 0 and medium.first - position <= MAX_SKIPPED and _is_description(reading, position):
        position -= 1
    before = fold(tokens[position].text) if position >= 0 else ""
    if before in _CHANNEL_WORDS or (before == "pour" and medium.kind == "agency"):
        return True
    if before == "dans" and medium.kind in _READ_KINDS:
        return True
    if before in _WEAK_CHANNEL_WORDS or fold(tokens[position + 1].text) in _WEAK_CHANNEL_WORDS:
        return _is_interview(reading, position)
    return _reports(reading, medium)


def _is_description(reading: Reading, position: int) -> bool:
    """Whether the token belongs to the words that describe a medium in front of its name."""
    form = fold(reading.tokens[position].text)
    return form in _SKIPPED or reading.vocabulary.is_nationality(form)


def _is_interview(reading: Reading, position: int) -> bool:
    """*dans un entretien au Monde*, *au micro de RTL*, *les colonnes du Figaro*."""
    around = reading.tokens[max(0, position - 6) : position + 2]
    return any(fold(token.text) in _INTERVIEW_WORDS for token in around)


def _reports(reading: Reading, medium: MediumMention) -> bool:
    """*, a rapporté Tass*, *rapporte Le Monde*: a verb of speech right before or behind."""
    near = (*reading.tokens[max(0, medium.first - 3) : medium.first], *reading.tokens[medium.last : medium.last + 3])
    return any(_is_speech_form(reading, token.text) for token in near)


def _is_speech_form(reading: Reading, form: str) -> bool:
    verb = reading.vocabulary.cue_verb_of_form(form)
    return verb is not None and verb.strength == "speech"
