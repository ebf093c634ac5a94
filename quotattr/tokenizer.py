"""
Text → tokens, as the French treebanks of Universal Dependencies cut them.

Begin with `tokenize`; what it does is written in the tables of `_compile_token_re`, one
pattern a row: at each place of the text the first row that matches wins. The
tokens and the blanks between them rebuild the text, whatever it holds, so that every
offset points into what the caller gave. Contractions (*au*, *du*) stay one token here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Literal, cast

import regex
from attrs import frozen

from quotattr import marks
from quotattr.lexicons import Table, read_rows, shipped_folder
from quotattr.spans import Span

TokenKind = Literal["word", "number", "punct", "mark", "url", "handle", "email", "symbol"]


@frozen
class Token:
    """
    One word, number, mark or sign of the text.

        >>> [token] = tokenize(" Oui ")
        >>> token.text, token.span, token.kind
        ('Oui', Span(start=1, end=4), 'word')

    Attributes:
        text: The token as it stands in the text.
        start: First code point, counted from 0.
        end: The code point after the last one.
        kind: ``mark`` for quotation marks of every sort (never an apostrophe), ``punct``
            for the other punctuation, ``symbol`` for signs, emoji and what is left.
    """

    text: str
    start: int
    end: int
    kind: TokenKind

    @property
    def span(self) -> Span:
        """Where the token stands in the caller's text."""
        return Span(self.start, self.end)


# --- the pieces the patterns are made of ----------------------------------------------

_BLANK: Final = rf"[\s{marks.INVISIBLES}]"
_APOSTROPHE: Final = rf"[{regex.escape(marks.APOSTROPHES)}]"
_HYPHEN: Final = rf"[{marks.HYPHENS}]"
_NUMBER_SPACE: Final = rf"[ {marks.NO_BREAK_SPACES}{marks.THIN_SPACES}]"
_LETTER: Final = r"[\p{L}\p{M}]"
_LETTERS: Final = rf"\p{{L}}[\p{{L}}\p{{M}}\p{{Nd}}\p{{No}}{marks.SOFT_HYPHEN}]*+"
_CONSONANT: Final = r"[b-df-hj-np-tv-zçB-DF-HJ-NP-TV-ZÇ]"

ELIDED: Final = ("jusqu", "lorsqu", "puisqu", "quoiqu", "quelqu", "qu", "l", "d", "j", "m", "t", "s", "c", "n", "ç")
"""What loses its vowel before another word and is a token of its own with its apostrophe."""

UNSPLIT: Final = (
    rf"quelqu{_APOSTROPHE}une?",
    rf"c{_APOSTROPHE}est{_HYPHEN}à{_HYPHEN}dire",
    rf"l{_APOSTROPHE}on",
    rf"(?:rendez|garde{_HYPHEN}à){_HYPHEN}vous",
    rf"(?:celui|celle|ceux|celles|cas){_HYPHEN}(?:là|ci)",
    rf"(?:jusque|par|de|d{_APOSTROPHE}ici){_HYPHEN}là",
    rf"prie{_HYPHEN}dieu",
)
"""Wholes in the treebanks though an elision or a clitic could be seen in them."""

SUBJECT_CLITICS: Final = ("ils", "il", "elles", "elle", "on", "je", "tu", "ce", "nous", "vous")
OBJECT_CLITICS: Final = ("moi", "toi", "lui", "leur", "les", "le", "la", "en", "y", "là", "ci")
_CLITICS: Final = "|".join(SUBJECT_CLITICS + OBJECT_CLITICS)
_CLITIC: Final = (
    rf"[{marks.HYPHENS}{marks.LONG_DASHES}]"
    rf"(?:[mt]{_APOSTROPHE}(?=(?:en|y)\b)"
    rf"|(?:t(?:{_HYPHEN}|{_APOSTROPHE})(?:ils?|elles?|on)|{_CLITICS})"
    rf"(?![\p{{L}}\p{{M}}\p{{N}}]|{_APOSTROPHE}\p{{L}}|{_HYPHEN}(?!(?:{_CLITICS})(?![\p{{L}}\p{{M}}]))\p{{L}}))"
)
"""*-il*, *-t-il*, *-le* before *-moi*; not the *-le-* of Bar-le-Duc."""
_SECOND_NAME: Final = r"\p{Lu}\p{Ll}{1,20}\s\p{Lu}\p{Ll}{1,20}"
_CLITIC_CASED: Final = rf"(?:(?<=[\p{{Ll}}\p{{M}}])(?<!{_SECOND_NAME}){_CLITIC}|(?<=\p{{Lu}})(?=.[A-Z])(?i:{_CLITIC}))"
"""
*-il* after a verb: lower case, or capitals after capitals (A-T-IL), so that Jean-Le stays whole; not
after two capitalised words, so that Park Song-il does.
"""

