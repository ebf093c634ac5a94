"""What is written of an article, in each format, and the sentences that explain a quotation."""

from __future__ import annotations

import ast
import io
import json
from pathlib import Path

import pytest

import quotattr
from quotattr import Article, Cue, Quote, Reporter, Segment, Source, Span, Speaker
from quotattr.cues import CUE_RULES
from quotattr.explain import HEDGE_TO_CAUTION, RULE_TO_REASON, explain_quote
from quotattr.formats import write_articles
from quotattr.hedges import HEDGE_RULES
from quotattr.quotations import TextWarning

TEXT = "Interrogée par l’AFP, la ministre Anne Morel a promis: «Nous rebâtirons le pont.» «Et vite», d’après le plan «Phénix"
WIDTHS = (80, 100, 120)


def part(words: str) -> Span:
    """Where *words* stand in the text."""
    start = TEXT.index(words)
    return Span(start, start + len(words))


def quotation(words: str, *more: str, kind: str = "direct", **fields: object) -> Quote:
    segments = tuple(Segment(part(piece), piece) for piece in (words, *more))
    values: dict[str, object] = {"speaker": None, "cue": None, "source": None, "confidence": 0.75, "rule": "floating"}
    return Quote(kind, segments, **{**values, **fields})


MOREL = Speaker("Anne Morel", "person", "Anne Morel", part("Anne Morel"))
AFP = Source("AFP", "agency", "AFP", part("AFP"))
PROMISE = quotation(
    "Nous rebâtirons le pont.",
    speaker=MOREL,
    source=AFP,
    cue=Cue("a promis", "promettre", part("a promis")),
    rule="colon",
)
IMPLIED = quotation("Et vite", speaker=Speaker("Anne Morel", "person", None, None))
REPORTED = quotation(
    "Et vite",
    speaker=MOREL,
    hedges=("conditional", "negated"),
    chain=(
        Reporter("AFP", "organisation", "AFP", part("AFP"), Cue("d’après", "d’après", part("d’après")), "reporter_que"),
        Reporter("Léa Brun", "person", None, None, None, "reporter_outer", ("hearsay",)),
    ),
)
PLAN = quotation("Phénix", kind="other", rule="no_speech", confidence=0.9)
ARTICLE = Article(
    TEXT,
    (PROMISE, IMPLIED),
    (PLAN,),
    (TextWarning(TEXT.rindex("«"), TEXT.rindex("«") + 1, "« is not closed"),),
    id="pont",
)


def written(*articles: Article, name: str = "table", **options: bool) -> str:
    stream = io.StringIO()
    write_articles(articles, name, stream, **options)
    return stream.getvalue()


