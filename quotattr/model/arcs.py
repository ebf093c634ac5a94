"""
Teaches the small parser who speaks: ``python -m quotattr.model.arcs LARGE TREEBANKS ANNOTATED --raw RAW [--work DIR]``.

Treebanks hold few sentences that announce a quotation, so that the parser mistakes *LCI X* for a name in *«Oui», a déclaré sur
LCI X*. Annotated articles say which words announce a quotation and which mention its speaker, but not which tree leads from the
ones to the others. Where the large parser's tree leads elsewhere, the likeliest tree that does lead there is looked for, one arc being
forced (`bend`); where it is not much less likely, it is taught in place of what the large parser says. Start with `make_lessons`.
"""

from __future__ import annotations

import argparse
import math
import random
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from attrs import evolve, frozen

from quotattr.cue_ranking import find_cue_candidates
from quotattr.cues import CueHit, Setting
from quotattr.drafts import draft_all
from quotattr.extractor import Extractor
from quotattr.reading import Reading, span_of_cue
from quotattr.speakers import SpeakerHit, find_speaker
from quotattr.trees import Tree

from . import pack, training
from .distil import (
    Batch,
    Large,
    ParserDistiller,
    Round,
    WordTable,
    cut_into_batches,
    make_parser_batch,
    make_parser_batches,
    read_material,
    read_states,
    score_on,
    shuffle_endlessly,
    train,
)
from .evaluate import print_scores
from .fast_parser import NEVER, find_heads
from .fit_decisions import Annotation, Read, gold_of, is_cue, overlapped, read_all, read_documents
from .forms import normalise_form
from .inference import ROOT, FastAttacher
from .loading import DEFAULT_DIRECTORY, build_parser, build_tagger
from .mixture import DEV, load
from .relabel import parse
from .treebanks import Sentence

MAX_LOSS = 3.0
"""How much less likely than the best tree, as a logarithm, a bent one may be: of thirty such trees, all but two or three were right."""

MAX_LOSS_OF_SUBJECT = 8.0
"""The same where the mention itself becomes the subject of the cue in front of it, whatever it was taken for but an apposition."""

MIN_ARC, MIN_LABEL = math.log(1e-5), math.log(1e-3)
"""Arcs and relations that are less likely are not tried."""

LESSON = Round(400, 5e-4, dropout=0.1, word_dropout=0.05, every=400)
BENT_SHARE, KEPT_SHARE = 0.3, 0.2
"""Of the batches are of bent trees alone, and of all trees of the annotated articles; the rest are those the parser was made with."""

PARTS = 3
"""Parsers that have not seen every third article each: by these, not by one that knows them, the articles are parsed to fit weights."""

BENT_WEIGHT, KEPT_WEIGHT = 2.0, 0.5
"""How much an arc on the way from cue to speaker counts, in a bent tree and in one that led there."""


@frozen
class Passage:
    """
    A quotation whose cue and speaker's mention are annotated, in its frame.

    Attributes:
        article: Number of the article.
        reading: The article.
        setting: The quotation in its frame, as parsed by the model in use.
        cue: What announces it.
        mention: Words of the frame that mention its speaker.
    """

    article: int
    reading: Reading
    setting: Setting
    cue: CueHit
    mention: frozenset[int]

    def follow(self, tree: Tree) -> SpeakerHit | None:
        """Whom the library's rules find from the cue in *tree*, which is of the same frame."""
        anchor = tree.head_of(self.setting.words)
        setting = evolve(self.setting, tree=tree, anchor=self.setting.words[0] if anchor is None else anchor)
        return find_speaker(setting, self.cue)

    def is_mentioned(self, hit: SpeakerHit | None) -> bool:
        """Whether *hit* is of the mention, or of a role that the mention is apposed to."""
        if hit is None or hit.index in self.mention:
            return hit is not None
        tree = self.setting.tree
        name = self.reading.entities.named_by_role.get(tree.token(hit.index))
        return name is not None and any(name.first <= tree.token(word) < name.last for word in self.mention)


@frozen
class Attachment:
    """A tree, as numbers: of each word its head, counted from 1 with 0 for the root, and its relation."""

    heads: np.ndarray
    labels: np.ndarray


@frozen
class Scores:
    """
    What a parser says of a frame, as logarithms of probabilities.

    Attributes:
        arcs: (words + 1)²: of each word, and before all of the root, every head.
        labels: words × (words + 1) × relations: of each word its relations to every head.
    """

    arcs: np.ndarray
    labels: np.ndarray

    def best(self, word: int | None = None, head: int | None = None) -> Attachment:
        """The likeliest tree, or the likeliest in which *word* hangs from *head*."""
        arcs = self.arcs.copy()
        if word is not None and head is not None:
            arcs[word + 1] = NEVER
            arcs[word + 1, head] = self.arcs[word + 1, head]
        heads = find_heads(arcs)
        return Attachment(heads, self.labels[np.arange(len(heads)), heads].argmax(1))

    def likelihood(self, tree: Attachment) -> float:
        """How likely *tree* is."""
        words = np.arange(len(tree.heads))
        return float(self.arcs[words + 1, tree.heads].sum() + self.labels[words, tree.heads, tree.labels].sum())


