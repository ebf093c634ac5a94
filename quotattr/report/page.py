"""
The report as a page: counts and charts first, then every quotation in a table, then the articles they stand in.

All is in one file, which can be sent, kept and opened without a network: each row of the table leads to the place in its article,
marked as `quotattr.formats.html` marks it. Start reading at `write_report`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TextIO

from attrs import frozen

from quotattr.formats.html import NO_MEDIUM, NOBODY, ROLE_TO_TAG, UNSURE, article_name, view_of
from quotattr.formats.rendering import render_to
from quotattr.quote import Article
from quotattr.report.columns import Chart, columns_of, read_date
from quotattr.report.counting import SPEECH_KINDS, PlacedQuote, Row, Tally, count_quotes, group_quotes, rank_names

MAX_SHOWN = 180
"""Characters of a quotation that the table shows; the article has the rest."""


@frozen
class ArticleRow:
    """A line of the table of articles; *number* is that of its anchor."""

    number: int
    name: str
    day: date | None
    tally: Tally
    speakers: tuple[str, ...]


@frozen
class Report:
    """
    What a report says, ready to be laid out.

    Attributes:
        total: All speech.
        speakers: Most quoted first, nobody last.
        sources: The media that carried most first, none last.
        articles: In the order given.
        quotes: All speech, in the order of articles and text.
        chart: Over time; None if no article has a date.
        undated: How many articles have none, where others have.
    """

    total: Tally
    speakers: Sequence[Row]
    sources: Sequence[Row]
    articles: Sequence[ArticleRow]
    quotes: Sequence[PlacedQuote]
    chart: Chart | None
    undated: int

    @property
    def named_speakers(self) -> int:
        """How many names there are."""
        return sum(row.name is not None for row in self.speakers)

    @property
    def sourced(self) -> int:
        """How many quotations a medium carried."""
        return sum(row.tally.quotations for row in self.sources if row.name is not None)


def write_report(
    articles: Iterable[Article],
    path_or_stream: str | os.PathLike[str] | TextIO,
    *,
    dates: Mapping[str, str | date] | None = None,
    title: str = "Who is quoted",
) -> None:
    """
    Write one page about all *articles*: who is quoted how often and how long, and every quotation in its place.

        >>> import io
        >>> from quotattr import Article
        >>> page = io.StringIO()
        >>> write_report([Article("Rien.", (), id="vide")], page, dates={"vide": "2024-05-12"})
        >>> page.getvalue().startswith("<!DOCTYPE html>")
        True

    Args:
        articles: In the order to list them. All are kept in memory until the page is written, since counts stand first.
        path_or_stream: The file to write, in UTF-8; or a stream open for writing text, which is left open.
        dates: `Article.id` → its day: a `date`, or text that begins with one as ISO 8601 has it. With it, a chart shows
            quotations over time. It is looked at only when all articles have come, so it may be filled meanwhile. What
            is no date counts as none, and the page says how many articles have none.
        title: Of the page.

    Raises:
        MissingExtraError: Jinja2 is not installed.
        OSError: The file can't be written.
    """
    gathered = list(articles)
    days = _days(gathered, dates or {})
    if isinstance(path_or_stream, (str, os.PathLike)):
        with Path(path_or_stream).open("w", encoding="utf-8") as stream:
            _write(gathered, days, stream, title)
    else:
        _write(gathered, days, path_or_stream, title)


def _days(articles: Sequence[Article], dates: Mapping[str, str | date]) -> dict[int, date]:
    """Number of an article → its day, of those that have one."""
    found = (read_date(dates.get(article.id)) if article.id is not None else None for article in articles)
    return {number: day for number, day in enumerate(found, start=1) if day is not None}


def _write(articles: Sequence[Article], days: Mapping[int, date], stream: TextIO, title: str) -> None:
    views = (
        view_of(article, number, date=days[number].isoformat() if number in days else "")
        for number, article in enumerate(articles, start=1)
    )
    render_to(
        stream,
        "report.html",
        report=report_of(articles, days),
        views=views,
        title=title,
        tags=ROLE_TO_TAG,
        unsure=UNSURE,
        kinds=SPEECH_KINDS,
        nobody=NOBODY,
        no_medium=NO_MEDIUM,
        max_shown=MAX_SHOWN,
    )


def report_of(articles: Sequence[Article], days: Mapping[int, date]) -> Report:
    """Count everything that a report on *articles* says; *days* are those of `columns_of`."""
    quotes = [
        PlacedQuote(quote, article_number, number)
        for article_number, article in enumerate(articles, start=1)
        for number, quote in enumerate(article.quotes, start=1)
        if quote.kind != "other"
    ]
    return Report(
        count_quotes(quotes),
        rank_names(quotes, lambda each: each.speaker, lambda each: each.source),
        rank_names(quotes, lambda each: each.source, lambda each: each.speaker),
        _article_rows(articles, quotes, days),
        quotes,
        columns_of(quotes, days) if days else None,
        len(articles) - len(days) if days else 0,
    )


def _article_rows(
    articles: Sequence[Article], quotes: Sequence[PlacedQuote], days: Mapping[int, date]
) -> list[ArticleRow]:
    placed = group_quotes(quotes, lambda each: each.article)
    return [
        ArticleRow(
            number,
            article_name(article, number),
            days.get(number),
            count_quotes(placed.get(number, ())),
            tuple(name for name in group_quotes(placed.get(number, ()), lambda each: each.speaker) if name is not None),
        )
        for number, article in enumerate(articles, start=1)
    ]
