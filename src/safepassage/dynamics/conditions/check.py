"""Rules on food, floods and harvests: nothing declared may be without effect."""

from __future__ import annotations

from collections.abc import Iterator

from safepassage.errors import Problem
from safepassage.scenario.dictionary import dictionary
from safepassage.scenario.facts import Facts, Rule

_FILE = "scenario.toml [rules]"
_FOOD = ("flee_when_starving", "avoid_food_deprived", "starvation_displacement")
_FLOOD = ("flood_movechances", "flood_weights")


def food_rules_have_food(facts: Facts) -> Iterator[Problem]:
    """A rule about hunger needs rows about food, and rows about food a rule."""
    on = [name for name in _FOOD if facts.scenario.rules[name]]
    yield from _needed(facts, on, "food", _FOOD)


def flood_rules_have_floods(facts: Facts) -> Iterator[Problem]:
    """A rule about floods needs rows about floods, and rows about floods a rule."""
    rules = facts.scenario.rules
    on = [name for name in _FLOOD if rules[name]]
    if rules.displacement == "flood":
        on.append("displacement")
    yield from _needed(facts, on, "flood", (*_FLOOD, "displacement"))


def _needed(facts: Facts, on: list[str], kind: str, names: tuple[str, ...]) -> Iterator[Problem]:
    rows = [row for row, found in enumerate(facts.texts("conditions", "kind")) if found == kind]
    if on and not rows and facts.scenario.as_of is None:
        for name in on:
            message = f"has no effect without rows of kind {kind} in conditions.csv"
            yield Problem(message, _FILE, None, name, "add rows, or leave it at its default")
    if rows and not on:
        remedy = "set one of " + ", ".join(names)
        yield facts.at("conditions", rows[0], "kind", f"no rule looks at {kind}", remedy)


def floods_displace_a_number(facts: Facts) -> Iterator[Problem]:
    """Displacement by flood needs people by level, and the numbers need that displacement."""
    rules = facts.scenario.rules
    by_flood = rules.displacement == "flood"
    if by_flood and not rules.flood_displaced:
        message = "displacement by flood needs it"
        yield Problem(message, _FILE, None, "flood_displaced", "such as [0, 0.1, 0.2, 0.5, 0.9]")
    if rules.flood_displaced and not by_flood:
        message = "has no effect without displacement = 'flood'"
        yield Problem(message, _FILE, None, "flood_displaced", "remove it")


def forecasts_have_what_they_need(facts: Facts) -> Iterator[Problem]:
    """A forecast acts by what a flood does, and all that describes forecasts needs one."""
    rules = facts.scenario.rules
    as_executed = rules.set == "flee3" and not rules.flee_documented
    if rules.flood_forecast_days:
        needed = ("flood_weights",) if as_executed else _FLOOD
        if not any(rules[name] for name in needed):
            message = "has no effect without " + " or ".join(needed)
            yield Problem(message, _FILE, None, "flood_forecast_days", "give factors by level")
        if as_executed and rules.flood_forecast_days == 1:
            message = "has no effect: as Flee executes it, a forecast of one day is none"
            remedy = "2 or more, or flee_documented = true"
            yield Problem(message, _FILE, None, "flood_forecast_days", remedy)
        return
    for name in ("flood_forecast_end", "flood_forecast_weights"):
        usual = dictionary()["rules"][name].default
        if (rules[name] or 0) != float(usual or 0):
            message = "has no effect without flood_forecast_days"
            yield Problem(message, _FILE, None, name, "remove it")
    for row, share in enumerate(facts.texts("classes", "flood_awareness")):
        if share != 1.0:
            message = "has no effect without the rule flood_forecast_days"
            yield facts.at("classes", row, "flood_awareness", message, "leave it blank")


def hunger_displaces_with_series(facts: Facts) -> Iterator[Problem]:
    """Hunger weighs sources of a registered number only."""
    rules = facts.scenario.rules
    if rules.starvation_displacement and rules.displacement != "series":
        message = "has no effect without displacement = 'series'"
        yield Problem(message, _FILE, None, "starvation_displacement", "remove it")
    if not rules.hazard_displacement_only and not rules.starvation_displacement:
        message = "has no effect without starvation_displacement: nothing else weighs a place"
        yield Problem(message, _FILE, None, "hazard_displacement_only", "leave it at true")


def flood_zones_have_weights(facts: Facts) -> Iterator[Problem]:
    """A flood zone differs from other places by flood_weights only."""
    if facts.scenario.rules.flood_weights:
        return
    for row, zone in enumerate(facts.texts("places", "flood_zone")):
        if zone:
            message = "has no effect without the rule flood_weights"
            yield facts.at("places", row, "flood_zone", message, "leave it blank")


def months_are_months(facts: Facts) -> Iterator[Problem]:
    """Harvest months are whole numbers from 1 to 12."""
    for month in facts.scenario.rules.harvest_months or ():
        if month != int(month):
            yield Problem(f"{month:g} is no month", _FILE, None, "harvest_months", "1 to 12")


def conditions_stand_once(facts: Facts) -> Iterator[Problem]:
    """One value of a kind for a place and day."""
    seen: dict[tuple[object, ...], int] = {}
    columns = (facts.texts("conditions", name) for name in ("place", "kind", "date"))
    for row, key in enumerate(zip(*columns, strict=True)):
        if key in seen:
            message = f"{key[1]} of {key[0]} on {key[2]} stands there twice"
            yield facts.at("conditions", row, "value", message, "keep one")
        seen[key] = row


RULES: tuple[Rule, ...] = (
    food_rules_have_food,
    flood_rules_have_floods,
    floods_displace_a_number,
    forecasts_have_what_they_need,
    hunger_displaces_with_series,
    flood_zones_have_weights,
    months_are_months,
    conditions_stand_once,
)
