"""The parser is taught trees that lead from a quotation's cue to its speaker."""

from __future__ import annotations

from dataclasses import replace

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("stanza")

import numpy as np  # noqa: E402 (torch may not be there)

from quotattr.extractor import Extractor  # noqa: E402
from quotattr.model import arcs, distil, pack  # noqa: E402
from quotattr.model.fit_pointer import Material, teach  # noqa: E402
from quotattr.model.gold import read_all  # noqa: E402
from quotattr.model.loading import build_parser, build_tagger  # noqa: E402

TEXT = "La digue a cédé. «Nous la rebâtirons», a déclaré mardi au journal la maire, Awa Ndoye. «Oui», dit-elle."
CUES = ("a déclaré", "dit")
MENTIONS = ("la maire", "elle")
WORDS = ("Nous la rebâtirons", "Oui")


def span_of(words: str) -> list[int]:
    return [TEXT.index(words), TEXT.index(words) + len(words)]


def document() -> dict:
    """An invented article, annotated."""
    quotes = [
        {
            "kind": "direct",
            "segments": [span_of(said)],
            "cue": span_of(cue),
            "speaker": {"name": None, "mentions": [span_of(who)]},
        }
        for said, cue, who in zip(WORDS, CUES, MENTIONS, strict=True)
    ]
    return {"text": TEXT, "quotes": quotes}


@pytest.fixture(scope="module")
def model(model_directory):
    return distil.Large.read(model_directory)


@pytest.fixture(scope="module")
def teacher(model, model_directory):
    return arcs.Teacher(model, build_tagger(pack.read_checkpoint(model_directory / pack.TAGGER), model.pretrain))


@pytest.fixture(scope="module")
def passages(model_directory):
    return list(arcs.find_passages(read_all([document()], [Extractor()])))


def forms(passage, words) -> list[str]:
    return [passage.setting.tree[word].form for word in sorted(words)]


def test_cue_and_mention_are_found_in_the_frame(passages):
    assert [passage.setting.tree[passage.cue.index].form for passage in passages] == ["déclaré", "dit"]
    assert [forms(passage, passage.mention) for passage in passages] == [["la", "maire"], ["-elle"]]


def test_whom_the_rules_find_is_asked_of_any_tree(passages):
    passage = passages[0]
    tree = passage.setting.tree
    assert passage.is_mentioned(passage.follow(tree))
    assert not passage.is_mentioned(None)


def test_where_the_tree_leads_right_nothing_is_bent(passages, teacher):
    assert arcs.bend_all(passages, teacher) == []


def test_a_frame_whose_tree_misleads_is_bent(passages, teacher, monkeypatch):
    """What is changed, and the cue, are told apart from the words that stay as they are."""
    scores, words = mislead(passages[0], teacher, 1.0)
    wrong = [replace(word, deprel={"journal": "nsubj", "maire": "appos"}.get(word.form, word.deprel)) for word in words]
    monkeypatch.setattr(teacher, "read", lambda trees: [wrong])
    monkeypatch.setattr(teacher, "score", lambda words: scores)
    [bent] = arcs.bend_all(passages[:1], teacher)
    assert (bent.article, words[bent.cue].form) == (0, "déclaré")
    assert "maire" in forms(passages[0], bent.changed)
    assert "la" not in forms(passages[0], bent.changed)


def mislead(passage, teacher, lost: float) -> tuple[arcs.Scores, list]:
    """
    What the teacher says of the passage's frame, but that *maire* is a part of the name *journal*.

    That it is the subject is less likely by *lost*, all else hardly possible.
    """
    [words] = teacher.read([passage.setting.tree])
    said = teacher.score(words)
    scored, labelled = 10 * said.arcs, 10 * said.labels
    place = {word.form: number for number, word in enumerate(words)}
    verb, subject = place["déclaré"] + 1, teacher.relations.index("nsubj")
    scored[place["maire"] + 1] = -20.0
    scored[place["maire"] + 1, place["journal"] + 1] = 0.0
    scored[place["maire"] + 1, verb] = -lost
    labelled[place["maire"], verb] = -20.0
    labelled[place["maire"], verb, subject] = 0.0
    labelled[place["maire"], place["journal"] + 1] = -20.0
    labelled[place["maire"], place["journal"] + 1, teacher.relations.index("flat:name")] = 0.0
    return arcs.Scores(scored, labelled), words


@pytest.mark.parametrize(("lost", "is_bent"), [(1.0, True), (6.0, True), (12.0, False)])
def test_the_likeliest_tree_that_leads_to_the_mention(passages, teacher, lost, is_bent):
    """A subject that was taken for a part of a name is put right, if that is not too unlikely."""
    scores, words = mislead(passages[0], teacher, lost)
    bent = arcs.bend(passages[0], words, scores, teacher.relations)
    assert (bent is not None) == is_bent
    if bent is not None:
        [subject] = [word for word in bent if word.form == "maire"]
        assert (words[subject.head - 1].form, subject.deprel) == ("déclaré", "nsubj")


def test_the_best_tree_and_one_with_a_forced_arc():
    likely = np.log(np.array([[0.9, 0.05, 0.05], [0.8, 1e-9, 0.2], [0.1, 0.9, 1e-9]]))
    scores = arcs.Scores(likely, np.log(np.full((2, 3, 1), 1.0)))
    assert scores.best().heads.tolist() == [0, 1]
    forced = scores.best(0, 2)
    assert forced.heads.tolist() == [2, 0]
    assert scores.likelihood(scores.best()) == pytest.approx(np.log(0.8 * 0.9))
    assert scores.likelihood(forced) == pytest.approx(np.log(0.2 * 0.1))


def place_of(form: str, words) -> int:
    return [word.form for word in words].index(form)


@pytest.fixture
def bent(passages, teacher) -> arcs.Bent:
    """The first passage's tree, but that *mardi* hangs from *journal*, which nobody would say."""
    [words] = teacher.read([passages[0].setting.tree])
    place, head = place_of("mardi", words), place_of("journal", words) + 1
    said = [replace(word, head=head, deprel="appos") if word.form == "mardi" else word for word in words]
    return arcs.Bent(0, said, frozenset([place]), passages[0].cue.index)


def test_what_is_wrong_is_not_heeded(bent, teacher):
    [batch] = arcs.make_bent_batches([bent], distil.WordTable(), teacher.parser.vocab["deprel"])
    length, place = len(bent.words), place_of("mardi", bent.words)
    assert batch.is_heeded[0].tolist() == [float(word != place) for word in range(length)]
    assert batch.shares[0].tolist() == [arcs.BENT_WEIGHT * (word in (place, bent.cue)) for word in range(length)]
    assert batch.heads[0, place] == place_of("journal", bent.words) + 1


def test_a_parser_learns_a_bent_tree(model, model_directory, bent, tmp_path):
    """An arc that nobody would say, once taught, is there; what was packed loads."""
    way = distil.Round(80, 3e-3, dropout=0.0, word_dropout=0.0, every=80)
    material = Material(model, ([], []), [bent], [bent.words])
    score = teach(material, [], model_directory, tmp_path, way)
    assert score > 50
    taught = model.analyser(parser=build_parser(pack.read_checkpoint(tmp_path / pack.PARSER), model.pretrain))
    [parsed] = taught.parse_sentences([[word.form for word in bent.words]])
    mardi = parsed[place_of("mardi", bent.words)]
    assert (mardi.head - 1, mardi.deprel) == (place_of("journal", bent.words), "appos")
