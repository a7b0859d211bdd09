"""Probabilities and positions that can be written down."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from safepassage.compiled.compile import Compiled
from verification.make import Counts, compiled, date, run
from verification.statistics import LEVEL, assert_binomial, assert_follows

SETS = ("flee3", "budget")
MEMBERS = 400
Route = tuple[str, str, float, dict[str, Any]]


def oneway(*names: str, km: float) -> list[Route]:
    """Routes from each place to the next, without return."""
    return [(start, end, km, {"oneway": True}) for start, end in itertools.pairwise(names)]


def at(counts: Counts, place: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Displaced people of the first class at a place, shape (M, D)."""
    return counts["displaced"][:, :, place, 0]


@pytest.mark.parametrize("rule_set", SETS)
@pytest.mark.parametrize(("people", "chance"), [(30, 0.3), (5000, 0.02)])
def test_who_is_left_at_one_place_is_binomial(rule_set: str, people: int, chance: float) -> None:
    days = 6
    counts = run(
        compiled(
            places={"a": {"kind": "settlement", "move_chance": chance}, "far": "settlement"},
            routes=oneway("a", "far", km=500),
            displaced={"a": people},
            days=days,
            rules={"set": rule_set, "max_move_speed": 40},
        ),
        MEMBERS,
    )
    for day in range(days):
        survival = (1 - chance) ** (day + 1)
        left = at(counts, 0)[:, day]
        assert_binomial(int(left.sum()), people * MEMBERS, survival, LEVEL / days / 8)
        cdf = stats.binom.cdf(np.arange(people + 1), people, survival)
        assert_follows(left, cdf, LEVEL / days / 8)


def test_two_places_are_a_two_state_chain_under_budget() -> None:
    # A hop takes the whole day: one decision a day.
    go, back, days, people = 0.3, 0.2, 8, 200
    counts = run(
        compiled(
            places={
                "a": {"kind": "settlement", "move_chance": go},
                "b": {"kind": "settlement", "move_chance": back},
            },
            routes=[("a", "b", 40)],
            displaced={"a": people},
            days=days,
            rules={"set": "budget", "max_move_speed": 40},
        ),
        MEMBERS,
    )
    for day in range(days):
        settled = back / (go + back)
        in_a = settled + (1 - settled) * (1 - go - back) ** (day + 1)
        assert_binomial(int(at(counts, 0)[:, day].sum()), people * MEMBERS, in_a, LEVEL / days / 2)
        cdf = stats.binom.cdf(np.arange(people + 1), people, in_a)
        assert_follows(at(counts, 0)[:, day], cdf, LEVEL / days / 2)
        assert counts["moving"][:, day].sum() == 0


def test_two_places_are_a_chain_with_a_second_decision_in_the_evening_under_flee3() -> None:
    # Who arrives a metre short of a day's distance decides again, and then has covered too much.
    go, back, days, people = 0.3, 0.6, 6, 200
    counts = run(
        compiled(
            places={
                "a": {"kind": "settlement", "move_chance": go},
                "b": {"kind": "settlement", "move_chance": back},
            },
            routes=[("a", "b", 39.999)],
            displaced={"a": people},
            days=days,
            rules={"set": "flee3", "max_move_speed": 40},
        ),
        MEMBERS,
    )
    step = np.array(
        [[1 - go + go * back, go * (1 - back)], [back * (1 - go), 1 - back + back * go]]
    )
    for day in range(days):
        in_a = np.linalg.matrix_power(step, day + 1)[0, 0]
        assert_binomial(int(at(counts, 0)[:, day].sum()), people * MEMBERS, in_a, LEVEL / days)


