"""The network that points at cue and speaker: what it may point at, that company changes nothing."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("stanza")

from quotattr.model.pointer import FAR, Pointer, Sizes, _distances, pack_pointer, read_pointer  # noqa: E402 (torch may not be there)
from quotattr.pointing import Pointing  # noqa: E402

WIDTH = 8


@pytest.fixture
def pointer() -> Pointer:
    torch.manual_seed(3)
    return Pointer(Sizes(WIDTH, word=6, place=3, score=5)).eval()


def states_of(length: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(length, WIDTH, generator=torch.Generator().manual_seed(seed))


def test_every_quotation_is_pointed_from(pointer):
    marks = [None, None, 4, 4, None, 7]
    (found,) = pointer.point([states_of(6)], [marks])
    assert list(found) == [4, 7]
    for number, pointing in found.items():
        own = [place for place, mark in enumerate(marks) if mark == number]
        for odds in (pointing.cues, pointing.speakers):
            assert len(odds) == len(marks) + 1
            assert math.fsum(map(math.exp, odds)) == pytest.approx(1.0, abs=1e-5)
            assert all(math.exp(odds[place]) == 0.0 for place in own), "a quotation has no cue inside its own marks"
            assert all(math.exp(odd) > 0.0 for place, odd in enumerate(odds) if place not in own)


def test_nothing_gives_nothing(pointer):
    assert pointer.point([], []) == []
    assert pointer.point([states_of(3), states_of(2)], [[None] * 3, ()]) == [{}, {}]


def test_company_changes_nothing(pointer):
    marks = [[None, 0, None], [1, None, 2, None, None], [None, None, 3, 3, None, None, None]]
    states = [states_of(len(row), seed) for seed, row in enumerate(marks)]
    together = pointer.point(states, marks)
    for rows, row, found in zip(states, marks, together, strict=True):
        (alone,) = pointer.point([rows], [row])
        assert alone.keys() == found.keys()
        for number, pointing in alone.items():
            assert found[number].cues == pytest.approx(pointing.cues, abs=1e-4)
            assert found[number].speakers == pytest.approx(pointing.speakers, abs=1e-4)
            assert found[number].speech == pytest.approx(pointing.speech, abs=1e-4)


def test_distances_are_counted_from_the_ends_of_the_quotation():
    inside = torch.tensor([[False] * 40 + [True, False, True] + [False] * 300])
    (steps,) = _distances(inside).tolist()
    assert steps[40:43] == [FAR, FAR, FAR]
    assert [steps[39], steps[35], steps[43], steps[47]] == [FAR - 1, FAR - 5, FAR + 1, FAR + 5]
    assert steps[0] == 0
    assert steps[-1] == 2 * FAR
    assert steps == sorted(steps)


def test_it_is_read_as_it_was_packed(pointer, tmp_path: Path):
    pack_pointer(pointer, tmp_path / "pointer.pt")
    read = read_pointer(tmp_path / "pointer.pt")
    assert read.sizes == pointer.sizes
    marks = [[None, 0, None, None]]
    expected, found = (one.point([states_of(4)], marks)[0][0] for one in (pointer, read))
    assert found.cues == pytest.approx(expected.cues, abs=1e-2)


def test_the_shipped_model_points(extractor):
    text = "«La digue tiendra», a assuré la maire de Brizay. Le port a accueilli le navire «Belle Aurore»."
    _, trees = extractor.read_and_parse(text)
    pointed = {number: pointing for tree in trees for number, pointing in tree.pointings.items()}
    assert sorted(pointed) == [0, 1]
    assert isinstance(pointed[0], Pointing)
    tree = next(tree for tree in trees if 0 in tree.pointings)
    assert tree.frame.marks.count(0) == 1
    words = [word.form for word in tree.words]
    assert words[likeliest(pointed[0].speakers)] == "maire"
    assert words[likeliest(pointed[0].cues)] in ("a", "assuré")
    assert pointed[1].speech < 0 < pointed[0].speech


def likeliest(odds: tuple[float, ...]) -> int:
    return max(range(len(odds)), key=odds.__getitem__)
