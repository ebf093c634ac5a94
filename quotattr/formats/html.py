"""
Articles to look at: each with its quotations marked, who said them beside, and a legend that filters.

`write_html` writes a page that needs nothing else: no network, no library, one file. `notebook_html` gives the same view of one article
for a notebook. What is shown of an article is its `View`; the templates beside this module only lay it out. Start reading at
`view_of`.

The text on the page is the text of the article, character for character: names, reasons and numbers are attributes, which the
style sheet shows beside it. So a reader can search, select and copy the article as it was.
"""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TextIO

from attrs import frozen

from quotattr.formats.markup import Mark, Piece, marks_of, nest
from quotattr.formats.rendering import render, render_to
from quotattr.quote import Article, Quote

COLOURS = 8
"""How many colours ``article.css`` has. More are hard to tell apart; so a ninth speaker has the first one's, striped."""

PATTERNS = 3
"""Plain, striped, dotted: with `COLOURS`, enough for the 19 speakers that the busiest of the annotated articles has."""

NOBODY = "nobody named"
"""Speaker of quotations whose speaker can't be named."""

NO_MEDIUM = "no medium named"
"""Source of quotations that no medium is said to have carried."""

UNSURE = 0.5
"""Below this confidence an answer is more likely wrong than right (it is calibrated: docs/accuracy.md), and gets a question mark."""

ROLE_TO_TAG = {"quote": "mark", "other": "span", "cue": "u", "speaker": "b", "source": "i"}


@frozen
class LegendEntry:
    """
    An entry of the legend: a speaker, or a source.

    Attributes:
        key: What stands for it in the text and in the script: ``A`` for a speaker, ``1`` for a source; one an article.
        name: Its name; `NOBODY` or `NO_MEDIUM` if there is none.
        count: How many quotations are its.
        colour: Of a speaker, 1 to `COLOURS`; 0 for nobody.
        pattern: Of a speaker, 0 to `PATTERNS` - 1; tells apart speakers of one colour.
    """

    key: str
    name: str
    count: int
    colour: int = 0
    pattern: int = 0


@frozen
class View:
    """
    What a page shows of one article.

    Attributes:
        article: The article.
        quotes: Its quotations, in the order of `Article.quotes`.
        number: Of the article on its page, from 1; 0 in a notebook, where nothing links to it.
        date: What the article is dated, or empty.
        speakers: The legend, most quoted first.
        sources: The legend of media, the same way.
        speaker_of: For each of *quotes*, its entry among *speakers*; None for what is no speech.
        source_of: The same for *sources*.
        pieces: The marked text, as `nest` gives it.
    """

    article: Article
    quotes: tuple[Quote, ...]
    number: int
    date: str
    speakers: tuple[LegendEntry, ...]
    sources: tuple[LegendEntry, ...]
    speaker_of: tuple[LegendEntry | None, ...]
    source_of: tuple[LegendEntry | None, ...]
    pieces: tuple[Piece, ...]

    @property
    def name(self) -> str:
        """What to call the article; empty in a notebook if it has no name of its own."""
        return article_name(self.article, self.number) if self.number else self.article.id or ""

    def quote(self, mark: Mark) -> Quote:
        """The quotation that *mark* belongs to, or the first of them."""
        return self.quotes[mark.quotes[0] - 1]

    def speaker(self, mark: Mark) -> LegendEntry:
        """Whose mark it is."""
        return self._entry(self.speaker_of, mark)

    def source(self, mark: Mark) -> LegendEntry:
        """Through which medium the words came."""
        return self._entry(self.source_of, mark)

    def is_late(self, mark: Mark) -> bool:
        """Whether it stands in the second half of the text, where there is more room above it for its reason than below."""
        return 2 * mark.span.start > len(self.article.text)

    @staticmethod
    def _entry(entries: Sequence[LegendEntry | None], mark: Mark) -> LegendEntry:
        entry = entries[mark.quotes[0] - 1]
        assert entry is not None, "only speech has a speaker to look up"
        return entry


