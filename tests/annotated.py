"""Invented articles, annotated, for what learns from such."""

from __future__ import annotations

import re

SPEECH_RE = re.compile("«(.*?)»")

NAMES = ("Marc Dalbret", "Paul Corvisart", "Boris Taranov", "Karim Salah", "Hugo Petit", "Louis Brun")


def annotated_article(name: str) -> dict:
    """An invented article of four marks, three of which somebody says, and its gold."""
    text = (
        f"Le directeur du port, {name}, a visité Brizay. «La digue tiendra tout l’hiver», a-t-il assuré. "
        f"Le directeur a aussi dénoncé «un vrai gâchis». Un bateau «kayak» est passé. «Nous verrons bien», a dit {name}."
    )
    marks = [match.span(1) for match in SPEECH_RE.finditer(text)]
    mentions = [text.index("il assuré"), text.index("Le directeur a"), None, text.rindex(name)]
    widths = [2, len("Le directeur"), 0, len(name)]
    quotes = []
    cues = ["a-t-il assuré", "a aussi dénoncé", None, "a dit"]
    for span, start, width, cue in zip(marks, mentions, widths, cues, strict=True):
        speaker = None if start is None else {"name": name, "aliases": [], "mentions": [[start, start + width]]}
        kind = "other" if start is None else "direct"
        place = None if cue is None else [text.index(cue), text.index(cue) + len(cue)]
        quotes.append({"kind": kind, "segments": [list(span)], "speaker": speaker, "cue": place, "source": None})
    return {"id": name, "text": text, "quotes": quotes}
