"""Names: the rows of ``cases/names.tsv``, roles beside names, and acronyms."""

from __future__ import annotations

import pytest
from frozen import read_surface, row_params

from quotattr.acronyms import find_acronyms
from quotattr.entities import Entity
from quotattr.names import is_capitalised, name_key
from quotattr.tokenizer import tokenize

LETTERS = {"Masc": "m", "Fem": "f"}


def show(entity: Entity) -> str:
    """An entity as the table writes it."""
    gender = f"/{LETTERS[entity.gender]}" if entity.gender else ""
    return f"{entity.name}={entity.kind}{gender} ×{len(entity.places)}"


@pytest.mark.parametrize(("text", "expected"), row_params("names"))
def test_row(text: str, expected: str) -> None:
    entities = sorted(read_surface(text).entities.all, key=lambda entity: entity.places[0])
    assert ("; ".join(map(show, entities)) or "-") == expected


@pytest.mark.parametrize(
    ("text", "role", "gender"),
    [
        ("On voit la ministre Jeanne Corvisart.", "ministre", "Fem"),
        ("On voit le ministre des Eaux, Marc Dalbret.", "ministre des eaux", "Masc"),
        ("On voit Marc Dalbret, directeur du port.", "directeur du port", "Masc"),
        ("On voit Awa Ndoye, présidente du club, sortir.", "presidente du club", "Fem"),
        ("On voit Dominique Ferrand, la maire de Brizay.", "maire de brizay", "Fem"),
        ("On voit l’ex-préfet Marc Dalbret.", "ex-prefet", "Masc"),
        ("On voit Boris Taranov (ancien maire de Brizay).", "maire de brizay", "Masc"),
        ("On voit le ministre de l’Éducation Marc Dalbret.", "ministre de l' education", "Masc"),
        ("On voit la ministre des Sports Awa Ndoye.", "ministre des sports", "Fem"),
        ("On voit la ministre de la Justice, Jeanne Corvisart.", "ministre de la justice", "Fem"),
        ("On voit le Premier ministre Marc Dalbret.", "ministre premier", "Masc"),
        ("On voit la première ministre, Awa Ndoye.", "ministre premier", "Fem"),
        ("On voit Awa Ndoye, première ministre du pays.", "ministre du pays premier", "Fem"),
        ("On voit le chef de la Ligue de la Digue (LDD), Marc Dalbret.", "chef de la ligue de la digue", "Masc"),
        ("On voit l’attachée éducative et culturelle, Awa Ndoye.", "attachee educative et culturelle", "Fem"),
        ("On voit Marc Dalbret, le maire qui rit.", "maire", "Masc"),
        ("On voit Marc Dalbret, maire de Brizay se réjouir.", "maire de brizay", "Masc"),
        (
            "On voit le chef de la ligue des éleveurs d’ici, Marc Dalbret.",
            "chef de la ligue des eleveurs d' ici",
            "Masc",
        ),
        ("On voit Awa Ndoye, 38 ans, infirmière à Brizay.", "infirmiere a brizay", "Fem"),
        ("On voit Awa Ndoye (38 ans), infirmière à Brizay.", "infirmiere a brizay", "Fem"),
        ("On voit Marc Dalbret, ce boulanger de Brizay.", "boulanger de brizay", "Masc"),
        ("Ici, Marc Dalbret est boulanger à Brizay.", "boulanger a brizay", "Masc"),
        ("On voit le général Dalbret.", "general", "Masc"),
        ("On voit le pape Marc.", "pape", "Masc"),
    ],
)
def test_role(text: str, role: str, gender: str) -> None:
    [entity] = [entity for entity in read_surface(text).entities.all if entity.kind == "person"]
    assert tuple(role.split()) in entity.roles
    assert entity.gender == gender


@pytest.mark.parametrize(
    "text",
    [
        "On voit le chauffeur de Marc Dalbret.",
        "On voit le maire et Marc Dalbret.",
        "On voit Me Marc Dalbret.",
        "On voit le maire avec Marc Dalbret.",
        "Le maire sort. Marc Dalbret entre.",
        "Le maire, qui sort, salue Marc Dalbret.",
        "On voit Marc Dalbret, un soir de pluie.",
        "Les ministres Awa Ndoye et Marc Dalbret sortent.",
        "Les députés Marc Dalbret et Awa Ndoye sortent.",
        "Le maire dit avoir vu Marc Dalbret.",
        "La maire affirme connaître Marc Dalbret.",
        "La maire affirme que Marc Dalbret sort.",
        "Le maire rit quand Marc Dalbret sort.",
        "Le préfet rit puis Marc Dalbret sort.",
        "La préfète Jeanne Corvisart salue Marc Dalbret.",
        "Le préfet dont Marc Dalbret parle sort.",
        "Avec Marc Dalbret, le maire a ri.",
        "Avec Marc Dalbret, le préfet Boris Taranov rit.",
    ],
)
def test_no_role(text: str) -> None:
    [entity] = [entity for entity in read_surface(text).entities.all if entity.name == "Marc Dalbret"]
    assert entity.roles == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("La Ligue de la Digue (LDD) agit.", {"ldd": "Ligue de la Digue"}),
        ("Le Bureau d’étude du vent (BEV, Lille) agit.", {"bev": "Bureau d’étude du vent"}),
        ("Marc Dalbret (LDD) agit.", {}),
        ("Un plan (A) existe.", {}),
        ("Une foire (Lille) existe.", {}),
    ],
)
def test_acronyms(text: str, found: dict[str, str]) -> None:
    assert find_acronyms(text, tokenize(text)) == found


def test_key_opens_hyphens_and_stops() -> None:
    assert name_key(["Jean-Yves", "LE", "Drian"]) == name_key(["Jean", "Yves", "Le", "DRIAN"])
    assert name_key(["Élise"]) == name_key(["Elise"])


@pytest.mark.parametrize(
    ("form", "capital"), [("Anne", True), ("al-Zahri", True), ("anne", False), ("al-zahri", False), ("", False)]
)
def test_capitalised(form: str, capital: bool) -> None:
    assert is_capitalised(form) is capital
