"""
The extractor: one loaded model, and the flow of architecture.md over each text.

`extract` is the shortest way in; an `Extractor` keeps its model for many texts. Nothing here
is global but the default extractor that `extract` loads once.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from typing import Any

from quotattr.agencies import find_media
from quotattr.attribution import attribute
from quotattr.checks import check_text
from quotattr.errors import TextTypeError
from quotattr.frames import Frame, QuotationTokens, build_frames
from quotattr.insertions import may_report
from quotattr.names import find_entities, find_names
from quotattr.parse import DEFAULT_MODEL, Parser, load_parser
from quotattr.quotations import TextWarning, find_quotations
from quotattr.quote import Article, Quote
from quotattr.reading import Reading
from quotattr.sentences import split_sentences
from quotattr.tokenizer import Token, tokenize
from quotattr.trees import Tree
from quotattr.vocabulary import Vocabulary, load_vocabulary


class Extractor:
    """
    Finds who said what in French news; loads its model when the first text needs it.

        >>> extractor = Extractor()  # doctest: +SKIP
        >>> article = extractor.extract("«Nous irons», a dit Anne Morel.")  # doctest: +SKIP

    Args:
        model: ``"fr-news"``, the model that ships with quotattr, or ``"stanza:fr"`` for Stanza's own
            French package, which must have been downloaded before.

    Raises:
        UnknownModelError: No model goes by that name.
    """

    def __init__(self, model: str = DEFAULT_MODEL):
        self.model = model
        self._vocabulary: Vocabulary = load_vocabulary()
        self._parser: Parser = load_parser(model)

    def extract(self, text: str, id: str | None = None) -> Article:
        """
        Find the quotations of one text.

        Args:
            text: The article, as a `str`; it is not changed, and every offset counts its code points.
            id: A name for the text, kept on the `Article`.

        Returns:
            The Article; empty if the text is or quotes nothing.

        Raises:
            TextTypeError: *text* is no `str`.
            ModelFileError: A file of the model is missing or damaged.
        """
        if not isinstance(text, str):
            raise TextTypeError(_not_a_text(text))
        reading, frames, warnings = self._read(text)
        trees = self._parser.parse(frames)
        return _article(text, attribute(reading, trees) if trees else [], warnings, id)

    def _read(self, text: str) -> tuple[Reading, list[Frame], list[TextWarning]]:
        """The surface of a text, and what of it is to be parsed."""
        vocabulary = self._vocabulary
        tokens = tokenize(text)
        sentences = split_sentences(tokens, text)
        quotations, warnings = find_quotations(text, tokens)
        places = QuotationTokens(tokens, quotations)
        entities = find_entities(text, tokens, find_names(tokens, sentences, vocabulary), vocabulary)
        media = find_media(text, tokens, vocabulary)
        reading = Reading(text, tokens, sentences, quotations, places, entities, media, vocabulary)

        def is_wanted(words: Iterable[Token]) -> bool:
            return any(may_report(token.text, vocabulary) for token in words)

        frames = build_frames(tokens, sentences, quotations, places, is_wanted, self._parser.expand)
        return reading, frames, [*warnings, *check_text(text, tokens)]

    def read_and_parse(self, text: str) -> tuple[Reading, list[Tree]]:
        """The surface of a text and its parsed frames: what attribution, and the fitting of its models, start from."""
        reading, frames, _ = self._read(text)
        return reading, self._parser.parse(frames)

    def pipe(
        self, items: Iterable[Any], *, batch_size: int = 64, n_process: int = 1, as_tuples: bool = False
    ) -> Iterator[Any]:
        """Extract from each of *items*, in order, one at a time."""
        for item in items:
            yield (self.extract(item[0]), item[1]) if as_tuples else self.extract(item)


def _article(text: str, quotes: Iterable[Quote], warnings: Iterable[TextWarning], id: str | None) -> Article:
    ordered = sorted(quotes, key=lambda quote: (quote.span.start, -quote.span.end))
    return Article(
        text,
        tuple(quote for quote in ordered if quote.kind != "other"),
        tuple(quote for quote in ordered if quote.kind == "other"),
        tuple(sorted(warnings, key=lambda warning: warning.start)),
        id,
    )


def _not_a_text(given: object) -> str:
    """Say what to do with what was given instead of a text."""
    if isinstance(given, (bytes, bytearray)):
        return "a text must be str, got bytes: decode it first, for example data.decode('utf-8')"
    return f"a text must be str, got {type(given).__name__}"


@functools.lru_cache(maxsize=1)
def _default_extractor() -> Extractor:
    return Extractor()


def extract(text: str) -> Article:
    """
    Find the quotations of one text with the model that ships with quotattr, loaded once.

    Args and errors are those of `Extractor.extract`.
    """
    return _default_extractor().extract(text)
