"""Houses: how many can be lived in, who holds them, and how many people still fit.

Houses that nobody can live in are repaired, and families from elsewhere give houses back, on days
without hazard. Displaced people who stand at a place take free houses as far as is declared. What
is left holds the people at home and those who return: all houses are damaged, held, occupied or
free.
"""

from __future__ import annotations

import math
from typing import Final

from safepassage.compiled.world import World
from safepassage.dynamics.homes.arrays import NO_LIMIT
from safepassage.dynamics.state import State, at_home
from safepassage.native import kernel

_ROUNDING: Final = 1e-9


@kernel
def settle_houses(world: World, state: State) -> None:
    """Count a day of repair, and let displaced people from elsewhere into free houses."""
    for house in range(world.homes.houses.size):
        own = world.homes.houses[house]
        if state.places[own["place"]]["hazard"] <= 0.0:
            state.homes.calm[house] += 1
        state.homes.guests[house] = 0
        if own["guests"] > 0.0:
            damaged, held, occupied = count_houses(world, state, house)
            people = own["guests"] * state.places[own["place"]]["standing"]
            wanted = math.ceil(people / own["persons"] - _ROUNDING)
            state.homes.guests[house] = min(own["units"] - damaged - held - occupied, wanted)


@kernel
def count_houses(world: World, state: State, house: int) -> tuple[int, int, int]:
    """Houses of a place that are damaged, held by others, and occupied by people at home."""
    own = world.homes.houses[house]
    days = state.homes.calm[house]
    repaired = math.floor(own["repaired"] * days + _ROUNDING)
    damaged = max(0, state.homes.damaged[house] - repaired)
    left = own["units"] - damaged
    vacated = math.floor(own["vacated"] * days + _ROUNDING)
    held = min(left, max(0, own["held"] - vacated) + state.homes.guests[house])
    people = at_home(state, own["place"])
    occupied = min(left - held, math.ceil(people / own["persons"] - _ROUNDING))
    return damaged, held, occupied


@kernel
def room_at_home(world: World, state: State, home: int) -> int:
    """People who still find a house at home; without a count of houses there is no limit."""
    house = world.homes.house[home]
    if house < 0:
        return NO_LIMIT
    own = world.homes.houses[house]
    damaged, held, _ = count_houses(world, state, house)
    people = math.floor((own["units"] - damaged - held) * own["persons"] + _ROUNDING)
    return max(0, people - at_home(state, own["place"]))  # type: ignore[no-any-return]
