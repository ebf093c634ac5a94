"""The rule that tells *des* = *de les* from the determiner, and the table of contractions."""

from __future__ import annotations

import pytest

from quotattr.model.desexpand import expand_contraction, is_contraction_of_des

CONTRACTED = [
    # before the previous, previous, following, after the following
    ("le", "président", "États-Unis", "a"),
    ("la", "ministre", "Affaires", "étrangères"),
    ("l'", "ensemble", "salariés", "de"),
    ("lors", "lors", "élections", "de"),
    ("le", "maire", "communes", "touchées"),
    ("une", "partie", "habitants", "refuse"),
    ("auprès", "auprès", "enquêteurs", "."),
]
PLAIN = [
    ("il", "a", "mesures", "fortes"),
    (",", "avec", "associations", "locales"),
    ("interpellé", "par", "policiers", "hier"),
    (None, None, "manifestants", "ont"),
    ("ce", "sont", "millions", "de"),
    ("il", "y", "gens", "qui"),
]


@pytest.mark.parametrize(("farther", "previous", "following", "after"), CONTRACTED)
def test_des_is_two_words(farther, previous, following, after):
    assert is_contraction_of_des(previous, following, before_previous=farther, after_following=after)


@pytest.mark.parametrize(("farther", "previous", "following", "after"), PLAIN)
def test_des_is_one_word(farther, previous, following, after):
    assert not is_contraction_of_des(previous, following, before_previous=farther, after_following=after)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("au", ("à", "le")),
        ("Aux", ("À", "les")),
        ("AUX", ("À", "LES")),
        ("du", ("de", "le")),
        ("Duquel", ("De", "lequel")),
        ("desquelles", ("de", "lesquelles")),
        ("aurore", ("aurore",)),
        ("d'", ("d'",)),
    ],
)
def test_expand_contraction(form, words):
    assert expand_contraction(form) == words
