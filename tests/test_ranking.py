"""The facts that speak for and against a mention, one by one, on frozen parses; how they are weighed is fitted."""

from __future__ import annotations

import pytest
from attrs import evolve
from frozen import read_case, read_conllu, setting_of

from quotattr.cues import find_cue
from quotattr.drafts import choose_speakers, places_of_names
from quotattr.ranking import NOBODY, Features, find_candidates
from quotattr.reading import Draft
from quotattr.speakers import find_speaker

SPEAKERS = {case.comments["case"]: case for case in read_conllu("speakers")}


def facts_of(title: str) -> dict[str, Features]:
    """The facts about each mention of the case with this title, by its form."""
    case = SPEAKERS[title]
    setting = setting_of(case)
    cue = find_cue(setting)
    assert cue is not None
    names, media = places_of_names(read_case(case)[0])
    found = find_candidates(setting, cue, find_speaker(setting, cue), names, media)
    return {setting.tree[one.index].form: one.features for one in found if one.index != NOBODY}


def test_a_name_apposed_to_the_mention_that_the_rules_chose() -> None:
    facts = facts_of("the mention leaves the day out")
    assert facts["ingénieur"]["chosen_has_apposed_name"] == 1.0
    assert facts["Marc"]["hangs_on_chosen_appos_person"] == 1.0


def test_a_role_apposed_to_a_name_is_none() -> None:
    facts = facts_of("the mention leaves the apposition out")
    assert facts["Marc"]["chosen_has_apposed_name"] == 0.0
    assert facts["ingénieur"]["hangs_on_chosen_appos_no_name"] == 1.0


def test_names_of_persons_go_with_the_number_of_the_verb() -> None:
    assert "person_one_Sing" in facts_of("the mention leaves the apposition out")["Marc"]
    two = facts_of("two names")
    assert "person_several_Plur" in two["Marc"]
    assert "person_one_Plur" in two["Awa"]


def test_a_mention_that_can_speak_is_told_from_a_noun_that_cant() -> None:
    facts = facts_of("the mention keeps its complement")["directrice"]
    assert {"speaking", "speaking_nsubj", "speaking_speech_of_cue"} <= set(facts)
    facts = facts_of("passive, agent is a role")["idée"]
    assert {"mute", "mute_nsubj:pass", "mute_opinion_of_cue"} <= set(facts)


@pytest.mark.parametrize(("rule", "is_weighed"), [("according_to", False), ("ranked_cue", True)])
def test_only_where_a_rule_finds_the_preposition_nothing_is_weighed(rule: str, is_weighed: bool) -> None:
    """*selon X* leaves no choice; a *pour* that no rule takes for a cue does."""
    case = SPEAKERS["selon with a name and a role"]
    reading, setting = read_case(case)[0], setting_of(case)
    cue = find_cue(setting)
    assert cue is not None
    draft = Draft(0, [reading.quotations[0].span], "mixed", 0)
    draft.setting, draft.cue = setting, evolve(cue, rule=rule)
    draft.speaker = find_speaker(setting, cue)
    choose_speakers(reading, [draft])
    assert bool(draft.mentions) == is_weighed
