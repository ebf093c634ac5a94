"""How words are spelled for the model."""

from __future__ import annotations

import pytest

from quotattr.model.forms import normalise_form


@pytest.mark.parametrize(
    ("form", "spelled"),
    [
        ("l\N{RIGHT SINGLE QUOTATION MARK}", "l'"),
        ("aujourd\N{RIGHT SINGLE QUOTATION MARK}hui", "aujourd'hui"),
        ("\N{LEFT DOUBLE QUOTATION MARK}", '"'),
        ("\N{EN DASH}", "-"),
        ("\N{HORIZONTAL ELLIPSIS}", "..."),
        ("10\N{NO-BREAK SPACE}000", "10 000"),
        ("\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}", "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}"),
        ("", "_"),
        ("Élysée", "Élysée"),
    ],
)
def test_normalise_form(form, spelled):
    assert normalise_form(form) == spelled
    assert normalise_form(spelled) == spelled
