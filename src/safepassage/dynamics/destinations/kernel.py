"""Destinations: people choose among all open sites that open roads lead to, however far.

Off unless asked for (``rules.destinations``). The ways themselves are found before a run, one to
each site for every state of the roads (``build``); here those of today are kept.
"""

from __future__ import annotations

from safepassage.compiled.world import World
from safepassage.dynamics.state import Scratch, State
from safepassage.native import kernel


@kernel
def keep_way_to_each_site(
    world: World, state: State, scratch: Scratch, start: int, stop: int
) -> int:
    """Keep the heaviest open way to each site that is open and has room.

    Args:
        world: Network.
        state: Which sites are open.
        scratch: ``legs`` and ``weights`` hold the ways that are open, and then those kept.
        start: First of them.
        stop: The one after the last.

    Returns:
        The one after the last that is kept; ``start`` where people find no site.
    """
    kept = start
    for index in range(start, stop):
        leg, weight = scratch.legs[index], scratch.weights[index]
        final = world.ways[leg]["final"]
        if weight <= 0.0 or state.places[final]["is_site"] == 0 or state.places[final]["open"] == 0:
            continue
        found = kept
        for other in range(start, kept):
            if world.ways[scratch.legs[other]]["final"] == final:
                found = other
                break
        if found == kept:
            kept += 1
        elif weight <= scratch.weights[found]:
            continue
        scratch.legs[found] = leg
        scratch.weights[found] = weight
    return kept
