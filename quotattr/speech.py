"""
Speech or not: whether marked words are somebody's, or a title, a nickname, a term, irony.

`speech_features` describes a quotation in a few dozen yes-or-no facts; `is_speech` weighs
them with the weights of ``lexicon/speech_weights.tsv``, fitted on annotated articles.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from quotattr.folding import fold
from quotattr.reading import Draft, Reading
from quotattr.vocabulary import Vocabulary

_NAMING = frozenset(
    """dit dite dits dites baptise baptisee baptises surnomme surnommee intitule intitulee intitules nomme nommee appele
    appelee appeles titre titree rebaptise""".split()
)
"""Folded participles in front of a name, a title, a nickname."""

_NAMING_NOUNS = frozenset(
    """livre film album roman operation projet programme nom titre mot terme expression label emission collectif
    mouvement association article chanson serie spectacle exposition plan dispositif loi concept formule""".split()
)
"""Folded nouns that a title or a term in marks goes with."""


def speech_features(reading: Reading, draft: Draft, counts: Mapping[str, int]) -> dict[str, float]:
    """
    What tells speech from other marks, as named facts.

    Args:
        reading: The article.
        draft: The quotation, with its cue.
        counts: How often each folded content is quoted in the article.

    Returns:
        Feature name → value; absent means 0.
    """
    assert draft.quotation is not None
    first, last = reading.places.content[draft.quotation]
    outer_first, outer_last = reading.places.outer[draft.quotation]
    tokens = reading.tokens
    content = draft.segments[0].of(reading.text)
    forms = [token.text for token in tokens[first:last]]
    words = [form for form in forms if form[:1].isalpha()]
    before = fold(tokens[outer_first - 1].text) if outer_first else ""
    before2 = fold(tokens[outer_first - 2].text) if outer_first > 1 else ""
    after = tokens[outer_last].text if outer_last < len(tokens) else ""
    features = {
        "bias": 1.0,
        f"words_{_bucket(len(words))}": 1.0,
        f"rule_{draft.cue.rule if draft.cue else 'none'}": 1.0,
        f"speaker_{draft.speaker.rule if draft.speaker else 'none'}": 1.0,
        "standing": float(draft.setting is not None and draft.setting.standing),
        "nested": float(reading.quotations[draft.quotation].parent is not None),
        "repeated": float(counts.get(fold(content), 0) > 1 and not _fills_paragraph(reading, outer_first, outer_last)),
        "all_capitalised": float(bool(words) and all(word[:1].isupper() for word in words if len(word) > 3)),
        "starts_upper": float(bool(words) and words[0][:1].isupper()),
        "ends_stop": float(bool(forms) and forms[-1] in (".", "!", "?", "…", "...")),
        "naming_before": float(before in _NAMING or before2 in _NAMING),
        "naming_noun_before": float(before in _NAMING_NOUNS or before2 in _NAMING_NOUNS),
        f"before_{_before_class(before)}": 1.0,
        "after_comma": float(after == ","),
        "after_paren": float(after in (")", "(")),
        "has_first_person": float(
            any(
                fold(form) in ("je", "j'", "nous", "notre", "nos", "mon", "ma", "mes", "moi", "m'", "me")
                for form in forms
            )
        ),
        "has_verb_like": float(
            any(
                fold(form)
                in (
                    "est",
                    "sont",
                    "a",
                    "ont",
                    "sera",
                    "etait",
                    "avait",
                    "va",
                    "doit",
                    "peut",
                    "faut",
                    "c'",
                    "n'",
                    "ne",
                    "pas",
                )
                for form in forms
            )
        ),
        "straight_mark": float(reading.quotations[draft.quotation].opening == '"'),
    }
    features.update(_tree_features(draft, words))
    return {name: value for name, value in features.items() if value}


def _fills_paragraph(reading: Reading, first: int, last: int) -> bool:
    """Whether nothing but the quotation stands in its paragraph: a heading may say again what the text says."""
    tokens, text = reading.tokens, reading.text
    opens = first == 0 or "\n" in text[tokens[first - 1].end : tokens[first].start]
    closes = last >= len(tokens) or "\n" in text[tokens[last - 1].end : tokens[last].start]
    return opens and closes


def _tree_features(draft: Draft, words: list[str]) -> dict[str, float]:
    """Facts that the parse adds: the cue's strength, the part of speech and relation of the quoted head."""
    setting = draft.setting
    if setting is None:
        return {}
    tree = setting.tree
    anchor = tree[setting.anchor]
    features = {}
    if not setting.standing:
        features[f"anchor_{anchor.upos}"] = 1.0
        features[f"relation_{anchor.deprel.partition(':')[0]}"] = 1.0
        if len(words) <= 2:
            features[f"short_{anchor.upos}"] = 1.0
    if draft.cue is not None and draft.cue.kind == "verb" and draft.cue.index >= 0:
        row = setting.cue_verb(draft.cue.index)
        features[f"strength_{row.strength if row else 'unknown'}"] = 1.0
    if draft.speaker is not None:
        head = tree[draft.speaker.index]
        features[f"speaker_upos_{head.upos}"] = 1.0
        if not setting.vocabulary.can_speak(head.form, head.lemma, head.upos):
            features["speaker_cannot_speak"] = 1.0
    return features


def _bucket(count: int) -> str:
    for limit in (1, 2, 3, 5, 8, 12):
        if count <= limit:
            return f"to_{limit}"
    return "more"


def _before_class(before: str) -> str:
    if before in (
        "le",
        "la",
        "l'",
        "les",
        "un",
        "une",
        "des",
        "du",
        "au",
        "aux",
        "ce",
        "cette",
        "ces",
        "son",
        "sa",
        "ses",
        "leur",
        "leurs",
    ):
        return before
    if before in (":", ",", "(", "de", "d'", "que", "qu'", "et", "ou", "comme", "a", "en", "par"):
        return before
    return "start" if not before or not before[0].isalnum() else "word"


def is_speech(features: Mapping[str, float], vocabulary: Vocabulary) -> tuple[bool, float]:
    """
    Weigh the features.

    Returns:
        Whether the marks report speech, and the probability of that.
    """
    weights = vocabulary.speech_weights
    score = sum(value * weights.get(name, 0.0) for name, value in features.items())
    probability = 1.0 / (1.0 + math.exp(-score))
    return probability >= vocabulary.speech_threshold, probability
