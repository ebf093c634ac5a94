"""What a report counts, draws and leads to. How it looks and works in a browser is tested in ``browser/``."""

from __future__ import annotations

import io
from datetime import date, datetime

import pytest
from pages import NASTY, Page, article_of, quotation

from quotattr import Article
from quotattr.report import write_report
from quotattr.report.columns import HEIGHT, MAX_COLUMNS, WIDTH, columns_of, draw, read_date
from quotattr.report.counting import PlacedQuote, Row, Tally, count_words, rank_names
from quotattr.report.page import MAX_SHOWN, report_of

PONT = "Le pont tiendra, dit Anne. Il tiendra bon, dit Zoé. Il a tenu."
BAC = "Le bac coule, dit Anne."

FIRST = Article(
    PONT,
    (
        quotation(PONT, (0, 15), speaker="Anne", source="AFP"),
        quotation(PONT, (27, 41), kind="mixed", speaker="Zoé", source="AFP"),
        quotation(PONT, (51, 60), kind="indirect"),
    ),
    (quotation(PONT, (3, 7), kind="other"),),
    id="pont",
)
SECOND = Article(BAC, (quotation(BAC, (0, 12), kind="mixed", speaker="Anne", hedges=("negated",)),), id="bac")


def report_page(*articles: Article, **options: object) -> Page:
    stream = io.StringIO()
    write_report(articles, stream, **options)
    stream.getvalue().encode("utf-8")
    return Page(stream.getvalue())


# --- counting


def test_speakers_are_counted_over_articles():
    report = report_of([FIRST, SECOND], {})
    assert report.total == Tally(direct=1, mixed=2, indirect=1, words=12, characters=50, articles=2)
    assert report.speakers == [
        Row("Anne", Tally(direct=1, mixed=1, words=6, characters=27, articles=2), (("AFP", 1),)),
        Row("Zoé", Tally(mixed=1, words=3, characters=14, articles=1), (("AFP", 1),)),
        Row(None, Tally(indirect=1, words=3, characters=9, articles=1), ()),
    ]
    assert (report.named_speakers, report.sourced) == (2, 2)


def test_media_are_counted_with_whom_they_quote():
    report = report_of([FIRST, SECOND], {})
    assert [(row.name, str(row.tally), row.partners) for row in report.sources] == [
        ("AFP", "1 direct, 1 mixed", (("Anne", 1), ("Zoé", 1))),
        (None, "1 mixed, 1 indirect", (("Anne", 1),)),
    ]


def test_articles_are_counted_in_their_order():
    report = report_of([FIRST, Article("Rien.", ()), SECOND], {3: date(2024, 5, 12)})
    assert [(row.number, row.name, row.day, row.tally.quotations, row.speakers) for row in report.articles] == [
        (1, "pont", None, 3, ("Anne", "Zoé")),
        (2, "article 2", None, 0, ()),
        (3, "bac", date(2024, 5, 12), 1, ("Anne",)),
    ]
    assert report.undated == 2


def test_words_of_a_quotation_in_another_count_for_both():
    text = "Il m’a dit oui, raconte-t-elle."
    outer, inner = quotation(text, (0, 14), speaker="Zoé"), quotation(text, (11, 14), speaker="Anne")
    counted = rank_names(
        [PlacedQuote(outer, 1, 1), PlacedQuote(inner, 1, 2)], lambda each: each.speaker, lambda each: None
    )
    assert [(row.name, row.tally.words, row.tally.characters) for row in counted] == [("Zoé", 5, 14), ("Anne", 1, 3)]


@pytest.mark.parametrize(("text", "count"), [("", 0), ("!", 0), ("l’eau", 2), ("20 cm", 2), ("un\n\ndeux", 2)])
def test_words(text, count):
    assert count_words(text) == count


# --- time


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2024-05-12", date(2024, 5, 12)),
        (" 2024-05-12T06:00:00Z", date(2024, 5, 12)),
        (date(2024, 5, 12), date(2024, 5, 12)),
        (datetime(2024, 5, 12, 23, 59), date(2024, 5, 12)),
        ("12/05/2024", None),
        ("20240512", None),
        ("2024-02-31", None),
        ("2024", None),
        ("", None),
        (None, None),
        (float("nan"), None),
    ],
)
def test_dates(value, day):
    assert read_date(value) == day


