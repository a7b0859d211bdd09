"""Which candidate sites to open, and how large, against the ensemble's arrivals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from safepassage.errors import Problem, ScenarioError
from safepassage.planning.siting_demand import Demand, demand
from safepassage.planning.siting_model import solve
from safepassage.result.quantities import weighted_quantiles
from safepassage.result.result import Result

F8 = npt.NDArray[np.float64]


@dataclass(frozen=True)
class OpenSite:
    """A site to open: place, size, capacity in people, cost in USD."""

    place: str
    option: str
    capacity: float
    usd: float


@dataclass(frozen=True)
class SitingChoice:
    """A set of sites and how it fares over all members.

    Attributes:
        sites: What to open.
        usd: Cost.
        expected_unmet: Weighted mean of people without a place.
        worst_decile_unmet: Mean over the worst tenth of the members (CVaR 90).
        unmet: 5, 50 and 95 %.
        proven: Whether the solver proved it best.
    """

    sites: tuple[OpenSite, ...]
    usd: float
    expected_unmet: float
    worst_decile_unmet: float
    unmet: tuple[float, float, float]
    proven: bool

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "sites": [
                {"place": s.place, "option": s.option, "capacity": s.capacity, "usd": s.usd}
                for s in self.sites
            ],
            "usd": self.usd,
            "expected_unmet": round(self.expected_unmet, 2),
            "worst_decile_unmet": round(self.worst_decile_unmet, 2),
            "unmet": dict(zip(("p05", "p50", "p95"), self.unmet, strict=True)),
            "proven": self.proven,
        }


@dataclass(frozen=True)
class SitingPlan:
    """Sites chosen against the ensemble, beside those that the mean alone would choose.

    Attributes:
        scenario: Name.
        budget_usd: Most that may be spent, or None.
        worst_weight: Weight of the worst decile against the mean, 0 to 1.
        need_share: Share of the people who need a place.
        chosen: Against the ensemble.
        by_mean: Against the weighted mean of the arrivals, judged on the ensemble.
        nothing: Opening none.
        demand: People without a place before, 5, 50 and 95 %.
        candidates: Number of candidate places and options.
        enclosed_left_out: Places that are besieged all the time, whose people are not planned.
    """

    scenario: str
    budget_usd: float | None
    worst_weight: float
    need_share: float
    chosen: SitingChoice
    by_mean: SitingChoice
    nothing: SitingChoice
    demand: tuple[float, float, float]
    candidates: Mapping[str, int]
    enclosed_left_out: int

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "scenario": self.scenario,
            "budget_usd": self.budget_usd,
            "worst_weight": self.worst_weight,
            "need_share": self.need_share,
            "demand": dict(zip(("p05", "p50", "p95"), self.demand, strict=True)),
            "ensemble": self.chosen.as_dict(),
            "mean_based": self.by_mean.as_dict(),
            "open_none": self.nothing.as_dict(),
            "candidates": dict(self.candidates),
            "enclosed_places_left_out": self.enclosed_left_out,
            "sensitivity": "high",
            "note": "internal: do not pass on; unmet = people without a place at their fullest",
        }

    def rows(self) -> list[tuple[str, ...]]:
        """Rows of a table: plan, sites, cost, expected unmet, worst decile, 95 %."""
        return [
            (name, _sites(choice), f"{choice.usd:,.0f}", f"{choice.expected_unmet:,.0f}",
             f"{choice.worst_decile_unmet:,.0f}", f"{choice.unmet[2]:,.0f}")
            for name, choice in (
                ("against the ensemble", self.chosen),
                ("against its mean", self.by_mean),
                ("open none", self.nothing),
            )
        ]  # fmt: skip

    def sentences(self) -> list[str]:
        """The plan in plain words."""
        best, mean = self.chosen, self.by_mean
        said = [
            f"Open {_sites(best)} for USD {best.usd:,.0f}: {best.expected_unmet:,.0f} people are "
            f"expected to find no place, {best.worst_decile_unmet:,.0f} in the worst tenth of cases "
            f"(none opened: {self.nothing.expected_unmet:,.0f} and "
            f"{self.nothing.worst_decile_unmet:,.0f}).",
        ]
        if best.sites == mean.sites:
            said.append("The mean of the arrivals leads to the same sites here.")
        else:
            said.append(
                f"Planned on the mean alone: {_sites(mean)} for USD {mean.usd:,.0f}, with "
                f"{mean.expected_unmet:,.0f} expected and {mean.worst_decile_unmet:,.0f} in the "
                "worst tenth."
            )
        return said


def plan_sites(
    result: Result,
    *,
    budget_usd: float | None = None,
    worst_weight: float = 0.5,
    need_share: float = 1.0,
    start: str | dt.date | None = None,
    end: str | dt.date | None = None,
) -> SitingPlan:
    """Choose candidate sites and sizes.

    What is made small is (1 - w) x expected unmet + w x CVaR 90 of unmet, people without a place
    at their fullest between the dates; among equally good choices the cheapest. Sites with a
    declared capacity shelter first; the rest of the displaced people of a place need a place.

    Args:
        result: A run; its weights count.
        budget_usd: Most that may be spent; without it, as much as still helps.
        worst_weight: w, 0 to 1.
        need_share: Share of the displaced who need a place; the others stay with hosts.
        start: First day that counts; by default the first of the run.
        end: Last day that counts; by default the last.

    Raises:
        ScenarioError: If there are no candidates, or an argument is out of range.
    """
    _check(budget_usd, worst_weight, need_share)
    asked = demand(result, need_share=need_share, start=start, end=end)
    weight = result.weight
    picked, proven = solve(asked, asked.people, weight, budget_usd, worst_weight)
    mean = np.asarray(weight @ asked.people)[None]
    picked_mean, proven_mean = solve(asked, mean, np.ones(1), budget_usd, worst_weight)
    before = asked.people.sum(axis=1)
    nothing = np.zeros(asked.capacity.size, dtype=bool)
    return SitingPlan(
        scenario=result.scenario.name,
        budget_usd=budget_usd,
        worst_weight=worst_weight,
        need_share=need_share,
        chosen=_judge(asked, picked, weight, proven=proven),
        by_mean=_judge(asked, picked_mean, weight, proven=proven_mean),
        nothing=_judge(asked, nothing, weight, proven=True),
        demand=_trio(before, weight),
        candidates={"places": len(set(asked.places)), "options": len(asked.places)},
        enclosed_left_out=asked.enclosed,
    )


def cvar(values: F8, weight: F8, level: float = 0.9) -> float:
    """Mean of the worst ``1 - level`` of the weight (Rockafellar and Uryasev 2000).

    Args:
        values: Larger is worse, shape (M,).
        weight: Shape (M,), sums to 1.
        level: 0 to 1.
    """
    order = np.argsort(-values, kind="stable")
    tail = 1.0 - level
    taken = np.diff(np.minimum(np.cumsum(weight[order]), tail), prepend=0.0)
    return float(taken @ values[order] / tail)


def _judge(
    asked: Demand, picked: npt.NDArray[np.bool_], weight: F8, *, proven: bool
) -> SitingChoice:
    unmet = asked.unmet(picked)
    return SitingChoice(
        sites=tuple(
            OpenSite(
                asked.places[index],
                asked.options[index],
                float(asked.capacity[index]),
                float(asked.usd[index]),
            )
            for index in np.flatnonzero(picked)
        ),
        usd=float(asked.usd[picked].sum()),
        expected_unmet=float(weight @ unmet),
        worst_decile_unmet=cvar(unmet, weight),
        unmet=_trio(unmet, weight),
        proven=proven,
    )


def _trio(values: F8, weight: F8) -> tuple[float, float, float]:
    low, middle, high = weighted_quantiles(values, weight)
    return float(low), float(middle), float(high)


def _sites(choice: SitingChoice) -> str:
    listed = ", ".join(f"{s.place} ({s.option}, {s.capacity:,.0f})" for s in choice.sites)
    return listed or "no site"


def _check(budget_usd: float | None, worst_weight: float, need_share: float) -> None:
    problems = []
    if budget_usd is not None and not budget_usd >= 0:
        problems.append(Problem(f"{budget_usd} is negative", column="budget_usd", remedy="from 0"))
    for name, value in (("worst_weight", worst_weight), ("need_share", need_share)):
        if not 0 <= value <= 1:
            message = f"{value} is out of range"
            problems.append(Problem(message, column=name, remedy="0 to 1"))
    if problems:
        raise ScenarioError(problems)
