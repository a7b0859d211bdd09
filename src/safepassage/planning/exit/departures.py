"""Dated departures: from the steps of a schedule, and put into a scenario."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from safepassage.planning.exit.arrival import finish_hours
from safepassage.planning.exit.instance import NEEDS
from safepassage.planning.exit.search import ProvenSchedule
from safepassage.scenario.scenario import Scenario


@dataclass(frozen=True)
class Departure:
    """One class in one convoy.

    Attributes:
        time: When it leaves, to the minute.
        corridor: Which way.
        from_: Assembly point.
        class_: Who.
        vehicle: Type of vehicle; empty means on foot or by own means.
        vehicles: Vehicles of that type in the convoy, shared by the classes in it.
        seats: Places kept for this class.
        people: How many leave.
        to: Where it ends.
        arrives: When the last of them arrives.
    """

    time: dt.datetime
    corridor: str
    from_: str
    class_: str
    vehicle: str
    vehicles: int
    seats: int
    people: int
    to: str
    arrives: dt.datetime


def departures_of(proven: ProvenSchedule) -> tuple[Departure, ...]:
    """Boardings as dated departures; seats left over in a convoy go to its last seated class."""
    instance, grid = proven.grid.instance, proven.grid
    ends = finish_hours(grid, proven.schedule)
    taken: dict[tuple[int, int, int, str], int] = {}
    last: dict[tuple[int, int, int, str], int] = {}
    for number, row in enumerate(proven.schedule.boardings):
        key = (row.step, row.passage, row.fleet, instance.groups[row.group].needs)
        taken[key] = taken.get(key, 0) + row.people
        last[key] = number
    rows = []
    for number, row in enumerate(proven.schedule.boardings):
        passage, group = instance.passages[row.passage], instance.groups[row.group]
        key = (row.step, row.passage, row.fleet, group.needs)
        vehicles = proven.schedule.vehicles.get(key[:3], 0)
        seats = row.people
        if row.fleet >= 0 and last[key] == number:
            places = instance.fleets[row.fleet].places[NEEDS.index(group.needs)]
            seats += vehicles * places - taken[key]
        rows.append(
            Departure(
                time=instance.moment(grid.leaves(row.passage, row.step)),
                corridor=passage.name,
                from_=passage.path[0],
                class_=group.class_,
                vehicle=instance.fleets[row.fleet].vehicle if row.fleet >= 0 else "",
                vehicles=vehicles,
                seats=seats,
                people=row.people,
                to=passage.path[-1],
                arrives=instance.moment(ends[row.step, row.passage]),
            )
        )
    return tuple(rows)


def with_departures(scenario: Scenario, rows: Sequence[Departure]) -> Scenario:
    """The same scenario with planned departures, so that a run of the ensemble executes them.

    A corridor with planned departures takes nobody else. Where no window is known, the plan's own
    hours become one, marked as planned: people leave by it, and the opening that is expected, with
    what follows it for control, access and violence, stays as each member draws it. Everything
    else stays as it is too, so that runs with and without differ by the plan only.

    Raises:
        ScenarioError: If the departures do not fit the scenario.
    """
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
        windows.append({"corridor": corridor, "start": start, "end": end, "planned": True})
    return scenario.replace(departures=[*kept, *departures], windows=windows)


def _switched(scenario: Scenario) -> set[str]:
    """Corridors that an event opens or shuts."""
    return {
        row["target"]
        for row in scenario["events"].rows()
        if row["kind"] == "route" and row["attribute"] == "open"
    }


def convoys(rows: Iterable[Departure]) -> list[list[Departure]]:
    """Departures of one time, way and kind of vehicle, in order of time: classes go together."""
    found: dict[tuple[Any, ...], list[Departure]] = {}
    for row in rows:
        key = (row.time, row.corridor, row.from_, row.to, row.vehicle)
        found.setdefault(key, []).append(row)
    return [found[key] for key in sorted(found)]
