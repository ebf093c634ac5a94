"""
Tokens → sentences, with quotation marks and incises in mind.

Begin with `split_sentences`. A sentence ends at a stop, or at the closing mark or bracket
right behind one, unless what follows goes on with it: `CONTINUATIONS` is the table of the
reasons to go on, each a small predicate, asked in order. A line break always ends one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from attrs import frozen

from quotattr import marks
from quotattr.quotations import is_blank, split_paragraphs
from quotattr.tokenizer import Token, ending_abbreviations, is_sentence_opener, known_abbreviations

STOPS: Final = frozenset(".?!")
_CLOSING_BRACKETS: Final = frozenset(")]}")
_OPENING_BRACKETS: Final = frozenset("([{")
_NEVER_FIRST: Final = frozenset(",;:") | _CLOSING_BRACKETS


@frozen
class Sentence:
    """
    A run of tokens: ``tokens[sentence.first:sentence.last]``.

    Attributes:
        first: Index of its first token.
        last: Index after its last token.
        paragraph: Number of its paragraph; only lines with content count.
    """

    first: int
    last: int
    paragraph: int


@frozen
class _Boundary:
    """
    A place where a sentence might end, as the predicates see it.

    Attributes:
        stop: The token that stops: *.*, *?*, *…*, *etc.*
        quoted: Whether a closing mark stands between the stop and what follows.
        following: The token after it.
        glued: Whether that token follows without a blank.
        initial: Whether the stop is the second token of its sentence (*1.*), after `opener`.
        opener: The first token of the sentence.
        named: Whether a capitalised word that opens no sentence stands before the stop.
    """

    stop: Token
    quoted: bool
    following: Token
    glued: bool
    initial: bool
    opener: Token
    named: bool


def _is_ellipsis(token: Token) -> bool:
    return token.text == marks.ELLIPSIS or (len(token.text) > 1 and set(token.text) == {"."})


def _is_abbreviation(token: Token) -> bool:
    return token.kind == "word" and token.text.endswith(".")


def _is_stop(token: Token) -> bool:
    """Whether a sentence may end with this token."""
    if token.kind == "punct":
        return token.text in STOPS or _is_ellipsis(token)
    return _is_abbreviation(token)


def _is_name(token: Token) -> bool:
    return token.text[:1].isupper() and not is_sentence_opener(token.text)


def _starts_lower(token: Token) -> bool:
    return token.kind == "word" and token.text.lstrip(marks.HYPHENS)[:1].islower()


def _goes_on_in_lower_case(boundary: _Boundary) -> bool:
    """« Oui ! » dit-il; also an abbreviation nobody listed."""
    return _starts_lower(boundary.following) and not (boundary.stop.text == "." and boundary.quoted and boundary.glued)


def _goes_on_with_punctuation(boundary: _Boundary) -> bool:
    """« Oui ? », dit-il."""
    return boundary.following.text in _NEVER_FIRST


def _is_abbreviation_inside(boundary: _Boundary) -> bool:
    """
    M. Dupont; but a capital that often opens a sentence begins one after *etc.* or an initial.

    *M. Le Goff* is no initial, save behind a name: *Stéphane M. Le juge*.
    """
    if not _is_abbreviation(boundary.stop):
        return False
    opens = is_sentence_opener(boundary.following.text)
    if boundary.stop.text in ending_abbreviations():
        return not (opens or boundary.following.text[:1].isupper() or boundary.following.kind == "mark")
    is_initial = boundary.stop.text.isupper() and (boundary.named or boundary.stop.text not in known_abbreviations())
    return not (opens and is_initial)


def _is_list_number(boundary: _Boundary) -> bool:
    """1. Le premier point"""
    return boundary.initial and boundary.stop.text == "." and boundary.opener.kind == "number"


def _is_glued_figure(boundary: _Boundary) -> bool:
    """A stop glued to a figure is no stop: version 2.x, .5"""
    return boundary.glued and boundary.stop.text == "." and boundary.following.kind in ("number", "symbol")


CONTINUATIONS: Final[Sequence[Callable[[_Boundary], bool]]] = (
    _is_abbreviation_inside,
    _goes_on_with_punctuation,
    _goes_on_in_lower_case,
    _is_list_number,
    _is_glued_figure,
)
"""Why a sentence goes on after a stop. Abbreviations first: their capital is no new sentence."""


def split_sentences(tokens: Sequence[Token], text: str) -> list[Sentence]:
    """
    Cut the tokens of *text* into sentences.

        >>> from quotattr.tokenizer import tokenize
        >>> text = "« Oui ! » dit M. Roy. « Non. » Il sort."
        >>> tokens = tokenize(text)
        >>> [text[tokens[s.first].start : tokens[s.last - 1].end] for s in split_sentences(tokens, text)]
        ['« Oui ! » dit M. Roy.', '« Non. »', 'Il sort.']

    Args:
        tokens: One article's tokens.
        text: The article.

    Returns:
        Sentences that cover all tokens, in order; none crosses a line break. The closing mark
        belongs to the sentence whose stop is inside.

    A quotation of several sentences is cut inside as well. Without capitals there is no cut
    after a stop: an article all in lower case is one sentence a line.
    """
    sentences: list[Sentence] = []
    for paragraph, (first, last) in enumerate(split_paragraphs(text, tokens)):
        for end in _find_ends(tokens, text, first, last):
            sentences.append(Sentence(first, end, paragraph))
            first = end
    return sentences


def _find_ends(tokens: Sequence[Token], text: str, first: int, last: int) -> Iterator[int]:
    """Yield the index after the last token of each sentence of one paragraph."""
    index, opener = first, first
    while index < last:
        if not _is_stop(tokens[index]) or _is_leading_ellipsis(tokens, index, opener):
            index += 1
            continue
        after, quoted = _skip_closers(tokens, text, index + 1, last)
        if after < last and not _goes_on(tokens, index, after, quoted, opener):
            yield after
            opener = after
        index = after
    if opener < last:
        yield last


def _goes_on(tokens: Sequence[Token], stop: int, after: int, quoted: bool, opener: int) -> bool:
    boundary = _Boundary(
        stop=tokens[stop],
        quoted=quoted,
        following=_first_telling(tokens, after),
        glued=tokens[after].start == tokens[after - 1].end,
        initial=stop == opener + 1,
        opener=tokens[opener],
        named=stop > opener and _is_name(tokens[stop - 1]),
    )
    return any(reason(boundary) for reason in CONTINUATIONS)


def _first_telling(tokens: Sequence[Token], index: int) -> Token:
    """The token that tells whether a sentence starts: the one behind a dash (« Oui ! » – dit-il)."""
    if tokens[index].text in marks.DASHES and index + 1 < len(tokens) and _starts_lower(tokens[index + 1]):
        return tokens[index + 1]
    return tokens[index]


def _is_leading_ellipsis(tokens: Sequence[Token], index: int, opener: int) -> bool:
    """An ellipsis right after an opening mark or bracket, or first of all, ends nothing: « … et puis »."""
    if not _is_ellipsis(tokens[index]):
        return False
    before = tokens[index - 1] if index > opener else None
    return before is None or before.text in _OPENING_BRACKETS or before.text in marks.OPENING_GUILLEMETS


def _skip_closers(tokens: Sequence[Token], text: str, index: int, last: int) -> tuple[int, bool]:
    """Go past further stops, closing marks and brackets; say whether a mark was among them."""
    quoted = False
    while index < last:
        token = tokens[index]
        if token.kind == "mark" and _closes(tokens, text, index):
            quoted = True
        elif not (token.text in _CLOSING_BRACKETS or (token.kind == "punct" and _is_stop(token))):
            break
        index += 1
    return index, quoted


def _closes(tokens: Sequence[Token], text: str, index: int) -> bool:
    """Whether a mark behind a stop closes: by its glyph, or, if straight, by having no blank before it."""
    token = tokens[index]
    if token.text in marks.CLOSING_GUILLEMETS or token.text in marks.CLOSING_CURLY:
        return True
    if token.text not in marks.NEUTRAL_MARKS and token.text != marks.CURLY_OPENING:
        return False
    after = text[token.end : token.end + 1]
    if token.start > tokens[index - 1].end:
        return is_blank(after) and index + 1 < len(tokens) and _starts_lower(tokens[index + 1])
    return is_blank(after) or not after.isalnum()
