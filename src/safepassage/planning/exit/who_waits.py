"""People who wait on the evening before a plan, weighed by what had been published by then."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from safepassage.arguments import checked
from safepassage.engine.ensemble import Progress
from safepassage.engine.executors import Workers
from safepassage.forecast.weighing import weigh
from safepassage.planning.exit.from_scenario import begin_of
from safepassage.planning.exit.options import ExitOptions
from safepassage.planning.exit.people import before_exit
from safepassage.result.result import Result
from safepassage.scenario.as_of import known_by
from safepassage.scenario.read import as_scenario
from safepassage.scenario.scenario import Scenario


@checked
def weigh_who_waits(
    scenario: Scenario | str | Path,
    options: ExitOptions | None = None,
    *,
    members: int = 400,
    workers: Workers = None,
    progress: Progress | None = None,
) -> Result:
    """A posterior ensemble of the days before the plan, for ``plan_exit`` and ``stress``.

    Args:
        scenario: What is planned for; only claims published before the plan begins are used.
        options: As for ``plan_exit``: when the plan begins, and the seed of draws and moves.
        members: Number of members.
        workers: As of ``run``; the numbers do not depend on it.
        progress: Called with (finished members, all members).

    Raises:
        ScenarioError: If there is no such corridor, or claims are faulty.

    Examples:
        >>> import safepassage
        >>> scenario = safepassage.new_scenario("example")
        >>> options = safepassage.ExitOptions(corridor="east-exit")
        >>> safepassage.weigh_who_waits(scenario, options, members=16).members.size
        16
    """
    scenario = as_scenario(scenario)
    asked = options or ExitOptions()
    begin = begin_of(scenario, asked)
    known = known_by(scenario, begin.date() - dt.timedelta(days=1))
    before = before_exit(known, max(1, (begin.date() - scenario.start).days))
    return weigh(
        before, members=members, seed=asked.seed, workers=workers, progress=progress
    ).result
