"""Armed groups side by side: closed forms, the twin, hazard, and luck that stays where it was."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from safepassage.compiled.compile import Compiled
from safepassage.dynamics.actors.arrays import ActorDraw
from safepassage.engine.twin.run import simulate_persons
from verification.battery import armed, parts
from verification.make import (
    Counts,
    Row,
    as_declared,
    compiled,
    date,
    one_member,
    recount,
    run,
    stack,
)
from verification.statistics import (
    LEVEL,
    assert_binomial,
    assert_follows,
    differences,
    with_second_moments,
)

SETS = ("flee3", "budget")
MEMBERS = 400
MONTH = 365.25 / 12
CERTAIN = 1e9
"""Rate a month at which something happens every day."""
ENDLESS = 1e-6


def world(areas: dict[str, tuple[str, ...]], days: int, **given: Any) -> Compiled:
    """A row of places 60 km apart, with groups in some areas; drawn from the second day on."""
    places = given.pop("places", {"a": "settlement", "b": "settlement", "c": "settlement"})
    rows = [{"area": area, "place": name} for area, names in areas.items() for name in names]
    presence: list[Row] = [
        {"area": area, "groups": 5, "record_start": "2029-01-01"} for area in areas
    ]
    names = list(places)
    return compiled(
        places=places,
        routes=[(names[n], names[n + 1], 60.0) for n in range(len(names) - 1)],
        areas=rows,
        presence=presence,
        days=days,
        rules={"actors": True, "max_move_speed": 40.0, **given.pop("rules", {})},
        **given,
    )


def draw(
    hazard: float = 0.0,
    groups: int = 5,
    ending: float = 1.0,
    intensity: float = 0.5,
    rates: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0),
    areas: int = 1,
) -> ActorDraw:
    """The same draw for every area; rates: power of crowding, absorption, alliance, split."""
    return ActorDraw(
        np.full(areas, hazard),
        np.full(areas, groups, dtype=np.int64),
        np.full(areas, ending),
        np.full(areas, intensity),
        np.array(rates),
    )


def run_with(made: Compiled, drawn: ActorDraw, members: int = MEMBERS, seed: int = 1) -> Counts:
    counts = run(made, members, seed, inputs=one_member(made)._replace(actors=drawn))
    recount(made, counts)
    return counts


def test_absorption_alone_is_pure_death() -> None:
    groups, rate, days = 40, 3.0, 12
    made = world({"g": ("a",)}, days, residents={"a": 10})
    counts = run_with(made, draw(groups=groups, rates=(0, rate, 0, 0)))
    assert np.all(counts["armed_groups"][:, 0] == groups)
    for day in (1, 4, days - 1):
        left = counts["armed_groups"][:, day, 0] - 1
        survival = math.exp(-rate * day / MONTH)
        assert_binomial(int(left.sum()), (groups - 1) * MEMBERS, survival, LEVEL / 6)
        cdf = stats.binom.cdf(np.arange(groups), groups - 1, survival)
        assert_follows(left, cdf, LEVEL / 6)
    np.testing.assert_array_equal(counts["armed_groups"], counts["armed_blocs"])


def test_one_group_is_never_absorbed() -> None:
    made = world({"g": ("a",)}, 4, residents={"a": 10})
    counts = run_with(made, draw(rates=(0, CERTAIN, 0, 0)), 5)
    assert np.all(counts["armed_groups"][:, 1:] == 1)


def test_alliances_alone_leave_the_number_of_groups() -> None:
    groups, rate, days = 30, 4.0, 8
    made = world({"g": ("a",)}, days, residents={"a": 10})
    counts = run_with(made, draw(groups=groups, rates=(0, 0, rate, 0)))
    assert np.all(counts["armed_groups"] == groups)
    blocs = counts["armed_blocs"][:, days - 1, 0] - 1
    survival = math.exp(-rate * (days - 1) / MONTH)
    assert_binomial(int(blocs.sum()), (groups - 1) * MEMBERS, survival, LEVEL)


def test_splits_alone_are_births_and_the_allied_leave_their_bloc() -> None:
    groups, rate = 50, 2.0
    made = world({"g": ("a",)}, 3, residents={"a": 10})
    counts = run_with(made, draw(groups=groups, rates=(0, 0, 0, rate)))
    more = counts["armed_groups"][:, 1, 0] - groups
    chance = 1 - math.exp(-rate / MONTH)
    assert_binomial(int(more.sum()), groups * MEMBERS, chance, LEVEL / 3)
    # Once all are allied to one, each of them may leave; the leader may split.
    counts = run_with(made, draw(groups=groups, rates=(0, 0, CERTAIN, rate)))
    blocs, born = counts["armed_blocs"][:, 1, 0] - 1, counts["armed_groups"][:, 1, 0] - groups
    assert_binomial(int(blocs.sum()), groups * MEMBERS, chance, LEVEL / 3)
    assert_binomial(int(born.sum()), MEMBERS, chance, LEVEL / 3)


def test_the_wait_for_a_clash_is_exponential() -> None:
    rate, days = 6.0, 10
    made = world({"g": ("a",)}, days, residents={"a": 10})
    counts = run_with(made, draw(hazard=rate, ending=ENDLESS))
    assert not counts["clashing"][:, 0].any()
    for day in (1, 3, days - 1):
        begun = int(counts["clashing"][:, day].sum())
        assert_binomial(begun, MEMBERS, 1 - math.exp(-rate * day / MONTH), LEVEL / 3)


def test_a_clash_needs_two_blocs_and_is_likelier_with_more() -> None:
    made = world({"g": ("a",)}, 2, residents={"a": 10})
    rate = 20.0
    assert not run_with(made, draw(hazard=CERTAIN, groups=1))["clashing"].any()
    allied = draw(hazard=CERTAIN, rates=(0, 0, CERTAIN, 0))
    assert not run_with(made, allied)["clashing"].any()
    # Who splits has another rival: after one day of certain splits ten blocs stand for five.
    twice = run_with(made, draw(hazard=rate, rates=(0, 0, 0, CERTAIN)))
    begun = int(twice["clashing"][:, 1].sum())
    assert_binomial(begun, MEMBERS, 1 - math.exp(-rate * (9 / 4) / MONTH), LEVEL)


def test_a_clash_lasts_a_geometric_number_of_days() -> None:
    ending, days = 0.3, 9
    made = world({"g": ("a",)}, days, residents={"a": 10})
    counts = run_with(made, draw(hazard=CERTAIN, ending=ending))
    begun = counts["clash_begun"][:, :, 0]
    assert np.all(begun[:, 1] == 1)  # and the next one on the day on which it is over
    for length in (1, 2, 6):
        longer = int((~begun[:, 2 : 2 + length].any(axis=1)).sum())
        assert_binomial(longer, MEMBERS, (1 - ending) ** length, LEVEL / 3)


def test_each_place_of_the_area_is_alike_likely() -> None:
    people = {"a": 1000, "b": 1000, "c": 1000}
    made = world({"g": ("a", "b", "c")}, 6, residents=people, rules={"flight_rate": 10.0})
    counts = run_with(made, draw(hazard=6.0, ending=ENDLESS, intensity=1.0))
    begun = counts["clash_begun"][:, :-1, 0].any(axis=1)
    hit = counts["fled"].any(axis=1)[:, :, 0]
    np.testing.assert_array_equal(hit.sum(axis=1), begun)
    for place in range(3):
        assert_binomial(int(hit[:, place].sum()), int(begun.sum()), 1 / 3, LEVEL / 3)


def crowded() -> Compiled:
    """Area of 1,000 people and as many newcomers: crowding is 2."""
    return world(
        {"g": ("a", "b")},
        2,
        residents={"a": 1000},
        displaced={"a": 500, "b": 500, "c": 999},
        rules={"default_movechance": 0.0},
    )


def test_crowding_is_newcomers_by_population() -> None:
    rate, power = 2.0, 2.0
    counts = run_with(crowded(), draw(hazard=rate, rates=(power, 0, 0, 0)))
    chance = 1 - math.exp(-rate * 2.0**power / MONTH)
    assert_binomial(int(counts["clash_begun"][:, 1].sum()), MEMBERS, chance, LEVEL)


@pytest.mark.parametrize(
    ("kind", "name", "sign"),
    [(1, "armed_groups", -1), (2, "armed_blocs", -1), (3, "armed_groups", 1)],
)
def test_crowding_hastens_every_rate(kind: int, name: str, sign: int) -> None:
    groups, rate, power = 31, 2.0, 2.0
    rates = [power, 0.0, 0.0, 0.0]
    rates[kind] = rate
    counts = run_with(crowded(), draw(groups=groups, rates=tuple(rates)))  # type: ignore[arg-type]
    changed = sign * (counts[name][:, 1, 0] - groups)
    chance = 1 - math.exp(-rate * 2.0**power / MONTH)
    trials = groups if kind == 3 else groups - 1  # one is never absorbed and joins nobody
    assert_binomial(int(changed.sum()), trials * MEMBERS, chance, LEVEL / 3)


@pytest.mark.parametrize("rule_set", SETS)
def test_hazard_is_the_larger_of_the_declared_one_and_the_clash(rule_set: str) -> None:
    declared = [0.3] * 4 + [0.0] * 4 + [0.9] * 4 + [0.0] * 4
    events = [(day, "hazard", "a", "intensity", declared[day]) for day in (0, 4, 8, 12)]
    rate, intensity = 0.05, 0.7
    made = world(
        {"g": ("a",)},
        len(declared),
        residents={"a": 10**6},
        events=events,
        rules={"set": rule_set, "flight_rate": rate},
    )
    counts = run_with(made, draw(hazard=15.0, ending=0.4, intensity=intensity), 40)
    fled, clashing = counts["fled"][:, :, 0, 0], counts["clashing"][:, :, 0]
    home = counts["residents"][:, :, 0, 0] + fled  # in the morning: nobody returns
    seen = set()
    for day in range(1, len(declared)):
        for clash in (0, 1):
            rows = clashing[:, day - 1] == clash
            hazard = max(declared[day], intensity * clash)
            seen.add((declared[day], clash, bool(rows.any())))
            chance = 1 - math.exp(-rate * hazard)
            total, trials = int(fled[rows, day].sum()), int(home[rows, day].sum())
            if hazard == 0:
                assert total == 0
            elif trials:
                assert_binomial(total, trials, chance, LEVEL / 60)
    assert len({row for row in seen if row[2]}) == 6  # each with and without a clash


def near_and_far() -> Compiled:
    return world(
        {"one": ("a",), "other": ("c",)},
        9,
        residents={"a": 4000, "c": 4000},
        displaced={"b": 300},
        rules={"default_movechance": 0.2, "flight_rate": 1.0},
    )


def test_a_clash_leaves_the_luck_of_what_it_does_not_reach() -> None:
    made = near_and_far()
    both = draw(hazard=4.0, ending=0.3, intensity=0.8, areas=2)
    calm = both._replace(hazard=np.array([0.0, 4.0]))
    with_, without = run_with(made, both, 60), run_with(made, calm, 60)
    # The other area draws its own clashes, whatever happens in the first.
    for name in ("clashing", "clash_begun", "armed_groups", "armed_blocs"):
        np.testing.assert_array_equal(with_[name][:, :, 1], without[name][:, :, 1], err_msg=name)
    late = 0
    for member in range(60):
        days = np.flatnonzero(with_["clashing"][member, :, 0])
        first = int(days[0]) if days.size else 9
        for name in ("displaced", "residents", "fled", "arrivals", "refusals"):
            one, two = with_[name][member], without[name][member]
            # Nothing at all before the next morning. Who then turns away from the clash, halfway
            # between, is at the far end on the day after.
            np.testing.assert_array_equal(one[: first + 1], two[: first + 1], err_msg=name)
            np.testing.assert_array_equal(one[: first + 2, 2], two[: first + 2, 2], err_msg=name)
            late += int((one[first + 2 :, 2] != two[first + 2 :, 2]).any())
    assert late > 0


@pytest.mark.parametrize("rule_set", SETS)
def test_the_twin_agrees_with_lively_groups(rule_set: str) -> None:
    given = parts(rule_set)
    armed(6)(given)
    given["events"] += [
        (2, "hazard", "town", "intensity", 0.3),
        (4, "hazard", "home", "intensity", 0),
    ]
    made = compiled(**given)
    lively = draw(20.0, 6, 0.4, 0.7, (0.7, 4.0, 4.0, 3.0))
    member = one_member(made)._replace(actors=lively)
    kernel = run(made, 1500, inputs=member)
    persons = [simulate_persons(made, member, 1, index) for index in range(200)]
    twin = as_declared(made, stack(persons))
    recount(made, twin)
    found, comparisons = differences(*with_second_moments(kernel, twin), LEVEL / 2)
    assert comparisons > 40
    assert not found, found[:5]


@pytest.mark.parametrize("rule_set", SETS)
def test_who_appears_comes_from_the_clash_on_the_next_morning(rule_set: str) -> None:
    people = 1000
    made = world(
        {"g": ("a",)},
        4,
        places={
            "a": {"kind": "settlement", "population": 500},
            "b": {"kind": "settlement", "population": 500},
            "c": "site",
        },
        events=[(0, "hazard", "b", "intensity", 0.5)],
        series=[
            {"quantity": "displaced_from:all", "date": date(day)[:10], "value": day * people}
            for day in (0, 3)
        ],
        rules={"set": rule_set, "displacement": "series", "series_from": "total"},
    )
    counts = run_with(made, draw(hazard=CERTAIN, ending=ENDLESS, intensity=0.5), 60)
    fled = counts["fled"][:, :, 0, 0]
    assert not fled[:, :2].any()
    for day in (2, 3):
        assert_binomial(int(fled[:, day].sum()), people * 60, 0.5, LEVEL / 4)


def test_the_luck_of_an_area_is_its_own_and_keyed_by_its_name() -> None:
    drawn = draw(hazard=6.0, groups=20, ending=0.5, rates=(0.0, 2.0, 2.0, 2.0))
    alone = run_with(world({"other": ("c",)}, 9, residents={"a": 10}), drawn, 30)
    twice = draw(6.0, 20, 0.5, 0.5, (0.0, 2.0, 2.0, 2.0), areas=2)
    both = run_with(world({"one": ("a",), "other": ("c",)}, 9, residents={"a": 10}), twice, 30)
    for name in ("clashing", "clash_begun", "armed_groups", "armed_blocs"):
        np.testing.assert_array_equal(both[name][:, :, 1], alone[name][:, :, 0], err_msg=name)
        assert (both[name][:, :, 0] != both[name][:, :, 1]).any(), name
