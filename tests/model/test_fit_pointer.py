"""Parser and pointer are taught together: what an article teaches, what counts as right, and that both learn."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("stanza")

from quotattr.extractor import Extractor  # noqa: E402 (torch may not be there)
from quotattr.model import arcs, distil, fit_pointer, pack  # noqa: E402
from quotattr.model.decisions import OTHER_WEIGHT  # noqa: E402
from quotattr.model.fit_pointer import Asked, Material, judging_loss, make_lessons, pointing_loss  # noqa: E402
from quotattr.model.gold import read_all, reader_with  # noqa: E402
from quotattr.model.loading import build_tagger  # noqa: E402
from quotattr.model.pointer import INSIDE, OUTSIDE, Pointer, Sizes  # noqa: E402
from quotattr.pointing import NOWHERE, Pointing  # noqa: E402
from quotattr.trees import Tree  # noqa: E402

TEXT = "«Nous rebâtirons la digue», a déclaré mardi au journal la maire, Awa Ndoye. Le navire «Belle Aurore» est au port. «Oui.»"


def span_of(words: str) -> list[int]:
    return [TEXT.index(words), TEXT.index(words) + len(words)]


def document() -> dict:
    """An invented article, annotated: words with cue and speaker, a name, and words that float."""
    mayor = {"name": "Awa Ndoye", "mentions": [span_of("la maire")]}
    said = [("Nous rebâtirons la digue", "direct", mayor, span_of("a déclaré")), ("Belle Aurore", "other", None, None)]
    said.append(("Oui.", "direct", {"name": "Awa Ndoye", "mentions": []}, None))
    quotes = [
        {"kind": kind, "segments": [span_of(words)], "speaker": speaker, "cue": cue}
        for words, kind, speaker, cue in said
    ]
    return {"text": TEXT, "quotes": quotes}


@pytest.fixture(scope="module")
def model(model_directory):
    return distil.Large.read(model_directory)


@pytest.fixture(scope="module")
def lessons(model, model_directory):
    tagger = build_tagger(pack.read_checkpoint(model_directory / pack.TAGGER), model.pretrain)
    return make_lessons(read_all([document()], [Extractor()]), arcs.Teacher(model, tagger))


@pytest.fixture(scope="module")
def material(model, lessons):
    words = [lesson.words for lesson in lessons]
    return Material(model, (words, []), [], words)


def test_an_article_teaches_what_speaks_where_and_whether_it_is_speech(lessons):
    told = []
    for lesson in lessons:
        forms = [word.form for word in lesson.words]
        for asked in lesson.asked:
            assert len(asked.standing) == len(forms)
            assert INSIDE in asked.standing
            cues = [forms[word] for word in asked.cues if word != NOWHERE]
            told.append((cues, asked.speakers, asked.is_speech))
    mayor = [word.form for word in lessons[0].words].index("maire")
    assert told == [(["a", "déclaré"], (mayor,), True), ([], (), False), ([], (NOWHERE,), True)]


@pytest.fixture
def pointer() -> Pointer:
    torch.manual_seed(3)
    return Pointer(Sizes(4, word=6, place=3, score=5)).eval()


STATES = torch.randn(1, 3, 4, generator=torch.Generator().manual_seed(0))
STANDING = (OUTSIDE, OUTSIDE, INSIDE)


def loss_of(pointer: Pointer, *cues: int) -> float:
    return pointing_loss(pointer, STATES, [(0, Asked(STANDING, cues, (), True))]).item()


def test_all_words_that_are_right_count_together(pointer):
    """The odds of either word are those of both, and the odds of all that may be right are certain."""
    one, other, nothing = (loss_of(pointer, word) for word in (0, 1, NOWHERE))
    both = loss_of(pointer, 0, 1)
    assert math.exp(-both) == pytest.approx(math.exp(-one) + math.exp(-other), abs=1e-4)
    assert math.exp(-both) + math.exp(-nothing) == pytest.approx(1.0, abs=1e-4)


def test_what_is_not_known_teaches_nothing(pointer):
    assert loss_of(pointer) == 0.0


def test_the_odds_of_speech_and_of_none_add_up(pointer):
    speech, none = (
        judging_loss(pointer, STATES, [(0, Asked(STANDING, (), (), is_speech))]).item() for is_speech in (True, False)
    )
    assert math.exp(-speech) + math.exp(-none / OTHER_WEIGHT) == pytest.approx(1.0, abs=1e-4)


def test_parser_and_pointer_learn_together_and_speech_last(material, lessons, copied_model: Path, model_directory):
    way = distil.Round(80, 3e-3, dropout=0.0, word_dropout=0.0, every=80)
    (copied_model / pack.POINTER).unlink()
    assert fit_pointer.teach(material, lessons, model_directory, copied_model, way) > 50
    pack.write_checksums(copied_model)
    pointed = pointings_of(copied_model)
    (tree, first), (_, floating) = pointed[0], pointed[2]
    assert tree.words[likeliest(first.cues)].form in ("a", "déclaré")
    assert tree.words[likeliest(first.speakers)].form == "maire"
    assert likeliest(floating.speakers) == len(floating.speakers) - 1
    fit_pointer.teach_speech(material.model, lessons, copied_model, way)
    pack.write_checksums(copied_model)
    again = {number: pointing for number, (_, pointing) in pointings_of(copied_model).items()}
    assert again[1].speech < 0 < min(again[0].speech, again[2].speech)
    assert again[0].cues == pytest.approx(first.cues, abs=0.01), "nothing else moves"


def pointings_of(folder: Path) -> dict[int, tuple[Tree, Pointing]]:
    """Of each quotation of the text, its tree and where the model in *folder* points from it."""
    _, trees = reader_with(folder).read_and_parse(TEXT)
    return {number: (tree, pointing) for tree in trees for number, pointing in tree.pointings.items()}


def likeliest(odds: tuple[float, ...]) -> int:
    return max(range(len(odds)), key=odds.__getitem__)


def test_batches_come_in_their_shares():
    drawn = Counter(itertools.islice(fit_pointer.mix((["usual"], 0.5), (["asked"], 0.2), (["bent"], 0.3)), 3000))
    assert drawn["usual"] == pytest.approx(1500, abs=150)
    assert drawn["asked"] == pytest.approx(600, abs=120)
    assert set(itertools.islice(fit_pointer.mix((["usual"], 0.5), ([], 0.5)), 9)) == {"usual"}


def test_each_model_but_the_last_lacks_its_part(monkeypatch, model_directory, tmp_path):
    """Four articles, and three models that hold out the first and last, the second, the third: what the shipped one learns is all."""
    taught = []
    lessons = [SimpleNamespace(article=number) for number in range(4)]
    bent = [SimpleNamespace(article=number) for number in (0, 2, 3)]

    def note(material, lessons, start, out):
        assert (out / pack.PARSER).exists()
        taught.append((out.name, [one.article for one in lessons], [one.article for one in material.bent]))

    judged = []
    monkeypatch.setattr(fit_pointer, "teach", note)
    monkeypatch.setattr(
        fit_pointer, "teach_speech", lambda _, lessons, out: judged.append([one.article for one in lessons])
    )
    fit_pointer.teach_all(Material(None, (), bent, ()), lessons, model_directory, tmp_path / "all", tmp_path)
    assert taught == [
        ("0", [1, 2], [2]),
        ("1", [0, 2, 3], [0, 2, 3]),
        ("2", [0, 1, 3], [0, 3]),
        ("all", [0, 1, 2, 3], [0, 2, 3]),
    ]
    assert judged == [seen for _, seen, _ in taught]


def test_a_model_is_copied_without_its_pointer(model_directory, tmp_path):
    fit_pointer.copy_model(model_directory, tmp_path / "copy")
    pack.write_checksums(tmp_path / "copy")
    assert pack.POINTER not in pack.check_files(tmp_path / "copy")
