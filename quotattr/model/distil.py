"""
Makes the model that ships of the large one: ``python -m quotattr.model.distil LARGE TREEBANKS --raw RAW [--out DIR]``.

Most of what a large network knows is in the words' vectors, letters and embeddings, which cost next to nothing in use since
they are calculated once a form; these are kept as they are. Only what reads them left and right is made smaller
(`prune.py`), and then learns what the large one says of raw news, of which there is any amount, and of the treebanks:
not only its trees but how sure it is of them, its distributions over heads, relations and tags. Start with `distil_model`.
"""

from __future__ import annotations

import argparse
import random
import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from stanza.models.common.vocab import VOCAB_PREFIX_SIZE
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence, pad_sequence

from . import pack, prune, training
from .evaluate import print_scores, score
from .fast_dropout import use_fast_dropout
from .fast_parser import NEVER
from .inference import ROOT, FastAttacher, FastTagger
from .lemmatizer import Lemmatizer
from .loading import DEFAULT_DIRECTORY, Analyser, batch_by_length, build_parser, build_tagger
from .mixture import DEV, load, load_sources, mix_training_data
from .news import read_frames
from .padded_lstm import use_padded_lstms
from .relabel import parse, relabel
from .treebanks import Sentence

BATCH_WORDS = 1200
SAMPLE_BATCHES = 60
"""Batches, of 70,000 words together, from which is learned what the units of the large networks do."""

EMBED_AT_ONCE = 2000
"""Words; what is in between takes memory."""

GOLD_WEIGHT = 0.5
"""How much the gold tree of a sentence counts beside what the large parser says of it."""

BARE = 1 / 4
"""Of the quotations of the treebanks lose their marks, as in training the large parser."""

ALL_NEWS, NEWS_SEED = 10**9, 5


@dataclass(frozen=True, slots=True)
class Round:
    """So many steps of learning, the learning rate rising to *rate* and falling to zero; the next begins with the best of them."""

    steps: int
    rate: float
    dropout: float = 0.2
    word_dropout: float = 0.1
    every: int = 100


@dataclass(frozen=True, slots=True)
class Size:
    """How large a network is, in Stanza's names, and how it learns."""

    hidden_dim: int
    deep_biaff_hidden_dim: int
    rounds: Sequence[Round]


TAGGER = Size(112, 128, [Round(400, 1e-3), Round(200, 7e-4, dropout=0.1, word_dropout=0.05)])
PARSER = Size(128, 64, [Round(1600, 1e-3), Round(700, 7e-4, dropout=0.1, word_dropout=0.05)])


class Batch(NamedTuple):
    """Some sentences of about the same length, the longest first."""

    rows: torch.Tensor
    """sentences × steps: which row of the table of words each is; the first step of a parser's sentence is the root."""
    lengths: list[int]
    """Steps of each."""
    heads: torch.Tensor
    """sentences × words, 0 behind the end; a tagger needs none."""
    labels: torch.Tensor
    """The same for the numbers of relations."""
    shares: torch.Tensor
    """sentences × words: how much the head and the relation given here count beside what the teacher says."""
    is_heeded: torch.Tensor
    """sentences × words: 1 where the teacher is listened to, 0 where it is known to be wrong."""


class WordTable:
    """
    What a layer reads of each different word, by number.

    Attributes:
        numbers: Of the words that were asked for.
    """

    def __init__(self) -> None:
        self.numbers: dict[Any, int] = {}

    def number(self, word: Any) -> int:
        """Its row; a new one if it is met for the first time."""
        return self.numbers.setdefault(word, len(self.numbers))

    def embed(self, network: FastTagger | FastAttacher) -> torch.Tensor:
        """words × what *network* reads of them."""
        words = list(self.numbers)
        with torch.no_grad():
            return torch.cat(
                [network.embed(words[first : first + EMBED_AT_ONCE]) for first in range(0, len(words), EMBED_AT_ONCE)]
            )


def cut_into_batches(sentences: Sequence[Sentence]) -> Iterator[list[Sentence]]:
    """Yield *sentences*, the longest first, as many at once as have some `BATCH_WORDS` words."""
    for places in batch_by_length(sentences, BATCH_WORDS):
        yield [sentences[place] for place in places]


