"""What the vocabulary answers of roles: the fields they stand in, and the offices that other words name."""

from __future__ import annotations

import pytest

from quotattr.tokenizer import tokenize
from quotattr.vocabulary import load_vocabulary


def split(text: str) -> list[str]:
    return [token.text for token in tokenize(text)]


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        ("ministres", {"government", "party"}),
        ("ex-ministre", {"government", "party"}),
        ("Députée", {"parliament", "party"}),
        ("vice-amiral", {"military"}),
        ("ex-joueuse", {"sport_player"}),
        ("premiers ministres", {"government", "party"}),
        ("sœur", {"family"}),
        ("homme", {"generic_person"}),
        ("table", set()),
        ("", set()),
    ],
)
def test_role_fields(form: str, fields: set[str]) -> None:
    assert load_vocabulary().role_fields(form) == fields


@pytest.mark.parametrize(
    ("left", "right", "share"),
    [
        ("ministre", "élu", True),
        ("maire", "élue", True),
        ("politologue", "chercheur", True),
        ("attaquant", "joueur", True),
        ("syndicaliste", "délégué", True),
        ("président", "dirigeant", True),
        ("ministre", "attaquant", False),
        ("juge", "accusé", False),
        ("médecin", "patient", False),
        ("enseignante", "élève", False),
        ("agresseur", "victime", False),
        ("entraîneur", "joueur", False),
    ],
)
def test_roles_of_one_person_share_a_field(left: str, right: str, share: bool) -> None:
    vocabulary = load_vocabulary()
    assert bool(vocabulary.role_fields(left) & vocabulary.role_fields(right)) == share


@pytest.mark.parametrize(
    ("words", "office"),
    [
        ("chef du gouvernement", "premier ministre"),
        ("cheffe du gouvernement", "premier ministre"),
        ("chef de l’État", "president de la republique"),
        ("Chef de l'Etat sortant", "president de la republique sortant"),
        ("locataire de l’Elysée", "president de la republique"),
        ("chef de la diplomatie allemande", "ministre des affaires etrangeres allemande"),
        ("chef de la diplomatie européenne", "representant de l' union europeenne"),
        ("garde des Sceaux", "ministre de la justice"),
        ("premier flic de France", "ministre de l' interieur"),
        ("patron de Bercy", "ministre de l' economie"),
        ("patronne de la CGT", "dirigeant de la cgt"),
        ("Saint-Père", "pape"),
        ("édile", "maire"),
        ("chef", None),
        ("chef de l’", None),
        ("ministre de la Justice", None),
        ("", None),
    ],
)
def test_role_synonym(words: str, office: str | None) -> None:
    assert load_vocabulary().role_synonym(split(words)) == (tuple(office.split()) if office is not None else None)


def test_every_synonym_leads_to_a_role() -> None:
    vocabulary = load_vocabulary()
    for synonym in vocabulary.lexicons.role_synonyms:
        office = vocabulary.role_synonym(split(synonym.phrase))
        assert office is not None, synonym
        assert any(vocabulary.role_of(" ".join(office[:end])) for end in range(1, len(office) + 1)), synonym
