"""Phase ``sinks``: people at a site leave the system (resettled, naturalised, moved away)."""

from __future__ import annotations

from safepassage.compiled.world import World
from safepassage.dynamics.state import State
from safepassage.native import phase
from safepassage.streams import Integer, binomial, sub_key


@phase
def remove_from_sites(world: World, state: State, key: Integer) -> None:
    """Each person at a site leaves with the site's deactivation chance."""
    for place in range(world.places.size):
        chance = world.places[place]["deactivation"]
        if state.places[place]["is_site"] == 0 or chance <= 0.0:
            continue
        for type_ in range(world.rules[0]["types"]):
            own = state.people[place, type_]
            if own["present"] == 0:
                continue
            stream = sub_key(key, world.places[place]["key"], world.homes.types[type_]["key"])
            gone = binomial(stream, own["present"], chance)
            own["present"] -= gone
            state.places[place]["standing"] -= gone
            state.totals[1] += gone
            state.totals[3] += gone
