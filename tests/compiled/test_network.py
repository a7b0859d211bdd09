"""Links, legs and slots against enumerations that a child could make."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safepassage.compiled.compile import Compiled
from safepassage.compiled.world import DAY_TICKS, KINDS, WAYPOINT
from safepassage.sphere import great_circle_km
from verification.make import Row, compiled

Chain = tuple[int, ...]
SLOW = settings(max_examples=60, deadline=None, derandomize=True, database=None)


def chain_of(world: Compiled, leg: int) -> Chain:
    links = []
    while leg >= 0:
        links.append(int(world.world.legs[leg]["link"]))
        leg = int(world.world.legs[leg]["following"])
    return tuple(links)


def alternatives(world: Compiled, place: int) -> list[Chain]:
    row = world.world.places[place]
    legs = world.world.alternatives[row["alt_start"] : row["alt_stop"]]
    return [chain_of(world, int(leg)) for leg in legs]


def paths_by_hand(world: Compiled, origin: int, awareness: int) -> list[Chain]:
    """Every sequence of different links, kept if it is a path that may be chosen."""
    links = world.world.links
    kinds = world.world.places["kind"]
    found = []
    for count in range(1, min(len(kinds), len(links)) + 1):
        for chain in permutations(range(len(links)), count):
            stops = [origin, *(int(links[link]["end"]) for link in chain)]
            joined = all(links[link]["start"] == stops[n] for n, link in enumerate(chain))
            if not joined or len(set(stops)) < len(stops):
                continue
            counted = sum(kinds[stop] != WAYPOINT for stop in stops[1:])
            if kinds[stops[-1]] != WAYPOINT and counted <= awareness:
                found.append(chain)
    return found


@st.composite
def small_worlds(draw: st.DrawFn) -> tuple[Compiled, int]:
    count = draw(st.integers(2, 4))
    names = [f"p{number}" for number in range(count)]
    kinds = [draw(st.sampled_from(KINDS if number else KINDS[:1])) for number in range(count)]
    pairs = [(names[draw(st.integers(0, n - 1))], names[n]) for n in range(1, count)]
    pairs += draw(
        st.lists(
            st.tuples(st.sampled_from(names), st.sampled_from(names)).filter(
                lambda pair: pair[0] != pair[1]
            ),
            max_size=2,
        )
    )
    awareness = draw(st.integers(1, 3))
    routes = [
        (start, end, 10.0, {"route": f"r{number}", "oneway": draw(st.booleans())})
        for number, (start, end) in enumerate(pairs)
    ]
    world = compiled(
        places=dict(zip(names, kinds, strict=True)),
        routes=routes,
        residents={"p0": 1},
        rules={"awareness_level": awareness},
    )
    return world, awareness


@SLOW
@given(small_worlds())
def test_all_paths_are_alternatives_once(made: tuple[Compiled, int]) -> None:
    world, awareness = made
    for place in range(len(world.places)):
        found = alternatives(world, place)
        assert sorted(found) == sorted(paths_by_hand(world, place, awareness))


@SLOW
@given(small_worlds())
def test_legs_know_their_end_length_and_identity(made: tuple[Compiled, int]) -> None:
    world, _ = made
    legs, links = world.world.legs, world.world.links
    ways = world.world.ways
    assert len(set(ways["key"].tolist())) == len(legs)
    for number in range(len(legs)):
        chain = chain_of(world, number)
        assert ways[number]["final"] == links[chain[-1]]["end"]
        assert ways[number]["km"] == 10.0 * len(chain)


def test_the_paths_of_flees_marker_graph() -> None:
    # flee-model, section 5: from A, with two stops: B, BD, CD, CDB, where C is a marker.
    world = compiled(
        places={"a": "settlement", "b": "settlement", "c": "waypoint", "d": "settlement"},
        routes=[("a", "b", 10), ("a", "c", 10), ("b", "d", 10), ("c", "d", 10)],
        residents={"a": 1},
        rules={"awareness_level": 2},
    )
    names = {
        "".join(world.places[world.world.links[link]["end"]] for link in chain)
        for chain in alternatives(world, 0)
    }
    assert names == {"b", "bd", "cd", "cdb"}


def line(lengths: list[float], **parts: Any) -> Compiled:
    """Places in a row; the columns of the routes may be given."""
    columns: Row = parts.pop("columns", {})
    names = [f"p{number}" for number in range(len(lengths) + 1)]
    return compiled(
        places=dict.fromkeys(names, "settlement"),
        routes=[
            (names[n], names[n + 1], km, {"oneway": True, **columns})
            for n, km in enumerate(lengths)
        ],
        residents={"p0": 1},
        **parts,
    )


def test_two_way_routes_make_two_links_and_one_way_routes_one() -> None:
    world = compiled(
        places=dict.fromkeys("abc", "settlement"),
        routes=[("a", "b", 1), ("c", "b", 2, {"oneway": True}), ("a", "c", 3)],
        residents={"a": 1},
    )
    pairs = [(link["start"], link["end"], link["route"]) for link in world.world.links]
    assert pairs == [(0, 1, 0), (1, 0, 0), (0, 2, 1), (2, 0, 1), (2, 1, 2)]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({}, 40_000),
        ({"mode": "foot"}, 15_000),
        ({"mode": "boat"}, 40_000),
        ({"max_speed": 12.3456}, 12_346),
        ({"mode": "foot", "max_speed": 5}, 5_000),
    ],
)
def test_speed_by_mode_and_limit(columns: Row, expected: int) -> None:
    rules = {"set": "flee3", "max_move_speed": 40.0, "max_walk_speed": 15.0}
    world = line([10], columns=columns, rules=rules)
    assert world.world.links["speed"].tolist() == [expected]
    assert world.world.links["walk"].tolist() == [15_000]


def test_a_route_is_never_shorter_than_a_metre_or_a_tick() -> None:
    for rule_set in ("flee3", "budget"):
        world = line([0.001], rules={"set": rule_set}).world
        assert world.slots["left"].tolist() == [1]
        assert world.rules[0]["bucket"] == 1


def positions(world: Compiled) -> list[int]:
    """Distance covered at each slot of the only leg."""
    start, stop = world.world.legs[0]["slot_start"], world.world.ways[0]["slot_stop"]
    left = world.world.slots["left"][start:stop]
    return [int(left[0] - rest) for rest in left]


@pytest.mark.parametrize(
    ("km", "expected"),
    [
        (39.999, [0]),
        (40, [0, 40_000]),  # exactly the length: still on the link
        (40.001, [0, 40_000]),
        (79.999, [0, 40_000]),
        (80, [0, 40_000, 80_000]),
    ],
)
def test_nights_on_a_link_under_flee3(km: float, expected: list[int]) -> None:
    world = line([km], rules={"set": "flee3", "max_move_speed": 40.0})
    assert positions(world) == expected
    following = world.world.slots["following"]
    assert following.tolist() == [*range(1, len(expected)), -1]


@pytest.mark.parametrize("walks", ["share", "first"])
def test_nights_on_a_link_that_may_be_walked(walks: str) -> None:
    rules = {
        "set": "flee3",
        "max_move_speed": 40.0,
        "max_walk_speed": 15.0,
        "start_on_foot": walks == "first",
    }
    world = line([90], columns={"walk_share": 0.5 if walks == "share" else 0}, rules=rules)
    reachable = sorted(
        {40 * a + 15 * b for a in range(3) for b in range(7) if 40 * a + 15 * b <= 90}
    )
    assert positions(world) == [1000 * km for km in reachable]
    for slot, km in zip(world.world.slots, reachable, strict=True):
        for name, step in (("following", 40), ("following_walk", 15)):
            target = km + step
            expected = reachable.index(target) if target in reachable else -1
            assert slot[name] == expected
            assert (slot[name] < 0) == (target > 90)


@pytest.mark.parametrize(("km", "ticks"), [(40, 96), (10, 24), (0.1, 1), (41, 98), (100, 240)])
def test_ticks_of_a_link_under_budget(km: float, ticks: int) -> None:
    world = line([km], rules={"max_move_speed": 40.0})
    assert world.world.slots["left"].tolist() == list(range(ticks, 0, -1))
    ahead = [n + DAY_TICKS if ticks - n > DAY_TICKS else -1 for n in range(ticks)]
    assert world.world.slots["following"].tolist() == ahead


def test_everybody_in_mid_day_fits_a_bucket() -> None:
    # However fast walking is: the first day's walk may be the longest of all.
    for rule_set, rules, columns in (
        ("flee3", {"start_on_foot": True, "max_walk_speed": 90.0}, {}),
        ("flee3", {"max_walk_speed": 90.0}, {"walk_share": 0.1}),
        ("flee3", {}, {"max_speed": 300.0}),
        ("budget", {}, {"max_speed": 300.0}),
    ):
        world = line([7, 500], columns=columns, rules={"set": rule_set, **rules}).world
        limit = DAY_TICKS
        if rule_set == "flee3":
            limit = int(max(world.links["speed"].max(), world.links["walk"].max() if rules else 0))
        assert (limit - 1) // world.rules[0]["bucket"] < world.rules[0]["buckets"]
        shortest = min(int(world.slots["left"][leg["slot_start"]]) for leg in world.legs)
        assert world.rules[0]["bucket"] <= shortest


def keys_by_name(world: Compiled) -> dict[str, int]:
    ends = [world.places[link["end"]] for link in world.world.links]
    return {
        f"{world.routes[world.world.links[chain_of(world, n)[0]]['route']]}:"
        + ">".join(ends[link] for link in chain_of(world, n)): int(way["key"])
        for n, way in enumerate(world.world.ways)
    }


def test_identities_outlast_what_is_added() -> None:
    routes = [("a", "b", 1, {}), ("b", "c", 2, {}), ("a", "b", 3, {"route": "other"})]
    places = {"a": "settlement", "b": "settlement", "c": "site"}
    rules = {"awareness_level": 2}
    before = compiled(places=places, routes=routes, residents={"a": 1}, rules=rules)
    after = compiled(
        places={"z": "settlement", **places},
        routes=[("z", "a", 9, {}), *routes],
        residents={"a": 1},
        rules=rules,
    )
    kept = keys_by_name(after)
    for name, key in keys_by_name(before).items():
        assert kept[name] == key, name
    for name in before.places:
        one = before.world.places["key"][before.places.index(name)]
        assert one == after.world.places["key"][after.places.index(name)]


def test_great_circle_distances() -> None:
    def km(*degrees: float) -> float:
        return float(great_circle_km(*(np.array([value]) for value in degrees))[0])

    assert km(0, 0, 0, 1) == pytest.approx(6371.0 * np.pi / 180)
    assert km(0, 0, 0, 180) == pytest.approx(6371.0 * np.pi)
    assert km(90, 0, -90, 77) == pytest.approx(6371.0 * np.pi)
    assert km(36.2, 37.1, 36.2, 37.1) == 0
    assert km(36.2, 37.16, 33.51, 36.29) == pytest.approx(309.4, abs=1.0)  # Aleppo to Damascus
