"""
Crossing: a fact counts by itself, and anew with what asks.

That somebody was named last speaks for her where *elle* asks, and less where *la ministre* does. So one fact has several names,
a prefix each (``pronoun_named_last``, ``elle_named_last``), and a weight for each name. To spell the names out for every
candidate took longer than all else that is done with them: in use, the weights of one fact under the same prefixes are
added up once (`CrossedWeights`); only fitting needs the names (`crossed`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

Prefixes = tuple[str, ...]
"""What stands in front of a fact's names; an empty one is that of the fact by itself."""

UNCROSSED: Prefixes = ("",)

MAX_KEPT_FACTS = 1 << 12
"""Facts whose sums are kept for the same prefixes: some facts are of single words, of which there is no end."""


def crossed(facts: Mapping[str, float], prefixes: Prefixes) -> dict[str, float]:
    """
    The facts that hold, under each of their names.

        >>> crossed({"near": 1.0, "far": 0.0}, ("", "il_"))
        {'near': 1.0, 'il_near': 1.0}
    """
    return {f"{prefix}{name}": value for name, value in facts.items() if value for prefix in prefixes}


class CrossedWeights:
    """
    Weights, added up.

        >>> CrossedWeights({"near": 1.0, "il_near": 0.5}).score({"near": 2.0, "far": 1.0}, ("", "il_"))
        3.0

    Args:
        weights: Name of a fact, prefix included → weight, in log-odds.
    """

    def __init__(self, weights: Mapping[str, float]):
        self._weights = weights
        self._sums: dict[Prefixes, _Sums] = {}

    def score(self, facts: Mapping[str, float], prefixes: Prefixes) -> float:
        """The weighted sum of `crossed` facts."""
        sums = self._sums.get(prefixes)
        if sums is None:
            sums = self._sums[prefixes] = _Sums(self._weights, prefixes)
        return math.fsum([value * sums[name] for name, value in facts.items() if value])


class _Sums(dict[str, float]):
    """Name of a fact → the weights of all its names together, added up when first asked for."""

    def __init__(self, weights: Mapping[str, float], prefixes: Prefixes):
        self._weights, self._prefixes = weights, prefixes

    def __missing__(self, name: str) -> float:
        total = math.fsum(self._weights.get(f"{prefix}{name}", 0.0) for prefix in self._prefixes)
        if len(self) < MAX_KEPT_FACTS:
            self[name] = total
        return total
