"""What a person makes of the floods of the days ahead."""

from __future__ import annotations

from collections.abc import Iterator

from safepassage.dynamics.conditions.twin import by_level, is_harvest
from safepassage.engine.twin.world import Twin


def foreseen_chance(twin: Twin, place: int, class_: int, chance: float) -> float:
    """Chance to move on of a person who knows what is forecast."""
    if not twin.rule("flood_forecast_days") or is_harvest(twin):
        return chance
    aware = _awareness(twin, class_)
    if _as_executed(twin):
        return chance * aware * _mean(twin, place) if _looks_ahead(twin) else chance
    weights = [weight for weight, _ in _days(twin, place)]
    if sum(weights) <= 0 or not twin.rule("flood_movechances"):
        return chance
    ahead = 0.0
    for weight, level in _days(twin, place):
        there = by_level(twin.rule("flood_movechances"), level) if level > 0 else chance
        ahead += weight * there / sum(weights)
    return (1 - aware) * chance + aware * ahead


def foreseen_score(twin: Twin, place: int, class_: int, score: float) -> float:
    """Attraction of a place to a person who knows what is forecast there."""
    if not twin.rule("flood_forecast_days"):
        return score
    aware = _awareness(twin, class_)
    if _as_executed(twin):
        if not _looks_ahead(twin):
            return score
        if twin.compiled.world.conditions.flood_zone[place]:
            return 0.0  # Flee asks for a forecast of the place that nobody writes
        # Flee multiplies the sum by the mean, where it only meant to divide by the days.
        return score * aware * _mean(twin, place) ** 2 * float(twin.rule("flood_forecast_days"))
    weights = [weight for weight, _ in _days(twin, place)]
    if sum(weights) <= 0 or not twin.rule("flood_weights"):
        return score
    ahead = 0.0
    for weight, level in _days(twin, place):
        left = by_level(twin.rule("flood_weights"), level) if level > 0 else 1.0
        ahead += weight * left / sum(weights)
    return score * ((1 - aware) + aware * ahead)


def _as_executed(twin: Twin) -> bool:
    return not twin.budget and not twin.rule("flee_documented")


def _awareness(twin: Twin, class_: int) -> float:
    return float(twin.of_class("flood_awareness", class_, 1.0))


def _looks_ahead(twin: Twin) -> bool:
    """Flee's forecast needs two days, and ends with its last one."""
    return bool(
        twin.rule("flood_forecast_days") >= 2 and twin.day <= twin.rule("flood_forecast_end")
    )


def _mean(twin: Twin, place: int) -> float:
    """Flooded days ahead: factor of the level by weight of the day, by the number of days."""
    total = 0.0
    for step in range(1, twin.rule("flood_forecast_days") + 1):
        day = min(twin.day + step, twin.rule("flood_forecast_end"))
        level = _level(twin, place, day)
        if level > 0:
            total += by_level(twin.rule("flood_weights"), level) * _weight(twin, day)
        if day == twin.rule("flood_forecast_end"):
            break
    return total / float(twin.rule("flood_forecast_days"))


def _days(twin: Twin, place: int) -> Iterator[tuple[float, float]]:
    """Weight and level of each day ahead."""
    for step in range(1, twin.rule("flood_forecast_days") + 1):
        if twin.day + step <= twin.rule("flood_forecast_end"):
            yield _weight(twin, step), _level(twin, place, twin.day + step)


def _level(twin: Twin, place: int, day: int) -> float:
    return float(twin.compiled.world.conditions.flood[day, place])


def _weight(twin: Twin, number: int) -> float:
    weights = twin.rule("flood_forecast_weights") or ()
    if not weights:
        return 1.0
    return float(weights[number]) if number < len(weights) else 0.0
