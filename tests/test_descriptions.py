"""
Descriptions: how well roles fit, whom a noun group may stand for, and which groups say more than their noun.

What is tested are the candidates and the facts about them, never how the weights rank them.
"""

from __future__ import annotations

import re

import pytest
from frozen import Case, params, read_case, read_conllu, read_surface, row_params

from quotattr.coreference import Resolver
from quotattr.folding import fold
from quotattr.noun_groups import determiner_class, find_noun_groups
from quotattr.offices import fit_class, role_fit
from quotattr.referents import Features, Need, Referent, ReferentCandidate
from quotattr.roles import role_words
from quotattr.tokenizer import tokenize
from quotattr.vocabulary import load_vocabulary

MARKS_RE = re.compile(r"[\[\]{}<>]")
"""What the table marks groups with; none of it is part of the text."""

PAIRS = {"[": "]", "{": "}", "<": ">"}


def words_of(role: str) -> tuple[str, ...]:
    """A role as names have it; *premier* and *première* stand in front of their noun."""
    tokens = tokenize(role.replace("-", "", 1) if role == "-" else role)
    head = 1 if tokens and tokens[0].text in ("premier", "première") else 0
    return role_words(tokens, head, len(tokens)) if tokens else ()


@pytest.mark.parametrize(("description", "role", "expected"), row_params("role_fits"))
def test_role_fit(description: str, role: str, expected: str) -> None:
    assert fit_class(role_fit(words_of(description), words_of(role), load_vocabulary())) == expected


class ListeningResolver(Resolver):
    """Keeps the candidates that it was given last."""

    candidates: list[ReferentCandidate]

    def choose(
        self, candidates: list[ReferentCandidate], position: int, need: Need
    ) -> list[tuple[float, ReferentCandidate]]:
        self.candidates = candidates
        return super().choose(candidates, position, need)


def spans_of(marked: str, opening: str) -> list[tuple[int, int]]:
    """The offsets of the groups that stand between *opening* and its closing mark, in the text without marks."""
    pattern = re.compile(re.escape(opening) + "(.*?)" + re.escape(PAIRS[opening]))
    starts = [(len(MARKS_RE.sub("", marked[: match.start()])), match.group(1)) for match in pattern.finditer(marked)]
    return [(start, start + len(MARKS_RE.sub("", words))) for start, words in starts]


def resolve(resolver: Resolver, span: tuple[int, int]) -> None:
    """Resolve the noun group at some offsets; its head is the first word that can speak."""
    places = [
        place for place, token in enumerate(resolver.reading.tokens) if span[0] <= token.start and token.end <= span[1]
    ]
    head = next(
        place
        for place in places
        if resolver.reading.vocabulary.can_speak(
            resolver.reading.tokens[place].text, resolver.reading.tokens[place].text, "NOUN"
        )
    )
    resolver.remember(resolver.resolve_group(places[0], places[-1] + 1, head))


def fuller_group(resolver: Resolver, span: tuple[int, int]) -> tuple[str, list[Referent]]:
    """Folded noun and group of the words at some offsets, as `find_noun_groups` gives them of a tree; a determiner opens them."""
    determiner, *words = resolver.reading.text[slice(*span)].split()
    place = next(place for place, token in enumerate(resolver.reading.tokens) if token.start >= span[0]) + 1
    kind = resolver.reading.vocabulary.kind_of_noun(words[0], determiner == "Les")
    return fold(words[0]), [Referent(" ".join(words), kind, None, determiner == "Les", place, how="fuller")]


def candidates_of(marked: str) -> list[ReferentCandidate]:
    """The candidates for the group in square brackets."""
    text = MARKS_RE.sub("", marked)
    reading = read_surface(text)
    resolver = ListeningResolver(reading)
    for span in spans_of(marked, "{"):
        resolve(resolver, span)
    resolver.groups = dict(map(fuller_group, [resolver] * marked.count("<"), spans_of(marked, "<")))
    [asked] = spans_of(marked, "[")
    resolve(resolver, asked)
    return resolver.candidates


def facts_of(candidate: ReferentCandidate) -> Features:
    """The facts about a candidate alone, not those crossed with the kind of noun."""
    prefix = "description_"
    return {name.removeprefix(prefix): value for name, value in candidate.features.items() if name.startswith(prefix)}


@pytest.mark.parametrize(("marked", "who", "facts"), row_params("descriptions"))
def test_candidate(marked: str, who: str, facts: str) -> None:
    candidates = candidates_of(marked)
    assert [candidate.is_itself for candidate in candidates] == [False] * (len(candidates) - 1) + [True]
    names = ["itself" if candidate.is_itself else candidate.referent.name for candidate in candidates]
    if facts == "-" or who not in names:
        assert (who in names) == (facts != "-" and not facts.startswith("!"))
        return
    found = facts_of(candidates[names.index(who)])
    wanted = [fact for fact in facts.split() if not fact.startswith("!")]
    assert [fact for fact in wanted if not found.get(fact)] == []
    assert [fact for fact in facts.split() if found.get(fact.removeprefix("!")) and fact.startswith("!")] == []


@pytest.mark.parametrize("marked", ["[Une voisine de Lorme] rit.", "[Certains] rient.", "[Deux voisins] rient."])
def test_somebody_new_is_nobody_else(marked: str) -> None:
    """An indefinite group is not ranked at all."""
    text = MARKS_RE.sub("", marked)
    reading = read_surface(f"Marc Dalbret sort. {text}")
    resolver = ListeningResolver(reading)
    first = reading.sentences[1].first
    last = reading.sentences[1].last - 2
    resolver.resolve_group(first, last, min(first + 1, last - 1))
    assert not hasattr(resolver, "candidates")


def test_each_fact_is_crossed_with_the_kind_of_noun() -> None:
    [itself] = candidates_of("[Le rapport] déplore un retard.")
    assert itself.features["description_itself"] == itself.features["document_description_itself"] == 1.0


@pytest.mark.parametrize(
    ("form", "expected"),
    [("Le", "definite"), ("CES", "demonstrative"), ("sa", "possessive"), ("Une", "indefinite"), ("", "none")],
)
def test_determiner_class(form: str, expected: str) -> None:
    assert determiner_class(form) == expected


@pytest.mark.parametrize("case", params(read_conllu("descriptions")))
def test_noun_groups(case: Case) -> None:
    reading, trees = read_case(case)
    found = find_noun_groups(reading, trees)
    shown = [f"{noun}: {group.name}" for noun, groups in found.items() for group in groups]
    assert (" | ".join(shown) or "-") == case.comments["groups"]
    for group in (group for groups in found.values() for group in groups):
        assert group.name in reading.text
        assert reading.tokens[group.place].text == group.name.split()[0]


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("Le tribunal de Lorme dort.", "tribunal de Lorme"),
        ("Le ministère de l’Intérieur dort.", "ministère de l’Intérieur"),
        ("Le facteur de Lorme dort.", "-"),
        ("Le tribunal à Lorme dort.", "-"),
        ("Lorme dort.", "-"),
    ],
)
def test_noun_groups_of_what_nobody_parsed(text: str, groups: str) -> None:
    """Nouns for bodies with a name behind *de*."""
    found = find_noun_groups(read_surface(text), ())
    assert (" | ".join(group.name for of_noun in found.values() for group in of_noun) or "-") == groups
