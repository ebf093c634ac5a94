"""
Names: the proper names of an article, where each begins and where it ends.

They are found on the surface (capitals, particles, civilities), over the whole article, since the person who is *le
ministre* in one sentence is introduced in another that no quotation makes us parse. Whom they stand for, and what stands
beside them, is for `quotattr.entities`. Start reading at `find_names`.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Collection, Sequence

from attrs import frozen

from quotattr.folding import MAX_KEPT_WORDS, fold
from quotattr.function_words import LINKS
from quotattr.sentences import Sentence
from quotattr.tokenizer import Token
from quotattr.vocabulary import Vocabulary

_PARTICLES = frozenset(
    "van von der den ter ten el al ben bin ibn ould abou abu dos da di do del della af zu mac mc".split()
)
"""Words in lower case that join two capitalised words into one name."""

_NOBLE_PARTICLES = frozenset(["de", "du", "d'", "d’", "des", "la", "le", "of", "y"])
"""Join a first name to a surname (Charles de Gaulle), but not two names in general (Sall de Dakar)."""

NAME_PARTICLES = _PARTICLES | _NOBLE_PARTICLES
"""Words in lower case that a person's name may hold."""

PLACE_PREPOSITIONS = frozenset(["à", "en"])
"""In front of a capital they make it a place; with its accent, as *a* is a verb."""

_LANDED = frozenset(["de", "d'", "d’"])
"""Join a surname to its land: *Roux de Brizay*, *La Tour d’Ambre*."""

_STATES = frozenset("etat etats republique royaume".split())
"""Folded words whose complement says which country's: *l’État du Niger* is called *l’État*."""

_BODY_LINKS = frozenset(["de", "du", "des", "d'", "d’", "la", "l'", "l’", "les"])
"""Join the head of a body's name to its complement (*Grande Mosquée de Paris*): in small letters, or the name is another's."""

_AT = frozenset(["à", "en", "de"])
"""In front of a lone capital they make it a place, or somebody to whom something belongs; *a* is a verb."""

_MIN_NAME_BEHIND_ORIGIN = 3
"""Tokens that a name has at least if it begins with where somebody is from: *Français Marc Dalbret*."""

_ORIGIN_PREFIXES = frozenset("franco anglo germano italo americano russo sino afro nord sud".split())
"""Folded first halves of two nationalities in one: *Franco-Béninois*."""

_CAPITAL_PARTICLES = frozenset(["De", "Le", "La", "Du", "Des", "D’", "D'", "L’", "L'", "Les", "Ben"])

_CAPITAL_ARTICLES = frozenset(["Le", "La", "L’", "L'"])
"""Particles of *M. Le Brun* that may open an office as well: *M. Le Président*."""

_SURNAME_PARTICLES = frozenset(["de", "d'", "d’", "du", "des"])
"""Open a surname behind a civility: *Me de Brizay*, *M. d’Ambre*."""

_MIN_SURNAME_LETTERS = 4
"""A shorter civility (*Me*, *Mme*) is nobody's surname."""

MAX_PARTICLES = 2
"""A surname has at most so many particles: *Mme de La Tour*."""

MAX_GAP = 2
"""Characters between the words of one name: a space, perhaps with a soft hyphen."""

MAX_NAME_TOKENS = 40
"""Where a longer run of capitals is cut: it is a line in capitals, or a list."""

MAX_NAME_LETTERS = 60
"""A longer token is no part of a name: it is a slip, or no words at all."""


