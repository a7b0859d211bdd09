"""People who wait on the evening before a plan, weighed by what had been published by then."""

from __future__ import annotations

import datetime as dt

from safepassage.engine.ensemble import Progress
from safepassage.forecast.weighing import weigh
from safepassage.planning.exit.from_scenario import begin_of
from safepassage.planning.exit.options import ExitOptions
from safepassage.planning.exit.people import before_exit
from safepassage.result.result import Result
from safepassage.scenario.as_of import known_by
from safepassage.scenario.scenario import Scenario


def weigh_who_waits(
    scenario: Scenario,
    options: ExitOptions | None = None,
    *,
    members: int = 400,
    progress: Progress | None = None,
) -> Result:
    """A posterior ensemble of the days before the plan, for ``plan_exit`` and ``stress``.

    Args:
        scenario: What is planned for; only claims published before the plan begins are used.
        options: As for ``plan_exit``: when the plan begins, and the seed of draws and moves.
        members: Number of members.
        progress: Called with (finished members, all members).

    Raises:
        ScenarioError: If there is no such corridor, or claims are faulty.
    """
    asked = options or ExitOptions()
    begin = begin_of(scenario, asked)
    known = known_by(scenario, begin.date() - dt.timedelta(days=1))
    before = before_exit(known, max(1, (begin.date() - scenario.start).days))
    return weigh(before, members=members, seed=asked.seed, progress=progress).result
