"""Common random numbers: what cannot reach a place changes nothing there, to the last bit.

Two components of a network, joined by a road that never opens (a scenario must be connected): all
that happens to the one side leaves the other side's people, and its random numbers, as they were.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from safepassage.compiled.compile import Compiled
from verification.make import Counts, Row, compiled, date, in_file_order, names_along, run

SETS = ("flee3", "budget")
BY_PLACE = ("displaced", "residents", "fled", "arrivals", "refusals")
HERE = ("home", "town", "camp", "post")
MEMBERS = 12


def parts(rule_set: str) -> dict[str, Any]:
    """Arguments of :func:`make`: the component that is watched, and another one."""
    rules: Row = {
        "set": rule_set,
        "awareness_level": 2,
        "site_movechance": 0.1,
        "flight_rate": 0.8,
        "movechance_pop_base": 100.0,
        "site_sinks": True,
        "flee_documented": True,
    }
    walk: Row = {}
    if rule_set == "flee3":
        rules |= {"start_on_foot": True, "max_walk_speed": 15.0}
        walk = {"walk_share": 0.4}
    return {
        "places": {
            "home": {"kind": "settlement", "population": 80},
            "town": "settlement",
            "camp": {"kind": "site", "deactivation": 0.05},
            "post": "crossing",
            "far-home": "settlement",
            "far-camp": {"kind": "site", "deactivation": 0.1},
            "far-town": "settlement",
        },
        "routes": [
            ("home", "town", 15, {}),
            ("town", "camp", 30, walk),
            ("home", "post", 10, {"route": "track"}),
            ("post", "camp", 50, walk),
            ("home", "far-home", 1, {"open": False, "route": "wall"}),
            ("far-home", "far-camp", 20, {}),
            ("far-home", "far-town", 30, {}),
            ("far-camp", "far-town", 12, {}),
        ],
        "classes": [
            {"class": "a", "staying_low": 0.1, "staying": 0.1, "staying_high": 0.1},
            {"class": "b"},
        ],
        "populations": [
            {"place": place, "class": class_, "best": 400, "status": status}
            for place in ("home", "far-home")
            for class_ in "ab"
            for status in ("resident", "displaced")
        ],
        "capacities": {"camp": 300, "far-camp": 200},
        "events": [
            (0, "hazard", "home", "intensity", 0.6),
            (0, "hazard", "far-home", "intensity", 0.4),
            (2, "access", "town", "leave", 0.5),
            (3, "access", "camp", "enter", 0.7),
            (3, "route", "track", "open", "false"),
        ],
        "days": 7,
        "rules": rules,
    }


def outputs_here(world: Compiled, counts: Counts) -> dict[str, Any]:
    """What happens at the watched places and on their links."""
    written = names_along(in_file_order(world.scenario))
    rows = [written["place"].index(name) for name in HERE]
    found = {name: counts[name][:, :, rows] for name in BY_PLACE}
    found["staying"] = counts["staying"][:, rows]
    ends = {
        name: tuple(world.places[place] for place in (link["start"], link["end"]))
        for name, link in zip(names_along(world.scenario)["link"], world.world.links, strict=True)
    }
    for number, name in enumerate(written["link"]):
        if set(ends[name]) <= set(HERE):
            found[f"flow {ends[name]}"] = counts["flow"][:, :, number]
    return found


def more_capacity(given: dict[str, Any]) -> None:
    given["capacities"]["far-camp"] = 20


def longer_route(given: dict[str, Any]) -> None:
    given["routes"][-1] = ("far-camp", "far-town", 75, {})


def closed_route(given: dict[str, Any]) -> None:
    given["routes"][-2] = ("far-home", "far-town", 30, {"open": False})


def shorter_route_than_any(given: dict[str, Any]) -> None:
    given["routes"][-1] = ("far-camp", "far-town", 0.25, {})


def one_more_route(given: dict[str, Any]) -> None:
    given["routes"].insert(0, ("far-home", "far-town", 5, {"route": "shortcut"}))


def more_hazard(given: dict[str, Any]) -> None:
    given["events"].insert(0, (1, "hazard", "far-home", "intensity", 1.0))


def a_siege(given: dict[str, Any]) -> None:
    given["events"].insert(0, (1, "access", "far-home", "leave", 0.0))


def more_people(given: dict[str, Any]) -> None:
    given["populations"].append(
        {"place": "far-town", "class": "a", "best": 99, "status": "displaced"}
    )


def a_corridor(given: dict[str, Any]) -> None:
    row = {"corridor": "exit", "gathers": "far-home", "places": "far-home>far-town"}
    given["corridors"] = [row | {"persons_per_hour": 3}]
    given["windows"] = [{"corridor": "exit", "start": date(1), "end": date(3)}]


def places_inserted_before(given: dict[str, Any]) -> None:
    given["places"] = {"far-first": "settlement", "far-gate": "waypoint", **given["places"]}
    given["routes"] = [
        ("far-first", "far-gate", 9, {}),
        ("far-gate", "far-home", 9, {}),
        *given["routes"],
    ]


def places_in_another_order(given: dict[str, Any]) -> None:
    far = [name for name in given["places"] if name not in HERE]
    given["places"] = {name: given["places"][name] for name in (*reversed(far), *HERE)}


def one_more_class(given: dict[str, Any]) -> None:
    given["classes"].append({"class": "c"})
    given["populations"].append({"place": "far-home", "class": "c", "best": 70})


CHANGES = (
    more_capacity,
    longer_route,
    closed_route,
    shorter_route_than_any,
    one_more_route,
    more_hazard,
    a_siege,
    more_people,
    a_corridor,
    places_inserted_before,
    places_in_another_order,
    one_more_class,
)


@pytest.fixture(scope="module", params=SETS)
def before(request: pytest.FixtureRequest) -> tuple[str, dict[str, Any], Counts]:
    world = compiled(**parts(request.param))
    counts = run(world, MEMBERS)
    return request.param, outputs_here(world, counts), counts


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_the_other_component_changes_nothing_here(
    before: tuple[str, dict[str, Any], Counts], change: Any
) -> None:
    rule_set, expected, everything = before
    given = parts(rule_set)
    change(given)
    world = compiled(**given)
    counts = run(world, MEMBERS)
    found = outputs_here(world, counts)
    for name, values in expected.items():
        classes = values.shape[-1] if name in {*BY_PLACE, "staying"} else None
        np.testing.assert_array_equal(values, found[name][..., :classes], err_msg=name)
    if change is not places_in_another_order:  # the change is one
        assert counts["moving"].sum() != everything["moving"].sum()


def test_a_road_that_opens_does_matter(
    before: tuple[str, dict[str, Any], Counts],
) -> None:
    rule_set, expected, _ = before
    given = parts(rule_set)
    given["events"].append((2, "route", "wall", "open", "true"))
    world = compiled(**given)
    found = outputs_here(world, run(world, MEMBERS))
    assert not np.array_equal(expected["displaced"], found["displaced"])


def test_before_a_change_nothing_differs(
    before: tuple[str, dict[str, Any], Counts],
) -> None:
    rule_set, _, everything = before
    given = parts(rule_set)
    given["events"].append((3, "hazard", "home", "intensity", 0.1))
    counts = run(compiled(**given), MEMBERS)
    for name in BY_PLACE:
        np.testing.assert_array_equal(everything[name][:, :3], counts[name][:, :3])
    assert not np.array_equal(everything["fled"][:, 3:], counts["fled"][:, 3:])


def test_a_longer_period_begins_alike(before: tuple[str, dict[str, Any], Counts]) -> None:
    rule_set, _, everything = before
    counts = run(compiled(**parts(rule_set) | {"days": 9}), MEMBERS)
    for name in (*BY_PLACE, "moving", "flow", "removed"):
        np.testing.assert_array_equal(everything[name], counts[name][:, :7])


def test_a_member_does_not_depend_on_the_others(
    before: tuple[str, dict[str, Any], Counts],
) -> None:
    rule_set, _, everything = before
    alone = run(compiled(**parts(rule_set)), 1, first=7)
    for name, counts in alone.items():
        np.testing.assert_array_equal(everything[name][7], counts[0])


def test_seeds_and_members_differ(before: tuple[str, dict[str, Any], Counts]) -> None:
    rule_set, _, everything = before
    other = run(compiled(**parts(rule_set)), MEMBERS, seed=2)["displaced"]
    both = np.concatenate([everything["displaced"], other]).reshape(2 * MEMBERS, -1)
    assert len(np.unique(both, axis=0)) == 2 * MEMBERS
