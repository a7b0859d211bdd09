"""Who waits on the evening before a plan, weighed by what had been published by then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from safepassage.engine.ensemble import Progress
from safepassage.forecast.weighing import weigh
from safepassage.planning.exit.declare import begin_of
from safepassage.planning.exit.make import Moment, moment_of
from safepassage.planning.exit.people import before_exit
from safepassage.result.result import Result
from safepassage.scenario.as_of import known_by
from safepassage.scenario.scenario import Scenario


def weigh_who_waits(
    scenario: Scenario,
    *,
    corridor: str | Sequence[str] | None = None,
    start: Moment = None,
    windows: bool = True,
    members: int = 400,
    seed: int = 1,
    progress: Progress | None = None,
) -> Result:
    """A posterior ensemble of the days before the plan, for ``plan_exit`` and ``stress``.

    Args:
        scenario: What is planned for; only claims published before the plan begins are used.
        corridor: As for ``plan_exit``.
        start: As for ``plan_exit``.
        windows: As for ``plan_exit``.
        members: Number of members.
        seed: Seed of draws and moves.
        progress: Told about finished members.

    Raises:
        ScenarioError: If there is no such corridor, or claims are faulty.
    """
    names = (corridor,) if isinstance(corridor, str) else corridor
    begin = begin_of(scenario, names, moment_of(start), windows=windows)
    known = known_by(scenario, begin.date() - dt.timedelta(days=1))
    days = max(1, (begin.date() - scenario.start).days)
    return weigh(before_exit(known, days), members=members, seed=seed, progress=progress).result
