"""
Answers and revision: who else may have said it, and who after all, with weights that a test gives.

How the shipped weights decide is a figure (docs/accuracy.md), no case.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import pytest
from attrs import evolve
from frozen import read_surface

from quotattr.answers import find_answers
from quotattr.cues import Setting
from quotattr.implied import Hearing
from quotattr.ranking import NOBODY
from quotattr.reading import Answer, Draft, Reading
from quotattr.referents import Referent, nobody_at
from quotattr.revision import describe_answers, revise
from quotattr.spans import Span
from quotattr.speakers import SpeakerHit
from quotattr.trees import Tree

TEXT = "Anne Morel parle. «Un.» Puis Paul Verdier répond. «Deux.» «Trois.»\nElle conclut. «Quatre.»"


def somebody(name: str, probability: float = 1.0, how: str = "pronoun", *rivals: Referent) -> Referent:
    return Referent(name, "person", None, False, 0, probability=probability, how=how, rivals=rivals)


def draft_of(reading: Reading, index: int, *chances: tuple[str, float]) -> Draft:
    """The draft of a quotation: who may have said it, with what probability, the one that was chosen first."""
    quotation = reading.quotations[index]
    answers = [
        Answer(somebody(name), Span(number, number + 1), p, "mentioned_pronoun")
        for number, (name, p) in enumerate(chances)
    ]
    return Draft(
        reading.places.outer[index][0],
        [quotation.span],
        "direct",
        index,
        referent=answers[0].referent,
        mention=answers[0].mention,
        answers=answers,
    )


def reading_with(weights: Mapping[str, float]) -> Reading:
    reading = read_surface(TEXT)
    return evolve(reading, vocabulary=reading.vocabulary.with_weights(revision=weights))


def article(reading: Reading) -> list[Draft]:
    """Three quotations of Anne Morel's, the last of which was taken for Paul Verdier's by a hair."""
    return [
        draft_of(reading, 0, ("Anne Morel", 1.0)),
        draft_of(reading, 1, ("Anne Morel", 0.9), ("Paul Verdier", 0.1)),
        draft_of(reading, 2, ("Paul Verdier", 0.51), ("Anne Morel", 0.49)),
    ]


def test_what_the_rest_of_the_article_says_wins_over_a_hair() -> None:
    reading = reading_with({"log_odds": 1.0, "share": 2.0})
    drafts = article(reading)
    assert revise(reading, drafts) == [drafts[2]]
    assert [draft.referent.name for draft in drafts if draft.referent] == ["Anne Morel"] * 3
    assert drafts[2].mention == drafts[2].answers[1].mention
    assert 0.5 < drafts[2].revised_probability < 1.0


@pytest.mark.parametrize("weights", [{}, {"log_odds": 1.0}, {"chosen": 1.0, "share": 0.5}])
def test_a_speaker_stays_where_nothing_speaks_for_another(weights: Mapping[str, float]) -> None:
    reading = reading_with(weights)
    drafts = article(reading)
    assert revise(reading, drafts) == []
    assert drafts[2].referent is not None
    assert drafts[2].referent.name == "Paul Verdier"


def test_whoever_is_revised_is_no_witness_for_the_next() -> None:
    """All are asked with the speakers that they came with: no answer depends on the order of asking."""
    reading = reading_with({"log_odds": 1.0, "before_1_paragraph_same": 3.0, "before_1_sentence_same": 3.0})
    drafts = [
        draft_of(reading, 0, ("Paul Verdier", 1.0)),
        draft_of(reading, 1, ("Anne Morel", 0.55), ("Paul Verdier", 0.45)),
        draft_of(reading, 2, ("Anne Morel", 0.55), ("Paul Verdier", 0.45)),
    ]
    assert revise(reading, drafts) == [drafts[1]]


def test_a_small_advantage_changes_nothing() -> None:
    reading = reading_with({"log_odds": 1.0, "share": 0.2})
    drafts = article(reading)
    assert revise(reading, drafts) == []
    assert drafts[2].revised_probability < 0.5


def test_headings_other_marks_and_reports_are_not_revised() -> None:
    reading = reading_with({"share": 9.0})
    for name, value in (("is_heading", True), ("speech", False), ("quotation", None)):
        drafts = article(reading)
        setattr(drafts[2], name, value)
        assert revise(reading, drafts) == []


def test_an_unlikely_answer_is_not_weighed_but_the_chosen_one_is() -> None:
    reading = reading_with({})
    drafts = [draft_of(reading, 0, ("Anne Morel", 0.001), ("Paul Verdier", 0.002), ("Awa Ndoye", 0.9))]
    [(_, answers, described)] = describe_answers(reading, drafts)
    assert [answer.referent.name for answer in answers] == ["Awa Ndoye", "Anne Morel"]
    assert [features.get("chosen", 0.0) for features in described] == [0.0, 1.0]


class FakeHearing:
    """Knows whom each word of the frame stands for, and who speaks if nobody is mentioned."""

    def __init__(self, meant: Mapping[int, Referent], implied: Referent | None = None):
        self.meant, self.implied = meant, implied or nobody_at(0)

    def peek(self, tree: Tree, word: int) -> tuple[Referent, tuple[int, int]] | None:
        found = self.meant.get(word)
        return (found, (word, word + 1)) if found is not None else None

    def if_implied(self, draft: Draft) -> Referent:
        return self.implied


def answers_of(draft: Draft, hearing: FakeHearing) -> dict[str, float]:
    found = find_answers(read_surface(TEXT), draft, cast(Hearing, hearing))
    return {answer.referent.name: round(answer.probability, 3) for answer in found}


def unsure_draft(*mentions: tuple[float, int]) -> Draft:
    reading = read_surface(TEXT)
    draft = draft_of(reading, 0, ("Anne Morel", 0.5))
    draft.setting = cast(Setting, type("FakeSetting", (), {"tree": None}))
    draft.mentions, draft.speaker_probability = mentions, mentions[0][0]
    draft.speaker = SpeakerHit(mentions[0][1], "ranked") if mentions[0][1] != NOBODY else None
    return draft


def test_two_mentions_of_one_person_add_up() -> None:
    draft = unsure_draft((0.5, 0), (0.4, 5))
    draft.referent = somebody("Anne Morel", 0.6, "pronoun", somebody("Paul Verdier", 0.4))
    found = answers_of(draft, FakeHearing({5: somebody("Paul Verdier", how="name")}))
    assert found == {"Anne Morel": 0.3, "Paul Verdier": 0.6}


def test_the_mention_is_that_of_the_likelier_way() -> None:
    draft = unsure_draft((0.5, 0), (0.4, 5))
    draft.referent = somebody("Anne Morel", 0.6, "pronoun", somebody("Paul Verdier", 0.4))
    reading = read_surface(TEXT)
    hearing = cast(Hearing, FakeHearing({5: somebody("Paul Verdier", how="name")}))
    answers = {answer.referent.name: answer for answer in find_answers(reading, draft, hearing)}
    assert answers["Paul Verdier"].mention == reading.mention_span(5, 6)
    assert answers["Paul Verdier"].way == "mentioned_name"
    assert answers["Anne Morel"].mention == draft.mention


def test_nobody_mentioned_is_an_answer_too() -> None:
    draft = unsure_draft((0.7, 0), (0.3, NOBODY))
    assert answers_of(draft, FakeHearing({}, somebody("Awa Ndoye"))) == {"Anne Morel": 0.7, "Awa Ndoye": 0.3}
    assert answers_of(draft, FakeHearing({})) == {"Anne Morel": 0.7, "": 0.3}


def test_where_nobody_was_chosen_the_others_are_answers_too() -> None:
    draft = unsure_draft((0.7, NOBODY), (0.3, 5))
    draft.referent, draft.mention = None, None
    draft.implied = somebody("", 0.6, "floating", somebody("Awa Ndoye", 0.4))
    found = answers_of(draft, FakeHearing({5: somebody("Paul Verdier", how="name")}))
    assert found == {"": 0.42, "Awa Ndoye": 0.28, "Paul Verdier": 0.3}


def test_nobodys_words_become_somebodys() -> None:
    reading = reading_with({"log_odds": 1.0, "share": 2.0})
    drafts = article(reading)
    drafts[2] = draft_of(reading, 2, ("", 0.51), ("Anne Morel", 0.49))
    drafts[2].referent, drafts[2].mention = None, None
    assert revise(reading, drafts) == [drafts[2]]
    assert drafts[2].referent == drafts[2].answers[1].referent


def test_somebodys_words_become_nobodys() -> None:
    reading = reading_with({"kind_unknown": 3.0})
    drafts = article(reading)
    nobody = Answer(nobody_at(drafts[2].position), None, 0.4, "implied_floating")
    drafts[2].answers = [*drafts[2].answers, nobody]
    assert revise(reading, drafts) == [drafts[2]]
    assert drafts[2].referent is None
    assert drafts[2].mention is None


def test_mentions_hardly_likely_are_not_resolved() -> None:
    draft = unsure_draft((0.98, 0), (0.02, 5))
    assert answers_of(draft, FakeHearing({5: somebody("Paul Verdier")})) == {"Anne Morel": 0.98}
