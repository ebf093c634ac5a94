"""
Function words: the small words around nouns that several modules ask for, folded.

A module with another question has a set of its own, whose name says which: what opens a noun group inside marks, what stands
in front of towns. Nothing is decided here.
"""

from __future__ import annotations

ARTICLES = frozenset(["le", "la", "les", "l'"])
"""Definite articles that stand alone; *du* and *aux* hold a preposition as well."""

OF = frozenset(["de", "du", "d'", "des"])
"""Open a complement: *le patron de la mairie*. *des* may also be several of something."""

LINKS = OF | ARTICLES | frozenset("a au aux en et par pour avec chez sur sous dans contre".split())
"""In front of a name, these make it part of something else: *le patron de LR* is not called LR."""

DETERMINERS = ARTICLES | frozenset(
    """un une ce cet cette ces certains certaines plusieurs quelques mon ma mes ton ta tes notre nos votre vos son sa ses
    leur leurs""".split()
)
"""Open a noun group."""

GROUP_OPENERS = DETERMINERS | OF
"""What may stand in front of a noun, *des élus* and *de nouveaux élus* included."""

PLURAL_DETERMINERS = frozenset("les des ces ses leurs certains certaines plusieurs quelques deux trois".split())
"""Say that those of the noun are several."""

PREPOSITIONS = OF | frozenset("a au aux avec chez contre dans en entre par pour sans selon sous sur vers".split())
"""What they stand in front of is no subject."""
