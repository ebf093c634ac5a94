"""Hedges: the cases of ``cases/hedges.conllu``, half of which have none, and the incise inside the marks."""

from __future__ import annotations

import pytest
from frozen import Case, params, read_case, read_conllu, setting_of

from quotattr.chains import find_relays, hedges_of
from quotattr.cues import CueHit, Setting, find_cue
from quotattr.hedges import HEDGE_RULES, carrying_verbs, find_hedges_of_form
from quotattr.indirect import find_reports
from quotattr.speakers import find_speaker
from quotattr.vocabulary import load_vocabulary

CASES = read_conllu("hedges")


def place_of_report(case: Case) -> tuple[Setting, CueHit]:
    """The setting and the cue of the indirect speech of a case, the last if there is more."""
    reading, trees = read_case(case)
    tree, report = [
        (tree, report)
        for tree in trees
        for report in find_reports(tree, reading.tokens, reading.vocabulary, frozenset())
    ][-1]
    return Setting(reading.tokens, tree, report.words, report.anchor, False, reading.vocabulary), report.cue


def place_of_quotation(case: Case) -> tuple[Setting, CueHit]:
    """The setting and the cue of a case: of its first marks, else of its indirect speech."""
    if "«" not in case.text:
        return place_of_report(case)
    setting = setting_of(case)
    cue = find_cue(setting)
    assert cue is not None
    return setting, cue


@pytest.mark.parametrize("case", params(CASES))
def test_hedges(case: Case) -> None:
    setting, cue = place_of_quotation(case)
    relays = find_relays(setting, cue, find_speaker(setting, cue))
    assert (" ".join(hedges_of(setting, cue, relays)) or "-") == case.comments["hedges"]


@pytest.mark.parametrize("hedge", [hedge for hedge, _ in HEDGE_RULES])
def test_each_hedge_has_cases(hedge: str) -> None:
    assert sum(hedge in case.comments["hedges"].split() for case in CASES) >= 5


def test_there_are_as_many_without() -> None:
    assert sum(case.comments["hedges"] == "-" for case in CASES) >= len(CASES) // 3


@pytest.mark.parametrize(
    ("forms", "hedges"),
    [
        ("aurait -t-il promis", ("conditional",)),
        ("auraient -ils promis", ("conditional",)),
        ("dirait -il", ("conditional",)),
        ("affirmeraient -elles", ("conditional",)),
        ("avait -t-il promis", ()),
        ("assurait -t-il", ()),
        ("montrait -elle", ()),
        ("", ()),
    ],
)
def test_incise_inside_the_marks(forms: str, hedges: tuple[str, ...]) -> None:
    assert find_hedges_of_form(forms.split(), load_vocabulary()) == hedges


@pytest.mark.parametrize(
    ("title", "verb", "group"),
    [
        ("vouloir, negated", "dire", ["dire", "voulu"]),
        ("nier avoir dit", "dit", ["dit", "nie"]),
        ("sans and infinitive", "promettre", ["promettre"]),
        ("conditional shared by two participles", "promis", ["promis", "reçu"]),
        ("not: conjunct with mais", "promis", ["promis"]),
    ],
)
def test_verbs_that_carry_another(title: str, verb: str, group: list[str]) -> None:
    tree = setting_of(next(case for case in CASES if case.comments["case"] == title)).tree
    index = next(index for index in range(len(tree)) if tree[index].form == verb)
    assert [tree[place].form for place in carrying_verbs(tree, index)] == group
