"""
The page and the notebook's view: the article's own text, well-formed, harmless, and readable.

What a browser makes of them is tested in ``browser/``; here the markup is read as it is written.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from collections.abc import Iterator

import pytest
from frozen import SHARED
from hypothesis import given
from hypothesis import strategies as st
from pages import NASTY, Page, article_of, quotation

from quotattr import Article, Cue, Quote, Segment, Source, Span, Speaker
from quotattr.formats.html import COLOURS, NO_MEDIUM, NOBODY, PATTERNS, letters_of, notebook_html, view_of, write_html
from quotattr.formats.markup import Mark, nest
from quotattr.formats.rendering import UNWRITABLE_RE, asset, make_writable
from quotattr.quotations import TextWarning

UNWRITABLE = ("\0", "\ud800", "\udfff", "\x01", "\x0b", "\x1f", "\x7f", "\x85", "\x9f", "\ufffe", "\U0001ffff")


def page_of(*articles: Article, **options: bool) -> Page:
    stream = io.StringIO()
    write_html(articles, stream, **options)
    stream.getvalue().encode("utf-8")
    return Page(stream.getvalue())


def span_of(text: str, words: str) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


TEXT = (
    "«Le pont rouvrira», a promis à l’AFP la maire, Claire Delorme, «et vite». Le préfet l’a «félicitée» d’un «bravo»."
)
PROMISE = Quote(
    "direct",
    (Segment(span_of(TEXT, "Le pont rouvrira"), "Le pont rouvrira"), Segment(span_of(TEXT, "et vite"), "et vite")),
    Speaker("Claire Delorme", "person", "la maire, Claire Delorme", span_of(TEXT, "la maire, Claire Delorme")),
    Cue("a promis", "promettre", span_of(TEXT, "a promis")),
    Source("AFP", "agency", "AFP", span_of(TEXT, "AFP")),
    0.98,
    "incise_after",
)
PRAISE = Quote(
    "mixed",
    (Segment(span_of(TEXT, "félicitée"), "félicitée"),),
    Speaker("préfet", "person", "Le préfet", span_of(TEXT, "Le préfet")),
    None,
    None,
    0.42,
    "floating",
    hedges=("negated",),
)
TERM = quotation(TEXT, (TEXT.index("bravo"), TEXT.index("bravo") + 5), kind="other")
ARTICLE = Article(TEXT, (PROMISE, PRAISE), (TERM,), (TextWarning(3, 4, "odd <here>"),), id="pont")


# --- what a page shows


def test_a_page_has_the_text_and_marks_it():
    page = page_of(ARTICLE)
    assert page.texts == [TEXT]
    marks = [found for found in page.all("mark") if "data-quotes" in found]
    assert [(found["data-quotes"], found["data-speaker"], found["data-source"], found["class"]) for found in marks] == [
        ("1", "A", "1", "direct c1 p0"),
        ("1", "A", "1", "direct c1 p0 late"),
        ("2", "B", "2", "mixed c2 p0 late"),
    ]
    assert [found.get("id") for found in marks] == ["a1-q1", None, "a1-q2"]
    assert [found["data-quotes"] for found in page.all("u") if "data-quotes" in found] == ["1"]


def test_speaker_source_and_cautions_stand_beside():
    page = page_of(ARTICLE)
    shown = [found["data-shown"] for _, found in page.tags if "data-shown" in found]
    assert shown == ["A", "Claire Delorme", "AFP", "A", "goes on", "B", "préfet", "negated", "unsure"]


def test_the_reason_is_the_label_of_a_note_that_can_be_focused():
    notes = page_of(ARTICLE).all("span", role="note", tabindex="0")
    assert [note["aria-label"] for note in notes] == [PROMISE.explain(), PROMISE.explain(), PRAISE.explain()]


def test_the_legend_counts():
    view = view_of(ARTICLE)
    assert [(entry.key, entry.name, entry.count) for entry in view.speakers] == [
        ("A", "Claire Delorme", 1),
        ("B", "préfet", 1),
    ]
    assert [(entry.key, entry.name, entry.count) for entry in view.sources] == [("1", "AFP", 1), ("2", NO_MEDIUM, 1)]
    buttons = page_of(ARTICLE).all("button", type="button")
    assert [(found["data-legend"], found["value"], found["aria-pressed"]) for found in buttons] == [
        ("speaker", "A", "false"),
        ("speaker", "B", "false"),
        ("source", "1", "false"),
        ("source", "2", "false"),
    ]


def test_the_most_quoted_come_first_and_nobody_last():
    text = "a b c d e"
    names = [None, None, None, "Anne", "Zoé", "Zoé"]
    quotes = tuple(quotation(text, (place, place + 1), speaker=name) for place, name in enumerate(names))
    assert [(entry.key, entry.name, entry.count) for entry in view_of(Article(text, quotes)).speakers] == [
        ("A", "Zoé", 2),
        ("B", "Anne", 1),
        ("?", NOBODY, 3),
    ]


def test_no_two_speakers_look_alike():
    text = "x" * COLOURS * PATTERNS
    quotes = tuple(quotation(text, (n, n + 1), speaker=f"Voix {n}") for n in range(len(text)))
    speakers = view_of(Article(text, quotes)).speakers
    assert (
        len({(entry.colour, entry.pattern) for entry in speakers})
        == len({entry.key for entry in speakers})
        == len(text)
    )
    assert letters_of(len(text)) == "Y"


def test_what_is_no_speech_is_marked_only_if_asked_for():
    assert page_of(ARTICLE).all("span", **{"class": "other"}) == []
    [found] = page_of(ARTICLE, with_others=True).all("span", **{"class": "other"})
    assert found == {"class": "other", "title": TERM.explain()}


def test_articles_of_a_page_are_apart():
    page = page_of(ARTICLE, Article("Rien.", ()), ARTICLE)
    assert page.texts == [TEXT, "Rien.", TEXT]
    ids = [found["id"] for _, found in page.tags if "id" in found]
    assert len(ids) == len(set(ids)) == 7


def test_each_article_is_written_before_the_next_is_asked_for():
    stream = io.StringIO()

    def articles() -> Iterator[Article]:
        for number in range(3):
            assert stream.getvalue().count("Texte") == number
            yield Article("Texte", ())

    write_html(articles(), stream)
    assert stream.getvalue().count("</html>") == 1


# --- nothing of an article becomes markup


@pytest.mark.parametrize("nasty", NASTY)
def test_text_stays_text(nasty):
    page = page_of(article_of(nasty), with_others=True)
    plain = page_of(article_of("rien"), with_others=True)
    assert page.texts == [article_of(nasty).text]
    assert [tag for tag, _ in page.tags] == [tag for tag, _ in plain.tags]
    assert [set(found) for _, found in page.tags] == [set(found) for _, found in plain.tags]
    assert page.raw == plain.raw
    assert not any(
        name.startswith("on") or name in ("href", "src", "style") for _, found in page.tags for name in found
    )


@pytest.mark.parametrize("nasty", NASTY)
def test_text_stays_text_in_a_notebook(nasty):
    assert Page(notebook_html(article_of(nasty))).texts == [article_of(nasty).text]


@pytest.mark.parametrize("nasty", UNWRITABLE)
def test_what_html_cannot_hold_is_replaced_one_for_one(nasty):
    article = article_of(nasty)
    [text] = page_of(article).texts
    assert text == article.text.replace(nasty, "\N{REPLACEMENT CHARACTER}")
    assert len(text) == len(article.text)


def test_a_policy_allows_the_page_its_own_style_and_script_alone():
    page = page_of(ARTICLE)
    [policy] = page.all("meta", **{"http-equiv": "Content-Security-Policy"})
    assert policy["content"].startswith("default-src 'none'; ")
    for name in ("style", "script"):
        [text] = page.raw[name]
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy["content"]


def test_a_page_loads_nothing():
    stream = io.StringIO()
    write_html([ARTICLE], stream)
    assert not re.search(r"https?:|url\((?!#)|@import|src=|<link|<iframe", stream.getvalue())


# --- spans of any kind


@st.composite
def articles_of_any_spans(draw) -> Article:
    text = draw(st.text(st.characters(exclude_categories=()), max_size=30))
    places = st.integers(-3, len(text) + 3)

    def span() -> Span:
        return Span(*sorted((draw(places), draw(places))))

    def quote(kind: str) -> Quote:
        segments = tuple(Segment(span(), "…") for _ in range(draw(st.integers(1, 2))))
        speaker = draw(
            st.sampled_from([None, Speaker("Anne", "person", "a", span()), Speaker("Zoé", "person", None, None)])
        )
        cue = draw(st.sampled_from([None, Cue("dit", "dire", span())]))
        source = draw(st.sampled_from([None, Source("AFP", "agency", "AFP", span())]))
        return Quote(kind, segments, speaker, cue, source, 0.5, "floating")

    speech = tuple(quote(kind) for kind in draw(st.lists(st.sampled_from(["direct", "mixed", "indirect"]), max_size=4)))
    return Article(text, speech, tuple(quote("other") for _ in range(draw(st.integers(0, 1)))))


@given(articles_of_any_spans())
def test_any_spans_give_tags_that_are_closed_in_turn_around_the_text(article):
    page = page_of(article, with_others=True)
    assert page.texts == [make_writable(article.text)]
    assert Page(notebook_html(article)).texts == [make_writable(article.text)]


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9)), max_size=8))
def test_nothing_of_a_mark_is_lost_where_it_is_cut(spans):
    marks = [Mark(Span(start, start + length), "cue", (number,)) for number, (start, length) in enumerate(spans)]
    text = "".join(map(chr, range(ord("A"), ord("A") + 30)))
    found: dict[int, str] = {}
    standing: list[Mark] = []
    for piece in nest(text, marks):
        if piece.kind == "open":
            standing.append(piece.mark)
        elif piece.kind == "close":
            assert standing.pop() is piece.mark
        for mark in standing:
            found[mark.quotes[0]] = found.get(mark.quotes[0], "") + piece.text
    assert standing == []
    assert found == {mark.quotes[0]: mark.span.of(text) for mark in marks}


def test_a_mark_that_is_cut_is_noted_once():
    text = "aurait «entendu» dire"
    crossing = Article(text, (quotation(text, (0, 12)), quotation(text, (8, 20), speaker="Anne")))
    page = page_of(crossing)
    assert page.texts == [text]
    assert len(page.all("mark", **{"data-quotes": "2"})) == 2
    assert len(page.all("span", role="note")) == 2


# --- in a notebook


def test_a_notebook_shows_the_article():
    assert ARTICLE._repr_html_() == notebook_html(ARTICLE)
    assert Page(ARTICLE._repr_html_()).texts == [TEXT]


def test_a_notebook_has_no_ids_so_that_the_same_article_may_be_shown_twice():
    assert [found for _, found in Page(notebook_html(ARTICLE)).tags if "id" in found] == []


def test_styles_reach_nothing_but_the_article():
    style = re.sub(r"/\*.*?\*/", "", asset("article.css").text, flags=re.DOTALL)
    for selector in top_level_selectors(style):
        assert selector.startswith("@media") or re.search(r"\.quotattr$", selector), selector


def top_level_selectors(style: str) -> Iterator[str]:
    """What stands in front of each block that is in no other."""
    depth, start = 0, 0
    for place, character in enumerate(style):
        if character == "{":
            if depth == 0:
                yield style[start:place].strip()
            depth += 1
        elif character == "}":
            depth -= 1
            start = place + 1
    assert depth == 0


# --- readable


MIN_CONTRAST = 4.5
"""WCAG 2.2, level AA, of text."""


MIN_CONTRAST_OF_SHAPES = 3
"""The same, of what a chart is read by."""

REPORT_PAIRS = (
    ("text", "ground", MIN_CONTRAST),
    ("text", "card", MIN_CONTRAST),
    ("faint", "card", MIN_CONTRAST),
    ("link", "card", MIN_CONTRAST),
    ("direct", "card", MIN_CONTRAST_OF_SHAPES),
    ("mixed", "card", MIN_CONTRAST_OF_SHAPES),
    ("hatch", "indirect", MIN_CONTRAST_OF_SHAPES),
)


def luminance(colour: str) -> float:
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted(map(luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def mix(colour: str, paper: str, share: float) -> str:
    """As ``color-mix(in srgb, colour share, paper)``."""
    pairs = ((int(colour[p : p + 2], 16), int(paper[p : p + 2], 16)) for p in (1, 3, 5))
    return "#" + "".join(f"{round(one * share + other * (1 - share)):02x}" for one, other in pairs)


def schemes() -> dict[str, dict[str, str]]:
    """The colours of each scheme, by the names that the style sheet gives them."""
    blocks = re.findall(r"color-scheme: (light|dark);\n(.*?)\}", asset("article.css").text, re.DOTALL)
    return {scheme: dict(re.findall(r"--([\w-]+): ([^;]+);", block)) for scheme, block in blocks}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_can_be_read(scheme):
    colours = schemes()[scheme]
    paper, share = colours["paper"], int(colours["tint"].rstrip("%")) / 100
    speakers = [colours[f"c{number}"] for number in range(COLOURS + 1)]
    tints = [mix(speaker, paper, share) for speaker in speakers]
    pairs = [
        *((colours[name], paper) for name in ("ink", "faint")),
        *((colours["ink"], tint) for tint in tints),
        *((speaker, ground) for speaker in speakers for ground in (paper, *tints)),
        *((colours["on-colour"], speaker) for speaker in speakers),
    ]
    assert {pair: round(contrast(*pair), 2) for pair in pairs if contrast(*pair) < MIN_CONTRAST} == {}


def test_a_report_can_be_read():
    blocks = re.findall(r":root \{(.*?)\}", asset("page.css", "report.css").text, re.DOTALL)
    colours: dict[str, list[str]] = {}
    for name, colour in re.findall(r"--([\w-]+): (#\w{6})", ";".join(blocks)):
        colours.setdefault(name, []).append(colour)
    assert {len(pair) for pair in colours.values()} == {2}, "one of the schemes lacks a colour"
    for name, ground, least in REPORT_PAIRS:
        for one, other in zip(colours[name], colours[ground], strict=True):
            assert contrast(one, other) >= least, (name, one, ground, other, round(contrast(one, other), 2))


# --- all that is annotated


def annotated(path) -> Article:
    """An `Article` of what a gold file says."""
    gold = json.loads(path.read_text(encoding="utf-8"))
    text = gold["text"]

    def entity(kind: type, found: dict | None):
        if found is None:
            return None
        span = Span(*found["mentions"][0]) if found["mentions"] else None
        return kind(found["name"], "unknown", span.of(text) if span else None, span)

    def quote(found: dict) -> Quote:
        cue = Span(*found["cue"]) if found.get("cue") else None
        return Quote(
            found["kind"],
            tuple(Segment(Span(*span), text[slice(*span)]) for span in found["segments"]),
            entity(Speaker, found.get("speaker")),
            Cue(cue.of(text), cue.of(text), cue) if cue else None,
            entity(Source, found.get("source")),
            1.0,
            "floating",
        )

    quotes = [quote(found) for found in gold["quotes"]]
    return Article(
        text,
        tuple(found for found in quotes if found.kind != "other"),
        tuple(found for found in quotes if found.kind == "other"),
        id=gold["id"],
    )


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason=f"no annotated articles here: {SHARED} is absent")
def test_every_annotated_article_is_shown_as_it_is():
    articles = [annotated(path) for path in sorted((SHARED / "gold").glob("*.json"))]
    assert articles
    page = page_of(*articles, with_others=True)
    assert page.texts == [UNWRITABLE_RE.sub("\N{REPLACEMENT CHARACTER}", article.text) for article in articles]
    notes = page.all("span", role="note")
    assert len(notes) >= sum(len(quote.segments) for article in articles for quote in article)


@pytest.mark.model
@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason=f"no annotated articles here: {SHARED} is absent")
def test_what_the_model_finds_is_shown_around_the_text_as_it_is(extractor):
    texts = [path.read_text(encoding="utf-8") for path in sorted((SHARED / "gold" / "txt").glob("*.txt"))[::20]]
    assert texts
    assert page_of(*map(extractor.extract, texts), with_others=True).texts == list(map(make_writable, texts))
