"""
Answers: everybody who may have said a quotation, with how likely that is.

A settled draft has one speaker: the likeliest person behind the likeliest mention. Each other mention that the ranking
thinks possible, and each other person whom a mention may stand for, is an answer too. Start reading at `find_answers`.
"""

from __future__ import annotations

from collections.abc import Iterator

from quotattr.implied import Hearing
from quotattr.ranking import NOBODY
from quotattr.reading import Answer, Draft, Reading
from quotattr.referents import Referent, nobody_at
from quotattr.spans import Span

MAX_MENTIONS = 4
MIN_PROBABILITY = 0.05
"""Mentions that are further down, or less likely, are not resolved: that takes time, and they hardly ever are the speaker's."""


def find_answers(reading: Reading, draft: Draft, hearing: Hearing) -> list[Answer]:
    """
    Everybody who may have said a quotation that has just been settled, one answer a name; the one without a name is nobody.

    Args:
        reading: The article.
        draft: The quotation, with the speaker that was chosen.
        hearing: As it stood when the quotation was settled.
    """
    found: dict[str, Answer] = {}
    for probability, referent, mention, way in _ways(reading, draft, hearing):
        for other in (referent, *referent.rivals):
            known = found.get(other.name)
            likely = probability * other.probability
            told = Answer(other, mention, likely, f"{way}_{other.how}")
            found[other.name] = told if known is None else _together(known, told)
    return list(found.values())


def _together(one: Answer, other: Answer) -> Answer:
    """One answer of two that have the same name: the likelier mention, and the chances of both."""
    best = max(one, other, key=lambda answer: answer.probability)
    return Answer(best.referent, best.mention, one.probability + other.probability, best.way)


def _ways(reading: Reading, draft: Draft, hearing: Hearing) -> Iterator[tuple[float, Referent, Span | None, str]]:
    """Each mention that may be the speaker's, and none: how likely, who that is, where it stands, and how it was found."""
    chosen = draft.speaker.index if draft.speaker is not None else NOBODY
    settled = draft.referent or draft.implied or nobody_at(draft.position)
    probability = draft.speaker_probability if draft.mentions else 1.0
    way = "certain" if not draft.mentions else "implied" if chosen == NOBODY else "mentioned"
    yield probability, settled, draft.mention, way
    for probability, word in draft.mentions[:MAX_MENTIONS]:
        if word == chosen or probability < MIN_PROBABILITY:
            continue
        if word == NOBODY:
            yield probability, hearing.if_implied(draft), None, "implied"
        elif draft.setting is not None:
            resolved = hearing.peek(draft.setting.tree, word)
            if resolved is not None:
                referent, (first, last) = resolved
                yield probability, referent, reading.mention_span(first, last), "mentioned"
