"""
Tokens → quotations: which mark opens, which closes it, and what stands between.

Begin with `find_quotations`. It takes the text paragraph by paragraph: `_pair_paragraph`
matches what matches inside a paragraph with a stack, `_Ledger` carries what a paragraph
left open into the next ones, and `_build` turns pairs into frozen `Quotation` objects.
Printed French is careless with its marks; each repair is a small function named after the
mistake it mends, and what cannot be mended becomes a warning, never an exception.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Literal

from attrs import define, evolve, field, frozen

from quotattr import marks
from quotattr.spans import Span
from quotattr.tokenizer import Token

MAX_CARRIED_PARAGRAPHS: Final = 12
"""How many line breaks one pair of marks may run over; the longest pair in the annotated articles runs over four."""

Lean = Literal["open", "close", "either"]
"""What the neighbours of a mark say: word after it only, word before it only, or no telling."""


@frozen
class Quotation:
    """
    What stands between a pair of marks, or after a mark that nobody closed.

    Attributes:
        start: First code point of the content: the mark and the blanks inside it left out.
        end: The code point after the content.
        outer_start: Where the opening mark begins.
        outer_end: The code point after the closing mark; equals ``end`` if there is none.
        opening: The mark that opens, as printed.
        closing: The mark that closes, as printed; empty if none does.
        depth: 0 if it stands in no other quotation.
        parent: Index, in the list, of the quotation it stands in.
        closed: Whether a mark closes it.
        paragraph: Number of the paragraph it opens in; only lines with content count.
        continues: Index of the quotation of an earlier paragraph that this one re-opens.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    opening: str
    closing: str
    depth: int
    parent: int | None
    closed: bool
    paragraph: int
    continues: int | None

    @property
    def span(self) -> Span:
        """The content, without the marks."""
        return Span(self.start, self.end)

    @property
    def outer_span(self) -> Span:
        """The content with its marks."""
        return Span(self.outer_start, self.outer_end)


@frozen
class TextWarning:
    """
    Something odd about the text, and where: an unclosed mark, a mark that closes nothing.

    Attributes:
        start: First code point of what is odd.
        end: The code point after it.
        message: A sentence for a person.
    """

    start: int
    end: int
    message: str


@define(eq=False)
class _Mark:
    """A mark of the text with what its neighbours say of it; `partner` is set once it is paired."""

    token: Token
    paragraph: int
    lean: Lean
    family: str
    opens: bool = False
    partner: _Mark | None = None
    stray: bool = False
    limit: int | None = None
    continues: _Mark | None = None
    reopened: bool = False


@define
class _Paragraph:
    """The marks of one paragraph, in order, and where its last token ends."""

    number: int
    start: int
    end: int
    marks: list[_Mark] = field(factory=list)


# --- reading the marks ------------------------------------------------------------------

_BEFORE_OPENING: Final = frozenset("([{/" + marks.APOSTROPHES + marks.LONG_DASHES + marks.HYPHENS)
_AFTER_CLOSING: Final = frozenset(".,;:!?)]}/" + marks.ELLIPSIS + marks.LONG_DASHES + marks.HYPHENS)


def is_blank(character: str) -> bool:
    """Whether *character* is white space or has no width; the empty string, the text's edge, is."""
    return not character or character.isspace() or character in marks.INVISIBLES


def _lean(text: str, token: Token) -> Lean:
    """
    What the characters beside a mark say of its direction.

    French sets a space inside guillemets or none, so a mark between two blanks says nothing;
    nor does one between two words («dit-il."Le»). Punctuation counts as the side it belongs to.
    """
    before = text[token.start - 1 : token.start]
    after = text[token.end : token.end + 1]
    word_before = not is_blank(before) and before not in _BEFORE_OPENING
    word_after = not is_blank(after) and after not in _AFTER_CLOSING
    if word_after and not word_before:
        return "open"
    if word_before and not word_after:
        return "close"
    return "either"


def _is_quotation_mark(token: Token) -> bool:
    """Marks, and the curly apostrophe standing apart from any word: it may close a single ‘."""
    return token.kind == "mark" or token.text == marks.SINGLE_CURLY_CLOSING


def _has_line_break(text: str, start: int, end: int) -> bool:
    return any(character in marks.LINE_BREAKS for character in text[start:end])


