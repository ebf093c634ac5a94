"""
Turns the packed files into something that tags, lemmatizes and parses: the way in for the rest of quotattr.

    analyser = load_pipeline()
    [[first, *rest]] = analyser.parse_sentences([["Il", "pleut", "."]])

No network, no file written, threads left as they are. torch and Stanza are loaded when this module is, so
`quotattr.parse` imports it when first needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from stanza.models.common.utils import EXCLAM_RE, QUESTION_RE
from stanza.models.common.vocab import PAD_ID, ROOT_ID, CompositeVocab
from stanza.models.depparse.model import GraphParser
from stanza.models.pos.model import Tagger
from stanza.models.pos.tag_columns import tag_columns_from_config
from stanza.models.pos.vocab import MultiVocab

from quotattr.trees import parse_feats

from . import pack
from .fast_parser import FastGraphParser
from .forms import normalise_form
from .lemmatizer import Lemmatizer

DEFAULT_DIRECTORY = Path(__file__).with_name("fr_news")
MAX_BATCH_WORDS = 1500
"""Words of a batch, padding not counted; more gains no speed on a CPU and costs memory."""

NO_VALUE = "_"


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
    def features(self) -> dict[str, str]:
        """The features as a dict."""
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
    pack.check_files(directory)
    vectors = pack.read_vectors(directory / pack.VECTORS)
    pretrain = vectors.pretrain()
    tagger = build_tagger(pack.read_checkpoint(directory / pack.TAGGER), pretrain)
    parser = build_parser(pack.read_checkpoint(directory / pack.PARSER), pretrain)
    lemmatizer = Lemmatizer.load(directory / pack.LEMMAS, known=vectors.ranks())
    return Analyser(tagger, lemmatizer, parser, pretrain)


def build_tagger(state: dict[str, Any], pretrain: Any) -> Tagger:
    """Make a tagger of a Stanza checkpoint, as read."""
    options = state["config"]
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
    """A tagger, a lemmatizer and a parser, that work on sentences of words. It holds no state of a call: threads may share it."""

    def __init__(self, tagger: Tagger, lemmatizer: Lemmatizer, parser: FastGraphParser | None, pretrain: Any) -> None:
        self._tagger, self._lemmatizer, self._parser, self._known = tagger, lemmatizer, parser, pretrain.vocab

    def parse_sentences(self, sentences: Sequence[Sequence[str]]) -> list[ParsedSentence]:
        """
        Parse *sentences*, each on its own.

        Args:
            sentences: Words in order, contractions expanded (``du`` → ``de``, ``le``); spelling is normalised here.

        Returns:
            One list a sentence, in the order given, with one ParsedWord a word; nothing for a sentence with no word. What else
            is in the call changes nothing but the last digits of scores.
        """
        forms = [[_simplify(normalise_form(word)) for word in sentence] for sentence in sentences]
        parsed: list[ParsedSentence] = [[] for _ in forms]
        with torch.inference_mode():
            for batch in _batch_by_length(forms):
                for place, sentence in zip(batch, self._parse_batch([forms[place] for place in batch]), strict=True):
                    parsed[place] = sentence
        return parsed

    def tag_sentences(self, sentences: Sequence[Sequence[str]]) -> list[list[Tagged]]:
        """Tag and lemmatize *sentences*, of forms normalised already: (upos, xpos, feats, lemma) of each word. Training needs it."""
        tagged: list[list[Tagged]] = [[] for _ in sentences]
        with torch.inference_mode():
            for batch in _batch_by_length(sentences):
                forms = [list(sentences[place]) for place in batch]
                tags = self._tag(forms)
                for place, row, lemmas in zip(batch, tags, self._lemmatize(forms, tags), strict=True):
                    tagged[place] = [(*columns, lemma) for columns, lemma in zip(row, lemmas, strict=True)]
        return tagged

    def _lemmatize(self, sentences: list[list[str]], tags: list[list[tuple[str, str, str]]]) -> list[list[str]]:
        return [
            [self._lemmatizer.find_lemma(form, upos) for form, (upos, _, _) in zip(forms, tagged, strict=True)]
            for forms, tagged in zip(sentences, tags, strict=True)
        ]

    def _parse_batch(self, sentences: list[list[str]]) -> Iterator[ParsedSentence]:
        tags = self._tag(sentences)
        lemmas = self._lemmatize(sentences, tags)
        trees = self._attach(sentences, tags, lemmas)
        for forms, tagged, found, tree in zip(sentences, tags, lemmas, trees, strict=True):
            yield [
                ParsedWord(form, lemma, upos, feats, head, deprel)
                for form, lemma, (upos, _, feats), (head, deprel) in zip(forms, found, tagged, tree, strict=True)
            ]

    def _tag(self, sentences: list[list[str]]) -> list[list[tuple[str, str, str]]]:
        """Return (upos, xpos, feats) of each word. Sentences come longest first, so that nothing need be sorted."""
        vocab = self._tagger.vocab
        lengths = [len(sentence) for sentence in sentences]
        words = _pad([vocab["word"].map(sentence) for sentence in sentences])
        pretrained = _pad([self._known.map([form.lower() for form in sentence]) for sentence in sentences])
        characters, order, sizes = _spell(sentences, vocab["char"])
        _, (upos, xpos, feats) = self._tagger(
            words,
            words.eq(PAD_ID),
            characters,
            characters.eq(PAD_ID),
            None,
            pretrained,
            order,
            lengths,
            sizes,
            sentences,
        )
        columns = [(vocab["upos"], upos.tolist()), (vocab["xpos"], xpos.tolist()), (vocab["feats"], feats.tolist())]
        named = [
            [names.unmap(row[:length]) for row, length in zip(rows, lengths, strict=True)] for names, rows in columns
        ]
        return [list(zip(*row, strict=True)) for row in zip(*named, strict=True)]

    def _attach(
        self, sentences: list[list[str]], tags: list[list[tuple[str, str, str]]], lemmas: list[list[str]]
    ) -> list[list[list[Any]]]:
        """Return [head, deprel] of each word; sentences come longest first."""
        if self._parser is None:
            raise ValueError("this Analyser was built without a parser and can only tag; give build_analyser a parser")
        batch = collate(sentences, tags, lemmas, self._parser, self._known)
        return self._parser.predict(*batch)


def collate(
    sentences: list[list[str]],
    tags: list[list[tuple[str, str, str]]],
    lemmas: list[list[str]],
    parser: GraphParser,
    known: Any,
) -> tuple[Any, ...]:
    """
    Return what a `GraphParser` predicts from, as Stanza's `DataLoader` would make it, only sooner.

    Sentences must come longest first. There is no gold tree, and features are left out where the parser does not read them.
    """
    vocab = parser.vocab
    roots = {
        name: [ROOT_ID] * len(vocab[name]) if isinstance(vocab[name], CompositeVocab) else ROOT_ID
        for name in ("xpos", "feats")
    }
    words = _pad([[ROOT_ID, *vocab["word"].map(forms)] for forms in sentences])
    upos = _pad([[ROOT_ID, *vocab["upos"].map([word[0] for word in row])] for row in tags])
    xpos = _pad([[roots["xpos"], *vocab["xpos"].map([word[1] for word in row])] for row in tags])
    reads_feats = parser.args["tag_emb_dim"] > 0 and parser.args.get("use_ufeats", True)
    feats = (
        _pad([[roots["feats"], *vocab["feats"].map([word[2] for word in row])] for row in tags])
        if reads_feats
        else None
    )
    pretrained = _pad([[ROOT_ID, *known.map([form.lower() for form in forms])] for forms in sentences])
    lemma = _pad([[ROOT_ID, *vocab["lemma"].map(row)] for row in lemmas])
    characters, order, sizes = _spell(sentences, vocab["char"], has_root=True)
    nothing = torch.zeros(words.size(0), words.size(1) - 1, dtype=torch.long)
    lengths = [len(forms) + 1 for forms in sentences]
    return (
        words, words.eq(PAD_ID), characters, characters.eq(PAD_ID), upos, xpos, feats, pretrained, lemma, nothing, nothing,
        order, lengths, sizes, sentences,
    )  # fmt: skip


def _pad(rows: list[list[Any]]) -> torch.Tensor:
    """Return *rows* of ids, or of lists of as many ids each, as one tensor, filled up with `PAD_ID`."""
    sizes = np.array([len(row) for row in rows])
    is_filled = np.arange(sizes.max()) < sizes[:, None]
    flat = np.array([value for row in rows for value in row], dtype=np.int64)
    padded = np.full((*is_filled.shape, *flat.shape[1:]), PAD_ID, dtype=np.int64)
    padded[is_filled] = flat
    return torch.from_numpy(padded)


def _spell(sentences: list[list[str]], vocab: Any, has_root: bool = False) -> tuple[torch.Tensor, list[int], list[int]]:
    """Return the letters of all words, the longest word first; which word each row is; and the lengths."""
    letters: dict[str, list[int]] = {}
    spelled: list[list[int]] = []
    for sentence in sentences:
        if has_root:
            spelled.append([ROOT_ID])
        for form in sentence:
            if form not in letters:
                letters[form] = vocab.map(form)
            spelled.append(letters[form])
    order = sorted(range(len(spelled)), key=lambda place: -len(spelled[place]))
    rows = [spelled[place] for place in order]
    return _pad(rows), order, [len(row) for row in rows]


def _simplify(form: str) -> str:
    """Shorten ``?!!`` to its first mark, as Stanza does before training."""
    return EXCLAM_RE.sub("!", QUESTION_RE.sub("?", form))


def _batch_by_length(sentences: Sequence[Sequence[str]]) -> Iterator[list[int]]:
    """Yield the places of sentences to be parsed together, the longest first; none that is empty."""
    batch: list[int] = []
    size = 0
    for place in sorted((p for p, s in enumerate(sentences) if s), key=lambda p: -len(sentences[p])):
        if batch and size + len(sentences[place]) > MAX_BATCH_WORDS:
            yield batch
            batch, size = [], 0
        batch.append(place)
        size += len(sentences[place])
    if batch:
        yield batch
