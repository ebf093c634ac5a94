"""
Frames: the part of the text that the parser sees.

Who speaks is decided by the sentence *around* the marks. So a frame is that sentence with
its marks taken out: a standing quotation (a sentence of its own, inside its marks) is
reduced to a one-word stand-in, a woven one (an îlot, part of the journalist's sentence)
stays as plain words. The text itself is never touched: each word of a frame remembers the
token it came from.

Start reading at `build_frames`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence

import regex
from attrs import frozen

from quotattr.quotations import Quotation
from quotattr.sentences import Sentence
from quotattr.tokenizer import Token

STAND_IN = "Oui"
"""What a standing quotation is reduced to: an interjection can be the object of any verb of speech."""

LONG_TOKENS = 8
"""A comma-introduced quotation of this many tokens stands on its own; shorter ones are mostly attributes."""

MAX_FRAME_WORDS = 120
"""A frame is cut to this many words around its quotations: longer 'sentences' are lists or tables."""

MAX_FORM_LETTERS = 200
"""A longer word is shown to the parser as far as this: it reads words letter by letter, and no word of French has a third."""

_STOPS = frozenset(".!?…") | {"...", "!!", "??", "?!"}
_QUE_RE = regex.compile(r"(?i)(?:lors|puis|jus)?qu(?:e|['’])$")

Expand = Callable[[str, str | None, str | None], Sequence[str]]
"""(form, form before, form after) → the syntactic words of a form: ``du`` → ``de``, ``le``."""


@frozen
class FrameWord:
    """
    One word as the parser is given it.

    Attributes:
        form: The word; contractions are already expanded.
        token: Index of the token it comes from; of a stand-in, of the opening mark.
        quotation: Index of the quotation it stands in or for, or None.
        stands_in: Whether it stands for a whole quotation.
    """

    form: str
    token: int
    quotation: int | None
    stands_in: bool = False


@frozen
class Frame:
    """
    A sentence of the article, or of a quotation's content, as the parser is given it.

    Attributes:
        words: What is parsed.
        first: Index of the first token of the sentence.
        last: Index after its last token.
        inside: Index of the quotation whose content the sentence belongs to, None if outside all.
        quotations: Indices of the quotations just below, in reading order.
        paragraph: Number of the paragraph.
        left_out: How many words of an overlong sentence are not in *words*.
    """

    words: tuple[FrameWord, ...]
    first: int
    last: int
    inside: int | None
    quotations: tuple[int, ...]
    paragraph: int
    left_out: int = 0

    @property
    def forms(self) -> list[str]:
        """The words, as they are parsed."""
        return [word.form for word in self.words]

    @property
    def marks(self) -> list[int | None]:
        """Of each word, the quotation that it stands in or for."""
        return [word.quotation for word in self.words]


class QuotationTokens:
    """
    Where each quotation stands among the tokens: of its outer edge and of its content.

    Indices of tokens, first in, last out.
    """

    def __init__(self, tokens: Sequence[Token], quotations: Sequence[Quotation]):
        starts = [token.start for token in tokens]
        self.outer: list[tuple[int, int]] = []
        self.content: list[tuple[int, int]] = []
        for quotation in quotations:
            first = bisect_left(starts, quotation.outer_start)
            last = bisect_left(starts, quotation.outer_end)
            self.outer.append((first, last))
            inner_first = bisect_left(starts, quotation.start)
            inner_last = bisect_left(starts, quotation.end)
            self.content.append((inner_first, max(inner_first, inner_last)))
        self._parents = [quotation.parent for quotation in quotations]

    def around(self, position: int) -> Iterator[int]:
        """Indices of the quotations that hold the token *position*, marks included, the outermost first."""
        index: int | None = bisect_right(self.outer, position, key=lambda place: place[0]) - 1
        holding = []
        while index is not None and index >= 0:
            if position < self.outer[index][1]:
                holding.append(index)
            index = self._parents[index]
        return reversed(holding)


def is_standing(
    tokens: Sequence[Token], content: tuple[int, int], outer: tuple[int, int], bounds: tuple[int, int]
) -> bool:
    """
    Whether a quotation stands on its own, rather than being woven into the sentence.

    ``«Nous irons», a-t-il dit`` stands; ``un soutien «inconditionnel»`` is woven. Decided by
    what is beside the marks, before anything is parsed.

    Args:
        tokens: The article's tokens.
        content: Token indices of the content, *outer* with the marks, *bounds* of the sentence.
    """
    before = _form(tokens, outer[0] - 1) if outer[0] > bounds[0] else None
    after = _form(tokens, outer[1]) if outer[1] < bounds[1] else None
    words = [token.text for token in tokens[content[0] : content[1]]]
    if not words:
        return False
    ends_itself = words[-1] in _STOPS
    starts_upper = words[0][:1].isupper()
    if before is not None and _QUE_RE.match(before):
        return False
    if before == ":":
        return True
    if before is None or before in _STOPS or before in ("–", "—", "-", "•", ")", "»", "”"):
        return (
            ends_itself
            or after is None
            or after in (",", ".", ";", "–", "—", "-", "(", "«", "»")
            or len(words) >= LONG_TOKENS
        )
    if before in (",", ";"):
        return (ends_itself and starts_upper) or len(words) >= LONG_TOKENS or (starts_upper and len(words) >= 4)
    return ends_itself and starts_upper and len(words) >= LONG_TOKENS


def _form(tokens: Sequence[Token], index: int) -> str | None:
    return tokens[index].text if 0 <= index < len(tokens) else None


def build_frames(
    tokens: Sequence[Token],
    sentences: Sequence[Sentence],
    quotations: Sequence[Quotation],
    places: QuotationTokens,
    is_wanted: Callable[[Sequence[Token]], bool],
    expand: Expand,
) -> list[Frame]:
    """
    Make the frames of an article: every sentence with a quotation, and those *is_wanted* asks for.

    Sentences at one level only break outside the quotations of that level, so that
    ``«A. B.», dit X.`` is one frame. The content of a quotation is framed as well where it
    holds quotations of its own.

    Returns:
        Frames outside all quotations in reading order, then those inside quotations.
    """
    children: dict[int | None, list[int]] = {}
    for index, quotation in enumerate(quotations):
        children.setdefault(quotation.parent, []).append(index)
    frames = []
    for inside in (None, *sorted(key for key in children if key is not None)):
        bounds = (0, len(tokens)) if inside is None else places.content[inside]
        below = children.get(inside, [])
        for first, last, paragraph in _units(tokens, sentences, bounds, [places.outer[index] for index in below]):
            held = _held(below, places, first, last)
            if held or (inside is None and is_wanted(tokens[first:last])):
                words = _frame_words(tokens, (first, last), held, places, expand)
                kept = _around_quotations(words) if held else words[:MAX_FRAME_WORDS]
                frames.append(Frame(tuple(kept), first, last, inside, held, paragraph, len(words) - len(kept)))
    return frames


def _held(below: Sequence[int], places: QuotationTokens, first: int, last: int) -> tuple[int, ...]:
    """Those of the quotations *below*, in order and apart, that stand within the tokens *first* to *last*."""
    start = bisect_right(below, first, key=lambda index: places.outer[index][1])
    end = bisect_left(below, last, key=lambda index: places.outer[index][0])
    return tuple(below[start:end])


def _units(
    tokens: Sequence[Token], sentences: Sequence[Sentence], bounds: tuple[int, int], blocks: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int, int]]:
    """
    Sentences within *bounds*, joined across *blocks* (the quotations): (first, last, paragraph).

    A colon in front of a quotation announces it across the end of a paragraph, too.
    """
    start: int | None = None
    paragraph = 0
    block = 0
    opening = bisect_right(sentences, bounds[0], key=lambda sentence: sentence.last)
    closing = bisect_left(sentences, bounds[1], key=lambda sentence: sentence.first)
    for sentence in sentences[opening:closing]:
        first, last = max(sentence.first, bounds[0]), min(sentence.last, bounds[1])
        if start is None:
            start, paragraph = first, sentence.paragraph
        while block < len(blocks) and blocks[block][1] <= last:
            block += 1
        if block < len(blocks) and blocks[block][0] < last < blocks[block][1]:
            continue
        if tokens[last - 1].text == ":" and block < len(blocks) and blocks[block][0] == last:
            continue
        yield start, last, paragraph
        start = None
    if start is not None:
        yield start, bounds[1], paragraph


def _frame_words(
    tokens: Sequence[Token], unit: tuple[int, int], held: Sequence[int], places: QuotationTokens, expand: Expand
) -> list[FrameWord]:
    """The words of one sentence: stand-ins for standing quotations, plain words for the rest."""
    words: list[FrameWord] = []
    starts = {places.outer[index][0]: index for index in held}
    position = unit[0]
    while position < unit[1]:
        index = starts.get(position)
        if index is None:
            if tokens[position].kind != "mark":
                words.extend(_expanded(tokens, position, None, expand))
            position += 1
            continue
        outer, content = places.outer[index], places.content[index]
        if is_standing(tokens, content, outer, unit):
            words.append(FrameWord(STAND_IN, outer[0], index, stands_in=True))
        else:
            words.extend(_woven_words(tokens, content, index, expand))
        position = max(outer[1], position + 1)
    return words


def _woven_words(tokens: Sequence[Token], content: tuple[int, int], index: int, expand: Expand) -> Iterator[FrameWord]:
    """The first sentence of a woven quotation, without marks: what follows a stop is no part of the frame."""
    last = content[1]
    for position in range(content[0], content[1] - 1):
        if tokens[position].text in _STOPS and tokens[position + 1].text[:1].isupper():
            last = position
            break
    for position in range(content[0], last):
        if tokens[position].kind != "mark":
            yield from _expanded(tokens, position, index, expand)


def _around_quotations(words: list[FrameWord]) -> list[FrameWord]:
    """Cut an overlong frame to the words around its quotations."""
    if len(words) <= MAX_FRAME_WORDS:
        return words
    quoted = [place for place, word in enumerate(words) if word.quotation is not None]
    first = max(0, quoted[0] - MAX_FRAME_WORDS // 2) if quoted else 0
    last = max(first + MAX_FRAME_WORDS, (quoted[-1] if quoted else 0) + MAX_FRAME_WORDS // 4)
    return words[first : min(last, first + 3 * MAX_FRAME_WORDS)]


def _expanded(tokens: Sequence[Token], position: int, quotation: int | None, expand: Expand) -> Iterator[FrameWord]:
    """The syntactic words of one token."""
    before = _nearest_form(tokens, position, -1)
    after = _nearest_form(tokens, position, 1)
    for form in expand(tokens[position].text[:MAX_FORM_LETTERS], before, after):
        yield FrameWord(form, position, quotation)


def _nearest_form(tokens: Sequence[Token], position: int, step: int) -> str | None:
    """The next token that is no quotation mark, in the direction of *step*."""
    position += step
    while 0 <= position < len(tokens) and tokens[position].kind == "mark":
        position += step
    return tokens[position].text if 0 <= position < len(tokens) else None