def days_of_arrival(rule_set: str, lengths: list[float], speed: float, **rules: Any) -> list[int]:
    """Day on which one person who never rests is first counted beyond each length, in order."""
    names = [f"p{number}" for number in range(len(lengths) + 1)]
    routes = [
        (names[n], names[n + 1], km, {"oneway": True, "route": f"r{n}"})
        for n, km in enumerate(lengths)
    ]
    days = 3 + 2 * len(lengths) + int(sum(lengths) / min(speed, rules.get("max_walk_speed", speed)))
    counts = run(
        compiled(
            places=dict.fromkeys(names, "settlement"),
            routes=routes,
            displaced={"p0": 1},
            days=days,
            rules={"set": rule_set, "max_move_speed": speed, "default_movechance": 1.0, **rules},
        ),
        1,
    )
    arrivals = counts["arrivals"][0, :, 1:, 0]
    assert np.all(arrivals.sum(axis=0) == 1)
    assert at(counts, len(lengths))[0, -1] == 1
    return [int(day) for day in arrivals.argmax(axis=0)]


@pytest.mark.parametrize(
    ("lengths", "speed", "expected"),
    [
        ([359.999], 360, [0]),
        ([360], 360, [1]),  # who has covered exactly the length is still on the link
        ([720], 360, [2]),
        ([719.999], 360, [1]),
        ([100, 350], 360, [0, 0]),  # every hop gets a full day's distance
        ([100, 360], 360, [0, 1]),
        ([359.999, 1], 360, [0, 0]),  # 359.999 < 360: decides again
        ([359.999, 359.999, 1], 360, [0, 0, 1]),
        ([30] * 14, 360, [0] * 12 + [1, 1]),  # twelve hops of 30 km
        ([180, 180, 1], 360, [0, 0, 1]),  # covered 360: not below 360
        ([400, 300], 360, [1, 1]),
        ([340, 20], 360, [0, 0]),
        ([0.001, 0.001], 360, [0, 0]),
    ],
)
@pytest.mark.parametrize("awareness", [1, 2])
def test_days_of_travel_under_flee3(
    lengths: list[float], speed: float, expected: list[int], awareness: int
) -> None:
    found = days_of_arrival("flee3", lengths, speed, awareness_level=awareness)
    assert found == expected


@pytest.mark.parametrize(
    ("lengths", "expected"),
    [
        ([40], [0]),  # a day's distance is a day's distance
        ([40, 1], [0, 1]),
        ([20, 20, 20], [0, 0, 1]),
        ([30, 30, 30], [0, 1, 2]),  # after 30, 60 and 90 km of 40 a day
        ([100], [2]),
        ([100, 20], [2, 2]),
        ([80], [1]),
        ([80.5], [2]),
        ([10] * 9, [0, 0, 0, 0, 1, 1, 1, 1, 2]),
    ],
)
@pytest.mark.parametrize("awareness", [1, 2])
def test_days_of_travel_under_budget(
    lengths: list[float], expected: list[int], awareness: int
) -> None:
    assert days_of_arrival("budget", lengths, 40, awareness_level=awareness) == expected


def test_the_first_route_is_walked() -> None:
    # 100 km at 35 a day: 35, 70, 105; then 100 km at 360 the same day, since 30 < 35.
    rules = {"start_on_foot": True, "max_walk_speed": 35}
    assert days_of_arrival("flee3", [100, 100, 100], 360, **rules) == [2, 2, 2]
    # 70 km: stands at exactly 70 on the second day, and has covered nothing on the third.
    assert days_of_arrival("flee3", [70, 400], 360, **rules) == [2, 3]


@pytest.mark.parametrize(
    ("km", "goes_on"),
    [
        (300, True),  # the first day: half of 300 / 360 is below a half
        (539.999, True),  # after a full day, recent distance 1/2: below 180 km is little
        (540, False),
        (700, False),
    ],
)
def test_who_walked_little_goes_on_from_a_town(km: float, goes_on: bool) -> None:
    counts = run(
        compiled(
            places={
                "a": {"kind": "settlement", "move_chance": 1},
                "b": {"kind": "settlement", "move_chance": 0},
                "c": {"kind": "settlement", "move_chance": 0},
            },
            routes=[("a", "b", km, {"oneway": True}), ("b", "c", 5, {"oneway": True})],
            displaced={"a": 3},
            days=2,
            rules={"set": "flee3", "max_move_speed": 360, "avoid_short_stints": True},
        ),
        1,
    )
    assert at(counts, 2 if goes_on else 1)[0, 1] == 3