@pytest.mark.parametrize(
    ("first", "last", "names"),
    [
        (date(2024, 2, 28), date(2024, 3, 1), ["2024-02-28", "2024-02-29", "2024-03-01"]),
        (date(2023, 11, 30), date(2024, 2, 1), ["2023-11", "2023-12", "2024-01", "2024-02"]),
        (date(1990, 1, 1), date(2024, 1, 1), ["1990", "2024"]),
        (date(1, 1, 1), date(9999, 12, 31), ["0001", "9999"]),
        (date(2024, 5, 12), date(2024, 5, 12), ["2024-05-12"]),
    ],
)
def test_columns_are_as_narrow_as_they_can_be(first, last, names):
    chart = columns_of([PlacedQuote(quote, 1, 1) for quote in SECOND], {1: first, 2: last})
    assert [column.name for column in chart.columns] == names
    assert [column.tally.quotations for column in chart.columns] == [1, *[0] * (len(names) - 1)]


@pytest.mark.parametrize("number", [0, 1, 2, MAX_COLUMNS, 300, 5000])
@pytest.mark.parametrize("highest", [0, 1, 7, 1234])
def test_a_chart_keeps_to_its_drawing(number, highest):
    chart = draw({str(name): Tally(direct=highest, indirect=1) for name in range(number)})
    boxes = [box for column in chart.columns for box in column.boxes]
    assert all(box.x >= 0 and box.x + box.width <= WIDTH and box.y >= 0 for box in boxes)
    assert all(box.y + box.height <= HEIGHT for box in boxes)
    assert chart.ticks[0].value == 0
    assert all(0 <= tick.y <= HEIGHT for tick in chart.ticks)
    assert len(boxes) == number * (2 if highest else 1)


def test_the_boxes_of_a_column_stand_on_each_other():
    [column] = draw({"2024": Tally(direct=1, mixed=2, indirect=1)}).columns
    direct, mixed, indirect = column.boxes
    assert (direct.kind, mixed.kind, indirect.kind) == ("direct", "mixed", "indirect")
    assert mixed.y + mixed.height == pytest.approx(direct.y)
    assert indirect.y + indirect.height == pytest.approx(mixed.y)
    assert mixed.height == pytest.approx(2 * direct.height)


# --- the page


def test_each_row_leads_to_its_quotation():
    page = report_page(FIRST, SECOND)
    links = [found["href"] for found in page.all("a")]
    ids = [found["id"] for _, found in page.tags if "id" in found]
    assert {link for link in links if "-q" in link} == {"#a1-q1", "#a1-q3", "#a1-q4", "#a2-q1"}
    assert {link.removeprefix("#") for link in links} <= set(ids)
    assert len(ids) == len(set(ids))
    assert page.texts == [PONT, BAC]


def test_a_report_of_nothing_and_of_articles_without_speech():
    assert report_page().all("table", **{"class": "quotations"}) == []
    assert report_page(Article("Rien.", ()), dates={}).texts == ["Rien."]


def test_bars_say_what_they_show():
    labels = [found["aria-label"] for found in report_page(FIRST, SECOND).all("svg", role="img")]
    assert labels == [
        "All quotations: 1 direct, 2 mixed, 1 indirect",
        "Anne: 1 direct, 1 mixed",
        "Zoé: 1 mixed",
        "AFP: 1 direct, 1 mixed",
        "pont: 1 direct, 1 mixed, 1 indirect",
        "bac: 1 mixed",
    ]


def test_dates_may_come_while_the_articles_do():
    dates: dict[str, str] = {}

    def articles():
        for article, day in ((FIRST, "2024-05-12"), (SECOND, "hier")):
            dates[article.id] = day
            yield article

    stream = io.StringIO()
    write_report(articles(), stream, dates=dates)
    assert "Quotations over time, 2024-05-12 to 2024-05-12" in stream.getvalue()
    assert "not in this chart: 1 of 2 articles" in stream.getvalue()


def test_long_quotations_are_cut_in_the_table():
    text = "mot " * 200
    page = report_page(Article(text, (quotation(text, (0, 799)),)))
    [shown] = [cell for cell in page.cells if cell.startswith("mot")]
    assert MAX_SHOWN - 10 < len(shown) <= MAX_SHOWN
    assert shown.endswith("…")


@pytest.mark.parametrize("nasty", NASTY)
def test_text_stays_text(nasty):
    page = report_page(article_of(nasty), dates={nasty: "2024-05-12"}, title=nasty)
    plain = report_page(article_of("rien"), dates={"rien": "2024-05-12"}, title="rien")
    assert page.texts == [article_of(nasty).text]
    assert [tag for tag, _ in page.tags] == [tag for tag, _ in plain.tags]
    assert [found["href"] for found in page.all("a")] == [found["href"] for found in plain.all("a")]
    assert page.raw == plain.raw


def test_a_report_is_written_to_a_file(tmp_path):
    write_report([FIRST], tmp_path / "report.html")
    write_report([FIRST], str(tmp_path / "again.html"))
    assert (tmp_path / "report.html").read_bytes() == (tmp_path / "again.html").read_bytes()
    assert Page((tmp_path / "report.html").read_text(encoding="utf-8")).texts == [PONT]
