"""Instances with an answer in closed form."""

from __future__ import annotations

import math

import pytest

from safepassage.planning.exit.checker import check_lines, lines_of
from safepassage.planning.exit.planner import plan_instance
from safepassage.planning.exit.rules.checkpoint import Checkpoint
from safepassage.planning.exit.rules.exchange import Exchange
from safepassage.planning.exit.rules.room import Room
from tests.planning.worlds import fleet, group, instance, passage
from tests.spoken import english


@pytest.mark.parametrize(("people", "rate", "transit"), [(1000, 300, 1.5), (77, 50, 0), (5, 9, 7)])
@pytest.mark.parametrize("step", [1 / 12, 0.25, 1.0, 3.0])
def test_a_single_path_takes_people_over_throughput_plus_transit(
    people: int, rate: float, transit: float, step: float
) -> None:
    plan = plan_instance(instance(group(people), passage(rate=rate, transit=transit), step=step))
    assert plan.makespan_hours == pytest.approx(people / rate + transit, abs=1.01 / rate)
    assert plan.lower_bound_hours <= plan.makespan_hours + 1e-9
    assert plan.gap < 0.06
    assert plan.status in {"optimal", "feasible"}


@pytest.mark.parametrize("people", [50, 350, 351, 3111])
@pytest.mark.parametrize(("load", "unload", "transit"), [(1.0, 1.0, 2.0), (0.5, 0.0, 1.0)])
def test_vehicles_that_cycle(people: int, load: float, unload: float, transit: float) -> None:
    parts = (group(people), passage(rate=1e6, transit=transit))
    plan = plan_instance(instance(*parts, fleet(7, load=load, unload=unload), step=0.5))
    rounds = math.ceil(people / (7 * 50))
    cycle = load + transit + unload + transit
    assert plan.makespan_hours == pytest.approx(load + (rounds - 1) * cycle + transit, abs=0.01)
    assert plan.status == "optimal"


def test_a_closed_window_is_waited_for() -> None:
    way = passage(rate=100, transit=1.0, spans=((0.0, 2.5), (10.0, 50.0)))
    plan = plan_instance(instance(group(400), way))
    assert plan.makespan_hours == pytest.approx(10 + 1.5 + 1)
    assert any(row.constraint == "window:road" and row.hours == 7.5 for row in plan.binding)


def test_two_paths_share_the_people() -> None:
    # 300 t + 100 (t - 2) = 1000 -> t = 3
    near, far = passage("near", 300, 1.0), passage("far", 100, 3.0)
    plan = plan_instance(instance(group(1000), near, far))
    assert plan.makespan_hours == pytest.approx(1 + 3, abs=0.02)
    assert plan.gap < 0.01


def test_a_shared_checkpoint_limits_both_corridors() -> None:
    ways = [
        passage(name, 300, path=("town", "gate", name + "-end"), reach=(0.0, 1.0, 2.0))
        for name in ("east", "west")
    ]
    gate = Checkpoint("gate", 200.0, math.inf)
    plan = plan_instance(instance(group(1000), *ways, gate))
    assert plan.makespan_hours == pytest.approx(5 + 2)
    assert plan.binding[0].constraint == "checkpoint:gate"


def test_throughput_has_the_shadow_price_of_the_formula() -> None:
    plan = plan_instance(instance(group(3300), passage(rate=100, transit=1)))
    (row,) = plan.binding
    assert row.constraint == "throughput:road"
    assert row.saves_hours_per_unit == pytest.approx(3300 / 100 - 3300 / 110)
    assert "10% more, the plan would end 3.0 hours sooner" in english([row.sentence])[0]


def test_more_vehicles_save_nothing_where_the_checkpoint_binds() -> None:
    parts = (group(3000), passage(rate=100, transit=0.5), fleet(10))
    more = (group(3000), passage(rate=100, transit=0.5), fleet(20))
    first, second = (plan_instance(instance(*these)) for these in (parts, more))
    assert second.makespan_hours == pytest.approx(first.makespan_hours)


