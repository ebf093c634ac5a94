"""
Rules of one's own: cue rules that a user adds, guarded.

They are functions like those of `quotattr.cues`, and are asked before them. Unlike them, they may do
anything; so each is checked before it is used, and what it returns whenever it answers.
Start reading at `guard_rules`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import TypeGuard

from quotattr.cues import CUE_KINDS, NO_SPEECH, CueRule, Setting
from quotattr.errors import RuleError
from quotattr.explain import RULE_TO_REASON

_NO_CUE = "none"
"""What the features of the weights call a quotation without a cue."""


def guard_rules(rules: Iterable[CueRule]) -> tuple[CueRule, ...]:
    """
    The *rules*, each of which raises a `RuleError` that names it, whatever goes wrong in it.

    Raises:
        RuleError: One is no `CueRule`, or its name or kind is none that can be used.
    """
    guarded: list[CueRule] = []
    taken = {*RULE_TO_REASON, NO_SPEECH, _NO_CUE}
    for rule in rules:
        _check_rule(rule, taken)
        taken.add(rule.name)
        guarded.append(_guard(rule))
    return tuple(guarded)


def _check_rule(rule: object, taken: set[str]) -> None:
    if not isinstance(rule, CueRule) or not callable(rule.find):
        raise RuleError(f'a rule must be a CueRule, as CueRule(function, "verb") makes one (got {rule!r})')
    name = getattr(rule.find, "__name__", "")
    if not name.isidentifier():
        raise RuleError(f"a rule must be a function that def gives a name (got {rule.find!r})")
    if name in taken:
        raise RuleError(f"the rule {name} must be called something else: there is a rule of this name")
    if rule.kind not in CUE_KINDS:
        raise RuleError(f"the rule {name} must have one of the kinds {', '.join(CUE_KINDS)} (got {rule.kind!r})")


def _guard(rule: CueRule) -> CueRule:
    @functools.wraps(rule.find)
    def find(setting: Setting) -> int | None:
        asked = f"the rule {rule.name} (asked about the marks near offset {_offset_of(setting)})"
        try:
            found: object = rule.find(setting)
        except Exception as error:  # Whatever somebody's function raises: it is shown as it is, below the rule's name.
            raise RuleError(f"{asked} raised {type(error).__name__}: {error}") from error
        if found is None or _is_word(found, setting):
            return found
        last = len(setting.tree) - 1
        raise RuleError(f"{asked} must return None or the index of a word of setting.tree, 0 to {last} (got {found!r})")

    return rule._replace(find=find)


def _offset_of(setting: Setting) -> int:
    """Where in the text the quotation is, in code points."""
    return setting.tokens[setting.tree.token(setting.first)].start


def _is_word(found: object, setting: Setting) -> TypeGuard[int]:
    return isinstance(found, int) and not isinstance(found, bool) and 0 <= found < len(setting.tree)
