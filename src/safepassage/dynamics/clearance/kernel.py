"""Phase ``clearance``: teams clear contaminated places, one after the other.

A team works down its list: the places of its area by priority, of two alike the first by
name. It leaves out a place while hazard there is above what it may work under, and what is left
of a day when a place is cleared goes to the next. What teams clear may differ between days.
"""

from __future__ import annotations

import math
from typing import Final

from safepassage.compiled.world import World
from safepassage.dynamics.state import State
from safepassage.native import kernel, phase
from safepassage.streams import Integer, fold, uniform

_ROUNDING: Final = 1.0 + 1e-9
"""Forgives the rounding of a remainder after many days of equal work."""


@phase
def clear(world: World, state: State, key: Integer, day: int) -> None:
    """Let each team that is at work today clear what its day allows."""
    for number in range(world.clearing.teams.size):
        team = world.clearing.teams[number]
        if not team["first"] <= day <= team["last"]:
            continue
        today = _day_factor(fold(key, team["key"]), team["day_spread"])
        rest = 1.0  # of the day
        for index in range(team["work_start"], team["work_stop"]):
            zone = world.clearing.work[index]
            left = state.clearing.left[zone]
            place = world.clearing.zones[zone]["place"]
            if left <= 0.0 or state.places[place]["hazard"] > team["most_hazard"]:
                continue
            speed = _speed(world, state, number, zone) * today
            if left <= speed * rest * _ROUNDING:
                state.clearing.left[zone] = 0.0
                rest = max(0.0, rest - left / speed)
            else:
                state.clearing.left[zone] = left - speed * rest
                break


@kernel
def _day_factor(key: Integer, spread: float) -> float:
    """What a day brings, of the mean: log-normal with mean 1 (Box and Muller 1958)."""
    if spread <= 0.0:
        return 1.0
    variance = math.log1p(spread * spread)
    normal = math.sqrt(-2.0 * math.log(uniform(key, 0))) * math.cos(math.tau * uniform(key, 1))
    return math.exp(math.sqrt(variance) * normal - 0.5 * variance)


@kernel
def _speed(world: World, state: State, number: int, zone: int) -> float:
    """Hectares a day of the teams of a row at a place; devices go by their density there."""
    team = world.clearing.teams[number]
    speed = team["number"] * state.clearing.rate[number]
    if team["by_devices"]:
        speed *= state.clearing.area[zone] / world.clearing.zones[zone]["devices"]
    return speed  # type: ignore[no-any-return]


@kernel
def cleared_share(state: State, zone: int) -> float:
    """Share of a place's contaminated area that is cleared; 1 where there is none."""
    if zone < 0 or state.clearing.area[zone] <= 0.0:
        return 1.0
    return 1.0 - state.clearing.left[zone] / state.clearing.area[zone]  # type: ignore[no-any-return]


@kernel
def ares_cleared(state: State, zone: int) -> int:
    """Ares (100 to the hectare) cleared since the start, so that outputs are whole numbers."""
    return math.floor(100.0 * (state.clearing.area[zone] - state.clearing.left[zone]) + 1e-6)  # type: ignore[no-any-return]
