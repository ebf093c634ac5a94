"""
Teaches the parser and the pointer together: ``python -m quotattr.model.fit_pointer LARGE TREEBANKS ANNOTATED --raw RAW [--work DIR]``.

The pointer (`pointer.py`) reads what the parser makes of the words. Taught alone, it has to make do with states
that were made for trees; taught together, the states come to tell who speaks as well, at no cost in use. So that no tree is the worse
for it, the parser goes on learning what the large one says of the same words, and of its own material; and the trees that
`arcs.py` bends. Articles that a parser and its pointer have learned of can't tell how often they err: the models that go to
*--work* learn of two thirds each, and what comes behind them is fitted on the last. When all else stands still, the pointer learns
to tell speech from other marks (`teach_speech`). Start reading at `teach`.
"""

from __future__ import annotations

import argparse
import random
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from attrs import evolve, frozen
from torch import Tensor

from quotattr.drafts import candidates_of, draft_marked, places_of_names
from quotattr.pointing import NOWHERE
from quotattr.ranking import NOBODY
from quotattr.reading import Reading
from quotattr.trees import Tree

from . import arcs, pack, training
from .decisions import OTHER_WEIGHT
from .distil import (
    BATCH_WORDS,
    Batch,
    Large,
    ParserDistiller,
    Round,
    WordTable,
    make_parser_batch,
    make_parser_batches,
    read_material,
    score_on,
    shuffle_endlessly,
    train,
)
from .evaluate import print_scores
from .gold import Annotation, Read, gold_of, read_all, read_documents, reader_with, right_mentions
from .inference import FastAttacher
from .loading import DEFAULT_DIRECTORY, batch_by_length, build_parser, build_tagger
from .mixture import DEV, load
from .pointer import INSIDE, NEVER, Pointer, Sizes, pack_pointer, pad_standing, read_pointer, standing_of
from .treebanks import Sentence

LESSON = Round(4000, 3e-3, dropout=0.2, word_dropout=0.1, every=4000)
JUDGING = Round(2400, 2e-3, dropout=0.2, word_dropout=0.1, every=2400)
"""How parser and pointer learn together, and how the pointer learns last what is speech."""

POINTER_DROPOUT = 0.4
POINTED_SHARE, BENT_SHARE = 0.7, 0.1
"""Of the batches are of annotated frames, and of bent trees; the rest are those the parser was made with."""

POINTING_WEIGHT = 4.0
"""What pointing right from a quotation counts beside what the large parser says of a word."""

PARTS = 3
"""Models that have not seen every third article each: by these, not by one that knows them, the articles are read to fit weights."""


@frozen
class Asked:
    """
    A quotation with what is right of it.

    Attributes:
        standing: Where each word of its frame stands, as seen from it (`quotattr.model.pointer.OUTSIDE` …).
        cues: Words of the cue; `NOWHERE` where nothing announces it; nothing where that is not known.
        speakers: Words that head a mention of the speaker; the same.
        is_speech: Whether the marks report speech; what reports none has neither cue nor speaker to learn.
    """

    standing: Sequence[int]
    cues: tuple[int, ...]
    speakers: tuple[int, ...]
    is_speech: bool


@frozen(eq=False)
class Lesson:
    """
    A frame with quotations.

    Attributes:
        article: Number of the article it is from.
        words: Its words with their tags.
        asked: Its quotations.
    """

    article: int
    words: Sentence
    asked: tuple[Asked, ...]


def make_lessons(articles: Iterable[Read], teacher: arcs.Teacher) -> list[Lesson]:
    """What annotated *articles* teach: one lesson a frame that holds annotated quotations, whose words *teacher* tags."""
    found = [
        (number, tree, asked)
        for number, article in enumerate(articles)
        for tree, asked in _asked_of(article.reading, article.trees, article.annotations).items()
    ]
    sentences = teacher.read([tree for _, tree, _ in found])
    return [Lesson(number, words, tuple(asked)) for (number, _, asked), words in zip(found, sentences, strict=True)]


