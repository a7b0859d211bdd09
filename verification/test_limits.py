"""Parameters at their ends, where the answer is certain."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from verification.make import Counts, compiled, date, recount, run

SETS = ("flee3", "budget")
both_sets = pytest.mark.parametrize("rule_set", SETS)


def line(rule_set: str, *, members: int = 5, **changes: Any) -> Counts:
    """Outputs of home - town - camp, 10 km each, with 200 at home and 100 displaced there."""
    rules = {"set": rule_set, "site_movechance": 0.0, **changes.pop("rules", {})}
    given: dict[str, Any] = {
        "places": {"home": "settlement", "town": "settlement", "camp": "site"},
        "routes": [("home", "town", 10, {}), ("town", "camp", 10, {})],
        "residents": {"home": 200},
        "displaced": {"home": 100},
        "days": 6,
        "rules": rules,
    }
    world = compiled(**given | changes)
    counts = run(world, members)
    recount(world, counts)
    return counts


def hazard(value: float, day: int = 0) -> tuple[int, str, str, str, float]:
    return day, "hazard", "home", "intensity", value


@both_sets
def test_without_hazard_nobody_flees(rule_set: str) -> None:
    for events in ([], [hazard(0.0)]):
        counts = line(rule_set, events=events)
        assert counts["fled"].sum() == 0
        assert np.all(counts["residents"][:, :, 0] == 200)


@both_sets
def test_at_a_high_rate_all_flee_but_those_who_stay(rule_set: str) -> None:
    row = {"class": "people", "staying_low": 0.3, "staying": 0.3, "staying_high": 0.3}
    counts = line(rule_set, events=[hazard(1.0)], classes=[row], rules={"flight_rate": 100})
    np.testing.assert_array_equal(counts["residents"][:, 0], counts["staying"])
    assert 20 < counts["staying"].mean(axis=0)[0, 0] < 100
    assert np.all(counts["fled"][:, 1:] == 0)


@both_sets
@pytest.mark.parametrize(
    "changes",
    [
        {"rules": {"flight_rate": 0.0}},
        {"classes": [{"class": "people", "flight": 0}]},
        {
            "classes": [
                {"class": "people", "staying_low": 1, "staying": 1, "staying_high": 1},
            ]
        },
        {"events": [hazard(1.0), (0, "access", "home", "leave", 0)]},
        {"rules": {"displacement": "none"}},
    ],
    ids=["rate 0", "factor 0", "all stay", "siege", "no displacement"],
)
def test_nobody_flees(rule_set: str, changes: dict[str, Any]) -> None:
    counts = line(rule_set, **{"events": [hazard(1.0)], **changes})
    assert counts["fled"].sum() == 0
    assert np.all(counts["residents"][:, :, 0] == 200)


@both_sets
def test_hazard_that_ends_ends_flight(rule_set: str) -> None:
    counts = line(rule_set, events=[hazard(1.0), hazard(0.0, day=2)])
    assert np.all(counts["fled"][:, :2].sum(axis=2) > 0)
    assert counts["fled"][:, 2:].sum() == 0


@both_sets
@pytest.mark.parametrize(
    "changes",
    [
        {"rules": {"default_movechance": 0.0}},
        {"events": [(0, "access", "home", "leave", 0)]},
        {"events": [(0, "access", "town", "enter", 0)]},
        {"events": [(0, "route", "home--town", "open", "false")]},
        {"events": [(0, "access", "home--town", "leave", 0)]},
        {"routes": [("town", "home", 10, {"oneway": True}), ("town", "camp", 10, {})]},
        {"routes": [("home", "town", 10, {"classes": ("other",)}), ("town", "camp", 10, {})],
         "classes": [{"class": "people"}, {"class": "other"}]},
    ],
    ids=["chance 0", "siege", "refused", "closed", "no access", "one way", "not for them"],
)  # fmt: skip
def test_nobody_moves(rule_set: str, changes: dict[str, Any]) -> None:
    counts = line(rule_set, **changes)
    assert counts["flow"].sum() == 0
    assert np.all(counts["displaced"][:, :, 0, 0] == 100)
    if "enter" in str(changes):
        assert counts["refusals"].sum() > 0


@both_sets
def test_all_arrive_where_one_way_leads(rule_set: str) -> None:
    counts = line(
        rule_set,
        rules={"default_movechance": 1.0, "max_move_speed": 40},
        routes=[
            ("home", "town", 10, {"oneway": True}),
            ("town", "camp", 10, {"oneway": True}),
        ],
    )
    assert np.all(counts["displaced"][:, :, 2] == 100)


@both_sets
def test_a_closed_site(rule_set: str) -> None:
    # Under flee3 a closed camp is a settlement, as in Flee; under budget it takes nobody.
    counts = line(
        rule_set,
        sites=[{"place": "camp", "open": False}],
        rules={"default_movechance": 1.0, "awareness_level": 2},
    )
    assert (counts["displaced"][:, :, 2].sum() == 0) == (rule_set == "budget")
    assert (counts["refusals"].sum() > 0) == (rule_set == "budget")


@both_sets
def test_a_site_that_closes_keeps_its_people(rule_set: str) -> None:
    counts = line(
        rule_set,
        displaced={"camp": 100},
        events=[(2, "site", "camp", "open", "false")],
        rules={"default_movechance": 0.0},
    )
    assert np.all(counts["displaced"][:, :, 2] == 100)


@both_sets
def test_a_site_without_room(rule_set: str) -> None:
    # Under flee3 a capacity of 0 is none at all, as in Flee; under budget nobody has room.
    for changes in (
        {"capacities": {"camp": 0}},
        {"capacities": {"camp": 50}, "events": [(0, "site", "camp", "capacity", 0)]},
        {"capacities": {"camp": 50}, "rules": {"capacity_scaling": 0.0}},
    ):
        rules = {"default_movechance": 1.0, **changes.pop("rules", {})}
        counts = line(rule_set, rules=rules, **changes)
        assert (counts["displaced"][:, :, 2].sum() == 0) == (rule_set == "budget")


@both_sets
def test_a_site_without_limit(rule_set: str) -> None:
    rules = {"default_movechance": 1.0}
    free = line(rule_set, rules=rules)
    large = line(rule_set, rules=rules, capacities={"camp": 1e9})
    np.testing.assert_array_equal(free["displaced"], large["displaced"])
    growing = line(rule_set, rules=rules, sites=[{"place": "camp", "capacity_per_day": 7}])
    np.testing.assert_array_equal(free["displaced"], growing["displaced"])


@both_sets
def test_a_site_that_grows_from_nothing(rule_set: str) -> None:
    # Ten more places each morning, on the first too, and one road that nobody leaves.
    counts = line(
        rule_set,
        members=1,
        places={"home": {"kind": "settlement", "move_chance": 1}, "camp": "site"},
        routes=[("home", "camp", 10, {"oneway": True})],
        residents={},
        displaced={"home": 1000},
        sites=[{"place": "camp", "capacity": 0, "capacity_per_day": 10}],
        rules={"arrival_batches": 1},
        events=[(0, "access", "camp", "enter", 0.001)],
        days=3,
    )
    full = line(
        rule_set,
        members=1,
        places={"home": {"kind": "settlement", "move_chance": 1}, "camp": "site"},
        routes=[("home", "camp", 10, {"oneway": True})],
        residents={},
        displaced={"home": 1000, "camp": 35},
        sites=[{"place": "camp", "capacity": 0, "capacity_per_day": 10}],
        days=6,
    )
    assert counts["arrivals"].sum() > 0
    assert full["arrivals"][0, :, 1, 0].tolist() == [0, 0, 0, 1000, 0, 0]


@both_sets
@pytest.mark.parametrize("neutral", [
    {"softening": 1e6}, {"distance_power": 0.0}, {"weight_power": 0.0},
    {"site_weight": 0.0, "weight_softening": 0.0, "foreign_weight": 0.0},
])  # fmt: skip
def test_distances_that_do_not_count(rule_set: str, neutral: dict[str, Any]) -> None:
    # Two ends, one near and one far, chosen alike; also where every weight is 0.
    counts = run(
        compiled(
            places={
                "a": {"kind": "settlement", "move_chance": 1},
                "near": {"kind": "site", "country": "other"},
                "far": {"kind": "site", "country": "other"},
            },
            routes=[("a", "near", 1, {}), ("a", "far", 300, {})],
            displaced={"a": 100},
            days=1,
            rules={"set": rule_set, **neutral},
        ),
        100,
    )
    near = counts["flow"][:, 0, 0].sum()
    assert abs(near - 5000) < 5 * 50


@both_sets
def test_what_does_not_attract_is_not_chosen(rule_set: str) -> None:
    changes = {
        "places": {
            "home": "settlement",
            "town": {"kind": "settlement", "attraction": 0},
            "camp": "site",
        },
        "routes": [("home", "town", 10, {"oneway": True}), ("home", "camp", 10, {"oneway": True})],
    }
    counts = line(rule_set, rules={"default_movechance": 1.0}, **changes)
    assert counts["arrivals"][:, :, 1].sum() == 0
    changes["routes"].pop()
    changes["routes"].append(("town", "camp", 10, {"oneway": True}))
    counts = line(rule_set, rules={"default_movechance": 1.0}, **changes)
    assert counts["arrivals"][:, 0, 1].sum() > 0  # all weights are 0: all are equal


@both_sets
def test_a_corridor_at_its_ends(rule_set: str) -> None:
    def left(per_hour: float, **changes: Any) -> Counts:
        row = {"corridor": "exit", "gathers": "home", "places": "home>camp"}
        return line(
            rule_set,
            corridors=[row | {"persons_per_hour": per_hour, **changes.pop("row", {})}],
            windows=[{"corridor": "exit", "start": date(1), "end": date(2)}],
            rules={"default_movechance": 0.0},
            **changes,
        )

    everybody = left(1e6)
    assert np.all(everybody["left_by"][:, :, 0, 0] == [0, 300, 0, 0, 0, 0])
    assert np.all(everybody["displaced"][:, 1:, 2, 0] == 300)
    slow = left(1 / 25)
    assert slow["left_by"].sum() == 0
    other = [{"class": "people"}, {"class": "other"}]
    assert left(1e6, row={"classes": ("other",)}, classes=other)["left_by"].sum() == 0


@both_sets
def test_who_stays_does_not_leave_by_a_corridor(rule_set: str) -> None:
    row = {"class": "people", "staying_low": 0.4, "staying": 0.4, "staying_high": 0.4}
    counts = line(
        rule_set,
        classes=[row],
        corridors=[
            {"corridor": "exit", "gathers": "home", "places": "home>camp", "persons_per_hour": 1e4}
        ],
        windows=[{"corridor": "exit", "start": date(0), "end": date(3)}],
    )
    np.testing.assert_array_equal(counts["residents"][:, -1], counts["staying"])
    assert counts["staying"].sum() > 0


def test_who_is_at_the_end_of_a_corridor_does_not_board() -> None:
    counts = line(
        "budget",
        displaced={"home": 30, "camp": 50},
        residents={"town": 40},
        areas=[{"area": "pocket", "place": name} for name in ("home", "town", "camp")],
        corridors=[
            {"corridor": "exit", "gathers": "pocket", "places": "home>camp", "persons_per_hour": 1}
        ],
        windows=[{"corridor": "exit", "start": date(0), "end": date(6)}],
        rules={"default_movechance": 0.0},
    )
    assert counts["left_by"][0, :, 0, 0].tolist() == [24, 24, 22, 0, 0, 0]


def test_all_leave_the_system() -> None:
    counts = line(
        "budget",
        displaced={"camp": 50},
        places={
            "home": "settlement",
            "town": "settlement",
            "camp": {"kind": "site", "deactivation": 1},
        },
        rules={"site_sinks": True},
    )
    assert np.all(counts["removed"] == [50, 0, 0, 0, 0, 0])


@both_sets
def test_pruning_keeps_the_best(rule_set: str) -> None:
    # Weights 1/20 and 1/40; half of the best is kept at 2, and dropped below.
    for threshold, both in ((2.1, True), (1.9, False)):
        counts = line(
            rule_set,
            routes=[("home", "town", 10, {}), ("home", "camp", 30, {})],
            rules={"default_movechance": 1.0, "pruning_threshold": threshold},
        )
        assert (counts["flow"][:, 0, 2].sum() > 0) == both


@both_sets
def test_fixed_routes_leave_one_way_to_each_place(rule_set: str) -> None:
    counts = line(
        rule_set,
        routes=[("home", "town", 10, {}), ("town", "camp", 10, {}), ("home", "camp", 50, {})],
        rules={"default_movechance": 1.0, "awareness_level": 2, "fixed_routes": True},
    )
    assert counts["flow"][:, 0, 4].sum() == 0  # the direct road is longer
    assert counts["displaced"][:, -1, 2].sum() > 0


@both_sets
def test_batches_let_later_arrivals_see_a_fuller_site(rule_set: str) -> None:
    def filled(batches: int) -> float:
        counts = run(
            compiled(
                places={
                    "home": {"kind": "settlement", "move_chance": 1},
                    "gate": {"kind": "crossing", "move_chance": 1},
                    "camp": "site",
                    "other": "site",
                },
                routes=[
                    ("home", "gate", 10, {"oneway": True}),
                    ("gate", "camp", 5, {"oneway": True}),
                    ("gate", "other", 5, {"oneway": True}),
                ],
                displaced={"home": 1000},
                capacities={"camp": 100},
                days=2,
                rules={"set": rule_set, "site_movechance": 0, "arrival_batches": batches},
            ),
            20,
        )
        assert np.all(counts["displaced"].sum(axis=(2, 3)) == 1000)
        return float(counts["displaced"][:, -1, 2].mean())

    assert filled(1) > 450
    assert 95 <= filled(64) < 110


@both_sets
def test_one_place_alone(rule_set: str) -> None:
    counts = run(
        compiled(
            places={"a": {"kind": "settlement", "move_chance": 1}},
            residents={"a": 5},
            displaced={"a": 7},
            events=[(0, "hazard", "a", "intensity", 1)],
            days=30,
            rules={"set": rule_set},
        ),
        2,
    )
    assert np.all(counts["displaced"][:, :, 0, 0] + counts["residents"][:, :, 0, 0] == 12)
    assert counts["moving"].sum() == 0


@both_sets
@pytest.mark.parametrize("awareness", range(7))
def test_any_awareness(rule_set: str, awareness: int) -> None:
    names = [f"p{number}" for number in range(7)]
    world = compiled(
        places=dict.fromkeys(names, "settlement"),
        routes=[
            (start, end, 10.0 + number, {})
            for number, start in enumerate(names)
            for end in names[number + 1 :]
        ],
        displaced={"p0": 500},
        days=3,
        rules={"set": rule_set, "awareness_level": awareness, "default_movechance": 0.8},
    )
    recount(world, run(world, 2))
