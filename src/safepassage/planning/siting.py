"""Which candidate sites to open, and how large, against the ensemble's arrivals."""

from __future__ import annotations

import datetime as dt

import numpy as np
import numpy.typing as npt

from safepassage.errors import Problem, ScenarioError
from safepassage.planning.siting_demand import Demand, demand
from safepassage.planning.siting_model import solve
from safepassage.planning.siting_report import OpenSite, SitingChoice, SitingPlan
from safepassage.result.quantities import weighted_quantiles
from safepassage.result.result import Result

F8 = npt.NDArray[np.float64]


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
