"""Scores of one horizon: every target beside its rivals, and what they add up to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from safepassage.arrays import F8
from safepassage.forecast.scores import fair_crps, pit, weighted_interval_score
from safepassage.forecast.skill import Skill, disjoint, skill

PIT_BINS = 10
FAMILIES = ("naive", "classical")


@dataclass(frozen=True)
class Said:
    """What one rival said about one report.

    Attributes:
        family: ``naive`` (with their own past errors) or ``classical`` (from textbooks).
        members: Its members, people, shape (M,).
        point: Its point forecast, people.
    """

    family: str
    members: F8
    point: float


@dataclass(frozen=True)
class Outcome:
    """One forecast of one report. People, unless said.

    Attributes:
        origin: Day of the origin.
        day: Day of the report.
        site: The place.
        observed: The report as it was first published.
        final: The report as it stands in the end.
        members: Our members, shape (M,).
        rivals: Name → what the rival said.
    """

    origin: int
    day: int
    site: str
    observed: float
    final: float
    members: F8
    rivals: Mapping[str, Said]


@dataclass
class Tally:
    """Outcomes of one case and horizon.

    Attributes:
        horizon: Days ahead.
        every: Days between origins.
        outcomes: What was forecast and what was reported.
    """

    horizon: int
    every: int
    outcomes: list[Outcome] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """One more report."""
        self.outcomes.append(outcome)

    def summary(self) -> Summary | None:
        """Sums and scores, or None where nothing was observed."""
        if not self.outcomes or not sum(one.observed for one in self.outcomes) > 0:
            return None
        return Summary(self)


class Summary:
    """Scores of one case and horizon.

    Attributes:
        observed: Sum of the first publications.
        crps: Fair CRPS of each target, shape (N,).
        crps_final: The same against the final values.
        error: Absolute error of the median, shape (N,).
        below: 1 where the report lies below the 90 % interval, shape (N,).
        above: 1 where it lies above.
        rival_crps: Rival → fair CRPS, shape (N,).
        rival_error: Rival → absolute error of its point forecast, shape (N,).
        family: Rival → its family.
    """

    def __init__(self, tally: Tally) -> None:
        """Score every outcome."""
        rows = tally.outcomes
        self._tally = tally
        seen = np.array([one.observed for one in rows])
        members = np.array([one.members for one in rows])
        final = np.array([one.final for one in rows])
        low, middle, high = np.quantile(members, [0.05, 0.5, 0.95], axis=1)
        self.observed = float(seen.sum())
        self.crps, self.crps_final = fair_crps(members, seen), fair_crps(members, final)
        self.error = np.abs(middle - seen)
        self.below, self.above = (seen < low).astype(float), (seen > high).astype(float)
        self.wis = float(weighted_interval_score(members, seen).sum())
        self.pit = np.histogram(pit(members, seen), PIT_BINS, (0, 1))[0].tolist()
        self.family = {name: said.family for name, said in rows[0].rivals.items()}
        self.rival_crps = {
            name: np.array([float(fair_crps(r.rivals[name].members, r.observed)) for r in rows])
            for name in self.family
        }
        self.rival_error = {
            name: np.array([abs(r.rivals[name].point - r.observed) for r in rows])
            for name in self.family
        }

    @property
    def targets(self) -> int:
        """Reports scored."""
        return int(self.crps.size)

    def best(self, family: str | None = None) -> str:
        """The rival with the least CRPS over all origins, of a family or of all."""
        sums = self._sums(self.rival_crps, family)
        return min(sums, key=sums.__getitem__)

    def best_point(self) -> str:
        """The rival with the least absolute error over all origins."""
        sums = self._sums(self.rival_error, None)
        return min(sums, key=sums.__getitem__)

    def skill(self, family: str | None = None) -> Skill | None:
        """Skill against the best rival. It is chosen afterwards, which favours the rivals."""
        theirs = self.rival_crps[self.best(family)]
        return skill(self._by_origin(self.crps), self._by_origin(theirs), self._block)

    @property
    def error_ratio(self) -> float | None:
        """Absolute error of our medians over that of the best point forecast."""
        theirs = float(self.rival_error[self.best_point()].sum())
        return float(self.error.sum()) / theirs if theirs > 0 else None

    @property
    def independent(self) -> dict[str, int]:
        """Windows from origin to report that do not overlap: of the case, and by site."""
        rows = self._tally.outcomes
        begin = np.array([one.origin for one in rows])
        end = np.array([one.day for one in rows])
        site = np.array([one.site for one in rows])
        by_site = sum(disjoint(begin[site == s], end[site == s]) for s in set(site.tolist()))
        return {"periods": disjoint(begin, end), "by_site": by_site}

    def as_dict(self) -> dict[str, Any]:
        """Plain values; losses as fractions of the observed people."""
        found = self.skill()
        return {
            "targets": self.targets,
            "independent": self.independent,
            "crps": float(self.crps.sum()) / self.observed,
            "crps_final": float(self.crps_final.sum()) / self.observed,
            "wis": self.wis / self.observed,
            "best": self.best(),
            "crps_skill": None if found is None else found.value,
            "crps_skill_90": None if found is None else found.interval,
            "skill_by_family": {name: self._family_skill(name) for name in FAMILIES},
            "absolute_error": float(self.error.sum()) / self.observed,
            "best_point": self.best_point(),
            "absolute_error_ratio": self.error_ratio,
            "coverage_90": 1.0 - float(self.below.mean() + self.above.mean()),
            "missed_below": float(self.below.mean()),
            "missed_above": float(self.above.mean()),
            "pit": self.pit,
            "rivals": {
                name: {
                    "family": family,
                    "crps": float(self.rival_crps[name].sum()) / self.observed,
                    "absolute_error": float(self.rival_error[name].sum()) / self.observed,
                }
                for name, family in self.family.items()
            },
        }

    def _sums(self, losses: Mapping[str, F8], family: str | None) -> dict[str, float]:
        return {
            name: float(loss.sum())
            for name, loss in losses.items()
            if family in {None, self.family[name]}
        }

    def _family_skill(self, family: str) -> dict[str, Any] | None:
        if family not in self.family.values():
            return None
        found = self.skill(family)
        if found is None:
            return None
        return {"best": self.best(family), "crps_skill": found.value, "90": found.interval}

    @property
    def _block(self) -> int:
        return -(-self._tally.horizon // self._tally.every) + 1

    def _by_origin(self, loss: F8) -> F8:
        origins = np.array([one.origin for one in self._tally.outcomes])
        days, number = np.unique(origins, return_inverse=True)
        return np.asarray(np.bincount(number, weights=loss, minlength=days.size), dtype=np.float64)
