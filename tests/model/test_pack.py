"""Packing and unpacking: what is read is what was packed, and damage is told."""

from __future__ import annotations

import numpy as np
import pytest

from quotattr.errors import ModelFileError

torch = pytest.importorskip("torch")
pack = pytest.importorskip("quotattr.model.pack")
Vectors = pytest.importorskip("quotattr.model.vectors").Vectors


def make_files(directory):
    for name in pack.CHECKED:
        (directory / name).write_bytes(name.encode())
    pack.write_checksums(directory)


def test_checkpoint_survives(tmp_path):
    weights = torch.linspace(-2, 2, 11)
    state = {
        "model": {"w": weights, "n": torch.tensor([3])},
        "vocab": {"a": 1},
        "config": {"lr": 0.1, "save_dir": "/home/me", "train_file": "x"},
    }
    torch.save(state, tmp_path / "checkpoint.pt")
    pack.pack_checkpoint(tmp_path / "checkpoint.pt", tmp_path / "packed.pt")
    read = pack.read_checkpoint(tmp_path / "packed.pt")
    assert read["model"]["w"].dtype == torch.float32
    assert torch.allclose(read["model"]["w"], weights, atol=1e-3)
    assert read["model"]["n"].tolist() == [3]
    assert read["config"] == {"lr": 0.1, "save_dir": None, "train_file": None}


def test_vectors_survive(tmp_path):
    codes = np.array([[127, -3], [5, 127]], dtype=np.int8)
    vectors = Vectors(
        codes, np.array([0.5, 2.0], dtype=np.float32), ["le", "été", "la"], np.array([0, 1, 0], dtype=np.uint16)
    )
    pack.pack_vectors(vectors, tmp_path / "vectors.pt")
    read = pack.read_vectors(tmp_path / "vectors.pt")
    assert read.forms == vectors.forms
    assert read.rows.tolist() == [0, 1, 0]
    assert np.array_equal(read.matrix(), vectors.matrix())


def test_forms_share_rows():
    vectors = Vectors(
        np.eye(2, dtype=np.int8), np.ones(2, np.float32), ["le", "été", "la"], np.array([0, 1, 0], dtype=np.uint16)
    )
    pretrain = vectors.pretrain()
    ids = pretrain.vocab.map(["le", "la", "été", "inconnu"])
    assert ids[0] == ids[1] != ids[2]
    assert pretrain.emb[ids[2]].tolist() == [0.0, 1.0]
    assert pretrain.emb[ids[3]].tolist() == [0.0, 0.0]


def test_whole_files_pass(tmp_path):
    make_files(tmp_path)
    pack.check_files(tmp_path)


@pytest.mark.parametrize("name", ["vectors.pt", "depparse.pt"])
def test_damage_is_told(tmp_path, name):
    make_files(tmp_path)
    (tmp_path / name).write_bytes(b"cut sho")
    with pytest.raises(ModelFileError, match=rf"{name} is damaged .* reinstall"):
        pack.check_files(tmp_path)


def test_loss_is_told(tmp_path):
    make_files(tmp_path)
    (tmp_path / "pos.pt").unlink()
    with pytest.raises(ModelFileError, match=r"pos\.pt is missing"):
        pack.check_files(tmp_path)


def test_empty_folder_is_told(tmp_path):
    with pytest.raises(ModelFileError, match=r"no model in .*python -m quotattr\.model\.train"):
        pack.check_files(tmp_path)
