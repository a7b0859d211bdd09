"""Roads before the first day."""

from __future__ import annotations

import numpy as np

from safepassage.compiled.world import World
from safepassage.dynamics.roads.arrays import RoadState
from safepassage.native import compiled, zeros


@compiled
def new_roads(world: World) -> RoadState:
    """Nobody is in line."""
    count = world.roads.room.shape[0]
    return RoadState(
        zeros(count, np.int64),
        zeros(count, np.int64),
        zeros(count, np.float64),
        zeros(count, np.int64),
        zeros(count, np.int64),
        zeros(count, np.int64),
    )
