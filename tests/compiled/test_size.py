"""What a scenario compiles to is known before it is made, and refused if no computer holds it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from safepassage import ScenarioError, write
from safepassage.cli.app import app
from safepassage.compiled import size
from safepassage.compiled.compile import compile_scenario
from safepassage.compiled.network import build_legs, build_links, build_slots, slot_bounds
from safepassage.compiled.size import size_of
from safepassage.compiled.world import output_shapes
from safepassage.scenario.scenario import Scenario
from verification.make import make

PLACES = [f"p{number}" for number in range(30)]
MANY = [f"m{number}" for number in range(90)]
SHARED = Path(__file__).resolve().parents[3] / "shared" / "fault-cases" / "bomb_cells.xlsx"


def joined(awareness: int, places: int = 30) -> Scenario:
    """Places all joined with each other."""
    return make(
        places=dict.fromkeys(PLACES[:places], "settlement"),
        routes=[(a, b, 20.0) for a, b in combinations(PLACES[:places], 2)],
        residents={PLACES[0]: 1000},
        rules={"awareness_level": awareness},
    )


def long_route(km: float, **rules: object) -> Scenario:
    return make(
        places={"a": "settlement", "b": "settlement"},
        routes=[("a", "b", km)],
        residents={"a": 1000},
        rules=rules,
    )


SLOW: dict[str, object] = {"max_move_speed": 0.1, "max_walk_speed": 0.1}
LARGE = {
    "six stops ahead among thirty joined places": (joined(6), "awareness_level"),
    "a long slow route": (long_route(50_000, max_move_speed=0.1), "length_km"),
    "the same on foot": (
        long_route(50_000, set="flee3", start_on_foot=True, **SLOW), "length_km",
    ),
    "many days": (
        make(
            places=dict.fromkeys(MANY, "settlement"),
            routes=[(MANY[0], place, 20.0) for place in MANY[1:]],
            residents={MANY[0]: 1000},
            classes=[{"class": f"c{number}"} for number in range(60)],
            days=20_000,
        ),
        "20,000 days",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", LARGE)
def test_what_no_computer_holds_is_refused_in_words(case: str) -> None:
    scenario, named = LARGE[case]
    with pytest.raises(ScenarioError) as raised:
        compile_scenario(scenario)
    assert named in str(raised.value)
    assert size.VARIABLE in str(raised.value)


MEASURED = """
import json, os, sys
python, *words = sys.argv[1:]
silent = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)]
program = [python, "-m", "safepassage", *words]
_, status, used = os.wait4(os.posix_spawn(python, program, os.environ, file_actions=silent), 0)
seconds = used.ru_utime + used.ru_stime
print(json.dumps([os.waitstatus_to_exitcode(status), used.ru_maxrss, seconds]))
"""
"""Runs a command and says what it used. In a process of its own, since a child is said to have had
as much memory as the process that made it."""


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="needs the use of resources by a process")
@pytest.mark.parametrize("case", [*list(LARGE)[:2], "a bomb"])
def test_check_answers_before_it_is_made(case: str, tmp_path: Path) -> None:
    """Within 1 GB and ten seconds of a processor, where it took 4 GB and more."""
    if case == "a bomb" and not SHARED.is_file():
        pytest.skip("needs ../shared/fault-cases")
    folder = SHARED if case == "a bomb" else write(LARGE[case][0], tmp_path / "large")
    measured = [sys.executable, "-c", MEASURED, sys.executable, "check", str(folder)]
    status, kilobytes, seconds = json.loads(subprocess.check_output(measured))
    assert status == 2
    assert kilobytes < 2**20
    assert seconds < 30  # ten on the machines we know; they differ fourfold


def test_limits_can_be_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(size, "_MOST_LEGS", 100)
    with pytest.raises(ScenarioError, match="awareness_level"):
        compile_scenario(joined(2, places=6))
    monkeypatch.setenv(size.VARIABLE, "10")
    assert size_of(compile_scenario(joined(2, places=6)).world).legs == 30 + 30 * 4
    monkeypatch.setenv(size.VARIABLE, "much")
    with pytest.raises(ScenarioError, match=size.VARIABLE):
        compile_scenario(joined(2, places=6))


@pytest.mark.parametrize("rules", [{}, {"set": "flee3"}, {"set": "flee3", "start_on_foot": True}])
def test_slots_are_counted_as_they_are_made(rules: dict[str, object]) -> None:
    """Exactly, but for those who walk a part of the days: no fewer than are made."""
    scenario = long_route(1234.5, max_walk_speed=35.0, **rules)
    links = build_links(scenario, {"a": 0, "b": 1})
    legs = build_legs(links, np.zeros(2, np.int64), 1)
    how = {"budget": scenario.rules.set == "budget", "on_foot": scenario.rules.start_on_foot}
    made = np.diff(build_slots(links, legs, **how).start)
    counted = slot_bounds(links, legs, **how)
    if how["on_foot"]:
        assert (counted >= made).all()
    else:
        assert counted.tolist() == made.tolist()


def test_the_size_is_that_of_the_arrays() -> None:
    world = compile_scenario(long_route(500)).world
    found = size_of(world)
    assert (found.legs, found.slots) == (world.legs.size, world.slots.size)
    recorded = sum(8 * np.prod(shape) for shape in output_shapes(world).values())
    held = sum(part.nbytes for part in (world.legs, world.ways, world.slots))
    assert recorded + held < found.bytes < 10 * (recorded + held)


def test_a_long_chain_of_waypoints_is_no_traceback() -> None:
    """Its ways were listed by calls within calls, one for each waypoint."""
    names = [f"w{number}" for number in range(1001)]
    kinds = dict.fromkeys(names, "waypoint") | {names[0]: "settlement", names[-1]: "settlement"}
    scenario = make(
        places=kinds,
        routes=[(a, b, 1.0) for a, b in pairwise(names)],
        residents={names[0]: 10},
    )
    world = compile_scenario(scenario).world
    assert world.legs.size == 2 * (len(names) - 1)


def test_what_check_accepts_compiles(tmp_path: Path) -> None:
    """Rules that act only under the other rule set pass the checks of tables, and no run."""
    scenario = long_route(20, avoid_short_stints=True)
    with pytest.raises(ScenarioError):
        compile_scenario(scenario)
    folder = write(scenario, tmp_path / "idle")
    answer = CliRunner().invoke(app, ["check", str(folder), "--json"])
    assert answer.exit_code == 2, answer.output
    assert json.loads(answer.stdout)["ok"] is False


def test_check_gives_the_size(tmp_path: Path) -> None:
    folder = write(long_route(20), tmp_path / "small")
    answer = CliRunner().invoke(app, ["check", str(folder), "--json"])
    found = json.loads(answer.stdout)["size"]
    assert found["places"] == 2
    assert found["bytes"] > 0
