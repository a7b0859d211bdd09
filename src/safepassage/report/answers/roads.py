"""The answer of ``plan roads``."""

from __future__ import annotations

import math

from safepassage.planning.roads.plan import RoadsPlan
from safepassage.report.answers.answer import Answer, Table
from safepassage.result.names import Names, day_text
from safepassage.scenario.scenario import Scenario

_SHOWN = 10
_PROTECTION = (
    "Only people who chose to leave are planned for. Displacement under coercion is forbidden; "
    "people keep the right to return."
)


def roads_answer(plan: RoadsPlan, scenario: Scenario) -> Answer:
    """How long all need by road, whether it could be less, and which roads are full."""
    names = Names(scenario)
    least = math.ceil(plan.flow.lower - 1e-9)
    faster = "No plan could be faster."
    if least < round(plan.flow.makespan):
        faster = f"No plan could need less than {least:,} hours."
    all_out = (
        f"{plan.people:,} people who chose to leave {names.place(plan.area)} can all arrive "
        f"within about {plan.flow.makespan:,.0f} hours of {day_text(plan.start.date())}, "
        f"{plan.start:%H:%M}."
    )
    return Answer(
        opening=(all_out, faster),
        tables=(
            Table(
                "Roads that are full: what 10 % more people an hour would save",
                ("from", "to", "hours full", "hours saved"),
                [
                    (names.place(start), names.place(end), f"{held.hours:.0f}", f"{held.saves:.1f}")
                    for _, start, end, held in plan.binding()[:_SHOWN]
                ],
            ),
            Table(
                "People by destination",
                ("destination", "people"),
                [(names.place(place), f"{count:,}") for place, count in plan.destinations()],
            ),
        ),
        remarks=_remarks(names, plan),
    )


def _remarks(names: Names, plan: RoadsPlan) -> tuple[str, ...]:
    said = []
    if not plan.held:
        said.append("No road is full all the time: the length of the ways decides.")
    said += [
        f"No open road leads {count:,} people out of {names.place(place)}: they are not in this "
        "plan."
        for place, count in plan.case.cut_off.items()
    ]
    if plan.case.assumed:
        said.append(
            f"{plan.case.assumed} routes have no throughput of their own: "
            f"{plan.persons_per_hour:,.0f} people an hour were assumed."
        )
    said.append(
        f"{plan.staying:,} people want to stay or cannot be moved; the plan leaves them out."
    )
    return (*said, _PROTECTION)