@pytest.fixture(autouse=True)
def a_terminal_of_100_columns(monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")


def test_a_table():
    assert written(ARTICLE).splitlines() == [
        "pont",
        "speaker     source  kind    quotation",
        "──────────  ──────  ──────  ────────────────────────",
        "Anne Morel  AFP     direct  Nous rebâtirons le pont.",
        "Anne Morel  –       direct  Et vite",
        f"warning: character {TEXT.rindex('«')}: « is not closed",
    ]


def test_others_are_listed_if_asked_for():
    assert "Phénix" not in written(ARTICLE)
    assert written(ARTICLE, with_others=True).splitlines()[5].split() == ["–", "–", "other", "Phénix"]


def test_explanations_stand_below_their_quotation():
    lines = written(ARTICLE, explain=True).splitlines()
    assert (
        lines[4] == "  Said by Anne Morel: it follows the colon after “a promis”, and it came through AFP (rule colon,"
    )
    assert lines[5] == "  confidence 0.75)."


def test_tables_of_several_articles_are_apart():
    assert written(ARTICLE, Article("", (), id="vide")).endswith("\n\nvide\n(no quotation found)\n")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("full", [False, True])
def test_a_table_keeps_to_the_width(monkeypatch, width, full):
    monkeypatch.setenv("COLUMNS", str(width))
    words = "mot " * 60
    long = Article(
        words,
        (
            Quote(
                "indirect",
                (Segment(Span(0, 240), words),),
                Speaker("Haute Autorité pour la surveillance des ponts et des passerelles", "organisation", None, None),
                None,
                Source("Le Courrier des ponts et de la navigation", "newspaper", None, None),
                0.5,
                "floating",
            ),
        ),
    )
    lines = written(long, full=full, explain=True).splitlines()
    assert max(map(len, lines)) <= width
    assert ("…" in "".join(lines)) is not full
    assert "passerelles" in " ".join(lines)
    assert (" ".join(lines).count("mot") == 60) is full


def test_a_quotation_over_paragraphs_is_one_row():
    broken = Article(
        "un\n\ndeux", (Quote("direct", (Segment(Span(0, 8), "un\n\ndeux"),), None, None, None, 0.5, "floating"),)
    )
    assert "un deux" in written(broken)


def test_json_holds_everything():
    [document] = json.loads(written(ARTICLE, name="json"))
    assert json.loads(written(ARTICLE, name="jsonl")) == document
    assert document == ARTICLE.to_dict()
    assert [quote["kind"] for quote in document["quotes"]] == ["direct", "direct", "other"]
    assert document["quotes"][0] == {
        "kind": "direct",
        "text": "Nous rebâtirons le pont.",
        "segments": [{"start": 56, "end": 80, "text": "Nous rebâtirons le pont."}],
        "speaker": {"name": "Anne Morel", "kind": "person", "text": "Anne Morel", "start": 34, "end": 44},
        "cue": {"text": "a promis", "lemma": "promettre", "start": 45, "end": 53},
        "source": {"name": "AFP", "kind": "agency", "text": "AFP", "start": 17, "end": 20},
        "confidence": 0.75,
        "rule": "colon",
        "hedges": [],
        "chain": [],
    }
    assert document["quotes"][1]["speaker"] == {
        "name": "Anne Morel",
        "kind": "person",
        "text": None,
        "start": None,
        "end": None,
    }
    assert document["warnings"] == [
        {"start": TEXT.rindex("«"), "end": TEXT.rindex("«") + 1, "message": "« is not closed"}
    ]


def test_json_tells_hedges_and_reporters():
    found = REPORTED.to_dict()
    assert found["hedges"] == ["conditional", "negated"]
    assert found["chain"] == [
        {
            "name": "AFP",
            "kind": "organisation",
            "text": "AFP",
            "start": 17,
            "end": 20,
            "cue": {"text": "d’après", "lemma": "d’après", "start": part("d’après").start, "end": part("d’après").end},
            "rule": "reporter_que",
            "hedges": [],
        },
        {
            "name": "Léa Brun",
            "kind": "person",
            "text": None,
            "start": None,
            "end": None,
            "cue": None,
            "rule": "reporter_outer",
            "hedges": ["hearsay"],
        },
    ]
    assert [str(reporter) for reporter in REPORTED.chain] == ["AFP", "Léa Brun"]


def test_a_table_shows_hedges_in_front_of_the_words():
    assert written(Article(TEXT, (REPORTED,))).splitlines()[-1].endswith("  [conditional] [negated] Et vite")


def test_jsonl_is_one_line_an_article_whatever_it_holds():
    broken = Article(
        "a\n\u2028b", (Quote("direct", (Segment(Span(0, 4), "a\n\u2028b"),), None, None, None, 0.5, "floating"),)
    )
    assert written(broken, broken, name="jsonl").count("\n") == 2


# --- explanations


def rules_in_the_source() -> set[str]:
    """
    The names of rules that a `Quote` of speech may carry: those of the cue rules, and those that the code spells out.

    They are read from the source of every module: whatever is assigned to an attribute called *rule*, and
    the second argument of `CueHit`. A new rule can't come without its sentence.
    """
    names = {rule.__name__ for rule, _ in CUE_RULES}
    for path in Path(quotattr.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for value in values_of_rule(node):
                literals = (part.value for part in ast.walk(value) if isinstance(part, ast.Constant))
                names.update(literal for literal in literals if isinstance(literal, str))
    return names


def values_of_rule(node: ast.AST) -> list[ast.expr]:
    """The expressions that *node* makes a rule's name."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "CueHit":
        return node.args[1:2]
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == "rule":
        return [node.value] if node.value is not None else []
    if isinstance(node, ast.Assign):
        pairs = [pair for target in node.targets for pair in paired(target, node.value)]
        return [value for target, value in pairs if isinstance(target, ast.Attribute) and target.attr == "rule"]
    return []


def paired(target: ast.expr, value: ast.expr) -> list[tuple[ast.expr, ast.expr]]:
    """(what is assigned to, what is assigned), tuples taken apart."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        return [pair for pieces in zip(target.elts, value.elts, strict=True) for pair in paired(*pieces)]
    return [(target, value)]


def test_rules_are_found_in_the_source():
    assert rules_in_the_source() >= {"incise_after", "incise_inside", "nested", "floating", "heading", "indirect_que"}


def test_every_rule_has_its_sentence():
    assert rules_in_the_source() - set(RULE_TO_REASON) == set()


@pytest.mark.parametrize("rule", RULE_TO_REASON)
def test_sentences_are_sentences(rule):
    cue = Cue("a promis", "promettre", part("a promis"))
    sentence = explain_quote(quotation("Et vite", speaker=MOREL, cue=cue, rule=rule))
    assert sentence.startswith("Said by Anne Morel: ")
    assert sentence.endswith(f"(rule {rule}, confidence 0.75).")
    assert "{" not in sentence


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        pytest.param(PLAN, "No speech: the marks seem to hold a title", id="other"),
        pytest.param(
            quotation("Et vite"), "Nobody can be named for this direct quotation: nothing announces it", id="nobody"
        ),
        pytest.param(IMPLIED, "it goes on with the last speaker", id="implied"),
        pytest.param(
            quotation("Et vite", speaker=MOREL), "of the mentions in reach this one fits best", id="mention, no cue"
        ),
        pytest.param(
            quotation("Et vite", speaker=Speaker("Anne Morel", "person", "la ministre", part("la ministre"))),
            "Said by Anne Morel, here “la ministre”",
            id="another mention",
        ),
        pytest.param(
            quotation("Et vite", speaker=Speaker("AFP", "organisation", "AFP", part("AFP")), source=AFP),
            "it is a medium speaking for itself",
            id="medium",
        ),
        pytest.param(
            REPORTED,
            "; by way of AFP, “d’après que” says so, then Léa Brun, whose own words these stand in; but it is told as"
            " hearsay; but the conditional leaves open whether it was said and the article says that it was not said (rule",
            id="hedges and reporters",
        ),
        pytest.param(
            quotation("Et vite", speaker=MOREL, rule="new_rule"), "says a rule that was added", id="unknown rule"
        ),
    ],
)
def test_explanations(quote, words):
    assert words in quote.explain()


def test_every_hedge_has_its_caution():
    assert list(HEDGE_TO_CAUTION) == [hedge for hedge, _ in HEDGE_RULES]