def _asked_of(reading: Reading, trees: Sequence[Tree], annotations: Sequence[Annotation]) -> dict[Tree, list[Asked]]:
    """The annotated quotations of an article, by the tree that they stand in."""
    names, media = places_of_names(reading)
    found: dict[Tree, list[Asked]] = {}
    for draft in draft_marked(reading, trees):
        gold = gold_of(draft, annotations)
        if draft.setting is None or draft.quotation is None or gold is None:
            continue
        tree = draft.setting.tree
        standing = standing_of(tree.frame.marks, draft.quotation)
        if not gold.is_speech:
            found.setdefault(tree, []).append(Asked(standing, (), (), is_speech=False))
            continue
        candidates = candidates_of(reading, draft, draft.setting, names, media)
        right = right_mentions(reading, tree, candidates, gold.mentions)
        speakers = tuple(one.index for one, is_right in zip(candidates, right, strict=True) if is_right)
        cues = _words_of_cue(reading, tree, standing, gold)
        found.setdefault(tree, []).append(Asked(standing, cues, speakers or (NOBODY,), is_speech=True))
    return found


def _words_of_cue(reading: Reading, tree: Tree, standing: Sequence[int], gold: Annotation) -> tuple[int, ...]:
    """The words of the gold cue outside the quotation's own marks; `NOWHERE` if it has none."""
    if gold.cue is None:
        return (NOWHERE,)
    cue = gold.cue
    outside = (word for word, place in enumerate(standing) if place != INSIDE)
    return tuple(word for word in outside if reading.tokens[tree.token(word)].span.overlaps(cue))


class Listener(ParserDistiller):
    """
    Teaches a parser, and the pointer that reads its states.

    Args:
        teacher: The large parser.
        student: The small one.
        table: What both read of each word.
        pointer: Of the small one.
        asked: The quotations of those batches that have any, by the batch's id: the place of the sentence in the batch, and the quotation.
    """

    readers = (*ParserDistiller.readers, "pointer.")

    def __init__(
        self, teacher: Any, student: Any, table: Tensor, pointer: Pointer,
        asked: Mapping[int, Sequence[tuple[int, Asked]]],
    ) -> None:  # fmt: skip
        student.pointer = pointer
        student.unsaved_modules = [*student.unsaved_modules, "pointer"]  # It is packed by itself.
        super().__init__(teacher, student, table)
        self._asked = asked

    def begin(self, way: Round) -> None:
        super().begin(way)
        self.model.pointer.dropout.p = POINTER_DROPOUT

    def pack(self, state: dict[str, Any], out: Path) -> None:
        super().pack(state, out)
        pack_pointer(self.model.pointer, out.with_name(pack.POINTER))

    def loss(self, batch: Batch, targets: Sequence[Tensor]) -> Tensor:
        states = self.states(self.model, batch)
        loss = self.loss_of(states, batch, targets)
        asked = self._asked.get(id(batch))
        if asked is None:
            return loss
        return loss + POINTING_WEIGHT * pointing_loss(self.model.pointer, states[:, 1:], asked)


def pointing_loss(pointer: Pointer, states: Tensor, asked: Sequence[tuple[int, Asked]]) -> Tensor:
    """
    How unlikely what is right is taken to be, summed over quotations.

    Args:
        pointer: Points.
        states: sentences × words × width.
        asked: The place of a sentence, and a quotation in it.
    """
    cues, speakers, _ = _point(pointer, states, asked)
    return _surprise(cues, [one.cues for _, one in asked]) + _surprise(speakers, [one.speakers for _, one in asked])


def judging_loss(pointer: Pointer, states: Tensor, asked: Sequence[tuple[int, Asked]]) -> Tensor:
    """As `pointing_loss`, of how unlikely it is taken to be that each is speech, or is none; what is none counts for less."""
    _, _, speech = _point(pointer, states, asked)
    is_speech = torch.tensor([one.is_speech for _, one in asked])
    weights = torch.where(is_speech, 1.0, OTHER_WEIGHT)
    return F.binary_cross_entropy_with_logits(speech, is_speech.float(), weights, reduction="sum")


def _point(pointer: Pointer, states: Tensor, asked: Sequence[tuple[int, Asked]]) -> tuple[Tensor, Tensor, Tensor]:
    """What *pointer* says of the quotations (`Pointer.forward`)."""
    standing = pad_standing([one.standing for _, one in asked])
    found: tuple[Tensor, Tensor, Tensor] = pointer(states, torch.tensor([place for place, _ in asked]), standing)
    return found


def _surprise(odds: Tensor, right: Sequence[Sequence[int]]) -> Tensor:
    """Minus the log of how likely the right words are together, summed over those rows that have any; of *odds*, none is last."""
    is_right = torch.zeros_like(odds, dtype=torch.bool)
    for row, words in enumerate(right):
        is_right[row, list(words)] = True
    known = torch.tensor([bool(words) for words in right])
    return -torch.logsumexp(odds.masked_fill(~is_right, NEVER), dim=1)[known].sum()


