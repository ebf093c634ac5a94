"""Whom the article offers for words beside which nobody is mentioned; who is likeliest of them is fitted."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest
from attrs import evolve
from frozen import read_surface

from quotattr.attribution import make_resolver
from quotattr.cues import Setting
from quotattr.implied import Hearing
from quotattr.reading import Draft, Reading
from quotattr.trees import Tree


def drafts_of(reading: Reading) -> list[Draft]:
    """The drafts of an article's quotations, of which nothing is known yet."""
    return [
        Draft(reading.places.outer[index][0], [quotation.span], "direct", index)
        for index, quotation in enumerate(reading.quotations)
    ]


def hearing_of(text: str) -> Hearing:
    """What has been quoted of an article that nobody parsed: nothing."""
    reading = read_surface(text)
    return Hearing(reading, drafts_of(reading), make_resolver(reading, ()))


@pytest.mark.parametrize(("speech", "is_said"), [(True, True), (False, False)])
def test_marks_that_are_no_speech_hide_nobody(speech: bool, is_said: bool) -> None:
    """*Les «gilets blancs»* may speak, whoever speaks of *«des gilets blancs»* in somebody's words may not."""
    reading = read_surface("Les «gilets blancs» arrivent. «Bienvenue !»")
    drafts = drafts_of(reading)
    drafts[0].speech = speech
    hearing = Hearing(reading, drafts, make_resolver(reading, ()))
    tree = cast(Tree, SimpleNamespace(quotation=lambda index: 0 if index == 1 else None))
    setting = Setting(reading.tokens, tree, (0,), 0, False, reading.vocabulary, hearing.silent)
    assert [setting.is_quoted(index) for index in (0, 1)] == [False, is_said]


def test_nobody_may_be_chosen_and_the_others_are_kept() -> None:
    hearing = hearing_of("Marc Dalbret a reçu Awa Ndoye. «La digue tiendra.»")
    vocabulary = hearing.reading.vocabulary.with_weights(referent={"nobody": 1.0})
    hearing.reading = hearing.resolver.reading = evolve(hearing.reading, vocabulary=vocabulary)
    draft = hearing.drafts[0]
    hearing.settle(draft)
    assert draft.referent is None
    assert draft.implied is not None
    assert {rival.name for rival in draft.implied.rivals} == {"Marc Dalbret", "Awa Ndoye"}


def test_who_is_named_right_behind_the_words_may_say_them() -> None:
    """Once somebody has been named, nobody further down is a candidate but who stands in the next sentence of the paragraph."""
    hearing = hearing_of(
        "Marc Dalbret tient le port.\n\n«Je suis inquiète.» Comme d’autres, Awa Ndoye attend.\n\nPaul Morvan dort."
    )
    named = {one.referent.name: one.features for one in hearing.describe(hearing.drafts[0], "bare_standing")}
    assert set(named) == {"Marc Dalbret", "Awa Ndoye", ""}
    assert named["Awa Ndoye"]["behind_1_subject_0_person"] == 1.0