@frozen
class Lesson:
    """
    The tree of a frame, as it should be.

    Attributes:
        article: Number of the article it is from.
        words: The words with their tags, heads and relations.
        changed: Those of which the large parser said otherwise.
        taught: Those that count by themselves: these, and the way from cue to speaker.
    """

    article: int
    words: Sentence
    changed: frozenset[int]
    taught: frozenset[int]


class Teacher:
    """
    The large parser, with the tags of the tagger in use.

    Args:
        model: The large model.
        tagger: A Stanza tagger.
    """

    def __init__(self, model: Large, tagger: Any):
        self.parser = build_parser(model.parser, model.pretrain)
        self._analyser = model.analyser(tagger=tagger, parser=self.parser)
        self._attacher = FastAttacher(self.parser, model.pretrain.vocab)
        vocabulary = self.parser.vocab["deprel"]
        self.relations: list[str] = vocabulary.unmap(
            range(len(vocabulary) - self.parser.num_relations, len(vocabulary))
        )

    def read(self, trees: Sequence[Tree]) -> list[Sentence]:
        """The frames of *trees*, tagged and parsed anew."""
        return parse([[normalise_form(word.form) for word in tree.words] for tree in trees], self._analyser)

    def score(self, words: Sentence) -> Scores:
        """What it says of every arc between *words*."""
        steps = [ROOT, *((word.form, word.upos, word.xpos, word.lemma) for word in words)]
        is_word = torch.ones(1, len(words), dtype=torch.bool)
        with torch.inference_mode():
            states = read_states(self.parser, ParserDistiller.lstm, self._attacher.embed(steps)[None], [len(steps)])
            arcs = F.log_softmax(self.parser.score_arcs(states)[0][0], 1)
            heads = (torch.full((1, len(words)), head) for head in range(len(steps)))
            labels = [F.log_softmax(self.parser.score_labels(states, head, is_word), 1) for head in heads]
        return Scores(arcs.numpy(), torch.stack(labels, 1).numpy())


def find_passages(articles: Iterable[Read]) -> Iterator[Passage]:
    """Every quotation of annotated *articles* of which cue and mention are annotated and stand in its frame."""
    for number, article in enumerate(articles):
        for draft in draft_all(article.reading, article.trees):
            gold = gold_of(draft, article.annotations)
            is_marked = draft.quotation is not None and draft.rule != "incise_inside"
            if is_marked and draft.setting is not None and gold is not None and gold.is_speech:
                yield from _passage_of(number, article.reading, draft.setting, gold)


def _passage_of(number: int, reading: Reading, setting: Setting, gold: Annotation) -> Iterator[Passage]:
    tree = setting.tree
    mention = frozenset(
        word
        for word in range(len(tree))
        if not setting.is_quoted(word) and overlapped(reading.tokens[tree.token(word)].span, gold.mentions)
    )
    hits = (candidate.hit for candidate in find_cue_candidates(setting))
    cue = next((hit for hit in hits if hit is not None and is_cue(span_of_cue(setting, hit), gold.cue)), None)
    if cue is not None and mention:
        yield Passage(number, reading, setting, cue, mention)


def make_lessons(passages: Iterable[Passage], teacher: Teacher) -> list[Lesson]:
    """What the frames of *passages* teach, one lesson a frame; a frame is bent at most once."""
    by_frame: dict[int, list[Passage]] = {}
    for passage in passages:
        by_frame.setdefault(id(passage.setting.tree), []).append(passage)
    frames = teacher.read([passages[0].setting.tree for passages in by_frame.values()])
    return [_lesson_of(of_one, words, teacher) for of_one, words in zip(by_frame.values(), frames, strict=True)]


def _lesson_of(passages: Sequence[Passage], words: Sentence, teacher: Teacher) -> Lesson:
    said, changed, taught = words, frozenset[int](), set[int]()
    for passage in passages:
        hit = passage.follow(_tree_of(passage, words))
        if hit is not None and passage.is_mentioned(hit):
            taught |= {hit.index, passage.cue.index}
        elif not changed:
            said = bend(passage, words, teacher.score(words), teacher.relations) or said
            if said is not words:
                changed = frozenset(place for place, word in enumerate(words) if said[place] != word)
                taught |= {*changed, passage.cue.index}
    return Lesson(passages[0].article, said, changed, frozenset(taught))


