"""Where the parser's states point has a say in both rankings, and no more than that."""

from __future__ import annotations

import math

import pytest
from attrs import evolve
from frozen import read_conllu, setting_of

from quotattr.cue_ranking import find_cue_candidates, rank_cues
from quotattr.pointing import LEAST, NOWHERE, SPEAKER_SAY, Pointing, Say
from quotattr.ranking import NOBODY, Candidate, rank_speakers
from quotattr.trees import Tree

SETTING = setting_of(read_conllu("cue_ranking")[0])
CANDIDATES = find_cue_candidates(SETTING)


def pointing_at(index: int, probability: float) -> Pointing:
    """A pointing at one word (or at none), the rest shared by all others."""
    length = len(SETTING.tree)
    odds = [math.log((1 - probability) / length)] * (length + 1)
    odds[index] = math.log(probability)
    return Pointing(tuple(odds), tuple(odds))


def probability_of(index: int, pointing: Pointing | None) -> float:
    ranked = rank_cues(CANDIDATES, SETTING.vocabulary.cue_weights, pointing)
    assert sum(probability for probability, _ in ranked) == pytest.approx(1.0)
    return next(probability for probability, one in ranked if (NOWHERE if one.hit is None else one.hit.index) == index)


@pytest.mark.parametrize("place", range(len(CANDIDATES)))
def test_a_word_pointed_at_is_a_likelier_cue(place: int) -> None:
    hit = CANDIDATES[place].hit
    index = NOWHERE if hit is None else hit.index
    towards, away = pointing_at(index, 0.999), pointing_at(index, 1e-6)
    assert probability_of(index, away) < probability_of(index, towards)


def test_the_speaker_pointed_at_is_likelier() -> None:
    candidates = [Candidate(NOBODY, {"nobody": 1.0}), Candidate(0, {}), Candidate(1, {})]
    for index in (0, 1, NOBODY):
        (probability, best), *_ = rank_speakers(candidates, {}, pointing_at(index, 0.999))
        assert best.index == index
        assert 1 / 3 < probability < 1.0


def test_no_candidate_is_ruled_out() -> None:
    """The network knows nothing of what may be: a word that it takes for impossible can still win."""
    say = Say(1.0, 0.5)
    assert say.hint(-1e9) == say.hint(LEAST) == 0.5 * LEAST
    candidates = [Candidate(0, {"chosen": 1.0}), Candidate(1, {})]
    pointing = Pointing((-1e9, 0.0, -1e9), (-1e9, 0.0, -1e9))
    enough = 1.0 - SPEAKER_SAY.hint(-1e9) / SPEAKER_SAY.ranking
    assert rank_speakers(candidates, {"chosen": enough}, pointing)[0][1].index == 0


def test_without_pointings_the_ranking_stands() -> None:
    """As with trees of another parser, or written by hand."""
    tree = SETTING.tree
    assert dict(Tree(tree.frame, tree.words).pointings) == {}
    assert evolve(SETTING, tree=Tree(tree.frame, tree.words)).tree.pointings == {}
