"""Coreference: whom mentions stand for, on frozen parses (``cases/coreference.conllu``) and asked directly."""

from __future__ import annotations

import pytest
from frozen import Case, extract_frozen, params, read_case, read_conllu, read_surface, row_params

from quotattr.attribution import make_resolver
from quotattr.coreference import Resolver
from quotattr.pronouns import pronoun_form
from quotattr.referents import Features, Need, describe_candidates

CASES = read_conllu("coreference")


@pytest.mark.parametrize("case", params(CASES))
def test_names(case: Case) -> None:
    speakers = [quote.speaker for quote in extract_frozen(case)]
    assert [speaker.name if speaker else "-" for speaker in speakers] == case.comments["names"].split(" | ")
    if "mentions" in case.comments:
        mentions = [speaker.text or "-" if speaker else "-" for speaker in speakers]
        assert mentions == case.comments["mentions"].split(" | ")


@pytest.mark.parametrize("case", params(read_conllu("mentions")))
def test_mention(case: Case) -> None:
    reading, trees = read_case(case)
    tree, head = next(
        (tree, place)
        for tree in reversed(trees)
        for place in range(len(tree))
        if tree[place].form == case.comments["head"]
    )
    found = make_resolver(reading, trees).resolve(tree, head)
    if "name" in case.comments:
        assert (found[0].name if found is not None else "-") == case.comments["name"]
    if found is not None:
        mention = reading.span_of(*found[1])
        assert reading.text[mention.start : mention.end] == case.comments["mention"]


def resolver_of(text: str) -> Resolver:
    """A resolver that has heard nobody yet."""
    return Resolver(read_surface(text))


def place_of(resolver: Resolver, word: str) -> int:
    """Index of the last token that reads *word*."""
    return max(index for index, token in enumerate(resolver.reading.tokens) if token.text == word)


PAIR = "Jeanne Corvisart a reçu Marc Dalbret hier. Alors {} a parlé."


@pytest.mark.parametrize(
    ("pronoun", "name"),
    [
        ("il", "Marc Dalbret"),
        ("elle", "Jeanne Corvisart"),
        ("celui-ci", "Marc Dalbret"),
        ("celle-ci", "Jeanne Corvisart"),
        ("elles", None),
        ("on", None),
    ],
)
def test_pronoun_agrees(pronoun: str, name: str | None) -> None:
    resolver = resolver_of(PAIR.format(pronoun))
    referent = resolver.resolve_pronoun(pronoun, place_of(resolver, pronoun))
    assert (referent.name if referent else None) == name


def test_nobody_is_meant_in_an_empty_article() -> None:
    resolver = resolver_of("Alors il pleut.")
    assert resolver.resolve_pronoun("il", place_of(resolver, "il")) is None
    assert resolver.last_speaker(3) is None


def test_who_has_spoken_is_remembered() -> None:
    resolver = resolver_of("Marc Dalbret a parlé. Boris Taranov aussi. Puis il est parti.")
    taranov = place_of(resolver, "Taranov")
    resolver.remember(resolver.resolve_group(taranov - 1, taranov + 1, taranov - 1))
    last = resolver.last_speaker(place_of(resolver, "il"))
    assert last is not None
    assert last.name == "Boris Taranov"
    assert resolver.last_speaker(0) is None


@pytest.mark.parametrize(
    ("text", "words", "name", "kind"),
    [
        ("Les dockers sont là.", "Les dockers", "dockers", "group"),
        ("La mairie est là.", "La mairie", "mairie", "organisation"),
        ("Le rapport est là.", "Le rapport", "rapport", "document"),
        ("Une voisine est là.", "Une voisine", "voisine", "person"),
        ("Plusieurs voisins sont là.", "Plusieurs voisins", "voisins", "group"),
        ("Son avocate est là.", "Son avocate", "avocate", "person"),
        ("Selon Tass, il neige.", "Tass", "Tass", "organisation"),
        ("L’ autre mairie est là.", "L’ autre mairie", "mairie", "organisation"),
        ("Les seuls dockers sont là.", "Les seuls dockers", "dockers", "group"),
    ],
)
def test_a_noun_group_is_its_own_name(text: str, words: str, name: str, kind: str) -> None:
    resolver = resolver_of(text)
    last = place_of(resolver, words.split()[-1]) + 1
    referent = resolver.resolve_group(last - len(words.split()), last, last - 1)
    assert (referent.name, referent.kind) == (name, kind)


