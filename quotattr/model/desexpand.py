"""
Expands contractions as Universal Dependencies has them: *du* → *de le*, and *des* where it is *de les*.

Nine of the eleven forms are always contracted, and a table does. *Des* is a contraction in "les droits des
femmes" but a plain determiner in "il vend des fleurs": about one in three. `is_contraction_of_des` decides by the words
around it, with weights learned from the treebanks (``des_weights.json``; `train_des` makes them). *Du* can be a
determiner too ("du pain"), but UD writes *de le* for seven in eight, so the table has it.

Nothing here needs torch or Stanza: the tokenizer may use it before a model is loaded.
"""

from __future__ import annotations

import functools
import json
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from .forms import normalise_form

WEIGHTS_FILE = Path(__file__).with_name("des_weights.json")

CONTRACTIONS: Mapping[str, tuple[str, str]] = {
    "au": ("à", "le"),
    "aux": ("à", "les"),
    "auquel": ("à", "lequel"),
    "auxquels": ("à", "lesquels"),
    "auxquelles": ("à", "lesquelles"),
    "du": ("de", "le"),
    "dudit": ("de", "ledit"),
    "desdits": ("de", "lesdits"),
    "desdites": ("de", "lesdites"),
    "audit": ("à", "ledit"),
    "auxdits": ("à", "lesdits"),
    "duquel": ("de", "lequel"),
    "desquels": ("de", "lesquels"),
    "desquelles": ("de", "lesquelles"),
}
"""What is always two words. *Des* is not here: see `is_contraction_of_des`."""

DES = "des"
DES_EXPANDED = ("de", "les")
START = "<s>"
END = "</s>"


def expand_contraction(
    form: str,
    previous: str | None = None,
    following: str | None = None,
    *,
    before_previous: str | None = None,
    after_following: str | None = None,
) -> tuple[str, ...]:
    """
    Return the words *form* stands for: two if it is a contraction, else itself.

        >>> expand_contraction("du"), expand_contraction("Aux"), expand_contraction("AU")
        (('de', 'le'), ('À', 'les'), ('À', 'LE'))
        >>> expand_contraction("des", "droits", "femmes")
        ('de', 'les')
        >>> expand_contraction("des", "vend", "fleurs")
        ('des',)

    Case follows the treebanks: a capital goes to the first word, capitals throughout go to both.
    The other arguments are the words around, as for `is_contraction_of_des`.
    """
    lowered = form.lower()
    pair = CONTRACTIONS.get(lowered)
    if lowered == DES and is_contraction_of_des(
        previous, following, before_previous=before_previous, after_following=after_following
    ):
        pair = DES_EXPANDED
    if pair is None:
        return (form,)
    first, second = pair
    if form.isupper():
        return first.upper(), second.upper()
    return (first.capitalize() if form[0].isupper() else first), second


def is_contraction_of_des(
    previous: str | None,
    following: str | None,
    *,
    before_previous: str | None = None,
    after_following: str | None = None,
) -> bool:
    """
    Tell whether a *des* between these words is *de les*.

        >>> is_contraction_of_des("président", "États-Unis", before_previous="le")
        True
        >>> is_contraction_of_des("a", "mesures")
        False
        >>> is_contraction_of_des(None, "manifestants")
        False

    Args:
        previous: The word (or mark) before it in the sentence, None at the start.
        following: The word after it, None at the end.
        before_previous, after_following: One farther on each side, if known; a little is lost without.
    """
    around = (before_previous or START, previous or START, following or END, after_following or END)
    weights = _read_weights()
    return sum(weights.get(feature, 0.0) for feature in _describe(*around)) > 0


@functools.cache
def _read_weights() -> Mapping[str, float]:
    weights: dict[str, float] = json.loads(WEIGHTS_FILE.read_text(encoding="utf-8"))["weights"]
    return weights


def _describe(before_previous: str, previous: str, following: str, after_following: str) -> Iterator[str]:
    """Yield the features of a *des* between these words; ``p`` is before, ``f`` after."""
    first, second = previous.lower(), following.lower()
    yield "bias"
    yield f"p={first}"
    yield f"f={second}"
    for size in (1, 2, 3, 4):
        yield f"p-{size}={first[-size:]}"
    for size in (2, 3):
        yield f"f-{size}={second[-size:]}"
    yield f"pp={before_previous.lower()}"
    yield f"pp-2={before_previous.lower()[-2:]} p-2={first[-2:]}"
    yield f"pp={before_previous.lower()} p={first}"
    yield f"ff={after_following.lower()}"
    yield f"capital={previous[:1].isupper()}{following[:1].isupper()}"


