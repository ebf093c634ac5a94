"""
Tokens → quotations: which mark opens, which closes it, and what stands between.

Begin with `find_quotations`. It takes the text paragraph by paragraph: `_pair_paragraph`
matches marks with a stack, `_Ledger` carries what a paragraph left open into the next
ones, and `_build` turns pairs into frozen `Quotation` objects.
Printed French is careless with its marks; each repair is a small function named after the
mistake it mends, and what cannot be mended becomes a warning, never an exception.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import Final, Literal

import regex
from attrs import define, field, frozen

from quotattr import marks
from quotattr.spans import Span
from quotattr.tokenizer import Token

MAX_CARRIED_PARAGRAPHS: Final = 12
"""How many line breaks one pair of marks may run over; the longest pair in the annotated articles runs over four."""

MAX_DEPTH: Final = 10
"""
Marks nested deeper than this are left out. The deepest of 2,900 news texts stand three deep; without a limit, a row of
forgotten « would make each hold all that follow, and time and memory grow with the square of their number.
"""

STOP_RE: Final = regex.compile(r"[^.][.?!]\s+\p{Lu}")
"""A stop between two closing marks: what follows it is a sentence of its own."""

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
    """The marks of one paragraph, in order, and where its first and last tokens are."""

    number: int
    start: int
    end: int
    marks: list[_Mark] = field(factory=list)
    positions: dict[str, list[int]] = field(factory=dict)

    def add(self, mark: _Mark) -> None:
        """Append a mark of this paragraph."""
        self.positions.setdefault(mark.family, []).append(len(self.marks))
        self.marks.append(mark)

    def next_of(self, family: str, index: int) -> _Mark | None:
        """The first mark of *family*, which the paragraph has, after the one at *index*."""
        places = self.positions[family]
        place = bisect_right(places, index)
        return self.marks[places[place]] if place < len(places) else None


@define
class _Stack:
    """Open marks, innermost last; counts per family spare a search that would find nothing."""

    items: list[_Mark] = field(factory=list)
    counts: Counter[str] = field(factory=Counter)

    def __bool__(self) -> bool:
        return bool(self.items)

    @property
    def top(self) -> _Mark | None:
        """The innermost open mark."""
        return self.items[-1] if self.items else None

    def push(self, mark: _Mark) -> None:
        """Open *mark*."""
        self.items.append(mark)
        self.counts[mark.family] += 1

    def pop(self) -> _Mark:
        """Take the innermost open mark away."""
        mark = self.items.pop()
        self.counts[mark.family] -= 1
        return mark

    def find(self, family: str) -> _Mark | None:
        """The innermost open mark of *family*."""
        if not self.counts[family]:
            return None
        return next(mark for mark in reversed(self.items) if mark.family == family)


# --- reading the marks ------------------------------------------------------------------

_BEFORE_OPENING: Final = (
    frozenset("([{/" + marks.APOSTROPHES + marks.LONG_DASHES + marks.HYPHENS)
    | marks.OPENING_GUILLEMETS
    | marks.OPENING_CURLY
)
_AFTER_CLOSING: Final = (
    frozenset(".,;:!?)]}/" + marks.ELLIPSIS + marks.LONG_DASHES + marks.HYPHENS)
    | marks.CLOSING_GUILLEMETS
    | marks.CLOSING_CURLY
)


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


_LINE_BREAK_RE: Final = regex.compile(f"[{regex.escape(marks.LINE_BREAKS)}]+")


def split_paragraphs(text: str, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """
    Yield the token indices, first and last (exclusive), of each line that has content.

        >>> from quotattr.tokenizer import tokenize
        >>> text = "Un titre\\n\\nDeux mots"
        >>> list(split_paragraphs(text, tokenize(text)))
        [(0, 2), (2, 4)]
    """
    first = 0
    for match in _LINE_BREAK_RE.finditer(text):
        index = bisect_right(tokens, match.start(), lo=first, key=attrgetter("start"))
        if first < index < len(tokens):
            yield first, index
            first = index
    if tokens:
        yield first, len(tokens)


def _read_paragraphs(text: str, tokens: Sequence[Token]) -> Iterator[_Paragraph]:
    for number, (first, last) in enumerate(split_paragraphs(text, tokens)):
        paragraph = _Paragraph(number, tokens[first].start, tokens[last - 1].end)
        for token in tokens[first:last]:
            if _is_quotation_mark(token):
                paragraph.add(_Mark(token, number, _lean(text, token), marks.FAMILY_OF[token.text]))
        yield paragraph


# --- which way a mark points ------------------------------------------------------------


def _points_left(mark: _Mark) -> bool:
    """Whether the glyph alone says that it opens."""
    return mark.token.text in marks.OPENING_GUILLEMETS or mark.token.text in marks.OPENING_CURLY


def _set_directions(paragraph: _Paragraph) -> None:
    """Give each mark with a telling glyph its direction, and turn those printed the wrong way round."""
    for mark in paragraph.marks:
        mark.opens = _points_left(mark) or mark.continues is not None
    for family, places in paragraph.positions.items():
        if family != "straight":
            _turn_mistyped([paragraph.marks[place] for place in places])


def _turn_mistyped(members: Sequence[_Mark]) -> None:
    """
    Turn the second mark of «A« and the first of »A», and of their curly cousins.

    Some wires print every guillemet behind an elision the wrong way round (d' »A»). Spacing
    alone would also turn the « of *mot« A »*, so a mark is only turned where that makes a
    pair which the glyphs do not make: nothing is open yet, or the next one opens too.
    """
    depth = 0
    for mark, following in zip(members, [*members[1:], None], strict=True):
        if mark.opens and depth and mark.lean == "close":
            mark.opens = following is not None and not _points_left(following)
        elif not mark.opens and not depth and mark.lean != "close":
            mark.opens = following is not None and _may_close(following)
        depth = max(0, depth + (1 if mark.opens else -1))


def _may_close(mark: _Mark) -> bool:
    """Whether *mark* could be the end of a pair: by its neighbours, else by its glyph."""
    return mark.lean == "close" or (mark.lean == "either" and not _points_left(mark))


# --- from one paragraph to the next -----------------------------------------------------


@define
class _Ledger:
    """
    What an earlier paragraph left open, for the later ones to close or to re-open.

    Attributes:
        pending: Marks still open; all of one paragraph, for a later one that leaves marks
            open itself shows that the earlier were forgotten.
        ends: Where each paragraph ends.
        reach: Where the last quotation closed that stands in what is pending.
    """

    pending: _Stack = field(factory=_Stack)
    ends: list[int] = field(factory=list)
    reach: int = 0

    def enter(self, paragraph: _Paragraph) -> None:
        """Before a paragraph is paired: does it begin by re-opening what is pending?"""
        self.ends.append(paragraph.end)
        top = self.pending.top
        if top is None:
            return
        if paragraph.number - top.paragraph > MAX_CARRIED_PARAGRAPHS:
            self.give_up()
        elif paragraph.marks and paragraph.marks[0].token.start == paragraph.start:
            self._reopen(paragraph.marks[0])

    def _reopen(self, first: _Mark) -> None:
        """« at the head of a paragraph, or » in the old manner, takes up what the last one left open."""
        continued = self.pending.find(first.family)
        if continued is not None and (_points_left(first) or first.lean == "open"):
            first.continues, continued.reopened = continued, True
            self.give_up()

    def leave(self, left_open: Sequence[_Mark]) -> None:
        """After it was paired: what it left open is pending now."""
        if left_open:
            self.give_up()
        for mark in left_open:
            self.pending.push(mark)

    def close_pending(self, closing: _Mark) -> bool:
        """Pair a closing mark with what an earlier paragraph left open, if it can be."""
        opening = self.pending.find(closing.family)
        if opening is None:
            return False
        while (top := self.pending.pop()) is not opening:
            self._end(top)
        opening.partner, closing.partner = closing, opening
        self.reach = closing.token.end
        return True

    def give_up(self) -> None:
        """Nothing pending can be closed any more: each ends with its own paragraph."""
        while self.pending:
            self._end(self.pending.pop())
        self.reach = 0

    def _end(self, mark: _Mark) -> None:
        """Its paragraph ends it, but never before what was closed inside it."""
        mark.limit = max(self.ends[mark.paragraph], self.reach)


# --- pairing inside a paragraph ---------------------------------------------------------


@define
class _Pairing:
    """One paragraph, what is open in it, and the ledger of those before."""

    paragraph: _Paragraph
    ledger: _Ledger
    stack: _Stack = field(factory=_Stack)

    def end_inside(self, opening: _Mark | None, closing: _Mark) -> None:
        """Whatever opened after *opening* and is still open ends where *closing* stands."""
        while self.stack and self.stack.top is not opening:
            self.stack.pop().limit = closing.token.start

    def close(self, opening: _Mark, closing: _Mark) -> None:
        """Pair the two."""
        self.end_inside(opening, closing)
        self.stack.pop()
        opening.partner, closing.partner = closing, opening


def _pair_paragraph(paragraph: _Paragraph, ledger: _Ledger) -> None:
    """Match the marks of one paragraph, left to right, with a stack."""
    ledger.enter(paragraph)
    _set_directions(paragraph)
    pairing = _Pairing(paragraph, ledger)
    for index, mark in enumerate(paragraph.marks):
        if mark.family == "straight":
            _take_straight(pairing, index)
        elif mark.family == "single curly":
            _take_single_curly(pairing, mark)
        elif mark.opens:
            pairing.stack.push(mark)
        else:
            _take_closing(pairing, index)
    ledger.leave([mark for mark in pairing.stack.items if mark.family != "single curly"])


def _take_closing(pairing: _Pairing, index: int) -> None:
    """Pair a closing mark: with one of its family here, one of an earlier paragraph, or one of another family."""
    mark = pairing.paragraph.marks[index]
    opening = pairing.stack.find(mark.family)
    if opening is None and pairing.ledger.close_pending(mark):
        pairing.end_inside(None, mark)
        return
    opening = opening or _find_mismatched(pairing, index)
    if opening is not None:
        pairing.close(opening, mark)
    else:
        mark.stray = True


def _find_mismatched(pairing: _Pairing, index: int) -> _Mark | None:
    """
    The mark that a closing one of another family closes: « A ” or " A ».

    Only if the open one's own family does not close it before opening again, except in
    « A", dit-il, "B »: there each end was closed by the other's mark.
    """
    paragraph, top = pairing.paragraph, pairing.stack.top
    if top is None:
        return None
    if _is_crossed(paragraph.marks[index : index + 3], top):
        return top
    own = paragraph.next_of(top.family, index)
    closed_by_its_own = own is not None and not own.opens and own.lean != "open"
    return None if closed_by_its_own else top


def _is_crossed(here: Sequence[_Mark], top: _Mark) -> bool:
    """Whether the closing mark and the two behind it read « A" "B »."""
    if len(here) < 3:
        return False
    closing, reopening, final = here
    return reopening.family == closing.family and reopening.lean == "open" and final.family == top.family


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
        pairing.stack.push(mark)
    elif opened is not None:
        pairing.close(opened, mark)
    else:
        _take_closing(pairing, index)


def _open_straight(pairing: _Pairing) -> _Mark | None:
    """The straight mark open at this depth: not beyond a guillemet that has opened since."""
    top = pairing.stack.top
    return top if top is not None and top.family == "straight" else None


def _next_straight_closes(paragraph: _Paragraph, index: int) -> bool:
    following = paragraph.next_of("straight", index)
    return following is not None and following.lean == "close"


def _take_single_curly(pairing: _Pairing, mark: _Mark) -> None:
    """‘ opens, and ’ closes it; with nothing to close, ’ is an apostrophe and ‘ a mistyped one."""
    if mark.opens:
        pairing.stack.push(mark)
    elif mark.lean == "close" and (opened := pairing.stack.find(mark.family)) is not None:
        pairing.close(opened, mark)


# --- the whole text -------------------------------------------------------------------


def _pair_marks(text: str, paragraphs: Sequence[_Paragraph]) -> list[_Mark]:
    """Pair all marks of the text; those that close nothing are returned, in order."""
    ledger = _Ledger()
    for paragraph in paragraphs:
        _pair_paragraph(paragraph, ledger)
    ledger.give_up()
    for paragraph in paragraphs:
        _extend_reclosed(text, paragraph)
    return [mark for paragraph in paragraphs for mark in paragraph.marks if mark.stray]


def _extend_reclosed(text: str, paragraph: _Paragraph) -> None:
    """
    Give the pair of «A», B», dit-il the second closing mark: the writer closed twice.

    Only between commas; otherwise the words between the two are mostly the journalist's.
    """
    for first, second in pairwise(paragraph.marks):
        if not second.stray or first.partner is None or first.opens or first.family != second.family:
            continue
        between = text[first.token.end : second.token.start].strip()
        behind = text[second.token.end : second.token.end + 2].strip()
        if between[:1] == "," and behind[:1] == "," and not STOP_RE.search(between):
            opening = first.partner
            opening.partner, second.partner, first.partner = second, opening, None
            first.stray, second.stray = True, False


# --- what comes out ---------------------------------------------------------------------


def _trim(text: str, start: int, end: int, strays: Mapping[int, Token]) -> tuple[int, int]:
    """Leave out blanks, and stray marks, at both ends (« A" »); *strays* are known by where they end."""
    while start < end and is_blank(text[start]):
        start += 1
    while end > start and (is_blank(text[end - 1]) or end in strays):
        end = strays[end].start if end in strays else end - 1
    return start, max(start, end)


def find_quotations(text: str, tokens: Sequence[Token]) -> tuple[list[Quotation], list[TextWarning]]:
    """
    Locate the quotations of *text*, at every depth, in reading order.

    A regular expression cannot: guillemets nest, a paragraph may re-open with « what the
    last one left open, and a writer may forget the closing mark. A stack handles all three.

        >>> from quotattr.tokenizer import tokenize
        >>> text = "Il dit : « Non », puis « Peut-être »."
        >>> quotations, warnings = find_quotations(text, tokenize(text))
        >>> [text[q.start : q.end] for q in quotations], warnings
        (['Non', 'Peut-être'], [])

    Args:
        text: One article.
        tokens: Its tokens, as `quotattr.tokenizer.tokenize` gives them.

    Returns:
        The quotations, outer before inner, and the warnings, in the order of the text. A pair
        that runs over several paragraphs is one Quotation; a paragraph that re-opens with a
        mark of its own begins another, whose ``continues`` is the index of the one before.

    An unclosed « ends with its paragraph and has ``closed=False``; nothing is dropped but what is nested more
    than `MAX_DEPTH` deep, of which one warning tells.
    """
    paragraphs = list(_read_paragraphs(text, tokens))
    strays = _pair_marks(text, paragraphs)
    openings = [mark for paragraph in paragraphs for mark in paragraph.marks if _is_opening(mark)]
    quotations, too_deep = _build(text, openings, strays)
    return quotations, _warn(openings, strays, too_deep)


def _is_opening(mark: _Mark) -> bool:
    if mark.partner is not None:
        return mark.token.start < mark.partner.token.start
    return mark.limit is not None and mark.family != "single curly"


def _build(text: str, openings: Sequence[_Mark], strays: Sequence[_Mark]) -> tuple[list[Quotation], list[_Mark]]:
    """Frozen quotations with depth and parent, which the order of the opening marks gives, and the marks too deep for it."""
    edges = {mark.token.end: mark.token for mark in strays}
    quotations: list[Quotation] = []
    too_deep: list[_Mark] = []
    index_of: dict[int, int] = {}
    around: list[int] = []
    for mark in openings:
        while around and quotations[around[-1]].outer_end <= mark.token.start:
            around.pop()
        if len(around) >= MAX_DEPTH:
            too_deep.append(mark)
            continue
        limit = mark.partner.token.start if mark.partner is not None else mark.limit
        start, end = _trim(text, mark.token.end, limit or mark.token.end, edges)
        if start == end:
            continue
        quotations.append(
            Quotation(
                start=start,
                end=end,
                outer_start=mark.token.start,
                outer_end=mark.partner.token.end if mark.partner is not None else end,
                opening=mark.token.text,
                closing=mark.partner.token.text if mark.partner is not None else "",
                depth=len(around),
                parent=around[-1] if around else None,
                closed=mark.partner is not None,
                paragraph=mark.paragraph,
                continues=None if mark.continues is None else index_of.get(id(mark.continues)),
            )
        )
        index_of[id(mark)] = len(quotations) - 1
        around.append(index_of[id(mark)])
    return quotations, too_deep


def _warn(openings: Sequence[_Mark], strays: Sequence[_Mark], too_deep: Sequence[_Mark]) -> list[TextWarning]:
    """Warnings for unclosed and stray marks, and one for those too deep, in the order of the text."""
    found = [
        TextWarning(mark.token.start, mark.token.end, f"{mark.token.text} is not closed")
        for mark in openings
        if mark.partner is None and not mark.reopened
    ]
    found += [TextWarning(mark.token.start, mark.token.end, f"{mark.token.text} closes nothing") for mark in strays]
    for mark in too_deep[:1]:
        message = f"marks nested more than {MAX_DEPTH} deep are left out: {len(too_deep)}, the first here"
        found.append(TextWarning(mark.token.start, mark.token.end, message))
    return sorted(found, key=lambda warning: warning.start)