@pytest.mark.parametrize(("text", "topics"), row_params("openings"))
def test_who_opens_a_sentence(text: str, topics: str) -> None:
    """What `Resolver.note_opening` takes for the subject of each sentence of a text that nobody has parsed."""
    reading = read_surface(text)
    resolver = make_resolver(reading, ())
    for sentence in reading.sentences:
        resolver.note_opening(sentence)
    assert (" | ".join(referent.name for referent in resolver.topics) or "-") == topics
    assert all(referent.place < len(reading.tokens) for referent in resolver.topics)


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("Marc Dalbret sort. Ce dernier est là.", "Ce dernier", "Marc Dalbret"),
        ("Jeanne Corvisart sort. Cette dernière est là.", "Cette dernière", "Jeanne Corvisart"),
        (
            "Marc Dalbret voit Boris Taranov. Ces derniers sont là.",
            "Ces derniers",
            "Marc Dalbret et Boris Taranov",
        ),
        ("Cette dernière semaine est là.", "Cette dernière semaine", "dernière semaine"),
        ("Marc Dalbret sort. Le même est là.", "Le même", "Marc Dalbret"),
        ("Nos voisins sont là.", "Nos voisins", "voisins"),
        (
            "Marc Dalbret voit Boris Taranov. Les deux hommes sont là.",
            "Les deux hommes",
            "Marc Dalbret et Boris Taranov",
        ),
        ("Marc Dalbret sort. Les deux hommes sont là.", "Les deux hommes", "deux hommes"),
        ("Le quotidien Le Figaro est là.", "Le quotidien", "Le Figaro"),
        ("Le Comité pour la paix est là.", "Le Comité pour la paix", "Comité pour la paix"),
        ("On cite un Américain. L’ Américain est là.", "L’ Américain", "Américain"),
        ("Le mouvement Mervive est là.", "Le mouvement Mervive", "Mervive"),
        ("Le mouvement de Mervive est là.", "Le mouvement de Mervive", "mouvement de Mervive"),
        ("Le lycée Mervive est là.", "Le lycée Mervive", "lycée Mervive"),
    ],
)
def test_a_noun_group_with_a_way_of_its_own(text: str, words: str, name: str) -> None:
    resolver = resolver_of(text)
    last = place_of(resolver, words.split()[-1]) + 1
    first = last - len(words.split())
    assert resolver.resolve_group(first, last, min(first + 1, last - 1)).name == name


@pytest.mark.parametrize(
    ("spoken", "pronoun", "name"),
    [
        ("Les dockers", "ils", "dockers"),
        ("Les dockers", "elles", "dockers"),
        ("Jeanne Corvisart", "ils", "Jeanne Corvisart et Marc Dalbret"),
        ("Jeanne Corvisart", "elles", None),
        ("Les dockers", "ceux-ci", "dockers"),
        ("Les voisines", "celles-ci", "voisines"),
    ],
)
def test_a_plural_pronoun(spoken: str, pronoun: str, name: str | None) -> None:
    """The last speakers that are several, else the last two people named, who are no *elles* for sure."""
    resolver = resolver_of(f"{spoken} parle avec Marc Dalbret. Alors {pronoun} parlent.")
    resolver.remember(resolver.resolve_group(0, 2, 0 if spoken == "Jeanne Corvisart" else 1))
    referent = resolver.resolve_pronoun(pronoun, place_of(resolver, pronoun))
    assert (referent.name if referent else None) == name


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("On voit Marc Dalbret. Oui, dit-il.", "-il", "Marc Dalbret"),
        ("Marc Dalbret est là.", "Marc Dalbret", "Marc Dalbret"),
        ("Le docteur Marc Dalbret est là.", "Le docteur Marc Dalbret", "Marc Dalbret"),
        ("La voisine est là.", "La voisine", "voisine"),
    ],
)
def test_a_mention_without_a_tree(text: str, words: str, name: str) -> None:
    resolver = resolver_of(text)
    last = place_of(resolver, words.split()[-1]) + 1
    referent = resolver.resolve_tokens(last - len(words.split()), last)
    assert referent is not None
    assert referent.name == name


