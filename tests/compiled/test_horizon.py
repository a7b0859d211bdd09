"""Lumping of the day's distances, against all walks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safepassage.compiled.compile import Compiled
from verification.make import compiled

SPEED = 24
Net = tuple[Compiled, list[tuple[int, int, int]]]


@st.composite
def nets(draw: st.DrawFn) -> Net:
    """A network with lengths in whole kilometres, and its links by hand."""
    count = draw(st.integers(2, 4))
    routes, links = [], []
    pairs = [(draw(st.integers(0, n - 1)), n) for n in range(1, count)]
    pairs += draw(st.lists(st.sampled_from([(0, count - 1), (count - 1, 0)]), max_size=2))
    for number, (start, end) in enumerate(pairs):
        km = draw(st.integers(1, 30))
        routes.append((f"p{start}", f"p{end}", float(km), {"route": f"r{number}"}))
        links += [(start, end, km), (end, start, km)]
    world = compiled(
        places={f"p{number}": "settlement" for number in range(count)},
        routes=routes,
        residents={"p0": 1},
        rules={"set": "flee3", "max_move_speed": float(SPEED)},
    )
    return world, links


def walks_from(place: int, links: list[tuple[int, int, int]], most: int) -> set[int]:
    """Lengths below ``most`` of all walks from a place, by recursion."""
    lengths = set()
    for start, end, km in links:
        if start == place and km < most:
            lengths |= {km} | {km + further for further in walks_from(end, links, most - km)}
    return lengths


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(nets())
def test_a_lump_ends_where_a_walk_no_longer_ends_in_time(net: Net) -> None:
    world, links = net
    step = int(world.world.rules[0]["bucket"])
    for number, row in enumerate(world.world.places):
        limits = sorted(1000 * (SPEED - km) for km in walks_from(number, links, SPEED) | {0})
        for bucket, found in enumerate(world.world.lumps[number].tolist()):
            for elapsed in (bucket * step, (bucket + 1) * step - 1):
                assert found == min(limit for limit in limits if limit > elapsed) - 1
                if elapsed >= row["last_hop"]:
                    assert found == 1000 * SPEED - 1
    assert world.world.rules[0]["last_limit"] == 1000 * SPEED


@pytest.mark.parametrize(
    ("columns", "rules", "last"),
    [
        ({"max_speed": 60.0}, {}, 60_000),
        ({"walk_share": 0.5}, {"max_walk_speed": 10.0}, 40_000),
        ({}, {"start_on_foot": True, "max_walk_speed": 50.0}, 50_000),
    ],
)
def test_with_unlike_speeds_only_the_next_hop_counts(
    columns: dict[str, float], rules: dict[str, float], last: int
) -> None:
    world = compiled(
        places=dict.fromkeys("abc", "settlement"),
        routes=[("a", "b", 7, columns), ("b", "c", 11, {})],
        residents={"a": 1},
        rules={"set": "flee3", "max_move_speed": 40.0, **rules},
    ).world
    assert world.lumps.size == 0
    assert world.rules[0]["last_limit"] == last
    shortest = [7000, 7000, 11000]
    assert world.places["last_hop"].tolist() == [last - metres for metres in shortest]


def test_a_grid_too_fine_is_left_alone() -> None:
    world = compiled(
        places=dict.fromkeys("abc", "settlement"),
        routes=[("a", "b", 7.001, {}), ("b", "c", 11, {})],
        residents={"a": 1},
        rules={"set": "flee3", "max_move_speed": 1000.0},
    ).world
    assert world.lumps.size == 0


def test_distances_are_not_lumped_where_they_are_remembered() -> None:
    for rules, lumps in (
        ({"set": "flee3"}, 1),
        ({"set": "flee3", "avoid_short_stints": True}, 0),
        ({"set": "budget"}, 0),
    ):
        world = compiled(
            places=dict.fromkeys("ab", "settlement"),
            routes=[("a", "b", 7, {})],
            residents={"a": 1},
            rules=rules,
        ).world
        assert world.rules[0]["lumps"] == lumps
