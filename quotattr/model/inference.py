"""
Stanza's tagger and parser on a CPU, without doing twice what depends on a word alone.

Half of what the networks calculate is the same wherever a word stands: its letters, its vector, and what the first
layer makes of them before it looks left and right. `FormTable` keeps that for the words met first, which are mostly
the frequent ones. What remains is calculated over many sentences at once, laid out so that no step of an LSTM
touches padding (`Layout`). The weights, and up to the last digits the results, are those of Stanza's own classes.
Start reading at `FastTagger` and `FastAttacher`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from stanza.models.common.vocab import PAD_ID, ROOT_ID, VOCAB_PREFIX_SIZE, CompositeVocab

from .fast_parser import NEVER, are_trees, find_heads

MAX_KEPT_FORMS = 10_000
"""Words whose numbers are kept, 6 KB each and network; in French news they are nine of ten words met."""

MAX_SPELLED_FORMS = 20_000
"""Words whose letters are read once, 400 bytes each and network; in French news they are 93 of a hundred words met."""

LABEL_WORDS = 128
"""Words whose relations are scored at once: what lies between the two products, 20 KB a word, has to stay in the cache."""

Tags = tuple[str, str, str]
"""upos, xpos and feats of one word."""


class Layout:
    """
    The words of a batch in step order: all first words, then all second ones, …, so that a step of an LSTM is one slice.

    Args:
        lengths: Words of each sentence, the longest first.

    Attributes:
        sizes: How many sentences still have a word, a step.
        flat: Of each word in step order, its place when sentences lie one behind the other.
        mirror: Its counterpart counted from the end of its sentence, in step order; the way back is the same.
        sentence: Which sentence it is of.
        step: Which word of it.
        place: Of each word when sentences lie one behind the other, its place in step order.
    """

    def __init__(self, lengths: Sequence[int]):
        sizes = np.array(lengths)
        is_word = np.arange(sizes[0])[:, None] < sizes[None, :]
        step, sentence = np.nonzero(is_word)
        starts = np.concatenate(([0], np.cumsum(is_word.sum(1))[:-1]))
        self.sizes: list[int] = is_word.sum(1).tolist()
        self.flat = torch.from_numpy((np.cumsum(sizes) - sizes)[sentence] + step)
        self.mirror = torch.from_numpy(starts[sizes[sentence] - 1 - step] + sentence)
        self.sentence = torch.from_numpy(sentence)
        self.step = torch.from_numpy(step)
        self.place = torch.empty_like(self.flat).index_copy_(0, self.flat, torch.arange(len(step)))

    def in_reading_order(self, rows: torch.Tensor) -> torch.Tensor:
        """Rows in step order as sentences one behind the other."""
        return rows.index_select(0, self.place)

    def padded(self, rows: torch.Tensor) -> torch.Tensor:
        """Rows in step order as sentences × steps × width, zeros behind the end of a sentence."""
        padded = rows.new_zeros(self.sizes[0], len(self.sizes), rows.size(1))
        padded[self.sentence, self.step] = rows
        return padded


class Projected(NamedTuple):
    """What a layer needs of its input, before it looks left and right; one row a word."""

    forward: torch.Tensor
    """Sum at each gate of the LSTM that reads forward."""
    backward: torch.Tensor
    """The same of the one that reads backward."""
    highway: torch.Tensor
    """What goes round the LSTMs, and how wide open its gate is."""


class HighwayLayer:
    """One layer of a `HighwayLSTM`, its weights put together for few and large products."""

    def __init__(self, network: Any, number: int, h_init: torch.Tensor, c_init: torch.Tensor):
        lstm = network.lstm[number].lstm
        size = lstm.hidden_size
        gates = torch.arange(4 * size).view(4, size)[[0, 1, 3, 2]].reshape(-1)  # The three sigmoids, then the tanh.
        rows = [
            [
                getattr(lstm, f"weight_ih_l0{way}")[gates],
                getattr(lstm, f"bias_ih_l0{way}")[gates] + getattr(lstm, f"bias_hh_l0{way}")[gates],
            ]
            for way in ("", "_reverse")
        ]
        rows.extend([part.weight, part.bias] for part in (network.highway[number], network.gate[number]))
        self._weight = torch.cat([weight for weight, _ in rows]).contiguous()
        self._bias = torch.cat([bias for _, bias in rows])
        self._recurrent = torch.stack([lstm.weight_hh_l0[gates].t(), lstm.weight_hh_l0_reverse[gates].t()]).contiguous()
        self._start = h_init[2 * number : 2 * number + 2], c_init[2 * number : 2 * number + 2]
        self._size = size

    def project(self, inputs: torch.Tensor) -> Projected:
        """words × input size → what the layer makes of each word alone."""
        return Projected(*torch.split(F.linear(inputs, self._weight, self._bias), 4 * self._size, dim=1))

    def run(self, projected: Projected, places: torch.Tensor, layout: Layout) -> torch.Tensor:
        """
        Read every sentence in both directions.

        Args:
            projected: Of the words, or of the kinds of words.
            places: Of each word in step order, its row in *projected*.
            layout: Of the words.

        Returns:
            words × 2 hidden size, in step order.
        """
        gates = projected.forward.new_empty(2, len(places), projected.forward.size(1))
        torch.index_select(projected.forward, 0, places, out=gates[0])
        torch.index_select(projected.backward, 0, places[layout.mirror], out=gates[1])
        states = self._recur(gates, layout.sizes)
        around, opening = projected.highway.index_select(0, places).chunk(2, dim=1)
        both = torch.cat([states[0], states[1].index_select(0, layout.mirror)], dim=1)
        return both.addcmul_(torch.sigmoid(opening), torch.tanh(around))

    def _recur(self, gates: torch.Tensor, sizes: Sequence[int]) -> torch.Tensor:
        """The LSTMs' states; *gates* is 2 directions × words in step order × 4 hidden size."""
        size = self._size
        states = gates.new_empty(2, gates.size(1), size)
        hidden, cell = (start.expand(2, sizes[0], size) for start in self._start)
        first = 0
        for rows in sizes:
            gate = torch.baddbmm(gates[:, first : first + rows], hidden[:, :rows], self._recurrent)
            keep_in, keep, out = gate[..., : 3 * size].sigmoid_().chunk(3, dim=-1)
            cell = (keep * cell[:, :rows]).addcmul_(keep_in, gate[..., 3 * size :].tanh_())
            hidden = states[:, first : first + rows]
            torch.mul(out, torch.tanh(cell), out=hidden)
            first += rows
        return states


