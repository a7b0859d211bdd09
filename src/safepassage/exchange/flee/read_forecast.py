"""Reads the flood forecaster's settings, and checks what Flee reads with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from safepassage.exchange.flee.files import decimal
from safepassage.exchange.flee.findings import Findings
from safepassage.exchange.flee.settings import FleeSettings, FloodForecast
from safepassage.exchange.flee.typed import typed

KEYS = (
    "flood_forecaster",
    "flood_forecaster_timescale",
    "flood_forecaster_end_time",
    "flood_forecaster_weights",
    "flood_awareness_weights",
)
_SCOPE = "flood_rules"
ATTRIBUTE = "floodawareness"
"""Attribute of people that holds their level of awareness."""


def read_forecast(given: Mapping[Any, Any], scope: str, findings: Findings) -> FloodForecast | None:
    """Forecaster of a section ``flood_rules``; None where it is off, or looks no day ahead."""
    usual = FloodForecast()
    if not typed(given.get(KEYS[0], False), False, scope, KEYS[0], findings):
        return None
    forecast = FloodForecast(
        timescale=typed(given.get(KEYS[1], 0), usual.timescale, scope, KEYS[1], findings),
        end_time=typed(given.get(KEYS[2], 0), usual.end_time, scope, KEYS[2], findings),
        weights=typed(given.get(KEYS[3]), (0.0,), scope, KEYS[3], findings),
        awareness=typed(given.get(KEYS[4]), (0.0,), scope, KEYS[4], findings),
    )
    if forecast.timescale <= 1:
        findings.never_acts(
            f"flood_forecaster with a timescale of {forecast.timescale}: Flee looks ahead from 2 on"
        )
        return None
    for key, values in ((KEYS[3], forecast.weights), (KEYS[4], forecast.awareness)):
        if not values:
            findings.problem("is missing: the forecaster needs it", scope, column=key)
    if any(not 0 <= weight <= 1 for weight in forecast.awareness):
        findings.problem("holds a number outside 0 to 1", scope, column=KEYS[4])
    if not given.get("flood_loc_weights"):
        message = "is missing: the forecaster needs it"
        findings.problem(message, scope, column="flood_loc_weights")
    return forecast


def check_forecast(
    settings: FleeSettings, floods: Mapping[str, tuple[float, ...]], days: int, findings: Findings
) -> None:
    """Flee reads levels and weights of every day that a forecast reaches, by day of the run."""
    forecast = settings.flood.forecast if settings.flood else None
    if forecast is None:
        return
    last = min(forecast.end_time, days - 1 + forecast.timescale)
    short = sorted(name for name, levels in floods.items() if len(levels) <= last)
    if short:
        message = f"covers {len(floods[short[0]])} days, and a forecast reaches day {last}"
        findings.problem(message, "flood_level.csv", column=short[0], remedy="add rows")
    known = len(forecast.weights)
    flooded = any(
        any(level > 0 for level in levels[known : last + 1]) for levels in floods.values()
    )
    if known and flooded:
        message = f"holds {known} weights, and floods are forecast up to day {last} of the run"
        remedy = "Flee stops: it takes the weight of the day of the run"
        findings.problem(message, f"{settings.file} [{_SCOPE}]", column=KEYS[3], remedy=remedy)


def check_levels(
    settings: FleeSettings, floods: Mapping[str, tuple[float, ...]], days: int, findings: Findings
) -> None:
    """Each list by flood level has to go on beyond the highest level: Flee stops at its last."""
    highest = max((level for levels in floods.values() for level in levels[:days]), default=0.0)
    by_flood, rules = settings.flood_spawning, settings.flood
    lists = {
        "displaced_per_flood_day": by_flood.displaced_per_flood_day if by_flood else (),
        "flood_movechances": rules.flood_movechances if rules else (),
        "flood_loc_weights": rules.flood_loc_weights if rules else (),
    }
    for key, values in lists.items():
        if values and highest >= len(values) - 1:
            message = (
                f"holds {len(values)} values from level 0 on, and level {highest:g} is reached"
            )
            remedy = "Flee stops at the last level listed; add a value"
            findings.problem(message, settings.file, column=key, remedy=remedy)


def check_awareness(
    settings: FleeSettings, levels: Iterable[str], file: str, findings: Findings
) -> None:
    """Each level of awareness that people have needs a weight; the first level is 0."""
    forecast = settings.flood.forecast if settings.flood else None
    if forecast is None:
        return
    known = len(forecast.awareness)
    numbers = {text: decimal(text) for text in levels}
    for text, number in numbers.items():
        if number is not None and not 0 <= int(number) < known:
            message = f"level {text} has no weight among the {known} of {KEYS[4]}"
            findings.problem(message, file, column=ATTRIBUTE, remedy="levels count from 0")