@pytest.mark.parametrize(("share", "factor"), [(0.0, 1.0), (0.3, 2.5)])
def test_flight_is_exponential_in_rate_hazard_and_class(share: float, factor: float) -> None:
    rate, hazard, people, days = 0.4, 0.7, 300, 4
    counts = run(
        compiled(
            places={"home": "settlement"},
            residents={"home": people},
            classes=[
                {
                    "class": "people",
                    "flight": factor,
                    "staying_low": share,
                    "staying": share,
                    "staying_high": share,
                }
            ],
            events=[(0, "hazard", "home", "intensity", hazard)],
            days=days,
            rules={"flight_rate": rate},
        ),
        MEMBERS,
    )
    staying = counts["staying"][:, 0, 0]
    assert_binomial(int(staying.sum()), people * MEMBERS, share, LEVEL / 20)
    free = people * MEMBERS - int(staying.sum())
    for day in range(days):
        left = counts["residents"][:, day, 0, 0] - staying
        survival = math.exp(-rate * hazard * factor * (day + 1))
        assert_binomial(int(left.sum()), free, survival, LEVEL / 20)
        if share == 0:
            cdf = stats.binom.cdf(np.arange(people + 1), people, survival)
            assert_follows(left, cdf, LEVEL / 20)
    np.testing.assert_array_equal(
        counts["fled"].sum(axis=(1, 2, 3)), people - counts["residents"][:, -1, 0, 0]
    )


def test_a_corridor_takes_throughput_times_hours() -> None:
    # 12.5 h at 1.3 a hour: 16.25 seats; then 24 h: 31.2 and the quarter: 31.45; then 6 h: 8.25.
    counts = run(
        compiled(
            places={"a": "settlement", "b": "settlement", "out": "settlement"},
            residents={"a": 30},
            displaced={"b": 90},
            areas=[{"area": "pocket", "place": "a"}, {"area": "pocket", "place": "b"}],
            routes=[("a", "b", 1, {"open": False})],
            corridors=[
                {
                    "corridor": "exit",
                    "gathers": "pocket",
                    "places": "a>out",
                    "persons_per_hour": 1.3,
                }
            ],
            windows=[
                {"corridor": "exit", "start": date(0, 6), "end": date(0, 18.5)},
                {"corridor": "exit", "start": date(1), "end": date(2, 6)},
            ],
            days=4,
        ),
        2,
    )
    assert counts["left_by"][0, :, 0, 0].tolist() == [16, 31, 8, 0]
    # Of 120 who wait a quarter lives in a: shares of each load, parts to the later place.
    assert counts["fled"][0, :, 0, 0].tolist() == [4, 7, 2, 0]
    assert at(counts, 1)[0].tolist() == [78, 54, 48, 48]
    assert at(counts, 2)[0].tolist() == [16, 47, 55, 55]


def exit_from_home(**parts: Any) -> Compiled:
    """An exit of one person an hour from home, where 40 of each of two classes are."""
    given: dict[str, Any] = {
        "places": {"home": {"kind": "settlement", "move_chance": 0}, "out": "site"},
        "routes": [("home", "out", 1, {"open": False})],
        "classes": [{"class": "a"}, {"class": "b"}],
        "populations": [{"place": "home", "class": name, "best": 40} for name in "ab"],
        "corridors": [
            {"corridor": "exit", "gathers": "home", "places": "home>out", "persons_per_hour": 1}
        ],
        "windows": [{"corridor": "exit", "start": date(0), "end": date(3)}],
        "days": 4,
    }
    return compiled(**given | parts)


