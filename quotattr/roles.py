"""
Roles: what an article says beside a name of who that is — *le ministre X*, *X, maire de Brizay,*, *X, 38 ans*.

A role is found by forms alone, in front of the name or behind it, as far as no clause, stop or other
name stands between. Start reading at `role_before` and `role_after`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

from attrs import evolve, frozen

from quotattr.folding import fold, fold_all
from quotattr.function_words import LINKS, OF
from quotattr.names import Name, is_capitalised
from quotattr.tokenizer import Token
from quotattr.vocabulary import Vocabulary

Gender = Literal["Masc", "Fem"]

MAX_ROLE_TOKENS = 12
"""How far from a name its role is looked for: *le ministre délégué chargé de la Transition numérique, X*."""

ROLE_OPENERS: dict[str, Gender | None] = {
    "le": "Masc",
    "la": "Fem",
    "un": "Masc",
    "une": "Fem",
    "ce": "Masc",
    "cet": "Masc",
    "cette": "Fem",
    "l'": None,
    "son": None,
    "sa": None,
}
"""Folded determiners that open a role, with the gender they tell; *du* opens only a complement inside it."""

_CLAUSE_WORDS = frozenset([",", "que", "qui", "et", "a", "est"])
"""A role in front of a name does not reach over these; *à* is no *a* here."""

_APPOSERS = frozenset([",", "("])
"""What stands between a name and the role behind it."""

COPULAS = frozenset(["est", "etait"])
"""They introduce a role as well, but of people alone: bodies are actors and leaders too."""

_BEFORE_ROLE = frozenset(
    """le la l' un une ce cet cette son sa ex ancien ancienne premier premiere jeune vice nouveau nouvelle futur future
    actuel actuelle grand grande celebre""".split()
)
"""Folded words that may stand between the comma behind a name and its role."""

_PLACE_NOUNS = frozenset("region ville commune province departement canton quartier village ile lac cite".split())
"""Folded nouns that stand in front of the name of a place."""

NAMED_BODIES = frozenset(
    """association cabinet chaine club collectif compagnie confederation constructeur coordination enseigne entreprise
    fabricant fondation groupe institut label laboratoire marque milice mouvement ong operateur organisation parti plateforme
    plate-forme radio reseau site societe start-up station syndicat""".split()
)
"""Folded nouns that are no part of the name behind them: *le mouvement Hamas* is called Hamas, *l’hôpital Bichat* not Bichat."""

_AUXILIARIES = frozenset("a ont avait avaient aura est sont etait etaient ete sera".split())
"""Folded words behind which the form of a role is a participle: *a élu Anne Morel*."""

_RELATIVES = frozenset(["qui", "que", "qu'", "qu’", "dont", "où"])
"""What a role behind a name does not reach over."""

_VERB_SIGNS = frozenset("a ont avait avaient aura est sont était étaient sera serait aurait s' s’ se n' n’ ne".split())
"""Words that stand in front of, or are, the verb of a clause."""

_ROLE_ENDS = frozenset("avant apres puis alors mais ou comme lorsque quand sans dont ont sont etait avait".split())
"""Folded words that a role in front of a name does not reach over either."""

_NO_ROLE_WORDS = frozenset("le la les l' un une des ce cet cette ces son sa ses leur leurs il elle qui que".split())
"""Folded words that begin something else behind *et*."""

_ROLE_BREAKS = frozenset([".", ";", ":", "!", "?", "(", ")", "«", "»", "“", "”", '"', "…"])


@frozen
class Role:
    """
    A role beside a name.

    Attributes:
        words: As `role_words` has them; empty if there is none.
        gender: Gender that determiner or noun tell.
        first: Index of the first token of a role in front of its name, its determiner included.
    """

    words: tuple[str, ...] = ()
    gender: Gender | None = None
    first: int | None = None


NO_ROLE = Role()
"""What is said beside a name of whom nothing is said."""


def role_before(tokens: Sequence[Token], name: Name, vocabulary: Vocabulary) -> Role:
    """
    The role in front of a name: *le ministre russe des Affaires étrangères, Sergueï Lavrov*.

    Args:
        tokens: One article's tokens.
        name: One of its names.
        vocabulary: For roles and what ends them.

    Returns:
        The role, without words if there is none. The noun farthest off counts, up to one with a determiner of its own.
    """
    last = name.first
    if last and vocabulary.civility(tokens[last - 1].text) is not None and not _is_office(tokens, last - 1, vocabulary):
        last -= 1
    is_apposed = last > 0 and tokens[last - 1].text == ","
    last = _before_acronym(tokens, last - 1 if is_apposed else last)
    if last and (fold(tokens[last - 1].text) in LINKS or _is_of_a_place(tokens, name, last, vocabulary)):
        return NO_ROLE
    best = NO_ROLE
    for position in range(last - 1, max(-1, last - 1 - MAX_ROLE_TOKENS), -1):
        form = tokens[position].text
        if _ends_role(tokens, position, vocabulary) and not (is_apposed and _joins_words(tokens, position)):
            break
        role = vocabulary.role_of(form)
        if role is None:
            continue
        if role.is_plural and position and fold(tokens[position - 1].text) in OF:
            continue
        if role.is_plural or _is_verb(tokens, position, vocabulary):
            break
        opener = _opener_of_role(tokens, position)
        determiner = fold(tokens[opener].text) if opener >= 0 else ""
        best = Role(role_words(tokens, position, last), role.gender, max(0, opener))
        before = fold(tokens[opener - 1].text) if opener > 0 else ""
        is_complement = determiner == "du" or (determiner in ROLE_OPENERS and before in ("de", "d'"))
        if is_complement and not is_apposed and before != "aupres":
            return best
        if determiner in ROLE_OPENERS and not is_complement:
            return evolve(best, gender=ROLE_OPENERS[determiner] or best.gender)
    return best


def _opener_of_role(tokens: Sequence[Token], head: int) -> int:
    """Index of what stands in front of a role and its adjectives: *le* of *le nouveau maire*; -1 if nothing does."""
    opener = head - 1
    while opener > 0 and fold(tokens[opener].text) in _BEFORE_ROLE - set(ROLE_OPENERS):
        opener -= 1
    return opener


def _is_office(tokens: Sequence[Token], position: int, vocabulary: Vocabulary) -> bool:
    """Whether what may be a civility is an office here, as its determiner tells: *le général Dalbret*, not *Me Dalbret*."""
    opener = fold(tokens[position - 1].text) if position else ""
    return vocabulary.role_of(tokens[position].text) is not None and opener in ROLE_OPENERS


def _before_acronym(tokens: Sequence[Token], last: int) -> int:
    """Where the words end that an acronym in brackets stands behind: *le chef de la Ligue de la Digue (LDD), Léa Roux*."""
    is_bracketed = last > 2 and tokens[last - 1].text == ")" and tokens[last - 3].text == "("
    return last - 3 if is_bracketed and is_capitalised(tokens[last - 2].text) else last


def _joins_words(tokens: Sequence[Token], position: int) -> bool:
    """Whether *et* joins two plain words of one role: *l’attachée éducative et culturelle*, no *le maire et le préfet*."""
    if position == 0 or tokens[position].text != "et":
        return False
    before, after = tokens[position - 1].text, tokens[position + 1].text
    return before.islower() and after.islower() and fold(after) not in _NO_ROLE_WORDS


def _is_of_a_place(tokens: Sequence[Token], name: Name, last: int, vocabulary: Vocabulary) -> bool:
    """*la présidente de la région Bretagne*: the name is that of the noun in front of it, which stands for no person."""
    if last < name.first or vocabulary.is_first_name(name.words[0]):
        return False
    noun = tokens[last - 1].text
    if last > 1 and noun.islower() and fold(tokens[last - 2].text) in NAMED_BODIES:
        return True
    return fold(noun) in _PLACE_NOUNS or (noun.islower() and vocabulary.is_organisation(noun))


def _is_verb(tokens: Sequence[Token], position: int, vocabulary: Vocabulary) -> bool:
    """Whether the form of a role is a verb here: *a élu Anne Morel*, *le maire juge Anne Morel*."""
    before = fold(tokens[position - 1].text) if position else ""
    if before in _AUXILIARIES:
        return True
    return vocabulary.cue_verb_of_form(tokens[position].text) is not None and before not in ROLE_OPENERS


def _ends_role(tokens: Sequence[Token], position: int, vocabulary: Vocabulary) -> bool:
    """Whether a role in front of a name can't reach back over the token: punctuation, a clause, another's name."""
    form = tokens[position].text
    folded = fold(form)
    if form == "et" and position + 1 < len(tokens) and fold(tokens[position + 1].text) in OF:
        return False
    if form in _ROLE_BREAKS or form.casefold() in _CLAUSE_WORDS or folded in _ROLE_ENDS:
        return True
    verb = vocabulary.cue_verb_of_form(form)
    if verb is not None and verb.strength == "speech" and vocabulary.role_of(form) is None:
        return True
    is_of_somebody = position and (
        fold(tokens[position - 1].text) in LINKS or is_capitalised(tokens[position - 1].text)
    )
    return vocabulary.is_first_name(form) and form[:1].isupper() and not is_of_somebody


def role_after(
    tokens: Sequence[Token], name: Name, vocabulary: Vocabulary, introducers: Collection[str] = _APPOSERS
) -> Role:
    """The role behind a name and one of the *introducers* (folded): *Sergueï Lavrov, chef de la diplomatie russe,*."""
    first = name.last
    if first >= len(tokens) or fold(tokens[first].text) not in introducers:
        return NO_ROLE
    if has_age(tokens, name):
        first = _behind_age(tokens, first)
    told: Gender | None = None
    for position in range(first + 1, min(first + 5, len(tokens))):
        form = tokens[position].text
        if form in _ROLE_BREAKS or form == ",":
            break
        role = vocabulary.role_of(form)
        if role is not None:
            last = _role_end(tokens, position, vocabulary)
            if fold(tokens[first + 1].text) in ROLE_OPENERS and _is_cut_short(tokens, last, vocabulary):
                return NO_ROLE
            return Role(role_words(tokens, position, last), role.gender or told)
        told = told or ROLE_OPENERS.get(fold(form))
        if fold(form) not in _BEFORE_ROLE:
            break
    return NO_ROLE


def _behind_age(tokens: Sequence[Token], first: int) -> int:
    """Index of the comma behind *, 38 ans,* or *(38 ans),*, whose own comma or bracket is *first*; *first* if there is none."""
    last = first + 3
    if last < len(tokens) and tokens[last].text == ")":
        last += 1
    return last if last < len(tokens) and tokens[last].text == "," else first


def _role_end(tokens: Sequence[Token], head: int, vocabulary: Vocabulary) -> int:
    """Where the role behind a name ends that the noun *head* begins: at a stop, a relative, a verb, or another name."""
    end = min(head + MAX_ROLE_TOKENS, len(tokens))
    return next((place for place in range(head + 1, end) if _closes_role(tokens, place, vocabulary)), end)


def _closes_role(tokens: Sequence[Token], place: int, vocabulary: Vocabulary) -> bool:
    form = tokens[place].text
    is_stop = form in _ROLE_BREAKS or form == "," or form.casefold() in _RELATIVES
    return is_stop or _is_cut_short(tokens, place, vocabulary)


def _is_cut_short(tokens: Sequence[Token], place: int, vocabulary: Vocabulary) -> bool:
    """
    Whether a verb or another name stands where a noun group behind a name ends.

    Then the group is no role of that name, but a subject: *À Brizay, le maire a dit*, *À Brizay, le maire Marc Dalbret dit*.
    """
    return place < len(tokens) and (
        tokens[place].text.casefold() in _VERB_SIGNS or _is_first_name_behind_noun(tokens, place, vocabulary)
    )


def _is_first_name_behind_noun(tokens: Sequence[Token], place: int, vocabulary: Vocabulary) -> bool:
    """*Marc* of *le maire Marc Dalbret*, not of *le club de Marc*, *l’association Marc Dalbret*."""
    before = tokens[place - 1].text
    return (
        before.islower()
        and fold(before) not in LINKS
        and not vocabulary.is_organisation(before)
        and tokens[place].text[:1].isupper()
        and vocabulary.is_first_name(tokens[place].text)
    )


def has_age(tokens: Sequence[Token], name: Name) -> bool:
    """*Amina, 38 ans,*: only people have an age."""
    behind = [fold(token.text) for token in tokens[name.last : name.last + 3]]
    return len(behind) == 3 and behind[0] in (",", "(") and behind[1].isdigit() and behind[2] in ("ans", "an")


def role_words(tokens: Sequence[Token], head: int, last: int) -> tuple[str, ...]:
    """The folded words of a role from its noun on; *premier* in front of it is part of it, said last."""
    words = fold_all(token.text for token in tokens[head:last] if token.kind in ("word", "number"))
    before = fold(tokens[head - 1].text) if head else ""
    return (*words, "premier") if before in ("premier", "premiere") else words
