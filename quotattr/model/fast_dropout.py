"""
Dropout whose masks cost little on a CPU.

torch draws a 64-bit random number for each element, which is a third of a training step of the tagger. A byte is
enough to decide with: probabilities become multiples of 1/256. Start with `use_fast_dropout`.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

BYTE_VALUES = 256


class FastDropout(nn.Dropout):
    """An `nn.Dropout` that draws bytes from a generator of its own."""

    generator: np.random.Generator

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        if not self.training or self.p == 0:
            return values
        dropped = round(self.p * BYTE_VALUES)
        bytes_drawn = np.frombuffer(self.generator.bytes(values.numel()), dtype=np.uint8).reshape(values.shape)
        keep = torch.from_numpy(bytes_drawn >= dropped)
        return values * keep.to(values.dtype).mul_(BYTE_VALUES / (BYTE_VALUES - dropped))


def use_fast_dropout(model: nn.Module, seed: int) -> None:
    """Turn every `nn.Dropout` inside *model* into a `FastDropout`, in place; all draw from one generator."""
    generator = np.random.Generator(np.random.SFC64(seed))
    for module in model.modules():
        if type(module) is nn.Dropout:
            module.__class__ = FastDropout
            setattr(module, "generator", generator)  # noqa: B010 (mypy takes only tensors)