# ---------------------------------------------------------------- learning

Example = tuple[tuple[str, ...], bool]
"""The features of one *des*, and whether it is *de les*."""


def read_examples(path: Path) -> Iterator[Example]:
    """Yield every *des* of the CoNLL-U file at *path*, as the surface has it."""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        tokens = list(_read_surface(block.splitlines()))
        for place, (form, is_range) in enumerate(tokens):
            if form.lower() == DES:
                forms = [START, START, *(token for token, _ in tokens), END, END]
                yield tuple(_describe(forms[place], forms[place + 1], forms[place + 3], forms[place + 4])), is_range


def _read_surface(lines: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Yield (form, is it a range) of the tokens of one sentence: a range in place of the words it covers."""
    covered = 0
    for line in lines:
        number, _, rest = line.partition("\t")
        form = rest.partition("\t")[0]
        if "-" in number and number.replace("-", "").isdigit():
            covered = int(number.split("-")[1])
            yield form, True
        elif number.isdigit() and int(number) > covered:
            yield form, False


WORD_RE = re.compile(r"\w+'|\w+(?:-\w+)*|[^\w\s]")


def read_likenesses(texts: Iterable[str]) -> Iterator[Example]:
    """
    Yield what stands before *du*, *de la*, *de l'* (as before *de les*) and before *un*, *une* (as before plain *des*).

    Number apart, they take the same places: "le prix du pain" is to "le prix des fleurs" as "il vend une fleur" is to
    "il vend des fleurs". Raw text has thirty times more of them than treebanks have of *des*; only what stands before counts.
    """
    for text in texts:
        for paragraph in text.splitlines():
            words = [START, START, *WORD_RE.findall(normalise_form(paragraph)), END]
            for place in range(2, len(words) - 1):
                form = words[place].lower()
                is_contraction = form == "du" or (form == "de" and words[place + 1].lower() in ("la", "l'"))
                if is_contraction or form in ("un", "une"):
                    features = _describe(words[place - 2], words[place - 1], END, END)
                    yield tuple(feature for feature in features if feature.startswith("p")), is_contraction


LEARNING_RATE = 0.1
DECAY = 1e-4
ROUNDS = 15
SMALLEST = 0.2
CAUTION = 0.3
"""What AdaGrad starts from on the treebanks, so that what the likenesses taught is not thrown over by the first examples."""


def train_des(examples: Sequence[Example], likenesses: Sequence[Example] = ()) -> dict[str, float]:
    """
    Learn the weights of a logistic regression: one round of *likenesses*, then *examples*, each in the order given.

    Weights near zero are left out.
    """
    weights: defaultdict[str, float] = defaultdict(float)
    _learn(weights, likenesses, 1, CAUTION / 30)
    _learn(weights, examples, ROUNDS, CAUTION)
    return {feature: round(weight, 2) for feature, weight in sorted(weights.items()) if abs(weight) >= SMALLEST}


def _learn(weights: defaultdict[str, float], examples: Sequence[Example], rounds: int, caution: float) -> None:
    """Improve *weights* in place, by AdaGrad."""
    squares: defaultdict[str, float] = defaultdict(lambda: caution)
    for _ in range(rounds):
        for features, is_contraction in examples:
            odds = sum(weights[feature] for feature in features)
            error = is_contraction - 1 / (1 + math.exp(-max(min(odds, 30), -30)))
            for feature in features:
                slope = error - DECAY * weights[feature]
                squares[feature] += slope * slope
                weights[feature] += LEARNING_RATE * slope / math.sqrt(squares[feature])


def write_weights(weights: Mapping[str, float], path: Path = WEIGHTS_FILE) -> None:
    """Write *weights* to *path*, one a line."""
    path.write_text(json.dumps({"weights": weights}, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def measure_des(weights: Mapping[str, float], examples: Iterable[Example]) -> tuple[float, int]:
    """Return the share of *examples* that *weights* get right, and their number."""
    right = [
        (sum(weights.get(f, 0.0) for f in features) > 0) == is_contraction for features, is_contraction in examples
    ]
    return sum(right) / len(right), len(right)
