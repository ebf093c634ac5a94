"""
Selection: of an article's quotations, those that were asked for.

An article of which nothing is left is an article still, for its id says that it has been read. Start reading at
`Selection.of`.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from attrs import evolve, frozen

from quotattr.folding import fold
from quotattr.quote import Article, Quote

_WORD_RE = re.compile(r"\w+")


@frozen
class Selection:
    """
    What a quotation must be; an empty collection asks for nothing.

    Attributes:
        kinds: One of these kinds.
        speakers: Its speaker's name has all the words of one of these, side by side.
        sources: The same of its source.
        min_confidence: At least so likely to be right, 0 to 1.
    """

    kinds: Collection[str] = ()
    speakers: Collection[str] = ()
    sources: Collection[str] = ()
    min_confidence: float = 0.0

    def of(self, article: Article) -> Article:
        """The same article, with the quotations that were asked for."""
        if self == Selection():
            return article
        speech = tuple(quote for quote in article.speech if self._holds(quote))
        others = tuple(quote for quote in article.others if self._holds(quote))
        return evolve(article, speech=speech, others=others)

    def _holds(self, quote: Quote) -> bool:
        return (
            (not self.kinds or quote.kind in self.kinds)
            and (not self.speakers or (quote.speaker is not None and _is_named(quote.speaker.name, self.speakers)))
            and (not self.sources or (quote.source is not None and _is_named(quote.source.name, self.sources)))
            and quote.confidence >= self.min_confidence
        )


def _is_named(name: str, wanted: Collection[str]) -> bool:
    return any(has_words(name, words) for words in wanted)


def has_words(name: str, words: str) -> bool:
    """
    Whether *name* has these words side by side, whatever their case, accents and hyphens.

        >>> has_words("Kim Jong-un", "kim jong un"), has_words("Claire Delorme", "Delorm")
        (True, False)
    """
    return f" {_plain(words)} " in f" {_plain(name)} "


def _plain(name: str) -> str:
    return " ".join(_WORD_RE.findall(fold(name)))
