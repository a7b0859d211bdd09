"""The figure of an exit plan: valid, complete, private and inert."""

from __future__ import annotations

import datetime as dt
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from safepassage.errors import SafepassageError
from safepassage.planning.exit.plan import ExitPlan
from safepassage.planning.exit.planner import plan_exit
from safepassage.report.brief.language import language
from safepassage.report.exit_data import (
    MAX_BARS,
    arrived_rows,
    bar_minutes,
    closed_rows,
    fleet_rows,
    lanes_of,
    way_of,
)
from safepassage.report.exit_figure import exit_figure, save_exit_figure
from safepassage.report.exit_map import corridor_map
from safepassage.report.exit_time import ticks
from safepassage.report.exit_words import ExitWords
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


@pytest.fixture(scope="module")
def english(world: Scenario) -> ExitWords:
    return ExitWords.of(world)


def test_bars_hold_everybody_and_times_are_those_of_the_plan(
    plan: ExitPlan, english: ExitWords
) -> None:
    lanes = lanes_of(plan, english)
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


def test_the_map_shows_where_people_pass_and_what_binds(
    plan: ExitPlan, world: Scenario, english: ExitWords
) -> None:
    way = way_of(world, plan, english)
    assert way.drawn_to_scale
    assert [place["kind"] for place in way.places] == [
        "assembly point", "checkpoint or junction", "destination",
    ]  # fmt: skip
    assert {leg["people"] for leg in way.legs} == {plan.people}
    binds = any(row.constraint == "throughput:north" for row in plan.binding)
    assert all((leg["leg"] == "full while people wait") == binds for leg in way.legs)
    # 0.1 degrees of latitude apart
    assert way.places[1]["y"] - way.places[0]["y"] == pytest.approx(11.12, abs=0.01)


@pytest.mark.parametrize(("times", "length"), [(1, "10 km"), (0.02, "200 m"), (50, "500 km")])
def test_the_scale_of_the_map_has_a_length(
    plan: ExitPlan, world: Scenario, english: ExitWords, times: float, length: str
) -> None:
    way = way_of(world, plan, english)
    for row in (*way.places, *way.legs):
        row.update({key: row[key] * times for key in ("x", "y", "x2", "y2") if key in row})
    drawn = corridor_map(way, english)
    assert drawn["layer"][-1]["data"]["values"][0]["text"] == length


def test_without_coordinates_the_map_is_a_sketch(
    plan: ExitPlan, world: Scenario, english: ExitWords
) -> None:
    blank = [
        {key: value for key, value in row.items() if key not in {"lat", "lon"}}
        for row in world["places"].rows()
    ]
    assert not way_of(world.replace(places=blank), plan, english).drawn_to_scale


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
    assert "Sensitivity: High. Counts and times of convoys" in text
    assert "Sensitivity: High" in text.split("<footer>")[1]
    assert "<script>alert" not in text
    assert not re.search(r"(src|href)=[\"']?http", text)
    with pytest.raises(SafepassageError, match="exists"):
        save_exit_figure(world, plan, tmp_path / "exit.png")
    with pytest.raises(SafepassageError, match=r"\.png or \.html"):
        save_exit_figure(world, plan, tmp_path / "exit.pdf")
    assert save_exit_figure(world, plan, tmp_path / "exit.png", overwrite=True) == files[:1]


@pytest.mark.parametrize("code", ["fr", "es", "ar"])
def test_a_convoy_leader_reads_it_in_the_own_language(
    code: str, plan: ExitPlan, world: Scenario, tmp_path: Path
) -> None:
    """No text of the English figure is left; numbers, hours and direction are the language's."""
    import altair as alt

    spec = exit_figure(world, plan, code)
    alt.Chart.from_dict(spec).to_dict()
    (file,) = save_exit_figure(world, plan, tmp_path / "exit.html", language=code)
    text = file.read_text(encoding="utf-8")
    words, english = language(code), language("en")
    assert f'<html lang="{code}" dir="{words.direction}">' in text
    main = re.sub(r"<[^>]+>", "\n", text.split("<main>")[1].split("<script>")[0])
    shown = main.split("\n") + list(texts_of(spec))
    keys = [key for key in english.words if key.startswith("exit_figure.")]
    for key in keys:
        left = english.words[key]
        if "{" not in left and left != words.words[key]:
            assert left not in [each.strip() for each in shown], key
    assert {"exit_figure.timetable", "exit_figure.leaves"} <= set(keys)
    assert words.words["exit_figure.timetable"] in shown
    if code == "ar":
        hours = [cell for cell in shown if re.fullmatch(r"\d\d:\d\d", cell.strip())]
        assert hours
        assert not any(re.search("[0-9]", hour) for hour in hours)


_SHOWN = {"title", "text", "subtitle", "description", "kind", "leg", "class", "plan", "label"}


def texts_of(part: object, *, shown: bool = False) -> Iterator[str]:
    """What a specification shows: titles, labels and what legends list."""
    if isinstance(part, dict):
        for key, value in part.items():
            yield from texts_of(value, shown=key in _SHOWN)
    elif isinstance(part, list):
        for value in part:
            yield from texts_of(value, shown=shown)
    elif isinstance(part, str) and shown:
        yield part


@pytest.mark.parametrize("hours", [1, 5, 9, 30, 47, 120, 24 * 40])
def test_an_axis_of_time_has_few_round_labels(hours: int) -> None:
    start = dt.datetime.fromisoformat("2016-12-15 06:30")
    found = ticks(start, start + dt.timedelta(hours=hours))
    assert len(found) <= 9
    assert len(found) >= 1
    assert all(start <= tick <= start + dt.timedelta(hours=hours) for tick in found)
    assert all((tick.minute, tick.second) == (0, 0) for tick in found)


def test_a_language_that_is_none_is_refused(
    plan: ExitPlan, world: Scenario, tmp_path: Path
) -> None:
    with pytest.raises(SafepassageError, match="en, ar, es, fr"):
        save_exit_figure(world, plan, tmp_path / "exit.html", language="xx")
    assert not list(tmp_path.iterdir())
