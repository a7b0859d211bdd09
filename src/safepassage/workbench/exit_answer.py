"""An exit plan in plain values: sentences, timetable, what holds it up, chances.

Times of convoys are of High sensitivity: the page says so, and no export or report holds them.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from safepassage.planning.exit.departures import Departure
from safepassage.planning.exit.plan import ExitPlan
from safepassage.planning.exit.stress import Stress
from safepassage.report.answers.exits import chances_of
from safepassage.result.names import Names
from safepassage.scenario.scenario import Scenario
from safepassage.workbench.plain import plain_table

HIGH = "high"
"""Sensitivity of everything here."""


def exit_answer(scenario: Scenario, plan: ExitPlan, tried: tuple[Stress, Stress]) -> dict[str, Any]:
    """What the page shows of a plan."""
    sentences = plan.sentences()
    return {
        "opening": sentences[:1],
        "tables": [
            plain_table(chances_of(tried)),
            {
                "title": "What holds it up",
                "header": ["what", "hours in which it is exhausted", "hours that one more saves"],
                "rows": [
                    [row.sentence, f"{row.hours:.1f}", f"{row.saves_hours_per_unit:.2f}"]
                    for row in plan.binding
                ],
            },
        ],
        "remarks": sentences[1:],
        "sensitivity": HIGH,
        "timetable": timetable(scenario, plan.departures),
        "summary": plan.to_json(),
    }


def timetable(scenario: Scenario, departures: tuple[Departure, ...]) -> list[dict[str, Any]]:
    """Departures by convoy: all classes that leave together are one line."""
    names = Names(scenario)
    together: dict[tuple[Any, ...], list[Departure]] = defaultdict(list)
    for row in departures:
        together[row.time, row.corridor, row.from_, row.vehicle, row.to].append(row)
    vehicles = {row["vehicle"]: row["name"] for row in scenario["vehicles"].rows()}
    return [
        {
            "time": time.isoformat(timespec="minutes"),
            "arrives": max(row.arrives for row in rows).isoformat(timespec="minutes"),
            "corridor": names.corridor(corridor),
            "from": names.place(from_),
            "to": names.place(to),
            "vehicle": vehicles.get(vehicle) or vehicle.replace("-", " "),
            "vehicles": rows[0].vehicles,
            "people": sum(row.people for row in rows),
            "who": [[names.class_(row.class_), row.people] for row in rows],
        }
        for (time, corridor, from_, vehicle, to), rows in sorted(
            together.items(), key=lambda item: item[0]
        )
    ]
