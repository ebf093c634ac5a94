"""The ranking of cues: which words may announce a quotation, and that weights decide among them, not the order of the rules."""

from __future__ import annotations

import pytest
from attrs import evolve
from frozen import Case, params, read_case, read_conllu, setting_of

from quotattr.cue_ranking import MAX_CANDIDATES, CueCandidate, find_cue_candidates, place_of_cue, rank_cues
from quotattr.cues import CUE_RULES, CueHit, CueRule, Setting, find_cue
from quotattr.drafts import choose_cues, draft_marked
from quotattr.ranking import NOBODY, find_candidates
from quotattr.reading import Draft

CASES = read_conllu("cue_ranking")
OF_RULES = [case for case in read_conllu("cues") if case.comments.get("rule", "-") != "-"]


def word_of(setting: Setting, candidate: CueCandidate) -> str:
    """The form of a candidate, - for nothing."""
    return setting.tree[candidate.hit.index].form if candidate.hit is not None else "-"


@pytest.mark.parametrize("case", params(CASES))
def test_the_words_that_may_announce(case: Case) -> None:
    setting = setting_of(case)
    nothing, *candidates = find_cue_candidates(setting)
    assert nothing.hit is None
    found = [(word_of(setting, candidate), candidate.hit.rule) for candidate in candidates if candidate.hit]
    assert " / ".join(map(" ".join, found)) == case.comments["candidates"]


@pytest.mark.parametrize("case", params([case for case in CASES if "best" in case.comments]))
def test_the_shipped_weights_pick_the_cue(case: Case) -> None:
    setting = setting_of(case)
    ranked = rank_cues(find_cue_candidates(setting), setting.vocabulary.cue_weights)
    assert word_of(setting, ranked[0][1]) == case.comments["best"]
    assert sum(probability for probability, _ in ranked) == pytest.approx(1.0)


@pytest.mark.parametrize("case", params(OF_RULES))
def test_what_the_rules_find_is_a_candidate(case: Case) -> None:
    """Whatever the first rule answers with is one, and the only one that is told to be the first."""
    setting = setting_of(case)
    first = [candidate.hit for candidate in find_cue_candidates(setting) if "first" in candidate.features]
    assert first == [find_cue(setting)]


def test_every_rule_is_asked() -> None:
    """*Le syndicat dénonce …*: the last resort answers as well, and that counts."""
    setting = setting_of(next(case for case in OF_RULES if case.comments["case"] == "object"))
    candidate = next(
        found for found in find_cue_candidates(setting) if found.hit == CueHit(2, "governing_verb", "verb")
    )
    assert {"rule_governing_verb", "rule_any_verb", "first_governing_verb"} <= candidate.features.keys()


def test_a_long_sentence_has_few_candidates() -> None:
    """However many verbs of speech it has, those far from the marks are left out."""
    setting = setting_of(CASES[0])
    verb = setting.tree.words[3]
    tree = type(setting.tree)(
        setting.tree.frame, [verb if word.upos != "PUNCT" else word for word in setting.tree.words]
    )
    assert len(find_cue_candidates(Setting(setting.tokens, tree, (7,), 7, False, setting.vocabulary))) <= (
        MAX_CANDIDATES + len(CUE_RULES) + 1
    )


def drafts_of(case: Case, *rules: CueRule, **weights: float) -> list[Draft]:
    """The drafts of a case whose cues are chosen by these weights alone, after rules of somebody's own."""
    reading, trees = read_case(case)
    reading = evolve(reading, vocabulary=reading.vocabulary.with_weights(cue=weights), added_rules=rules)
    drafts = draft_marked(reading, trees)
    for draft in drafts:
        draft.speech = True
    choose_cues(reading, drafts)
    return drafts


@pytest.mark.parametrize(("weights", "cue"), [({"lemma_assurer": 2.0}, "a assuré"), ({"first": 2.0}, "défendrait")])
def test_weights_choose_the_cue(weights: dict[str, float], cue: str) -> None:
    (draft,) = drafts_of(CASES[0], **weights)
    assert draft.cue_span is not None
    assert draft.cue_span.of(CASES[0].text) == cue


def test_a_cue_that_no_rule_found_is_called_so() -> None:
    (draft,) = drafts_of(CASES[0], lemma_assurer=2.0)
    assert draft.rule == "ranked_cue"


def test_nothing_is_no_cue_where_there_is_a_word() -> None:
    """How likely it is that nothing announces the words only counts for who speaks."""
    (draft,) = drafts_of(CASES[0], none=9.0)
    assert draft.cue is not None
    assert draft.support[NOBODY] > 0.9


def test_each_mention_is_as_likely_as_the_cues_that_lead_to_it() -> None:
    (draft,) = drafts_of(CASES[0])
    assert sum(draft.support.values()) == pytest.approx(1.0)
    assert draft.support == {NOBODY: pytest.approx(1 / 3), 1: pytest.approx(1 / 3), 5: pytest.approx(1 / 3)}


def test_how_likely_cues_lead_to_a_mention_counts_for_it() -> None:
    setting = setting_of(CASES[0])
    found = find_candidates(setting, None, None, {}, (), support={NOBODY: 0.1, 1: 0.9})
    facts = [{name: value for name, value in one.features.items() if "support" in name} for one in found]
    assert [(one.index, fact) for one, fact in zip(found, facts, strict=True)][:2] == [
        (NOBODY, {"nobody_support": 0.1, "nobody_support_1": 1.0}),
        (1, {"support": 0.9, "support_8": 1.0}),
    ]
    assert all(fact == {"support": 0.0, "support_0": 1.0} for fact in facts[2:])
    unweighed = find_candidates(setting, None, None, {}, ())
    assert not any("support" in name for one in unweighed for name in one.features)


@pytest.mark.parametrize(
    ("order", "taken"),
    [
        (["governing_verb", None], "governing_verb"),
        ([None, "ranked_cue", "governing_verb"], "governing_verb"),
        (["ranked_cue", None], "ranked_cue"),
        ([None, "ranked_cue"], None),
        ([None], None),
    ],
)
def test_a_word_that_no_rule_found_has_to_be_likelier_than_nothing(order: list[str | None], taken: str | None) -> None:
    candidates = [CueCandidate(CueHit(0, rule, "verb") if rule else None, {}) for rule in order]
    place = place_of_cue([(0.5, candidate) for candidate in candidates])
    assert (None if place is None else order[place]) == taken


def test_a_rule_of_ones_own_is_not_overruled() -> None:
    def first_word(setting: Setting) -> int:
        """``La maire …``: the first word, whatever it is."""
        return 0

    (draft,) = drafts_of(CASES[0], CueRule(first_word, "noun"), lemma_assurer=9.0)
    assert draft.rule == "first_word"
    assert not draft.support
