"""Beds before the first day."""

from __future__ import annotations

import numpy as np

from safepassage.compiled.world import World
from safepassage.dynamics.reception.arrays import Shelter
from safepassage.native import compiled, zeros


@compiled
def new_shelter(world: World) -> Shelter:
    """Nobody has a bed yet."""
    places = world.places.size if world.rules[0]["reception"] else 0
    shape = (places, world.rules[0]["types"])
    return Shelter(
        zeros(shape, np.int64),
        zeros(shape, np.int64),
        zeros(shape, np.int64),
        zeros(shape, np.int64),
    )