@frozen
class Name:
    """
    A proper name on the surface: a run of capitalised tokens.

    Attributes:
        first: Index of its first token.
        last: Index after its last one.
        words: Its tokens.
    """

    first: int
    last: int
    words: tuple[str, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """Folded words, hyphens opened: under which two spellings are one name."""
        return name_key(self.words)


def name_key(words: Sequence[str]) -> tuple[str, ...]:
    """
    The words under which names are compared: folded, hyphens and full stops opened.

        >>> name_key(["Jean-Yves", "Le", "Drian"])
        ('jean', 'yves', 'le', 'drian')
    """
    return tuple(part for word in words for part in fold(word).replace("-", " ").replace(".", " ").split())


@functools.lru_cache(MAX_KEPT_WORDS)
def is_capitalised(form: str) -> bool:
    """Whether a token can be part of a proper name: an upper-case letter first, or after al-, d’, O’."""
    if len(form) > MAX_NAME_LETTERS:
        return False
    return form[:1].isupper() or (len(form) > 3 and form[:3].casefold() in ("al-", "el-") and form[3].isupper())


def find_names(tokens: Sequence[Token], sentences: Sequence[Sentence], vocabulary: Vocabulary) -> list[Name]:
    """
    Find the proper names, in order.

    A capital at the start of a sentence says little: there a single word counts only if it is
    written with a capital elsewhere in mid-sentence, or is a first name, or is followed by
    another capital.

    Args:
        tokens: One article's tokens.
        sentences: Its sentences.
        vocabulary: For first names and words that are no names.

    Returns:
        Runs of capitalised tokens, particles between them included.
    """
    habits = _Habits.of(tokens, sentences, vocabulary)
    ends = {sentence.last for sentence in sentences}
    names = []
    position = 0
    while position < len(tokens):
        last = _name_end(tokens, position, habits, vocabulary)
        if last == position:
            last = _surname_end(tokens, position, habits, vocabulary)
        if last == position:
            position += 1
            continue
        last = next((place for place in range(position + 1, last) if place in ends), last)
        first = _without_origin(tokens, position, last, habits, vocabulary)
        if first in habits.openers and not _is_name_at_opening(tokens, first, last, habits, vocabulary):
            first += 1
        if first < last:
            names.append(Name(first, last, tuple(token.text for token in tokens[first:last])))
        position = last
    return names


@frozen
class _Habits:
    """
    How an article writes capitals all over, which tells what one of them is.

    Attributes:
        openers: Token indices where a capital is due to the place.
        lower: Folded words that it writes without a capital as well.
        inner: Folded words that it writes with a capital where none is due.
        places: Capitalised words that stand alone behind a preposition of place.
        landed: How often it joins two folded words by *de* as a surname and its land.
        like_offices: *Le*, *Maire* where they are a surname: it has them behind a first name.
    """

    openers: Collection[int]
    lower: Collection[str]
    inner: Collection[str]
    places: Collection[str]
    landed: Counter[tuple[str, str]]
    like_offices: Collection[tuple[str, str]]

    @classmethod
    def of(cls, tokens: Sequence[Token], sentences: Sequence[Sentence], vocabulary: Vocabulary) -> _Habits:
        """Those of one article."""
        openers = _opening_positions(tokens, sentences)
        return cls(
            openers,
            {fold(token.text) for token in tokens if token.text[:1].islower()},
            {
                fold(token.text)
                for place, token in enumerate(tokens)
                if place not in openers and is_capitalised(token.text)
            },
            _places_named(tokens, vocabulary),
            _landed_names(tokens),
            _surnames_like_offices(tokens, vocabulary),
        )


def _places_named(tokens: Sequence[Token], vocabulary: Vocabulary) -> set[str]:
    """Capitalised words that the article has alone behind *à*, *en*, *de*: *à Nancy*, *le parquet de Nancy*."""
    return {
        token.text
        for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False)
        if before.text.casefold() in _AT and is_capitalised(token.text) and not _is_name_token(after, vocabulary)
    }


def _landed_names(tokens: Sequence[Token]) -> Counter[tuple[str, str]]:
    """How often the article joins two capitals by *de* of which the second is nowhere a place: *Roux de Brizay*."""
    triples = list(zip(tokens, tokens[1:], tokens[2:], strict=False))
    places = {middle.text for before, middle, _ in triples if before.text.casefold() in PLACE_PREPOSITIONS}
    return Counter(
        (fold(before.text), fold(after.text))
        for before, link, after in triples
        if link.text in _LANDED and after.text not in places and before.text[:1].isupper() and after.text[:1].isupper()
    )


def _without_origin(tokens: Sequence[Token], first: int, last: int, habits: _Habits, vocabulary: Vocabulary) -> int:
    """Where *Marc Dalbret* begins in *l’Américain Marc Dalbret*, *le maire de Nancy Marc Dalbret*."""
    if last - first < _MIN_NAME_BEHIND_ORIGIN:
        return first
    word = tokens[first].text
    *before, nationality = word.split("-")
    if vocabulary.is_nationality(nationality) and all(
        vocabulary.is_nationality(part) or fold(part) in _ORIGIN_PREFIXES for part in before
    ):
        return first + 1
    is_complement = first > 0 and fold(tokens[first - 1].text) in _BODY_LINKS
    is_place = is_complement and word in habits.places
    return first + 1 if is_place and vocabulary.is_first_name(tokens[first + 1].text) else first


def _opening_positions(tokens: Sequence[Token], sentences: Sequence[Sentence]) -> set[int]:
    """Token indices where a capital is due to the place: first of a sentence, after a mark or a colon."""
    found = set()
    for sentence in sentences:
        index = sentence.first
        while index < sentence.last and tokens[index].kind in ("mark", "punct"):
            index += 1
        found.add(index)
    for index, token in enumerate(tokens[:-1]):
        if token.kind == "mark" or token.text in (":", "-", "–", "—"):
            found.add(index + 1)
    return found