def split_paragraphs(text: str, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """
    Yield the token indices, first and last (exclusive), of each line that has content.

        >>> from quotattr.tokenizer import tokenize
        >>> text = "Un titre\\n\\nDeux mots"
        >>> list(split_paragraphs(text, tokenize(text)))
        [(0, 2), (2, 4)]
    """
    first = 0
    for index in range(1, len(tokens)):
        if _has_line_break(text, tokens[index - 1].end, tokens[index].start):
            yield first, index
            first = index
    if tokens:
        yield first, len(tokens)


def _read_paragraphs(text: str, tokens: Sequence[Token]) -> Iterator[_Paragraph]:
    for number, (first, last) in enumerate(split_paragraphs(text, tokens)):
        paragraph = _Paragraph(number, tokens[first].start, tokens[last - 1].end)
        for token in tokens[first:last]:
            if _is_quotation_mark(token):
                paragraph.marks.append(_Mark(token, number, _lean(text, token), marks.FAMILY_OF[token.text]))
        yield paragraph


# --- which way a mark points ------------------------------------------------------------


def _points_left(mark: _Mark) -> bool:
    """Whether the glyph alone says that it opens."""
    return mark.token.text in marks.OPENING_GUILLEMETS or mark.token.text in marks.OPENING_CURLY


def _set_directions(paragraph: _Paragraph) -> None:
    """Give each mark with a telling glyph its direction, and turn those printed the wrong way round."""
    by_family: dict[str, list[_Mark]] = {}
    for mark in paragraph.marks:
        mark.opens = _points_left(mark)
        by_family.setdefault(mark.family, []).append(mark)
    for family, members in by_family.items():
        if family != "straight":
            _turn_mistyped(members)


def _turn_mistyped(members: Sequence[_Mark]) -> None:
    """
    Turn the second mark of «A« and the first of »A», „A“ and ”A” included.

    Spacing alone would also turn the « of *mot« A »*, so a mark is only turned where that
    makes a pair that its glyph would not.
    """
    for index, mark in enumerate(members):
        inside = index > 0 and members[index - 1].opens
        following = members[index + 1] if index + 1 < len(members) else None
        if mark.opens and mark.lean == "close" and inside:
            mark.opens = following is not None and not _points_left(following)
        elif not mark.opens and mark.lean == "open" and not inside:
            mark.opens = following is not None and following.lean == "close"


def _nesting_floors(members: Sequence[_Mark]) -> dict[int, int]:
    """
    For each mark that opens: how far below it the nesting falls later in the paragraph.

    At -1 or less, both this mark and one left open before it find a closing mark, so that
    « A « B » C » nests, while in « A « B » the first was never closed.
    """
    floors: dict[int, int] = {}
    floor = 0
    for mark in reversed(members):
        floor = (1 if mark.opens else -1) + min(0, floor)
        floors[id(mark)] = floor
    return floors


# --- pairing inside a paragraph ---------------------------------------------------------


@define
class _Pairing:
    """The stack of one paragraph; what it cannot pair is left in `unopened` and `stack`."""

    paragraph: _Paragraph
    stack: list[_Mark] = field(factory=list)
    unopened: list[_Mark] = field(factory=list)

    def find_open(self, family: str) -> _Mark | None:
        """The innermost open mark of *family*."""
        return next((mark for mark in reversed(self.stack) if mark.family == family), None)

    def close(self, opening: _Mark, closing: _Mark) -> None:
        """Pair the two; what was opened between them and not closed ends with them."""
        while (top := self.stack.pop()) is not opening:
            top.limit = closing.token.start
        opening.partner, closing.partner = closing, opening


def _pair_paragraph(paragraph: _Paragraph) -> _Pairing:
    """Match the marks of one paragraph, left to right, with a stack."""
    _set_directions(paragraph)
    pairing = _Pairing(paragraph)
    for index, mark in enumerate(paragraph.marks):
        if mark.family == "straight":
            _take_straight(pairing, index)
        elif mark.family == "single curly":
            _take_single_curly(pairing, mark)
        elif mark.opens:
            pairing.stack.append(mark)
        else:
            _take_closing(pairing, index)
    return pairing


def _take_closing(pairing: _Pairing, index: int) -> None:
    """Pair a closing mark with the innermost open one of its family, or by mistake of another."""
    mark = pairing.paragraph.marks[index]
    opening = pairing.find_open(mark.family) or _find_mismatched(pairing, index)
    if opening is not None:
        pairing.close(opening, mark)
    else:
        pairing.unopened.append(mark)


def _find_mismatched(pairing: _Pairing, index: int) -> _Mark | None:
    """
    The mark that a closing one of another family closes: « A ” or " A ».

    Only if the open one's own family does not close it before opening again, except in
    « A", dit-il, "B »: there each end was closed by the other's mark.
    """
    if not pairing.stack:
        return None
    mark, top = pairing.paragraph.marks[index], pairing.stack[-1]
    later = pairing.paragraph.marks[index + 1 :][:2]
    if len(later) == 2 and later[0].family == mark.family and later[0].lean == "open" and later[1].family == top.family:
        return top
    own = next((other for other in _following(pairing.paragraph, index) if other.family == top.family), None)
    if own is not None and not own.opens and own.lean != "open":
        return None
    return top


def _following(paragraph: _Paragraph, index: int) -> Iterator[_Mark]:
    for position in range(index + 1, len(paragraph.marks)):
        yield paragraph.marks[position]


def _take_straight(pairing: _Pairing, index: int) -> None:
    """
    Decide by its neighbours whether a straight mark opens or closes, then pair it.

    Counting would not do: one forgotten mark would turn all that follow inside out.
    """
    mark = pairing.paragraph.marks[index]
    opened = _open_straight(pairing)
    if mark.lean == "open" and opened is not None:
        opens = _next_straight_closes(pairing.paragraph, index)
    else:
        opens = mark.lean == "open" or (mark.lean == "either" and opened is None)
    if opens:
        mark.opens = True
        pairing.stack.append(mark)
    elif opened is not None:
        pairing.close(opened, mark)
    else:
        _take_closing(pairing, index)


def _open_straight(pairing: _Pairing) -> _Mark | None:
    """The straight mark open at this depth: not beyond a guillemet that has opened since."""
    top = pairing.stack[-1] if pairing.stack else None
    return top if top is not None and top.family == "straight" else None


def _next_straight_closes(paragraph: _Paragraph, index: int) -> bool:
    following = next((mark for mark in _following(paragraph, index) if mark.family == "straight"), None)
    return following is not None and following.lean == "close"


def _take_single_curly(pairing: _Pairing, mark: _Mark) -> None:
    """‘ opens, and ’ closes it; with nothing to close, ’ is an apostrophe and ‘ a mistyped one."""
    opened = pairing.find_open(mark.family)
    if mark.opens:
        pairing.stack.append(mark)
    elif opened is not None and mark.lean == "close":
        pairing.close(opened, mark)
    else:
        mark.stray = True


# --- from one paragraph to the next -----------------------------------------------------


@define
class _Ledger:
    """What earlier paragraphs left open, and the warnings so far."""

    pending: list[_Mark] = field(factory=list)
    ends: list[int] = field(factory=list)
    strays: list[_Mark] = field(factory=list)

    def enter(self, paragraph: _Paragraph) -> None:
        """Before a paragraph is paired: does it begin by re-opening what is pending?"""
        self.ends.append(paragraph.end)
        if not (paragraph.marks and self.pending):
            return
        first = paragraph.marks[0]
        if first.token.start != paragraph.start:
            return
        last = next((mark for mark in reversed(self.pending) if mark.family == first.family), None)
        if last is not None and (_points_left(first) or first.lean == "open"):
            first.continues, last.reopened = last, True
            self.drop_pending()

    def leave(self, pairing: _Pairing) -> None:
        """After it was paired: closing marks left over close what is pending."""
        number = pairing.paragraph.number
        while self.pending and number - self.pending[0].paragraph > MAX_CARRIED_PARAGRAPHS:
            self._end(self.pending.pop(0))
        for closing in pairing.unopened:
            self._close_pending(closing)
        openings = [mark for mark in pairing.stack if mark.family != "single curly"]
        if openings:
            self.drop_pending()
            self.pending.extend(openings)

    def _close_pending(self, closing: _Mark) -> None:
        if not any(mark.family == closing.family for mark in self.pending):
            self.strays.append(closing)
            return
        while (top := self.pending.pop()).family != closing.family:
            top.limit = self.ends[top.paragraph]
        top.partner, closing.partner = closing, top

    def drop_pending(self) -> None:
        """Nothing pending can be closed any more: each ends with its own paragraph."""
        for mark in self.pending:
            self._end(mark)
        self.pending.clear()

    def _end(self, mark: _Mark) -> None:
        mark.limit = self.ends[mark.paragraph]


def _pair_marks(paragraphs: Sequence[_Paragraph]) -> list[_Mark]:
    """Pair all marks of the text; the strays are returned."""
    ledger = _Ledger()
    for paragraph in paragraphs:
        ledger.enter(paragraph)
        ledger.leave(_pair_paragraph(paragraph))
    ledger.drop_pending()
    return ledger.strays


# --- what comes out ---------------------------------------------------------------------


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out the blanks at both ends."""
    while start < end and is_blank(text[start]):
        start += 1
    while end > start and is_blank(text[end - 1]):
        end -= 1
    return start, end


def find_quotations(text: str, tokens: Sequence[Token]) -> tuple[list[Quotation], list[TextWarning]]:
    """
    Locate the quotations of *text*, at every depth, in reading order.

    A regular expression cannot: guillemets nest, a paragraph may re-open with « what the
    last one left open, and a writer may forget the closing mark. A stack handles all three.

        >>> from quotattr.tokenizer import tokenize
        >>> text = "Il dit : « Non », puis « Peut-être »."
        >>> quotations, warnings = find_quotations(text, tokenize(text))
        >>> [text[q.start:q.end] for q in quotations], warnings
        (['Non', 'Peut-être'], [])

    Args:
        text: One article.
        tokens: Its tokens, as `quotattr.tokenizer.tokenize` gives them.

    Returns:
        The quotations, outer before inner, and the warnings, in the order of the text. A pair
        that runs over several paragraphs is one Quotation; a paragraph that re-opens with a
        mark of its own begins another, whose ``continues`` is the index of the one before.

    An unclosed « ends with its paragraph and has ``closed=False``; nothing is dropped.
    """
    paragraphs = list(_read_paragraphs(text, tokens))
    strays = _pair_marks(paragraphs)
    openings = [mark for paragraph in paragraphs for mark in paragraph.marks if _is_opening(mark)]
    return _build(text, openings), _warn(openings, strays)


def _is_opening(mark: _Mark) -> bool:
    if mark.partner is not None:
        return mark.token.start < mark.partner.token.start
    return mark.limit is not None and mark.family != "single curly"


def _build(text: str, openings: Sequence[_Mark]) -> list[Quotation]:
    """Frozen quotations with depth and parent, which the order of the opening marks gives."""
    quotations: list[Quotation] = []
    index_of: dict[int, int] = {}
    around: list[int] = []
    for mark in openings:
        while around and quotations[around[-1]].outer_end <= mark.token.start:
            around.pop()
        continued = None if mark.continues is None else index_of.get(id(mark.continues))
        quotation = _to_quotation(text, mark, continued)
        if quotation.start >= quotation.end:
            continue
        index_of[id(mark)] = len(quotations)
        quotations.append(evolve(quotation, depth=len(around), parent=around[-1] if around else None))
        around.append(index_of[id(mark)])
    return quotations


def _to_quotation(text: str, mark: _Mark, continues: int | None) -> Quotation:
    closing = mark.partner.token if mark.partner is not None else None
    limit = closing.start if closing is not None else mark.limit
    assert limit is not None, "a mark in the list of openings has a partner or a limit"
    start, end = _trim(text, mark.token.end, limit)
    return Quotation(
        start=start,
        end=end,
        outer_start=mark.token.start,
        outer_end=closing.end if closing is not None else end,
        opening=mark.token.text,
        closing=closing.text if closing is not None else "",
        depth=0,
        parent=None,
        closed=closing is not None,
        paragraph=mark.paragraph,
        continues=continues,
    )


def _warn(openings: Sequence[_Mark], strays: Sequence[_Mark]) -> list[TextWarning]:
    """Warnings for unclosed and stray marks, in the order of the text."""
    found = [
        TextWarning(mark.token.start, mark.token.end, f"{mark.token.text} is not closed")
        for mark in openings
        if mark.partner is None and not mark.reopened
    ]
    found += [
        TextWarning(mark.token.start, mark.token.end, f"{mark.token.text} closes nothing")
        for mark in strays
    ]
    return sorted(found, key=lambda warning: warning.start)
