"""Armed groups before the first day."""

from __future__ import annotations

import numpy as np

from safepassage.compiled.world import Member, World
from safepassage.dynamics.actors.arrays import GROUND_STATE, ActorState
from safepassage.native import compiled, zeros


@compiled
def new_actors(world: World, member: Member) -> ActorState:
    """As the member draws them, with no clash."""
    count = world.actors.grounds.size
    places = world.places.size if count else 0
    grounds = zeros(count, GROUND_STATE)
    for ground in range(count):
        grounds[ground]["groups"] = member.actors.groups[ground]
        grounds[ground]["blocs"] = member.actors.groups[ground]
    return ActorState(
        member.actors,
        grounds,
        zeros(places, np.int64),
        zeros(places, np.float64),
        zeros(places, np.float64),
        zeros(min(count, 1), np.int64),
    )
