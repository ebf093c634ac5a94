"""The page of articles in a real browser: the legend filters, by mouse and by keyboard, and nothing is asked of a network."""

from __future__ import annotations

from pathlib import Path

import pytest
from pages import MAX_IMAGE_BYTES, NASTY, article_of, quotation

from quotattr import Article, Cue, Quote, Segment, Source, Span, Speaker
from quotattr.formats.html import notebook_html, write_html

pytestmark = pytest.mark.browser

TEXT = "«Le pont tiendra», dit Anne à l’AFP. «Il tiendra bon», dit Zoé. Elle ajoute: «Il a tenu»."


def said(words: str, name: str, cue: str, source: str | None = None) -> Quote:
    def span(part: str) -> Span:
        return Span(TEXT.index(part), TEXT.index(part) + len(part))

    return Quote(
        "direct",
        (Segment(span(words), words),),
        Speaker(name, "person", name, span(name)),
        Cue(cue, cue, span(cue)),
        Source(source, "agency", source, span(source)) if source else None,
        0.9,
        "incise_after",
    )


ARTICLE = Article(
    TEXT,
    (
        said("Le pont tiendra", "Anne", "dit", "AFP"),
        said("Il tiendra bon", "Zoé", "dit"),
        said("Il a tenu", "Zoé", "ajoute"),
    ),
    id="pont",
)


@pytest.fixture
def page(tmp_path, opened):
    return opened(written(tmp_path / "page.html", ARTICLE, Article("Rien.", ())))


def written(path: Path, *articles: Article, **options: bool) -> Path:
    with path.open("w", encoding="utf-8") as stream:
        write_html(articles, stream, **options)
    return path


def shown(page) -> list[str]:
    """The words of the quotations that are marked."""
    return page.locator(".text mark:not(.off)").all_inner_texts()


def test_the_text_is_the_article(page):
    assert page.locator(".text").evaluate_all("found => found.map(each => each.textContent)") == [TEXT, "Rien."]


def test_a_click_on_a_speaker_filters(page):
    zoe = page.get_by_role("button", name="Zoé")
    assert len(shown(page)) == 3
    zoe.click()
    assert shown(page) == ["Il tiendra bon", "Il a tenu"]
    assert zoe.get_attribute("aria-pressed") == "true"
    assert page.get_by_role("status").inner_text() == "Quotations: 2 of 3"
    assert page.locator(".text .cue:not(.off)").count() == 2
    page.get_by_role("button", name="Anne").click()
    assert len(shown(page)) == 3
    zoe.click()
    assert shown(page) == ["Le pont tiendra"]


def test_speaker_and_source_together_show_what_is_of_both(page):
    page.get_by_role("button", name="Zoé").click()
    page.get_by_role("button", name="AFP").click()
    assert shown(page) == []
    page.get_by_role("button", name="Zoé").click()
    assert shown(page) == ["Le pont tiendra"]


def test_the_keyboard_is_enough(page):
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.value") == "A"
    page.keyboard.press("Enter")
    assert shown(page) == ["Il tiendra bon", "Il a tenu"]
    page.keyboard.press("Space")
    assert len(shown(page)) == 3
    for _ in range(4):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.ariaLabel") == ARTICLE.speech[0].explain()
    assert reason(page) == ARTICLE.speech[0].explain()


def reason(page) -> str | None:
    """The reason that can be seen, if any."""
    visible = "found => found.filter(each => getComputedStyle(each, '::after').display !== 'none').map(each => each.ariaLabel)"
    return next(iter(page.locator(".note").evaluate_all(visible)), None)


def test_the_reason_is_seen_under_the_mouse(page):
    assert reason(page) is None
    page.get_by_text("Il a tenu").hover()
    assert reason(page) == ARTICLE.speech[2].explain()
    assert page.locator(".cue.on").all_inner_texts() == ["ajoute"]


@pytest.mark.parametrize("width", [320, 700, 1000, 1280, 1920])
def test_a_page_is_as_wide_as_its_window(tmp_path, opened, width):
    page = opened(written(tmp_path / "page.html", ARTICLE), width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_reason_is_on_the_page_wherever_its_quotation_stands(tmp_path, opened):
    """Also beside the last line of the last article, where there is little room."""
    page = opened(written(tmp_path / "page.html", ARTICLE))
    for mark in page.locator(".text mark").all():
        page.mouse.move(0, 0)
        mark.hover()
        top, bottom = mark.locator(".note").evaluate(
            "note => { const box = note.getBoundingClientRect(), style = getComputedStyle(note, '::after');"
            " const top = box.top + parseFloat(style.top); return [top, top + parseFloat(style.height)] }"
        )
        assert 0 < top < bottom < page.evaluate("document.documentElement.scrollHeight")


@pytest.mark.parametrize("nasty", NASTY)
def test_text_stays_text(tmp_path, opened, nasty):
    page = opened(written(tmp_path / "page.html", article_of(nasty), with_others=True))
    assert page.locator(".text").evaluate("each => each.textContent") == article_of(nasty).text
    for button in page.locator("button").all():
        button.click()
    assert page.locator("script").count() == 1


def test_two_views_in_a_notebook_filter_for_themselves(tmp_path, opened):
    path = tmp_path / "notebook.html"
    plain = "<!DOCTYPE html><meta charset='utf-8'><p class='text'>Une <mark>note</mark>, <button>un bouton</button></p>"
    path.write_text(plain + notebook_html(ARTICLE) + notebook_html(ARTICLE), encoding="utf-8")
    page = opened(path)
    page.get_by_role("button", name="Anne").first.click()
    first, second = (page.locator(".quotattr").nth(number).locator(".text mark:not(.off)") for number in (0, 1))
    assert (first.count(), second.count()) == (1, 3)

    without = tmp_path / "without.html"
    without.write_text(plain, encoding="utf-8")
    assert styles(page) == styles(opened(without))


def styles(page) -> list[str]:
    """How what is not ours looks."""
    of = "found => found.map(each => [...getComputedStyle(each)].map(name => getComputedStyle(each)[name]).join())"
    return page.locator("p.text, p.text *").evaluate_all(of)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_notebook_follows_its_theme_rather_than_the_system(tmp_path, opened, theme, scheme):
    path = tmp_path / "notebook.html"
    is_light = str(theme == "light").lower()
    path.write_text(
        f"<!DOCTYPE html><meta charset='utf-8'><body data-jp-theme-light='{is_light}'>" + notebook_html(ARTICLE),
        encoding="utf-8",
    )
    paper = opened(path, scheme).locator(".quotattr").evaluate("each => getComputedStyle(each).colorScheme")
    assert paper == theme


def test_a_page_without_speech_has_no_legend(tmp_path, opened):
    page = opened(
        written(tmp_path / "page.html", Article("Un «bac».", (), (quotation("Un «bac».", (4, 7), kind="other"),)))
    )
    assert page.get_by_role("button").count() == 0
    assert page.get_by_text("No quotation found").is_visible()


@pytest.mark.model
def test_screenshots(tmp_path, opened, seed: Article, images: Path):
    path = written(tmp_path / "page.html", seed)
    for scheme, name in (("light", "page.png"), ("dark", "page-dark.png")):
        page = opened(path, scheme, height=1000)
        page.locator("#a1-q4").hover()
        page.screenshot(path=images / name)
        assert (images / name).stat().st_size < MAX_IMAGE_BYTES
