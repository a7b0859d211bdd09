"""Departures against their curves, waiting for a way out, and households that differ."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from verification.against_twin import assert_like_twin
from verification.battery import Parts
from verification.make import compiled, date, run
from verification.statistics import LEVEL, assert_binomial

SETS = ("flee3", "budget")
PEOPLE, DAYS, MEMBERS = 400, 6, 60
MEDIAN, SPREAD, RATE = 2.5, 1.8, 0.3


def under_fire(rule_set: str, *, hazard: float = 1.0, **rules: object) -> Parts:
    """A town with hazard from the first day on, and a road."""
    return {
        "places": {"town": "settlement", "camp": "site"},
        "routes": [("town", "camp", 10, {"route": "road"})],
        "residents": {"town": PEOPLE},
        "events": [(0, "hazard", "town", "intensity", hazard)],
        "rules": {
            "set": rule_set,
            "flight_rate": RATE,
            "departure_median": MEDIAN,
            "departure_spread": SPREAD,
            **rules,
        },
        "days": DAYS,
    }


def at_home(parts: Parts) -> list[int]:
    """People at home in the town at the end of each day, summed over members."""
    counts = run(compiled(**parts), MEMBERS)["residents"][:, :, 0].sum(axis=(0, 2))
    return [int(count) for count in counts]


def rayleigh(days: float) -> float:
    return 1.0 - math.exp(-math.log(2) * (days / MEDIAN) ** 2)


def logit(days: float) -> float:
    """From its value at 0 on."""
    left = [1 / (1 + math.exp(math.log(19) * (t - MEDIAN) / SPREAD)) for t in (days, 0.0)]
    return 1.0 - left[0] / left[1]


def exponential(days: float) -> float:
    return 1.0 - math.exp(-RATE * days)


CURVES: dict[str, Callable[[float], float]] = {
    "rayleigh": rayleigh, "logit": logit, "exponential": exponential
}  # fmt: skip
each_curve = pytest.mark.parametrize("curve", CURVES)
each_set = pytest.mark.parametrize("rule_set", SETS)


def assert_left(parts: Parts, expected: list[float]) -> None:
    """Shares that have left by the end of each day."""
    for home, share in zip(at_home(parts), expected, strict=True):
        if share in {0.0, 1.0}:
            assert home == MEMBERS * PEOPLE * (1 - share)
        else:
            level = LEVEL / (6 * len(expected))
            assert_binomial(MEMBERS * PEOPLE - home, MEMBERS * PEOPLE, share, level)


@each_set
@each_curve
def test_departures_follow_their_curve(rule_set: str, curve: str) -> None:
    share = CURVES[curve]
    parts = under_fire(rule_set, departure=curve)
    assert_left(parts, [share(day + 1) for day in range(DAYS)])


@each_curve
def test_half_have_left_by_the_median_and_a_logit_reaches_95_percent(curve: str) -> None:
    if curve == "rayleigh":
        assert rayleigh(MEDIAN) == pytest.approx(0.5)
    if curve == "logit":
        start = 1 / (1 + math.exp(math.log(19) * MEDIAN / SPREAD))  # left before the first day
        whole = start + (1 - start) * logit(MEDIAN), start + (1 - start) * logit(MEDIAN + SPREAD)
        assert whole == pytest.approx((0.5, 0.95))


@each_set
def test_days_at_5_and_50_and_95_percent_may_be_declared(rule_set: str) -> None:
    """A slow beginning and a quick end: days 2.4, 4 and 5 of a curve with no one left before."""
    early, spread = 1.6, 1.0

    def left(day: float) -> float:
        return 1 / (1 + math.exp(math.log(19) * (4 - day) / (early if day < 4 else spread)))

    assert [left(4 - early), left(4), left(4 + spread)] == pytest.approx([0.05, 0.5, 0.95])
    parts = under_fire(
        rule_set, departure="logit", departure_median=4, departure_spread=spread,
        departure_early=early,
    )  # fmt: skip
    assert_left(parts, [1 - (1 - left(day + 1)) / (1 - left(0)) for day in range(DAYS)])
    world = compiled(**{**parts, "residents": {"town": 60}})
    if rule_set == "budget":
        assert_like_twin(world, LEVEL / 4, 5)


@each_curve
def test_half_the_hazard_is_half_the_urge(curve: str) -> None:
    share = CURVES[curve]
    parts = under_fire("budget", hazard=0.5, departure=curve)
    assert_left(parts, [1 - (1 - share(day + 1)) ** 0.5 for day in range(DAYS)])


@each_set
@each_curve
def test_households_that_differ_leave_as_the_closed_form_says(rule_set: str, curve: str) -> None:
    share, variance = CURVES[curve], 1.5
    parts = under_fire(rule_set, departure=curve)
    parts["classes"] = [{"class": "people", "frailty": variance}]
    urge = [-math.log(1 - share(day + 1)) for day in range(DAYS)]
    assert_left(parts, [1 - (1 + variance * one) ** (-1 / variance) for one in urge])


@each_set
@each_curve
def test_who_waits_at_home_leaves_when_the_road_opens(rule_set: str, curve: str) -> None:
    """And as many have left by then as if it had been open all the time."""
    share = CURVES[curve]
    parts = under_fire(rule_set, departure=curve, departure_waits="home")
    parts["events"] += [(0, "route", "road", "open", "false"), (3, "route", "road", "open", "true")]
    assert_left(parts, [0.0] * 3 + [share(day + 1) for day in range(3, DAYS)])


@each_set
@each_curve
def test_preparing_begins_when_the_road_opens(rule_set: str, curve: str) -> None:
    share = CURVES[curve]
    parts = under_fire(rule_set, departure=curve, departure_begins="opening")
    parts["events"] += [(0, "route", "road", "open", "false"), (3, "route", "road", "open", "true")]
    assert_left(parts, [0.0] * 3 + [share(day - 2) for day in range(3, DAYS)])


def by_corridor(**rules: object) -> Parts:
    """A wall, and an agreed exit that is open on the third day and later."""
    parts = under_fire("budget", departure="rayleigh", **rules)
    parts["routes"] = []
    parts["corridors"] = [
        {"corridor": "exit", "gathers": "town", "places": "town>camp", "persons_per_hour": 1000}
    ]
    parts["windows"] = [{"corridor": "exit", "start": date(2, 6), "end": date(DAYS - 1, 18)}]
    return parts


@pytest.mark.parametrize("waits", ["gate", "home"])
def test_a_corridor_takes_who_has_decided_and_nobody_else(waits: str) -> None:
    parts = by_corridor(departure_waits=waits)
    counts = run(compiled(**parts), MEMBERS)["displaced"][:, :, 1].sum(axis=(0, 2))
    assert counts[:2].sum() == 0
    for day in range(2, DAYS):
        level = LEVEL / (2 * DAYS)
        assert_binomial(int(counts[day]), MEMBERS * PEOPLE, rayleigh(day + 1), level)


def test_a_corridor_is_the_exit_whose_opening_begins_it() -> None:
    parts = by_corridor(departure_begins="opening")
    assert_left(parts, [0.0] * 2 + [rayleigh(day - 1) for day in range(2, DAYS)])


def test_a_new_onset_begins_anew_and_remembers_who_is_left() -> None:
    """Calm on the third day: the clock is set back, the households that stay are the slow ones."""
    variance = 1.5
    parts = under_fire("budget", departure="rayleigh")
    parts["classes"] = [{"class": "people", "frailty": variance}]
    parts["events"] += [
        (2, "hazard", "town", "intensity", 0.0),
        (3, "hazard", "town", "intensity", 1.0),
    ]
    days = [1, 2, 2, 1, 2, 3]
    spent = [0.0] * 3 + [-math.log(1 - rayleigh(2))] * 3
    urge = [-math.log(1 - rayleigh(day)) + s for day, s in zip(days, spent, strict=True)]
    assert_left(parts, [1 - (1 + variance * one) ** (-1 / variance) for one in urge])


@each_curve
def test_who_prepares_goes_on_after_the_hazard_as_at_its_strongest(curve: str) -> None:
    share = CURVES[curve]
    parts = under_fire("budget", hazard=0.4, departure=curve, departure_goes_on=True)
    parts["events"] += [
        (1, "hazard", "town", "intensity", 0.8),
        (2, "hazard", "town", "intensity", 0.0),
    ]
    urge = [-math.log(1 - share(day)) for day in range(DAYS + 1)]
    stood = [0.4 * urge[1] + 0.8 * (one - urge[1]) for one in urge[1:]]
    assert_left(parts, [1 - math.exp(-one) for one in stood])


@each_set
@pytest.mark.parametrize("begins", ["onset", "opening"])
def test_the_twin_agrees_with_classes_roads_and_access(rule_set: str, begins: str) -> None:
    parts: dict[str, Any] = under_fire(rule_set, departure="logit", departure_begins=begins)
    parts["rules"]["departure_goes_on"] = begins == "opening"
    parts["rules"]["departure_waits"] = "home"
    parts["residents"] = {"town": 60}
    parts["classes"] = [{"class": "people", "frailty": 0.7}, {"class": "ill", "flight": 0.4}]
    parts["populations"] = [{"place": "town", "class": "ill", "best": 40}]
    parts["events"] += [
        (0, "access", "town", "leave", 0.0),
        (2, "access", "town", "leave", 0.7),
        (3, "hazard", "town", "intensity", 0.4 if begins == "onset" else 0.0),
        (4, "route", "road", "open", "false"),
    ]
    assert_like_twin(compiled(**parts), LEVEL / 4, 20)


def test_declared_where_it_cannot_act_is_refused() -> None:
    parts = under_fire("budget", departure="rayleigh", displacement="none")
    with pytest.raises(Exception, match="departure: has no effect"):
        compiled(**parts)
