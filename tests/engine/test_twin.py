"""The reference twin by itself: independent, repeatable, and right where a hand can count."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

import safepassage.engine.twin as package
from safepassage.compiled.compile import Compiled, compile_scenario
from safepassage.compiled.world import Output
from safepassage.engine.twin.run import simulate_persons
from safepassage.engine.twin.world import Twin, build
from safepassage.scenario.scenario import Scenario
from verification.battery import parts
from verification.make import compiled, date, one_member, recount, stack
from verification.networks import networks

FOLDER = Path(str(package.__file__)).parent
FILES = [*sorted(FOLDER.glob("*.py")), *sorted((FOLDER.parents[1] / "dynamics").glob("*/twin.py"))]


def simulate(world: Compiled, seed: int = 1, index: int = 0) -> Output:
    return simulate_persons(world, one_member(world), seed, index)


def imports(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_it_is_independent_of_the_kernel_and_plain(path: Path) -> None:
    own = {name for name in imports(path) if name.startswith("safepassage")}
    # The table of the day is words: which phases there are, and when.
    allowed = ("safepassage.compiled", "safepassage.engine.twin", "safepassage.engine.phases")
    mechanism = re.compile(r"safepassage\.dynamics\.\w+\.(twin|arrays|build)(\.\w+)?")
    assert all(name.startswith(allowed) or mechanism.fullmatch(name) for name in own)
    others = {name.partition(".")[0] for name in imports(path) - own}
    assert not others & {"numba", "numpy", "scipy"}


@pytest.mark.parametrize("rule_set", ["flee3", "budget"])
def test_it_repeats_for_a_seed_and_a_member(rule_set: str) -> None:
    world = compiled(**parts(rule_set))
    first, again = simulate(world), simulate(world)
    for name in Output._fields:
        np.testing.assert_array_equal(getattr(first, name), getattr(again, name))
    for seed, index in ((1, 1), (2, 0)):
        other = simulate(world, seed, index)
        assert not np.array_equal(first.displaced, other.displaced)


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(networks("flee3"))
def test_it_conserves_people_under_flee3(scenario: Scenario) -> None:
    world = compile_scenario(scenario)
    recount(world, stack([simulate(world)]))


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(networks("budget"))
def test_it_conserves_people_under_budget(scenario: Scenario) -> None:
    world = compile_scenario(scenario)
    recount(world, stack([simulate(world)]))


def twin_of(world: Compiled) -> Twin:
    return build(world, one_member(world), 1, 0)


def test_routes_of_flees_marker_graph() -> None:
    world = compiled(
        places={"a": "settlement", "b": "settlement", "c": "waypoint", "d": "settlement"},
        routes=[("a", "b", 10), ("a", "c", 10), ("b", "d", 10), ("c", "d", 10)],
        residents={"a": 1},
        rules={"awareness_level": 2},
    )
    twin = twin_of(world)
    names = {
        "".join(world.places[twin.roads[link].end] for link in route) for route in twin.routes[0]
    }
    assert names == {"b", "bd", "cd", "cdb"}


@pytest.mark.parametrize(
    ("rule_set", "lengths", "speed", "stops"),
    [
        ("flee3", [100.0, 350.0], 360.0, [2, 2]),
        ("flee3", [100.0, 360.0], 360.0, [-1, 2]),
        ("flee3", [30.0] * 14, 360.0, [12, 14]),
        ("flee3", [360.0], 360.0, [-1, 1]),
        ("budget", [20.0, 20.0, 20.0], 40.0, [2, 3]),
        ("budget", [100.0], 40.0, [-1, -1]),
    ],
)
def test_where_people_are_by_hand(
    rule_set: str, lengths: list[float], speed: float, stops: list[int]
) -> None:
    names = [f"p{number:02}" for number in range(len(lengths) + 1)]
    world = compiled(
        places=dict.fromkeys(names, "settlement"),
        routes=[(names[n], names[n + 1], km, {"oneway": True}) for n, km in enumerate(lengths)],
        displaced={"p00": 3},
        days=2,
        rules={"set": rule_set, "max_move_speed": speed, "default_movechance": 1.0},
    )
    output = simulate(world)
    for day, stop in enumerate(stops):
        assert output.moving[day, 0] == (3 if stop < 0 else 0)
        if stop >= 0:
            assert output.displaced[day, stop, 0] == 3


def test_loads_of_a_corridor_by_hand() -> None:
    world = compiled(
        places={"a": "settlement", "b": "settlement", "out": "settlement"},
        residents={"a": 30},
        displaced={"b": 90},
        areas=[{"area": "pocket", "place": "a"}, {"area": "pocket", "place": "b"}],
        routes=[("a", "b", 1, {"open": False})],
        corridors=[
            {"corridor": "exit", "gathers": "pocket", "places": "a>out", "persons_per_hour": 1.3}
        ],
        windows=[{"corridor": "exit", "start": date(0, 6), "end": date(0, 18.5)}],
        days=2,
    )
    output = simulate(world)
    assert output.left_by[:, 0, 0].tolist() == [16, 0]
    assert output.fled[:, 0, 0].tolist() == [4, 0]
    assert output.displaced[1, :, 0].tolist() == [0, 78, 16]
