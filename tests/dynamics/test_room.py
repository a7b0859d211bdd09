"""The room factor, the chance to move on and the age of conflicts, by their formulas."""

from __future__ import annotations

from typing import Any

import numba
import pytest

from safepassage.dynamics.choice import grow_sites, is_full, room, stand
from safepassage.dynamics.decide import move_chance
from safepassage.dynamics.flight import conflict_decay
from safepassage.dynamics.flood_forecast.kernel import foreseen_chance
from safepassage.dynamics.state import new_state
from verification.make import compiled, one_member


@numba.njit
def _room(world, member, people):  # type: ignore[no-untyped-def]
    state = new_state(world, member)
    grow_sites(world, state)
    state.places[1]["standing"] = people
    return room(state, 1), is_full(state, 1)


@numba.njit
def _stand(world, member, before, people):  # type: ignore[no-untyped-def]
    state = new_state(world, member)
    grow_sites(world, state)
    state.places[1]["standing"] = before
    weighed, room_before = state.crowding[0], room(state, 1)
    stand(state, 1, people)
    return room_before != room(state, 1), state.crowding[0] > weighed


@numba.njit
def _chance(world, member):  # type: ignore[no-untyped-def]
    state = new_state(world, member)
    return foreseen_chance(world, 1, 0, 0, move_chance(world, state, 1, 0))


@numba.njit
def _decay(world, member, onset, day):  # type: ignore[no-untyped-def]
    state = new_state(world, member)
    state.places[1]["onset"] = onset
    return conflict_decay(world, state, 1, day)


def world(**parts: Any) -> tuple[Any, Any]:
    """A settlement and a site, and the member of their scenario."""
    given: dict[str, Any] = {
        "places": {"a": "settlement", "b": {"kind": "site", "population": 400}},
        "routes": [("a", "b", 1)],
        "residents": {"a": 1},
    }
    made = compiled(**given | parts)
    return made.world, one_member(made)


@pytest.mark.parametrize(
    ("people", "expected", "full"),
    [
        (0, 1, False),
        (90, 1, False),
        (92, 0.8, False),
        (96, 0.4, True),
        (100, 0, True),
        (999, 0, True),
    ],
)
@pytest.mark.parametrize("scale", [1.0, 0.5])
def test_room_falls_from_the_buffer_to_the_capacity(
    people: int, expected: float, full: bool, scale: float
) -> None:
    made = world(capacities={"b": 100 / scale}, rules={"capacity_scaling": scale})
    found = _room(*made, people)
    assert found[0] == pytest.approx(expected)
    assert found[1] == full


@pytest.mark.parametrize("buffer", [0.0, 0.9, 1.0])
@pytest.mark.parametrize("rule_set", ["flee3", "budget"])
def test_whatever_changes_room_makes_choices_be_weighed_anew(rule_set: str, buffer: float) -> None:
    for capacity in (None, 0.5, 1, 10):
        rules = {"set": rule_set, "capacity_buffer": buffer}
        made = world(rules=rules, capacities={} if capacity is None else {"b": capacity})
        for before in range(12):
            for people in (1, 2, 9, 10, 11):
                changed, weighed = _stand(*made, before, people)
                assert weighed or not changed


@pytest.mark.parametrize("rule_set", ["flee3", "budget"])
def test_room_without_capacity(rule_set: str) -> None:
    rules = {"set": rule_set}
    assert _room(*world(rules=rules), 10**9) == (1, False)
    none = (1, False) if rule_set == "flee3" else (0, True)
    assert _room(*world(rules=rules, capacities={"b": 0}), 0) == none
    assert _room(*world(rules=rules, capacities={"b": 0.5}), 10**9) == none


def test_a_settlement_with_capacity_is_never_full() -> None:
    places = {"a": "settlement", "b": "settlement"}
    assert _room(*world(places=places, capacities={"b": 10}), 10) == (0, False)


@pytest.mark.parametrize(
    ("rules", "capacity", "expected"),
    [
        ({}, None, 0.02),
        ({"movechance_pop_scale_factor": 0.5}, None, 0.02 * 2),
        ({"movechance_pop_scale_factor": 0.5}, 1600, 0.02 * 4),
        ({"movechance_pop_scale_factor": 0.5}, 100, 0.02 * 2),
        ({"movechance_pop_scale_factor": 5.0}, 1600, 1.0),
    ],
)
def test_chance_by_population_or_capacity(
    rules: dict[str, float], capacity: float | None, expected: float
) -> None:
    own = {"movechance_pop_base": 100.0, "site_movechance": 0.02}
    capacities = {} if capacity is None else {"b": capacity}
    assert _chance(*world(rules=own | rules, capacities=capacities)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("onset", "day", "expected"),
    [
        (0, 0, 1.0),
        (0, 9, 1.0),
        (0, 10, 0.5),
        (5, 24, 0.5),
        (0, 29, 0.1),
        (0, 999, 0.1),
        (-1, 9, 0.5),
    ],
)
def test_conflicts_age_by_intervals(onset: int, day: int, expected: float) -> None:
    made = world(rules={"spawn_decay": (1.0, 0.5, 0.1), "spawn_decay_interval": 10})
    assert _decay(*made, onset, day) == expected
    assert _decay(*world(), onset, day) == 1.0
