"""Which candidate sites to open, and how large, against the ensemble's arrivals."""

from __future__ import annotations

import numpy as np

from safepassage.arguments import checked
from safepassage.arrays import F8, Flags
from safepassage.errors import Problem, ScenarioError
from safepassage.limits import range_problems
from safepassage.planning.risk.clashes import AHEAD, clash_chances, unsafe_chances
from safepassage.planning.siting.demand import Demand, demand
from safepassage.planning.siting.program import solve
from safepassage.planning.siting.report import OpenSite, SitingChoice, SitingPlan
from safepassage.result.names import Names
from safepassage.result.result import Result, as_result
from safepassage.scenario.dates import Date
from safepassage.spread import Spread

HORIZON = max(AHEAD)
"""Days from the origin within which a site may become unsafe."""


@checked
def plan_sites(
    result: Result,
    *,
    budget_usd: float | None = None,
    worst_weight: float = 0.5,
    need_share: float = 1.0,
    risk_weight: float = 0.0,
    start: Date | None = None,
    end: Date | None = None,
) -> SitingPlan:
    """Choose candidate sites and sizes.

    Minimised is (1 - w) x expected unmet + w x CVaR 90 of unmet, people without a place
    at their fullest between the dates; among equally good choices the cheapest. Sites with a
    declared capacity shelter first; the rest of the displaced people of a place need a place.

    With a weight of risk, a person in a candidate site counts as that weight times the chance that
    the site becomes unsafe (hazard, or a clash of its area within ``HORIZON`` days of the origin).

    Args:
        result: A run; its weights count.
        budget_usd: Most that may be spent; without it, as much as still helps.
        worst_weight: w, 0 to 1.
        need_share: Share of the displaced who need a place; the others stay with hosts.
        risk_weight: Persons without a place that one in an unsafe site counts as, 0 to 1.
        start: First day that counts; by default the first of the run.
        end: Last day that counts; by default the last.

    Raises:
        ScenarioError: If there are no candidates, or an argument is out of range.

    Examples:
        >>> import safepassage
        >>> result = safepassage.run(safepassage.new_scenario("example"), members=4)
        >>> safepassage.plan_sites(result, budget_usd=50_000).budget_usd
        50000
    """
    result = as_result(result)
    _check(budget_usd, worst_weight, need_share, risk_weight)
    asked = demand(result, need_share=need_share, start=start, end=end)
    unsafe = _unsafe(result, asked, risk_weight)
    weight, price = result.weight, risk_weight * unsafe
    picked, proven = solve(asked, asked.people, weight, budget_usd, worst_weight, price)
    mean = np.asarray(weight @ asked.people)[None]
    by_mean = solve(asked, mean, np.ones(1), budget_usd, worst_weight, price)
    before = asked.people.sum(axis=1)
    nothing = np.zeros(asked.capacity.size, dtype=bool)
    names = Names(result.scenario)
    return SitingPlan(
        scenario=result.scenario.name,
        budget_usd=budget_usd,
        worst_weight=worst_weight,
        need_share=need_share,
        chosen=_judge(asked, picked, weight, unsafe, names, proven=proven),
        by_mean=_judge(asked, by_mean[0], weight, unsafe, names, proven=by_mean[1]),
        nothing=_judge(asked, nothing, weight, unsafe, names, proven=True),
        demand=Spread.of(before, weight),
        candidates={"places": len(set(asked.places)), "options": len(asked.places)},
        enclosed_left_out=asked.enclosed,
        risk_weight=risk_weight,
    )


def _unsafe(result: Result, asked: Demand, risk_weight: float) -> F8:
    """Chance that the place of each option becomes unsafe, shape (K,); 0 where not weighed."""
    if risk_weight == 0:
        return np.zeros(asked.capacity.size)
    clashes, _ = clash_chances(result, ahead=(HORIZON,))
    chance = unsafe_chances(result, clashes, tuple(dict.fromkeys(asked.places)), HORIZON)
    return np.array([chance[place] for place in asked.places])


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
    asked: Demand, picked: Flags, weight: F8, unsafe: F8, names: Names, *, proven: bool
) -> SitingChoice:
    unmet = asked.unmet(picked)
    # Priced by the chance itself: the order of filling is that of the weighed prices.
    in_unsafe = asked.burden(picked, unsafe) - unmet
    return SitingChoice(
        sites=tuple(
            OpenSite(
                asked.places[index],
                asked.options[index],
                float(asked.capacity[index]),
                float(asked.usd[index]),
                float(unsafe[index]),
                names.place(asked.places[index]),
            )
            for index in np.flatnonzero(picked)
        ),
        usd=float(asked.usd[picked].sum()),
        expected_unmet=float(weight @ unmet),
        worst_decile_unmet=cvar(unmet, weight),
        unmet=Spread.of(unmet, weight),
        proven=proven,
        expected_in_unsafe=float(weight @ in_unsafe),
    )


def _check(
    budget_usd: float | None, worst_weight: float, need_share: float, risk_weight: float
) -> None:
    problems = range_problems(
        ("worst_weight", worst_weight, 0, 1),
        ("need_share", need_share, 0, 1),
        ("risk_weight", risk_weight, 0, 1),
    )
    if budget_usd is not None and not budget_usd >= 0:
        problem = Problem(f"{budget_usd} is negative", column="budget_usd", remedy="from 0")
        problems.insert(0, problem)
    if problems:
        raise ScenarioError(problems)