class Judge(Listener):
    """Teaches the pointer, last of all, to tell speech from other marks; nothing else moves."""

    def learns(self, name: str) -> bool:
        return name.startswith(("pointer.said", "pointer.speech"))

    def ask(self, batch: Batch) -> list[Tensor]:
        return []  # The large parser knows nothing of it.

    def pack(self, state: dict[str, Any], out: Path) -> None:
        pack_pointer(self.model.pointer, out.with_name(pack.POINTER))

    def loss(self, batch: Batch, targets: Sequence[Tensor]) -> Tensor:
        return judging_loss(self.model.pointer, self.states(self.model, batch)[:, 1:], self._asked[id(batch)])


@frozen
class Material:
    """
    What teaching takes beside the lessons.

    Attributes:
        model: The large model.
        usual: What the small parser was made with: frames of raw news and the treebanks (`read_material`).
        bent: Trees that lead to the speaker (`quotattr.model.arcs.bend_all`).
        dev: Sentences of a treebank, that only tell whether it still parses.
    """

    model: Large
    usual: Sequence[Sequence[Sentence]]
    bent: Sequence[arcs.Bent]
    dev: Sequence[Sentence]


def teach(material: Material, lessons: Sequence[Lesson], start: Path, out: Path, way: Round = LESSON) -> float:
    """
    Teach the parser of the model in *start*, and a new pointer, and pack both to *out*; return LAS on the treebank's sentences.

    Args:
        material: What else it takes.
        lessons: Frames with quotations.
        start: Folder of the model to go on from.
        out: Folder of a model, which may be the same.
        way: Steps and rate.
    """
    training.seed_all(training.SEED)
    model = material.model
    words, teacher = WordTable(), build_parser(model.parser, model.pretrain)
    relations = teacher.vocab["deprel"]
    usual = _make_usual_batches(material.usual, words, relations)
    bent = arcs.make_bent_batches(material.bent, words, relations)
    pointed, asked = _make_pointed_batches(_of_speech(lessons), words, relations)
    state = pack.read_checkpoint(start / pack.PARSER)
    student = build_parser(state, model.pretrain)
    pointer = Pointer(Sizes(2 * state["config"]["hidden_dim"]))
    table = words.embed(FastAttacher(teacher, model.pretrain.vocab))
    listener = Listener(teacher, student, table, pointer, asked)

    def score_dev() -> float:
        return score_on(model.analyser(parser=student.eval()), material.dev, "LAS")[0]

    kinds = (usual, 1 - POINTED_SHARE - BENT_SHARE), (pointed, POINTED_SHARE), (bent, BENT_SHARE)
    return train(listener, mix(*kinds), [way], score_dev, state, out / pack.PARSER)


def teach_speech(model: Large, lessons: Sequence[Lesson], folder: Path, way: Round = JUDGING) -> None:
    """
    Teach the pointer that `teach` packed to *folder* what tells speech from other marks, and pack it again.

    Taught with all the rest, that cost one speaker in a hundred: it has to make do with what tells cue and speaker.
    """
    training.seed_all(training.SEED)
    words, teacher = WordTable(), build_parser(model.parser, model.pretrain)
    judged, asked = _make_pointed_batches(lessons, words, teacher.vocab["deprel"])
    state = pack.read_checkpoint(folder / pack.PARSER)
    student, pointer = build_parser(state, model.pretrain), read_pointer(folder / pack.POINTER)
    judge = Judge(teacher, student, words.embed(FastAttacher(teacher, model.pretrain.vocab)), pointer, asked)
    train(judge, shuffle_endlessly(judged), [way], lambda: 0.0, state, folder / pack.PARSER)


def _of_speech(lessons: Iterable[Lesson]) -> list[Lesson]:
    """The frames that hold speech, without what other marks hold: that has neither cue nor speaker."""
    kept = (evolve(lesson, asked=tuple(one for one in lesson.asked if one.is_speech)) for lesson in lessons)
    return [lesson for lesson in kept if lesson.asked]