def _is_name_token(token: Token, vocabulary: Vocabulary) -> bool:
    if (
        token.kind not in ("word", "number")
        or not is_capitalised(token.text)
        or vocabulary.civility(token.text) is not None
    ):
        return False
    return fold(token.text) not in vocabulary.function_words and not _is_capital_role(token.text, vocabulary)


def _is_capital_role(form: str, vocabulary: Vocabulary) -> bool:
    """*le Président*, *la Ministre*: a role with a capital is no name, unless it is a first name too."""
    role = vocabulary.role_of(form)
    return role is not None and role.is_strong and not form.isupper() and not vocabulary.is_first_name(form)


def _is_long_civility(form: str, vocabulary: Vocabulary) -> bool:
    """*Comte* of *Paul Comte*, no *Me* or *Mme*."""
    return len(form) >= _MIN_SURNAME_LETTERS and vocabulary.civility(form) is not None


def _is_surname_of_role(tokens: Sequence[Token], first: int, last: int, vocabulary: Vocabulary) -> bool:
    """*Berger* of *Léa Berger*: a trade with a capital right behind a first name that opens the name."""
    return (
        last - first == 1
        and vocabulary.is_first_name(tokens[first].text)
        and is_capitalised(tokens[last].text)
        and (_is_capital_role(tokens[last].text, vocabulary) or _is_long_civility(tokens[last].text, vocabulary))
        and (last + 1 == len(tokens) or fold(tokens[last + 1].text) not in _BODY_LINKS)
    )


def _name_end(tokens: Sequence[Token], first: int, habits: _Habits, vocabulary: Vocabulary) -> int:
    """Index after the name that starts at *first*; *first* itself if none does."""
    if not _is_name_token(tokens[first], vocabulary):
        return first
    last = first + 1
    while last < len(tokens) and last - first < MAX_NAME_TOKENS:
        gap = tokens[last].start - tokens[last - 1].end
        if gap <= MAX_GAP and (
            _is_name_token(tokens[last], vocabulary)
            or _is_capital_particle(tokens, last, vocabulary)
            or _is_surname_of_role(tokens, first, last, vocabulary)
        ):
            if _begins_anew(tokens, first, last, vocabulary):
                break
            last += 2 if _is_capital_particle(tokens, last, vocabulary) else 1
            continue
        reach = _particle_reach(tokens, first, last, vocabulary)
        if reach == last:
            reach = _body_reach(tokens, first, last, vocabulary)
        if reach == last and _is_landed(tokens, first, last, habits, vocabulary):
            reach = last + 2
        if reach == last:
            break
        last = reach
    return last


def _surname_end(tokens: Sequence[Token], first: int, habits: _Habits, vocabulary: Vocabulary) -> int:
    """
    Index after *Le Brun* of *Mme Le Brun*, *de Brizay* of *Me de Brizay*: a particle behind a civility; *first* if it is none.

    *M. Le Maire* is a mayor, unless the article has *Anne Le Maire*.
    """
    is_particle = tokens[first].text in _CAPITAL_PARTICLES or tokens[first].text in _SURNAME_PARTICLES
    if not is_particle or not first or vocabulary.civility(tokens[first - 1].text) is None:
        return first
    last = first + 1
    while last < len(tokens) and last - first < MAX_PARTICLES and tokens[last].text in _CAPITAL_PARTICLES:
        last += 1
    if last == len(tokens) or tokens[last].kind != "word" or not is_capitalised(tokens[last].text):
        return first
    words = (tokens[last - 1].text, tokens[last].text)
    is_office = words[0] in _CAPITAL_ARTICLES and _is_capital_role(words[1], vocabulary)
    return last + 1 if not is_office or words in habits.like_offices else first


def _surnames_like_offices(tokens: Sequence[Token], vocabulary: Vocabulary) -> set[tuple[str, str]]:
    """*Le*, *Maire* if the article has them behind a first name."""
    triples = zip(tokens, tokens[1:], tokens[2:], strict=False)
    return {
        (article.text, office.text)
        for first, article, office in triples
        if article.text in _CAPITAL_ARTICLES and vocabulary.is_first_name(first.text)
    }


def _body_reach(tokens: Sequence[Token], first: int, last: int, vocabulary: Vocabulary) -> int:
    """Where the name of a body goes on over its complement (*Grande Mosquée de Paris*); *last* if it doesn't."""
    forms = [token.text for token in tokens[first:last]]
    if fold(forms[-1]) in _STATES or not any(vocabulary.is_head_of_body(form) for form in forms):
        return last
    reach = last
    while reach < len(tokens) and reach - last < 3 and tokens[reach].text in _BODY_LINKS:
        reach += 1
    if reach == last or reach >= len(tokens) or not _is_name_token(tokens[reach], vocabulary):
        return last
    return last if vocabulary.is_first_name(tokens[reach].text) else reach + 1


