"""Fitting: the whole recipe on a few invented articles."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("stanza")

from annotated import NAMES, annotated_article

from quotattr.model import fit_decisions, gold
from quotattr.model.annotations import read_annotated
from quotattr.model.linear import KINDS


@pytest.mark.model
def test_cues_are_learned_from_other_articles(extractor) -> None:
    """Each article is read with weights of the others; they come in order."""
    documents = [annotated_article(name) for name in NAMES]
    examples = fit_decisions.make_examples(gold.read_all(documents, [extractor]))
    assert [example.reading.text for example in examples] == [document["text"] for document in documents]
    assert len({id(example.reading.vocabulary.cue_weights) for example in examples}) > 1


def read_table(path: Path) -> Mapping[str, float]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {name: float(weight) for name, weight in (line.split("\t") for line in lines[1:])}


@pytest.mark.model
def test_the_recipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    """Six articles as files, and one of raw_news.jsonl.gz whose offsets annotations.tsv gives."""
    folder, out = tmp_path / "gold", tmp_path / "out"
    folder.mkdir()
    out.mkdir()
    for number, name in enumerate(NAMES):
        (folder / f"{number}.json").write_text(json.dumps(annotated_article(name)), encoding="utf-8")
    document = annotated_article("Yann Morel")
    raw, annotations = tmp_path / "raw_news.jsonl.gz", tmp_path / "annotations.tsv"
    with gzip.open(raw, "wt", encoding="utf-8") as lines:
        lines.write(json.dumps({"id": "a1", "text": document["text"]}) + "\n")
    [start, end] = document["quotes"][0]["segments"][0]
    row = f"a1\tspeech\t{start}-{end}\t-\t-\t-\n"
    annotations.write_text(f"article\tkind\tsegment\tmention\tnames\tcue\n{row}", encoding="utf-8")
    monkeypatch.setattr(gold, "read_annotated", lambda path: read_annotated(path, annotations))
    fit_decisions.main([str(folder), "--raw", str(raw), "--out", str(out)])
    assert {path.name for path in out.iterdir()} == {f"{model}_weights.tsv" for model in KINDS}
    assert capsys.readouterr().out.count(": mean of 3 fits\n") == len(KINDS)
    for path in out.iterdir():
        assert read_table(path)
        assert "7 annotated" in path.read_text(encoding="utf-8")
