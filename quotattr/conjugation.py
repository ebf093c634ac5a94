"""
Conjugation: the forms of a French verb that can announce somebody's words.

Before anything is parsed, a sentence must be known to hold a cue verb, and inside quotation
marks (which are never parsed) an incise must be recognised by its form alone. So the third
persons of the simple tenses, the participles and the infinitive are made from the lemma; the
first and second persons announce nothing.

Start reading at `conjugate`.
"""

from __future__ import annotations

from collections.abc import Iterator

_IMPERFECT = ("ait", "aient", "ant")
_FUTURE = ("a", "ont", "ait", "aient")
_PARTICIPLE = ("", "e", "s", "es")

IRREGULAR: dict[str, tuple[str, ...]] = {
    # lemma ending: present 3sg, present 3pl, simple past 3sg and 3pl, future stem, participle
    "dire": ("dit", "disent", "dit", "dirent", "dir", "dit"),
    "écrire": ("écrit", "écrivent", "écrivit", "écrivirent", "écrir", "écrit"),
    "crire": ("crit", "crivent", "crivit", "crivirent", "crir", "crit"),
    "lire": ("lit", "lisent", "lut", "lurent", "lir", "lu"),
    "rire": ("rit", "rient", "rit", "rirent", "rir", "ri"),
    "croire": ("croit", "croient", "crut", "crurent", "croir", "cru"),
    "voir": ("voit", "voient", "vit", "virent", "verr", "vu"),
    "vouloir": ("veut", "veulent", "voulut", "voulurent", "voudr", "voulu"),
    "faire": ("fait", "font", "fit", "firent", "fer", "fait"),
    "mettre": ("met", "mettent", "mit", "mirent", "mettr", "mis"),
    "prendre": ("prend", "prennent", "prit", "prirent", "prendr", "pris"),
    "tenir": ("tient", "tiennent", "tint", "tinrent", "tiendr", "tenu"),
    "venir": ("vient", "viennent", "vint", "vinrent", "viendr", "venu"),
    "naître": ("naît", "naissent", "naquit", "naquirent", "naîtr", "né"),
    "connaître": ("connaît", "connaissent", "connut", "connurent", "connaîtr", "connu"),
    "suivre": ("suit", "suivent", "suivit", "suivirent", "suivr", "suivi"),
    "clure": ("clut", "cluent", "clut", "clurent", "clur", "clu"),
    "traire": ("trait", "traient", "trait", "trairent", "trair", "trait"),
    "plaire": ("plaît", "plaisent", "plut", "plurent", "plair", "plu"),
    "craindre": ("craint", "craignent", "craignit", "craignirent", "craindr", "craint"),
    "plaindre": ("plaint", "plaignent", "plaignit", "plaignirent", "plaindr", "plaint"),
    "peindre": ("peint", "peignent", "peignit", "peignirent", "peindr", "peint"),
    "joindre": ("joint", "joignent", "joignit", "joignirent", "joindr", "joint"),
    "recevoir": ("reçoit", "reçoivent", "reçut", "reçurent", "recevr", "reçu"),
    "vivre": ("vit", "vivent", "vécut", "vécurent", "vivr", "vécu"),
    "conduire": ("conduit", "conduisent", "conduisit", "conduisirent", "conduir", "conduit"),
    "duire": ("duit", "duisent", "duisit", "duisirent", "duir", "duit"),
    "battre": ("bat", "battent", "battit", "battirent", "battr", "battu"),
    "rompre": ("rompt", "rompent", "rompit", "rompirent", "rompr", "rompu"),
    "ouvrir": ("ouvre", "ouvrent", "ouvrit", "ouvrirent", "ouvrir", "ouvert"),
    "offrir": ("offre", "offrent", "offrit", "offrirent", "offrir", "offert"),
    "courir": ("court", "courent", "courut", "coururent", "courr", "couru"),
    "sentir": ("sent", "sentent", "sentit", "sentirent", "sentir", "senti"),
    "mentir": ("ment", "mentent", "mentit", "mentirent", "mentir", "menti"),
    "partir": ("part", "partent", "partit", "partirent", "partir", "parti"),
    "sortir": ("sort", "sortent", "sortit", "sortirent", "sortir", "sorti"),
    "servir": ("sert", "servent", "servit", "servirent", "servir", "servi"),
}
"""Endings of lemmas that no regular pattern covers; the longest ending that fits is taken."""

