"""
The extractor: one loaded model, and the flow of architecture.md over each text.

`extract` is the shortest way in; an `Extractor` keeps its model for many texts. Nothing here
is global but the default extractor that `extract` loads once.
"""

from __future__ import annotations

import functools
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Literal, TypeVar, overload

from quotattr.agencies import find_media
from quotattr.attribution import attribute
from quotattr.batches import BATCH_SIZE, outcomes
from quotattr.checks import check_text
from quotattr.cues import CueRule
from quotattr.entities import find_entities
from quotattr.errors import ModelFileError, TextTypeError
from quotattr.frames import Frame, QuotationTokens, build_frames
from quotattr.garbage import collector_paused
from quotattr.names import find_names
from quotattr.parse import DEFAULT_MODEL, Parser, load_parser
from quotattr.quotations import TextWarning, find_quotations
from quotattr.quote import Article, Quote
from quotattr.reading import Reading
from quotattr.report_signs import may_report
from quotattr.rules import guard_rules
from quotattr.sentences import split_sentences
from quotattr.tokenizer import Token, tokenize
from quotattr.trees import Tree
from quotattr.vocabulary import Vocabulary, load_vocabulary

C = TypeVar("C")
R = TypeVar("R")


class Extractor:
    """
    Finds who said what in French news; loads its model when the first text needs it.

        >>> extractor = Extractor()  # doctest: +SKIP
        >>> article = extractor.extract("«Nous irons», a dit Anne Morel.")  # doctest: +SKIP

    Args:
        model: ``"fr-news"``, the model that ships with quotattr, or ``"stanza:fr"`` for Stanza's own
            French package, which must have been downloaded before.
        lexicon: A folder of your own agencies, cue verbs, roles …: files with the names and columns of
            those in ``quotattr/lexicon/``, whose rows are added to these (docs/lexicons.md). It is read
            once, now; no other extractor sees it.
        rules: Rules of your own, asked before the shipped ones, in this order (docs/extending.md).

    Raises:
        UnknownModelError: No model goes by that name.
        LexiconError: The folder is none, or a row is wrong; the message names file and line.
        RuleError: A rule can't be used: its name is that of another, or its kind is none.
    """

    def __init__(
        self,
        model: str = DEFAULT_MODEL,
        *,
        lexicon: str | os.PathLike[str] | None = None,
        rules: Iterable[CueRule] = (),
    ):
        self.model = model
        self.lexicon = None if lexicon is None else Path(lexicon)
        self.rules = tuple(rules)
        self._guarded_rules = guard_rules(self.rules)
        self._vocabulary: Vocabulary = load_vocabulary(self.lexicon)
        self._parser: Parser = load_parser(model)

    def __getstate__(self) -> dict[str, Any]:
        """What it was made with: a copy in another process loads the model itself, when its first text needs it."""
        return {name: value for name, value in vars(self).items() if not name.startswith("_")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(**state)  # type: ignore[misc]

    @collector_paused()
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
            RuleError: A rule of your own raised, or returned what is no word; the message names it.
        """
        reading, frames, warnings = self._read(text)
        return self._attribute(reading, frames, warnings, self._parser.parse(frames), id)

    def _read(self, text: str) -> tuple[Reading, list[Frame], list[TextWarning]]:
        """The surface of a text, and what of it is to be parsed."""
        if not isinstance(text, str):
            raise TextTypeError(_not_a_text(text))
        vocabulary = self._vocabulary
        tokens = tokenize(text)
        sentences = split_sentences(tokens, text)
        quotations, warnings = find_quotations(text, tokens)
        places = QuotationTokens(tokens, quotations)
        entities = find_entities(text, tokens, find_names(tokens, sentences, vocabulary), vocabulary)
        media = find_media(text, tokens, vocabulary)
        reading = Reading(text, tokens, sentences, quotations, places, entities, media, vocabulary, self._guarded_rules)

        def is_wanted(words: Sequence[Token]) -> bool:
            return may_report(words, vocabulary)

        frames = build_frames(tokens, sentences, quotations, places, is_wanted, self._parser.expand)
        return reading, frames, [*warnings, *check_text(text, tokens), *_warn_of_cuts(tokens, frames)]

    def _attribute(
        self,
        reading: Reading,
        frames: Sequence[Frame],
        warnings: Sequence[TextWarning],
        trees: Sequence[Tree],
        id: str | None = None,
    ) -> Article:
        """The answer, from the surface of a text and its trees."""
        return _article(reading.text, attribute(reading, trees) if frames else [], warnings, id)

    def read_and_parse(self, text: str) -> tuple[Reading, list[Tree]]:
        """The surface of a text and its parsed frames: what attribution, and the fitting of its models, start from."""
        reading, frames, _ = self._read(text)
        return reading, self._parser.parse(frames)

    @overload
    def pipe(
        self,
        texts: Iterable[str],
        *,
        batch_size: int = BATCH_SIZE,
        n_process: int = 1,
        as_tuples: Literal[False] = False,
        on_error: Callable[[Exception, str, None], None] | None = None,
    ) -> Iterator[Article]: ...

    @overload
    def pipe(
        self,
        texts: Iterable[tuple[str, C]],
        *,
        batch_size: int = BATCH_SIZE,
        n_process: int = 1,
        as_tuples: Literal[True],
        on_error: Callable[[Exception, str, C], None] | None = None,
    ) -> Iterator[tuple[Article, C]]: ...

    def pipe(
        self,
        texts: Iterable[Any],
        *,
        batch_size: int = BATCH_SIZE,
        n_process: int = 1,
        as_tuples: bool = False,
        on_error: Callable[[Exception, str, Any], None] | None = None,
    ) -> Iterator[Any]:
        """
        Extract from each of many texts, in their order, several times as fast as one by one.

            >>> pairs = [("«Non», dit Anne.", "a.txt"), ("«Oui», dit Paul.", "b.txt")]
            >>> for article, name in Extractor().pipe(pairs, as_tuples=True):  # doctest: +SKIP
            ...     print(name, article.speech[0].speaker)
            a.txt Anne
            b.txt Paul

        Args:
            texts: Any iterable, also an endless one; it is read a few batches ahead. With *as_tuples*, pairs of a text
                and something that goes with it.
            batch_size: At most so many texts are parsed together. What is in the batch changes no answer.
            n_process: 1 works in this process; a higher number starts so many others, each with its own model, -1 one
                a core. A script that asks for several needs ``if __name__ == "__main__":``, as always in Python.
            as_tuples: Give pairs of an Article and what went with its text.
            on_error: Called with the error, the text and what went with it (or None) for a text that can't be done;
                the others are. Without it, the error is raised.

        Raises:
            TextTypeError: A text is no `str`.
            WorkerError: A process died of a text.
            ModelFileError: A file of the model is missing or damaged.
            ValueError: A number is too small.
        """
        given: deque[tuple[str, Any]] = deque()

        def hand_out() -> Iterator[str]:
            for item in texts:
                given.append(item if as_tuples else (item, None))
                yield given[-1][0]

        for outcome in outcomes(self, hand_out(), batch_size, n_process):
            text, context = given.popleft()
            if not isinstance(outcome, Exception):
                yield (outcome, context) if as_tuples else outcome
            elif on_error is None or isinstance(outcome, ModelFileError):
                raise outcome
            else:
                on_error(outcome, text, context)

    @collector_paused()
    def extract_batch(self, texts: Sequence[str]) -> list[Article | Exception]:
        """An Article of each of *texts*, or why there is none; their frames are parsed together. `pipe` is made of it."""
        read = [_outcome(self._read, text) for text in texts]
        frames = [[] if isinstance(surface, Exception) else surface[1] for surface in read]
        try:
            trees = iter(self._parser.parse([frame for of_one in frames for frame in of_one]))
        except ModelFileError:
            raise
        except Exception as error:  # Out of memory, say: whose frames it were, only parsing them apart tells.
            return [error] if len(texts) == 1 else [self.extract_batch([text])[0] for text in texts]
        parsed = [list(islice(trees, len(of_one))) for of_one in frames]
        return [
            surface if isinstance(surface, Exception) else _outcome(self._attribute, *surface, trees_of_one)
            for surface, trees_of_one in zip(read, parsed, strict=True)
        ]


def _outcome(step: Callable[..., R], *arguments: Any) -> R | Exception:
    """What a step gives or raises: no text may cost another of its batch."""
    try:
        return step(*arguments)
    except Exception as error:
        return error


def _warn_of_cuts(tokens: Sequence[Token], frames: Iterable[Frame]) -> Iterator[TextWarning]:
    """A warning for each sentence that is too long for the parser to see it whole."""
    for frame in frames:
        if frame.left_out:
            total = len(frame.words) + frame.left_out
            message = f"a sentence of {total} words is too long to be parsed whole: {len(frame.words)} of them are"
            yield TextWarning(tokens[frame.first].start, tokens[frame.last - 1].end, message)


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
