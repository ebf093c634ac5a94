"""
Reads and writes Universal Dependencies treebanks, made uniform for training.

Start with `read_sentences`. What differs among the French treebanks without a reason a parser
could learn is made equal here, by `harmonise`: spelling of quotes and dashes, the tree of an
incise in PUD, rare subtypes of relations.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from .forms import normalise_form

WORD_ID_RE = re.compile(r"\d+")

RARE_SUBTYPES = frozenset(
    "csubj:pass nsubj:outer obj:agent iobj:agent dep:comp obl:periph aux:caus nsubj:caus obj:lvc flat:redup".split()
)
"""Subtypes seen fewer than 60 times in all of the training data; each label costs time at every pair."""


@dataclass(slots=True)
class Word:
    """One syntactic word: a row of CoNLL-U. ``head`` is 0 for the root, else counts from 1."""

    form: str
    lemma: str
    upos: str
    feats: str
    head: int
    deprel: str
    xpos: str = "_"


Sentence = list[Word]


def read_sentences(path: Path) -> Iterator[Sentence]:
    """Yield the sentences of the CoNLL-U file at *path*; ranges (du = de + le) and empty nodes are skipped."""
    rows: list[list[str]] = []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                cells = line.rstrip("\n").split("\t")
                if WORD_ID_RE.fullmatch(cells[0]):
                    rows.append(cells)
            elif rows:
                yield [_word(cells) for cells in rows]
                rows = []
    if rows:
        yield [_word(cells) for cells in rows]


def _word(cells: list[str]) -> Word:
    return Word(normalise_form(cells[1]), normalise_form(cells[2]), cells[3], cells[5], int(cells[6]), cells[7])


def write_sentences(sentences: Iterable[Sentence], path: Path) -> None:
    """Write *sentences* as CoNLL-U, with the ten columns that Stanza's trainers read."""
    with open(path, "w", encoding="utf-8") as out:
        for sentence in sentences:
            for number, word in enumerate(sentence, start=1):
                cells = (
                    number,
                    word.form,
                    word.lemma,
                    word.upos,
                    word.xpos,
                    word.feats,
                    word.head,
                    word.deprel,
                    "_",
                    "_",
                )
                out.write("\t".join(map(str, cells)) + "\n")
            out.write("\n")


def harmonise(sentence: Sentence) -> Sentence:
    """Return a copy of *sentence* with what the treebanks do differently made equal, and the fine tags set."""
    words = [replace(word) for word in sentence]
    _reroot_incise(words)
    for word in words:
        if word.deprel in RARE_SUBTYPES:
            word.deprel = word.deprel.split(":")[0]
        word.xpos = fine_tag(word)
    return words


def _reroot_incise(words: Sentence) -> None:
    """
    Make an incise at the end hang from what is said, as Sequoia and GSD have it.

    PUD does the opposite: in "Il pleut, dit Paul." *dit* is the root and *pleut* its parataxis.
    """
    root = next((number for number, word in enumerate(words, start=1) if word.head == 0), 0)
    if not root or words[root - 1].upos != "VERB":
        return
    said = [n for n, w in enumerate(words, start=1) if w.head == root and w.deprel == "parataxis" and n < root]
    subject_follows = any(
        w.head == root and w.deprel.startswith("nsubj") and n > root for n, w in enumerate(words, start=1)
    )
    if len(said) != 1 or not subject_follows:
        return
    speech, (content,) = words[root - 1], said
    speech.head, speech.deprel = content, "parataxis:insert"
    words[content - 1].head, words[content - 1].deprel = 0, "root"
    for number, word in enumerate(words, start=1):
        if word.head == root and word.deprel == "punct" and (number < root or number == len(words)):
            word.head = content


# ---------------------------------------------------------------- fine tags
#
# Stanza 1.15's parser computes an embedding of the features and then forgets to use it
# (EmbeddingParser.embed appends the tag embedding twice), so features reach the parser only
# through XPOS. French UD has no XPOS: we write there, one character a slot, what a parser of
# French can use. Stanza finds that the column is positional and embeds each slot on its own.

SLOT_UPOS = {
    "ADJ": "A", "ADP": "P", "ADV": "R", "AUX": "X", "CCONJ": "C", "DET": "D", "INTJ": "I", "NOUN": "N", "NUM": "M",
    "PART": "T", "PRON": "O", "PROPN": "E", "PUNCT": "F", "SCONJ": "S", "SYM": "Y", "VERB": "V", "X": "Z",
}  # fmt: skip
SLOT_MOOD = {"Ind": "i", "Sub": "s", "Cnd": "c", "Imp": "m"}
SLOT_PRONOUN = {
    "Rel": "r",
    "Int": "q",
    "Dem": "d",
    "Prs": "p",
    "Ind": "n",
    "Neg": "g",
    "Art": "a",
    "Tot": "t",
    "Exc": "q",
}
AGREEING = frozenset(("ADJ", "NOUN", "PRON", "DET", "PROPN", "NUM"))
NO_SLOT = "-"


def fine_tag(word: Word) -> str:
    """
    Return the five-slot tag of *word*: class, mood or kind, person, number, gender.

        >>> fine_tag(Word("dit", "dire", "VERB", "Mood=Ind|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin", 0, "root"))
        'Vi3S-'
        >>> fine_tag(Word("publiée", "publier", "VERB", "Gender=Fem|Number=Sing|Tense=Past|VerbForm=Part", 0, "root"))
        'Vt-SF'
        >>> fine_tag(Word("qui", "qui", "PRON", "PronType=Rel", 0, "root"))
        'Or---'
    """
    feats = dict(pair.split("=", 1) for pair in word.feats.split("|") if "=" in pair)
    kind = _kind(word, feats)
    agrees = word.upos in AGREEING or kind in "itscm"
    person = feats.get("Person", NO_SLOT) if kind != "t" else NO_SLOT
    number = feats.get("Number", NO_SLOT)[0] if agrees else NO_SLOT
    gender = feats.get("Gender", NO_SLOT)[0] if agrees and kind not in "iscm" else NO_SLOT
    return SLOT_UPOS.get(word.upos, "Z") + kind + person + number + gender


def _kind(word: Word, feats: dict[str, str]) -> str:
    if word.upos in ("VERB", "AUX"):
        form = feats.get("VerbForm", "Fin")
        if form == "Part":
            is_present = feats.get("Tense") == "Pres" or ("Tense" not in feats and word.form.lower().endswith("ant"))
            return "g" if is_present else "t"
        return "f" if form == "Inf" else SLOT_MOOD.get(feats.get("Mood", ""), "i")
    if "Reflex" in feats:
        return "x"
    if feats.get("Poss") == "Yes":
        return "o"
    if feats.get("Polarity") == "Neg":
        return "g"
    if word.upos == "DET" and feats.get("Definite") == "Ind":
        return "n"
    return SLOT_PRONOUN.get(feats.get("PronType", ""), NO_SLOT)
