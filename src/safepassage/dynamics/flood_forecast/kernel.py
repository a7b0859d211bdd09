"""Flood forecasts: who knows of the days ahead moves on otherwise, and elsewhere.

Off unless declared. What is forecast is the same for everybody at a place and is made ready
beforehand (``compiled.flood_forecast``); how much of it a person takes into account is the
awareness of the class (flee-model §1.11).
"""

from __future__ import annotations

from safepassage.compiled.world import World
from safepassage.dynamics.conditions.kernel import is_harvest
from safepassage.native import kernel


@kernel
def foreseen_chance(world: World, place: int, class_: int, day: int, chance: float) -> float:
    """Chance that somebody of a class moves on, 0..1, from that of the place without forecasts."""
    if world.conditions.foreseen.shape[0] > 0 and not is_harvest(world, day):
        own = world.conditions.foreseen[day, place]
        awareness = world.demographics.awareness[class_]
        chance = chance * (own["kept"] + awareness * own["chance"]) + awareness * own["added"]
    return min(1.0, chance)


@kernel
def foreseen_score(world: World, place: int, class_: int, day: int, score: float) -> float:
    """Attraction of a place for a class, from that without forecasts."""
    if world.conditions.foreseen.shape[0] > 0:
        own = world.conditions.foreseen[day, place]
        score *= own["kept"] + world.demographics.awareness[class_] * own["score"]
    return score