@pytest.mark.parametrize(
    ("departures", "left_a", "left_b"),
    [
        # Class by class, in the order of time: 24 a day get through, the others queue.
        ([(0, 10, "a"), (0.5, 20, "b")], [10, 0, 0, 0], [14, 6, 0, 0]),
        ([(0.5, 20, "b"), (0, 10, "a")], [10, 0, 0, 0], [14, 6, 0, 0]),
        # Anybody: the two classes wait alike.
        ([(1, 11, "")], [0, 5, 0, 0], [0, 6, 0, 0]),
        # No more board than wait, and their seats go empty.
        ([(0, 60, "a"), (1, 5, "b")], [24, 16, 0, 0], [0, 5, 0, 0]),
        # A queue that the window shuts out waits for ever.
        ([(2, 30, "a"), (3, 9, "b")], [0, 0, 24, 0], [0, 0, 0, 0]),
    ],
)
def test_planned_departures(
    departures: list[tuple[float, int, str]], left_a: list[int], left_b: list[int]
) -> None:
    rows = [
        {"corridor": "exit", "time": date(0, 24 * day), "seats": seats, "class": class_}
        for day, seats, class_ in departures
    ]
    counts = run(exit_from_home(departures=rows), 1)
    assert counts["left_by"][0, :, 0, 0].tolist() == left_a
    assert counts["left_by"][0, :, 0, 1].tolist() == left_b


def test_an_expected_opening_and_what_follows_it() -> None:
    world = exit_from_home(
        windows=[],
        uncertain=[
            {"name": "when", "input": "opening:exit", "low": 0.5, "high": 3},
            {"name": "hours", "input": "open_hours:exit", "low": 1, "high": 20},
        ],
        expected=[
            {
                "corridor": "exit",
                "days": 1,
                "kind": "hazard",
                "target": "home",
                "attribute": "intensity",
                "value": "1",
            }
        ],
        rules={"flight_rate": 100, "conflict_movechance": 0},
        days=5,
    )
    for opening in (0, 1, 3, 9):
        drawn = {"when": opening + 0.7, "hours": 4.5}
        values = np.array([drawn[prior.name] for prior in world.inputs.priors])
        counts = run(world, 1, inputs=world.inputs.member(values))
        # 4.5 seats a day: 4, 5, 4, 5, …
        left = counts["left_by"][0, :, 0].sum(axis=1).tolist()
        assert left == ([0] * opening + [4, 5, 4, 5, 4])[:5]
        home = counts["residents"][0].sum(axis=(1, 2)).tolist()
        still = 80 - np.cumsum(left)
        assert home == [still[day] if day <= opening else 0 for day in range(5)]


@pytest.mark.parametrize("rule_set", SETS)
def test_routes_are_chosen_by_attraction_over_distance(rule_set: str) -> None:
    people, level = 60, LEVEL / 8
    kilometres = {"near": 10.0, "far": 70.0, "site": 30.0, "war": 20.0}
    attraction = {"near": 1.0, "far": 2.0, "site": 3.0, "war": 0.25**0.5}
    counts = run(
        compiled(
            places={
                "a": {"kind": "settlement", "move_chance": 1},
                "near": "settlement",
                "far": {"kind": "settlement", "attraction": 2},
                "site": "site",
                "war": "settlement",
            },
            routes=[("a", name, km, {"oneway": True}) for name, km in kilometres.items()],
            displaced={"a": people},
            events=[(0, "hazard", "war", "intensity", 0.5)],
            days=1,
            rules={"set": rule_set, "site_weight": 3.0, "softening": 10.0, "distance_power": 1.5},
        ),
        MEMBERS,
    )
    weights = {name: attraction[name] / (10 + km) ** 1.5 for name, km in kilometres.items()}
    for number, name in enumerate(kilometres):
        share = weights[name] / sum(weights.values())
        chosen = counts["flow"][:, 0, number]
        assert_binomial(int(chosen.sum()), people * MEMBERS, share, level)
        assert_follows(chosen, stats.binom.cdf(np.arange(people + 1), people, share), level)