def make_parser_batches(sentences: Sequence[Sentence], table: WordTable, relations: Any, is_gold: bool) -> list[Batch]:
    """Batches of trees; *relations* is the parser's vocabulary of them."""
    share = GOLD_WEIGHT if is_gold else 0.0
    batches = []
    for sentences_of_one in cut_into_batches(sentences):
        shares = [[share] * len(words) for words in sentences_of_one]
        heeded = [[1.0] * len(words) for words in sentences_of_one]
        batches.append(make_parser_batch(sentences_of_one, table, relations, shares, heeded))
    return batches


def make_parser_batch(
    sentences: Sequence[Sentence], table: WordTable, relations: Any,
    shares: Sequence[Sequence[float]], heeded: Sequence[Sequence[float]],
) -> Batch:  # fmt: skip
    """One batch of trees, the longest first; *shares* and *heeded* are those of their words, as `Batch` has them."""
    return Batch(
        _pad(
            [table.number(ROOT), *(table.number((w.form, w.upos, w.xpos, w.lemma)) for w in words)]
            for words in sentences
        ),
        [len(words) + 1 for words in sentences],
        _pad([word.head for word in words] for words in sentences),
        _pad([relations.unit2id(word.deprel) - VOCAB_PREFIX_SIZE for word in words] for words in sentences),
        _pad(shares),
        _pad(heeded),
    )


def make_tagger_batches(sentences: Sequence[Sentence], table: WordTable) -> list[Batch]:
    """Batches of words alone; their tags are what the large tagger says."""
    none = torch.empty(0)
    return [
        Batch(
            _pad([table.number(w.form) for w in words] for words in batch),
            [len(words) for words in batch],
            none,
            none,
            none,
            none,
        )
        for batch in cut_into_batches(sentences)
    ]


def _pad(rows: Any) -> torch.Tensor:
    return pad_sequence([torch.tensor(row) for row in rows], batch_first=True)


def read_states(network: Any, lstm: str, embedded: torch.Tensor, lengths: list[int]) -> torch.Tensor:
    """
    What the LSTMs of a tagger or parser make of words, with its dropout.

    Args:
        network: Stanza's.
        lstm: What it calls them.
        embedded: sentences × steps × what is read of a word.
        lengths: Steps of each sentence, the longest first.
    """
    packed = pack_padded_sequence(embedded, lengths, batch_first=True)
    dropped = network.drop(network.worddrop(packed.data, network.drop_replacement))
    starts = tuple(
        getattr(network, f"{lstm}_{kind}_init").expand(-1, len(lengths), -1).contiguous() for kind in ("h", "c")
    )
    made, _ = getattr(network, lstm)(PackedSequence(dropped, packed.batch_sizes), lengths, hx=starts)
    states: torch.Tensor = pad_packed_sequence(made, batch_first=True)[0]
    return states


