"""
Turns the packed files into something that tags, lemmatizes and parses: the way in for the rest of quotattr.

    analyser = load_pipeline()
    [[first, *rest]] = analyser.parse_sentences([["Il", "pleut", "."]])

No network, no file written, threads left as they are. torch and Stanza are loaded when this module is, so
`quotattr.parse` imports it when first needed.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import torch
from stanza.models.common.utils import EXCLAM_RE, QUESTION_RE
from stanza.models.pos.model import Tagger
from stanza.models.pos.tag_columns import tag_columns_from_config
from stanza.models.pos.vocab import MultiVocab

from quotattr.pointing import Pointing
from quotattr.trees import parse_feats

from . import pack
from .fast_parser import FastGraphParser
from .forms import normalise_form
from .inference import FastAttacher, FastTagger, States, Tags
from .lemmatizer import Lemmatizer
from .pointer import Marks, Pointer, read_pointer

DEFAULT_DIRECTORY = Path(__file__).with_name("fr_news")
MAX_BATCH_WORDS = 1500
"""Words of a batch, padding not counted; more gains no speed on a CPU and costs memory."""

MAX_KEPT_SPELLINGS = 1 << 14
"""Forms whose spelling and lemma are kept; some megabytes."""


class ParsedWord(NamedTuple):
    """One word of a tree, in the terms of Universal Dependencies."""

    form: str
    """As the model read it (`normalise_form`), not as the text has it."""
    lemma: str
    upos: str
    feats: str
    """``Gender=Masc|Number=Sing``, or ``_``."""
    head: int
    """Which word of the sentence, counted from 1, this one hangs from; 0 for the root."""
    deprel: str

    @property
    def features(self) -> Mapping[str, str]:
        """The features, as `parse_feats` reads them."""
        return parse_feats(self.feats)


ParsedSentence = list[ParsedWord]
Tagged = tuple[str, str, str, str]


def load_pipeline(directory: Path | str = DEFAULT_DIRECTORY) -> Analyser:
    """
    Load the model packed in *directory*; takes a second, once torch and Stanza are there.

    Raises:
        ModelFileError: a file is missing, or is not what was packed; the message says which.
    """
    directory = Path(directory)
    files = pack.check_files(directory)
    vectors = pack.read_vectors(directory / pack.VECTORS)
    pretrain = vectors.pretrain()
    tagger = build_tagger(pack.read_checkpoint(directory / pack.TAGGER), pretrain)
    parser = build_parser(pack.read_checkpoint(directory / pack.PARSER), pretrain)
    lemmatizer = Lemmatizer.load(directory / pack.LEMMAS, known=vectors.ranks())
    pointer = read_pointer(directory / pack.POINTER) if pack.POINTER in files else None
    return Analyser(tagger, lemmatizer, parser, pretrain, pointer)


def build_tagger(state: dict[str, Any], pretrain: Any) -> Tagger:
    """Make a tagger of a Stanza checkpoint, as read."""
    options = dict(state["config"])
    if "tag_columns" in options:
        options["tag_columns"] = tag_columns_from_config(options["tag_columns"])
    vocab = MultiVocab.load_state_dict(state["vocab"])
    tagger = Tagger(options, vocab, emb_matrix=pretrain.emb, share_hid=options["share_hid"])
    tagger.load_state_dict(state["model"], strict=False)
    tagger.eval()
    return tagger


def build_parser(state: dict[str, Any], pretrain: Any) -> FastGraphParser:
    """Make a parser of a Stanza checkpoint, as read."""
    parser = FastGraphParser(state["config"], MultiVocab.load_state_dict(state["vocab"]), emb_matrix=pretrain.emb)
    parser.load_params(state["model"])
    parser.eval()
    return parser


class Analyser:
    """
    A tagger, a lemmatizer and a parser, that work on sentences of words. Not for several threads at once.

    Args:
        tagger: As `build_tagger` makes it.
        lemmatizer: Of the same treebanks.
        parser: As `build_parser` makes it; without one, sentences can only be tagged.
        pretrain: The word vectors that both look forms up in.
        pointer: Of the same parser; without one, nothing is pointed at.
    """

    def __init__(
        self,
        tagger: Tagger,
        lemmatizer: Lemmatizer,
        parser: FastGraphParser | None,
        pretrain: Any,
        pointer: Pointer | None = None,
    ) -> None:
        self._tagger = FastTagger(tagger, pretrain.vocab)
        self._attacher = FastAttacher(parser, pretrain.vocab) if parser is not None else None
        self._pointer = pointer
        self._find_lemma = functools.lru_cache(MAX_KEPT_SPELLINGS)(lemmatizer.find_lemma)
        self._spell = functools.lru_cache(MAX_KEPT_SPELLINGS)(lambda form: _simplify(normalise_form(form)))

    def parse_sentences(self, sentences: Sequence[Sequence[str]]) -> list[ParsedSentence]:
        """
        Parse *sentences*, each on its own.

        Args:
            sentences: Words in order, contractions expanded (``du`` → ``de``, ``le``); spelling is normalised here.

        Returns:
            One list a sentence, in the order given, with one ParsedWord a word; nothing for a sentence with no word. What else
            is in the call changes nothing but the last digits of scores.
        """
        return [words for words, _ in self.parse_marked(sentences, [()] * len(sentences))]

    def parse_marked(
        self, sentences: Sequence[Sequence[str]], marks: Sequence[Marks]
    ) -> list[tuple[ParsedSentence, Mapping[int, Pointing]]]:
        """
        Parse *sentences* as `parse_sentences` does, and point from each of their quotations at its cue and speaker.

        Args:
            sentences: Words in order.
            marks: Of the words of each, which quotation each stands in or for; nothing for a sentence without any.

        Returns:
            The words of each sentence, and a Pointing for each of its quotations if there is a pointer.
        """
        forms = [[self._spell(word) for word in sentence] for sentence in sentences]
        parsed: list[tuple[ParsedSentence, Mapping[int, Pointing]]] = [([], {}) for _ in forms]
        with torch.inference_mode():
            for batch in batch_by_length(forms):
                words, states = self._parse_batch([forms[place] for place in batch])
                pointed = self._point(states, [marks[place] for place in batch])
                for place, tree, pointings in zip(batch, words, pointed, strict=True):
                    parsed[place] = tree, pointings
        return parsed

    def _point(self, states: States, marks: Sequence[Marks]) -> list[dict[int, Pointing]]:
        if self._pointer is None or not any(marks):
            return [{} for _ in marks]
        return self._pointer.point(states.of_words(), marks)

    def tag_sentences(self, sentences: Sequence[Sequence[str]]) -> list[list[Tagged]]:
        """Tag and lemmatize *sentences*, of forms normalised already: (upos, xpos, feats, lemma) of each word. Training needs it."""
        tagged: list[list[Tagged]] = [[] for _ in sentences]
        with torch.inference_mode():
            for batch in batch_by_length(sentences):
                forms = [list(sentences[place]) for place in batch]
                tags = self._tagger.tag(forms)
                for place, row, lemmas in zip(batch, tags, self._lemmatize(forms, tags), strict=True):
                    tagged[place] = [(*columns, lemma) for columns, lemma in zip(row, lemmas, strict=True)]
        return tagged

    def _lemmatize(self, sentences: Sequence[Sequence[str]], tags: Sequence[Sequence[Tags]]) -> list[list[str]]:
        return [
            [self._find_lemma(form, upos) for form, (upos, _, _) in zip(forms, tagged, strict=True)]
            for forms, tagged in zip(sentences, tags, strict=True)
        ]

    def _parse_batch(self, sentences: list[list[str]]) -> tuple[list[ParsedSentence], States]:
        """Trees, and what the parser made of the words."""
        if self._attacher is None:
            raise ValueError("this Analyser was built without a parser and can only tag; give it a parser")
        tags = self._tagger.tag(sentences)
        lemmas = self._lemmatize(sentences, tags)
        states = self._attacher.read(sentences, tags, lemmas)
        parsed = [
            [
                ParsedWord(form, lemma, upos, feats, head, deprel)
                for form, lemma, (upos, _, feats), (head, deprel) in zip(forms, found, tagged, tree, strict=True)
            ]
            for forms, tagged, found, tree in zip(
                sentences, tags, lemmas, self._attacher.attach_states(states), strict=True
            )
        ]
        return parsed, states


def _simplify(form: str) -> str:
    """Shorten ``?!!`` to its first mark, as Stanza does before training."""
    return EXCLAM_RE.sub("!", QUESTION_RE.sub("?", form))


def batch_by_length(sentences: Sequence[Sequence[Any]], max_words: int = MAX_BATCH_WORDS) -> Iterator[list[int]]:
    """Yield the places of sentences to be read together, the longest first, up to *max_words* words; none that is empty."""
    batch: list[int] = []
    size = 0
    for place in sorted((p for p, s in enumerate(sentences) if s), key=lambda p: -len(sentences[p])):
        if batch and size + len(sentences[place]) > max_words:
            yield batch
            batch, size = [], 0
        batch.append(place)
        size += len(sentences[place])
    if batch:
        yield batch
