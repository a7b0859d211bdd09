"""Houses and homes before the first day."""

from __future__ import annotations

import numpy as np

from safepassage.compiled.world import Member, World
from safepassage.dynamics.homes.arrays import HomeState
from safepassage.native import compiled, zeros


@compiled
def new_homes(world: World, member: Member) -> HomeState:
    """As the member draws them; nobody has returned."""
    count, classes = world.homes.safe.shape
    houses = world.homes.houses.size
    damaged = zeros(houses, np.int64)
    for house in range(houses):
        units = world.homes.houses[house]["units"]
        damaged[house] = min(units, int(member.homes.damaged[house] * units + 0.5))
    seen = zeros(count, np.int64)
    seen[:] = -1
    return HomeState(
        member.homes.wish,
        member.homes.willing,
        zeros((count, classes), np.int64),
        zeros((count, classes), np.int64),
        damaged,
        zeros(houses, np.int64),
        zeros(houses, np.int64),
        zeros(1, np.int64),
        seen,
        zeros((count, classes, world.places.size), np.int64),
    )
