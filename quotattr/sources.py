"""
Sources: through which news medium a quotation reached the article.

The medium must stand in the same sentence as the words or their cue, in a place that says
the words passed through it (`_is_channel`), or be the speaker itself. Start reading at
`find_source`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quotattr.agencies import MediumMention
from quotattr.folding import fold
from quotattr.quote import Source
from quotattr.spans import Span

if TYPE_CHECKING:
    from quotattr.attribution import Draft, Reading

_CHANNEL_WORDS = frozenset(
    "a au aux selon par sur dans pour aupres via micro antenne plateau colonnes chez d'apres apres avec de du".split()
)
"""Folded words in front of a medium's name (articles skipped) that make it a channel."""

_SKIPPED = frozenset("le la l' les l un une agence agences quotidien journal chaine radio site magazine hebdomadaire television presse officielle officiel nos confreres".split())
_REPORTING = frozenset("rapporte rapportent rapporté indique annonce écrit révèle relate note cite citant cité relaie raconte précise ajoute affirme souligne".split())


def find_source(reading: Reading, draft: Draft) -> Source | None:
    """
    The medium that carried the words of *draft*, or None.

    A medium that speaks for itself is its own source.
    """
    if draft.setting is None:
        return None
    frame = draft.setting.tree.frame
    mention = draft.mention
    candidates = []
    for medium in reading.media:
        if medium.first < frame.first or medium.first >= frame.last or _is_inside_marks(reading, medium, frame.inside):
            continue
        span = Span(reading.tokens[medium.first].start, reading.tokens[medium.last - 1].end)
        if mention is not None and mention.overlaps(span):
            return _source(reading, medium)
        if _is_channel(reading, draft, medium):
            candidates.append(medium)
    if not candidates:
        return None
    position = draft.position
    return _source(reading, min(candidates, key=lambda medium: abs(medium.first - position)))


def _source(reading: Reading, medium: MediumMention) -> Source:
    span = Span(reading.tokens[medium.first].start, reading.tokens[medium.last - 1].end)
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
    skipped = 0
    while position >= 0 and fold(tokens[position].text) in _SKIPPED and skipped < 5:
        position -= 1
        skipped += 1
    before = fold(tokens[position].text) if position >= 0 else ""
    first_form = fold(tokens[medium.first].text)
    if before in _CHANNEL_WORDS or first_form in ("selon",):
        return before not in ("de", "du", "avec", "pour", "dans") or _is_interview(reading, position)
    return _reports(reading, medium)


def _is_interview(reading: Reading, position: int) -> bool:
    """*dans un entretien au Monde*, *au micro de RTL*, *pour Le Monde*, *les colonnes du Figaro*."""
    forms = {fold(token.text) for token in reading.tokens[max(0, position - 5) : position + 1]}
    return bool(forms & {"micro", "antenne", "entretien", "interview", "colonnes", "plateau", "edition", "invite", "invitee", "dans", "questions", "site"})


def _reports(reading: Reading, medium: MediumMention) -> bool:
    """*, a rapporté Tass*, *rapporte Le Monde*: a verb of reporting right before or behind."""
    tokens = reading.tokens
    near = tokens[max(0, medium.first - 4) : medium.first] + tokens[medium.last : medium.last + 4]  # type: ignore[operator]
    return any(token.text.casefold() in _REPORTING for token in near)
