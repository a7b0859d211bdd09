"""The figure of an exit plan: valid, complete, private and inert."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from safepassage.errors import SafepassageError
from safepassage.planning.exit.plan import ExitPlan
from safepassage.planning.exit.planner import plan_exit
from safepassage.report.exit_data import (
    MAX_BARS,
    arrived_rows,
    bar_minutes,
    closed_rows,
    fleet_rows,
    lanes_of,
    way_of,
)
from safepassage.report.exit_figure import LABEL, exit_figure, save_exit_figure
from safepassage.result.names import Names
from safepassage.scenario.scenario import Scenario
from tests.planning.worlds import scenario

NASTY = '</script><script>alert(1)</script> & "x"'


@pytest.fixture(scope="module")
def world() -> Scenario:
    base = scenario()
    gate = [{**row, "name": NASTY} for row in base["places"].rows()]
    return base.replace(title=NASTY, places=gate)


@pytest.fixture(scope="module")
def plan(world: Scenario) -> ExitPlan:
    return plan_exit(world, members=5)


def test_bars_hold_everybody_and_times_are_those_of_the_plan(
    world: Scenario, plan: ExitPlan
) -> None:
    lanes = lanes_of(Names(world), plan)
    bars = [row for lane in lanes for row in lane.rows]
    assert sum(row["high"] - row["low"] for row in bars) == plan.people
    assert {lane.corridor for lane in lanes} == {row.corridor for row in plan.departures}
    assert arrived_rows(plan.departures, plan, "x")[-1]["people"] == plan.people
    steps = plan.makespan_hours * 60 / bar_minutes(plan)
    assert steps <= MAX_BARS + 1


def test_closed_hours_and_vehicles_under_way(plan: ExitPlan) -> None:
    (gap,) = closed_rows(plan, "north")
    assert (gap["to"] - gap["from"]) / 3_600_000 == 12
    for number, fleet in enumerate(plan.instance.fleets):
        counts = [row["vehicles"] for row in fleet_rows(plan, number)]
        assert 0 < max(counts) <= fleet.number


def test_the_map_shows_where_people_pass_and_what_binds(plan: ExitPlan, world: Scenario) -> None:
    way = way_of(world, plan)
    assert way.drawn_to_scale
    assert [place["kind"] for place in way.places] == [
        "assembly point", "checkpoint or junction", "destination",
    ]  # fmt: skip
    assert {leg["people"] for leg in way.legs} == {plan.people}
    binds = any(row.constraint == "throughput:north" for row in plan.binding)
    assert all((leg["leg"] == "full while people wait") == binds for leg in way.legs)
    # 0.1 degrees of latitude apart
    assert way.places[1]["y"] - way.places[0]["y"] == pytest.approx(11.12, abs=0.01)


def test_without_coordinates_the_map_is_a_sketch(plan: ExitPlan, world: Scenario) -> None:
    blank = [
        {key: value for key, value in row.items() if key not in {"lat", "lon"}}
        for row in world["places"].rows()
    ]
    assert not way_of(world.replace(places=blank), plan).drawn_to_scale


def test_the_specification_is_valid(plan: ExitPlan, world: Scenario) -> None:
    import altair as alt

    alt.Chart.from_dict(exit_figure(world, plan)).to_dict()


def test_files_are_private_labelled_inert_and_never_overwritten(
    plan: ExitPlan, world: Scenario, tmp_path: Path
) -> None:
    files = save_exit_figure(world, plan, tmp_path / "exit")
    assert [path.name for path in files] == ["exit.png", "exit.html"]
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in files)
    assert files[0].read_bytes().startswith(b"\x89PNG")
    text = files[1].read_text(encoding="utf-8")
    assert LABEL in text
    assert "Sensitivity: High" in text.split("<footer>")[1]
    assert "<script>alert" not in text
    assert not re.search(r"(src|href)=[\"']?http", text)
    with pytest.raises(SafepassageError, match="exists"):
        save_exit_figure(world, plan, tmp_path / "exit.png")
    with pytest.raises(SafepassageError, match=r"\.png or \.html"):
        save_exit_figure(world, plan, tmp_path / "exit.pdf")
    assert save_exit_figure(world, plan, tmp_path / "exit.png", overwrite=True) == files[:1]
