"""Fitting: gold put beside what was found, decisions learned from, and the whole recipe on a few invented articles."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

pytest.importorskip("torch")

from frozen import read_surface

from quotattr.attribution import make_resolver
from quotattr.model import fit_decisions
from quotattr.model.annotations import read_annotated
from quotattr.model.fit_decisions import (
    BY_MODEL,
    HEADERS,
    Annotation,
    Choice,
    Example,
    RecordingResolver,
    decisions_of,
    example_of,
    find_annotation,
    fit,
    is_same_name,
    make_examples,
    mean_of,
    read_all,
    read_annotations,
    usable,
    write_weights,
)
from quotattr.spans import Span

SPEECH_RE = re.compile("«(.*?)»")

NAMES = ("Marc Dalbret", "Paul Corvisart", "Boris Taranov", "Karim Salah", "Hugo Petit", "Louis Brun")


def make_example(document: dict, extractor) -> Example:
    """An annotated document, its cues decided by the shipped weights."""
    return example_of(tuple(read_annotations(document)), *extractor.read_and_parse(document["text"]))


def gold_of(name: str) -> dict:
    """An invented article of four marks, three of which somebody says, and its gold."""
    text = (
        f"Le directeur du port, {name}, a visité Brizay. «La digue tiendra tout l’hiver», a-t-il assuré. "
        f"Le directeur a aussi dénoncé «un vrai gâchis». Un bateau «kayak» est passé. «Nous verrons bien», a dit {name}."
    )
    marks = [match.span(1) for match in SPEECH_RE.finditer(text)]
    mentions = [text.index("il assuré"), text.index("Le directeur a"), None, text.rindex(name)]
    widths = [2, len("Le directeur"), 0, len(name)]
    quotes = []
    cues = ["a-t-il assuré", "a aussi dénoncé", None, "a dit"]
    for span, start, width, cue in zip(marks, mentions, widths, cues, strict=True):
        speaker = None if start is None else {"name": name, "aliases": [], "mentions": [[start, start + width]]}
        kind = "other" if start is None else "direct"
        place = None if cue is None else [text.index(cue), text.index(cue) + len(cue)]
        quotes.append({"kind": kind, "segments": [list(span)], "speaker": speaker, "cue": place, "source": None})
    return {"id": name, "text": text, "quotes": quotes}


def test_the_gold_of_each_segment() -> None:
    speech, _, other, _ = read_annotations(gold_of("Marc Dalbret"))
    assert (speech.is_speech, speech.names) == (True, ("Marc Dalbret",))
    assert len(speech.mentions) == 1
    assert speech.cue is not None
    assert other == Annotation(other.span, False, (), ())


@pytest.mark.parametrize(
    ("span", "least", "found"),
    [
        ((0, 10), 0.8, 0),
        ((0, 9), 0.8, 0),
        ((0, 5), 0.8, None),
        ((0, 5), 0.5, 0),
        ((21, 30), 0.8, 1),
        ((11, 19), 0.1, None),
    ],
)
def test_the_annotation_of_a_span(span: tuple[int, int], least: float, found: int | None) -> None:
    annotations = [Annotation(Span(0, 10), True, (), ()), Annotation(Span(20, 30), False, (), ())]
    assert find_annotation(Span(*span), annotations, least) == (annotations[found] if found is not None else None)
    assert find_annotation(Span(*span), [], least) is None


@pytest.mark.parametrize(
    ("name", "accepted", "same"),
    [
        ("Marc Dalbret", ["Marc Dalbret"], True),
        ("DALBRET", ["Marc Dalbret"], True),
        ("Marc Dalbret", ["Dalbret"], True),
        ("Marc", ["Marc Dalbret"], False),
        ("Awa Ndoye", ["Marc Dalbret", "Awa Ndoye"], True),
        ("", ["Marc Dalbret"], False),
        ("Marc Dalbret", [], False),
        ("La Gazette", ["Gazette"], True),
        ("Lorme", ["élus de Lorme"], False),
        ("Lorme", ["Banque de Lorme"], False),
        ("Eaux", ["ministère des Eaux"], False),
        ("de Gaulle", ["Charles de Gaulle"], True),
        ("", [""], False),
    ],
)
def test_same_name(name: str, accepted: Sequence[str], same: bool) -> None:
    assert bool(is_same_name(name, accepted)) is same


def test_weights_make_the_right_candidates_likeliest() -> None:
    choices = [Choice(({"good": 1.0, "both": 1.0}, {"bad": 1.0, "both": 1.0}), (True, False))] * 20
    weights = fit(choices, "speaker")
    assert weights["good"] > 0 > weights["bad"]
    assert "both" not in weights


def test_what_is_rare_is_left_out() -> None:
    common = [Choice(({"common": 1.0}, {}), (True, False))] * 20
    rare = [Choice(({"rare": 1.0}, {}), (True, False))] * 2
    assert set(fit([*common, *rare], "speaker")) == {"common"}


def test_what_models_annotate_otherwise_is_no_weight() -> None:
    by_model = [Choice(({"fact": 1.0, BY_MODEL: 1.0}, {}), (False, True))] * 200
    by_people = [Choice(({"fact": 1.0}, {}), (True, False))] * 200
    assert fit(by_people, "confidence").keys() == fit([*by_people, *by_model], "confidence").keys() == {"fact"}
    assert fit([*by_people, *by_model], "confidence")["fact"] > 0.2


def test_what_counts_less_weighs_less() -> None:
    def learned(weight: float) -> float:
        against = [Choice(({"fact": 1.0}, {}), (False, True), weight)] * 20
        return fit([*[Choice(({"fact": 1.0}, {}), (True, False))] * 20, *against], "speaker").get("fact", 0.0)

    assert learned(0.1) > learned(0.9) >= 0.0


def test_only_what_has_a_right_answer_is_used() -> None:
    right, wrong = Choice(({}, {}), (False, True)), Choice(({}, {}), (False, False))
    assert usable([right, wrong]) == [right]


def test_weights_are_written_sorted(tmp_path: Path) -> None:
    path = write_weights("speech", {"b": 0.5, "a": -1.25}, 7, tmp_path)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[-3:] == ["feature\tweight", "a\t-1.2500", "b\t0.5000"]
    assert any("7 annotated" in line and line.startswith("#") for line in lines)


@pytest.mark.model
def test_decisions_of_an_article(extractor) -> None:
    """Each mark is a decision of speech; the mentions and the names that are right are told from the gold."""
    example = make_example(gold_of("Marc Dalbret"), extractor)
    assert [choice.right for choice in example.decisions["speech"]] == [(True, False)] * 2 + [
        (False, True),
        (True, False),
    ]
    assert [choice.weight < 1.0 for choice in example.decisions["speech"]] == [False, False, True, False]
    assert all(sum(choice.right) >= 1 for choice in usable(decisions_of([example], "speaker")))
    assert usable(decisions_of([example], "referent"))
    assert [sum(choice.right) for choice in example.decisions["cue"]] == [1, 1, 1]
    assert not any(choice.right[0] for choice in example.decisions["cue"])


@pytest.mark.model
def test_where_nothing_announces_the_words(extractor) -> None:
    document = gold_of("Marc Dalbret")
    for quote in document["quotes"]:
        quote["cue"] = None
    choices = make_example(document, extractor).decisions["cue"]
    assert [(choice.right[0], sum(choice.right)) for choice in choices] == [(True, 1)] * 3


@pytest.mark.model
def test_cues_are_learned_from_other_articles(extractor) -> None:
    """Each article is read with weights of the others; they come in order."""
    documents = [gold_of(name) for name in NAMES]
    examples = make_examples(read_all(documents, [extractor]))
    assert [example.reading.text for example in examples] == [document["text"] for document in documents]
    assert len({id(example.reading.vocabulary.cue_weights) for example in examples}) > 1


def test_what_opens_a_sentence_is_no_example() -> None:
    """Whom the gold names for a quotation says nothing of the sentences behind it that nobody parsed."""
    reading = read_surface("Marc Dalbret sort. Il rit. Boris Taranov dort.")
    resolver = make_resolver(reading, (), RecordingResolver)
    resolver.choices, resolver.names = [], ("Boris Taranov",)
    resolver.note_opening(reading.sentences[1])
    assert resolver.names == ()
    assert resolver.choices == []


def test_who_annotated_an_article() -> None:
    """Language models told speech from other marks, not direct from mixed."""
    gold = gold_of("Marc Dalbret")
    quotes = [{**quote, "kind": "speech" if quote["kind"] == "direct" else "other"} for quote in gold["quotes"]]
    assert not any(annotation.by_model for annotation in read_annotations(gold))
    assert any(annotation.by_model for annotation in read_annotations({**gold, "quotes": quotes}))


@pytest.mark.model
def test_nobody_is_learned(extractor) -> None:
    """Words that the gold gives to nobody are a decision whose right answer is nobody, where any other is wrong."""
    text = "Marc Dalbret a visité le port. «À bas la digue», entend-on sur les quais."
    start = text.index("À bas")
    quote = {"kind": "direct", "segments": [[start, start + len("À bas la digue")]], "speaker": None}
    example = make_example({"id": "x", "text": text, "quotes": [quote]}, extractor)
    choice = decisions_of([example], "referent")[-1]
    right = choice.described[choice.right.index(True)]
    assert right["nobody"] == 1.0
    assert sum(choice.right) == 1
    assert len(choice.right) > 1


def read_table(path: Path) -> Mapping[str, float]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {name: float(weight) for name, weight in (line.split("\t") for line in lines[1:])}


@pytest.mark.model
def test_readers_take_turns(extractor) -> None:
    """So that each may have a parser that has not seen what it reads."""
    asked: list[tuple[int, str]] = []

    def reader(number: int) -> SimpleNamespace:
        def read_and_parse(text: str):
            asked.append((number, text))
            return extractor.read_and_parse(text)

        return SimpleNamespace(read_and_parse=read_and_parse)

    documents = [gold_of(name) for name in NAMES[:3]]
    read_all(documents, [reader(0), reader(1)])
    assert asked == [(0, documents[0]["text"]), (1, documents[1]["text"]), (0, documents[2]["text"])]


def test_the_mean_of_fits() -> None:
    fits = [{"near": 1.0, "far": -0.5, "seldom": 0.012}, {"near": 2.0}]
    assert mean_of(fits) == {"near": 1.5, "far": -0.25}


@pytest.mark.model
def test_the_recipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    """Six articles as files, and one of raw_news.jsonl.gz whose offsets annotations.tsv gives."""
    gold, out = tmp_path / "gold", tmp_path / "out"
    gold.mkdir()
    out.mkdir()
    for number, name in enumerate(NAMES):
        (gold / f"{number}.json").write_text(json.dumps(gold_of(name)), encoding="utf-8")
    document = gold_of("Yann Morel")
    raw, annotations = tmp_path / "raw_news.jsonl.gz", tmp_path / "annotations.tsv"
    with gzip.open(raw, "wt", encoding="utf-8") as lines:
        lines.write(json.dumps({"id": "a1", "text": document["text"]}) + "\n")
    [start, end] = document["quotes"][0]["segments"][0]
    row = f"a1\tspeech\t{start}-{end}\t-\t-\t-\n"
    annotations.write_text(f"article\tkind\tsegment\tmention\tnames\tcue\n{row}", encoding="utf-8")
    monkeypatch.setattr(fit_decisions, "read_annotated", lambda path: read_annotated(path, annotations))
    fit_decisions.main([str(gold), "--raw", str(raw), "--out", str(out)])
    assert {path.name for path in out.iterdir()} == {f"{model}_weights.tsv" for model in HEADERS}
    assert capsys.readouterr().out.count(": mean of 3 fits\n") == len(HEADERS)
    for path in out.iterdir():
        assert read_table(path)
        assert "7 annotated" in path.read_text(encoding="utf-8")
