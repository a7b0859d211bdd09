"""Movers and stayers, returns in batches, and clearance that differs between teams and days."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from safepassage.compiled.priors import draw
from safepassage.errors import ScenarioError
from verification.against_twin import assert_like_twin
from verification.battery import Parts
from verification.make import compiled, date, run
from verification.statistics import LEVEL, assert_binomial

PEOPLE, DAYS, MEMBERS = 400, 8, 60
SHARE, LONG, MOVES = 0.35, 40.0, 0.3


def a_camp(**columns: Any) -> Parts:
    """A camp that people leave for a town from which nobody comes back."""
    camp = {"kind": "site", "settles": SHARE, "settled_days": LONG, "move_chance": MOVES}
    return {
        "places": {"camp": camp | columns, "town": {"kind": "settlement", "move_chance": 0.0}},
        "routes": [("camp", "town", 5)],
        "displaced": {"camp": PEOPLE},
        "rules": {"displacement": "none"},
        "days": DAYS,
    }


def left(days: int) -> float:
    """Share of those who came to rest who are there after a number of mornings."""
    return (1 - SHARE) * (1 - MOVES) ** days + SHARE * (1 - 1 / LONG) ** days


def there(parts: Parts, place: int = 0) -> list[int]:
    """Displaced people at a place at the end of each day, summed over members."""
    counts = run(compiled(**parts), MEMBERS)["displaced"][:, :, place].sum(axis=(0, 2))
    return [int(count) for count in counts]


def assert_shares(counts: list[int], shares: list[float]) -> None:
    for count, share in zip(counts, shares, strict=True):
        assert_binomial(count, MEMBERS * PEOPLE, share, LEVEL / len(shares))


def test_movers_and_stayers_leave_as_the_closed_form_says() -> None:
    assert_shares(there(a_camp()), [left(day + 1) for day in range(DAYS)])


def test_beds_and_hosts_are_left_alike() -> None:
    parts = a_camp(move_chance=None)
    parts["rules"]["default_movechance"] = parts["rules"]["site_movechance"] = MOVES
    parts["reception"] = [{"place": "camp", "stay_days": 1 / MOVES, "host_share": 0.4}]
    assert_shares(there(parts), [left(day + 1) for day in range(DAYS)])


def test_who_arrives_by_road_or_corridor_settles_too() -> None:
    """All come on the first day and are seen from then on; half by the road, half by the exit."""
    parts = a_camp()
    parts["places"]["home"] = {"kind": "settlement", "move_chance": 1.0}
    parts["places"]["quarter"] = {"kind": "settlement", "move_chance": 0.0}
    parts["routes"].append(("home", "camp", 3, {"oneway": True}))
    parts["displaced"] = {"home": PEOPLE // 2, "quarter": PEOPLE // 2}
    parts["corridors"] = [
        {"corridor": "exit", "gathers": "quarter", "places": "quarter>camp"}
        | {"persons_per_hour": PEOPLE}
    ]
    parts["windows"] = [{"corridor": "exit", "start": date(0, 6), "end": date(0, 18)}]
    # Of those who come by road, movers may go on the same day.
    parts["places"]["camp"] |= {"kind": "settlement"}
    parts["routes"][0] = ("camp", "town", 39.9)
    parts["rules"]["max_move_speed"] = 40
    counts = there(parts)
    by_exit = [PEOPLE // 2 * left(day) for day in range(DAYS)]
    by_road = [PEOPLE // 2 * (1 - MOVES) * left(day) for day in range(DAYS)]
    expected = MEMBERS * (np.array(by_exit) + np.array(by_road))
    for count, mean in zip(counts, expected.tolist(), strict=True):
        assert abs(count - mean) < 4.5 * math.sqrt(mean)


def test_without_a_share_nothing_changes_to_the_bit() -> None:
    never = compiled(**a_camp(settles=0.0))
    plain = compiled(**a_camp(settles=0.0, settled_days=None))
    assert never.world.rules[0]["settles"] == 0
    for name, counts in run(never, 3).items():
        np.testing.assert_array_equal(counts, run(plain, 3)[name])


def test_the_twin_agrees_with_beds_hosts_exits_and_returns() -> None:
    parts = a_camp()
    parts["places"]["town"] |= {"settles": 0.5, "settled_days": 6, "move_chance": 0.2}
    parts["displaced"] = {"camp": 30, "town": 10}
    parts["classes"] = [{"class": "people", "party_size": 3}, {"class": "ill"}]
    parts["populations"] = [
        {"place": "camp", "class": "people", "best": 25, "status": "displaced", "home": "town"},
        {"place": "town", "class": "ill", "best": 20},
    ]
    parts["reception"] = [
        {"place": "camp", "stay_days": 4, "host_share": 0.3, "host_capacity": 12},
        {"place": "town", "host_share": 0.5, "onward": 0.4},
    ]
    parts["sites"] = [{"place": "camp", "capacity": 20}]
    parts["homes"] = [{"place": "town", "willing": 0.2, "batch_days": 3, "batch_people": 10}]
    parts["corridors"] = [
        {"corridor": "exit", "gathers": "town", "places": "town>camp", "persons_per_hour": 0.5}
    ]
    parts["windows"] = [{"corridor": "exit", "start": date(1, 6), "end": date(6, 18)}]
    parts["events"] = [(4, "hazard", "town", "intensity", 0.3)]
    assert_like_twin(compiled(**parts), LEVEL / 4, 20)


@pytest.mark.parametrize(
    ("columns", "rules", "fault"),
    [
        ({"settled_days": None}, {}, "settled_days: is blank"),
        ({}, {"set": "flee3"}, "acts only under budget"),
        ({"kind": "crossing"}, {}, "nobody stays for long at a crossing"),
    ],
)
def test_a_share_that_cannot_act_is_refused(
    columns: dict[str, Any], rules: dict[str, Any], fault: str
) -> None:
    parts = a_camp(**columns)
    parts["rules"] |= rules
    with pytest.raises(ScenarioError, match=fault):
        compiled(**parts)


# Returns in batches


def a_home(**columns: Any) -> Parts:
    """People in a camp whose home is calm and near."""
    return {
        "places": {"camp": {"kind": "site", "move_chance": 0.0}, "home": "settlement"},
        "routes": [("camp", "home", 5)],
        "rules": {"displacement": "none"},
        "days": DAYS,
        "populations": [
            {"place": "camp", "class": "people", "best": PEOPLE}
            | {"status": "displaced", "home": "home"}
        ],
        "homes": [{"place": "home", "willing": 0.1, **columns}],
    }


def test_who_comes_to_want_it_between_batches_goes_with_the_next() -> None:
    counts = there(a_home(batch_days=3))
    shares = [0.9 ** (3 * ((day + 1) // 3)) for day in range(DAYS)]
    assert_shares(counts, shares)
    assert counts[0] == MEMBERS * PEOPLE


def test_a_batch_takes_no_more_than_it_holds() -> None:
    world = compiled(**a_home(batch_days=2, batch_people=30))
    returned = run(world, MEMBERS)["returned"][:, :, 0].sum(axis=2)
    assert set(np.unique(returned[:, 1::2])) <= set(range(31))
    assert returned[:, 1::2].max() == 30
    assert not returned[:, ::2].any()


def test_people_displaced_before_share_one_factor_by_their_home() -> None:
    parts = a_home()
    row = {"name": "before", "input": "displaced_before:home", "low": 0.1, "best": 1, "high": 10}
    parts["uncertain"] = [row]
    parts["displaced"] = {"camp": 50}
    world = compiled(**parts)
    [value] = draw(world.inputs.priors, 1, 3, 1)[0].tolist()
    member = world.inputs.member(np.array([value]))
    assert member.displaced.sum() == 50 + math.floor(PEOPLE * value + 0.5)
    assert member.homes.away.sum() == math.floor(PEOPLE * value + 0.5)


# Clearance


def a_field(**columns: Any) -> Parts:
    """A field that no number of days clears."""
    return {
        "places": {"field": "settlement", "town": "settlement"},
        "routes": [("field", "town", 5)],
        "residents": {"field": 5},
        "days": DAYS,
        "contamination": [{"place": "field", "area_ha": 1e5}],
        "clearance_teams": [
            {"team": "a", "area": "field", "number": 4, "per_day": 2.0}
            | {"start": date(0)[:10], **columns}
        ],
    }


def test_days_differ_by_what_is_declared_and_average_out() -> None:
    spread, members = 0.6, 400
    cleared = run(compiled(**a_field(day_spread=spread)), members)["cleared"][:, :, 0] / 100
    days = np.diff(cleared, axis=1, prepend=0).ravel()
    assert abs(days.mean() - 8) < 4.5 * 8 * spread / math.sqrt(days.size)
    assert days.std() == pytest.approx(8 * spread, rel=0.1)
    assert abs(np.corrcoef(days[:-1], days[1:])[0, 1]) < 4.5 / math.sqrt(days.size)
    assert cleared[:, -1].std() == pytest.approx(8 * spread * math.sqrt(DAYS), rel=0.15)


def test_teams_with_rates_of_their_own_average_out() -> None:
    """The spread of the mean of n independent rates is that of one over the root of n."""
    given = {"per_day_low": 1.0, "per_day_high": 4.0}
    rates = {}
    for count in (1, 4):
        world = compiled(**a_field(**given, rates=count))
        assert len(world.inputs.priors) == count
        drawn = draw(world.inputs.priors, 1, 0, 4096)
        rates[count] = np.array([world.inputs.member(row).clearing.rate[0] for row in drawn])
    assert rates[4].mean() == pytest.approx(rates[1].mean(), rel=0.02)
    assert rates[4].std() == pytest.approx(rates[1].std() / 2, rel=0.06)


def test_the_twin_clears_alike() -> None:
    assert_like_twin(compiled(**a_field(day_spread=0.8)), LEVEL / 4, 5)


def test_rows_of_one_home_agree_on_batches() -> None:
    parts = a_home(batch_days=3)
    parts["classes"] = [{"class": "people"}, {"class": "ill"}]
    parts["homes"] = [
        {"place": "home", "class": "people", "willing": 0.1, "batch_days": 3},
        {"place": "home", "class": "ill", "willing": 0.1, "batch_days": 2},
    ]
    with pytest.raises(ScenarioError, match="batch_days: of 'home' is another in row"):
        compiled(**parts)
