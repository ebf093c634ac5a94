"""
Parse: frames to dependency trees. The one module that knows Stanza.

Stanza (and torch) is imported when the first frame is parsed, not before. The model that
ships inside the package is loaded from its own files, with no network; ``stanza:fr`` is the
package that Stanza downloads, if it has been. Start reading at `load_parser`.
"""

from __future__ import annotations

import functools
import os
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from quotattr.errors import ModelFileError, UnknownModelError
from quotattr.frames import Frame
from quotattr.model.desexpand import expand_contraction
from quotattr.trees import Tree, Word, parse_feats

if TYPE_CHECKING:
    from quotattr.model.loading import Analyser  # torch and Stanza come with it

DEFAULT_MODEL = "fr-news"
STANZA_MODEL = "stanza:fr"
MODELS = (DEFAULT_MODEL, STANZA_MODEL)

SHIPPED_DIR = Path(__file__).parent / "model" / "fr_news"

_STANZA_REMEDY = (
    "run once, on a machine with network: python -c \"import stanza; stanza.download('fr')\" "
    "(or copy its folder here and set STANZA_RESOURCES_DIR)"
)


ParseFrames = Callable[[Sequence[Frame]], list[Tree]]
"""A tree a frame, in order; every frame has words."""


class Parser(Protocol):
    """What the extractor needs of a parser."""

    def expand(self, form: str, before: str | None, after: str | None) -> Sequence[str]:
        """The syntactic words of a form: ``du`` → ``de``, ``le``."""

    def parse(self, frames: Sequence[Frame]) -> list[Tree]:
        """A tree a frame, in order."""


class StanzaParser:
    """
    Parses frames with Stanza's tagger, lemmatizer and parser, loaded when first needed.

    Args:
        load: Builds what parses frames that have words; called once, under a lock.
    """

    def __init__(self, load: Callable[[], ParseFrames]):
        self._load = load
        self._lock, self._process = threading.Lock(), os.getpid()
        self._parse_frames: ParseFrames | None = None

    def expand(self, form: str, before: str | None, after: str | None) -> Sequence[str]:
        """The syntactic words of a form; see `quotattr.model.desexpand`."""
        return expand_contraction(form, before, after)

    def parse(self, frames: Sequence[Frame]) -> list[Tree]:
        """A tree a frame, in order; a frame without words gives an empty tree."""
        filled = [frame for frame in frames if frame.words]
        if not filled:
            return [Tree(frame, ()) for frame in frames]
        with self._lock_of_process():
            if self._parse_frames is None:
                self._parse_frames = self._load()
            parsed = iter(self._parse_frames(filled))
        return [next(parsed) if frame.words else Tree(frame, ()) for frame in frames]

    def _lock_of_process(self) -> threading.Lock:
        """The lock; a new one in a forked process, where the thread that held it does not go on and never frees it."""
        if self._process != os.getpid():
            self._lock, self._process = threading.Lock(), os.getpid()
        return self._lock


def load_parser(model: str) -> Parser:
    """
    The parser called *model*; its files are read when the first frame is parsed.

    Raises:
        UnknownModelError: No model goes by that name.
    """
    if model == DEFAULT_MODEL:
        return StanzaParser(lambda: load_shipped(SHIPPED_DIR))
    if model == STANZA_MODEL:
        return StanzaParser(load_downloaded)
    raise UnknownModelError(f"no model is called {model!r}; there are: {', '.join(MODELS)}")


def use_one_thread() -> None:
    """Let this process parse on one thread: where others parse beside it, more threads only wait for each other."""
    with suppress(ImportError):  # Then nothing here can parse; whoever loads a model is told so.
        import torch

        torch.set_num_threads(1)


def load_shipped(directory: Path) -> ParseFrames:
    """
    The model packed in *directory*.

    Raises:
        ModelFileError: A file is missing or damaged.
    """
    from quotattr.model.loading import load_pipeline

    _let_forked_children_parse()
    return parse_with(load_pipeline(directory))


def parse_with(analyser: Analyser) -> ParseFrames:
    """What parses frames with a model that is loaded."""

    def parse_frames(frames: Sequence[Frame]) -> list[Tree]:
        marks = [frame.marks if frame.quotations else () for frame in frames]
        parsed = analyser.parse_marked([frame.forms for frame in frames], marks)
        return [
            Tree(frame, [Word(w.form, w.lemma, w.upos, w.features, w.head - 1, w.deprel) for w in words], pointings)
            for frame, (words, pointings) in zip(frames, parsed, strict=True)
        ]

    return parse_frames


@functools.cache
def _let_forked_children_parse() -> None:
    """
    See to it that torch works on one thread in every process that is forked from now on.

    The others do not come along when a process forks, and torch would wait for them for ever.
    """

    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=use_one_thread)


def load_downloaded() -> ParseFrames:
    """
    Stanza's own French package, from where Stanza keeps its downloads.

    Raises:
        ModelFileError: It has not been downloaded; the message says what to run.
    """
    import stanza
    from stanza.resources.common import DEFAULT_MODEL_DIR

    _let_forked_children_parse()
    directory = Path(os.environ.get("STANZA_RESOURCES_DIR", DEFAULT_MODEL_DIR))
    if not (directory / "resources.json").exists() or not (directory / "fr").is_dir():
        raise ModelFileError(f"{STANZA_MODEL}: Stanza's French package is not in {directory}; {_STANZA_REMEDY}")
    try:
        pipeline = stanza.Pipeline(
            "fr",
            dir=str(directory),
            processors="tokenize,pos,lemma,depparse",
            tokenize_pretokenized=True,
            download_method=None,
            use_gpu=False,
            verbose=False,
        )
    except Exception as error:  # Stanza raises what its files make it raise; the user needs one name for it.
        raise ModelFileError(
            f"{STANZA_MODEL}: the package in {directory} can't be loaded ({error}); {_STANZA_REMEDY}"
        ) from error
    return lambda frames: [
        Tree(frame, [_word(word) for word in sentence.words])
        for frame, sentence in zip(frames, pipeline([frame.forms for frame in frames]).sentences, strict=True)
    ]


def _word(word: Any) -> Word:
    """A word of Stanza's as ours."""
    return Word(word.text, word.lemma or word.text, word.upos, parse_feats(word.feats), word.head - 1, word.deprel)
