"""A plan that holds for a chosen share of the fates."""

from __future__ import annotations

from typing import Any

import numpy as np

from safepassage.errors import ScenarioError
from safepassage.limits import range_problems
from safepassage.planning.exit.fates import draw_fates
from safepassage.planning.exit.make import options_to_instance, plan_instance
from safepassage.planning.exit.plan import ExitPlan
from safepassage.scenario.scenario import Scenario


def robust_plan(
    scenario: Scenario, *, quantile: float = 0.9, members: int = 400, seed: int = 1, **options: Any
) -> ExitPlan:
    """Plan for more people and slower checkpoints than the medians.

    Args:
        scenario: What is planned for.
        quantile: People of each group at this quantile, throughput at one less this quantile;
            0.5 to 0.99. Both together are on the safe side of the quantile asked for.
        members: Fates that the quantiles are taken from.
        seed: Their seed.
        **options: As for ``plan_exit``.

    Raises:
        ScenarioError: If the quantile is out of range, or as ``plan_exit``.
    """
    from dataclasses import replace

    problems = range_problems(("quantile", quantile, 0.5, 0.99))
    if problems:
        raise ScenarioError(problems)
    instance = options_to_instance(scenario, seed=seed, **options)
    fates = draw_fates(scenario, instance, members, seed)
    people = np.quantile(fates.people, quantile, axis=0)
    rate = np.quantile(fates.rate, 1 - quantile, axis=0)
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
    return plan_instance(harder, name=scenario.name)
