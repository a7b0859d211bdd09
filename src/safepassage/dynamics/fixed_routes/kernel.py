"""Fixed routes: one path to each place that people know of, and major routes that lead further.

Off unless asked for. Flee's rule pack (flee-model §1.11): of all ways to a place within sight only
the heaviest counts; a major route is known to people who see its beginning, and leads to places
that are beyond sight.
"""

from __future__ import annotations

from safepassage.compiled.world import World
from safepassage.dynamics.state import Scratch, State
from safepassage.native import kernel


@kernel
def keep_best_paths(
    world: World, state: State, scratch: Scratch, class_: int, start: int, major: int, stop: int
) -> int:
    """Keep the heaviest path to each end; its score then counts twice.

    The second time it is the score as the class sees it. Ways by a major route count only to ends
    that no open way within sight leads to.

    Args:
        world: Network and rules.
        state: Scores.
        scratch: ``legs`` and ``weights`` hold what is open, and then what is kept.
        class_: Who chooses.
        start: First of the open alternatives.
        major: First of those by a major route.
        stop: The one after the last.

    Returns:
        The one after the last that is kept.
    """
    within = _keep_heaviest(world, scratch, start, start, start, major)
    kept = _keep_heaviest(world, scratch, start, within, major, stop)
    for index in range(start, kept):
        final = world.ways[scratch.legs[index]]["final"]
        if world.rules[0]["demographics"]:
            scratch.weights[index] *= state.class_score[final, class_]
        else:
            scratch.weights[index] *= state.places[final]["score"]
    return kept


@kernel
def _keep_heaviest(
    world: World, scratch: Scratch, start: int, kept: int, first: int, stop: int
) -> int:
    """Move the heaviest of ``first:stop`` to each new end behind what is kept in ``start:kept``."""
    before = kept
    for index in range(first, stop):
        leg = scratch.legs[index]
        weight = scratch.weights[index]
        found = -1
        for other in range(start, kept):
            if world.ways[scratch.legs[other]]["final"] == world.ways[leg]["final"]:
                found = other
                break
        if found < 0:
            scratch.legs[kept] = leg
            scratch.weights[kept] = weight
            kept += 1
        elif found >= before and weight > scratch.weights[found]:
            scratch.legs[found] = leg
            scratch.weights[found] = weight
    return kept
