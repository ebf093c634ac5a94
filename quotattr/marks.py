"""
The characters the library cares about, by role and by their Unicode names.

Nothing else in quotattr spells a quotation mark, a dash, an apostrophe or an odd space.
Begin with `FAMILY_OF`: it says which marks belong together, hence which may close which.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

GUILLEMET_OPENING: Final = "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}"
GUILLEMET_CLOSING: Final = "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}"
SINGLE_GUILLEMET_OPENING: Final = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}"
SINGLE_GUILLEMET_CLOSING: Final = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
CURLY_OPENING: Final = "\N{LEFT DOUBLE QUOTATION MARK}"
CURLY_CLOSING: Final = "\N{RIGHT DOUBLE QUOTATION MARK}"
CURLY_LOW: Final = "\N{DOUBLE LOW-9 QUOTATION MARK}"
CURLY_REVERSED: Final = "\N{DOUBLE HIGH-REVERSED-9 QUOTATION MARK}"
SINGLE_CURLY_OPENING: Final = "\N{LEFT SINGLE QUOTATION MARK}"
SINGLE_CURLY_CLOSING: Final = "\N{RIGHT SINGLE QUOTATION MARK}"
SINGLE_LOW: Final = "\N{SINGLE LOW-9 QUOTATION MARK}"
STRAIGHT: Final = "\N{QUOTATION MARK}"
STRAIGHT_FULLWIDTH: Final = "\N{FULLWIDTH QUOTATION MARK}"
DOUBLE_PRIME: Final = "\N{DOUBLE PRIME}"
STRAIGHT_APOSTROPHE: Final = "\N{APOSTROPHE}"
GRAVE: Final = "\N{GRAVE ACCENT}"
ACUTE: Final = "\N{ACUTE ACCENT}"
MODIFIER_APOSTROPHE: Final = "\N{MODIFIER LETTER APOSTROPHE}"

OPENING_GUILLEMETS: Final = frozenset({GUILLEMET_OPENING, SINGLE_GUILLEMET_OPENING, "<<"})
CLOSING_GUILLEMETS: Final = frozenset({GUILLEMET_CLOSING, SINGLE_GUILLEMET_CLOSING, ">>"})
OPENING_CURLY: Final = frozenset({CURLY_OPENING, CURLY_LOW, CURLY_REVERSED, SINGLE_CURLY_OPENING, ",,"})
CLOSING_CURLY: Final = frozenset({CURLY_CLOSING, SINGLE_CURLY_CLOSING})
DOUBLED_SINGLES: Final = frozenset(
    {
        STRAIGHT_APOSTROPHE * 2,
        GRAVE * 2,
        SINGLE_CURLY_OPENING * 2,
        SINGLE_CURLY_CLOSING * 2,
        SINGLE_CURLY_OPENING + SINGLE_CURLY_CLOSING,
    }
)
"""Two single marks typed for a double one, often the same pair at both ends."""
NEUTRAL_MARKS: Final = frozenset({STRAIGHT, STRAIGHT_FULLWIDTH, DOUBLE_PRIME}) | DOUBLED_SINGLES
"""Marks whose glyph does not say whether they open or close: only their neighbours do."""

APOSTROPHES: Final = (
    STRAIGHT_APOSTROPHE + SINGLE_CURLY_CLOSING + SINGLE_CURLY_OPENING + MODIFIER_APOSTROPHE + GRAVE + ACUTE
)
"""What is found between *l* and *homme*: the two right ones, then four common mistypings."""

HYPHENS: Final = "-\N{HYPHEN}\N{NON-BREAKING HYPHEN}"
LONG_DASHES: Final = "\N{EN DASH}\N{EM DASH}\N{HORIZONTAL BAR}"
DASHES: Final = frozenset(HYPHENS + LONG_DASHES + "\N{FIGURE DASH}\N{MINUS SIGN}")

ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"
SOFT_HYPHEN: Final = "\N{SOFT HYPHEN}"

NO_BREAK_SPACES: Final = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
THIN_SPACES: Final = "\N{THIN SPACE}\N{SIX-PER-EM SPACE}\N{HAIR SPACE}"
INVISIBLES: Final = (
    "\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NO-BREAK SPACE}\N{WORD JOINER}"
    "\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\N{POP DIRECTIONAL FORMATTING}\N{LEFT-TO-RIGHT EMBEDDING}"
)
"""Characters without width that web pages leave between words; they count as space."""

LINE_BREAKS: Final = "\n\r\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}\N{LINE TABULATION}\N{FORM FEED}\N{NEXT LINE}"
"""What ends a paragraph."""

FAMILY_OF: Final = MappingProxyType(
    {
        **dict.fromkeys((GUILLEMET_OPENING, GUILLEMET_CLOSING, "<<", ">>"), "guillemet"),
        **dict.fromkeys((SINGLE_GUILLEMET_OPENING, SINGLE_GUILLEMET_CLOSING), "single guillemet"),
        **dict.fromkeys((CURLY_OPENING, CURLY_CLOSING, CURLY_LOW, CURLY_REVERSED, ",,"), "curly"),
        **dict.fromkeys((SINGLE_CURLY_OPENING, SINGLE_CURLY_CLOSING), "single curly"),
        **dict.fromkeys(NEUTRAL_MARKS, "straight"),
    }
)
"""A mark → its family. Marks of one family close each other; others only by mistake."""