def test_paths_of_two_hops_are_alternatives_of_their_own() -> None:
    # From a: b (10 km), bc (20), c (25), cb (35); both roads to each place count.
    weights = {"ab": 1 / 20 + 1 / 30, "ac": 1 / 35 + 1 / 45}
    people = 100
    counts = run(
        compiled(
            places={"a": {"kind": "settlement", "move_chance": 1}, "b": "site", "c": "site"},
            routes=[("a", "b", 10), ("b", "c", 10), ("a", "c", 25)],
            displaced={"a": people},
            days=1,
            rules={
                "set": "flee3",
                "max_move_speed": 360,
                "site_movechance": 0,
                "awareness_level": 2,
            },
        ),
        MEMBERS,
    )
    by_b = weights["ab"] / sum(weights.values())
    to_b = (1 / 20 + 1 / 45) / sum(weights.values())
    assert_binomial(int(counts["flow"][:, 0, 0].sum()), people * MEMBERS, by_b, LEVEL / 2)
    assert_binomial(int(at(counts, 1)[:, 0].sum()), people * MEMBERS, to_b, LEVEL / 2)


def test_two_routes_between_the_same_places_draw_apart() -> None:
    # Each person is let in, or walks, on their own, whichever of two like routes they take.
    people, level = 20, LEVEL / 4
    for row, rules, chance in (
        ({}, {"set": "budget"}, 0.5),
        ({"walk_share": 0.5}, {"set": "flee3", "max_walk_speed": 5}, 0.5),
    ):
        counts = run(
            compiled(
                places={"a": {"kind": "settlement", "move_chance": 1}, "b": "settlement"},
                routes=[("a", "b", 10, {"route": name, "oneway": True, **row}) for name in "xy"],
                displaced={"a": people},
                events=[] if row else [(0, "access", "b", "enter", chance)],
                days=1,
                rules=rules,
            ),
            4 * MEMBERS,
        )
        arrived = counts["arrivals"][:, 0, 1, 0]
        assert_binomial(int(arrived.sum()), people * len(arrived), chance, level)
        assert_follows(arrived, stats.binom.cdf(np.arange(people + 1), people, chance), level)


def test_access_lets_out_and_in_by_share() -> None:
    people, level = 100, LEVEL / 4
    counts = run(
        compiled(
            places={"a": {"kind": "settlement", "move_chance": 0.5}, "b": "site"},
            routes=[("a", "b", 10, {"oneway": True})],
            displaced={"a": people},
            events=[(0, "access", "a", "leave", 0.4), (0, "access", "b", "enter", 0.3)],
            days=1,
            rules={"site_movechance": 0},
        ),
        MEMBERS,
    )
    trials = people * MEMBERS
    assert_binomial(int(counts["flow"].sum()), trials, 0.5 * 0.4 * 0.3, level)
    assert_binomial(int(counts["refusals"].sum()), trials, 0.5 * 0.4 * 0.7, level)
    cdf = stats.binom.cdf(np.arange(people + 1), people, 0.06)
    assert_follows(counts["flow"][:, 0, 0], cdf, level)


@pytest.mark.parametrize("rule_set", SETS)
@pytest.mark.parametrize(
    ("capacity", "buffer", "holds"),
    [(10, 0.9, 10), (10, 0.5, 8), (104, 0.9, 99), (1, 0.9, 1), (3, 0.0, 2)],
)
def test_a_site_fills_to_half_of_its_buffer(
    rule_set: str, capacity: int, buffer: float, holds: int
) -> None:
    # One newcomer a day, who arrives the same day: nobody enters below half of the room factor.
    counts = run(
        compiled(
            places={"a": {"kind": "settlement", "move_chance": 1, "population": 1}, "camp": "site"},
            routes=[("a", "camp", 10, {"oneway": True})],
            capacities={"camp": capacity},
            events=[(0, "hazard", "a", "intensity", 1)],
            days=capacity + 5,
            rules={
                "set": rule_set,
                "site_movechance": 0,
                "displacement": "conflict",
                "conflict_displaced": 1,
                "capacity_buffer": buffer,
            },
        ),
        1,
    )
    there = at(counts, 1)[0]
    assert there.tolist() == [min(day + 1, holds) for day in range(capacity + 5)]
    refused = counts["refusals"][0, :, 1, 0]
    assert refused.tolist() == [max(0, day + 1 - holds) for day in range(capacity + 5)]


