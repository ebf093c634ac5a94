"""Conjugation: forms that announce somebody's words, and forms that no verb has."""

from __future__ import annotations

import pytest

from quotattr.conjugation import conjugate
from quotattr.folding import fold
from quotattr.lexicons import load_lexicons

FORMS = {
    "déclarer": "déclare déclarent déclarait déclaraient déclarant déclara déclarèrent déclarera déclareront "
    "déclarerait déclaré déclarée déclarés déclarées",
    "annoncer": "annonce annonçait annonçant annonça annoncèrent annoncera annoncé",
    "encourager": "encourage encourageait encourageant encouragea encouragèrent encouragé",
    "rappeler": "rappelle rappellent rappelait rappela rappellera rappelé",
    "répéter": "répète répètent répétait répéta répété",
    "mener": "mène mènent menait mènera mené",
    "appuyer": "appuie appuient appuyait appuya appuiera appuyé",
    "nier": "nie nient niait nia niera nié",
    "avertir": "avertit avertissent avertissait avertissant avertirent avertira averti avertie",
    "répondre": "répond répondent répondait répondit répondirent répondra répondu répondue",
    "dire": "dit disent disait disant dirent dira diront dirait dite dites",
    "prédire": "prédit prédisent prédira",
    "écrire": "écrit écrivent écrivait écrivit écrira écrite",
    "souscrire": "souscrit souscrivent souscrira",
    "promettre": "promet promettent promettait promit promettra promis promise promises",
    "reprendre": "reprend reprennent reprenait reprit reprendra repris reprise",
    "soutenir": "soutient soutiennent soutenait soutint soutiendra soutenu",
    "prévenir": "prévient préviennent prévenait prévint préviendra prévenue",
    "convenir": "convient convenait convint",
    "prévoir": "prévoit prévu",
    "reconnaître": "reconnaît reconnait reconnaissent reconnaissait reconnut reconnaîtra reconnu reconnue",
    "conclure": "conclut concluent concluait conclura conclu",
    "craindre": "craint craignent craignait craignit craindra",
    "plaindre": "plaint plaignent plaignait",
    "poursuivre": "poursuit poursuivent poursuivait poursuivit poursuivra poursuivi",
    "croire": "croit croient croyait crut croira cru",
    "vouloir": "veut veulent voulait voulut voudra voulu",
    "lire": "lit lisent lisait lut lira lu",
    "sourire": "sourit sourient souriait sourira souri",
    "faire": "fait font faisait fit fera feront",
    "intégrer": "intègre intégrait",
    "réitérer": "réitère réitérait réitéré",
    "espérer": "espère espérait",
    "ironiser": "ironise ironisait ironisa",
}


@pytest.mark.parametrize(("lemma", "form"), [(lemma, form) for lemma, forms in FORMS.items() for form in forms.split()])
def test_form(lemma: str, form: str) -> None:
    assert form in conjugate(lemma)


@pytest.mark.parametrize(
    ("lemma", "form"),
    [
        ("déclarer", "déclarons"),
        ("déclarer", "déclarerez"),
        ("dire", "dis"),
        ("dire", "dise"),
        ("annoncer", "annoncait"),
        ("encourager", "encouragait"),
        ("promettre", "promiss"),
        ("promettre", "prometté"),
    ],
)
def test_no_form(lemma: str, form: str) -> None:
    assert form not in conjugate(lemma)


def test_a_word_that_is_no_infinitive_gives_itself() -> None:
    assert conjugate("dixit") == {"dixit"}


@pytest.mark.parametrize("lemma", ["déclarer", "avertir", "répondre", "dire"])
def test_the_infinitive_is_a_form(lemma: str) -> None:
    assert lemma in conjugate(lemma)


def test_every_cue_verb_has_a_participle_and_a_present() -> None:
    for verb in load_lexicons().cue_verbs:
        forms = {fold(form) for form in conjugate(verb.lemma)}
        assert len(forms) > 8, verb.lemma
        assert all(form.replace("-", "").isalpha() for form in forms), verb.lemma
