"""The shipped weights: the same trees as stock Stanza gives, whatever else is parsed, and as good as they were."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("stanza")

TREEBANKS = Path(os.environ.get("QUOTATTR_TREEBANKS", Path(__file__).parents[3] / "shared" / "treebanks"))
SAMPLE = 150
"""Sentences of Sequoia test, evenly spread; a quarter of a minute."""
SAMPLE_MARGIN = 1.5
"""Percentage points that a sample of so many sentences may lie below the whole."""


def test_trees_are_those_of_stock_stanza(analyser, model_directory, sentences):
    from stanza.models.common.doc import Document
    from stanza.models.depparse.data import DataLoader
    from stanza.models.depparse.trainer import Trainer
    from stanza.models.depparse.utils import predict_dataset

    from quotattr.model import pack

    pretrain = pack.read_vectors(model_directory / pack.VECTORS).pretrain()
    stock = Trainer.load_checkpoint(
        "depparse", pack.read_checkpoint(model_directory / pack.PARSER), pretrain, device="cpu"
    )
    tagged = analyser.tag_sentences(sentences)
    document = Document(
        [
            [
                {
                    "id": number,
                    "text": form,
                    "upos": upos,
                    "xpos": xpos,
                    "feats": feats,
                    "lemma": lemma,
                    "head": 0,
                    "deprel": "root",
                }
                for number, (form, (upos, xpos, feats, lemma)) in enumerate(zip(words, row, strict=True), start=1)
            ]
            for words, row in zip(sentences, tagged, strict=True)
        ]
    )
    loader = DataLoader(document, 5000, stock.args, pretrain, vocab=stock.vocab, evaluation=True, sort_during_eval=True)
    expected = predict_dataset(stock, loader)
    found = [[[word.head, word.deprel] for word in sentence] for sentence in analyser.parse_sentences(sentences)]
    assert found == expected


def test_heads_are_those_of_chu_liu_edmonds():
    from stanza.models.common.chuliu_edmonds import chuliu_edmonds_one_root

    from quotattr.model.fast_parser import find_heads

    rng = np.random.default_rng(7)
    for size in [2, 3, 5, 9, 17] * 40:
        scores = rng.normal(size=(size, size)).astype(np.float32)
        np.fill_diagonal(scores, -np.inf)
        scores -= np.log(np.exp(scores).sum(axis=1, keepdims=True))
        assert find_heads(scores).tolist() == list(chuliu_edmonds_one_root(scores)[1:])


def test_company_changes_nothing(analyser, sentences):
    together = analyser.parse_sentences(sentences)
    alone = [analyser.parse_sentences([sentence])[0] for sentence in sentences]
    assert together == alone
    assert analyser.parse_sentences(sentences[::-1]) == together[::-1]


def test_nothing_gives_nothing(analyser):
    assert analyser.parse_sentences([]) == []
    assert analyser.parse_sentences([[], ["Oui"], []])[0] == []


def test_spelling_is_normalised(analyser):
    curly = analyser.parse_sentences([["L\N{RIGHT SINGLE QUOTATION MARK}", "homme", "est", "parti", "."]])
    straight = analyser.parse_sentences([["L'", "homme", "est", "parti", "."]])
    assert curly == straight


def test_incise_has_its_subject(analyser, sentences):
    words = analyser.parse_sentences(sentences)[0]
    verb = 1 + [word.form for word in words].index("déclaré")
    assert words[[word.form for word in words].index("ministre")].head == verb
    assert words[verb - 1].lemma == "déclarer"


def test_scores_are_what_they_were(analyser, model_directory):
    path = TREEBANKS / "fr_sequoia-ud-test.conllu"
    if not path.exists():
        pytest.skip(f"{path} is not there (QUOTATTR_TREEBANKS says where the treebanks lie)")
    from quotattr.model.evaluate import score
    from quotattr.model.treebanks import read_sentences

    gold = list(read_sentences(path))
    gold = gold[:: len(gold) // SAMPLE]
    found = score(gold, analyser.parse_sentences([[word.form for word in sentence] for sentence in gold]))
    expected = json.loads((model_directory / "scores.json").read_text(encoding="utf-8"))["fr_sequoia-ud-test"]
    for name in ("UPOS", "Lemmas", "UAS", "LAS"):
        assert found[name] >= expected[name] - SAMPLE_MARGIN, name
