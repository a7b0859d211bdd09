"""Put a plan back into its scenario, so that a run of the ensemble executes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from safepassage.planning.exit.plan import Departure, ExitPlan
from safepassage.scenario.scenario import Scenario


def with_plan(scenario: Scenario, plan: ExitPlan | Iterable[Departure]) -> Scenario:
    """The same scenario with the plan's departures.

    A corridor with planned departures takes nobody else. Where no window is known, the plan's own
    hours become one: what was planned is then what opens. Everything else stays as it is, so that
    runs with and without differ by the plan only.

    Raises:
        ScenarioError: If the plan does not fit the scenario.
    """
    rows = plan.departures if isinstance(plan, ExitPlan) else tuple(plan)
    departures = [
        {
            "time": row.time,
            "corridor": row.corridor,
            "from": row.from_,
            "class": row.class_,
            "vehicle": row.vehicle,
            "seats": row.seats,
            "to": row.to,
        }
        for row in rows
    ]
    planned = {row.corridor for row in rows}
    kept = [row for row in scenario["departures"].rows() if row["corridor"] not in planned]
    windows = list(scenario["windows"].rows())
    known = {row["corridor"] for row in windows} | _switched(scenario)
    for corridor in sorted(planned - known):
        own = [row for row in rows if row.corridor == corridor]
        start = min(row.time for row in own)
        end = max(row.arrives for row in own) + dt.timedelta(hours=1)
        windows.append({"corridor": corridor, "start": start, "end": end, "note": "by the plan"})
    return scenario.replace(departures=[*kept, *departures], windows=windows)


def _switched(scenario: Scenario) -> set[str]:
    """Corridors that an event opens or shuts."""
    return {
        row["target"]
        for row in scenario["events"].rows()
        if row["kind"] == "route" and row["attribute"] == "open"
    }