def test_the_wounded_leave_first_and_the_naive_plan_is_beside() -> None:
    parts = (group(900), group(100, "wounded", priority=1, risk=3.0), passage(rate=100, transit=1))
    plan = plan_instance(instance(*parts))
    first = [row for row in plan.departures if row.time == plan.start]
    assert {row.class_ for row in first} == {"wounded"}
    assert plan.person_hours_at_risk["wounded"] < plan.naive.person_hours_at_risk["wounded"] / 3
    assert plan.naive.makespan_hours == pytest.approx(plan.makespan_hours)


def test_a_plan_no_better_than_first_come_first_served_says_so_once_and_why() -> None:
    alike = plan_instance(instance(group(900), group(90, "wounded"), passage(rate=100)))
    (line,) = (line for line in english(alike.sentences()) if "irst come" in line)
    assert line == (
        "The plan is no better than first come, first served: no class has priority over another "
        "and what limits it lets as many pass in any order."
    )
    first = group(90, "wounded", priority=1)
    better = plan_instance(instance(group(900), first, passage(rate=100)), binding=False)
    (line,) = (line for line in english(better.sentences()) if "irst come" in line)
    assert line.startswith("First come, first served would take 11.4 hours")


def test_families_are_kept_together() -> None:
    plan = plan_instance(instance(group(1003, party=5), passage(rate=33, transit=1)))
    counts = [row.people for row in plan.departures]
    assert [count % 5 for count in counts[:-1]] == [0] * (len(counts) - 1)
    assert sum(counts) == 1003
    assert check_lines(plan.instance, lines_of(plan.departures)) == []


def test_a_linked_exchange_is_kept_and_shown_beside_the_plan_without_it() -> None:
    here = passage("out", 300, 1.0)
    there = passage("other", 50, 1.0, gathers="village", path=("village", "other-end"))
    people = (group(600), group(100).__class__("village", "residents", 100, 0))
    linked = Exchange("out", 60, "other", 10)
    plan = plan_instance(instance(*people, here, there, linked))
    assert plan.people == 700
    assert plan.unlinked is not None
    assert plan.unlinked.makespan_hours <= plan.makespan_hours
    assert check_lines(plan.instance, lines_of(plan.departures)) == []


def test_who_cannot_leave_in_time_and_why() -> None:
    plan = plan_instance(instance(group(1000), passage(rate=100, transit=1), hours=6.0))
    assert plan.status == "partial"
    assert plan.people == 500
    assert "500 of 1,000 people (residents)" in english(plan.left_behind)[0]
    assert any("in the way: capacity of road" in line for line in english(plan.left_behind))
    # Twice the time: 12 h less 1 h of transit at 100 an hour take all; 10 % more takes 50 more.
    plan = plan_instance(
        instance(group(1000), passage(spans=((0.0, 6.0),), rate=100, transit=1), hours=6.0)
    )
    assert "Without this limit 500 people more" in english(plan.left_behind)[-1]
    (row,) = plan.binding
    assert "10% more, 50 people more would be out in time" in english([row.sentence])[0]


def test_a_full_destination_is_named() -> None:
    room = Room("road-end", "", 300)
    plan = plan_instance(instance(group(1000), passage(rate=100), room, hours=50.0))
    assert plan.people == 300
    assert any("in the way: room at road end" in line for line in english(plan.left_behind))


def test_json_has_exactly_the_keys_of_the_issue() -> None:
    plan = plan_instance(instance(group(100), passage()))
    found = plan.to_json()
    assert set(found) == {
        "status", "people", "makespan_hours", "lower_bound_hours", "gap",
        "person_hours_at_risk", "binding", "naive", "seconds",
    }  # fmt: skip
    assert set(found["naive"]) == {"makespan_hours", "person_hours_at_risk"}
    keys = {"constraint", "hours", "unit", "saves_hours_per_unit"}
    assert all(set(row) == keys for row in found["binding"])


def test_every_plan_says_what_protects_people() -> None:
    plan = plan_instance(instance(group(100, staying=9), passage()))
    lines = " ".join(english(plan.sentences()))
    assert "coercion is forbidden" in lines
    assert "right to return" in lines
    assert "leaves out 9 people who want to stay" in lines
