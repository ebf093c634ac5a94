"""
What tests share: tables of cases, and frozen parses that stand in for the model.

Rules are tested on `cases/*.conllu`: an invented text, its parse as the model made it and a
human corrected it, and in comments what the rules must find there. No model is needed for
those: `FrozenParser` answers with the parse of the file. Start reading at `Case`.

``PYTHONPATH=. python tests/frozen.py "«Nous irons», a dit la maire."`` prints a new entry, parsed by the model, to correct.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet
from attrs import evolve, field, frozen

from quotattr.cues import Setting
from quotattr.extractor import Extractor
from quotattr.frames import Frame, is_standing
from quotattr.model.forms import normalise_form
from quotattr.parse import DEFAULT_MODEL, load_parser
from quotattr.quote import Article
from quotattr.reading import Reading
from quotattr.trees import Tree, Word

CASES = Path(__file__).parent / "cases"
ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"

RAW_ARTICLES = 300

Comments = dict[str, str]


@frozen
class Case:
    """
    One entry of a ``.conllu`` file.

    Attributes:
        id: File and first comment: what a failing test is called.
        comments: Every ``# key = value`` but the text: what must be found.
        text: The invented text; ``¶`` in the file is a line break.
        parses: The words of each of its frames, in the order of `build_frames`.
        quotations: For each of those words, the quotation it stands in or for.
    """

    id: str
    comments: Comments
    text: str
    parses: tuple[tuple[Word, ...], ...] = field(repr=False)
    quotations: tuple[tuple[int | None, ...], ...] = field(repr=False)


@cache
def read_conllu(name: str) -> tuple[Case, ...]:
    """The cases of ``cases/<name>.conllu``: a new one begins where ``# case`` does."""
    text = (CASES / f"{name}.conllu").read_text(encoding="utf-8")
    return tuple(_read_case(name, entry) for entry in text.split("# case = ")[1:])


def _read_case(name: str, entry: str) -> Case:
    """One case: its title, its comments, its parses between empty lines."""
    title, _, rest = entry.partition("\n")
    comments = {"case": title}
    sentences: list[list[list[str]]] = [[]]
    for line in rest.split("\n"):
        if line.startswith("#"):
            key, _, value = line[1:].partition(" = ")
            comments[key.strip()] = value.strip()
        elif line:
            sentences[-1].append(line.split("\t"))
        elif sentences[-1]:
            sentences.append([])
    parses = tuple(tuple(map(_word, rows)) for rows in sentences if rows)
    quotations = tuple(tuple(map(_quotation, rows)) for rows in sentences if rows)
    return Case(f"{name}: {title}", comments, comments.pop("text").replace("¶", "\n"), parses, quotations)


def _word(row: list[str]) -> Word:
    _, form, lemma, upos, _, feats, head, deprel, _, _ = row
    pairs = dict(pair.split("=", 1) for pair in feats.split("|") if "=" in pair)
    return Word(form, lemma, upos, pairs, int(head) - 1, deprel)


def _quotation(row: list[str]) -> int | None:
    key, _, value = row[-1].partition("=")
    return int(value) if key == "Quotation" else None


class FrozenParser:
    """Gives each frame the parse that a case holds for its words."""

    def __init__(self, parses: Sequence[Sequence[Word]]):
        self._parses = {tuple(normalise_form(word.form) for word in words): words for words in parses}
        self.expand = load_parser(DEFAULT_MODEL).expand

    def parse(self, frames: Sequence[Frame]) -> list[Tree]:
        """A tree a frame; a frame that the case knows nothing of is an error of the case."""
        for frame in frames:
            assert _forms(frame) in self._parses, f"no frozen parse for this frame: {' '.join(_forms(frame))}"
        return [Tree(frame, self._parses[_forms(frame)]) for frame in frames]


def _forms(frame: Frame) -> tuple[str, ...]:
    """The words of a frame as the model reads them: *l'* for *l’*."""
    return tuple(normalise_form(word.form) for word in frame.words)


def flat_parse(sentence: str) -> tuple[Word, ...]:
    """A sentence parsed by nobody: every word hangs on the first."""
    return tuple(
        Word(form, form, "X", {}, place - 1 if place == 0 else 0, "root" if place == 0 else "dep")
        for place, form in enumerate(sentence.split())
    )


def frozen_extractor(case: Case, *more: str) -> Extractor:
    """An extractor that needs no model for the text of *case*, nor for the sentences *more*."""
    extractor = Extractor()
    extractor._parser = FrozenParser([*case.parses, *map(flat_parse, more)])
    return extractor


def extract_frozen(case: Case) -> Article:
    """The article of a case, by the whole flow but the parser."""
    return frozen_extractor(case).extract(case.text)