def _make_pointed_batches(
    lessons: Sequence[Lesson], table: WordTable, relations: Any
) -> tuple[list[Batch], dict[int, list[tuple[int, Asked]]]]:
    """Batches of the frames of *lessons*, and by their ids the quotations asked of them."""
    batches, asked = [], {}
    for places in batch_by_length([lesson.words for lesson in lessons], BATCH_WORDS):
        of_one = [lessons[place] for place in places]
        unknown, heeded = ([[value] * len(lesson.words) for lesson in of_one] for value in (0.0, 1.0))
        batch = make_parser_batch([lesson.words for lesson in of_one], table, relations, unknown, heeded)
        asked[id(batch)] = [(row, one) for row, lesson in enumerate(of_one) for one in lesson.asked]
        batches.append(batch)
    return batches, asked


def _make_usual_batches(material: Sequence[Sequence[Sentence]], table: WordTable, relations: Any) -> list[Batch]:
    """Batches of what the parser was made with, so that it forgets nothing: frames of raw news, and gold trees (`read_material`)."""
    return [
        batch
        for sentences, is_gold in zip(material, (False, True), strict=True)
        for batch in make_parser_batches(sentences, table, relations, is_gold)
    ]


def mix(*kinds: tuple[Sequence[Batch], float]) -> Iterator[Batch]:
    """Yield batches for ever, of each kind the share that stands with it; a kind without any is left out."""
    streams, shares = zip(*((shuffle_endlessly(batches), share) for batches, share in kinds if batches), strict=True)
    while True:
        yield next(random.choices(streams, shares)[0])


def teach_all(material: Material, lessons: Sequence[Lesson], start: Path, out: Path, work: Path | None) -> None:
    """
    Make the model in *out* of that in *start* by `teach`, and those in *work* that have not learned of a third of the articles each.

    Args:
        material: What else it takes.
        lessons: Frames with quotations.
        start: Folder of the model to go on from.
        out: Folder of a model, which may be the same.
        work: Folder of folders ``0``, ``1``, ``2``; without one, they are not made.
    """
    held_out = [(part, work / str(part)) for part in range(PARTS)] if work is not None else []
    for left_out, folder in (*held_out, (None, out)):  # Nothing is left out for the last: no remainder is None.
        seen = [lesson for lesson in lessons if lesson.article % PARTS != left_out]
        bent = [tree for tree in material.bent if tree.article % PARTS != left_out]
        copy_model(start, folder)
        teach(evolve(material, bent=bent), seen, start, folder)
        teach_speech(material.model, seen, folder)
        pack.write_checksums(folder)


def copy_model(model: Path, out: Path) -> None:
    """Copy the packed files of *model* to *out*, which may be the same folder, but for its pointer: that knows no other parser's states."""
    out.mkdir(parents=True, exist_ok=True)
    (out / pack.POINTER).unlink(missing_ok=True)
    for name in pack.CHECKED if out != model else ():
        shutil.copy(model / name, out / name)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and teach parsers and pointers."""
    options = argparse.ArgumentParser(
        prog="python -m quotattr.model.fit_pointer", description="Teach the parser and the pointer who speaks."
    )
    options.add_argument("large", type=Path, help="folder of the large model's packed files")
    options.add_argument("treebanks", type=Path, help="folder of the Universal Dependencies treebanks")
    options.add_argument("annotated", type=Path, help="folder of annotated articles")
    options.add_argument(
        "--raw", type=Path, help="raw news, .jsonl.gz with 'id' and 'text', of which annotations.tsv annotates some"
    )
    options.add_argument(
        "--model", type=Path, default=DEFAULT_DIRECTORY, help="folder of the small model to go on from"
    )
    options.add_argument("--out", type=Path, default=DEFAULT_DIRECTORY, help="where the taught model goes")
    options.add_argument("--work", type=Path, help="where models go that have each not seen a third of the articles")
    chosen = options.parse_args(arguments)
    training.show_progress()
    model = Large.read(chosen.large)
    teacher = arcs.Teacher(model, build_tagger(pack.read_checkpoint(chosen.model / pack.TAGGER), model.pretrain))
    articles = read_all(read_documents(chosen.annotated, chosen.raw), [reader_with(chosen.model)])
    bent = arcs.bend_all(arcs.find_passages(articles), teacher)
    usual, dev = read_material(model, chosen.treebanks, chosen.raw), load(chosen.treebanks, DEV)
    material = Material(model, usual, bent, dev)
    teach_all(material, make_lessons(articles, teacher), chosen.model, chosen.out, chosen.work)
    print_scores(chosen.out, chosen.treebanks, chosen.model)


if __name__ == "__main__":
    main()
