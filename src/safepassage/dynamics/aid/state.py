"""Food before the first day."""

from __future__ import annotations

import numpy as np

from safepassage.compiled.world import World
from safepassage.dynamics.aid.arrays import Food
from safepassage.native import compiled, zeros


@compiled
def new_food(world: World) -> Food:
    """No food yet."""
    places = world.places.size if world.rules[0]["aid"] else 0
    rows = world.aid.pipeline.size
    return Food(
        zeros((places, world.aid.kcal_per_kg.size), np.int64),
        zeros(places, np.int64),
        zeros(world.aid.stocks.size, np.int64),
        zeros(rows, np.int64),
        zeros(rows, np.int64),
        zeros(rows, np.int64),
        zeros(1, np.int64),
    )
