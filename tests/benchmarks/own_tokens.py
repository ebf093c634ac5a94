"""
LAS on our own tokens: what the parser is worth where nobody gives it the words.

    python tests/benchmarks/own_tokens.py [--treebank ../shared/treebanks/fr_sequoia-ud-test.conllu]

Each sentence's text goes through the tokenizer and the expansion of contractions, then through the
shipped model. Words count as the same if they come from the same characters, in order; a word whose
head and relation (subtypes ignored) are right is a hit, and LAS is F1 over words.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from attrs import frozen

from quotattr.model.desexpand import expand_contraction
from quotattr.tokenizer import tokenize


@frozen
class Node:
    """A word: the characters its token covers, its place among the words of that token, its head (-1: root)."""

    span: tuple[int, int]
    order: int
    head: int
    deprel: str
    upos: str


def read_gold(path: Path) -> Iterator[tuple[str, list[Node]]]:
    """Text and words of each sentence whose text holds its tokens in order."""
    for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
        lines = block.split("\n")
        text = next(line[len("# text = ") :] for line in lines if line.startswith("# text = "))
        nodes: list[Node] = []
        offset, covered, span, order = 0, 0, (0, 0), 0
        for row in (line.split("\t") for line in lines if line and line[0].isdigit()):
            if "." in row[0]:
                continue
            if "-" in row[0] or int(row[0]) > covered:
                start = text.index(row[1], offset)
                offset = start + len(row[1])
                span, order = (start, offset), 0
                covered = int(row[0].partition("-")[2] or row[0])
                if "-" in row[0]:
                    continue
            nodes.append(Node(span, order, int(row[6]) - 1, row[7].partition(":")[0], row[3]))
            order += 1
        yield text, nodes


def split_words(text: str) -> tuple[list[str], list[tuple[tuple[int, int], int]]]:
    """Our words of a text, each with the characters of its token and its place among that token's words."""
    tokens = tokenize(text)
    words, places = [], []
    for index, token in enumerate(tokens):
        before = tokens[index - 1].text if index else None
        after = tokens[index + 1].text if index + 1 < len(tokens) else None
        for order, word in enumerate(expand_contraction(token.text, before, after)):
            words.append(word)
            places.append(((token.start, token.end), order))
    return words, places


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one line of figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    shared = Path(__file__).parents[3] / "shared" / "treebanks"
    parser.add_argument("--treebank", type=Path, default=shared / "fr_sequoia-ud-test.conllu")
    options = parser.parse_args(arguments)
    if not options.treebank.exists():
        sys.exit(f"own_tokens: {options.treebank} is not here; the treebanks lie beside the repo, not in it")
    gold = list(read_gold(options.treebank))
    split = [split_words(text) for text, _ in gold]
    from quotattr.model.loading import load_pipeline  # torch comes with it, which not every test run has

    parsed = load_pipeline().parse_sentences([words for words, _ in split])
    same = tags = heads = labels = 0
    for (_, nodes), (_, places), words in zip(gold, split, parsed, strict=True):
        place_of = {(node.span, node.order): index for index, node in enumerate(nodes)}
        aligned = {index: place_of[place] for index, place in enumerate(places) if place in place_of}
        for index, other in aligned.items():
            word, node = words[index], nodes[other]
            head = -1 if word.head == 0 else aligned.get(word.head - 1, -2)
            same += 1
            tags += word.upos == node.upos
            heads += head == node.head
            labels += head == node.head and word.deprel.partition(":")[0] == node.deprel
    total = sum(len(nodes) for _, nodes in gold) + sum(len(words) for words, _ in split)
    figures = {"words": same, "UPOS": tags, "UAS": heads, "LAS": labels}
    print(options.treebank.name, "F1:", ", ".join(f"{name} {200 * hits / total:.2f}" for name, hits in figures.items()))


if __name__ == "__main__":
    main()
