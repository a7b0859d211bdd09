"""Reception and aid: conservation, limits, closed forms, and nothing where they are not asked."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safepassage.compiled.compile import compile_scenario
from safepassage.errors import ScenarioError
from safepassage.scenario.parts import replace_unchecked
from safepassage.scenario.scenario import Scenario
from verification.make import Counts, compiled, date, make, recount, run
from verification.networks import networks

QUICK = settings(
    max_examples=40,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
RATION = [{"ration": "r", "commodity": "rice", "kg_per_person_day": 0.5, "kcal_per_kg": 4000}]
CALM = {"default_movechance": 0.0, "site_movechance": 0.0}


@QUICK
@given(networks("budget"), st.data())
def test_people_and_food_are_conserved_and_no_site_holds_too_many(
    scenario: Scenario, data: Any
) -> None:
    kinds = dict(zip(scenario["places"]["place"], scenario["places"]["kind"], strict=True))
    stay = [name for name, kind in kinds.items() if kind in {"site", "settlement"}]
    pick = data.draw
    share, few = st.sampled_from((0.0, 0.3, 1.0)), st.sampled_from((0, 5, 30, float("nan")))
    rows = [
        {
            "place": name,
            "host_share": pick(share),
            "host_capacity": pick(few),
            "onward": pick(share),
            "stay_days": pick(st.sampled_from((1, 4, float("nan")))),
            "winter_share": pick(share),
        }
        for name in stay
    ]
    day = str(scenario.start)
    stock = {"commodity": "rice", "tonnes_low": 0.01, "tonnes": 0.02, "tonnes_high": 0.1}
    changed = replace_unchecked(
        scenario,
        reception=rows,
        rations=RATION,
        depots=[{"place": stay[0]}],
        stocks=[{"place": stay[0], "date": day, **stock}],
        pipeline=[{"place": stay[-1], "ordered": day, "lead_days": 1, "repeat_days": 2, **stock}],
        deliveries=[{"date": day, "depot": stay[0], "place": stay[-1], "tonnes": 0.01}],
    )
    world = compile_scenario(changed)
    counts = run(world, 3)
    recount(world, counts)
    limits = world.world.places["capacity"] * float(changed.rules["capacity_scaling"])
    if not len(world.world.changes) and not np.any(world.world.places["capacity_per_day"]):
        most = counts["sheltered"].sum(axis=3)[:, :, ~np.isnan(limits)]
        assert np.all(most <= limits[~np.isnan(limits)])


def camp(capacity: float, people: int, days: int = 6, **reception: object) -> Counts:
    """People who stand at a full camp from the first day on; nobody moves by itself."""
    world = compiled(
        places={"camp": "site", "away": "settlement"},
        routes=[("camp", "away", 10)],
        displaced={"camp": people},
        capacities={"camp": capacity},
        reception=[{"place": "camp", **reception}],
        rules=CALM,
        days=days,
    )
    return run(world, 300)


def test_a_full_site_admits_to_its_limit_and_not_one_more() -> None:
    counts = camp(30, 100, onward=0.0)
    assert np.all(counts["sheltered"][:, :, 0, 0] == 30)
    assert np.all(counts["overflow"][:, :, 0, 0] == 70)


def test_queue_at_a_full_site() -> None:
    """Beds free up by a stay of mean 4 days; each is taken by who waits, until none does.

    With q = 1/4 the sheltered who leave in a day are Binomial(30, q) while anybody waits, so the
    mean queue after d days is 70 - 30 q d.
    """
    counts = camp(30, 100, days=6, onward=0.0, stay_days=4)
    assert np.all(counts["sheltered"][:, :, 0, 0] == 30)
    queue = counts["overflow"][:, :, 0, 0].mean(axis=0)
    expected = 70 - 30 / 4 * np.arange(1, 7)
    error = np.sqrt(30 * 0.25 * 0.75 * np.arange(1, 7) / 300)
    assert np.all(np.abs(queue - expected) < 4 * error)


def test_who_waits_moves_on_with_the_declared_chance() -> None:
    counts = camp(0, 1000, days=4, onward=0.2)
    left = counts["overflow"][:, :, 0, 0].mean(axis=0)
    expected = 1000 * 0.8 ** np.arange(1, 5)
    assert np.all(np.abs(left - expected) < 4 * np.sqrt(1000 * 0.25 / 300))


def test_families_are_kept_together_and_relatives_take_their_share() -> None:
    world = compiled(
        places={"camp": "site", "away": "settlement"},
        routes=[("camp", "away", 10)],
        displaced={"camp": 100},
        classes=[{"class": "people", "party_size": 5}],
        capacities={"camp": 33},
        reception=[{"place": "camp", "host_share": 0.5, "host_capacity": 22, "onward": 0.0}],
        rules=CALM,
        days=2,
    )
    counts = run(world, 200)
    hosted, sheltered = counts["hosted"][:, 0, 0, 0], counts["sheltered"][:, 0, 0, 0]
    assert set(hosted % 5) == {0}
    assert set(sheltered.tolist()) == {30}
    assert hosted.max() == 20


def test_a_class_that_is_not_admitted_waits() -> None:
    row = {"class": "armed"}
    world = compiled(
        places={"camp": "site", "away": "settlement"},
        routes=[("camp", "away", 10)],
        displaced={"camp": 10},
        classes=[{"class": "people"}, row],
        populations=[{"place": "camp", "best": 7, "status": "displaced", **row}],
        reception=[{"place": "camp", **row, "admits": False}, {"place": "camp", "onward": 0.0}],
        rules=CALM,
        days=1,
    )
    counts = run(world, 2)
    assert counts["sheltered"][0, 0, 0].tolist() == [10, 0]
    assert counts["overflow"][0, 0, 0].tolist() == [0, 7]


def test_the_day_on_which_a_stock_runs_out() -> None:
    """100 people eat 0.5 kg a day: 0.225 t last four days, and half of them a fifth."""
    world = compiled(
        places={"town": "settlement"},
        residents={"town": 100},
        rations=RATION,
        stocks=[{"place": "town", "commodity": "rice", "tonnes": 0.225, "date": date(0)[:10]}],
        days=6,
    )
    counts = run(world, 1)
    assert counts["fed"][0, :, 0].tolist() == [100, 100, 100, 100, 50, 0]
    assert counts["unfed"][0, :, 0].tolist() == [0, 0, 0, 0, 50, 100]
    assert counts["rations_left"][0, :, 0].tolist() == [350, 250, 150, 50, 0, 0]
    assert counts["food_left"][0, -1, 0] == 0


def test_food_waits_outside_a_siege_and_a_delivery_stays_at_its_depot() -> None:
    food = {"commodity": "rice", "tonnes": 0.1}
    world = compiled(
        places={"store": "settlement", "town": "settlement"},
        routes=[("store", "town", 5)],
        residents={"town": 100},
        rations=RATION,
        depots=[{"place": "store"}],
        stocks=[{"place": "store", "date": date(0)[:10], **food}],
        pipeline=[{"place": "town", "ordered": date(0)[:10], "lead_days": 1, **food}],
        deliveries=[
            {"date": date(day)[:10], "depot": "store", "place": "town", "tonnes": 0.08}
            for day in (1, 3)
        ],
        events=[(0, "access", "town", "enter", 0.0), (3, "access", "town", "enter", 1.0)],
        days=5,
    )
    counts = run(world, 1)
    assert counts["food_in"][0, :, 1].tolist() == [0, 0, 0, 180_000, 0]
    assert counts["food_left"][0, :, 0].tolist() == [100_000] * 3 + [20_000] * 2
    assert counts["food_left"][0, -1, 1] == 80_000


def people_digest(counts: Counts) -> str:
    found = hashlib.sha256()
    for name in ("displaced", "residents", "moving", "fled", "arrivals", "refusals", "flow"):
        found.update(np.ascontiguousarray(counts[name]).tobytes())
    return found.hexdigest()


def test_without_their_tables_they_leave_no_trace() -> None:
    from verification.battery import beds, food, parts

    plain = run(compiled(**parts("budget")), 5)
    fed = parts("budget")
    food(0.01)(fed)
    idle = parts("budget")
    beds(None)(idle)
    assert people_digest(run(compiled(**fed), 5)) == people_digest(plain)
    assert people_digest(run(compiled(**idle), 5)) == people_digest(plain)
    for name in ("sheltered", "hosted", "overflow", "food_left", "fed", "unfed"):
        assert plain[name].size == 0


def test_reception_is_refused_under_flee3() -> None:
    scenario = make(
        places={"camp": "site"},
        displaced={"camp": 1},
        reception=[{"place": "camp"}],
        rules={"set": "flee3"},
    )
    with pytest.raises(ScenarioError, match="acts only under budget"):
        compile_scenario(scenario)


def test_crowding_makes_a_site_less_attractive_and_people_move_on() -> None:
    def left(power: float) -> float:
        world = compiled(
            places={"camp": "site", "away": "settlement"},
            routes=[("camp", "away", 10)],
            displaced={"camp": 1000},
            reception=[{"place": "camp", "stay_days": 10}],
            site_services=[{"place": "camp", "start": date(0)[:10], "toilets": 10}],
            rules={**CALM, "crowding_power": power},
            days=1,
        )
        return float(run(world, 100)["displaced"][:, 0, 0, 0].mean())

    toilets = 20.0  # people a toilet: Sphere's planning value, so 200 people are served
    assert abs(left(0.0) - 900) < 5
    assert abs(left(0.5) - 1000 * (1 - 0.1 * (1000 / (10 * toilets)) ** 0.5)) < 6


def test_uncertain_stocks_and_lead_times_have_their_quantiles() -> None:
    day = date(0)[:10]
    ends = {"tonnes_low": 1, "tonnes": 2, "tonnes_high": 8}
    lead = {"lead_days_low": 2, "lead_days": 4, "lead_days_high": 9}
    world = compiled(
        places={"town": "settlement", "site": "site"},
        routes=[("town", "site", 5)],
        residents={"town": 1},
        rations=RATION,
        depots=[{"place": "town"}],
        stocks=[{"place": "town", "commodity": "rice", "date": day, **ends}],
        pipeline=[{"place": "site", "commodity": "rice", "tonnes": 1, "ordered": day, **lead}],
        days=20,
    )
    counts = run(world, 3000)
    grams = counts["food_set"][:, 0, 0]
    error = 4 * np.sqrt(0.25 / 3000)
    for level, tonnes in ((0.05, 1), (0.5, 2), (0.95, 8)):
        assert abs(np.mean(grams <= tonnes * 1e6) - level) < error
        first = lead[{0.05: "lead_days_low", 0.5: "lead_days", 0.95: "lead_days_high"}[level]]
        arrived = counts["food_in"][:, : first + 1, 1].any(axis=1)
        assert abs(np.mean(arrived) - level) < error
