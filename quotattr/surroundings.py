"""
Surroundings: what stands around marks and tells speech from charges, works, and an author's own irony.

*Poursuivi pour «faux»* names a crime, *le roman «Bel été»* a book, and who writes *je* himself marks words without
quoting anybody. Each is a fact or two of `quotattr.speech`. Start reading at `surrounding_features`.
"""

from __future__ import annotations

from collections.abc import Sequence

from quotattr.folding import fold
from quotattr.reading import Reading
from quotattr.tokenizer import Token

_CHARGES = tuple(
    """accus inculp poursui condamn juge compar soupconn ecrou interpell renvoye defer coupable plainte enquete delit
    infraction examen requalifi instruction proces sanctionn mise plaide""".split()
)
"""How folded words begin that somebody is charged with: *accusé de*, *une enquête pour*."""

_WORKS = tuple(
    """publi paru intitul film roman livre ouvrage album chanson spectacle piece documentaire exposition serie emission
    auteur realis editions festival concert theatre romanci ecrivain cineaste prix""".split()
)
"""How folded words begin that go with what has a title."""

CHARGE_TOKENS = 12
WORK_TOKENS = 15
WORK_TOKENS_BEHIND = 8
"""How far from the marks such words may stand, in the same paragraph."""

MAX_CHARGE_WORDS = 12
"""The name of a crime is no longer."""

_CHARGE_PREPOSITIONS = frozenset("pour de d' du des en".split())
_LINKS = frozenset(["et", "ou", ","])
_BEHIND = {
    **dict.fromkeys(["de", "d'", "du", "des"], "de"),
    **dict.fromkeys("est sont etait existe sera seront".split(), "est"),
    **dict.fromkeys(["qui", "que", "qu'", "ou", "dont"], "relative"),
    **dict.fromkeys(["et", "ou"], "et"),
    "(": "bracket",
}
"""Folded words right behind the marks → what they tell the weights."""

_AUTHOR = frozenset("je j' mon ma mes moi m'".split())
"""Folded words by which a text speaks of its author."""

WORDS_A_STEP = 4
MAX_STEPS = 8
MAX_BITS = 4
MAX_MARKS = 6
TENTHS = 10
"""Steps in which words and marks are counted, and where it makes no difference any more how many there are."""


def author_features(reading: Reading) -> dict[str, float]:
    """How often the article says *je* outside all marks, as a fact: an opinion or a letter marks its own words."""
    outermost = [
        reading.places.outer[index] for index, quotation in enumerate(reading.quotations) if quotation.parent is None
    ]
    count = place = 0
    for first, last in (*outermost, (len(reading.tokens), 0)):
        count += sum(fold(token.text) in _AUTHOR for token in reading.tokens[place:first])
        place = last
    return {f"author_je_{min(count.bit_length(), MAX_BITS)}": 1.0}


def surrounding_features(reading: Reading, quotation: int, words: int) -> dict[str, float]:
    """
    What stands around one quotation, as named facts.

    Args:
        reading: The article.
        quotation: Index of the quotation.
        words: How many words it has.
    """
    first, last = reading.places.outer[quotation]
    sentence = reading.sentence_at(first)
    paragraph = reading.paragraph_tokens(sentence.paragraph)
    start, end = paragraph if paragraph is not None else (sentence.first, sentence.last)
    before = reading.tokens[max(start, first - WORK_TOKENS) : first]
    behind = reading.tokens[last : min(end, last + WORK_TOKENS_BEHIND)]
    around = [*reading.tokens[sentence.first : first], *reading.tokens[last : sentence.last]]
    opens_upper = reading.text[reading.quotations[quotation].start :][:1].isupper()
    return {
        **_charge_features(before, words),
        **_work_features(before, behind, opens_upper),
        **_shape_features(around, words),
        **_beside_features(reading.tokens[sentence.first : first], behind),
    }


def _charge_features(before: Sequence[Token], words: int) -> dict[str, float]:
    """*inculpé de «vol»*, *une plainte pour «faux» et «usage de faux»*."""
    if not any(fold(token.text).startswith(_CHARGES) for token in before[-CHARGE_TOKENS:]):
        return {}
    word = fold(before[-1].text)
    has_preposition = word in _CHARGE_PREPOSITIONS
    linking = before[-2:] if has_preposition else before[-1:]
    return {
        "charge": 1.0,
        "charge_preposition": float(has_preposition),
        f"charge_{word}": 1.0,
        "charge_short": float(has_preposition and words <= MAX_CHARGE_WORDS),
        "charge_listed": float(
            len(before) > len(linking) and linking[0].text in _LINKS and before[-len(linking) - 1].kind == "mark"
        ),
    }


def _work_features(before: Sequence[Token], behind: Sequence[Token], opens_upper: bool) -> dict[str, float]:
    """*son premier roman, «Bel été»*, *«Bel été» est un film*."""
    is_before = any(fold(token.text).startswith(_WORKS) for token in before)
    is_behind = any(fold(token.text).startswith(_WORKS) for token in behind)
    return {
        "work_before": float(is_before),
        "work_behind": float(is_behind),
        "work_before_upper": float(is_before and opens_upper),
        "work_behind_upper": float(is_behind and opens_upper),
    }


def _shape_features(around: Sequence[Token], words: int) -> dict[str, float]:
    """How much of its sentence the quotation is, and how many marks stand in it."""
    others = sum(token.kind == "word" for token in around)
    marks = sum(token.kind == "mark" for token in around) // 2
    return {
        f"outside_{min(others // WORDS_A_STEP, MAX_STEPS)}": 1.0,
        f"tenths_{TENTHS * words // (words + others + 1)}": 1.0,
        f"other_marks_{min(marks, MAX_MARKS)}": 1.0,
    }


def _beside_features(before: Sequence[Token], behind: Sequence[Token]) -> dict[str, float]:
    """Brackets, a semicolon, and what stands right behind the marks."""
    forms = [token.text for token in before]
    word = _BEHIND.get(fold(behind[0].text)) if behind else None
    features = {
        "in_brackets": float(forms.count("(") > forms.count(")")),
        "behind_semicolon": float(";" in forms),
    }
    return features if word is None else {**features, f"behind_{word}": 1.0}
