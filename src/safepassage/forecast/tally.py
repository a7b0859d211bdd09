"""Scores of one horizon, summed over origins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

PIT_BINS = 10


class Tally:
    """Sums over origins and sites; every one in people unless said.

    Attributes:
        observed: Registered people.
        crps: Of the forecast.
        wis: Weighted interval score of the forecast.
        covered: 1 or 0 for each target: inside the 90 % interval.
        pit: Probability integral transform of each target.
        ard: With totals given, relative difference of each origin (fraction).
        ard_kept: The same when shares are kept.
        baselines: CRPS of each probabilistic baseline.
        plain: Absolute error of each plain baseline.
    """

    def __init__(self, baselines: Sequence[str]) -> None:
        """Start at nothing."""
        self.observed = self.crps = self.wis = 0.0
        self.covered: list[float] = []
        self.pit: list[float] = []
        self.ard: list[float] = []
        self.ard_kept: list[float] = []
        self.baselines = dict.fromkeys(baselines, 0.0)
        self.plain = dict.fromkeys(baselines, 0.0)

    def as_dict(self) -> dict[str, Any]:
        """Scores as fractions of the observations; None where nothing was observed."""
        return {
            "targets": len(self.covered),
            "crps": self._part(self.crps),
            "crps_skill": self._skill(self.baselines),
            "crps_skill_plain": self._skill(self.plain),
            "wis": self._part(self.wis),
            "coverage_90": _mean(self.covered),
            "pit": np.histogram(self.pit, PIT_BINS, (0, 1))[0].tolist(),
            "ard_given_totals": _mean(self.ard),
            "ard_shares_kept": _mean(self.ard_kept),
            "baselines": {name: self._part(value) for name, value in self.baselines.items()},
            "baselines_plain": {name: self._part(value) for name, value in self.plain.items()},
        }

    def _part(self, value: float) -> float | None:
        return value / self.observed if self.observed > 0 else None

    def _skill(self, others: dict[str, float]) -> float | None:
        best = min(others.values(), default=0.0)
        return 1 - self.crps / best if best > 0 else None


def _mean(values: list[float]) -> float | None:
    return float(np.mean(values)) if values else None
