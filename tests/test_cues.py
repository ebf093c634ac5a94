"""Cues: the cases of ``cases/cues.conllu``, rule by rule, and the order of the rules; what tells their conditions apart."""

from __future__ import annotations

import pytest
from frozen import Case, params, read_conllu, setting_of, text_of

from quotattr.cues import CUE_RULES, CueHit, cue_words, find_cue, inverted_clitic, is_inverted

CASES = read_conllu("cues")
RULES = {rule.__name__: (rule, kind) for rule, kind in CUE_RULES}
POSITIVE = [case for case in CASES if case.comments.get("rule", "-") != "-"]
CONDITIONS = read_conllu("cue_conditions")
NEGATIVE = [case for case in (*CASES, *CONDITIONS) if "not" in case.comments]
SILENT = [case for case in CASES if case.comments.get("rule") == "-"]


@pytest.mark.parametrize("case", params(POSITIVE))
def test_the_first_rule_that_answers(case: Case) -> None:
    setting = setting_of(case)
    hit = find_cue(setting)
    assert hit is not None
    assert (hit.rule, hit.kind) == (case.comments["rule"], RULES[case.comments["rule"]][1])
    assert text_of(case, setting, cue_words(setting, hit)) == case.comments["cue"]


@pytest.mark.parametrize("case", params(NEGATIVE))
def test_a_rule_that_must_not_answer(case: Case) -> None:
    assert RULES[case.comments["not"]][0](setting_of(case)) is None


@pytest.mark.parametrize("case", params(SILENT))
def test_no_rule_answers(case: Case) -> None:
    assert find_cue(setting_of(case)) is None


@pytest.mark.parametrize("case", params([case for case in CONDITIONS if "answer" in case.comments]))
def test_what_a_rule_answers(case: Case) -> None:
    rule, word = case.comments["answer"].split(": ")
    setting = setting_of(case)
    find, kind = RULES[rule]
    index = find(setting)
    assert index is not None
    assert setting.tree[index].form == word
    words = cue_words(setting, CueHit(index, rule, kind))
    assert words == list(range(words[0], words[-1] + 1))
    assert text_of(case, setting, words) == case.comments.get("cue", text_of(case, setting, words))


@pytest.mark.parametrize("rule", list(RULES))
def test_each_rule_has_cases(rule: str) -> None:
    assert sum(case.comments["rule"] == rule for case in POSITIVE) >= 3
    assert any(case.comments["not"] == rule for case in NEGATIVE)


def find_case(title: str) -> Case:
    """The case that has this title."""
    return next(case for case in CASES if case.comments["case"] == title)


def test_an_earlier_rule_wins_over_a_later_one() -> None:
    """*Le syndicat dénonce …*: the last resort would answer as well, and is not asked."""
    setting = setting_of(find_case("object"))
    assert RULES["any_verb"][0](setting) is not None
    assert find_cue(setting) == CueHit(2, "governing_verb", "verb")


@pytest.mark.parametrize(
    ("title", "clitic"),
    [
        ("inverted pronoun", "-t-elle"),
        ("inverted pronoun behind the verb", "-il"),
        ("incise at the end, pronoun", "-t-elle"),
        ("subject behind an auxiliary", None),
        ("que behind the verb", None),
    ],
)
def test_inversion(title: str, clitic: str | None) -> None:
    setting = setting_of(find_case(title))
    hit = find_cue(setting)
    assert hit is not None
    index = inverted_clitic(setting.tree, hit.index)
    assert (None if index is None else setting.tree[index].form) == clitic
    assert is_inverted(setting.tree, hit.index) is (clitic is not None)


@pytest.mark.parametrize(
    ("title", "word", "known"),
    [
        ("object", "dénonce", True),
        ("participle behind its subject", "jugeant", True),
        ("a verb of eating governs", "mangé", False),
        ("object", "syndicat", False),
        ("noun with its owner behind", "propos", False),
        ("any verb: quitter", "quitte", False),
    ],
)
def test_which_words_are_cue_verbs(title: str, word: str, known: bool) -> None:
    setting = setting_of(find_case(title))
    index = next(index for index in range(len(setting.tree)) if setting.tree[index].form == word)
    assert (setting.cue_verb(index) is not None) is known