_ALL_DASHES: Final = marks.HYPHENS + marks.LONG_DASHES + "\N{MINUS SIGN}"
_SYMBOLS: Final = r"%‰&@#*§/\\†_"
"""Signs that Unicode counts as punctuation."""

_DOMAIN_END: Final = "fr|com|org|net|info|eu|be|ch|ca|lu|ma|tn|dz|sn|cm|ci|uk|de|ru|tv"
_URL: Final = (
    rf"(?i:https?://|www\.)[^\s<>{''.join(marks.FAMILY_OF)}]+(?<![.,;:!?)\]…'’])"
    rf"|(?=[a-z0-9-]{{1,63}}+\.[a-z])[a-z0-9][a-z0-9-]{{0,62}}+(?:\.[a-z0-9-]{{1,62}}){{0,4}}?\.(?:{_DOMAIN_END})(?:/[\w/.%?=&-]{{0,200}}[\w/])?(?![\p{{L}}\p{{N}}]|\.\p{{L}})"
)
_EMAIL: Final = r"(?<![\w.+-])[\w.+-]{1,64}+@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"
_HANDLE: Final = r"(?<![\p{L}\p{N}])[@#][\p{L}_][\w]{0,100}"

_DOUBLED_MARKS: Final = (
    rf"<<|>>|,,(?={_BLANK}?\p{{L}})|(?<!\p{{L}}(?=..\p{{L}}))(?:{'|'.join(sorted(marks.DOUBLED_SINGLES))})"
)
_SINGLE_MARKS: Final = "".join(
    mark
    for mark in marks.FAMILY_OF
    if len(mark) == 1 and mark not in (marks.SINGLE_CURLY_OPENING, marks.SINGLE_CURLY_CLOSING)
)
_MARK: Final = rf"{_DOUBLED_MARKS}|[{_SINGLE_MARKS}]|(?<!\p{{L}}){marks.SINGLE_CURLY_OPENING}"

_GROUPED_NUMBER: Final = rf"\d{{1,3}}(?:{_NUMBER_SPACE}\d{{3}}(?!\d))+(?:[.,]\d+)?+(?![\p{{L}}\p{{Nd}}])"
_NUMBER: Final = (
    rf"(?:(?<![\w)\]])[-\N{{MINUS SIGN}}])?(?:{_GROUPED_NUMBER}"
    rf"|\d++(?:[.,:/’'{marks.HYPHENS}{marks.LONG_DASHES}]\d++)*+(?:[\p{{L}}\p{{M}}²³]++(?:[-/]?\d++[\p{{L}}²³]*+)*+)?+)"
)
_ACRONYM: Final = r"\p{Lu}\.(?:-?\p{Lu}\.)++(?:\p{Lu}(?![\p{L}\p{M}.]))?+|\p{Lu}\p{Ll}?\.(?:-\p{Lu}\p{Ll}?\.)++"
_WORD: Final = (
    rf"{_LETTERS}(?:(?!{_CLITIC_CASED})(?:{_HYPHEN}(?=[\p{{L}}\p{{N}}])|{_APOSTROPHE}(?=\p{{L}})|&(?=\p{{Lu}}))"
    rf"[\p{{L}}\p{{N}}][\p{{L}}\p{{M}}\p{{N}}{marks.SOFT_HYPHEN}]*+)*+(?:°(?={_BLANK}?\d))?"
)
_ELISION: Final = (
    rf"(?=\p{{L}}{{1,6}}{_APOSTROPHE})(?![NM]{_APOSTROPHE}(?:(?![hH]){_CONSONANT}|H\p{{Ll}}))"
    rf"(?i:{'|'.join(ELIDED)}){_APOSTROPHE}(?={_BLANK}?(?:[\p{{L}}\p{{N}}(\[#@…]|{_MARK}))"
)
_SLASH_WORD: Final = rf"{_LETTERS}(?:\((?:e|s|es|ne|ve|ère|trice)\))+(?:s(?!\p{{L}}))?"