def _is_landed(tokens: Sequence[Token], first: int, last: int, habits: _Habits, vocabulary: Vocabulary) -> bool:
    """
    Whether *de* and a capital go on with somebody's name: *Léon Roux de Brizay*, *Me Roux de Brizay*.

    It may be where somebody is from, *Léon Roux, de Brizay* without its comma: so either the article must have it
    twice, and never *à Brizay*, or a civility must stand in front.
    """
    if last + 1 >= len(tokens) or tokens[last].text not in _LANDED or not _is_name_token(tokens[last + 1], vocabulary):
        return False
    if any(token.text in _LANDED for token in tokens[first:last]):
        return False
    times = habits.landed[fold(tokens[last - 1].text), fold(tokens[last + 1].text)]
    has_civility = first > 0 and vocabulary.civility(tokens[first - 1].text) is not None
    is_full_name = last - first > 1 and vocabulary.is_first_name(tokens[first].text)
    return (times > 1 and is_full_name) or (times > 0 and has_civility)


def _is_capital_particle(tokens: Sequence[Token], position: int, vocabulary: Vocabulary) -> bool:
    """*De* of *Alexander De Croo*, *Le* of *Jean-Yves Le Drian*: a capital in mid-sentence, before a capital."""
    if tokens[position].text not in _CAPITAL_PARTICLES or position + 1 >= len(tokens):
        return False
    following = tokens[position + 1]
    return (
        following.start - tokens[position].end <= 1
        and is_capitalised(following.text)
        and vocabulary.is_first_name(tokens[position - 1].text)
    )


def _begins_anew(tokens: Sequence[Token], first: int, last: int, vocabulary: Vocabulary) -> bool:
    """Whether another name begins at *last*: a first name behind an acronym or a body (*la Justice Nicole Belloubet*)."""
    before = tokens[last - 1].text
    opener = fold(tokens[first - 1].text) if first else ""
    if opener in LINKS and vocabulary.is_portfolio(before):
        return True
    if opener in LINKS and _is_medium_before_name(tokens, first, last, vocabulary):
        return True
    if not vocabulary.is_first_name(tokens[last].text) or vocabulary.is_first_name(before):
        return False
    if opener in LINKS and not vocabulary.is_first_name(tokens[first].text):
        return True
    return (
        (before.isupper() and len(before) > 2)
        or vocabulary.is_organisation(before)
        or vocabulary.role_of(before) is not None
    )


def _is_medium_before_name(tokens: Sequence[Token], first: int, last: int, vocabulary: Vocabulary) -> bool:
    """*sur France Inter Léa Roux*: whether the name of a medium ends at *last*, where two more words with a capital follow."""
    forms, behind = [token.text for token in tokens[first : last + 1]], tokens[last : last + 2]
    return (
        len(behind) == 2
        and all(token.kind == "word" and is_capitalised(token.text) for token in behind)
        and vocabulary.medium_of_words(forms[:-1]) is not None
        and vocabulary.medium_of_words(forms) is None
    )


def _particle_reach(tokens: Sequence[Token], first: int, last: int, vocabulary: Vocabulary) -> int:
    """Where the name goes on to over particles (*de*, *van der*, *ould*); *last* if it doesn't."""
    reach = last
    allowed = _PARTICLES
    if last - first == 1 and vocabulary.is_first_name(tokens[first].text):
        allowed = NAME_PARTICLES
    while reach < len(tokens) and reach - last < 3 and tokens[reach].text in allowed:
        reach += 1
    if last < reach < len(tokens) - 1 and allowed is not _PARTICLES and tokens[reach].text in _CAPITAL_PARTICLES:
        reach += 1
    if reach > last and reach < len(tokens) and is_capitalised(tokens[reach].text) and tokens[reach].kind == "word":
        is_acronym = tokens[reach].text.isupper() and not tokens[first].text.isupper()
        return last if is_acronym else reach + 1
    return last


def _is_name_at_opening(
    tokens: Sequence[Token], first: int, last: int, habits: _Habits, vocabulary: Vocabulary
) -> bool:
    """Whether the word at the start of a sentence belongs to the name that seems to begin there."""
    form = tokens[first].text
    folded = fold(form)
    if vocabulary.is_first_name(form) or (form.isupper() and len(form) > 1):
        return True
    if folded in habits.lower or vocabulary.role_of(form) is not None:
        return False
    if last - first > 1:
        return True
    return folded in habits.inner
