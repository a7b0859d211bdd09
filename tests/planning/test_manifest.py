"""Every plan passes the independent checker, and the checker finds what is wrong."""

from __future__ import annotations

import csv
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safepassage.errors import SafepassageError
from safepassage.planning.exit.checker import check_lines, check_plan, lines_of
from safepassage.planning.exit.instance import Instance
from safepassage.planning.exit.manifest import LABEL, write_manifest
from safepassage.planning.exit.planner import plan_exit, plan_instance
from safepassage.planning.exit.rules.checkpoint import Checkpoint
from safepassage.planning.exit.rules.room import Room
from safepassage.planning.exit.schedule import served
from tests.planning.worlds import fleet, group, instance, passage, scenario


@st.composite
def exits(draw: st.DrawFn) -> Instance:
    names = ["road", "lane"][: draw(st.integers(1, 2))]
    opens = draw(st.integers(0, 5))
    shuts = opens + draw(st.integers(2, 20))
    ways = [
        passage(
            name,
            draw(st.sampled_from([7.5, 40.0, 111.0, 400.0])),
            path=("town", "gate", name + "-end"),
            reach=(0.0, 0.4, draw(st.sampled_from([0.5, 1.0, 2.75]))),
            spans=((float(opens), float(shuts)), (shuts + 3.5, 300.0)),
        )
        for name in names
    ]
    people = [group(draw(st.integers(1, 700)), party=draw(st.sampled_from([1, 4, 5])))]
    if draw(st.booleans()):
        needs = draw(st.sampled_from(["seat", "stretcher"]))
        people.append(group(draw(st.integers(1, 60)), "wounded", priority=1, needs=needs))
    fleets = []
    if draw(st.booleans()) or any(one.needs != "seat" for one in people):
        both = tuple(names)
        times = {
            "load": draw(st.sampled_from([0.0, 0.5])),
            "unload": draw(st.sampled_from([0.0, 1.0])),
        }
        fleets = [
            fleet(draw(st.integers(1, 9)), draw(st.sampled_from([6, 50])), both, **times),
            fleet(draw(st.integers(1, 4)), 0, both, vehicle="ambulance", places=(0, 0, 2)),
            fleet(draw(st.integers(1, 30)), 5, both, vehicle="car", returns=False),
        ]
    points = draw(st.sampled_from([(), (Checkpoint("gate", 60.0, 8.0),)]))
    rooms = draw(st.sampled_from([(), (Room("road-end", "", 90),)]))
    hours = draw(st.sampled_from([12.0, 60.0, 300.0]))
    step = draw(st.sampled_from([0.5, 1.0]))
    return instance(*people, *ways, *fleets, *points, *rooms, hours=hours, step=step)


@settings(max_examples=40, derandomize=True, deadline=None, database=None)
@given(exits())
def test_every_plan_passes_the_independent_checker(case: Instance) -> None:
    plan = plan_instance(case, seconds=0.5, binding=False)
    assert check_lines(case, lines_of(plan.departures)) == []
    assert sum(row.people for row in plan.departures) == plan.people <= case.people
    assert sum(served(case, plan.proven.schedule)) == plan.people
    assert plan.lower_bound_hours <= plan.makespan_hours + 1e-9
    assert plan.people <= plan.proven.most + 1e-6
    assert plan.people >= plan.naive.people or plan.status == "partial"
    if plan.status != "partial":
        assert not plan.left_behind


@pytest.fixture(scope="module")
def plan():
    return plan_exit(scenario(), members=5)


def test_a_manifest_is_private_labelled_and_reads_back(plan, tmp_path: Path) -> None:
    for ending in ("csv", "xlsx"):
        path = write_manifest(plan, tmp_path / f"manifest.{ending}")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert check_plan(scenario(), path, members=5) == []
        with pytest.raises(SafepassageError, match="exists"):
            write_manifest(plan, path)
    assert LABEL in (tmp_path / "manifest.csv").read_text(encoding="utf-8-sig")
    with pytest.raises(SafepassageError, match=r"\.csv or \.xlsx"):
        write_manifest(plan, tmp_path / "manifest.pdf")


def test_formulas_are_neutralised(plan, tmp_path: Path) -> None:
    rows = [replace(plan.departures[0], class_="=cmd|1", to="@x", vehicle="-bus")]
    path = write_manifest(rows, tmp_path / "m.csv")
    cells = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))[2]
    assert [cells[3], cells[4], cells[8]] == ["'=cmd|1", "'-bus", "'@x"]


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("time", "2030-03-03T23:00", "is closed at"),
        ("time", "yesterday", "is no time"),
        ("people", "-5", "is not a count"),
        ("people", "7", "families of 5"),
        ("people", "9000", "on"),
        ("vehicles", "400", "are under way"),
        ("vehicles", "0", "need a"),
        ("corridor", "nort", "north"),
        ("class", "resident", "residents"),
        ("vehicle", "train", "unknown vehicle"),
        ("from", "camp", "begins at"),
        ("to", "town", "ends at"),
        ("arrives", "2030-03-03T08:01", "the way takes"),
        ("arrives", "late", "is no time"),
    ],
)
def test_what_is_edited_by_hand_is_checked(
    plan, tmp_path: Path, column: str, value: str, words: str
) -> None:
    path = write_manifest(plan, tmp_path / "m.csv")
    cells = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    row = next(i for i, line in enumerate(cells) if line[3:4] == ["residents"])
    cells[row][cells[1].index(column)] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(cells)
    found = check_plan(scenario(), path, members=5)
    assert any(words in str(problem) for problem in found), found
    assert any(problem.row == row + 1 for problem in found) or column == "vehicles"


def test_one_fault_is_not_reported_as_another(plan, tmp_path: Path) -> None:
    path = write_manifest(plan, tmp_path / "m.csv")
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    path.write_text("\n".join([*lines[:2], lines[2].replace("north", "nort"), *lines[3:]]))
    (problem,) = check_plan(scenario(), path, members=5)
    assert "nort" in str(problem)
    path.write_text("\n".join([lines[0], lines[1] + ",people", *(f"{x},1" for x in lines[2:])]))
    assert "there twice" in str(check_plan(scenario(), path, members=5)[0])


def test_more_people_than_chose_to_leave_are_noticed(plan, tmp_path: Path) -> None:
    found = check_plan(scenario(), [*plan.departures, *plan.departures], members=5)
    assert any("chose to" in str(problem) for problem in found)
