"""Scenarios in a few lines, and both engines on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np

from safepassage.arrays import I8
from safepassage.compiled.batch import repeated
from safepassage.compiled.compile import Compiled, compile_scenario
from safepassage.compiled.outputs import Output
from safepassage.compiled.priors import draw
from safepassage.compiled.world import Member, make_outputs, output_shapes
from safepassage.dynamics.homes.build import home_places
from safepassage.engine.mechanism import Mechanism
from safepassage.engine.program import Program
from safepassage.engine.twin.run import simulate_persons
from safepassage.result.result import DIMENSIONS
from safepassage.scenario.latest import latest
from safepassage.scenario.naming import route_ids
from safepassage.scenario.scenario import Scenario, make_scenario

START = np.datetime64("2030-01-01")
Counts = dict[str, I8]
"""Arrays of ``Output`` by name, each with a leading letter M (members)."""
Row = dict[str, Any]


def date(day: int, hour: float = 0.0) -> str:
    """Text of an hour of a day of the run."""
    minutes = np.timedelta64(round((24 * day + hour) * 60), "m")
    return str(START.astype("M8[m]") + minutes)


def make(
    *,
    places: Mapping[str, str | Row],
    routes: Iterable[tuple[str, str, float] | tuple[str, str, float, Row]] = (),
    residents: Mapping[str, int] | None = None,
    displaced: Mapping[str, int] | None = None,
    rules: Row | None = None,
    days: int = 4,
    classes: Sequence[Row] = ({"class": "people"},),
    populations: Iterable[Row] = (),
    capacities: Mapping[str, float] | None = None,
    events: Iterable[tuple[int, str, str, str, object]] = (),
    home_country: str = "",
    **tables: Sequence[Row],
) -> Scenario:
    """A checked scenario.

    Args:
        places: Kind by name, or columns of the place by name.
        routes: (from, to, km) and perhaps more columns.
        residents: People of the first class at home, by place.
        displaced: Displaced people of the first class, by place.
        rules: Rules that differ from their defaults.
        days: Number of days.
        classes: Rows of classes.
        populations: More rows of populations.
        capacities: Capacity by place.
        events: (day, kind, target, attribute, value); rows in full go to ``more_events``.
        home_country: Country that is home.
        **tables: Rows of other tables; ``more_events`` are added to the events.
    """
    rows: dict[str, list[Row]] = {name: list(given) for name, given in tables.items()}
    rows["places"] = [
        {"place": name, **({"kind": row} if isinstance(row, str) else row)}
        for name, row in places.items()
    ]
    rows["routes"] = [
        {"from": route[0], "to": route[1], "length_km": route[2], **(route[3] if route[3:] else {})}
        for route in routes
    ]
    rows["classes"] = list(classes)
    first = classes[0]["class"]
    rows["populations"] = [
        {"place": place, "class": first, "best": people, "status": status}
        for status, given in (("resident", residents), ("displaced", displaced))
        for place, people in (given or {}).items()
    ] + list(populations)
    rows.setdefault("sites", [])
    rows["sites"] += [{"place": p, "capacity": c} for p, c in (capacities or {}).items()]
    rows["events"] = [
        {"date": date(day), "kind": kind, "target": target, "attribute": name, "value": str(value)}
        for day, kind, target, name, value in events
    ] + rows.pop("more_events", [])
    settings = {"title": "verification", "start": str(START), "days": days}
    settings["home_country"] = home_country
    return make_scenario("verification", settings, rules or {}, rows)


def compiled(**parts: Any) -> Compiled:
    """Make and compile a scenario; the arguments are those of :func:`make`."""
    return compile_scenario(make(**parts))


def one_member(world: Compiled) -> Member:
    """The inputs of all members: one draw of what is uncertain."""
    return world.inputs.member(draw(world.inputs.priors, seed=1, first=0, count=1)[0])


def run(
    world: Compiled,
    members: int,
    seed: int = 1,
    first: int = 0,
    inputs: Member | None = None,
    mechanisms: Sequence[Mechanism] = (),
) -> Counts:
    """Members of the kernel; each must conserve people every day."""
    program, kernel = Program(tuple(mechanisms)), world.world
    drawn = repeated(inputs or one_member(world), members)
    outputs = make_outputs(output_shapes(kernel), members)
    owns = [program.owns(kernel) for _ in range(members)]
    numbers = np.arange(first, first + members)
    statuses = program.simulate(kernel, drawn, outputs, owns, seed, numbers)
    for status in statuses:
        assert status[0] == -1, f"day {status[0]}: {status[1]} people too many"
        assert status[8] == -1, f"day {status[8]}: mechanism {status[9]} off by {status[10:]}"
    return as_declared(world, outputs._asdict())


def run_twin(world: Compiled, members: int, seed: int = 1) -> Counts:
    """Members of the reference twin."""
    member = one_member(world)
    outputs = [simulate_persons(world, member, seed, index) for index in range(members)]
    return as_declared(world, stack(outputs))


def as_declared(world: Compiled, counts: Counts) -> Counts:
    """Counts with places, classes … in the order in which the scenario was written down."""
    order = written_order(world)
    found = {}
    for name, values in counts.items():
        found[name] = values
        for axis, letter in enumerate(DIMENSIONS[name]):
            if letter in order and values.shape[axis] > 0:
                found[name] = found[name].take(order[letter], axis=axis)
    return found


def written_order(world: Compiled) -> dict[str, list[int]]:
    """Positions along each axis of the arrays, in the order in which rows were written down."""
    names = names_along(world.scenario), names_along(in_file_order(world.scenario))
    return {axis: [names[0][axis].index(name) for name in names[1][axis]] for axis in names[0]}


def in_file_order(scenario: Scenario) -> Scenario:
    """The scenario with the rows of all tables as they were written down."""
    tables = {
        name: table if table.numbers is None else table.reordered(np.argsort(table.numbers))
        for name, table in scenario.tables.items()
    }
    return replace(scenario, tables=MappingProxyType(tables))


def names_along(scenario: Scenario) -> dict[str, list[Any]]:
    """What stands along each axis of a result, in the order of the rows of a scenario."""
    routes = zip(route_ids(scenario["routes"]), scenario["routes"]["oneway"], strict=True)
    counting = {name: scenario[name] for name in ("contamination", "housing")}
    said = {name: table["place"][latest(table)].tolist() for name, table in counting.items()}
    return {
        "place": scenario["places"]["place"].tolist(),
        "class": scenario["classes"]["class"].tolist() or ["people"],
        "corridor": scenario["corridors"]["corridor"].tolist(),
        "link": [(name, back) for name, oneway in routes for back in range(1 if oneway else 2)],
        "home": list(home_places(scenario)),
        "zone": said["contamination"],
        "house": said["housing"],
        "ground": scenario["presence"]["area"].tolist(),
    }


def stack(outputs: Sequence[Output]) -> Counts:
    """Join the members' arrays."""
    return {
        name: np.stack([getattr(output, name) for output in outputs]) for name in Output._fields
    }


