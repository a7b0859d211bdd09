"""What the people of a bucket will need, fetched from memory while others decide.

In a large world few people stand at each place at each distance, and the places of a bucket lie
all over the tables: nearly all of the time would go by waiting for memory, row after row. The
order in which people are processed is known, so their rows are asked for in time. The results are
the same.
"""

from __future__ import annotations

from typing import Final

from safepassage.compiled.world import World
from safepassage.dynamics.queue import Queue
from safepassage.dynamics.state import Scratch, State
from safepassage.native import kernel, prefetch

_MOST: Final = 16
"""Alternatives of which the rows are fetched."""
_RARE: Final = 0.1
"""People who set out, on average, up to whom no rows of choices are fetched."""


@kernel
def fetch_ahead(
    world: World, state: State, scratch: Scratch, queue: Queue, index: int, count: int
) -> None:
    """Fetch for entries of a bucket after ``index``: place, then choices, then legs."""
    step, per_class = world.rules[0]["ahead"], world.rules[0]["per_class"]
    places = world.places.size
    at = index + 3 * step
    if at < count and queue.nodes[at] < places:
        place, type_ = queue.nodes[at], queue.types[at]
        prefetch(state.classes, place * state.classes.shape[1] + type_ // per_class)
        prefetch(state.places, place)
        prefetch(state.people, place * state.people.shape[1] + type_)
    at = index + 2 * step
    if 0 <= at < count and queue.nodes[at] < places:
        own = state.classes[queue.nodes[at], queue.types[at] // per_class]
        if own["moves"] * queue.people[at] > _RARE:
            prefetch(scratch.choices, own["first"])
            prefetch(scratch.choices, own["first"] + own["number"] // 2)
            prefetch(scratch.choices, own["first"] + own["number"] - 1)
    at = index + step
    if 0 <= at < count and queue.nodes[at] < places:
        own = state.classes[queue.nodes[at], queue.types[at] // per_class]
        if own["moves"] * queue.people[at] > _RARE:
            _fetch_legs(world, state, scratch, own["first"], min(own["number"], _MOST))


@kernel
def _fetch_legs(world: World, state: State, scratch: Scratch, first: int, number: int) -> None:
    """Fetch the rows of legs; two that follow each other often lie in one line."""
    before = -1
    for choice in range(first, first + number):
        leg = scratch.legs[choice]
        if leg // 2 != before:
            prefetch(world.legs, leg)
            prefetch(state.flow, leg * state.flow.shape[1])
        before = leg // 2
