"""Food, floods and harvests, as a person meets them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from safepassage.engine.twin.world import Twin


def by_level(values: Sequence[float], level: float) -> float:
    """Value at a flood level."""
    below = min(int(level), len(values) - 1)
    above = min(below + 1, len(values) - 1)
    return values[below] + (level - below) * (values[above] - values[below])


def food(twin: Twin, place: int) -> float:
    """Share of people in food crisis today."""
    found = twin.compiled.world.conditions.food
    return float(found[twin.day, place]) if len(found) else 0.0


def flood(twin: Twin, place: int) -> float:
    """Level of the flood today."""
    found = twin.compiled.world.conditions.flood
    return float(found[twin.day, place]) if len(found) else 0.0


def is_harvest(twin: Twin) -> bool:
    """Whether nobody sets out today."""
    date = twin.compiled.scenario.dates()[twin.day].astype(object)
    if not twin.budget:
        date -= dt.timedelta(days=1)  # Flee reports a day under the date of the next one
    return date.month in (twin.rule("harvest_months") or ())


def conditioned_chance(twin: Twin, place: int, chance: float) -> float:
    """Chance to move on under the day's conditions."""
    if is_harvest(twin):
        return 0.0
    if twin.rule("flee_when_starving"):
        chance = 1.0 - (1.0 - food(twin, place)) * (1.0 - chance)
    if twin.rule("flood_movechances") and flood(twin, place) > 0:
        chance = by_level(twin.rule("flood_movechances"), flood(twin, place))
    return chance


def flood_weight(twin: Twin, place: int) -> float:
    """What a flood leaves of a place's attraction to people who choose."""
    if twin.rule("flood_weights") and flood(twin, place) > 0:
        return by_level(twin.rule("flood_weights"), flood(twin, place))
    return 1.0


def settled_score(twin: Twin, place: int) -> float:
    """What hunger, and a flood in a flood zone, leave of the attraction of the place itself."""
    left = 1.0
    own = twin.places[place].own
    if twin.rule("avoid_food_deprived") and twin.day > 0 and not own["foreign"]:
        left -= food(twin, place) ** 2
    if twin.compiled.world.conditions.flood_zone[place]:
        left *= flood_weight(twin, place)
    return left


def flooded_out(twin: Twin, place: int) -> float:
    """Mean number of people whom the flood displaces from a place today."""
    level = flood(twin, place)
    if level <= 0:
        return 0.0
    return by_level(twin.rule("flood_displaced"), level)