def recount(world: Compiled, counts: Counts) -> None:
    """Prove from the outputs alone that nobody was lost or made, on any day."""
    member = one_member(world)
    initial = int(member.residents.sum() + member.displaced.sum())
    appeared = counts["fled"].sum(axis=(2, 3)).cumsum(axis=1)
    if world.scenario.rules["displacement"] in {"hazard", "none"}:
        appeared[:] = 0
    else:  # who left home by a corridor fled too, but was there before
        home = member.residents.sum() - counts["residents"].sum(axis=(2, 3))
        appeared -= home + counts["returned"].sum(axis=(2, 3)).cumsum(axis=1)
    there = counts["displaced"].sum(axis=(2, 3)) + counts["residents"].sum(axis=(2, 3))
    there += counts["moving"].sum(axis=2) + counts["removed"].cumsum(axis=1)
    np.testing.assert_array_equal(there, initial + appeared)
    units = world.world.homes.houses["units"][written_order(world)["house"]]
    houses = [counts[f"houses_{state}"] for state in ("damaged", "held", "occupied", "free")]
    np.testing.assert_array_equal(sum(houses), np.broadcast_to(units, houses[0].shape))
    assert np.all(counts["returned"] <= counts["return_asked"])
    net = (counts["returned"] - counts["left_again"]).cumsum(axis=1)
    assert np.all(net >= 0)
    for name, values in counts.items():
        assert name == "food_set" or np.all(values >= 0), name
    recount_beds(world, counts)
    recount_food(counts)


def recount_beds(world: Compiled, counts: Counts) -> None:
    """Everybody at a receiving place sleeps somewhere."""
    if not counts["sheltered"].shape[1]:
        return
    receiving = world.world.reception.row[written_order(world)["place"]] >= 0
    slept = counts["sheltered"] + counts["hosted"] + counts["overflow"]
    np.testing.assert_array_equal(slept[:, :, receiving], counts["displaced"][:, :, receiving])
    assert not slept[:, :, ~receiving].any()


def recount_food(counts: Counts) -> None:
    """Food is what came less what went and was eaten, to the gram."""
    net = counts["food_in"] - counts["food_out"] + counts["food_set"] - counts["food_eaten"]
    np.testing.assert_array_equal(net.cumsum(axis=1), counts["food_left"])
