"""
How a word is spelled for the model: the same in training and in use.

The treebanks write straight quotes and apostrophes, a plain hyphen for every dash, and three
full stops for an ellipsis; news writes what its editor likes. `normalise_form` maps the second
to the first, one word at a time. Guillemets stay guillemets: the model has seen them.
"""

from __future__ import annotations

APOSTROPHES = (
    "\N{RIGHT SINGLE QUOTATION MARK}"
    "\N{LEFT SINGLE QUOTATION MARK}"
    "\N{MODIFIER LETTER APOSTROPHE}"
    "\N{SINGLE HIGH-REVERSED-9 QUOTATION MARK}"
    "\N{PRIME}"
    "\N{ACUTE ACCENT}"
)
QUOTES = (
    "\N{LEFT DOUBLE QUOTATION MARK}"
    "\N{RIGHT DOUBLE QUOTATION MARK}"
    "\N{DOUBLE LOW-9 QUOTATION MARK}"
    "\N{DOUBLE HIGH-REVERSED-9 QUOTATION MARK}"
    "\N{DOUBLE PRIME}"
    "\N{FULLWIDTH QUOTATION MARK}"
)
DASHES = "\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}\N{EN DASH}\N{EM DASH}\N{HORIZONTAL BAR}\N{MINUS SIGN}"
SPACES = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{FIGURE SPACE}"
SPELLINGS = {
    **dict.fromkeys(map(ord, APOSTROPHES), "'"),
    **dict.fromkeys(map(ord, QUOTES), '"'),
    **dict.fromkeys(map(ord, DASHES), "-"),
    **dict.fromkeys(map(ord, SPACES), " "),
    ord("\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}"): "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}",
    ord("\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"): "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}",
    ord("\N{HORIZONTAL ELLIPSIS}"): "...",
    ord("\N{SOFT HYPHEN}"): None,
    ord("\N{ZERO WIDTH SPACE}"): None,
}


def normalise_form(form: str) -> str:
    """
    Spell *form* as the model was taught to read it; case is kept.

        >>> normalise_form("L\N{RIGHT SINGLE QUOTATION MARK}")
        "L'"
        >>> normalise_form("\N{EM DASH}"), normalise_form("10\N{NARROW NO-BREAK SPACE}000")
        ('-', '10 000')
        >>> normalise_form("\N{ZERO WIDTH SPACE}")
        '_'

    Args:
        form: One word of a sentence, as the text has it.

    Returns:
        A string that is never empty: what has nothing visible becomes ``_``, so that the number
        of words stays what it was. The text itself is not touched; offsets are the caller's.
    """
    return form.translate(SPELLINGS).strip() or "_"
