"""Ways that were weighed on an earlier day serve on: the numbers are those of weighing every day.

``days`` weighs all ways anew after each day, since anything may be changed between two of them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from safepassage import Mechanism, days, run
from safepassage.scenario.scenario import Scenario
from verification.make import make

ROUTES = [("a", "b", 30), ("a", "c", 40), ("a", "d", 50), ("b", "d", 20), ("c", "e", 40)]
CHANGES: dict[str, list[tuple[int, str, str, str, Any]]] = {
    "a road": [(3, "route", "a--b", "open", 0), (6, "route", "a--b", "open", 1)],
    "a site": [(3, "site", "b", "open", 0), (6, "site", "b", "open", 1)],
    "a kind": [(3, "site", "c", "kind", "waypoint"), (6, "site", "c", "kind", "settlement")],
    "hazard": [(3, "hazard", "c", "intensity", 1.0), (6, "hazard", "c", "intensity", 0.0)],
    "capacity": [(3, "site", "b", "capacity", 40), (6, "site", "b", "capacity", 4000)],
    "nothing": [],
}


SITES: dict[str, list[dict[str, Any]]] = {
    "no limit": [],
    "a limit": [{"place": "b", "capacity": 300}],
    "growth": [{"place": "b", "capacity": 20, "capacity_per_day": 25}],
}
RULES: dict[str, dict[str, Any]] = {
    "plain": {},
    "flee3": {"set": "flee3"},
    "population": {"use_pop_for_loc_weight": True},
    "sites are left": {"site_movechance": 0.7},
    "hazard ages": {"spawn_decay": [1.0, 0.6, 0.3, 0.1, 0.0], "spawn_decay_interval": 1},
}


def shut(state: Any, day: int) -> None:
    """A mechanism of others: the first road is shut on two days, behind the back of all events."""
    state.links[0]["open"] = 0 if 3 <= day < 5 else 1
    state.links[1]["open"] = 0 if 3 <= day < 5 else 1


def _scenario(sites: str, rules: str, change: str) -> Scenario:
    return make(
        places={"a": "settlement", "b": "site", "c": "settlement", "d": "settlement", "e": "site"},
        routes=ROUTES,
        residents={"a": 2000, "c": 300},
        sites=SITES[sites],
        events=[(1, "hazard", "a", "intensity", 0.3), *CHANGES[change]],
        rules={"displacement": "hazard", "conflict_movechance": 0.5, **RULES[rules]},
        days=10,
    )


def _compare(scenario: Scenario, mechanisms: tuple[Mechanism, ...] = ()) -> None:
    result = run(scenario, members=2, workers=1, mechanisms=mechanisms)
    assert result.arrays["arrivals"].sum() > 500
    for member in range(2):
        for day in days(scenario, member=member, mechanisms=mechanisms):
            for name in ("displaced", "arrivals", "moving"):
                found = result.arrays[name][member, day.number]
                np.testing.assert_array_equal(getattr(day, name), found, err_msg=f"{name} {day}")


@pytest.mark.parametrize("rules", RULES)
@pytest.mark.parametrize("sites", SITES)
@pytest.mark.parametrize("change", CHANGES)
def test_nothing_is_kept_too_long(change: str, sites: str, rules: str) -> None:
    _compare(_scenario(sites, rules, change))


def test_a_mechanism_of_others_may_change_anything() -> None:
    shutting = Mechanism(name="shutting", after="events", function=shut)
    _compare(_scenario("no limit", "plain", "nothing"), (shutting,))