class Distiller(ABC):
    """
    Teaches a small network what a large one says, a batch at a time; `training.run` takes it as a trainer.

    What the large one says of a batch is asked once and kept, in half precision.

    Args:
        teacher: The large network.
        student: The small one.
        table: What both read of each word.
    """

    lstm: str
    """What Stanza calls its LSTMs."""
    narrow: Callable[..., dict[str, torch.Tensor]]
    """What prunes such a network."""
    readers: tuple[str, ...]
    """What reads their states; all else is the teacher's and stays as it is."""

    def __init__(self, teacher: Any, student: Any, table: torch.Tensor):
        self._teacher, self.model, self._table = teacher, student, table
        self._targets: dict[int, list[torch.Tensor]] = {}
        use_fast_dropout(student, training.SEED)
        use_padded_lstms(getattr(student, self.lstm))
        for name, weight in student.named_parameters():
            weight.requires_grad_(self.learns(name))
        self._trained = [weight for weight in student.parameters() if weight.requires_grad]

    def learns(self, name: str) -> bool:
        """Whether the student's weight of that name is taught."""
        return name.startswith((self.lstm, "drop_replacement", *self.readers))

    def begin(self, way: Round) -> None:
        """Make ready for a round."""
        for module in self.model.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = way.dropout
        self.model.worddrop.dropprob = way.word_dropout
        self.optimizer = torch.optim.Adam(self._trained, betas=(0.9, 0.95), eps=1e-6)

    def states(self, network: Any, batch: Batch) -> torch.Tensor:
        """What the LSTMs of either network make of *batch*."""
        return read_states(network, self.lstm, self._table[batch.rows], batch.lengths)

    def update(self, batch: Batch) -> float:
        """Learn from *batch*; returns the loss, which is that of a word."""
        if id(batch) not in self._targets:
            with torch.no_grad():
                self._targets[id(batch)] = [part.half() for part in self.ask(batch)]
        self.model.train()
        self.optimizer.zero_grad()
        loss = self.loss(batch, self._targets[id(batch)]) / sum(batch.lengths)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self._trained, 1.0)
        self.optimizer.step()
        return float(loss.detach())

    def pack(self, state: dict[str, Any], out: Path) -> None:
        """Pack the student to *out*, with all else that its checkpoint *state* holds."""
        pack.pack_state(state | {"model": prune.read_weights(self.model)}, out)

    @abstractmethod
    def ask(self, batch: Batch) -> list[torch.Tensor]:
        """What the teacher says of *batch*: logarithms of probabilities, the last dimension the choices."""

    @abstractmethod
    def loss(self, batch: Batch, targets: Sequence[torch.Tensor]) -> torch.Tensor:
        """How far the student is from *targets*, summed over words."""


def is_step(batch: Batch) -> torch.Tensor:
    """sentences × steps: what is no padding."""
    return torch.arange(batch.rows.size(1)) < torch.tensor(batch.lengths)[:, None]


