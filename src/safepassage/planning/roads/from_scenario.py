"""Scenario → road network with people to bring out; what is missing is said with its remedy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from safepassage.errors import Problem, ScenarioError
from safepassage.planning.exit.instance import Group
from safepassage.planning.exit.people import groups_of
from safepassage.planning.roads.network import Roads, to_sinks
from safepassage.scenario.canonical import canonical
from safepassage.scenario.naming import places_by_area, route_ids
from safepassage.scenario.nearest import unknown_problem
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.timeline import timeline

PERSONS_PER_HOUR = 4000.0
"""Of a road without a number: 1,600 vehicles an hour of 2.5 people (assumption)."""
KMH = {"road": 20.0, "foot": 4.0}
"""Speed by mode (assumption, that of convoys in ``legs``); boat and rail need a throughput."""


@dataclass(frozen=True)
class RoadCase:
    """A network with its names.

    Attributes:
        roads: The network; only people whom a road leads out.
        places: Place of each node.
        routes: Route of each arc.
        groups: Who is there, those who stay included.
        cut_off: People who chose to leave and whom no open road leads out, by place.
        assumed: Routes whose throughput is the assumption.
    """

    roads: Roads
    places: tuple[str, ...]
    routes: tuple[str, ...]
    groups: tuple[Group, ...]
    cut_off: dict[str, int]
    assumed: int


def road_case(
    scenario: Scenario,
    area: str,
    to: Sequence[str],
    begin: dt.datetime,
    *,
    persons_per_hour: float = PERSONS_PER_HOUR,
    seed: int = 1,
) -> RoadCase:
    """Network of the roads that are open on a day.

    Args:
        scenario: A checked scenario.
        area: Area or place whose people are planned for.
        to: Destinations, places or areas; none means the places in ``destinations``, else all open
            sites outside the area.
        begin: When the plan begins; roads are open or closed as on that day throughout.
        persons_per_hour: Throughput of a road or path without a number.
        seed: Of the run that says who is there where ``assembly`` does not.

    Raises:
        ScenarioError: For unknown names, no destination, nobody to plan for, or where it is not
            said who stays.
    """
    scenario = canonical(scenario)
    inside = _places(scenario, area, "--area")
    outside = _destinations(scenario, to, inside, begin)
    if inside and area not in inside and area in scenario["assembly"]["gathers"].tolist():
        message = f"people of the area {area} are declared together"
        remedy = "give a row for each place, so that each has its own roads"
        raise ScenarioError([Problem(message, "assembly.csv", column="gathers", remedy=remedy)])
    groups = groups_of(
        scenario, tuple(inside), begin, people=None, staying=None, members=50, seed=seed
    )
    places = tuple(scenario["places"]["place"].tolist())
    node = {place: number for number, place in enumerate(places)}
    people: dict[int, int] = {}
    for group in groups:
        if group.people:
            people[node[group.gathers]] = people.get(node[group.gathers], 0) + group.people
    classes = {group.class_ for group in groups if group.people}
    arcs, names, assumed = _arcs(scenario, node, begin, classes, persons_per_hour)
    table = np.array(arcs).reshape(-1, 4)
    everyone = Roads(
        len(places), table[:, 0].astype(np.int64), table[:, 1].astype(np.int64), table[:, 2],
        table[:, 3], people, tuple(node[place] for place in outside),
    )  # fmt: skip
    away = to_sinks(everyone)
    led = {number: count for number, count in people.items() if np.isfinite(away[number])}
    cut_off = {places[number]: count for number, count in people.items() if number not in led}
    if not led:
        message = f"no open road leads from {area} to {', '.join(outside)} on {begin:%Y-%m-%d}"
        remedy = "give another day or destination, or a road"
        raise ScenarioError([Problem(message, "routes.csv", remedy=remedy)])
    return RoadCase(replace(everyone, people=led), places, tuple(names), groups, cut_off, assumed)


def _places(scenario: Scenario, name: str, option: str) -> list[str]:
    """Places of an area, or the place itself."""
    places, areas = scenario["places"]["place"].tolist(), places_by_area(scenario)
    if name not in areas and name not in places:
        known = [*areas, *places]
        raise ScenarioError([unknown_problem("place or area", name, known, "", column=option)])
    return areas.get(name, [name])


def _destinations(
    scenario: Scenario, to: Sequence[str], inside: Sequence[str], begin: dt.datetime
) -> list[str]:
    if to:
        found = [place for name in to for place in _places(scenario, name, "--to")]
        both = sorted(set(found) & set(inside))
        if both:
            message = f"{', '.join(both)} is both left and a destination"
            raise ScenarioError([Problem(message, column="--to", remedy="leave it out")])
    else:
        found = scenario["destinations"]["place"].tolist()
        if not found:
            world = timeline(scenario)
            taking = world.open_sites.on(world.day_of(begin.date()))
            table = scenario["places"]
            found = [
                place
                for place, kind, open_ in zip(
                    table["place"].tolist(), table["kind"].tolist(), taking.tolist(), strict=True
                )
                if kind == "site" and open_
            ]
        found = [place for place in found if place not in inside]
    if not found:
        message = "there is no destination outside the area"
        remedy = "name places with --to, or fill destinations.csv"
        raise ScenarioError([Problem(message, "destinations.csv", remedy=remedy)])
    return list(dict.fromkeys(found))


def _arcs(
    scenario: Scenario,
    node: dict[str, int],
    begin: dt.datetime,
    classes: set[str],
    persons_per_hour: float,
) -> tuple[list[tuple[int, int, float, float]], list[str], int]:
    """(start, end, hours, people an hour) and route of each open direction; how many assumed."""
    world = timeline(scenario)
    day = world.day_of(begin.date())
    directions, refused = world.directions.on(day), world.entry_refused[day]
    speeds = {}
    for leg in scenario["legs"].rows():
        speeds[leg["from"], leg["to"]] = leg["length_km"] / leg["speed_kmh"]
    arcs, names, assumed = [], [], 0
    rows = zip(scenario["routes"].rows(), route_ids(scenario["routes"]), directions, strict=True)
    for row, name, open_ in rows:
        rate, kmh = float(row["persons_per_hour"]), KMH.get(row["mode"])
        if np.isnan(rate) and kmh is not None:
            rate = persons_per_hour
            assumed += 1
        if np.isnan(rate) or (row["classes"] and not classes <= set(row["classes"])):
            continue
        ends = (row["from"], row["to"])
        hours = speeds.get(ends, speeds.get(ends[::-1]))
        if hours is None:
            hours = row["length_km"] / (kmh or KMH["road"])
        for (start, end), way in zip((ends, ends[::-1]), open_.tolist(), strict=True):
            if way and not refused[node[end]]:
                arcs.append((node[start], node[end], hours, rate))
                names.append(name)
    return arcs, names, assumed
