"""The siting problem as a mixed-integer program, solved exactly by HiGHS through MathOpt."""

from __future__ import annotations

from typing import Any

import numpy as np

from safepassage.arrays import F8, Flags
from safepassage.errors import SafepassageError
from safepassage.planning.siting.demand import Demand

LEVEL = 0.9
"""CVaR level: the mean of the worst tenth."""
_SLACK = 1e-6
_SECONDS = 120


def solve(
    asked: Demand,
    people: F8,
    weight: F8,
    budget_usd: float | None,
    worst_weight: float,
    price: F8 | None = None,
) -> tuple[Flags, bool]:
    """Choose options.

    First the least (1 - w) expected + w CVaR 90 of the unmet, then the least cost that keeps it.
    With prices, of the unmet and the priced people in options together.

    Args:
        asked: Options and whom they serve.
        people: Demand by scenario and group, shape (M, G).
        weight: Of the scenarios, shape (M,).
        budget_usd: Most that may be spent, or None.
        worst_weight: w.
        price: Of a person in each option, in persons without a place, 0..1, shape (K,).

    Returns:
        Which options to open, shape (K,), and whether both steps were proven best.

    Raises:
        SafepassageError: If the solver finds nothing (it always can: opening none is allowed).
    """
    prices = np.zeros(asked.capacity.size) if price is None else price
    first, proven_first, least = _run(asked, people, weight, budget_usd, worst_weight, prices, None)
    found, proven, _ = _run(asked, people, weight, budget_usd, worst_weight, prices, least)
    return (found if proven else first), proven_first and proven


def _run(
    asked: Demand,
    people: F8,
    weight: F8,
    budget_usd: float | None,
    worst_weight: float,
    price: F8,
    least: float | None,
) -> tuple[Flags, bool, float]:
    import datetime as dt

    from ortools.math_opt.python import mathopt

    model = mathopt.Model()
    opened = [model.add_binary_variable(name=f"open{k}") for k in range(asked.capacity.size)]
    for place in dict.fromkeys(asked.places):
        same = [k for k, other in enumerate(asked.places) if other == place]
        model.add_linear_constraint(mathopt.fast_sum([opened[k] for k in same]) <= 1)
    usd = mathopt.fast_sum([float(asked.usd[k]) * opened[k] for k in range(len(opened))])
    if budget_usd is not None:
        model.add_linear_constraint(usd <= budget_usd)
    burden = [_burden(model, mathopt, asked, opened, row, price) for row in people]
    goal = _goal(model, mathopt, burden, weight, worst_weight)
    if least is None:
        model.minimize(goal)
    else:
        model.add_linear_constraint(goal <= least + _SLACK * max(1.0, abs(least)))
        model.minimize(usd)
    limits = mathopt.SolveParameters(
        time_limit=dt.timedelta(seconds=_SECONDS), relative_gap_tolerance=0.0
    )
    answer = mathopt.solve(model, mathopt.SolverType.HIGHS, params=limits)
    if not answer.has_primal_feasible_solution():
        raise SafepassageError(f"the siting problem was not solved: {answer.termination.detail}")
    values = answer.variable_values()
    picked = np.array([values[variable] > 0.5 for variable in opened])
    proven = answer.termination.reason == mathopt.TerminationReason.OPTIMAL
    return picked, proven, float(answer.objective_value())


def _burden(model: Any, mathopt: Any, asked: Demand, opened: list[Any], row: F8, price: F8) -> Any:
    """People of one scenario without a place, and priced ones, however the places are shared."""
    groups = row.size
    left = [model.add_variable(lb=0.0, ub=float(row[g])) for g in range(groups)]
    used: list[list[Any]] = [[] for _ in range(groups)]
    priced: list[Any] = []
    for k in range(len(opened)):
        takes = [
            (g, model.add_variable(lb=0.0, ub=float(row[g])))
            for g in range(groups)
            if asked.serves[k, g] and row[g] > 0
        ]
        for g, variable in takes:
            used[g].append(variable)
        if takes:
            total = mathopt.fast_sum([variable for _, variable in takes])
            priced += [float(price[k]) * variable for _, variable in takes if price[k] > 0]
            room = min(float(asked.capacity[k]), float(row.sum()))
            model.add_linear_constraint(total <= room * opened[k])
    for g in range(groups):
        model.add_linear_constraint(mathopt.fast_sum([left[g], *used[g]]) >= float(row[g]))
    return mathopt.fast_sum([*left, *priced])


def _goal(model: Any, mathopt: Any, burden: list[Any], weight: F8, worst_weight: float) -> Any:
    """(1 - w) mean + w CVaR, the latter by Rockafellar and Uryasev's linear form."""
    mean = mathopt.fast_sum([float(weight[m]) * value for m, value in enumerate(burden)])
    if worst_weight == 0:
        return mean
    value_at_risk = model.add_variable(lb=0.0)
    beyond = [model.add_variable(lb=0.0) for _ in burden]
    for m, value in enumerate(burden):
        model.add_linear_constraint(beyond[m] >= value - value_at_risk)
    tail = [float(weight[m]) / (1 - LEVEL) * excess for m, excess in enumerate(beyond)]
    return (1 - worst_weight) * mean + worst_weight * (value_at_risk + mathopt.fast_sum(tail))
