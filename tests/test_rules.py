"""Rules of one's own: asked first, taken at their word, named on the quote, and named when they fail."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from frozen import Case, FrozenParser, read_conllu

from quotattr import CueRule, Extractor, Quote, RuleError, Setting
from quotattr.cues import CUE_RULES
from quotattr.explain import RULE_TO_REASON

CASES = {case.comments["case"]: case for case in read_conllu("cues")}
BLOCKED = CASES["any verb: bloquer"]
"""*Le syndicat bloque une loi «Littoral».*: taken for no speech."""

GOVERNED = CASES["object"]
"""*Le syndicat dénonce …*: found by a shipped rule."""


def blocking(setting: Setting) -> int | None:
    """``Le syndicat bloque une loi «inutile»``: whoever blocks it says so."""
    return next((index for index, word in enumerate(setting.tree.words) if word.lemma == "bloquer"), None)


def silent(setting: Setting) -> int | None:
    """Never answers."""
    return None


def first_word(setting: Setting) -> int | None:
    """Always answers."""
    return 0


def extract(case: Case, *rules: CueRule) -> list[Quote]:
    """The quotes of a case whose parse is frozen, found with these rules before the shipped ones."""
    extractor = Extractor(rules=rules)
    extractor._parser = FrozenParser(case.parses)
    return list(extractor.extract(case.text).quotes)


def test_an_added_rule_makes_it_speech_and_is_named() -> None:
    [without], [found] = extract(BLOCKED), extract(BLOCKED, CueRule(blocking, "verb"))
    assert (without.kind, without.rule) == ("other", "no_speech")
    assert (found.kind, found.rule, str(found.cue), str(found.speaker)) == ("mixed", "blocking", "bloque", "syndicat")
    assert found.explain().startswith(
        "Said by syndicat, here “Le syndicat”: “bloque” announces it, says a rule that was added (rule blocking, confidence 0."
    )


def test_added_rules_are_asked_first_and_in_their_order() -> None:
    rules = [CueRule(silent, "verb"), CueRule(first_word, "noun"), CueRule(blocking, "verb")]
    assert [quote.rule for quote in extract(GOVERNED, *rules)] == ["first_word"]
    assert [quote.rule for quote in extract(GOVERNED, *rules[:1])] == ["governing_verb"]


def test_a_rule_that_is_silent_changes_nothing() -> None:
    for case in (BLOCKED, GOVERNED):
        assert extract(case, CueRule(silent, "preposition")) == extract(case)


def test_rules_of_one_extractor_are_unknown_to_the_next() -> None:
    [found] = extract(BLOCKED, CueRule(blocking, "verb"))
    [next_found] = extract(BLOCKED)
    assert (found.rule, next_found.rule) == ("blocking", "no_speech")


def test_an_extractor_tells_its_rules() -> None:
    rule = CueRule(blocking, "verb")
    assert Extractor(rules=[rule]).rules == (rule,)


# --- rules that fail


def broken(setting: Setting) -> int | None:
    """Divides by what is not there."""
    return len(setting.words) // 0


def interrupting(setting: Setting) -> int | None:
    """What Ctrl-C does is nobody's mistake."""
    raise KeyboardInterrupt


def returning(value: object) -> Callable[[Setting], int | None]:
    """A rule that answers with *value*."""

    def answering(setting: Setting) -> int | None:
        return value  # type: ignore[return-value]

    return answering


def test_a_rule_that_raises_is_named() -> None:
    with pytest.raises(
        RuleError,
        match=r"the rule broken \(asked about the marks near offset 2\d\) raised ZeroDivisionError: .*division.* by zero",
    ) as caught:
        extract(BLOCKED, CueRule(broken, "verb"))
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


def test_an_interrupt_goes_through() -> None:
    with pytest.raises(KeyboardInterrupt):
        extract(BLOCKED, CueRule(interrupting, "verb"))


@pytest.mark.parametrize("value", [-1, 7, 99, True, False, 1.0, "bloque", (1,)])
def test_an_answer_that_is_no_word_is_named(value: object) -> None:
    assert len(BLOCKED.parses[0]) == 7
    with pytest.raises(RuleError) as caught:
        extract(BLOCKED, CueRule(returning(value), "verb"))
    assert str(caught.value).startswith("the rule answering (asked about the marks near offset 2")
    assert str(caught.value).endswith(
        f" must return None or the index of a word of setting.tree, 0 to 6 (got {value!r})"
    )


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ([blocking], 'a rule must be a CueRule, as CueRule(function, "verb") makes one (got <function blocking'),
        ([CueRule(None, "verb")], "a rule must be a CueRule"),  # type: ignore[arg-type]
        (
            [CueRule(lambda setting: None, "verb")],
            "a rule must be a function that def gives a name (got <function <lambda>",
        ),
        (
            [CueRule(blocking, "adverb")],
            "the rule blocking must have one of the kinds verb, preposition, noun (got 'adverb')",
        ),  # type: ignore[arg-type]
        ([CueRule(blocking, "verb")] * 2, "the rule blocking must be called something else"),
        ([CUE_RULES[0]], "the rule incise_after must be called something else"),
    ],
)
def test_a_rule_that_cannot_be_used_is_refused_at_once(rules: list[CueRule], message: str) -> None:
    with pytest.raises(RuleError) as caught:
        Extractor(rules=rules)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("name", [*RULE_TO_REASON, "no_speech", "none"])
def test_names_of_shipped_rules_are_taken(name: str) -> None:
    rule = returning(None)
    rule.__name__ = name
    with pytest.raises(RuleError, match=f"the rule {name} must be called something else: there is a rule of this name"):
        Extractor(rules=[CueRule(rule, "verb")])
