"""Ways home: from where a class can reach a home on links that are open today.

Searched backwards from home over links that the class may use, in their direction, or against it
where the route is declared as a way home. Searched anew only when a link has opened or closed.
"""

from __future__ import annotations

from safepassage.compiled.world import World
from safepassage.dynamics.state import State
from safepassage.native import kernel


@kernel
def find_ways(world: World, state: State, home: int) -> None:
    """Write ``state.homes.ways`` of a home for each class."""
    if state.homes.seen[home] == state.homes.version[0]:
        return
    state.homes.seen[home] = state.homes.version[0]
    for class_ in range(world.rules[0]["classes"]):
        for place in range(world.places.size):
            state.homes.ways[home, class_, place] = 0
        state.homes.ways[home, class_, world.homes.place[home]] = 1
        while _extend(world, state, home, class_):
            pass


@kernel
def _extend(world: World, state: State, home: int, class_: int) -> bool:
    """Go one link further from what is reached; whether anything is new."""
    grown = False
    for link in range(world.links.size):
        if state.links[link]["open"] == 0 or (world.links[link]["classes"] >> class_) & 1 == 0:
            continue
        start, end = world.links[link]["start"], world.links[link]["end"]
        there = state.homes.ways[home, class_, end]
        here = state.homes.ways[home, class_, start]
        if there == 1 and here == 0:
            state.homes.ways[home, class_, start] = 1
            grown = True
        elif here == 1 and there == 0 and world.homes.homeward[link] == 1:
            state.homes.ways[home, class_, end] = 1
            grown = True
    return grown