def _tree_of(passage: Passage, words: Sentence) -> Tree:
    """The frame of *passage* with the heads and relations of *words*."""
    tree = passage.setting.tree
    arcs = zip(tree.words, words, strict=True)
    return Tree(tree.frame, [evolve(old, head=new.head - 1, deprel=new.deprel) for old, new in arcs])


def _hung(words: Sentence, tree: Attachment, relations: Sequence[str]) -> Sentence:
    """*words* with the heads and relations of *tree*."""
    arcs = zip(words, tree.heads.tolist(), tree.labels.tolist(), strict=True)
    return [replace(word, head=head, deprel=relations[label]) for word, head, label in arcs]


def bend(passage: Passage, words: Sentence, scores: Scores, relations: Sequence[str]) -> Sentence | None:
    """
    The likeliest tree that leads from cue to mention, among those that differ from the best by one arc and what follows from it.

    Args:
        passage: The quotation.
        words: The words of its frame.
        scores: What the large parser says of them.
        relations: Names of the relations.

    Returns:
        The words, so hung; None if no such tree leads there, or it is so unlikely that it may not be what the sentence means.
    """
    best = scores.best()
    old = _hung(words, best, relations)
    likelihood = scores.likelihood(best)
    others = _others(scores, best, _suspects(passage, _tree_of(passage, old)))
    tried = ((likelihood - scores.likelihood(other), word, other) for word, other in others)
    likely = [one for one in tried if one[0] < MAX_LOSS_OF_SUBJECT]
    for loss, word, other in sorted(likely, key=lambda one: one[0]):
        new = _hung(words, other, relations)
        if passage.is_mentioned(passage.follow(_tree_of(passage, new))):
            return new if loss < MAX_LOSS or _becomes_subject(passage, word, old, new) else None
    return None


def _suspects(passage: Passage, tree: Tree) -> set[int]:
    """The words whose arcs may be wrong: the mention, the cue with what hangs on it, whom the rules find, and what is above these."""
    hit = passage.follow(tree)
    ends = [passage.cue.index] if hit is None else [passage.cue.index, hit.index]
    suspects = {*passage.mention, *ends, *tree.children(passage.cue.index)}
    for end in ends:
        suspects.update(tree.ancestors(end))
    return suspects


def _others(scores: Scores, best: Attachment, suspects: Iterable[int]) -> Iterator[tuple[int, Attachment]]:
    """Yield trees in which one of *suspects* hangs elsewhere, or otherwise, than in *best*, and the word."""
    for word in suspects:
        for head in np.flatnonzero(scores.arcs[word + 1] > MIN_ARC).tolist():
            tree = best if head == best.heads[word] else scores.best(word, head)
            for label in np.flatnonzero(scores.labels[word, head] > MIN_LABEL).tolist():
                if (head, label) != (best.heads[word], best.labels[word]):
                    labels = tree.labels.copy()
                    labels[word] = label
                    yield word, Attachment(tree.heads, labels)


def _becomes_subject(passage: Passage, word: int, old: Sentence, new: Sentence) -> bool:
    """Whether the mention itself, no apposition before, is now the subject or the agent of the verb in front of it."""
    cue = passage.cue
    is_behind = word in passage.mention and cue.kind == "verb" and new[word].head - 1 == cue.index < word
    return is_behind and new[word].deprel in ("nsubj", "obl:agent") and not old[word].deprel.startswith("appos")


def make_lesson_batches(lessons: Iterable[Lesson], table: WordTable, relations: Any) -> list[Batch]:
    """Batches of lessons; *relations* is the parser's vocabulary of them."""
    lesson_of = {id(lesson.words): lesson for lesson in lessons}
    batches = []
    for sentences in cut_into_batches([lesson.words for lesson in lesson_of.values()]):
        batch = [lesson_of[id(words)] for words in sentences]
        shares = [[_weight(lesson) * (word in lesson.taught) for word in range(len(lesson.words))] for lesson in batch]
        heeded = [[float(word not in lesson.changed) for word in range(len(lesson.words))] for lesson in batch]
        batches.append(make_parser_batch(sentences, table, relations, shares, heeded))
    return batches


def make_usual_batches(material: Sequence[Sequence[Sentence]], table: WordTable, relations: Any) -> list[Batch]:
    """Batches of what the parser was made with, so that it forgets nothing: frames of raw news, and gold trees (`read_material`)."""
    return [
        batch
        for sentences, is_gold in zip(material, (False, True), strict=True)
        for batch in make_parser_batches(sentences, table, relations, is_gold)
    ]