class FormTable:
    """
    What a network makes of a word alone, kept for the words met first.

    Nothing is ever thrown out, so that memory stays what it is; words met when the table is full are calculated again
    in each batch. Not for several threads at once.

    Args:
        calculate: The numbers of words that are not in the table, in one or several tensors.
        max_forms: How many to keep.
    """

    def __init__(self, calculate: Callable[[Sequence[Any]], Sequence[torch.Tensor]], max_forms: int):
        self._calculate = calculate
        self._max_forms = max_forms
        self._row: dict[Hashable, int] = {}
        self._kept: list[torch.Tensor] = []

    def look_up(self, words: Sequence[Hashable]) -> tuple[list[torch.Tensor], torch.Tensor]:
        """The numbers of each different word, and which row each of *words* has."""
        different = dict.fromkeys(words)
        known = [word for word in different if word in self._row]
        new = [word for word in different if word not in self._row]
        parts = [
            part.index_select(0, torch.tensor([self._row[word] for word in known], dtype=torch.long))
            for part in self._kept
        ]
        if new:
            fresh = self._calculate(new)
            self._keep(new, fresh)
            parts = [torch.cat(pair) for pair in zip(parts, fresh, strict=True)] if known else list(fresh)
        place = {word: number for number, word in enumerate((*known, *new))}
        return parts, torch.tensor([place[word] for word in words])

    def _keep(self, words: Sequence[Hashable], numbers: Sequence[torch.Tensor]) -> None:
        if not self._kept:
            self._kept = [part.new_empty(self._max_forms, part.size(1)) for part in numbers]
        room = min(len(words), self._max_forms - len(self._row))
        first = len(self._row)
        for kept, part in zip(self._kept, numbers, strict=True):
            kept[first : first + room] = part[:room]
        self._row.update(zip(words[:room], range(first, first + room), strict=True))


