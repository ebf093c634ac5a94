"""
Speech or not: whether marked words are somebody's, or a title, a nickname, a term, irony.

`speech_features` describes a quotation in a few dozen yes-or-no facts; `is_speech` weighs
them with the weights of ``lexicon/speech_weights.tsv``, fitted on annotated articles.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from quotattr import marks
from quotattr.cues import Setting
from quotattr.folding import fold, fold_text
from quotattr.reading import Draft, Reading
from quotattr.tokenizer import Token
from quotattr.trees import ROOT
from quotattr.vocabulary import Vocabulary

_NAMING = frozenset(
    """dit dite dits dites baptise baptisee baptises surnomme surnommee intitule intitulee intitules nomme nommee appele
    appelee appeles titre titree rebaptise""".split()
)
"""Folded participles in front of a name, a title, a nickname."""

MAX_NAME_TOKENS = 4
"""A nickname is no longer: *dit «le Phare»*."""

_NAMING_NOUNS = frozenset(
    """livre film album roman operation projet programme nom titre mot terme expression label emission collectif
    mouvement association article chanson serie spectacle exposition plan dispositif loi concept formule""".split()
)
"""Folded nouns that a title or a term in marks goes with."""


_FIRST_PERSON = frozenset("je j' nous notre nos mon ma mes moi m' me".split())
_COMMON_VERBS = frozenset("est sont a ont sera etait avait va doit peut faut c' n' ne pas".split())
"""Folded words that hardly stand in a title or a term."""

_OPENERS = frozenset("le la l' les un une des du au aux ce cette ces son sa ses leur leurs".split())
_TELLING_NEIGHBOURS = _OPENERS | frozenset(": , ( ) de d' que qu' et ou comme a en par . qui".split())


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
    features = {
        "bias": 1.0,
        f"rule_{draft.cue.rule if draft.cue else 'none'}": 1.0,
        f"speaker_{draft.speaker.rule if draft.speaker else 'none'}": 1.0,
        "nested": float(reading.quotations[draft.quotation].parent is not None),
        "straight_mark": float(reading.quotations[draft.quotation].opening == '"'),
        **_content_features(reading, draft, counts),
        **_neighbour_features(reading, draft),
        **_tree_features(draft),
    }
    return {name: value for name, value in features.items() if value}


def _content_features(reading: Reading, draft: Draft, counts: Mapping[str, int]) -> dict[str, float]:
    """Facts about the words between the marks."""
    assert draft.quotation is not None
    first, last = reading.places.content[draft.quotation]
    forms = [token.text for token in reading.tokens[first:last]]
    words = [form for form in forms if form[:1].isalpha()]
    folded = [fold(word) for word in words]
    content = fold_text(draft.segments[0].of(reading.text))
    long_words = [word for word in words if len(word) > 3]
    return {
        f"words_{_bucket(len(words))}": 1.0,
        "repeated": float(counts.get(content, 0) > 1 and not _fills_paragraph(reading, draft.quotation)),
        "all_capitalised": float(bool(words) and all(word[:1].isupper() for word in long_words)),
        "some_capitalised": float(any(word[:1].isupper() for word in long_words[1:])),
        "starts_upper": float(bool(words) and words[0][:1].isupper()),
        "ends_stop": float(bool(forms) and forms[-1] in (".", "!", "?", "…", "...")),
        "has_first_person": float(not _FIRST_PERSON.isdisjoint(folded)),
        "has_verb_like": float(not _COMMON_VERBS.isdisjoint(folded)),
        f"opens_{folded[0] if folded and folded[0] in _OPENERS else 'word'}": 1.0,
        f"opens_{folded[0] if folded and folded[0] in _OPENERS else 'word'}_{_bucket(len(words))}": 1.0,
    }


def _neighbour_features(reading: Reading, draft: Draft) -> dict[str, float]:
    """Facts about the words right beside the marks."""
    assert draft.quotation is not None
    first, last = reading.places.outer[draft.quotation]
    tokens = reading.tokens
    before = _telling_form(tokens[first - 1]) if first else STOP
    before2 = _telling_form(tokens[first - 2]) if first > 1 else ""
    after = _telling_form(tokens[last]) if last < len(tokens) else ""
    is_naming = before in _NAMING or before2 in _NAMING
    content_first, content_last = reading.places.content[draft.quotation]
    return {
        "naming_before": float(is_naming),
        "naming_before_short": float(is_naming and content_last - content_first <= MAX_NAME_TOKENS),
        "naming_noun_before": float(before in _NAMING_NOUNS or before2 in _NAMING_NOUNS),
        f"before_{before if before in _TELLING_NEIGHBOURS else _shape(before)}": 1.0,
        f"word_before_{before}": 1.0,
        f"word_before_determiner_{before2}": float(before in _OPENERS),
        f"after_{after if after in _TELLING_NEIGHBOURS else _shape(after)}": 1.0,
        "after_name": float(last < len(tokens) and tokens[last].text[:1].isupper()),
        "other_mark_near": float(
            any(token.kind == "mark" for token in (*tokens[max(0, first - 4) : first], *tokens[last : last + 4]))
        ),
    }


STOP = "."
"""What stands in front of the first word of a text: the same as in front of a paragraph."""


def _telling_form(token: Token) -> str:
    """The folded form of a neighbour; of a mark the guillemet that does the same, so that “A” “B” is judged as «A» «B»."""
    if token.text in marks.OPENING_CURLY:
        return marks.GUILLEMET_OPENING
    return marks.GUILLEMET_CLOSING if token.text in marks.CLOSING_CURLY else fold(token.text)


def _fills_paragraph(reading: Reading, quotation: int) -> bool:
    """Whether nothing but the quotation stands in its paragraph: a heading may say again what the text says."""
    first, last = reading.places.outer[quotation]
    tokens, text = reading.tokens, reading.text
    opens = first == 0 or "\n" in text[tokens[first - 1].end : tokens[first].start]
    closes = last >= len(tokens) or "\n" in text[tokens[last - 1].end : tokens[last].start]
    return opens and closes


def _tree_features(draft: Draft) -> dict[str, float]:
    """Facts that the parse adds: the cue's strength, what governs the quoted head, who would speak."""
    setting = draft.setting
    if setting is None:
        return {}
    tree = setting.tree
    anchor = tree[setting.anchor]
    features = {"standing": float(setting.standing)}
    if not setting.standing:
        words = len(setting.words)
        relation = anchor.deprel.partition(":")[0]
        features[f"anchor_{anchor.upos}"] = 1.0
        features[f"anchor_{anchor.upos}_{_bucket(words)}"] = 1.0
        features[f"relation_{relation}"] = 1.0
        features[f"relation_{relation}_{_bucket(words)}"] = 1.0
        if anchor.head != ROOT:
            features[f"governor_{tree[anchor.head].upos}_{relation}"] = 1.0
            features[f"governor_{fold(tree[anchor.head].lemma)}"] = 1.0
    if draft.cue is not None and draft.cue.kind == "verb" and draft.cue.index >= 0:
        row = setting.cue_verb(draft.cue.index)
        features[f"strength_{row.strength if row else 'unknown'}"] = 1.0
        features[f"strength_{row.strength if row else 'unknown'}_{draft.cue.rule}"] = 1.0
    if draft.cue is not None and draft.cue.index >= 0:
        features[f"cue_{fold(tree[draft.cue.index].lemma)}"] = 1.0
    features.update(_speaker_features(setting, draft))
    return features


def _speaker_features(setting: Setting, draft: Draft) -> dict[str, float]:
    """What the one is who would speak."""
    if draft.speaker is None:
        return {}
    head = setting.tree[draft.speaker.index]
    features = {f"speaker_upos_{head.upos}": 1.0}
    if head.upos == "NOUN":
        kind = setting.vocabulary.kind_of_noun(head.form, head.feats.get("Number") == "Plur")
        features[f"speaker_noun_{kind}"] = 1.0
    if not setting.vocabulary.can_speak(head.form, head.lemma, head.upos):
        features["speaker_cannot_speak"] = 1.0
    return features


def _bucket(count: int) -> str:
    for limit in (1, 2, 3, 5, 8, 12):
        if count <= limit:
            return f"to_{limit}"
    return "more"


def _shape(form: str) -> str:
    """What is left to say of a neighbour that is no telling word: a word, or an edge."""
    return "word" if form[:1].isalnum() else "edge"


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