def write_html(
    articles: Iterable[Article], stream: TextIO, *, with_others: bool = False, title: str = "Quotations"
) -> None:
    """
    Write one page of all *articles*: whole, with nothing to load from anywhere else.

        >>> import io
        >>> page = io.StringIO()
        >>> write_html([Article("<b>Rien</b>", (), id="vide")], page)
        >>> "&lt;b&gt;Rien&lt;/b&gt;" in page.getvalue()
        True

    Args:
        articles: In the order to write them. Each is written as soon as it is there, and then let go.
        stream: Open for writing text, in UTF-8.
        with_others: Mark, dimly, what is no speech as well: titles, nicknames, terms.
        title: Of the page.

    Raises:
        MissingExtraError: Jinja2 is not installed.
    """
    views = (view_of(article, number, with_others=with_others) for number, article in enumerate(articles, start=1))
    render_to(stream, "page.html", views=views, title=title, tags=ROLE_TO_TAG, unsure=UNSURE)


def notebook_html(article: Article) -> str:
    """
    The view of one article for a notebook: styles that reach nothing else, and a script that only its own buttons use.

    Where a notebook drops scripts, the legend is there but doesn't filter.

    Raises:
        MissingExtraError: Jinja2 is not installed.
    """
    return render("notebook.html", view=view_of(article, with_others=True), tags=ROLE_TO_TAG, unsure=UNSURE)


def view_of(article: Article, number: int = 0, *, with_others: bool = False, date: str = "") -> View:
    """
    What to show of *article*: legends counted, every quotation given its speaker's colour, marks put in order.

        >>> view_of(Article("Bonjour.", ())).pieces[0].text
        'Bonjour.'
    """
    quotes = article.quotes
    speakers = _speakers(Counter(_speaker_name(quote) for quote in article.speech))
    sources = _sources(Counter(_source_name(quote) for quote in article.speech))
    return View(
        article,
        quotes,
        number,
        date,
        tuple(speakers.values()),
        tuple(sources.values()),
        tuple(None if quote.kind == "other" else speakers[_speaker_name(quote)] for quote in quotes),
        tuple(None if quote.kind == "other" else sources[_source_name(quote)] for quote in quotes),
        tuple(nest(article.text, marks_of(article, with_others=with_others))),
    )


def article_name(article: Article, number: int) -> str:
    """What to call an article on a page of many: what the caller called it, else its number."""
    return article.id if article.id is not None else f"article {number}"


def _speaker_name(quote: Quote) -> str | None:
    return quote.speaker.name if quote.speaker else None


def _source_name(quote: Quote) -> str | None:
    return quote.source.name if quote.source else None


def _speakers(counts: Counter[str | None]) -> dict[str | None, LegendEntry]:
    """The legend of speakers: letters and colours in the order of their counts, a grey question mark for nobody."""
    named = [(name, count) for name, count in counts.most_common() if name is not None]
    entries: dict[str | None, LegendEntry] = {
        name: LegendEntry(letters_of(rank), name, count, rank % COLOURS + 1, rank // COLOURS % PATTERNS)
        for rank, (name, count) in enumerate(named)
    }
    if counts[None]:
        entries[None] = LegendEntry("?", NOBODY, counts[None])
    return entries


def _sources(counts: Counter[str | None]) -> dict[str | None, LegendEntry]:
    """The legend of media, those with a name first."""
    ranked = sorted(counts.most_common(), key=lambda entry: entry[0] is None)
    return {
        name: LegendEntry(str(rank), name or NO_MEDIUM, count) for rank, (name, count) in enumerate(ranked, start=1)
    }


def letters_of(rank: int) -> str:
    """
    The label of the speaker who is *rank*-th in the legend, counted from 0.

        >>> [letters_of(rank) for rank in (0, 25, 26, 701, 702)]
        ['A', 'Z', 'AA', 'ZZ', 'AAA']
    """
    label = ""
    while rank >= 0:
        rank, letter = divmod(rank, len(string.ascii_uppercase))
        label = string.ascii_uppercase[letter] + label
        rank -= 1
    return label
