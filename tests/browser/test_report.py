"""The report in a real browser: rows are found, sorted and lead to their article; nothing is asked of a network."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from pages import MAX_IMAGE_BYTES, NASTY, article_of, quotation

from quotattr import Article
from quotattr.report import write_report

pytestmark = pytest.mark.browser

PONT = "Le pont tiendra, dit Anne. Il tiendra bon, dit Zoé. Il a tenu."
BAC = "Le bac coule, dit Anne."
ARTICLES = (
    Article(
        PONT,
        (
            quotation(PONT, (0, 15), speaker="Anne", source="AFP"),
            quotation(PONT, (27, 41), kind="mixed", speaker="Zoé", source="AFP"),
            quotation(PONT, (51, 60), kind="indirect"),
        ),
        id="pont",
    ),
    Article(BAC, (quotation(BAC, (0, 12), kind="mixed", speaker="Anne"),), id="bac"),
    Article(BAC, (quotation(BAC, (3, 6), kind="mixed", speaker="Anne et Zoé"),), id="deux"),
)


@pytest.fixture
def page(tmp_path, opened):
    write_report(ARTICLES, tmp_path / "report.html", dates={"pont": "2024-05-12", "bac": "2024-05-14"})
    return opened(tmp_path / "report.html")


def shown(page) -> list[str]:
    """The quotations of the table that can be seen, in order."""
    return page.locator(".quotations tbody tr:visible td:last-child").all_inner_texts()


def test_a_row_leads_to_its_quotation(page):
    page.get_by_role("link", name="Le bac coule").click()
    target = page.locator("mark:target")
    assert target.text_content() == "Le bac coule"
    page.wait_for_function("document.querySelector('mark:target').getBoundingClientRect().top < innerHeight")
    page.locator("#a2").get_by_role("link", name="back to the table").click()
    assert page.url.endswith("#quotations")


def test_a_name_shows_its_quotations(page):
    page.get_by_role("button", name="Anne").first.click()
    assert page.get_by_role("searchbox").input_value() == "Speaker = Anne"
    assert shown(page) == ["Le pont tiendra", "Le bac coule"]
    assert page.locator(".find [role=status]").inner_text() == "Quotations: 2 of 5"
    page.get_by_role("button", name="AFP").first.click()
    assert shown(page) == ["Le pont tiendra", "Il tiendra bon"]
    assert page.locator("#quotations").evaluate("each => each.getBoundingClientRect().top < innerHeight")


def test_the_field_finds_without_accents(page):
    page.get_by_role("searchbox", name="Find").fill("ZOE")
    assert shown(page) == ["Il tiendra bon", "bac"]
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    assert len(shown(page)) == 5


@pytest.mark.parametrize(
    ("heading", "first"), [("Words", "bac"), ("Article", "Le bac coule"), ("Kind", "Le pont tiendra")]
)
def test_headings_sort(page, heading, first):
    button = page.locator(".quotations").get_by_role("button", name=heading)
    button.focus()
    page.keyboard.press("Enter")
    assert shown(page)[0] == first
    assert page.locator("th[aria-sort]").evaluate_all("found => found.map(each => each.ariaSort)") == ["ascending"]
    page.keyboard.press("Enter")
    assert page.locator("th[aria-sort]").evaluate_all("found => found.map(each => each.ariaSort)") == ["descending"]


def test_articles_of_a_report_filter(page):
    page.locator("#a1").get_by_role("button", name="Zoé").click()
    assert page.locator("#a1 .text mark:not(.off)").all_inner_texts() == ["Il tiendra bon"]


@pytest.mark.parametrize("width", [360, 1280])
def test_a_report_is_as_wide_as_its_window(tmp_path, opened, width):
    write_report(ARTICLES, tmp_path / "report.html", dates={"pont": "2024-05-12"})
    page = opened(tmp_path / "report.html", width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("nasty", NASTY)
def test_text_stays_text(tmp_path, opened, nasty):
    write_report([article_of(nasty)], tmp_path / "report.html", dates={nasty: "2024-05-12"}, title=nasty)
    page = opened(tmp_path / "report.html")
    assert page.locator(".text").evaluate("each => each.textContent") == article_of(nasty).text
    page.locator("button[data-find]").first.click()
    assert len(shown(page)) == 1


def dated(number: int) -> Article:
    """An invented article; later ones have more quotations of other kinds."""
    words = ("«Le pont tiendra»", "«Il a tenu»", "que le bac coule") * (1 + number % 4)
    text = ", dit Anne. ".join(words)
    places = [sum(len(word) + len(", dit Anne. ") for word in words[:place]) for place in range(len(words))]
    kinds = ["direct", "mixed", "indirect"][: 1 + number % 3]
    return Article(
        text,
        tuple(
            quotation(text, (place, place + len(word)), kind=kinds[rank % len(kinds)], speaker="Anne")
            for rank, (place, word) in enumerate(zip(places, words, strict=True))
        ),
        id=str(number),
    )


def test_the_chart_over_time(tmp_path, opened, images: Path):
    articles = [dated(number) for number in range(40)]
    dates = {str(number): f"{2023 + number // 24}-{1 + number // 2 % 12:02}-0{1 + number % 2}" for number in range(40)}
    write_report(articles, tmp_path / "report.html", dates=dates)
    chart = opened(tmp_path / "report.html").get_by_role("img", name="Quotations over time, 2023-01 to 2024-08")
    labels = chart.locator(".label")
    boxes = [label.bounding_box() for label in labels.all()]
    assert labels.count() > 4
    assert all(one["x"] + one["width"] <= other["x"] for one, other in pairwise(boxes))
    assert chart.locator("g").count() == 20
    chart.screenshot(path=images / "report-time.png")
    assert (images / "report-time.png").stat().st_size < MAX_IMAGE_BYTES


@pytest.mark.model
def test_screenshots(tmp_path, opened, seed, images: Path):
    write_report([seed], tmp_path / "report.html")
    for scheme, name in (("light", "report.png"), ("dark", "report-dark.png")):
        opened(tmp_path / "report.html", scheme, height=1400).screenshot(path=images / name)
        assert (images / name).stat().st_size < MAX_IMAGE_BYTES
