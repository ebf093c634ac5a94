"""What the other marks of an article tell of one."""

from __future__ import annotations

import pytest
from frozen import read_surface

from quotattr.companions import company_features
from quotattr.drafts import draft_marked


def describe(text: str) -> list[dict[str, float]]:
    """The company of each marked quotation, nothing parsed."""
    reading = read_surface(text)
    drafts = draft_marked(reading, ())
    return company_features(reading, drafts, [{"nested": 1.0} for _ in drafts])


@pytest.mark.parametrize(
    ("text", "feature", "values"),
    [
        ("Les «gilets blancs» sont là. Un gilet blanc rit.", "said_unmarked", [1.0]),
        ("Les «gilets blancs» sont là.", "said_unmarked", [0.0]),
        ("La «digue» tient. Les «digues» tiennent.", "marked_again", [1.0, 1.0]),
        ("La «digue neuve» tient. La «digue» et la «digue».", "holds_repeated", [1.0, 0.0, 0.0]),
        ("Il lit «Les Dunes» et rit «aux éclats».", "share_titles", [0.5, 0.5]),
        ("Il dit «non», «non» et “oui”.", "rare_mark", [0.0, 0.0, 1.0]),
        ("Il dit «non» et «oui».", "others_nested", [1.0, 1.0]),
    ],
)
def test_company(text: str, feature: str, values: list[float]) -> None:
    assert [features[feature] for features in describe(text)] == values


def test_nobody_else() -> None:
    [features] = describe("Il dit «non».")
    assert "others_nested" not in features


@pytest.mark.parametrize(
    ("text", "feature", "values"),
    [
        ("Il dit «non».\nElle dit «oui» et «non».", "marks_in_paragraph", [0.0, 0.2, 0.2]),
        ("Il dit «non» et «oui».", "standing_in_paragraph", [0.0, 0.0]),
        ("Il dit «non».", "plain_in_paragraph", [0.0]),
    ],
)
def test_paragraph(text: str, feature: str, values: list[float]) -> None:
    assert [features[feature] for features in describe(text)] == values
