"""
Packs what was trained into the files that ship, and reads them back.

A Stanza checkpoint is float32 and names the paths it was trained with; packed it is float16 and names none.
The vectors are int8 already (`vectors.py`). Every file has its SHA-256 in ``checksums.json``, so that a
damaged installation says so, in place of giving odd trees. Start with `pack` and `read_packed`.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import torch

from quotattr.errors import ModelFileError

from .vectors import Vectors

VECTORS, TAGGER, PARSER, LEMMAS, POINTER = "vectors.pt", "pos.pt", "depparse.pt", "lemma.json.gz", "pointer.pt"
CHECKSUMS, SCORES = "checksums.json", "scores.json"
CHECKED = (VECTORS, TAGGER, PARSER, LEMMAS)
"""What every model has; the pointer is taught last, and only then checked as well."""

REMEDY = "reinstall quotattr, or make the model again with `python -m quotattr.model.train`"

LOCAL_OPTIONS = ("_file", "_dir", "_name", "wandb", "device", "continue_from")
"""Endings of the options that say where on one machine something lay."""


def pack_checkpoint(checkpoint: Path, out: Path) -> None:
    """Write the Stanza checkpoint at *checkpoint* to *out*, as `pack_state` does."""
    pack_state(torch.load(checkpoint, map_location="cpu", weights_only=True), out)


def pack_state(state: dict[str, Any], out: Path) -> None:
    """Write a Stanza checkpoint, as read, to *out*, weights as float16, without paths and optimizer."""
    packed = {
        "model": {
            name: weights.half() if weights.is_floating_point() else weights for name, weights in state["model"].items()
        },
        "vocab": state["vocab"],
        "config": {key: None if key.endswith(LOCAL_OPTIONS) else value for key, value in state["config"].items()},
    }
    if "model_type" in state:
        packed["model_type"] = state["model_type"]
    torch.save(packed, out)


def read_checkpoint(path: Path) -> dict[str, Any]:
    """Read what `pack_checkpoint` wrote, weights as float32 again; errors are those of `read_weights`."""
    state = read_weights(path)
    state["model"] = {
        name: weights.float() if weights.is_floating_point() else weights for name, weights in state["model"].items()
    }
    return state


def read_weights(path: Path) -> dict[str, Any]:
    """
    The tensors of a packed file. Nothing that a file may hold besides them is run.

    Raises:
        ModelFileError: There is something else in it.
    """
    try:
        state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, EOFError) as error:
        reason = str(error).partition("\n")[0]
        raise ModelFileError(f"model file {path} is no file of weights ({reason}); {REMEDY}") from error
    return state


def pack_vectors(vectors: Vectors, out: Path) -> None:
    """Write *vectors* to *out*: int8 rows, their scales, and the forms as compressed text."""
    text = zlib.compress("\n".join(vectors.forms).encode("utf-8"), 9)
    torch.save(
        {
            "codes": torch.from_numpy(vectors.codes),
            "scales": torch.from_numpy(vectors.scales),
            "forms": torch.frombuffer(bytearray(text), dtype=torch.uint8),
            "rows": torch.from_numpy(vectors.rows.view(np.int16) if vectors.rows.dtype == np.uint16 else vectors.rows),
        },
        out,
    )


def read_vectors(path: Path) -> Vectors:
    """Read what `pack_vectors` wrote; errors are those of `read_weights`."""
    state = read_weights(path)
    forms = zlib.decompress(state["forms"].numpy().tobytes()).decode("utf-8").split("\n")
    rows = state["rows"].numpy()
    return Vectors(
        state["codes"].numpy(), state["scales"].numpy(), forms, rows.view(np.uint16) if rows.dtype == np.int16 else rows
    )


def write_checksums(directory: Path) -> None:
    """Write the SHA-256 of each packed file of *directory* beside them."""
    there = [*CHECKED, POINTER] if (directory / POINTER).exists() else CHECKED
    sums = {name: hashlib.sha256((directory / name).read_bytes()).hexdigest() for name in there}
    (directory / CHECKSUMS).write_text(json.dumps(sums, indent=2) + "\n", encoding="utf-8")


def check_files(directory: Path) -> list[str]:
    """
    The names of the packed files of *directory*, each of which is what was packed.

    The sums are of 20 to 40 MB and take some hundredths of a second.

    Raises:
        ModelFileError: One is missing or damaged.
    """
    try:
        sums = json.loads((directory / CHECKSUMS).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelFileError(f"no model in {directory} ({CHECKSUMS} is missing); {REMEDY}") from None
    except ValueError as error:
        raise ModelFileError(f"{directory / CHECKSUMS} is damaged ({error}); {REMEDY}") from None
    names = [*CHECKED, POINTER] if POINTER in sums else list(CHECKED)
    for name in names:
        path = directory / name
        if not path.is_file():
            raise ModelFileError(f"model file {path} is missing; {REMEDY}")
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found != sums.get(name):
            raise ModelFileError(
                f"model file {path} is damaged (SHA-256 {found[:12]}…, expected {str(sums.get(name))[:12]}…); {REMEDY}"
            )
    return names