class Speller:
    """The letters of words as a `CharacterModel` reads them; nothing is the root of a tree."""

    def __init__(self, network: Any, vocab: Any):
        self._network, self._vocab = network, vocab
        self._table = FormTable(lambda forms: [self._spell(forms)], MAX_SPELLED_FORMS)

    def read(self, forms: Sequence[str | None]) -> torch.Tensor:
        """words × what Stanza's parser and tagger make of letters."""
        (spelled,), rows = self._table.look_up(forms)
        return spelled.index_select(0, rows)

    def _spell(self, forms: Sequence[str | None]) -> torch.Tensor:
        letters = [[ROOT_ID] if form is None else self._vocab.map(form) for form in forms]
        order = sorted(range(len(letters)), key=lambda place: -len(letters[place]))
        rows = [torch.tensor(letters[place]) for place in order]
        padded = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=PAD_ID)
        lengths = [len(row) for row in rows]
        read = self._network.charmodel(padded, padded.eq(PAD_ID), order, [len(rows)], lengths)
        spelled: torch.Tensor = self._network.trans_char(read.data)
        return spelled


def _ids(vocab: Any, units: Sequence[str | None]) -> torch.Tensor:
    """The numbers of *units* in a vocabulary of Stanza's; nothing is the root of a tree."""
    root = [ROOT_ID] * len(vocab) if isinstance(vocab, CompositeVocab) else ROOT_ID
    return torch.tensor([root if unit is None else vocab.unit2id(unit) for unit in units])


class FastTagger:
    """
    Stanza's `Tagger`, of one layer and with a shared hidden one (``share_hid``), as the recipe makes it.

    Args:
        network: The tagger as Stanza loads it.
        known: The vocabulary of the word vectors.
    """

    def __init__(self, network: Any, known: Any):
        if not network.share_hid or network.args["num_layers"] != 1:
            raise ValueError("only a tagger of one layer with share_hid is run here; Stanza's own pipeline runs others")
        self._network, self._known = network, known
        self._layer = HighwayLayer(network.taggerlstm, 0, network.taggerlstm_h_init, network.taggerlstm_c_init)
        self._speller = Speller(network, network.vocab["char"])
        self._table = FormTable(self._project, MAX_KEPT_FORMS)
        scorers = [network.upos_clf, *network.tag_clf["xpos"], *network.tag_clf["feats"]]
        self._scorer = torch.cat([part.weight for part in scorers]), torch.cat([part.bias for part in scorers])
        self._widths = [part.out_features for part in scorers]
        self._named: dict[bytes, Tags] = {}

    def tag(self, sentences: Sequence[Sequence[str]]) -> list[list[Tags]]:
        """(upos, xpos, feats) of each word of *sentences*; they come longest first and none is empty."""
        layout = Layout([len(sentence) for sentence in sentences])
        projected, rows = self._table.look_up([form for sentence in sentences for form in sentence])
        states = self._layer.run(Projected(*projected), rows[layout.flat], layout)
        hidden = F.relu(self._network.upos_hid(states))
        scores = torch.split(F.linear(hidden, *self._scorer), self._widths, dim=1)
        codes = torch.stack([score.argmax(1) for score in scores], dim=1)
        tags = iter(self._name(layout.in_reading_order(codes).numpy().astype(np.uint8)))
        return [[next(tags) for _ in sentence] for sentence in sentences]

    def _project(self, forms: Sequence[str]) -> Projected:
        return self._layer.project(self.embed(forms))

    def embed(self, forms: Sequence[str]) -> torch.Tensor:
        """words × what the layer reads of each."""
        network = self._network
        vectors = network.pretrained_emb(_ids(self._known, [form.lower() for form in forms]))
        parts = [
            network.word_emb(_ids(network.vocab["word"], forms)),
            network.trans_pretrained(vectors),
            self._speller.read(forms),
        ]
        return torch.cat(parts, dim=1)

    def _name(self, codes: np.ndarray) -> list[Tags]:
        """The tags that rows of numbers stand for; a few hundred rows make up nearly all words."""
        width = codes.shape[1]
        whole = codes.tobytes()
        rows = [whole[start : start + width] for start in range(0, len(whole), width)]
        for row in set(rows).difference(self._named):
            self._named[row] = self._read(row)
        return [self._named[row] for row in rows]

    def _read(self, row: bytes) -> Tags:
        vocab = self._network.vocab
        xpos_end = 1 + len(vocab["xpos"])
        upos, xpos, feats = row[0], list(row[1:xpos_end]), list(row[xpos_end:])
        return vocab["upos"].id2unit(upos), vocab["xpos"].id2unit(xpos), vocab["feats"].id2unit(feats)


