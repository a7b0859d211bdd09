"""A plan that holds for a chosen share of the draws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from safepassage.errors import ScenarioError
from safepassage.limits import range_problems
from safepassage.planning.exit.draws import draw
from safepassage.planning.exit.from_scenario import instance_of
from safepassage.planning.exit.options import ExitOptions
from safepassage.planning.exit.plan import ExitPlan
from safepassage.planning.exit.planner import plan_instance
from safepassage.scenario.scenario import Scenario


def robust_plan(
    scenario: Scenario,
    options: ExitOptions | None = None,
    *,
    quantile: float = 0.9,
    members: int = 400,
) -> ExitPlan:
    """Plan for more people and slower checkpoints than the medians.

    Args:
        scenario: What is planned for.
        options: As for ``plan_exit``.
        quantile: People of each group at this quantile, throughput at one less this quantile;
            0.5 to 0.99. Both together are on the safe side of the quantile asked for.
        members: Draws that the quantiles are taken from; their seed is that of ``options``.

    Raises:
        ScenarioError: If the quantile is out of range, or as ``plan_exit``.
    """
    problems = range_problems(("quantile", quantile, 0.5, 0.99))
    if problems:
        raise ScenarioError(problems)
    asked = options or ExitOptions()
    instance = instance_of(scenario, asked)
    draws = draw(scenario, instance, members, asked.seed)
    people = np.quantile(draws.people, quantile, axis=0)
    rate = np.quantile(draws.rate, 1 - quantile, axis=0)
    harder = replace(
        instance,
        groups=tuple(
            replace(group, people=max(group.people, round(float(count))))
            for group, count in zip(instance.groups, people, strict=True)
        ),
        passages=tuple(
            replace(passage, rate=min(passage.rate, float(slow)))
            for passage, slow in zip(instance.passages, rate, strict=True)
        ),
    )
    return plan_instance(harder, name=scenario.name, seconds=asked.seconds)
