"""
Finds the lemma of a form, given its class: from a dictionary, else by its ending.

The dictionary is what the treebanks have. A form they lack is changed as forms with the same ending
are (*-èrent* → *-er*). Of several changes that one wins whose result is a known word, known meaning that
it has a word vector: for a verb the most frequent that looks like an infinitive, for the rest that of the
longest ending. Start with `Lemmatizer.find_lemma`; `train_lemmatizer` makes one.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .treebanks import Sentence

INFINITIVE_RE = re.compile("(?:er|ir|(?<!ai)re)$")
"""Not *-aire*: nouns end so, and the verbs that do are in the dictionary."""

MAX_ENDING = 6
MIN_SEEN = 2
MAX_CHANGES = 6
UNCHANGED = frozenset(("PROPN", "X", "PUNCT", "SYM"))
"""Classes whose unknown forms are their own lemma."""

Change = tuple[int, str]
"""How many letters to take off the end, and what to put there."""


@dataclass(frozen=True, slots=True)
class Lemmatizer:
    """Lemmas of forms, and what to do with a form that is not among them."""

    lemmas: dict[str, dict[str, str]]
    """Class, then lower-case form, to lemma."""
    changes: dict[str, dict[str, list[Change]]]
    """Class, then ending, to changes, the most frequent first."""
    known: Mapping[str, int] = field(default_factory=dict, repr=False)
    """Words that exist, and their rank by frequency, 0 the most frequent."""

    def find_lemma(self, form: str, upos: str) -> str:
        """
        Return the lemma of *form* as a *upos*.

            >>> lemmatizer = Lemmatizer({"VERB": {"dit": "dire"}}, {"VERB": {"èrent": [(5, "er")], "": [(0, "")]}})
            >>> lemmatizer.find_lemma("Dit", "VERB"), lemmatizer.find_lemma("parlèrent", "VERB")
            ('dire', 'parler')
        """
        lowered = form.lower()
        lemma = self.lemmas.get(upos, {}).get(lowered)
        if lemma is not None:
            return lemma
        if upos in UNCHANGED or (upos == "NOUN" and form.isupper() and len(form) > 1):
            return form
        candidates = list(self._find_candidates(lowered, self.changes.get(upos, {})))
        attested = [lemma for lemma in candidates if lemma in self.known]
        if upos == "VERB":
            infinitives = [lemma for lemma in attested if INFINITIVE_RE.search(lemma)]
            return min(infinitives, key=self.known.__getitem__, default=candidates[0] if candidates else lowered)
        return next(iter(attested or candidates), lowered)

    @staticmethod
    def _find_candidates(form: str, changes: dict[str, list[Change]]) -> Iterator[str]:
        """Yield what *form* may become, the longest ending first, and of one ending the most frequent change first."""
        for size in range(min(MAX_ENDING, len(form)), -1, -1):
            for cut, added in changes.get(form[len(form) - size :], ()):
                yield form[: len(form) - cut] + added

    def save(self, path: Path) -> None:
        """Write the dictionary and the changes to *path*, as gzipped JSON."""
        text = json.dumps({"lemmas": self.lemmas, "changes": self.changes}, ensure_ascii=False, sort_keys=True)
        path.write_bytes(gzip.compress(text.encode("utf-8"), mtime=0))

    @classmethod
    def load(cls, path: Path, known: Mapping[str, int] | None = None) -> Lemmatizer:
        """Read what `save` wrote."""
        read = json.loads(gzip.decompress(path.read_bytes()))
        return cls(read["lemmas"], read["changes"], known or {})


def train_lemmatizer(sentences: Iterable[Sentence], known: Mapping[str, int]) -> Lemmatizer:
    """Learn lemmas and changes from *sentences*; the most frequent lemma of a form and class is its lemma."""
    counts: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for word in sentence:
            counts[word.upos, word.form.lower()][word.lemma] += 1
    lemmas: defaultdict[str, dict[str, str]] = defaultdict(dict)
    endings: defaultdict[tuple[str, str], Counter[Change]] = defaultdict(Counter)
    for (upos, form), found in counts.items():
        lemma = min(found, key=lambda lemma: (-found[lemma], lemma))
        lemmas[upos][form] = lemma
        if upos not in UNCHANGED and form.isalpha():
            change = _find_change(form, lemma)
            for size in range(min(MAX_ENDING, len(form)) + 1):
                if change[0] <= size:
                    endings[upos, form[len(form) - size :]][change] += 1
    changes: defaultdict[str, dict[str, list[Change]]] = defaultdict(dict)
    for (upos, ending), found_changes in endings.items():
        kept = [change for change, seen in found_changes.most_common(MAX_CHANGES) if seen >= MIN_SEEN]
        if kept:
            changes[upos][ending] = kept
    return Lemmatizer(dict(lemmas), dict(changes), known)


def _find_change(form: str, lemma: str) -> Change:
    same = 0
    while same < min(len(form), len(lemma)) and form[same] == lemma[same]:
        same += 1
    return len(form) - same, lemma[same:]
