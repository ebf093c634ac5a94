"""TEI, Web Annotation and brat: valid, whole, and every offset where the article has it."""

from __future__ import annotations

import io
import json
from pathlib import Path
from xml.etree import ElementTree

import attrs
import pytest
from articles import MANY, articles, holds_pair, moved_to
from format_readers import (
    TEI,
    Place,
    brat_places,
    parse_tei,
    places_of,
    tei_places,
    tei_text,
    web_annotation_places,
)
from hypothesis import given
from hypothesis import strategies as st

from quotattr import Article, Cue, DocumentFormatError, Quote, Reporter, Segment, Source, Span, Speaker, read_brat
from quotattr.formats import write_articles
from quotattr.formats.characters import replace_non_xml, replace_surrogates
from quotattr.formats.nesting import Stretch, nest

SCHEMAS = Path(__file__).parent / "schemas"

TEXT = "La maire n’aurait pas promis un «pont\nneuf», d’après Léa Brun: «Nous “verrons”», dit-elle à l’AFP, «et vite.»"


def part(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def segments(*pieces: str) -> tuple[Segment, ...]:
    return tuple(Segment(part(words), words) for words in pieces)


BRUN = Speaker("Léa Brun", "person", "Léa Brun", part("Léa Brun"))
PROMISE = Quote(
    "mixed",
    segments("pont\nneuf"),
    Speaker("mairie", "organisation", "La maire", part("La maire")),
    Cue("aurait pas promis", "promettre", part("aurait pas promis")),
    None,
    0.75,
    "governing_verb",
    ("conditional", "negated"),
    (
        Reporter(
            *("Léa Brun", "person", "Léa Brun", part("Léa Brun")),
            *(Cue("d’après", "d’après", part("d’après")), "reporter_according_to", ("hearsay",)),
        ),
        Reporter("AFP", "organisation", None, None, None, "reporter_outer"),
    ),
)
ANSWER = Quote(
    "direct",
    segments("Nous “verrons”", "et vite."),
    attrs.evolve(BRUN, text="elle", span=part("elle")),
    Cue("dit-elle", "dire", part("dit-elle")),
    Source("AFP", "agency", "AFP", part("AFP")),
    0.5,
    "incise_after",
)
TERM = Quote("other", segments("verrons"), None, None, None, 0.875, "no_speech")
ARTICLE = Article(TEXT, (PROMISE, ANSWER), (TERM,), id="pont")


def written(name: str, *articles: Article) -> str:
    stream = io.StringIO()
    write_articles(articles, name, stream)
    return stream.getvalue()


def with_names(places: list[Place], replace) -> list[Place]:
    """*places* with names as a format can hold them."""
    return [
        attrs.evolve(one, speaker=one.speaker and replace(one.speaker), source=one.source and replace(one.source))
        for one in places
    ]


# --- pieces that nest


@st.composite
def stretches_and_paragraphs(draw: st.DrawFn) -> tuple[list[Stretch[int]], list[Span]]:
    ends = st.integers(0, 30)
    spans = draw(st.lists(st.tuples(ends, ends).map(lambda pair: Span(min(pair), max(pair))), max_size=8))
    cuts = sorted(draw(st.sets(ends, min_size=2, max_size=6)))
    return [Stretch(*one) for one in enumerate(spans)], [Span(*cut) for cut in zip(cuts[::2], cuts[1::2], strict=False)]


@given(stretches_and_paragraphs())
def test_pieces_nest_and_cover_what_they_should(drawn: tuple[list[Stretch[int]], list[Span]]) -> None:
    stretches, paragraphs = drawn
    covered: dict[int, set[int]] = {stretch.key: set() for stretch in stretches}
    for paragraph, edges in zip(paragraphs, nest(stretches, paragraphs), strict=True):
        stack: list[tuple[int, int]] = []
        assert [edge.position for edge in edges] == sorted(edge.position for edge in edges)
        for edge in edges:
            assert paragraph.start <= edge.position <= paragraph.end
            if edge.kind == "open":
                stack.append((edge.key, edge.position))
            else:
                key, start = stack.pop()
                assert key == edge.key
                assert start < edge.position
                covered[key].update(range(start, edge.position))
        assert stack == []
    inside = {position for paragraph in paragraphs for position in range(paragraph.start, paragraph.end)}
    assert covered == {one.key: set(range(one.span.start, one.span.end)) & inside for one in stretches}


# --- TEI


@pytest.fixture(scope="session")
def tei_schema():
    """A validator of TEI P5, for the elements that are written; tests/schemas/README.md tells where it is from."""
    etree = pytest.importorskip("lxml.etree", reason="the test extra brings it")
    return etree.RelaxNG(etree.parse(SCHEMAS / "tei_p5.rng"))


def tei_errors(schema, xml: str) -> list[str]:
    from lxml import etree

    schema.validate(etree.fromstring(xml.encode("utf-8"), etree.XMLParser(huge_tree=True)))
    return [f"{error.line}: {error.message}" for error in schema.error_log]


def test_the_schema_refuses_what_is_no_tei(tei_schema):
    assert tei_errors(tei_schema, written("tei", ARTICLE).replace("<said", "<say").replace("</said", "</say")) != []


@pytest.mark.parametrize("number", [1, 2, 3])
def test_tei_of_one_article_and_of_several(tei_schema, number):
    xml = written("tei", *[ARTICLE] * number)
    assert tei_errors(tei_schema, xml) == []
    assert [tei_text(document) for document in parse_tei(xml)] == [TEXT] * number
    assert [tei_places(document) for document in parse_tei(xml)] == [places_of(ARTICLE)] * number
    assert ElementTree.fromstring(xml.encode()).tag == TEI + ("TEI" if number == 1 else "teiCorpus")


@given(articles())
@MANY
def test_tei_of_every_article(tei_schema, article: Article) -> None:
    xml = written("tei", article)
    xml.encode("utf-8")
    assert tei_errors(tei_schema, xml) == []
    [document] = parse_tei(xml)
    assert tei_text(document) == replace_non_xml(article.text)
    assert tei_places(document) == with_names(places_of(article), replace_non_xml)


def test_tei_says_who_is_who():
    [document] = parse_tei(written("tei", ARTICLE))
    header = document.find(f"{TEI}teiHeader")
    assert [element.text for element in header.iter(f"{TEI}persName")] == ["Léa Brun"]
    assert [(element.get("type"), element[0].text) for element in header.iter(f"{TEI}org")] == [
        ("organisation", "mairie"),
        ("agency", "AFP"),
        ("organisation", "AFP"),
    ]
    assert header.find(f".//{TEI}title").text == "pont"


def test_tei_cuts_a_quotation_at_a_paragraph():
    [document] = parse_tei(written("tei", ARTICLE))
    pieces = [one for one in document.iter(f"{TEI}said") if one.get("n") == f"{part('pont').start}:{part('neuf').end}"]
    assert [(piece.text, piece.get("prev"), piece.get("next")) for piece in pieces] == [
        ("pont", None, "#a1.q1.2"),
        ("neuf", "#a1.q1", None),
    ]


def test_tei_says_what_else_is_known():
    [document] = parse_tei(written("tei", ARTICLE))
    said = document.find(f".//{TEI}said")
    assert (said.get("direct"), said.get("cert")) == ("true", "0.75")
    assert said.get("ana") == "#a1.kind.mixed #a1.hedge.conditional #a1.hedge.negated #a1.rule.governing_verb"
    relations = document.findall(f".//{TEI}relation")
    assert [(one.get("passive"), one.get("active")) for one in relations] == [
        ("#a1.q1", "#a1.p1"),
        ("#a1.q1", "#a1.o3"),
    ]
    cue = document.find(f".//{TEI}seg[@type='cue']")
    assert (cue.text, cue.get("ana")) == ("aurait pas promis", "#a1.lemma.promettre")


def test_indirect_speech_is_not_direct_in_tei():
    [document] = parse_tei(written("tei", attrs.evolve(ARTICLE, speech=(attrs.evolve(ANSWER, kind="indirect"),))))
    assert {said.get("direct") for said in document.iter(f"{TEI}said")} == {"false"}


def test_every_pointer_of_tei_leads_somewhere():
    root = ElementTree.fromstring(written("tei", ARTICLE, ARTICLE).encode())
    ids = [element.get("{http://www.w3.org/XML/1998/namespace}id") for element in root.iter()]
    ids = [id for id in ids if id]
    pointers = [
        pointer
        for element in root.iter()
        for name in ("who", "source", "corresp", "ana", "next", "prev", "ref", "active", "passive")
        for pointer in (element.get(name) or "").split()
    ]
    assert len(ids) == len(set(ids))
    assert {pointer[1:] for pointer in pointers} <= set(ids)


def test_tei_of_no_article_is_a_header():
    root = ElementTree.fromstring(written("tei").encode())
    assert [child.tag for child in root] == [f"{TEI}teiHeader"]


# --- Web Annotation


@given(articles())
@MANY
def test_web_annotations_of_every_article(article: Article) -> None:
    page = written("webannotation", article).encode("utf-8").decode("utf-8")
    assert len(json.loads(page)["items"]) == len(article.quotes)
    if not holds_pair(article):
        assert web_annotation_places(page, article.text) == places_of(article)


def test_a_web_annotation():
    [_, annotation, _] = json.loads(written("webannotation", ARTICLE))["items"]
    assert (annotation["id"], annotation["motivation"]) == ("urn:quotattr:pont#quote2", "describing")
    assert [(one["purpose"], one["quotattr:role"], one.get("value")) for one in annotation["body"]] == [
        ("classifying", "kind", "direct"),
        ("identifying", "speaker", "Léa Brun"),
        ("linking", "speaker", None),
        ("linking", "cue", None),
        ("identifying", "source", "AFP"),
        ("linking", "source", None),
        ("commenting", "explanation", ANSWER.explain()),
    ]
    first = annotation["target"][0]
    assert first["source"] == "urn:quotattr:pont"
    assert first["selector"][1] == {
        "type": "TextQuoteSelector",
        "exact": "Nous “verrons”",
        "prefix": "«pont\nneuf», d’après Léa Brun: «",
        "suffix": "», dit-elle à l’AFP, «et vite.»",
    }


@pytest.mark.parametrize(
    ("id", "options", "source", "annotation"),
    [
        ("pont", {}, "urn:quotattr:pont", "urn:quotattr:pont#quote1"),
        (None, {}, "urn:quotattr:1", "urn:quotattr:1#quote1"),
        ("pont neuf/é", {}, "urn:quotattr:pont%20neuf%2F%C3%A9", "urn:quotattr:pont%20neuf%2F%C3%A9#quote1"),
        (
            "https://example.org/pont?p=1",
            {},
            "https://example.org/pont?p=1",
            "urn:quotattr:https%3A%2F%2Fexample.org%2Fpont%3Fp%3D1#quote1",
        ),
        ("pont", {"base": "https://example.org/"}, "https://example.org/pont", "https://example.org/pont#quote1"),
    ],
)
def test_what_is_annotated(id, options, source, annotation):
    stream = io.StringIO()
    write_articles([attrs.evolve(ARTICLE, id=id)], "webannotation", stream, **options)
    first = json.loads(stream.getvalue())["items"][0]
    assert (first["target"][0]["source"], first["id"]) == (source, annotation)


def test_web_annotations_of_several_articles_are_one_page():
    page = json.loads(written("webannotation", ARTICLE, Article("", ()), attrs.evolve(ARTICLE, id="neuf")))
    assert len({one["id"] for one in page["items"]}) == 6
    assert json.loads(written("webannotation"))["items"] == []


# --- brat


@given(articles())
@MANY
def test_brat_of_every_article(tmp_path_factory: pytest.TempPathFactory, article: Article) -> None:
    folder = tmp_path_factory.mktemp("brat")
    write_articles([article], "brat", folder)
    [path] = folder.glob("*.ann")
    text = replace_surrogates(article.text)
    expected = attrs.evolve(moved_to(article, text), id=path.stem, warnings=())
    [found] = read_brat(folder)
    assert [quote.segments for quote in found.quotes] == [quote.segments for quote in expected.quotes]
    if holds_pair(article):
        return  # Names in notes are JSON.
    assert found == expected
    hulls = [
        attrs.evolve(place, spans=(quote.span,))
        for place, quote in zip(places_of(expected), expected.quotes, strict=True)
    ]
    assert brat_places(folder, path.stem) == hulls


def test_an_annotation_of_brat(tmp_path):
    write_articles([ARTICLE], "brat", tmp_path / "new" / "folder")
    lines = (tmp_path / "new" / "folder" / "pont.ann").read_text(encoding="utf-8").splitlines()
    starts = {words: part(words) for words in ("pont", "neuf", "Nous “verrons”", "et vite.", "elle", "dit-elle", "AFP")}
    at = {words: f"{span.start} {span.end}" for words, span in starts.items()}
    assert lines[0] == f"T1\tMixed {at['pont']};{at['neuf']}\tpont neuf"
    assert f"T6\tDirect {at['Nous “verrons”']};{at['et vite.']}\tNous “verrons” et vite." in lines
    assert f"T7\tSpeaker {at['elle']}\telle" in lines
    assert "R4\tSaid_by Arg1:T6 Arg2:T7" in lines
    assert (tmp_path / "new" / "folder" / "pont.txt").read_bytes().decode() == TEXT
    assert (
        "Said_by Arg1:Direct|Mixed|Indirect|Other, Arg2:Speaker"
        in (tmp_path / "new" / "folder" / "annotation.conf").read_text()
    )


def test_names_of_files_are_safe_and_apart(tmp_path):
    ids = ["pont", "Pont", "pont-2", None, "../../etc/passwd", "..", "", "https://example.org/é", "x" * 300]
    write_articles([Article("Oui", (), id=id) for id in ids], "brat", tmp_path / "brat")
    names = sorted(path.stem for path in (tmp_path / "brat").glob("*.ann"))
    assert names == sorted(
        [
            "pont",
            "Pont-2",
            "pont-2-2",
            "article",
            "_.._etc_passwd",
            "article-2",
            "article-3",
            "https_example.org_é",
            "x" * 60,
        ]
    )
    assert [path.name for path in tmp_path.iterdir()] == ["brat"]


def corrected(folder: Path, change) -> Article:
    """The article that is read when somebody has changed its annotations."""
    write_articles([ARTICLE], "brat", folder)
    path = folder / "pont.ann"
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    [article] = read_brat(folder)
    return article


def test_a_quotation_that_a_person_adds(tmp_path):
    span, mention = part("vite"), part("l’AFP")
    new = f"T20\tDirect {span.start} {span.end}\tvite\nT21\tSpeaker {mention.start} {mention.end}\tl’AFP\n"
    quote = corrected(tmp_path, lambda lines: f"{lines}{new}R20\tSaid_by Arg1:T20 Arg2:T21\t\n").speech[-1]
    assert quote == Quote(
        *("direct", segments("vite"), Speaker("l’AFP", "unknown", "l’AFP", mention), None, None, 1.0, "brat")
    )


def test_what_a_person_corrects(tmp_path):
    first, second = corrected(
        tmp_path, lambda lines: lines.replace("T1\tMixed", "T1\tDirect").replace("R4\t", "*\t")
    ).speech
    assert first == attrs.evolve(PROMISE, kind="direct")
    assert second == attrs.evolve(ANSWER, speaker=Speaker("Léa Brun", "person", None, None))


def test_a_source_and_a_cue_that_a_person_adds(tmp_path):
    """Of a quotation whose note knows of neither."""
    lines = "".join(
        f"{name}\t{kind} {part(words).start} {part(words).end}\t{words}\n"
        for name, kind, words in (("T1", "Indirect", "promis"), ("T2", "Cue", "d’après"), ("T3", "Source", "AFP"))
    )
    relations = "R1\tAnnounced_by Arg1:T1 Arg2:T2\nR2\tCame_through Arg1:T1 Arg2:T3\n#1\tAnnotatorNotes T1\tà revoir\n"
    [quote] = corrected(tmp_path, lambda _: lines + relations)
    assert quote.cue == Cue("d’après", "d’après", part("d’après"))
    assert quote.source == Source("AFP", "media", "AFP", part("AFP"))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("T1\tDirect\tOui", "line 1 is no annotation of brat: 'T1\\tDirect\\tOui'"),
        ("T1\tDirect 1 x\tOui", "line 1 is no annotation of brat"),
        ("T1\tDirect 3\tOui", "line 1 is no annotation of brat"),
        ("T1", "line 1 is no annotation of brat"),
        ("R1\tSaid_by Arg1:T1", "line 1 is no annotation of brat"),
        ('#1\tAnnotatorNotes T1\t{"rule"', "line 1 is no annotation of brat"),
        ("T1\tDirect 1 999\tOui", "quotes[0].segments[0].end: expected from start (1)"),
        ('T1\tDirect 1 3\tOui\n#1\tAnnotatorNotes T1\t{"confidence": 7}', "quotes[0].confidence: expected a number"),
        (
            'T1\tDirect 1 3\tOui\n#1\tAnnotatorNotes T1\t{"speaker": "Brun"}',
            "quotes[0].speaker: expected an object, got 'Brun'",
        ),
        ('T1\tDirect 1 3\tOui\n#1\tAnnotatorNotes T1\t{"chain": [3]}', "quotes[0].chain[0]: expected an object, got 3"),
        ('T1\tDirect 1 3\tOui\n#1\tAnnotatorNotes T1\t{"chain": 3}', "quotes[0].chain: expected a list, got 3"),
    ],
)
def test_a_wrong_annotation_is_named(tmp_path, line, message):
    with pytest.raises(DocumentFormatError) as error:
        corrected(tmp_path, lambda _: line)
    assert str(error.value).startswith(f"{tmp_path / 'pont.ann'}: {message}")