def test_registrations_appear_by_population_and_hazard() -> None:
    rises = [0, 40, 0, 25]
    counts = run(
        compiled(
            places={
                "a": {"kind": "settlement", "population": 300},
                "b": {"kind": "settlement", "population": 100},
                "calm": {"kind": "settlement", "population": 900},
                "camp": "site",
            },
            routes=[("a", "b", 10), ("b", "calm", 10), ("calm", "camp", 10)],
            capacities={"camp": 1000},
            events=[(0, "hazard", "a", "intensity", 0.5), (0, "hazard", "b", "intensity", 1)],
            series=[
                {"quantity": "present:camp", "date": date(day)[:10], "value": value}
                for day, value in enumerate(np.cumsum([10, *rises[1:]]).tolist())
            ],
            days=4,
            rules={
                "set": "flee3",
                "displacement": "series",
                "site_movechance": 0,
                "conflict_movechance": 0,
            },
        ),
        MEMBERS,
    )
    fled = counts["fled"][..., 0]
    assert np.all(fled.sum(axis=2) == rises)
    assert np.all(fled[:, :, 2:] == 0)
    assert np.all(at(counts, 3) == 10)
    total = sum(rises)
    from_a = fled[:, :, 0].sum(axis=1)
    assert_binomial(int(from_a.sum()), total * MEMBERS, 0.6, LEVEL / 2)
    cdf = stats.binom.cdf(np.arange(total + 1), total, 0.6)
    assert_follows(from_a, cdf, LEVEL / 2)


@pytest.mark.parametrize(
    ("mode", "number", "expected"), [("constant", 7.9, 3), ("pop_ratio", 0.013, 6)]
)
def test_conflict_displaces_whole_people(mode: str, number: float, expected: int) -> None:
    counts = run(_conflict(mode, number), 2)
    assert np.all(counts["fled"][:, :, 0, 0] == expected)


def test_conflict_displaces_by_poisson() -> None:
    counts = run(_conflict("poisson", 9.0), MEMBERS)
    fled = counts["fled"][:, :, 0, 0].ravel()
    mean = 9.0 * 0.5
    low, high = stats.poisson.interval(1 - LEVEL / 2, mean * fled.size)
    assert low <= fled.sum() <= high
    most = int(fled.max()) + 20
    assert_follows(fled, stats.poisson.cdf(np.arange(most), mean), LEVEL / 2)


def _conflict(mode: str, number: float) -> Any:
    return compiled(
        places={"a": {"kind": "settlement", "population": 1000}},
        events=[(0, "hazard", "a", "intensity", 0.5)],
        rules={
            "displacement": "conflict",
            "conflict_mode": mode,
            "conflict_displaced": number,
            "conflict_movechance": 0,
        },
    )


def test_sinks_are_geometric() -> None:
    people, chance, days = 150, 0.2, 5
    counts = run(
        compiled(
            places={"camp": {"kind": "site", "deactivation": chance}},
            displaced={"camp": people},
            days=days,
            rules={"site_sinks": True},
        ),
        MEMBERS,
    )
    for day in range(days):
        survival = (1 - chance) ** (day + 1)
        left = at(counts, 0)[:, day]
        assert_binomial(int(left.sum()), people * MEMBERS, survival, LEVEL / 2 / days)
        cdf = stats.binom.cdf(np.arange(people + 1), people, survival)
        assert_follows(left, cdf, LEVEL / 2 / days)


def test_a_link_that_closes_turns_travellers_back() -> None:
    # 100 km at 40 a day: on the third day they cover the rest, find it closed and are at a again.
    counts = run(
        compiled(
            places={"a": {"kind": "settlement", "move_chance": 1}, "b": "settlement"},
            routes=[("a", "b", 100, {"route": "road"})],
            displaced={"a": 10},
            events=[(1, "route", "road", "open", "false")],
            days=5,
            rules={"set": "flee3", "max_move_speed": 40},
        ),
        1,
    )
    assert counts["moving"][0, :, 0].tolist() == [10, 10, 0, 0, 0]
    assert at(counts, 0)[0].tolist() == [0, 0, 10, 10, 10]
    assert counts["arrivals"].sum() == 0