def candidates_at(resolver: Resolver, place: int, need: Need = "pronoun", form: str = "") -> dict[str, Features]:
    """Each candidate for what stands at the token *place*, with the facts that hold."""
    return {
        candidate.referent.name: {name: value for name, value in candidate.features.items() if value}
        for candidate in describe_candidates(resolver, place, need, None, form)
    }


@pytest.mark.parametrize(
    ("text", "name", "holds", "fails"),
    [
        ("Marc Dalbret sort. Alors il parle.", "Marc Dalbret", "recency_0", "named_in_words"),
        ("Marc Dalbret voit Boris Taranov. Alors il parle.", "Marc Dalbret", "recency_1", "recency_0"),
    ],
)
def test_what_speaks_for_whom_a_pronoun_may_mean(text: str, name: str, holds: str, fails: str) -> None:
    resolver = resolver_of(text)
    found = candidates_at(resolver, place_of(resolver, "il"), form="subject")[name]
    assert found.keys() >= set(holds.split()) | {f"subject_{fact}" for fact in holds.split()}
    assert found.keys().isdisjoint(fails.split())


@pytest.mark.parametrize(
    ("text", "holds", "fails"),
    [
        ("Marc Dalbret sort. Alors il parle.", "way_stop way_stop_1 outside_1", "way_other"),
        ("Même son de cloche chez Marc Dalbret. Alors il parle.", "way_voice_1", "way_stop"),
        ("On parle du docteur Marc Dalbret. Il pleut. Alors il parle.", "way_of_2 outside_2", "way_stop"),
        ("On voit Marc Dalbret. «Dalbret est là.» Alors il parle.", "way_other_2 outside_2", "way_stop outside_1"),
        ("«Voici Marc Dalbret.» Alors il parle.", "never_spoke", "outside_1"),
        ("Quant à Marc Dalbret, il parle.", "way_topic way_topic_0 named_as_subject", "way_to"),
        ("Elle parle quant au maire Marc Dalbret. Alors il parle.", "way_topic_1", "way_to"),
    ],
)
def test_in_which_way_the_article_brought_somebody_up(text: str, holds: str, fails: str) -> None:
    """What counts is the last mention outside marks."""
    reading = read_surface(text)
    resolver = make_resolver(reading, ())
    found = candidates_at(resolver, place_of(resolver, "il"))["Marc Dalbret"]
    assert found.keys() >= set(holds.split())
    assert found.keys().isdisjoint(fails.split())


def test_how_far_somebody_was_named_before_the_words() -> None:
    """The sentences of the words themselves do not count."""
    resolver = resolver_of("Marc Dalbret sort. Oui. Oui. Oui, dit-il.")
    resolver.listen([(resolver.reading.sentences[1].first, resolver.reading.sentences[3].last - 1)])
    assert "outside_1" in candidates_at(resolver, place_of(resolver, "-il"))["Marc Dalbret"]


@pytest.mark.parametrize(
    ("words", "person"),
    [("Je sors", "je"), ("J’aime", "je"), ("Il m’aime", "je"), ("Notre pont", "nous"), ("Il pleut", "")],
)
def test_what_the_words_tell_of_whoever_says_them(words: str, person: str) -> None:
    resolver = resolver_of(f"Marc Dalbret sort. {words}, Dalbret. Alors il parle.")
    _, said, asking = resolver.reading.sentences
    resolver.listen([(said.first, asking.first)])
    found = candidates_at(resolver, place_of(resolver, "il"))["Marc Dalbret"]
    assert "named_in_words" in found
    assert [fact for fact in ("je_person", "nous_person") if fact in found] == ([f"{person}_person"] if person else [])


@pytest.mark.parametrize(
    ("text", "pronoun", "form"),
    [
        ("On voit Marc Dalbret. Oui, dit-il.", "-il", "inverted"),
        ("On voit Marc Dalbret. Alors il sort.", "il", "subject"),
        ("On voit Marc Dalbret. Selon lui, il pleut.", "lui", "tonic"),
        ("On voit Awa Ndoye. Selon elle, il pleut.", "elle", "tonic"),
        ("On voit Awa Ndoye. Alors sa colère éclate.", "sa", "possessive"),
    ],
)
def test_the_forms_of_pronouns(text: str, pronoun: str, form: str) -> None:
    resolver = resolver_of(text)
    place = place_of(resolver, pronoun)
    assert pronoun_form(resolver.reading.tokens, pronoun.removeprefix("-"), place) == form