TaggedForm = tuple[str | None, str | None, str | None, str | None]
"""Form, upos, xpos and lemma of a word; what the parser reads."""

Attached = tuple[int, str]
"""The head of a word, counted from 1 with 0 for the root, and its relation to it."""


class States(NamedTuple):
    """What the layers of a parser make of the words of a batch."""

    rows: torch.Tensor
    """words and roots × width, in step order."""
    layout: Layout
    lengths: Sequence[int]
    """Words of each sentence, the root not counted."""

    def of_words(self) -> list[torch.Tensor]:
        """words × width of each sentence, without the root."""
        flat = self.layout.in_reading_order(self.rows)
        return [part[1:] for part in torch.split(flat, [length + 1 for length in self.lengths])]


class FastAttacher:
    """
    Stanza's `GraphParser`, as the recipe makes it: without universal features, with linearization and distance.

    Args:
        network: The parser as Stanza loads it.
        known: The vocabulary of the word vectors.
    """

    def __init__(self, network: Any, known: Any):
        if network.args.get("use_ufeats", True) or not (network.args["linearization"] and network.args["distance"]):
            raise ValueError("only a parser without ufeats, with linearization and distance, is run here")
        self._network, self._known = network, known
        self._layers = [
            HighwayLayer(network.parserlstm, number, network.parserlstm_h_init, network.parserlstm_c_init)
            for number in range(network.args["num_layers"])
        ]
        self._speller = Speller(network, network.vocab["char"])
        self._table = FormTable(self._project, MAX_KEPT_FORMS)
        scorers = [network.unlabeled, network.linearization, network.distance, network.deprel]
        hidden = [part for scorer in scorers for part in (scorer.W1, scorer.W2)]
        self._hidden = torch.cat([part.weight for part in hidden]), torch.cat([part.bias for part in hidden])
        self._arcs = [(scorer.scorer.W_bilin.weight[..., 0], scorer.scorer.W_bilin.bias) for scorer in scorers[:3]]
        labels = network.deprel.scorer.W_bilin
        self._labels = labels.weight.reshape(labels.weight.size(0), -1).contiguous(), labels.bias
        self._relations: list[str] = network.vocab["deprel"].unmap(
            range(VOCAB_PREFIX_SIZE, VOCAB_PREFIX_SIZE + network.num_relations)
        )

    def attach(
        self, sentences: Sequence[Sequence[str]], tags: Sequence[Sequence[Tags]], lemmas: Sequence[Sequence[str]]
    ) -> list[list[Attached]]:
        """Head and relation of each word of *sentences*; they come longest first and none is empty."""
        return self.attach_states(self.read(sentences, tags, lemmas))

    def read(
        self, sentences: Sequence[Sequence[str]], tags: Sequence[Sequence[Tags]], lemmas: Sequence[Sequence[str]]
    ) -> States:
        """What the layers make of each word in its sentence: all that is known of it when it is attached."""
        layout = Layout([len(sentence) + 1 for sentence in sentences])
        words: list[Hashable] = []
        for row in zip(sentences, tags, lemmas, strict=True):
            words.append(ROOT)
            words.extend((form, upos, xpos, lemma) for form, (upos, xpos, _), lemma in zip(*row, strict=True))
        projected, places = self._table.look_up(words)
        rows = self._layers[0].run(Projected(*projected), places[layout.flat], layout)
        for layer in self._layers[1:]:
            rows = layer.run(layer.project(rows), torch.arange(len(words)), layout)
        return States(rows, layout, [len(sentence) for sentence in sentences])

    def attach_states(self, states: States) -> list[list[Attached]]:
        """Head and relation of each word of the sentences that were read."""
        layout, lengths = states.layout, [length + 1 for length in states.lengths]
        hidden = F.relu(F.linear(states.rows, *self._hidden)).chunk(8, dim=1)
        heads = self._choose_heads(hidden[:6], layout, lengths)
        labels = iter(self._label(hidden[6], hidden[7], heads, layout))
        return [
            [(head, self._relations[next(labels)]) for head in row[1:length].tolist()]
            for row, length in zip(heads, lengths, strict=True)
        ]

    def _project(self, words: Sequence[TaggedForm]) -> Projected:
        return self._layers[0].project(self.embed(words))

    def embed(self, words: Sequence[TaggedForm]) -> torch.Tensor:
        """words × what the first layer reads of each."""
        network = self._network
        vocab = network.vocab
        forms, upos, xpos, lemmas = zip(*words, strict=True)
        lowered = [form if form is None else form.lower() for form in forms]
        classes = network.upos_emb(_ids(vocab["upos"], upos))
        for table, codes in zip(network.xpos_emb, _ids(vocab["xpos"], xpos).t(), strict=True):
            classes = classes + table(codes)
        parts = [
            network.trans_pretrained(network.pretrained_emb(_ids(self._known, lowered))),
            network.word_emb(_ids(vocab["word"], forms)),
            network.lemma_emb(_ids(vocab["lemma"], lemmas)),
            classes,
            self._speller.read(forms),
        ]
        return torch.cat(parts, dim=1)

    def _choose_heads(self, hidden: Sequence[torch.Tensor], layout: Layout, lengths: Sequence[int]) -> np.ndarray:
        """The heads of each sentence's words, 0 the root; sentences × (1 + words), padded."""
        scores = self._score_arcs(hidden, layout)
        behind = torch.arange(scores.size(1)) >= torch.tensor(lengths).unsqueeze(1)
        scores.masked_fill_(behind.unsqueeze(1), NEVER)
        heads = scores.argmax(2)
        heads[:, 0] = 0
        heads.masked_fill_(behind, 0)
        chosen: np.ndarray = heads.numpy()
        for row in np.flatnonzero(~are_trees(chosen, np.array(lengths))).tolist():
            length = lengths[row]
            chosen[row, 1:length] = find_heads(F.log_softmax(scores[row, :length, :length], 1).numpy())
        return chosen

    def _score_arcs(self, hidden: Sequence[torch.Tensor], layout: Layout) -> torch.Tensor:
        """sentences × dependents × heads: how well each word would do as the head of each; 0 is the root."""
        arcs, order, distance = (
            self._pair(below, above, *bilinear, layout)
            for below, above, bilinear in zip(hidden[::2], hidden[1::2], self._arcs, strict=True)
        )
        places = torch.arange(len(layout.sizes))
        offsets = (places.view(1, -1) - places.view(-1, 1)).float()
        arcs += F.logsigmoid(order.mul_(torch.sign(offsets)))
        expected = F.softplus(distance).add_(1)
        arcs -= torch.log1p((offsets.abs() - expected).square_().div_(2))
        return arcs.masked_fill_(torch.eye(len(places), dtype=torch.bool), NEVER)

    @staticmethod
    def _pair(
        below: torch.Tensor, above: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor, layout: Layout
    ) -> torch.Tensor:
        """A bilinear score of each pair of words of a sentence; *weight* has a last row and column for a constant one."""
        left = torch.addmm(weight[-1], below, weight[:-1])
        scores = torch.bmm(layout.padded(left[:, :-1]), layout.padded(above).transpose(1, 2))
        return scores.add_(layout.padded(left[:, -1:])).add_(bias)

    def _label(self, below: torch.Tensor, above: torch.Tensor, heads: np.ndarray, layout: Layout) -> list[int]:
        """The relation of each word to its head, in reading order, the roots left out."""
        weight, bias = self._labels
        words = layout.place[layout.in_reading_order(layout.step) > 0]
        starts, steps = layout.flat[words] - layout.step[words], layout.step[words]
        governors = layout.place[starts + torch.from_numpy(heads)[layout.sentence[words], steps]]
        labels: list[int] = []
        for some, their in zip(torch.split(words, LABEL_WORDS), torch.split(governors, LABEL_WORDS), strict=True):
            half = torch.addmm(weight[-1], below[some], weight[:-1]).view(len(some), above.size(1) + 1, -1)
            scores = torch.bmm(above[their].unsqueeze(1), half[:, :-1]).squeeze(1).add_(half[:, -1]).add_(bias)
            labels.extend(scores.argmax(1).tolist())
        return labels


ROOT: TaggedForm = (None, None, None, None)
