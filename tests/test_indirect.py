"""Indirect speech: the cases of ``cases/indirect.conllu``, many of which are none."""

from __future__ import annotations

import pytest
from frozen import Case, params, read_case, read_conllu, text_of

from quotattr.cues import Setting, cue_words
from quotattr.indirect import Report, find_reports
from quotattr.trees import Tree

CASES = read_conllu("indirect")
REPORTS = [case for case in CASES if case.comments["report"] != "-"]
NONE = [case for case in CASES if case.comments["report"] == "-"]


def reports_of(case: Case) -> list[tuple[Setting, Report]]:
    """The reports in all trees of a case; marked words count as speech."""
    reading, trees = read_case(case)

    def speech(tree: Tree) -> frozenset[int]:
        return frozenset(index for index in range(len(tree)) if tree.quotation(index) is not None)

    return [
        (Setting(reading.tokens, tree, report.words, report.anchor, False, reading.vocabulary), report)
        for tree in trees
        for report in find_reports(tree, reading.tokens, reading.vocabulary, speech(tree))
    ]


@pytest.mark.parametrize("case", params(REPORTS))
def test_report(case: Case) -> None:
    [(setting, report)] = reports_of(case)
    first, last = setting.tokens[report.first], setting.tokens[report.last - 1]
    assert case.text[first.start : last.end] == case.comments["report"]
    assert text_of(case, setting, cue_words(setting, report.cue)) == case.comments["cue"]
    assert (setting.tree[report.speaker.index].form if report.speaker else "-") == case.comments["speaker"]


@pytest.mark.parametrize("case", params(NONE))
def test_no_report(case: Case) -> None:
    assert reports_of(case) == []


@pytest.mark.parametrize("rule", ["indirect_que", "indirect_comme", "indirect_incise", "indirect_according_to"])
def test_each_rule_has_cases(rule: str) -> None:
    found = [report.cue.rule for case in REPORTS if case.parses for _, report in reports_of(case)]
    assert found.count(rule) >= 3
