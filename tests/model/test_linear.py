"""Linear models: what a fit makes of choices, and how it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("torch")

from quotattr.model.linear import BY_MODEL, KINDS, Choice, fit, fit_facts, mean_of, usable, write_weights
from quotattr.pointing import POINTED


def test_weights_make_the_right_candidates_likeliest() -> None:
    choices = [Choice(({"good": 1.0, "both": 1.0}, {"bad": 1.0, "both": 1.0}), (True, False))] * 20
    weights = fit(choices, "speaker")
    assert weights["good"] > 0 > weights["bad"]
    assert "both" not in weights


def test_what_the_network_says_counts_as_the_kind_has_it() -> None:
    """Cue and speaker are fitted without it, and then halved; speech is fitted with it."""
    right, wrong = {"near": 1.0, POINTED: -0.1}, {"far": 1.0, POINTED: -2.0}
    choices = [Choice((right, wrong), (True, False))] * 20
    bare = [Choice(({"near": 1.0}, {"far": 1.0}), (True, False))] * 20
    fitted = fit(choices, "speaker")
    assert fitted.pop(POINTED) == 0.5
    kind = KINDS["speaker"]
    assert kind.say is not None
    unhalved = fit_facts(bare, kind)
    assert fitted == pytest.approx({name: kind.say.facts * weight for name, weight in unhalved.items()}, abs=1e-4)
    assert fit(choices, "speech")[POINTED] != 0.5


def test_what_is_rare_is_left_out() -> None:
    common = [Choice(({"common": 1.0}, {}), (True, False))] * 20
    rare = [Choice(({"rare": 1.0}, {}), (True, False))] * 2
    assert set(fit([*common, *rare], "referent")) == {"common"}


def test_what_models_annotate_otherwise_is_no_weight() -> None:
    by_model = [Choice(({"fact": 1.0, BY_MODEL: 1.0}, {}), (False, True))] * 200
    by_people = [Choice(({"fact": 1.0}, {}), (True, False))] * 200
    assert fit(by_people, "confidence").keys() == fit([*by_people, *by_model], "confidence").keys() == {"fact"}
    assert fit([*by_people, *by_model], "confidence")["fact"] > 0.2


def test_what_counts_less_weighs_less() -> None:
    def learned(weight: float) -> float:
        against = [Choice(({"fact": 1.0}, {}), (False, True), weight)] * 20
        return fit([*[Choice(({"fact": 1.0}, {}), (True, False))] * 20, *against], "speaker").get("fact", 0.0)

    assert learned(0.1) > learned(0.9) >= 0.0


def test_only_what_has_a_right_answer_is_used() -> None:
    right, wrong = Choice(({}, {}), (False, True)), Choice(({}, {}), (False, False))
    assert usable([right, wrong]) == [right]


def test_the_mean_of_fits() -> None:
    fits = [{"near": 1.0, "far": -0.5, "seldom": 0.012}, {"near": 2.0}]
    assert mean_of(fits) == {"near": 1.5, "far": -0.25}


def test_weights_are_written_sorted(tmp_path: Path) -> None:
    path = write_weights("speech", {"b": 0.5, "a": -1.25}, 7, tmp_path)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[-3:] == ["feature\tweight", "a\t-1.2500", "b\t0.5000"]
    assert any("7 annotated" in line and line.startswith("#") for line in lines)
