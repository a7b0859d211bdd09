"""Pockets against an independent computation, and on little networks that a hand can check."""

from __future__ import annotations

import datetime as dt
import random

import numpy as np
import pytest
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from safepassage.evidence.pockets import components, holders, pockets
from safepassage.scenario.scenario import Scenario, make_scenario


@pytest.mark.parametrize("seed", range(30))
def test_parts_are_those_of_an_independent_program(seed: int) -> None:
    chance = random.Random(seed)
    names = [f"p{number}" for number in range(chance.randint(1, 40))]
    pairs = [(chance.choice(names), chance.choice(names)) for _ in range(chance.randint(0, 50))]
    kept = {name for name in names if chance.random() < 0.7}
    links: dict[str, set[str]] = {name: set() for name in names}
    for one, other in pairs:
        links[one].add(other)
        links[other].add(one)
    order = sorted(kept)
    index = {name: number for number, name in enumerate(order)}
    rows = [(index[a], index[b]) for a, b in pairs if a in kept and b in kept]
    matrix = coo_matrix(
        (np.ones(len(rows)), tuple(zip(*rows, strict=True)) or ([], [])),
        shape=(len(order), len(order)),
    )
    count, label = connected_components(matrix, directed=False)
    expected = {frozenset(np.array(order)[label == part].tolist()) for part in range(count)}
    assert {frozenset(part) for part in components(kept, links)} == expected


def valley(**changes: object) -> Scenario:
    """A row of five places; the north holds the ends, the south what lies between."""
    names = [f"p{number}" for number in range(6)]
    held = dict(zip(names, ("north", "north", "north", "south", "north", "north"), strict=True))
    tables: dict[str, object] = {
        "places": [
            {"place": name, "kind": "settlement", "lat": 0, "lon": number / 10}
            for number, name in enumerate(names)
        ],
        "routes": [
            {"from": names[n], "to": names[n + 1], "length_km": 5, "route": f"r{n}"}
            for n in range(5)
        ],
        "classes": [{"class": "people"}],
        "populations": [{"place": "p0", "class": "people", "best": 5}],
        "events": [
            {"date": "2030-01-01", "kind": "control", "target": place, "attribute": "holder",
             "value": actor}
            for place, actor in held.items()
        ],
    }  # fmt: skip
    settings = {"title": "valley", "start": "2030-01-01", "days": 10}
    return make_scenario("valley", settings, {}, tables | changes)


def test_the_smaller_end_is_cut_off() -> None:
    (pocket,) = pockets(valley(), dt.date(2030, 1, 5))
    assert (pocket.side, pocket.places) == ("north", ("p4", "p5"))
    assert pocket.since == dt.date(2030, 1, 1)


def test_allies_let_each_other_through() -> None:
    allied = [{"actor": "north", "side": "one"}, {"actor": "south", "side": "one"}]
    assert pockets(valley(actors=allied), dt.date(2030, 1, 5)) == ()


def test_of_equal_parts_the_first_in_the_table_is_the_main_one() -> None:
    """Not whichever a set gives first: names hash differently in every process."""
    base = valley()
    lost = [
        {"date": "2030-01-01", "kind": "control", "target": place, "attribute": "holder",
         "value": "south"}
        for place in ("p1", "p2", "p4")
    ]  # fmt: skip
    kept = [row for row in base["events"].rows() if row["target"] in ("p0", "p3", "p5")]
    changed = base.replace(events=[*kept, *lost])
    assert [p.places for p in pockets(changed, dt.date(2030, 1, 5))] == [("p5",)]


def test_an_alliance_that_ended_lets_nobody_through() -> None:
    allied = [{"actor": name, "side": "one", "end": "2030-01-02"} for name in ("north", "south")]
    changed = valley(actors=allied)
    assert pockets(changed, dt.date(2030, 1, 2)) == ()
    (pocket,) = pockets(changed, dt.date(2030, 1, 5))
    assert pocket.since == dt.date(2030, 1, 3)


def test_a_closed_road_encloses_from_its_day_on() -> None:
    base = valley()
    closed = {"date": "2030-01-04", "kind": "route", "target": "r1", "attribute": "open",
              "value": "false"}  # fmt: skip
    changed = base.replace(events=[*base["events"].rows(), closed])
    found = {pocket.places: pocket.since for pocket in pockets(changed, dt.date(2030, 1, 6))}
    assert found == {("p4", "p5"): dt.date(2030, 1, 1), ("p2",): dt.date(2030, 1, 4)}


def test_control_changes_hands() -> None:
    base = valley()
    row = {"date": "2030-01-03", "kind": "control", "target": "p3", "attribute": "holder",
           "value": "north"}  # fmt: skip
    changed = base.replace(events=[*base["events"].rows(), row])
    assert holders(changed, dt.date(2030, 1, 2))["p3"] == "south"
    assert holders(changed, dt.date(2030, 1, 3))["p3"] == "north"
    assert pockets(changed, dt.date(2030, 1, 3)) == ()