def read_case(case: Case) -> tuple[Reading, list[Tree]]:
    """The surface of a case's text, and its trees."""
    return frozen_extractor(case).read_and_parse(case.text)


def read_many() -> list[str]:
    """The texts of all of the annotated gold and of the first `RAW_ARTICLES` raw articles, which lie beside the repository."""
    gold = [json.loads(path.read_text(encoding="utf-8"))["text"] for path in sorted((SHARED / "gold").glob("*.json"))]
    with gzip.open(SHARED / "raw" / "raw_news.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [*gold, *(json.loads(line)["text"] for line in islice(lines, RAW_ARTICLES))]


def read_surface(text: str) -> Reading:
    """The surface of a text: tokens, quotations, names, media; nothing is parsed."""
    return Extractor()._read(text)[0]


def setting_of(case: Case) -> Setting:
    """The quotation of a case in its tree: the one that ``# quotation`` counts from 0, else the first."""
    reading, trees = read_case(case)
    index = int(case.comments.get("quotation", "0"))
    tree = next(tree for tree in trees if index in tree.frame.quotations)
    words = tuple(place for place in range(len(tree)) if tree.quotation(place) == index)
    anchor = tree.head_of(words)
    standing = is_standing(
        reading.tokens, reading.places.content[index], reading.places.outer[index], (tree.frame.first, tree.frame.last)
    )
    return Setting(reading.tokens, tree, words, words[0] if anchor is None else anchor, standing, reading.vocabulary)


def text_of(case: Case, setting: Setting, words: Sequence[int]) -> str:
    """The text from the first of these words of a tree to the last."""
    first, last = setting.tree.token(words[0]), setting.tree.token(words[-1])
    return case.text[setting.tokens[first].start : setting.tokens[last].end]


KNOWN_FAILURE = "KNOWN:"
"""What the title of a case begins with that must fail today: when it passes, the word goes."""


def _marks(title: str) -> list[pytest.MarkDecorator]:
    return [pytest.mark.xfail(strict=True, reason=title)] if title.startswith(KNOWN_FAILURE) else []


def params(cases: Sequence[Case], known_failures_fail: bool = True) -> list[ParameterSet]:
    """Cases as pytest parameters; the known failures must fail unless told otherwise."""
    return [
        pytest.param(case, id=case.id, marks=_marks(case.comments["case"]) if known_failures_fail else [])
        for case in cases
    ]


def read_rows(name: str) -> list[list[str]]:
    """The cells of each case of ``cases/<name>.tsv``, below comments and heading; ``¶`` is a line break."""
    lines = (CASES / f"{name}.tsv").read_text(encoding="utf-8").split("\n")
    rows = [line for line in lines if line and not line.startswith("#")][1:]
    return [row.replace("¶", "\n").split("\t") for row in rows]


def row_params(name: str) -> list[ParameterSet]:
    """The cells of each case but the first, its title; the known failures must fail."""
    return [pytest.param(*cells, id=title, marks=_marks(title)) for title, *cells in read_rows(name)]


def entry_lines(text: str) -> Iterator[str]:
    """The lines of a ``.conllu`` entry of *text*, as the model parses it; what must be found is for a human to write."""
    text_line = text.replace("\n", "¶")
    yield from (f"# case = {text_line}", f"# text = {text_line}")
    for tree in Extractor().read_and_parse(text)[1]:
        for place in range(len(tree)):
            word, quotation = tree[place], tree.quotation(place)
            feats = "|".join(f"{key}={value}" for key, value in word.feats.items()) or "_"
            stands_in = "_" if quotation is None else f"Quotation={quotation}"
            cells = (
                place + 1,
                word.form,
                word.lemma,
                word.upos,
                "_",
                feats,
                word.head + 1,
                word.deprel,
                "_",
                stands_in,
            )
            yield "\t".join(map(str, cells))
        yield ""


SAME_CONFIDENCE = 1e-4


def assert_same_answers(found: Iterable[Article], alone: Sequence[Article]) -> None:
    """The same but for the last digits of confidences, which hang on what is calculated together and on how many threads."""
    together = list(found)
    assert [_unsure(article) for article in together] == [_unsure(article) for article in alone]
    for one, other in zip(together, alone, strict=True):
        assert _confidences(one) == pytest.approx(_confidences(other), abs=SAME_CONFIDENCE)


def _unsure(article: Article) -> Article:
    """The article without its confidences."""
    return evolve(
        article,
        speech=tuple(evolve(quote, confidence=0.0) for quote in article.speech),
        others=tuple(evolve(quote, confidence=0.0) for quote in article.others),
    )


def _confidences(article: Article) -> list[float]:
    return [quote.confidence for quote in (*article.speech, *article.others)]


if __name__ == "__main__":
    print(*entry_lines(sys.argv[1]), sep="\n")
