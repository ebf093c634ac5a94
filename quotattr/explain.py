"""
Explanations: why a quotation has this kind, speaker and source, in one plain sentence.

Each rule has a template; the quotation's own words fill it. Start reading at `explain_quote`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quotattr.quote import Quote

RULE_TO_REASON = {
    "incise_after": "the incise right behind the marks, “{cue}”, announces it",
    "incise_inside": "the incise inside the marks, “{cue}”, announces it",
    "incise_later": "an incise further on in the sentence, “{cue}”, announces it",
    "colon": "it follows a colon after “{cue}”",
    "named_before_colon": "it follows a colon after the name",
    "que_clause": "it completes “{cue} que”",
    "governing_verb": "it depends on the speech verb “{cue}”",
    "according_to": "“{cue}” says whose words they are",
    "speech_noun": "the noun of speech “{cue}” holds it",
    "weak_verb": "it depends on “{cue}”, which often announces speech",
    "any_verb": "it depends on the verb “{cue}”, which is no word of speech in itself",
    "floating": "nothing announces it, so the last speaker goes on",
    "introduced": "nothing announces it, and this person was brought up just before",
    "nested": "it stands inside a quotation of that speaker",
    "heading": "it is a heading, whose words belong to whoever says them in the text",
    "indirect_que": "“{cue} que” reports it",
    "indirect_incise": "the incise “{cue}” reports it",
    "indirect_according_to": "“{cue}” says whose words are reported",
}
"""Rule → why, with the cue's words to fill in."""


def explain_quote(quote: Quote) -> str:
    """
    Say in one sentence who is taken to speak, why, and through which medium.

    Returns:
        English, one sentence, ended by a full stop.
    """
    if quote.kind == "other":
        return f"No speech: the marks hold a title, a name, a term or irony (confidence {quote.confidence:.2f})."
    reason = RULE_TO_REASON.get(quote.rule, quote.rule.replace("_", " ")).format(cue=quote.cue.text if quote.cue else "")
    return f"{_who(quote)}: {reason}{_through(quote)} (rule {quote.rule}, confidence {quote.confidence:.2f})."


def _who(quote: Quote) -> str:
    speaker = quote.speaker
    if speaker is None:
        return f"Nobody can be named for this {quote.kind} quotation"
    if speaker.text is None or speaker.text == speaker.name:
        return f"Said by {speaker.name}"
    return f"Said by {speaker.name}, here “{speaker.text}”"


def _through(quote: Quote) -> str:
    if quote.source is None:
        return ""
    return f", and it came through {quote.source.name}"
