"""What the people of a bucket will need, fetched from memory while others decide.

In a large world few people stand at each place at each distance, and the places of a bucket lie
all over the tables: nearly all of the time would go by waiting for memory, row after row. The
order in which people are processed is known, so their rows are asked for in time. Results do not
depend on it.
"""

from __future__ import annotations

from typing import Final

from safepassage.compiled.world import World
from safepassage.dynamics.queue import Queue
from safepassage.dynamics.state import Scratch, State
from safepassage.native import kernel, prefetch

LARGE: Final = 20_000
"""Legs from which on the tables do not fit the memory near the processor."""
AHEAD: Final = 4
"""Entries of the queue between one step of fetching and the next."""
_MOST: Final = 16
"""Alternatives of which the rows are fetched."""


@kernel
def fetch_ahead(
    world: World, state: State, scratch: Scratch, queue: Queue, index: int, count: int
) -> None:
    """Fetch for entries of a bucket after ``index``: place, then choices, then legs."""
    types = world.rules[0]["types"]
    per_class = world.rules[0]["per_class"]
    plain = world.places.size * types
    at = index + 3 * AHEAD
    if at < count and queue.nodes[at] < plain:
        place, type_ = queue.nodes[at] // types, queue.nodes[at] % types
        prefetch(state.classes, place * state.classes.shape[1] + type_ // per_class)
        prefetch(state.places, place)
        prefetch(state.people, queue.nodes[at])
    at = index + 2 * AHEAD
    if 0 <= at < count and queue.nodes[at] < plain:
        own = state.classes[queue.nodes[at] // types, queue.nodes[at] % types // per_class]
        last = own["first"] + own["number"] - 1
        prefetch(scratch.legs, own["first"])
        prefetch(scratch.weights, own["first"])
        prefetch(scratch.weights, last)
        prefetch(scratch.counts, own["first"])
        prefetch(scratch.counts, last)
    at = index + AHEAD
    if 0 <= at < count and queue.nodes[at] < plain:
        own = state.classes[queue.nodes[at] // types, queue.nodes[at] % types // per_class]
        number = min(own["number"], _MOST)
        for choice in range(own["first"], own["first"] + number):
            leg = scratch.legs[choice]
            prefetch(world.legs, leg)
            prefetch(state.flow, leg * state.flow.shape[1])