def _weight(lesson: Lesson) -> float:
    return BENT_WEIGHT if lesson.changed else KEPT_WEIGHT


def mix(*kinds: tuple[Sequence[Batch], float]) -> Iterator[Batch]:
    """Yield batches for ever, of each kind the share that stands with it; a kind without any is left out."""
    streams, shares = zip(*((shuffle_endlessly(batches), share) for batches, share in kinds if batches), strict=True)
    while True:
        yield next(random.choices(streams, shares)[0])


def teach(
    model: Large, small: Path, material: tuple[Sequence[Sentence], Sequence[Sentence]], lessons: Sequence[Lesson],
    dev: Sequence[Sentence], out: Path, way: Round = LESSON,
) -> float:  # fmt: skip
    """
    Teach a small parser *lessons*, and pack it to *out*; return LAS on *dev*, which only tells whether it still parses.

    Args:
        model: The large model.
        small: The packed parser to go on from; its embeddings are the large one's.
        material: What it was made with, so that it forgets nothing: frames of raw news and the treebanks (`read_material`).
        lessons: What to teach.
        dev: Sentences of a treebank.
        out: The packed parser.
        way: Steps and rate.
    """
    training.seed_all(training.SEED)
    words, teacher = WordTable(), build_parser(model.parser, model.pretrain)
    relations = teacher.vocab["deprel"]
    usual = make_usual_batches(material, words, relations)
    kept = make_lesson_batches(lessons, words, relations)
    bent = make_lesson_batches([lesson for lesson in lessons if lesson.changed], words, relations)
    table = words.embed(FastAttacher(teacher, model.pretrain.vocab))
    state = pack.read_checkpoint(small)
    distiller = ParserDistiller(teacher, build_parser(state, model.pretrain), table)

    def score_dev() -> float:
        return score_on(model.analyser(parser=distiller.model.eval()), dev, "LAS")[0]

    kinds = (usual, 1 - KEPT_SHARE - BENT_SHARE), (kept, KEPT_SHARE), (bent, BENT_SHARE)
    return train(distiller, mix(*kinds), [way], score_dev, state, out)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and teach the parser."""
    options = make_options("arcs", "Teach the small parser who speaks.")
    options.add_argument("--out", type=Path, default=DEFAULT_DIRECTORY, help="where the parser goes")
    options.add_argument(
        "--work", type=Path, help="where models go whose parsers have each not seen a third of the articles"
    )
    chosen = options.parse_args(arguments)
    training.show_progress()
    documents = read_documents(chosen.annotated, chosen.raw)
    model = Large.read(chosen.large)
    tagger = build_tagger(pack.read_checkpoint(chosen.model / pack.TAGGER), model.pretrain)
    lessons = make_lessons(find_passages(read_all(documents, [Extractor()])), Teacher(model, tagger))
    material, dev = read_material(model, chosen.treebanks, chosen.raw), load(chosen.treebanks, DEV)
    if chosen.work is not None:
        for part in range(PARTS):
            taught = [lesson for lesson in lessons if lesson.article % PARTS != part]
            copy_model(chosen.model, chosen.work / str(part))
            teach(model, chosen.model / pack.PARSER, material, taught, dev, chosen.work / str(part) / pack.PARSER)
            pack.write_checksums(chosen.work / str(part))
    copy_model(chosen.model, chosen.out)
    teach(model, chosen.model / pack.PARSER, material, lessons, dev, chosen.out / pack.PARSER)
    pack.write_checksums(chosen.out)
    print_scores(chosen.out, chosen.treebanks, chosen.model)


def make_options(name: str, description: str) -> argparse.ArgumentParser:
    """What is asked of whoever teaches a parser by annotated articles; *name* is that of the module."""
    options = argparse.ArgumentParser(prog=f"python -m quotattr.model.{name}", description=description)
    options.add_argument("large", type=Path, help="folder of the large model's packed files")
    options.add_argument("treebanks", type=Path, help="folder of the Universal Dependencies treebanks")
    options.add_argument("annotated", type=Path, help="folder of annotated articles")
    options.add_argument(
        "--raw", type=Path, help="raw news, .jsonl.gz with 'id' and 'text', of which annotations.tsv annotates some"
    )
    options.add_argument(
        "--model", type=Path, default=DEFAULT_DIRECTORY, help="folder of the small model to go on from"
    )
    return options


def copy_model(model: Path, out: Path) -> None:
    """Copy the packed files of *model* to *out*, which may be the same folder, but for its pointer: that knows no other parser's states."""
    out.mkdir(parents=True, exist_ok=True)
    (out / pack.POINTER).unlink(missing_ok=True)
    for name in pack.CHECKED if out != model else ():
        shutil.copy(model / name, out / name)


if __name__ == "__main__":
    main()
