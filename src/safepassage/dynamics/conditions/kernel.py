"""Food, floods and harvests: what they do to moving on, to attraction and to who flees.

Off unless declared. Flee's rule packs (flee-model §1.2, 1.3, 1.5, 1.9): hunger makes people move
on and keeps them away; a flood sets the chance to move on by its level and takes from the
attraction; at harvest nobody sets out.
"""

from __future__ import annotations

import math

from safepassage.arrays import F8
from safepassage.compiled.world import POISSON, POP_RATIO, World
from safepassage.native import kernel
from safepassage.streams import Integer, fold, poisson


@kernel
def by_level(values: F8, level: float) -> float:
    """Value at a flood level: straight between whole levels, the last one beyond."""
    if level >= values.size - 1:
        return values[values.size - 1]  # type: ignore[no-any-return]
    below = math.floor(level)
    return values[below] + (level - below) * (values[below + 1] - values[below])  # type: ignore[no-any-return]


@kernel
def is_harvest(world: World, day: int) -> bool:
    """Whether nobody sets out that day."""
    return world.conditions.harvest.size > 0 and world.conditions.harvest[day] == 1


@kernel
def conditioned_chance(world: World, place: int, day: int, chance: float) -> float:
    """Chance to move on from a place under the day's conditions."""
    conditions = world.conditions
    if is_harvest(world, day):
        return 0.0
    if world.rules[0]["flee_when_starving"] and conditions.food.shape[0] > 0:
        hunger = conditions.food[day, place]
        chance = hunger + (1.0 - hunger) * chance
    if conditions.flood.shape[0] > 0 and conditions.chances.size > 0:
        level = conditions.flood[day, place]
        if level > 0.0:
            chance = by_level(conditions.chances, level)
    return chance


@kernel
def conditioned_score(world: World, place: int, day: int) -> float:
    """Factor of the day's conditions on the attraction of a place.

    Hunger keeps nobody away on the first day, nor from abroad (flee-model §1.3).
    """
    conditions = world.conditions
    flooded = flood_factor(world, place, day)
    factor = flooded * flooded if conditions.flood_zone[place] else flooded
    shuns = world.rules[0]["avoid_food_deprived"] and world.places[place]["foreign"] == 0
    if shuns and day > 0 and conditions.food.shape[0] > 0:
        factor *= 1.0 - conditions.food[day, place] ** 2
    return factor


@kernel
def flood_factor(world: World, place: int, day: int) -> float:
    """What a flood leaves of a place's attraction to people who choose (1 where it is dry)."""
    conditions = world.conditions
    if conditions.flood.shape[0] > 0 and conditions.weights.size > 0:
        level = conditions.flood[day, place]
        if level > 0.0:
            return by_level(conditions.weights, level)
    return 1.0


@kernel
def hunger_source(world: World, place: int, day: int, population: float) -> float:
    """What hunger adds to the weight of a place as a source of displaced people.

    Flee knows of no hunger yet when it weighs the places on the first day (for the second one).
    """
    known = world.rules[0]["budget"] == 1 or day > 0
    if known and world.rules[0]["starvation_displacement"] and world.conditions.food.shape[0] > 0:
        return max(0.0, population) * world.conditions.food[day, place]  # type: ignore[no-any-return]
    return 0.0


@kernel
def flooded_out(world: World, place: int, day: int, population: float, key: Integer) -> int:
    """People whom the day's flood displaces from a place: constant, Poisson or a share."""
    conditions = world.conditions
    if conditions.flood.shape[0] == 0 or conditions.flood[day, place] <= 0.0:
        return 0
    number = by_level(conditions.displaced, conditions.flood[day, place])
    mode = world.rules[0]["flood_mode"]
    if mode == POISSON:
        return poisson(fold(key, world.places[place]["key"]), number)
    if mode == POP_RATIO:
        return int(number * population)
    return int(number)
