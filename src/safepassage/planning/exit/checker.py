"""An independent check of a manifest against its instance: its own arithmetic, in minutes.

It shares nothing with the planner but the declared facts (:mod:`instance`): no steps, no grid.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Unpack

from safepassage.arguments import checked
from safepassage.errors import Problem
from safepassage.planning.exit.departures import Departure
from safepassage.planning.exit.from_scenario import instance_of
from safepassage.planning.exit.instance import NEEDS, Fleet, Instance, Passage
from safepassage.planning.exit.manifest_read import ManifestRow, read_manifest
from safepassage.planning.exit.options import ExitKeywords, ExitOptions
from safepassage.planning.exit.plan import ExitPlan
from safepassage.planning.exit.rules.checkpoint import Checkpoint
from safepassage.planning.exit.rules.exchange import Exchange
from safepassage.planning.exit.rules.room import Room
from safepassage.scenario.nearest import unknown_problem
from safepassage.scenario.read import as_scenario
from safepassage.scenario.scenario import Scenario

MOST = 200
"""Most problems listed."""


@checked
def check_plan(
    scenario: Scenario | str | Path,
    manifest: str | Path | ExitPlan | Iterable[Departure],
    options: ExitOptions | None = None,
    **keywords: Unpack[ExitKeywords],
) -> list[Problem]:
    """Everything that is wrong with a manifest; empty if nothing is.

    Args:
        scenario: What it was planned for.
        manifest: A file (CSV or XLSX, perhaps edited by hand), a plan, or departures.
        options: As for ``plan_exit``; they must be the same, or other facts are checked. A plan
            brings its own.
        **keywords: Options one by one, as for ``plan_exit``.

    Raises:
        SafepassageError: If the file cannot be read, or the scenario cannot be planned for.

    Examples:
        >>> import safepassage
        >>> scenario = safepassage.new_scenario("example")
        >>> plan = safepassage.plan_exit(scenario, corridor="east-exit")
        >>> safepassage.check_plan(scenario, plan, corridor="east-exit")
        []
    """
    scenario = as_scenario(scenario)
    problems: list[Problem] = []
    if isinstance(manifest, ExitPlan):
        instance, lines, file = manifest.instance, lines_of(manifest.departures), "plan"
    else:
        instance = instance_of(scenario, replace(options or ExitOptions(), **keywords))
        if isinstance(manifest, (str, Path)):
            file = Path(manifest).name
            lines = read_manifest(manifest, problems)
        else:
            file, lines = "plan", lines_of(tuple(manifest))
    return [*problems, *check_lines(instance, lines, file)][:MOST]


def lines_of(departures: Sequence[Departure]) -> list[ManifestRow]:
    """Departures as lines; rows count from 1."""
    return [
        ManifestRow(
            number, row.time, row.corridor, row.from_, row.class_, row.vehicle, row.vehicles,
            row.people, row.to, row.seats, row.arrives,
        )
        for number, row in enumerate(departures, start=1)
    ]  # fmt: skip


def check_lines(
    instance: Instance, lines: Sequence[ManifestRow], file: str = "plan"
) -> list[Problem]:
    """Check lines against an instance: one rule one function, all problems at once."""
    known = [*_names(instance, lines, file)]
    bad = {problem.row for problem in known}
    sound = [line for line in lines if line.row not in bad]
    rules = (_people, _windows, _throughput, _checkpoints, _places, _fleets, _rooms, _exchanges)
    return known + [problem for rule in rules for problem in rule(instance, sound, file)]


def _names(instance: Instance, lines: Sequence[ManifestRow], file: str) -> Iterator[Problem]:
    """Corridors, classes, vehicles and ends exist and go together."""
    ways = {passage.name: passage for passage in instance.passages}
    classes = dict.fromkeys(group.class_ for group in instance.groups)
    vehicles = dict.fromkeys(fleet.vehicle for fleet in instance.fleets)
    for line in lines:
        way = ways.get(line.corridor)
        if way is None:
            yield unknown_problem("corridor", line.corridor, list(ways), file, line.row)
        elif line.class_ not in classes:
            yield unknown_problem("class", line.class_, list(classes), file, line.row)
        elif line.vehicle not in vehicles and (line.vehicle or vehicles):
            yield unknown_problem("vehicle", line.vehicle, list(vehicles), file, line.row)
        elif line.from_ not in {"", way.path[0]}:
            message = f"{way.name} begins at {way.path[0]!r}, not at {line.from_!r}"
            yield Problem(message, file, line.row, "from")
        elif line.to not in {"", way.path[-1]}:
            message = f"{way.name} ends at {way.path[-1]!r}, not at {line.to!r}"
            yield Problem(message, file, line.row, "to")
        elif line.seats is not None and line.people > line.seats:
            message = f"{line.people} people on {line.seats} seats"
            yield Problem(message, file, line.row, "people")
        elif not _serves(instance, way, line):
            message = f"nobody of the class {line.class_!r} may use {way.name}"
            yield Problem(message, file, line.row, "class")


def _serves(instance: Instance, way: Passage, line: ManifestRow) -> bool:
    return any(group.class_ == line.class_ and way.admits(group) for group in instance.groups)


def _people(instance: Instance, lines: Sequence[ManifestRow], file: str) -> Iterator[Problem]:
    """Nobody leaves twice, before being ready or in broken families; those who stay stay."""
    ways = {passage.name: passage for passage in instance.passages}
    for group in instance.groups:
        gone, partial = 0, []
        for line in sorted(lines, key=lambda line: line.time):
            if line.class_ != group.class_ or ways[line.corridor].gathers != group.gathers:
                continue
            gone += line.people
            if line.people % group.party:
                partial.append(line)
            if _hours(instance, line.time) < group.ready - 1 / 60:
                yield Problem("leaves before its people are ready", file, line.row, "time")
        if gone > group.people:
            message = (
                f"{gone} people of the class {group.class_!r} leave from {group.gathers!r}; "
                f"{group.people} chose to ({group.staying} stay)"
            )
            yield Problem(message, file, column="people")
        # One family may be smaller: the one that the number of people leaves over.
        rest = [line for line in partial if line.people % group.party == group.people % group.party]
        for line in (line for line in partial if line not in rest[-1:]):
            message = f"{line.people} people: families of {group.party} are kept together"
            remedy = f"a multiple of {group.party}; only the last family of a class may be smaller"
            yield Problem(message, file, line.row, "people", remedy)


def _windows(instance: Instance, lines: Sequence[ManifestRow], file: str) -> Iterator[Problem]:
    """Departures lie in windows, after the start, and arrive by the deadline."""
    ways = {passage.name: passage for passage in instance.passages}
    for line in lines:
        way, hour = ways[line.corridor], _hours(instance, line.time)
        if not any(low - 1 / 120 <= hour < high for low, high in way.spans):
            message = f"{way.name} is closed at {line.time:%Y-%m-%d %H:%M}"
            yield Problem(message, file, line.row, "time")
        if line.arrives and _hours(instance, line.arrives) < hour + way.transit - 1 / 60:
            message = f"arrives at {line.arrives:%Y-%m-%d %H:%M}; the way takes {way.transit:.2f} h"
            yield Problem(message, file, line.row, "arrives", "give a later time, or none")
        if hour + way.transit > instance.hours + 1 / 60:
            yield Problem("arrives after the deadline", file, line.row, "time")


def _throughput(instance: Instance, lines: Sequence[ManifestRow], file: str) -> Iterator[Problem]:
    """In no stretch of open time does a corridor let more people in than its rate allows."""
    for way in instance.passages:
        own = [line for line in lines if line.corridor == way.name]
        yield from _too_many(instance, own, way, file)


def _too_many(
    instance: Instance, own: Sequence[ManifestRow], way: Passage, file: str
) -> Iterator[Problem]:
    """Queue at the entrance: who leaves at a time must be through a step later."""
    loads: dict[float, int] = defaultdict(int)
    rows: dict[float, int] = {}
    for line in own:
        hour = _hours(instance, line.time)
        loads[hour] += line.people
        rows.setdefault(hour, line.row)
    hours = sorted(loads)
    for index, hour in enumerate(hours):
        until = (math.floor(hour / instance.step + 1e-6) + 1) * instance.step
        together = sum(loads[other] for other in hours[index:] if other < until - 1e-6)
        room = way.rate * _open_between(way, hour, until)
        if together > room + 1 + 1e-6:
            message = (
                f"{together} people leave by {way.name} from {hour:.2f} h to {until:.2f} h; "
                f"its throughput lets {room:.0f} pass"
            )
            yield Problem(message, file, rows[hour], "people")


def _open_between(way: Passage, start: float, end: float) -> float:
    return sum(max(0.0, min(high, end) - max(low, start)) for low, high in way.spans)


def _checkpoints(instance: Instance, lines: Sequence[ManifestRow], file: str) -> Iterator[Problem]:
    """Shared checkpoints limit the people and vehicles that pass in a step."""
    ways = {passage.name: passage for passage in instance.passages}
    for point in instance.of(Checkpoint):
        people: dict[int, int] = defaultdict(int)
        convoys: dict[int, int] = defaultdict(int)
        for line, vehicles in _with_vehicles(lines):
            way = ways[line.corridor]
            if point.place in way.path:
                begin = math.floor(_hours(instance, line.time) / instance.step + 1e-3)
                reach = way.reach[way.path.index(point.place)]
                step = begin + math.floor(reach / instance.step + 1e-9)
                people[step] += line.people
                convoys[step] += vehicles
        for what, counts, rate in (
            ("people", people, point.persons),
            ("vehicles", convoys, point.vehicles),
        ):
            for step, count in counts.items():
                if count > rate * instance.step + 1e-6:
                    message = (
                        f"{count} {what} pass {point.place} in the step from "
                        f"{step * instance.step:.2f} h; {rate * instance.step:.0f} can"
                    )
                    yield Problem(message, file, column=what)


def _with_vehicles(lines: Sequence[ManifestRow]) -> Iterator[tuple[ManifestRow, int]]:
    """Each line with the vehicles of its convoy, counted once for all its classes."""
    seen: set[tuple[dt.datetime, str, str]] = set()
    for line in lines:
        key = (line.time, line.corridor, line.vehicle)
        yield line, 0 if key in seen else line.vehicles
        seen.add(key)


def _places(instance: Instance, lines: Sequence[ManifestRow], file: str) -> Iterator[Problem]:
    """Convoys have a place of the right kind for everybody."""
    if not instance.fleets:
        return
    needs = {group.class_: NEEDS.index(group.needs) for group in instance.groups}
    places = {fleet.vehicle: fleet.places for fleet in instance.fleets}
    convoys: dict[tuple[dt.datetime, str, str], list[ManifestRow]] = defaultdict(list)
    for line in lines:
        convoys[line.time, line.corridor, line.vehicle].append(line)
    for (_, _, vehicle), rows in convoys.items():
        number = {line.vehicles for line in rows}
        if len(number) > 1:
            message = f"the rows of one convoy give {sorted(number)} vehicles"
            yield Problem(message, file, rows[0].row, "vehicles")
        for need, name in enumerate(NEEDS):
            people = sum(line.people for line in rows if needs[line.class_] == need)
            room = max(number) * places[vehicle][need]
            if people > room:
                message = f"{people} people need a {name}; {max(number)} {vehicle} have {room}"
                yield Problem(message, file, rows[0].row, "vehicles")


def _fleets(instance: Instance, lines: Sequence[ManifestRow], file: str) -> Iterator[Problem]:
    """At no minute are more vehicles under way than there are, nor outside their hours."""
    ways = {passage.name: passage for passage in instance.passages}
    for vehicle in dict.fromkeys(fleet.vehicle for fleet in instance.fleets):
        fleets = [fleet for fleet in instance.fleets if fleet.vehicle == vehicle]
        total = sum(fleet.number for fleet in fleets)
        changes: list[tuple[float, int, int]] = []
        for line, count in _with_vehicles(lines):
            if line.vehicle != vehicle or not count:
                continue
            hour = _hours(instance, line.time)
            kind = min(fleets, key=lambda fleet: _trouble(fleet, ways[line.corridor], hour))
            trouble = _trouble(kind, ways[line.corridor], hour)
            if trouble:
                words = {1: "is not available then", 2: f"cannot go by {line.corridor}"}
                yield Problem(f"{vehicle} {words[trouble]}", file, line.row, "vehicle")
            way = ways[line.corridor]
            changes.append((hour - kind.before(way) + 1 / 60, count, line.row))
            changes.append((hour + kind.after(way) - 1 / 60, -count, line.row))
        away = 0
        for _, change, row in sorted(changes):
            away += change
            if change > 0 and away > total:
                message = f"{away} vehicles of the type {vehicle} are under way; there are {total}"
                yield Problem(message, file, row, "vehicles")


def _trouble(fleet: Fleet, way: Passage, hour: float) -> int:
    """0 if it may leave so, 1 if it is not available, 2 if it is out of reach."""
    if way.name not in fleet.corridors:
        return 2
    early = hour < fleet.first + fleet.before(way) - 1 / 60
    return 1 if early or hour > fleet.last + 1 / 60 else 0


def _rooms(instance: Instance, lines: Sequence[ManifestRow], file: str) -> Iterator[Problem]:
    """No destination takes in more than it can."""
    ends = {passage.name: passage.path[-1] for passage in instance.passages}
    for room in instance.of(Room):
        people = sum(
            line.people
            for line in lines
            if ends[line.corridor] == room.place and room.class_ in {"", line.class_}
        )
        if people > room.capacity:
            message = f"{people} people arrive at {room.place}, which can take {room.capacity}"
            yield Problem(message, file, column="to")


def _exchanges(instance: Instance, lines: Sequence[ManifestRow], file: str) -> Iterator[Problem]:
    """Linked batches leave only after their counterpart."""
    for exchange in instance.of(Exchange):
        gone = 0
        for line in sorted(lines, key=lambda line: line.time):
            if line.corridor != exchange.corridor:
                continue
            gone += line.people
            other = sum(
                row.people
                for row in lines
                if row.corridor == exchange.after and row.time < line.time
            )
            allowed = other // exchange.after_people * exchange.people
            if gone > allowed:
                message = (
                    f"{gone} have left by {exchange.corridor} when {other} had by "
                    f"{exchange.after}; the exchange allows {allowed}"
                )
                yield Problem(message, file, line.row, "people")


def _hours(instance: Instance, moment: dt.datetime) -> float:
    return (moment - instance.start) / dt.timedelta(hours=1)
