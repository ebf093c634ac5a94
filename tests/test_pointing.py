"""What the network says is one fact among others: it counts as much as its weight, and rules nothing out."""

from __future__ import annotations

import math

import pytest
from attrs import evolve
from frozen import read_conllu, setting_of

from quotattr.cue_ranking import find_cue_candidates, rank_cues
from quotattr.pointing import LEAST, NOWHERE, POINTED, Pointing, bounded, pointed_features
from quotattr.ranking import NOBODY, Candidate, find_candidates, rank_speakers
from quotattr.reading import Draft
from quotattr.speech import UNASKED, _pointed_features, is_speech
from quotattr.trees import Tree

SETTING = setting_of(read_conllu("cue_ranking")[0])
WEIGHTS = SETTING.vocabulary.cue_weights


def pointing_at(index: int, probability: float) -> Pointing:
    """A pointing at one word (or at none), the rest shared by all others."""
    length = len(SETTING.tree)
    odds = [math.log((1 - probability) / length)] * (length + 1)
    odds[index] = math.log(probability)
    return Pointing(odds, odds, 0.0)


def probability_of(index: int, pointing: Pointing | None) -> float:
    ranked = rank_cues(find_cue_candidates(SETTING, pointing), WEIGHTS)
    assert sum(probability for probability, _ in ranked) == pytest.approx(1.0)
    return next(probability for probability, one in ranked if (NOWHERE if one.hit is None else one.hit.index) == index)


@pytest.mark.parametrize("place", range(len(find_cue_candidates(SETTING))))
def test_a_word_pointed_at_is_a_likelier_cue(place: int) -> None:
    hit = find_cue_candidates(SETTING)[place].hit
    index = NOWHERE if hit is None else hit.index
    towards, away = pointing_at(index, 0.999), pointing_at(index, 1e-6)
    assert probability_of(index, away) < probability_of(index, towards)


def test_the_speaker_pointed_at_is_likelier() -> None:
    indices = [candidate.index for candidate in find_candidates(SETTING, None, None, {}, ())]
    assert len(indices) > 1
    assert NOBODY in indices
    for index in indices:
        candidates = find_candidates(SETTING, None, None, {}, (), pointing=pointing_at(index, 0.999))
        (probability, best), *_ = rank_speakers(candidates, {POINTED: 0.5})
        assert best.index == index
        assert 1 / len(indices) < probability < 1.0


def test_nothing_is_ruled_out_and_nothing_certain() -> None:
    """The network knows nothing of what may be: a word that it takes for impossible can still win."""
    assert pointed_features((-1e9, 0.0), 0) == {POINTED: LEAST}
    assert bounded(1e9) == -LEAST
    odds = (-1e9, 0.0, -1e9)
    candidates = [Candidate(0, {"chosen": 1.0, **pointed_features(odds, 0)}), Candidate(1, pointed_features(odds, 1))]
    say = SETTING.vocabulary.speaker_weights[POINTED]
    enough = 1.0 - say * LEAST
    assert rank_speakers(candidates, {"chosen": enough, POINTED: say})[0][1].index == 0


def test_without_a_network_nothing_is_told() -> None:
    """As with trees of another parser, or written by hand."""
    tree = SETTING.tree
    assert dict(Tree(tree.frame, tree.words).pointings) == {}
    assert evolve(SETTING, tree=Tree(tree.frame, tree.words)).tree.pointings == {}
    assert pointed_features(None, 0) == {}
    candidates = [*find_cue_candidates(SETTING), *find_candidates(SETTING, None, None, {}, ())]
    assert all(POINTED not in candidate.features for candidate in candidates)


def test_speech_is_likelier_where_the_network_says_so() -> None:
    """Without a network, marks are judged as if it had said what it says of most."""
    draft = Draft(0, [], "mixed", 0, setting=SETTING)
    assert _pointed_features(draft) == {POINTED: UNASKED}
    told = {}
    for odds in (-3.0, 3.0, 1e9):
        tree = Tree(SETTING.tree.frame, SETTING.tree.words, {0: Pointing((), (), odds)})
        told[odds] = _pointed_features(moved_to(draft, tree))
    assert told == {-3.0: {POINTED: -3.0}, 3.0: {POINTED: 3.0}, 1e9: {POINTED: -LEAST}}
    _, unlikely = is_speech(told[-3.0], SETTING.vocabulary)
    _, likely = is_speech(told[3.0], SETTING.vocabulary)
    assert unlikely < likely


def moved_to(draft: Draft, tree: Tree) -> Draft:
    """The draft in another tree."""
    return evolve(draft, setting=evolve(SETTING, tree=tree))
