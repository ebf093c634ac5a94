"""
What a report counts: quotations, kinds, words and characters, for whatever they are grouped by.

Start reading at `Tally`. Only speech is counted. Of a quotation inside another's marks the words count for both
speakers: both said them, each in their way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import cached_property
from typing import TypeVar

from attrs import frozen

from quotattr.quote import Quote, QuoteKind
from quotattr.tokenizer import tokenize

SPEECH_KINDS: tuple[QuoteKind, ...] = ("direct", "mixed", "indirect")
"""In the order in which they are shown: from the speaker's own words to the journalist's."""

Key = TypeVar("Key", bound=Hashable)


@frozen(slots=False)
class PlacedQuote:
    """
    One quotation with where it stands.

    Attributes:
        quote: The quotation.
        article: Number of its article in the report, from 1.
        number: Its number in that article, from 1, in the order of `Article.quotes`.
    """

    quote: Quote
    article: int
    number: int

    @property
    def speaker(self) -> str | None:
        """The speaker's name, if anybody is named."""
        return self.quote.speaker.name if self.quote.speaker else None

    @property
    def source(self) -> str | None:
        """The name of the medium that carried it, if one is named."""
        return self.quote.source.name if self.quote.source else None

    @cached_property
    def words(self) -> int:
        """How many words it has."""
        return sum(count_words(segment.text) for segment in self.quote.segments)

    @property
    def characters(self) -> int:
        """How many code points its segments have."""
        return sum(segment.span.length for segment in self.quote.segments)


@frozen
class Tally:
    """
    How many quotations, and how long all of them are together.

    Attributes:
        direct: Quotations that stand on their own between marks.
        mixed: Those woven into the journalist's sentence.
        indirect: Those reported without marks.
        words: Of all of them together, as `count_words` counts.
        characters: Code points of all of them together.
        articles: In how many articles they stand.
    """

    direct: int = 0
    mixed: int = 0
    indirect: int = 0
    words: int = 0
    characters: int = 0
    articles: int = 0

    @property
    def quotations(self) -> int:
        """All kinds together."""
        return self.direct + self.mixed + self.indirect

    @property
    def kinds(self) -> tuple[tuple[QuoteKind, int], ...]:
        """Each kind of speech with its number."""
        return tuple((kind, getattr(self, kind)) for kind in SPEECH_KINDS)

    def __str__(self) -> str:
        return ", ".join(f"{count} {kind}" for kind, count in self.kinds if count) or "none"


def count_words(text: str) -> int:
    """
    How many words and numbers *text* has, as the tokenizer cuts them: an elided *l’* is one of its own.

        >>> count_words("L’eau monte de 20 cm !")
        6
    """
    return sum(token.kind in ("word", "number") for token in tokenize(text))


def count_quotes(quotes: Iterable[PlacedQuote]) -> Tally:
    """Count *quotes*."""
    placed = list(quotes)
    kinds = Counter(each.quote.kind for each in placed)
    return Tally(
        kinds["direct"],
        kinds["mixed"],
        kinds["indirect"],
        words=sum(each.words for each in placed),
        characters=sum(each.characters for each in placed),
        articles=len({each.article for each in placed}),
    )


def group_quotes(quotes: Iterable[PlacedQuote], key: Callable[[PlacedQuote], Key]) -> dict[Key, list[PlacedQuote]]:
    """*quotes* by what *key* says of each: the largest group first, of equal ones the one that comes up first."""
    groups: dict[Key, list[PlacedQuote]] = {}
    for each in quotes:
        groups.setdefault(key(each), []).append(each)
    return dict(sorted(groups.items(), key=lambda entry: -len(entry[1])))


@frozen
class Row:
    """
    A line of a table of speakers or of media.

    Attributes:
        name: Of the speaker or the medium; None if none is named.
        tally: What is counted for it.
        partners: Whom it goes with most: the media that carried a speaker's words, the speakers that a medium carried, with how often.
    """

    name: str | None
    tally: Tally
    partners: tuple[tuple[str, int], ...]


MAX_PARTNERS = 3
"""How many speakers are named beside a medium, and media beside a speaker: what fits on a line."""


def rank_names(
    quotes: Iterable[PlacedQuote],
    name: Callable[[PlacedQuote], str | None],
    partner: Callable[[PlacedQuote], str | None],
) -> list[Row]:
    """
    One row a name, most quotations first; what has no name last.

    Args:
        quotes: What to count.
        name: The name that a quotation is counted for.
        partner: The name that goes with it.
    """
    made = (
        Row(key, count_quotes(placed), tuple(_most_common(partner(each) for each in placed)))
        for key, placed in group_quotes(quotes, name).items()
    )
    return sorted(made, key=lambda row: row.name is None)


def _most_common(names: Iterable[str | None]) -> Iterator[tuple[str, int]]:
    yield from Counter(name for name in names if name is not None).most_common(MAX_PARTNERS)
