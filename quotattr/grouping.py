"""
Grouping: which drafts are headings, and which are parts of one utterance.

Start reading at `prepare`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quotattr.marks import OPENING_CURLY, OPENING_GUILLEMETS
from quotattr.reading import Draft, Reading
from quotattr.spans import Span
from quotattr.tokenizer import Token

MAX_HEADING_TOKENS = 30
"""A paragraph longer than this is no heading."""


def prepare(reading: Reading, drafts: Sequence[Draft]) -> list[Draft]:
    """Drafts in reading order, headings marked, the segments of one utterance joined."""
    ordered = sorted(drafts, key=lambda draft: (draft.position, -draft.segments[-1].end))
    mark_headings(reading, ordered)
    joined = join_segments(reading, ordered)
    find_outer(reading, joined)
    return joined


def find_outer(reading: Reading, drafts: Sequence[Draft]) -> None:
    """Put on each nested draft the one whose words it stands in, the shortest if several do."""
    holding = {span: draft for draft in drafts if draft.quotation is not None for span in draft.segments}
    for draft in drafts:
        around = [holding[span] for span in _spans_around(reading, draft) if holding.get(span, draft) is not draft]
        draft.outer = min(around, key=lambda other: other.segments[0].length, default=None)


def _spans_around(reading: Reading, draft: Draft) -> Iterator[Span]:
    """The contents of the quotations around the draft's own, the nearest first."""
    parent = reading.quotations[draft.quotation].parent if draft.quotation is not None else None
    while parent is not None:
        yield reading.quotations[parent].span
        parent = reading.quotations[parent].parent


def mark_headings(reading: Reading, drafts: Sequence[Draft]) -> None:
    """
    Mark the headings among *drafts*.

    A short paragraph of its own that is wholly quoted, or ends on the quotation after a colon, is one, and what the
    page ran together with the text below it: *«Nous tiendrons !»Pas question de reculer*. None that mentions its speaker
    is: *La maire: «Nous tiendrons»* may be a line of a dialogue.
    """
    last_paragraph = reading.sentences[-1].paragraph if reading.sentences else 0
    for draft in drafts:
        if draft.quotation is None:
            continue
        if _is_run_into_text(reading, draft.quotation):
            draft.is_heading, draft.kind = True, "direct"
            draft.cue, draft.cue_span, draft.cue_lemma = None, None, ""
            draft.speaker, draft.mention_tokens = None, None
            continue
        if draft.cue is not None or draft.speaker is not None:
            continue
        tokens = reading.paragraph_tokens(reading.quotations[draft.quotation].paragraph)
        if tokens is None or tokens[1] - tokens[0] > MAX_HEADING_TOKENS:
            continue
        ends_with_stop = reading.tokens[tokens[1] - 1].text == "."
        if reading.quotations[draft.quotation].paragraph < last_paragraph and not ends_with_stop:
            draft.is_heading = True


def _is_run_into_text(reading: Reading, quotation: int) -> bool:
    """Whether the marks end what opens a paragraph, and a sentence begins right behind them, without a blank."""
    first, last = reading.places.outer[quotation]
    if last >= len(reading.tokens) or reading.tokens[last].start > reading.tokens[last - 1].end:
        return False
    behind = reading.tokens[last].text
    if reading.tokens[last - 1].kind != "mark" or not (
        behind[:1].isupper() or behind in OPENING_GUILLEMETS | OPENING_CURLY
    ):
        return False
    start = reading.paragraph_tokens(reading.quotations[quotation].paragraph)
    return start is not None and first - start[0] <= MAX_WORDS_BEFORE and last - start[0] <= MAX_HEADING_TOKENS


MAX_WORDS_BEFORE = 6
"""Words of a heading in front of its marks: *Campagne «vulgaire»*."""


def join_segments(reading: Reading, drafts: list[Draft]) -> list[Draft]:
    """
    Make one draft of the parts of one utterance.

    ``«A», dit X, «b»`` joined by commas, and a quotation that paragraphs carry on.
    """
    result: list[Draft] = []
    by_quotation: dict[int, Draft] = {}
    for draft in drafts:
        target = _carried_over(reading, draft, by_quotation) or _interrupted(reading, draft, result)
        if target is None:
            result.append(draft)
            target = draft
        else:
            target.segments.extend(draft.segments)
            if target.cue is None and draft.cue is not None:
                for name in (
                    "setting",
                    "cue",
                    "cue_span",
                    "cue_lemma",
                    "speaker",
                    "mentions",
                    "rule",
                    "mention_tokens",
                ):
                    setattr(target, name, getattr(draft, name))
            target.speech = target.speech or draft.speech
            target.kind = "direct" if "direct" in (target.kind, draft.kind) else target.kind
        if draft.quotation is not None:
            by_quotation[draft.quotation] = target
    return result


def _carried_over(reading: Reading, draft: Draft, by_quotation: dict[int, Draft]) -> Draft | None:
    if draft.quotation is None:
        return None
    continues = reading.quotations[draft.quotation].continues
    return by_quotation.get(continues) if continues is not None else None


def _interrupted(reading: Reading, draft: Draft, before: Sequence[Draft]) -> Draft | None:
    """The draft that this one goes on with, after an incise between commas in the same sentence."""
    if draft.setting is None or draft.quotation is None or not before:
        return None
    last = before[-1]
    if (
        last.setting is None
        or last.setting.tree is not draft.setting.tree
        or last.quotation is None
        or last.rule != "incise_after"
    ):
        return None
    between = reading.tokens[reading.places.outer[last.quotation][1] : reading.places.outer[draft.quotation][0]]
    goes_on = draft.cue is None or draft.rule in _RULES_THAT_GO_ON
    return last if goes_on and _is_incise_between(between) else None


_RULES_THAT_GO_ON = ("incise_after", "incise_before", "any_verb", "governing_verb", "weak_verb")
"""What the rules may take for the cue of a second half: the incise that interrupts the two, or a verb of its own."""


def _is_incise_between(between: Sequence[Token]) -> bool:
    """Whether the tokens between two quotations are an incise: commas or dashes at both ends, no stop within."""
    return (
        bool(between)
        and between[0].text in (",", "–", "-")
        and between[-1].text in (",", "–", "-")
        and not any(token.text in (".", ":", ";") for token in between)
    )