# --- the words that live in files -------------------------------------------------------

_ABBREVIATIONS: Final = Table(
    "abbreviations",
    {"abbreviation": (), "next": ("any", "capital", "lower", "number"), "ends": ("yes", "no"), "gloss": ()},
    ("abbreviation",),
)
FUNCTION_WORDS: Final = Table(
    "function_words", {"word": (), "opens": ("yes", "no"), "french": ("yes", "no")}, ("word",)
)

_NEXT_TO_PATTERN: Final = MappingProxyType(
    {
        "any": "",
        "capital": rf"(?={_BLANK}{{0,2}}(?:\p{{Lu}}|{_MARK}))",
        "lower": rf"(?={_BLANK}{{0,2}}[\p{{Ll}}(])",
        "number": rf"(?={_BLANK}{{0,2}}(?:\p{{N}}|[IVXLCDM]+\b|ex\.))",
    }
)
"""What an abbreviation asks to follow → the look-ahead for it."""


def read_words(table: Table, column: str) -> frozenset[str]:
    """
    The words of a lexicon *table* whose *column* says yes.

        >>> "mais" in read_words(FUNCTION_WORDS, "opens")
        True

    Raises:
        LexiconError: A row is not what the head of the file promises.
    """
    rows = read_rows(shipped_folder(), table)
    return frozenset(row[table.key_columns[0]] for row in rows if row[column] == "yes")


@lru_cache(maxsize=1)
def ending_abbreviations() -> frozenset[str]:
    """
    The abbreviations with which a sentence may end.

        >>> "etc." in ending_abbreviations(), "Mgr." in ending_abbreviations()
        (True, False)
    """
    return read_words(_ABBREVIATIONS, "ends")


@lru_cache(maxsize=1)
def known_abbreviations() -> frozenset[str]:
    """
    Every abbreviation of the lexicon, with its stop.

        >>> "Mgr." in known_abbreviations(), "Q." in known_abbreviations()
        (True, False)
    """
    rows = read_rows(shipped_folder(), _ABBREVIATIONS)
    return frozenset(row["abbreviation"] for row in rows)


def _abbreviation_pattern() -> str:
    """The lexicon as one alternation, the longest form first."""
    rows = read_rows(shipped_folder(), _ABBREVIATIONS)
    rows.sort(key=lambda row: len(row["abbreviation"]), reverse=True)
    return "|".join(
        regex.escape(row["abbreviation"], special_only=True) + _NEXT_TO_PATTERN[row["next"]] for row in rows
    )


@lru_cache(maxsize=1)
def _opener_pattern() -> str:
    words = sorted(word.capitalize() for word in read_words(FUNCTION_WORDS, "opens"))
    return rf"(?:(?:{'|'.join(words)})(?![\p{{L}}\p{{M}}])|[LDCJNMST]{_APOSTROPHE})"


@lru_cache(maxsize=1)
def _compile_opener_re() -> regex.Pattern[str]:
    return regex.compile(_opener_pattern())


def is_sentence_opener(word: str) -> bool:
    """
    Whether *word*, as it stands, often begins a sentence and never a name.

        >>> is_sentence_opener("Mais"), is_sentence_opener("L’"), is_sentence_opener("Martin")
        (True, True, False)
    """
    return _compile_opener_re().fullmatch(word) is not None