def cross_entropy(found: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Of distributions given as logarithms, one a row; what can't be is -inf in both."""
    lowest = torch.finfo(torch.float16).min
    return -(wanted.float().exp() * found.clamp_min(lowest)).sum(1)


class TaggerDistiller(Distiller):
    """Teaches a tagger."""

    lstm = "taggerlstm"
    narrow = staticmethod(prune.prune_tagger)
    readers = ("upos_hid", "upos_clf", "tag_clf")

    def _tag(self, network: Any, batch: Batch) -> list[torch.Tensor]:
        states = self.states(network, batch)[is_step(batch)]
        hidden = network.drop(F.relu(network.upos_hid(network.drop(states))))
        scorers = (network.upos_clf, *network.tag_clf["xpos"], *network.tag_clf["feats"])
        return [F.log_softmax(scorer(hidden), 1) for scorer in scorers]

    def ask(self, batch: Batch) -> list[torch.Tensor]:
        return self._tag(self._teacher, batch)

    def loss(self, batch: Batch, targets: Sequence[torch.Tensor]) -> torch.Tensor:
        pairs = zip(self._tag(self.model, batch), targets, strict=True)
        return torch.stack([cross_entropy(found, wanted) for found, wanted in pairs]).sum()


class ParserDistiller(Distiller):
    """Teaches a parser; what it learns of order and distance are the heads alone, as the large one did."""

    lstm = "parserlstm"
    narrow = staticmethod(prune.prune_parser)
    readers: tuple[str, ...] = prune.SCORERS

    def _parse(self, network: Any, states: torch.Tensor, batch: Batch) -> tuple[list[torch.Tensor], torch.Tensor]:
        """The distributions over heads and relations, and the loss of order and distance."""
        is_there = is_step(batch)
        is_word = is_there[:, 1:]
        arcs, order, distance, offsets = network.score_arcs(states)
        arcs = arcs.masked_fill(~is_there[:, None], NEVER)[:, 1:][is_word]
        labels = network.score_labels(states, batch.heads, is_word)
        order, distance, offsets = (
            part[:, 1:].gather(2, batch.heads[:, :, None])[..., 0][is_word] for part in (order, distance, offsets)
        )
        loss = -F.logsigmoid(order * torch.sign(offsets)).sum() - distance.sum()
        return [F.log_softmax(arcs, 1), F.log_softmax(labels, 1)], loss

    def ask(self, batch: Batch) -> list[torch.Tensor]:
        return self._parse(self._teacher, self.states(self._teacher, batch), batch)[0]

    def loss(self, batch: Batch, targets: Sequence[torch.Tensor]) -> torch.Tensor:
        return self.loss_of(self.states(self.model, batch), batch, targets)

    def loss_of(self, states: torch.Tensor, batch: Batch, targets: Sequence[torch.Tensor]) -> torch.Tensor:
        """The loss, of what the student's LSTMs have made of *batch*: its *states*."""
        found, loss = self._parse(self.model, states, batch)
        is_word = is_step(batch)[:, 1:]
        shares, is_heeded = batch.shares[is_word], batch.is_heeded[is_word]
        for one, wanted, right in zip(found, targets, (batch.heads, batch.labels), strict=True):
            loss = loss + (is_heeded * cross_entropy(one, wanted)).sum()
            loss = loss + (shares * F.nll_loss(one, right[is_word], reduction="none")).sum()
        return loss


@dataclass(frozen=True, slots=True)
class Large:
    """The large model: what is needed of its packed files."""

    pretrain: Any
    lemmatizer: Lemmatizer
    tagger: dict[str, Any]
    """Stanza's checkpoint."""
    parser: dict[str, Any]

    @classmethod
    def read(cls, directory: Path) -> Large:
        """Read the packed files in *directory*."""
        pack.check_files(directory)
        vectors = pack.read_vectors(directory / pack.VECTORS)
        lemmatizer = Lemmatizer.load(directory / pack.LEMMAS, known=vectors.ranks())
        tagger, parser = (pack.read_checkpoint(directory / name) for name in (pack.TAGGER, pack.PARSER))
        return cls(vectors.pretrain(), lemmatizer, tagger, parser)

    def analyser(self, tagger: Any = None, parser: Any = None) -> Analyser:
        """An Analyser of the large networks, or of what stands in for them."""
        return Analyser(
            tagger or build_tagger(self.tagger, self.pretrain),
            self.lemmatizer,
            parser or build_parser(self.parser, self.pretrain),
            self.pretrain,
        )


def distil_model(large: Path, treebanks: Path, raw: Path | None, out: Path) -> None:
    """
    Make a small model of a large one.

    Args:
        large: Folder of its packed files.
        treebanks: Folder of the CoNLL-U files.
        raw: Raw news, gzipped JSON Lines with ``text``; without, it learns from the treebanks alone.
        out: Where the packed files of the small one go; its vectors and lemmas are those of the large one.
    """
    model = Large.read(large)
    news, gold = read_material(model, treebanks, raw)
    dev = load(treebanks, DEV)
    out.mkdir(parents=True, exist_ok=True)
    for name in (pack.VECTORS, pack.LEMMAS):
        if large != out:
            shutil.copy(large / name, out / name)
    distil_tagger(model, [*news, *gold], dev, out / pack.TAGGER)
    distil_parser(model, news, gold, dev, out / pack.PARSER)
    (out / pack.POINTER).unlink(missing_ok=True)  # It knows another parser's states.
    pack.write_checksums(out)


def read_material(model: Large, treebanks: Path, raw: Path | None) -> tuple[list[Sentence], list[Sentence]]:
    """The frames of raw news, with the trees that the large model gives them, and the treebanks, with its tags."""
    news = parse(read_frames(raw, ALL_NEWS, NEWS_SEED), model.analyser()) if raw else []
    return news, relabel(mix_training_data(load_sources(treebanks), copies=1, bare=BARE), model.analyser())


def distil_tagger(
    model: Large, sentences: Sequence[Sentence], dev: Sequence[Sentence], out: Path, size: Size = TAGGER
) -> float:
    """Pack a small tagger, taught on the forms of *sentences*, to *out*; return the percentage of tags right on *dev*."""
    training.seed_all(training.SEED)
    words = WordTable()
    batches = make_tagger_batches(sentences, words)
    teacher = build_tagger(model.tagger, model.pretrain)
    table = words.embed(FastTagger(teacher, model.pretrain.vocab))
    state = shrink(TaggerDistiller, teacher, model.tagger, batches, table, size)
    distiller = TaggerDistiller(teacher, build_tagger(state, model.pretrain), table)

    def score_dev() -> float:
        return sum(score_on(model.analyser(tagger=distiller.model.eval()), dev, "UPOS", "UFeats")) / 2

    return train(distiller, shuffle_endlessly(batches), size.rounds, score_dev, state, out)


def distil_parser(
    model: Large, news: Sequence[Sentence], gold: Sequence[Sentence], dev: Sequence[Sentence], out: Path, size: Size = PARSER
) -> float:  # fmt: skip
    """Pack a small parser to *out*, taught on trees of the large one and *gold* ones; return LAS on *dev*, of the large tagger's tags."""
    training.seed_all(training.SEED)
    words = WordTable()
    teacher = build_parser(model.parser, model.pretrain)
    relations = teacher.vocab["deprel"]
    batches = make_parser_batches(news, words, relations, is_gold=False)
    batches += make_parser_batches(gold, words, relations, is_gold=True)
    table = words.embed(FastAttacher(teacher, model.pretrain.vocab))
    state = shrink(ParserDistiller, teacher, model.parser, batches, table, size)
    distiller = ParserDistiller(teacher, build_parser(state, model.pretrain), table)

    def score_dev() -> float:
        return score_on(model.analyser(parser=distiller.model.eval()), dev, "LAS")[0]

    return train(distiller, shuffle_endlessly(batches), size.rounds, score_dev, state, out)


def shrink(
    kind: type[Distiller], teacher: Any, state: dict[str, Any], batches: Sequence[Batch], table: torch.Tensor, size: Size
) -> dict[str, Any]:  # fmt: skip
    """The checkpoint of a network like *teacher*, whose checkpoint is *state*, pruned to *size*."""

    def run(batch: Batch) -> None:
        read_states(teacher, kind.lstm, table[batch.rows], batch.lengths)

    sample = random.sample(batches, min(SAMPLE_BATCHES, len(batches)))
    sizes = {"hidden_dim": size.hidden_dim, "deep_biaff_hidden_dim": size.deep_biaff_hidden_dim}
    return state | {"config": state["config"] | sizes, "model": kind.narrow(teacher, run, sample, *sizes.values())}


def score_on(analyser: Analyser, gold: Sequence[Sentence], *names: str) -> list[float]:
    """The scores called *names* of what *analyser* says of the words of *gold*."""
    found = score(gold, analyser.parse_sentences([[word.form for word in words] for words in gold]))
    return [found[name] for name in names]


def train(
    distiller: Distiller, batches: Iterator[Batch], rounds: Sequence[Round], score_dev: Callable[[], float],
    state: dict[str, Any], out: Path,
) -> float:  # fmt: skip
    """Train in *rounds* on endless *batches*, and pack what scores best in each; the score of the last is returned."""

    def save() -> None:
        distiller.pack(state, out)

    best = 0.0
    for way in rounds:
        distiller.begin(way)
        optimizers = {"adam": distiller.optimizer}
        best = training.run(
            distiller, optimizers, lambda: next(batches), score_dev, save, way.steps, way.rate, way.every
        )
        distiller.model.load_state_dict(pack.read_checkpoint(out)["model"], strict=False)
    return best


def shuffle_endlessly(batches: Sequence[Batch]) -> Iterator[Batch]:
    """Yield *batches* again and again, each time in another order."""
    while True:
        yield from random.sample(batches, len(batches))


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and make the small model."""
    options = argparse.ArgumentParser(
        prog="python -m quotattr.model.distil", description="Make a small model of a large one."
    )
    options.add_argument("large", type=Path, help="folder of the large model's packed files")
    options.add_argument("treebanks", type=Path, help="folder of the Universal Dependencies treebanks")
    options.add_argument("--raw", type=Path, help="raw news, .jsonl.gz with 'text'")
    options.add_argument("--out", type=Path, default=DEFAULT_DIRECTORY, help="where the packed files go")
    chosen = options.parse_args(arguments)
    training.show_progress()
    distil_model(chosen.large, chosen.treebanks, chosen.raw, chosen.out)
    print_scores(chosen.out, chosen.treebanks, chosen.large)


if __name__ == "__main__":
    main()