PLURAL_TO_IMPERFECT = {
    "font": "fais",
    "tiennent": "ten",
    "viennent": "ven",
    "prennent": "pren",
    "reçoivent": "recev",
    "veulent": "voul",
    "voient": "voy",
    "croient": "croy",
    "traient": "tray",
}
"""Present 3pl → stem of the imperfect, where it is not the 3pl without *-ent*."""


def conjugate(lemma: str) -> frozenset[str]:
    """
    Third persons, participles and infinitive of a verb.

        >>> sorted(conjugate("nier"))[:6]
        ['nia', 'niaient', 'niait', 'niant', 'nie', 'nient']
        >>> "rappelle" in conjugate("rappeler"), "s’exclamait" in conjugate("exclamer")
        (True, False)

    Args:
        lemma: An infinitive, without its reflexive pronoun.

    Returns:
        Forms in lower case. A lemma that is no infinitive gives itself alone.
    """
    irregular = next((ending for ending in sorted(IRREGULAR, key=len, reverse=True) if lemma.endswith(ending)), None)
    if irregular is not None:
        return frozenset({lemma, *_irregular_forms(lemma[: -len(irregular)], IRREGULAR[irregular])})
    if lemma.endswith("er"):
        return frozenset({lemma, *_first_group(lemma[:-2])})
    if lemma.endswith("ir"):
        return frozenset({lemma, *_second_group(lemma[:-2])})
    if lemma.endswith("re"):
        return frozenset({lemma, *_third_group(lemma[:-2])})
    return frozenset({lemma})


def _irregular_forms(prefix: str, parts: tuple[str, ...]) -> Iterator[str]:
    singular, plural, past_singular, past_plural, future, participle = parts
    stem = PLURAL_TO_IMPERFECT.get(plural, plural.removesuffix("ent"))
    for form in (singular, singular.replace("î", "i"), plural, past_singular, past_plural):
        yield prefix + form
    for ending in _IMPERFECT:
        yield prefix + stem + ending
    for ending in _FUTURE:
        yield prefix + future + ending
    for ending in _PARTICIPLE:
        if not (participle.endswith("s") and ending == "s"):
            yield prefix + participle + ending


def _first_group(stem: str) -> Iterator[str]:
    """-er verbs, with their changes of spelling before a mute e and before a."""
    mute = _before_mute_e(stem)
    soft = _before_a(stem)
    for ending in ("e", "ent"):
        yield mute + ending
        yield stem + ending
    for ending in _IMPERFECT:
        yield soft + ending
    yield soft + "a"
    yield stem + "èrent"
    for ending in _FUTURE:
        yield mute + "er" + ending
        yield stem + "er" + ending
    for ending in _PARTICIPLE:
        yield stem + "é" + ending


def _before_mute_e(stem: str) -> str:
    """rappel- → rappell-, insist- → insist-, répèt-, men- → mèn-, essay- → essai-."""
    if stem.endswith(("pel", "jet")):
        return stem + stem[-1]
    if stem.endswith(("oy", "uy", "ay")):
        return stem[:-1] + "i"
    if len(stem) > 2 and stem[-2] in "eé" and stem[-1] not in "aeiouyé":
        return stem[:-2] + "è" + stem[-1]
    if len(stem) > 3 and stem[-3] == "é" and stem[-2:] in ("gr", "br", "cr", "tr", "gu", "gn"):
        return stem[:-3] + "è" + stem[-2:]
    return stem


def _before_a(stem: str) -> str:
    """annonc- → annonç-, encourag- → encourage-."""
    if stem.endswith("c"):
        return stem[:-1] + "ç"
    return stem + "e" if stem.endswith("g") else stem


def _second_group(stem: str) -> Iterator[str]:
    """-ir verbs like avertir."""
    for ending in ("it", "issent", "irent"):
        yield stem + ending
    for ending in _IMPERFECT:
        yield stem + "iss" + ending
    for ending in _FUTURE:
        yield stem + "ir" + ending
    for ending in _PARTICIPLE:
        yield stem + "i" + ending


def _third_group(stem: str) -> Iterator[str]:
    """-re verbs like répondre."""
    for ending in ("", "ent", "it", "irent"):
        yield stem + ending
    for ending in _IMPERFECT:
        yield stem + ending
    for ending in _FUTURE:
        yield stem + "r" + ending
    for ending in _PARTICIPLE:
        yield stem + "u" + ending
