"""Decisions by two systems: counts that can be written down, and the twin beside the kernel."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from safepassage.dynamics.ties.build import first_ties
from safepassage.errors import ScenarioError
from verification.against_twin import assert_like_twin
from verification.make import compiled, make, run
from verification.statistics import LEVEL, assert_binomial

ON = {"set": "flee3", "flee_documented": True, "two_systems": True}


def poisson(mean: float, least: int) -> float:
    """Chance of a number of at least so many."""
    return 1.0 - sum(math.exp(-mean) * mean**n / math.factorial(n) for n in range(least))


def waiting(people: int, days: int, **rules: Any) -> dict[str, Any]:
    """People stand where hazard is on from the first day, and wait unless they deliberate."""
    return {
        "places": {"town": "settlement", "camp": {"kind": "site", "move_chance": 0.0}},
        "routes": [("town", "camp", 10)],
        "displaced": {"town": people},
        "events": [(0, "hazard", "town", "intensity", 0.7)],
        "days": days,
        "rules": {**ON, "max_move_speed": 40, "conflict_movechance": 0.0, **rules},
    }


def appearing(mean: float, day: int, **rules: Any) -> dict[str, Any]:
    """On each day 2000 people appear in a conflict; it ends after the day."""
    parts = waiting(0, day + 1, average_connections=mean, **rules)
    parts["rules"] |= {"displacement": "conflict", "conflict_displaced": 2000 / 0.7}
    parts["places"]["town"] = {"kind": "settlement", "population": 1000}
    return parts


@pytest.mark.parametrize("mean", [0.0, 3.0, 8.5])
def test_first_ties_are_a_poisson_number(mean: float) -> None:
    parts = waiting(1, 1, average_connections=mean)
    left, chances = 1.0, []
    for chance in first_ties(make(**parts)):
        chances.append(left * chance)
        left *= 1.0 - chance
    wanted = [math.exp(-mean) * mean**n / math.factorial(n) for n in range(len(chances))]
    np.testing.assert_allclose(chances, wanted, atol=2e-12)
    assert left == 0.0


@pytest.mark.parametrize(("day", "acts"), [(9, False), (10, True)])
def test_whoever_knows_enough_sets_out_ten_days_after_the_onset(day: int, acts: bool) -> None:
    # A conflict breaks two ties a day: on the day of arrival 5 of them are needed, a day later 7.
    counts = run(compiled(**appearing(6.0, day)), 20)
    went = int(counts["flow"][:, day].sum())
    if not acts:
        assert counts["flow"].sum() == 0
        return
    newest = poisson(6.0, 5)
    chances = [poisson(6.0, 5 + 2 * age) for age in range(day + 1)]
    mean = 2000 * 20 * sum(chances)
    spread = math.sqrt(2000 * 20 * sum(chance * (1 - chance) for chance in chances))
    assert abs(went - mean) < 5.5 * spread
    assert went > 2000 * 20 * newest


@pytest.mark.parametrize(
    "change",
    [
        {"flee_documented": False},
        {"two_systems": False, "average_connections": 3.0},
        {"harvest_months": (1,)},
    ],
)
def test_it_acts_only_when_asked_for(change: dict[str, Any]) -> None:
    parts = appearing(6.0, 11)
    parts["rules"] |= change
    assert run(compiled(**parts), 3)["flow"].sum() == 0


def test_a_weak_conflict_lets_people_wait() -> None:
    parts = appearing(6.0, 11)
    parts["events"] = [(0, "hazard", "town", "intensity", 0.6)]
    assert run(compiled(**parts), 3)["flow"].sum() == 0


def gathering(people: int, kind: str, days: int, mean: float) -> dict[str, Any]:
    """People stand for days where nobody leaves; then a conflict of ten days that is felt anew."""
    parts = waiting(people, days + 11, average_connections=mean)
    parts["places"]["town"] = {"kind": kind}
    parts["rules"] |= {"default_movechance": 0.0, "site_movechance": 0.0}
    # Hazard of 0.5 breaks no ties and 0.51 does, so its height can be raised at the end alone.
    parts["events"] = [(days - 9, "hazard", "town", "intensity", 0.5)]
    parts["events"] += [(days + 1, "hazard", "town", "documented_intensity", 0.7)]
    return parts


@pytest.mark.parametrize(
    ("people", "least"),
    # After eleven mornings and the break of two: a crowd of 250 has 10 ties, one of 150 had at
    # least 0 + 11 and so 10, a few have lost all.
    [(250, 0), (150, 0), (50, 5), (9, None)],
)
def test_ties_grow_in_a_crowd_and_shrink_in_solitude(people: int, least: int | None) -> None:
    counts = run(compiled(**gathering(people, "settlement", 10, 3.0)), 200)
    went = int(counts["flow"][:, 11].sum())
    assert int(counts["flow"][:, :11].sum()) == 0
    if least is None:
        assert went <= 200 * 9 * poisson(3.0, 15) + 5
    else:
        assert_binomial(went, 200 * people, poisson(3.0, least), LEVEL / 4)


def test_camps_build_ties_from_the_fifth_morning_on() -> None:
    # From 24 to 69 people stand in the camp, so that there is neither crowd nor solitude. Flee
    # counts each morning twice and waits for more than seven: who is there for k mornings before
    # the conflict has k - 4 ties more. The conflict breaks two.
    parts = gathering(20, "site", 9, 3.0)
    parts["places"]["town"]["population"] = 1
    parts["rules"] |= {"displacement": "conflict", "conflict_displaced": 8}
    counts = run(compiled(**parts), 200)
    went = int(counts["flow"][:, 10].sum())
    cohorts = [(24, 10), *((4, 10 - day) for day in range(1, 10)), (5, 0)]
    chances = [(people, poisson(3.0, max(0, 5 - max(0, k - 4)))) for people, k in cohorts]
    mean = 200 * sum(people * chance for people, chance in chances)
    spread = math.sqrt(200 * sum(people * chance * (1 - chance) for people, chance in chances))
    assert int(counts["flow"][:, :10].sum()) == 0
    assert abs(went - mean) < 5.5 * spread


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"avoid_short_stints": True}, "avoid_short_stints"),
        ({"max_move_speed": 0.3}, "more than 30 days"),
        ({"set": "budget"}, "acts only under flee3"),
    ],
)
def test_what_does_not_go_together_is_refused(change: dict[str, Any], said: str) -> None:
    parts = waiting(5, 2)
    parts["rules"] |= change
    with pytest.raises(ScenarioError) as caught:
        compiled(**parts)
    assert said in str(caught.value)


@pytest.mark.parametrize("seed", range(3))
def test_the_twin_agrees_where_everything_acts(seed: int) -> None:
    parts = waiting(0, 14, average_connections=(3.0, 6.0, 1.0)[seed], conflict_movechance=0.3)
    parts["places"] = {
        "town": {"kind": "settlement", "population": 100},
        "hub": {"kind": "settlement", "move_chance": 0.4},
        "camp": {"kind": "site", "move_chance": 0.3},
    }
    parts["routes"] = [
        ("town", "hub", 30),
        ("hub", "camp", 25, {"walk_share": 0.4}),
        ("town", "camp", 90),
    ]
    parts["events"] += [(3, "hazard", "hub", "intensity", 0.9)]
    parts["rules"] |= {"awareness_level": 2, "displacement": "conflict", "conflict_displaced": 9}
    parts["rules"] |= {"start_on_foot": seed == 2, "max_walk_speed": 20}
    parts["displaced"] = {"town": 60, "hub": 55, "camp": 12}
    world = compiled(**parts)
    assert_like_twin(world, LEVEL / 6, 100, members=500, seed=seed)
