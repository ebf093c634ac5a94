"""
Decides what is learned from, and how often: the training sentences out of the treebanks.

Start with `mix_training_data`. The mixture is written as several copies of the data, each augmented anew, so that one pass
over the file shows a sentence in more than one guise.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .augment import augment, collect_speakers
from .treebanks import Sentence, harmonise, read_sentences

SEED = 2026
COPIES = 2
WORD_CUTOFF = 5 * COPIES
"""A form has an embedding of its own if seen some five times in the treebanks."""


@dataclass(frozen=True, slots=True)
class Source:
    """One treebank, how often a copy of the mixture holds it, and how long its sentences must be."""

    stem: str
    share: float
    min_words: int = 1


SOURCES = (
    # Sequoia is what is selected by, and nearest to news; questions and speech are farther off.
    Source("fr_sequoia-ud-train", 1.5),
    Source("fr_gsd-ud-dev", 1.0),
    Source("fr_pud-ud-test", 1.0),
    Source("fr_fqb-ud-test", 0.5),
    Source("fr_rhapsodie-ud-train", 0.5, 12),
    Source("fr_parisstories-ud-train", 0.4, 12),
)
LAST_SOURCES = (
    # For the last stage of the parser: the conventions of one treebank, the others only so that they are not forgotten.
    Source("fr_sequoia-ud-train", 2.0),
    Source("fr_gsd-ud-dev", 0.15),
    Source("fr_pud-ud-test", 0.15),
    Source("fr_fqb-ud-test", 0.05),
    Source("fr_rhapsodie-ud-train", 0.05, 12),
    Source("fr_parisstories-ud-train", 0.05, 12),
)
DEV, TEST, OTHER_TEST = "fr_sequoia-ud-dev", "fr_sequoia-ud-test", "fr_gsd-ud-test"


def load(treebanks: Path, stem: str) -> list[Sentence]:
    """Read and harmonise one treebank of the folder *treebanks*."""
    return [harmonise(sentence) for sentence in read_sentences(treebanks / f"{stem}.conllu")]


def load_sources(treebanks: Path) -> dict[str, list[Sentence]]:
    """Read all treebanks that are learned from, with one lemma a form and class."""
    sources = {s.stem: [w for w in load(treebanks, s.stem) if len(w) >= s.min_words] for s in SOURCES}
    settle_lemmas(sources)
    return sources


def load_lexical_sources(treebanks: Path) -> dict[str, list[Sentence]]:
    """Read all that is not held out, the spoken treebanks whole: what the lemmatizer learns from."""
    held = (DEV, TEST, OTHER_TEST)
    sources = {
        path.stem: load(treebanks, path.stem) for path in sorted(treebanks.glob("*.conllu")) if path.stem not in held
    }
    settle_lemmas(sources)
    return sources


def settle_lemmas(sources: dict[str, list[Sentence]]) -> None:
    """
    Give each form and class its most frequent lemma, in place; the treebanks disagree (*-il* is *il* or *lui*).

    Sequoia counts ten times, so that its convention wins where there is one.
    """
    counts: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for stem, sentences in sources.items():
        weight = 10 if stem.startswith("fr_sequoia") else 1
        for sentence in sentences:
            for word in sentence:
                counts[word.form.lower(), word.upos][word.lemma] += weight
    best = {key: min(found, key=lambda lemma: (-found[lemma], lemma)) for key, found in counts.items()}
    for sentences in sources.values():
        for sentence in sentences:
            for word in sentence:
                word.lemma = best[word.form.lower(), word.upos]


def mix_training_data(
    sources: dict[str, list[Sentence]],
    copies: int = COPIES,
    seed: int = SEED,
    bare: float = 1 / 8,
    shares: Sequence[Source] = SOURCES,
) -> list[Sentence]:
    """
    Return *copies* augmented copies of *sources*.

    Args:
        sources: As `load_sources` reads them.
        copies: How many times to augment all.
        seed: Decides what is chosen and how it is changed.
        bare: As for `augment`.
        shares: How often a copy holds each source.
    """
    rng = random.Random(seed)
    speakers = collect_speakers(sentence for sentences in sources.values() for sentence in sentences)
    mixed: list[Sentence] = []
    for _ in range(copies):
        for source in shares:
            sentences, whole = sources[source.stem], int(source.share)
            chosen = sentences * whole + rng.sample(sentences, round(len(sentences) * (source.share - whole)))
            mixed += augment(chosen, speakers, rng, bare)
    rng.shuffle(mixed)
    return mixed