def _initial_pattern() -> str:
    """
    A capital with its stop: *F.* before or behind a name, but not *B.* in *le plan B. Il*.

    Before a capital that opens no sentence, or behind a capitalised word or another initial.
    """
    return (
        rf"\p{{Lu}}\.(?={_BLANK}?(?!{_opener_pattern()})\p{{Lu}})"
        rf"|(?<=(?:\p{{Lu}}\p{{M}}*(?:\p{{Ll}}|\p{{M}}){{1,20}}|\p{{Lu}}\.){_BLANK})\p{{Lu}}\.(?!\.)"
    )


# --- the table --------------------------------------------------------------------------

Row = tuple[TokenKind, str]


def _letter_rows() -> Sequence[Row]:
    """
    What may begin with a letter.

    A word between blanks comes first, for speed: none of the others is that. Then an address
    before the words in it, what keeps its full stop before what does not, and wholes
    (*quelqu'un*) before elisions.
    """
    return (
        ("word", rf"{_LETTER}++(?=[ ,]{_LETTER})"),
        ("url", _URL),
        ("email", _EMAIL),
        ("word", rf"(?=[\p{{L}}\p{{M}}]{{1,6}}+[.-])(?:{_abbreviation_pattern()})"),
        ("word", rf"(?=\p{{Lu}}\p{{Ll}}?\.)(?:{_ACRONYM}|{_initial_pattern()})"),
        ("word", rf"(?i:{'|'.join(UNSPLIT)})(?![\p{{L}}\p{{M}}]|{_HYPHEN}\p{{L}})"),
        ("word", _ELISION),
        ("word", _SLASH_WORD),
        ("word", _WORD),
    )


@lru_cache(maxsize=1)
def _compile_token_re() -> regex.Pattern[str]:
    """The tables of patterns by what a token may begin with, compiled when the first text comes."""
    tables: Sequence[tuple[str, Sequence[Row]]] = (
        (r"\p{L}", _letter_rows()),
        (r"\p{N}", (("url", _URL), ("email", _EMAIL), ("number", _NUMBER))),
        (f"[{_ALL_DASHES}]", (("word", _CLITIC_CASED), ("number", _NUMBER), ("punct", r"-{2,}+|\p{Pd}"))),
        (
            rf"(?!{_BLANK}).",
            (
                ("handle", _HANDLE),
                ("mark", _MARK),
                ("punct", rf"\.{{2,}}+|(?![{_SYMBOLS}])\p{{P}}"),
                ("symbol", r"°[CF]\b|."),
            ),
        ),
    )
    branches = (
        f"(?={first})(?:{'|'.join(f'(?P<{kind}>{pattern})' for kind, pattern in rows)})" for first, rows in tables
    )
    return regex.compile("|".join(branches), regex.DOTALL | regex.VERSION1)


def _iter_tokens(text: str) -> Iterator[Token]:
    for match in _compile_token_re().finditer(text):
        kind = cast(TokenKind, match.lastgroup)
        yield Token(match.group(), match.start(), match.end(), kind)


def tokenize(text: str) -> list[Token]:
    """
    Cut *text* into tokens; nothing but blanks is left between them.

        >>> [token.text for token in tokenize("L’homme, a-t-il dit, «n’ira pas».")]
        ['L’', 'homme', ',', 'a', '-t-il', 'dit', ',', '«', 'n’', 'ira', 'pas', '»', '.']
        >>> [token.text for token in tokenize("M. Jean-Pierre Le Goff vaut 10 000 $ aujourd'hui")]
        ['M.', 'Jean-Pierre', 'Le', 'Goff', 'vaut', '10 000', '$', "aujourd'hui"]

    Args:
        text: Any string; lone surrogates and control characters are tokens like others.

    Returns:
        The tokens in order, in time linear in the length of the text. Blanks are white
        space and the characters without width of `marks.INVISIBLES`.

    It follows Sequoia and GSD: *l'on*, *quelqu'un*, *celui-ci* whole; *cette année -là* not.
    A straight or curly apostrophe at the edge of a word is punctuation, never a mark, for
    it may be an elision; `quotattr.quotations` decides.
    """
    return list(_iter_tokens(text))
