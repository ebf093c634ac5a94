"""
Confidence: how likely a quotation is speech and its speaker's name is right.

Four models have given a probability that is weighed here (speech or not, which mention, who is meant, and
who after all); what they don't know is how often names and rules mislead. A last linear model weighs
their log-odds with the rule that fired and the way the name was found. It is fitted on
annotated articles that the others had not seen (``lexicon/confidence_weights.tsv``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from quotattr.pointing import NOWHERE
from quotattr.reading import Draft

MAX_LOG_ODDS = 4.0
"""A probability beyond 0.98 says no more than 0.98."""


def confidence_features(draft: Draft) -> dict[str, float]:
    """What speaks for and against a settled draft, as named facts."""
    referent = draft.referent
    speaker_rule = draft.speaker.rule if draft.speaker is not None else "none"
    odds = {"speech": log_odds(draft.speech_probability)}
    if draft.speaker is not None:
        odds["mention"] = log_odds(draft.speaker_probability)
    if referent is not None and referent.probability < 1.0:
        odds["referent"] = log_odds(referent.probability)
    elif referent is None and draft.implied is not None:
        odds["referent"] = log_odds(draft.implied.probability)
    if draft.answers:
        odds["revised"] = log_odds(draft.revised_probability)
    features = {
        "bias": 1.0,
        f"rule_{draft.rule}": 1.0,
        f"kind_{draft.kind}": 1.0,
        f"mention_{speaker_rule}": 1.0,
        f"{draft.rule}_{speaker_rule}": 1.0,
        "weakest_log_odds": min(odds.values()),
        **{f"{decision}_log_odds": value for decision, value in odds.items()},
        **_pointed_features(draft),
    }
    if referent is None:
        features["nobody"] = 1.0
        return features
    features[f"found_{referent.how}"] = 1.0
    features[f"speaker_{referent.kind}"] = 1.0
    features[f"found_{referent.how}_{referent.kind}"] = 1.0
    features[f"found_{referent.how}_{draft.rule}"] = 1.0
    return features


def _pointed_features(draft: Draft) -> dict[str, float]:
    """How likely the network that never saw the tree takes cue and mention to be: whether two agree who may err apart."""
    pointing = draft.pointing
    if pointing is None or draft.mention_tokens is not None:
        return {}
    cue = NOWHERE if draft.cue is None else draft.cue.index
    speaker = NOWHERE if draft.speaker is None else draft.speaker.index
    return {
        "pointed_cue_log_odds": log_odds(math.exp(pointing.cues[cue])),
        "pointed_mention_log_odds": log_odds(math.exp(pointing.speakers[speaker])),
    }


def log_odds(probability: float) -> float:
    """
    Log-odds of a probability, kept within ±`MAX_LOG_ODDS`.

        >>> log_odds(0.5), log_odds(1.0)
        (0.0, 4.0)
    """
    if probability <= 0.0 or probability >= 1.0:
        return MAX_LOG_ODDS if probability >= 1.0 else -MAX_LOG_ODDS
    return max(-MAX_LOG_ODDS, min(MAX_LOG_ODDS, math.log(probability / (1.0 - probability))))


def confidence_of(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Weigh the features: a probability between 0 and 1."""
    score = math.fsum(value * weights.get(name, 0.0) for name, value in features.items())
    return 1.0 / (1.0 + math.exp(-score))
