"""
Explanations: why a quotation has this kind, speaker and source, in one plain sentence.

Each rule has a reason; the quotation's own words fill it in. Start reading at `explain_quote`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quotattr.quote import Cue, Hedge, Quote, Reporter

RULE_TO_REASON = {
    "incise_after": "the incise right behind the marks, “{cue}”, announces it",
    "incise_inside": "the incise inside the marks, “{cue}”, announces it",
    "incise_before": "the incise right before the marks, “{cue}”, announces it",
    "incise_later": "an incise further on in the sentence, “{cue}”, announces it",
    "colon": "it follows the colon after “{cue}”",
    "que_clause": "it completes “{cue} que”",
    "governing_verb": "it depends on “{cue}”, which announces speech",
    "according_to": "“{cue}” says whose words they are",
    "according_to_beside": "“{cue}”, right beside the marks, says whose words they are",
    "speaker_verb": "no rule found a cue, but the mention that fits best is the subject of “{cue}”, which announces speech",
    "speaker_preposition": "no rule found a cue, but the mention that fits best stands behind “{cue}”",
    "speech_noun": "it belongs to the noun “{cue}”, which stands for somebody's words",
    "weak_verb": "it depends on “{cue}”, which often announces speech",
    "ranked_cue": "of all words that may announce it, “{cue}” fits best",
    "any_verb": "it depends on the verb “{cue}”, which does not announce speech by itself",
    "floating": "nothing announces it, so it goes on with the last speaker",
    "introduced": "nothing announces it, so it goes to the person the text is about just there",
    "nested": "it stands inside a quotation of the same speaker",
    "heading": "it is a heading, whose words belong to whoever says them in the text",
    "indirect_que": "“{cue} que” reports it",
    "indirect_incise": "the incise “{cue}” reports it",
    "indirect_according_to": "“{cue}” says whose words are reported",
    "indirect_comme": "“comme {cue}” says whose words are reported",
    "reporter_que": "“{cue} que” says so",
    "reporter_according_to": "“{cue}” says so",
    "reporter_incise": "the incise “{cue}” says so",
    "reporter_cited": "“{cue} par” says so",
    "reporter_outer": "whose own words these stand in",
}
"""Rule → why, with the words of the cue to fill in. docs/rules.md tells of each; ``reporter_…`` find a `Reporter`."""

ADDED_REASON = "“{cue}” announces it, says a rule that was added"
"""Of a rule that quotattr does not ship."""

HEDGE_TO_CAUTION: dict[Hedge, str] = {
    "conditional": "the conditional leaves open whether it was said",
    "negated": "the article says that it was not said",
    "denied": "the speaker rejects it",
    "question": "it is asked, not stated",
    "hearsay": "it is told as hearsay",
}
"""Hedge → what a reader must not overlook."""

_MENTIONED_REASON = "no cue announces it, and of the mentions in reach this one fits best"
"""Of a quotation without a cue whose speaker is mentioned all the same: *Le maire: «Assez !»*."""

_NOBODY_REASON = "nothing announces it, and it is likelier that nobody in the article said it than that anybody did"


def explain_quote(quote: Quote) -> str:
    """
    Say in one sentence who is taken to speak, why, and through which medium.

    Returns:
        English, one sentence, ended by a full stop.
    """
    if quote.kind == "other":
        return (
            f"No speech: the marks seem to hold a title, a name, a term or irony (confidence {quote.confidence:.2f})."
        )
    said = f"{_who(quote)}: {_why(quote)}{_through(quote)}{_by_way_of(quote)}{_cautions(quote.hedges)}"
    return f"{said} (rule {quote.rule}, confidence {quote.confidence:.2f})."


def _who(quote: Quote) -> str:
    speaker = quote.speaker
    if speaker is None:
        return f"Nobody can be named for this {quote.kind} quotation"
    if speaker.text is None or speaker.text == speaker.name:
        return f"Said by {speaker.name}"
    return f"Said by {speaker.name}, here “{speaker.text}”"


def _why(quote: Quote) -> str:
    """The reason of the rule; of a floating quotation, what it really rests on."""
    if quote.cue is None and quote.rule == "floating":
        if quote.speaker is None:
            return _NOBODY_REASON
        if quote.speaker.text is not None:
            return _MENTIONED_REASON
    return _reason(quote.rule, quote.cue)


def _reason(rule: str, cue: Cue | None) -> str:
    reason = RULE_TO_REASON.get(rule, ADDED_REASON)
    return reason.format(cue=cue.text if cue else "…")


def _through(quote: Quote) -> str:
    source, speaker = quote.source, quote.speaker
    if source is None:
        return ""
    if speaker is not None and source.name == speaker.name:
        return ", and it is a medium speaking for itself"
    return f", and it came through {source.name}"


def _by_way_of(quote: Quote) -> str:
    """Who passed it on, outermost first."""
    links = ", then ".join(_link(reporter) for reporter in quote.chain)
    return f"; by way of {links}" if links else ""


def _link(reporter: Reporter) -> str:
    return f"{reporter.name}, {_reason(reporter.rule, reporter.cue)}{_cautions(reporter.hedges)}"


def _cautions(hedges: tuple[Hedge, ...]) -> str:
    """What to be careful of."""
    return f"; but {' and '.join(HEDGE_TO_CAUTION[hedge] for hedge in hedges)}" if hedges else ""
