"""The parser is taught trees that lead from a quotation's cue to its speaker."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("stanza")

import numpy as np  # noqa: E402 (torch may not be there)

from quotattr.extractor import Extractor  # noqa: E402
from quotattr.model import arcs, distil, pack  # noqa: E402
from quotattr.model.fit_decisions import read_all  # noqa: E402
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


def test_where_the_tree_leads_right_the_way_is_taught(passages, teacher):
    lessons = arcs.make_lessons(passages, teacher)
    assert [lesson.changed for lesson in lessons] == [frozenset()] * 2
    assert forms(passages[0], lessons[0].taught) == ["déclaré", "maire"]


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
def lessons(passages, teacher) -> list[arcs.Lesson]:
    """The passages' lessons, but that the first has *mardi* hang from *journal*, which nobody would say."""
    first, second = arcs.make_lessons(passages, teacher)
    place, head = place_of("mardi", first.words), place_of("journal", first.words) + 1
    words = [replace(word, head=head, deprel="appos") if word.form == "mardi" else word for word in first.words]
    return [arcs.Lesson(0, words, frozenset([place]), frozenset([place])), second]


def test_what_is_wrong_is_not_heeded(lessons, teacher):
    [batch] = arcs.make_lesson_batches(lessons, distil.WordTable(), teacher.parser.vocab["deprel"])
    length, place = len(lessons[0].words), place_of("mardi", lessons[0].words)
    assert batch.is_heeded[0].tolist() == [float(word != place) for word in range(length)]
    assert batch.shares[0].tolist() == [arcs.BENT_WEIGHT * (word == place) for word in range(length)]
    assert batch.heads[0, place] == place_of("journal", lessons[0].words) + 1
    assert set(batch.shares[1].tolist()) == {0.0, arcs.KEPT_WEIGHT}


def test_batches_come_in_their_shares():
    drawn = Counter(itertools.islice(arcs.mix((["usual"], 0.5), (["kept"], 0.2), (["bent"], 0.3)), 3000))
    assert drawn["usual"] == pytest.approx(1500, abs=150)
    assert drawn["kept"] == pytest.approx(600, abs=120)
    assert set(itertools.islice(arcs.mix((["usual"], 0.5), ([], 0.5)), 9)) == {"usual"}


def test_a_parser_learns_its_lesson(model, model_directory, lessons, tmp_path):
    """An arc that nobody would say, once taught, is there; what was packed loads."""
    out = tmp_path / "packed.pt"
    words, other = lessons[0].words, lessons[1].words
    way = distil.Round(80, 3e-3, dropout=0.0, word_dropout=0.0, every=80)
    score = arcs.teach(model, model_directory / pack.PARSER, ([other], []), lessons, [other], out, way)
    assert score > 50
    taught = model.analyser(parser=build_parser(pack.read_checkpoint(out), model.pretrain))
    [parsed] = taught.parse_sentences([[word.form for word in words]])
    mardi = parsed[place_of("mardi", words)]
    assert (mardi.head - 1, mardi.deprel) == (place_of("journal", words), "appos")


def test_a_model_is_copied_whole(model_directory, tmp_path):
    arcs.copy_model(model_directory, tmp_path / "copy")
    pack.write_checksums(tmp_path / "copy")
    pack.check_files(tmp_path / "copy")
