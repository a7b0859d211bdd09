"""Flee's settings as our rules: every key is written, so that Flee's defaults hold and not ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from safepassage.exchange.flee.case import FleeCase
from safepassage.exchange.flee.findings import Findings
from safepassage.exchange.flee.settings import ConflictSpawning, FleeSettings
from safepassage.scenario.dictionary import dictionary
from safepassage.scenario.values import parse, unparse

_PRUNES_FROM = 1.001
_ONE_BY_ONE = 64
"""Most parts that a day's arrivals can be handled in."""
_SAME = (
    "max_move_speed",
    "max_walk_speed",
    "conflict_movechance",
    "default_movechance",
    "foreign_weight",
    "conflict_weight",
    "softening",
    "distance_power",
    "weight_softening",
    "weight_power",
    "awareness_level",
    "capacity_buffer",
    "capacity_scaling",
    "movechance_pop_base",
    "movechance_pop_scale_factor",
    "use_pop_for_loc_weight",
    "pop_power_for_loc_weight",
    "stay_close_to_home",
    "home_distance_power",
    "use_economic_pull",
    "start_on_foot",
    "avoid_short_stints",
    "fixed_routes",
)
_TWO_SYSTEMS = (
    "two_system_decision_making: Flee makes a number of it and then asks whether it is True "
    "(acts with flee_documented)"
)
_OTHER_NAMES = {"site_movechance": "camp_movechance", "site_weight": "camp_weight"}


def rules_of(case: FleeCase, findings: Findings) -> dict[str, Any]:
    """Our rules for a case, by key; values outside our ranges are problems."""
    rules: dict[str, Any] = {"set": "flee3", "flee_documented": False}
    move = case.settings.move
    rules |= {key: getattr(move, key) for key in _SAME}
    rules |= {ours: getattr(move, theirs) for ours, theirs in _OTHER_NAMES.items()}
    rules |= {"crossing_movechance": 1.0, "count_divisor": 1}
    rules |= {"crowding_power": 0.0, "actors": False}
    rules |= {"departure": "exponential", "departure_median": 3.0, "departure_spread": 3.0}
    rules |= {"departure_begins": "onset", "departure_waits": "gate"}
    rules |= {"departure_goes_on": False, "departure_early": 0.0}
    rules |= {"roads_fill": False, "road_delay": 0.15, "road_delay_power": 4.0}
    rules |= {"destinations": "within_sight", "source_power": 1.0}
    _awareness(rules, case, findings)
    rules["pruning_threshold"] = _pruning(move.pruning_threshold, findings)
    _version_1(rules, case.settings, findings)
    rules["conflict_weight"] = float(rules["conflict_weight"]) ** case.intensity_unit
    rules |= _displacement(case, findings)
    rules["arrival_batches"] = _batches(case, rules["displacement"])
    rules |= _conditions(case, findings)
    rules |= _matches(case)
    rules["site_sinks"] = case.settings.spawn.camps_are_sinks
    if case.settings.spawn.camps_are_sinks:
        findings.never_acts("spawn_rules: camps_are_sinks (acts with flee_documented)")
    rules |= _ties(case, findings)
    _check_ranges(rules, case.settings, findings)
    return rules


def _awareness(rules: dict[str, Any], case: FleeCase, findings: Findings) -> None:
    level = case.settings.move.awareness_level
    column = "awareness_level"
    scope = f"{case.settings.file} [move_rules]"
    if level == 0:
        findings.note("awareness_level 0: nobody in Flee ever moves on, and nobody here")
    elif level < -1:
        findings.problem(f"{level} has no meaning", scope, column=column)
    elif level == -1:
        if any(location.type == "marker" for location in case.locations):
            message = "-1 is not supported in a case with markers"
            findings.problem(message, scope, column=column, remedy="write 1")
        findings.note("awareness_level -1 acts in Flee like 1 (without crossing markers); 1 is set")
    rules[column] = 1 if level == -1 else level


def _pruning(threshold: float, findings: Findings) -> float:
    if threshold >= _PRUNES_FROM:
        return threshold
    if threshold != 1.0:
        findings.note(f"pruning_threshold {threshold:g} prunes nothing: Flee prunes from 1.001")
    return 1.0


def _version_1(rules: dict[str, Any], settings: FleeSettings, findings: Findings) -> None:
    if settings.move.use_v1_rules:
        rules |= {
            "max_move_speed": 200.0,
            "site_weight": 2.0,
            "conflict_weight": 0.25,
            "start_on_foot": False,
            "avoid_short_stints": False,
        }
        findings.note("use_v1_rules replaces five settings: speed 200, camp weight 2, …")


def _displacement(case: FleeCase, findings: Findings) -> dict[str, object]:
    """Rules on who is newly displaced."""
    spawn, by_conflict = case.settings.spawn, case.settings.conflict_spawning
    if by_conflict is not None:
        displacement = "conflict"
    elif case.settings.flood_spawning is not None:
        displacement = "flood"
    elif case.total is not None:
        displacement = "series"
    else:
        displacement = "none"
        findings.note("without registrations and conflict_driven_spawning nobody is displaced anew")
    if by_conflict is None:
        by_conflict = ConflictSpawning()
    return {
        "displacement": displacement,
        "series_from": "sites" if spawn.sum_from_camps else "total",
        **_first_day(case),
        "flight_rate": float(dictionary()["rules"]["flight_rate"].default),
        "conflict_displaced": by_conflict.displaced_per_conflict_day * case.intensity_unit,
        "conflict_mode": by_conflict.spawn_mode,
        "take_from_population": spawn.take_from_population,
        "spawn_decay": spawn.conflict_spawn_decay,
        "spawn_decay_interval": spawn.conflict_spawn_decay_interval,
    }


def _batches(case: FleeCase, displacement: str) -> int:
    """Parts of a day's arrivals: many where camps can run full, for Flee takes people one by one.

    Registrations keep those who come below the capacities, which are their maxima; conflicts and
    floods do not.
    """
    limited = any("camp" in item.type and item.people >= 1 for item in case.locations)
    return _ONE_BY_ONE if limited and displacement in {"conflict", "flood"} else 1


def _conditions(case: FleeCase, findings: Findings) -> dict[str, object]:
    """Rules on hunger, floods and harvests."""
    spawn, move = case.settings.spawn, case.settings.move
    flood, by_flood = case.settings.flood, case.settings.flood_spawning
    starving = spawn.starvation_driven_spawning
    if not spawn.conflict_zone_spawning_only and not starving and by_flood is None:
        scope = f"{case.settings.file} [spawn_rules]"
        findings.never_acts(
            f"{scope}: conflict_zone_spawning_only: False adds nothing without "
            "starvation_driven_spawning"
        )
    return {
        "flee_when_starving": move.flee_when_starving,
        "avoid_food_deprived": move.avoid_food_deprived_locations,
        "starvation_displacement": starving,
        "hazard_displacement_only": spawn.conflict_zone_spawning_only or not starving,
        "harvest_months": move.harvest_months,
        "flood_movechances": flood.flood_movechances if flood else (),
        "flood_weights": flood.flood_loc_weights if flood else (),
        "flood_displaced": by_flood.displaced_per_flood_day if by_flood else (),
        "flood_mode": by_flood.spawn_mode if by_flood else "pop_ratio",
        **_forecast(case),
    }


def _ties(case: FleeCase, findings: Findings) -> dict[str, object]:
    """Rules on decisions by two systems; without them nobody looks at ties."""
    usual = float(dictionary()["rules"]["average_connections"].default)
    two_systems = case.settings.move.two_system_decision_making
    mean = case.settings.spawn.average_social_connectivity
    if two_systems:
        findings.never_acts(_TWO_SYSTEMS)
    elif mean != usual:
        findings.never_acts("average_social_connectivity without two_system_decision_making")
    return {"two_systems": two_systems, "average_connections": mean if two_systems else usual}


def _forecast(case: FleeCase) -> dict[str, object]:
    """Rules on flood forecasts; at their defaults where there are none."""
    flood = case.settings.flood
    if flood is None or flood.forecast is None:
        usual = int(dictionary()["rules"]["flood_forecast_end"].default)
        return {
            "flood_forecast_days": 0,
            "flood_forecast_end": usual,
            "flood_forecast_weights": (),
        }
    return {
        "flood_forecast_days": flood.forecast.timescale,
        "flood_forecast_end": flood.forecast.end_time,
        "flood_forecast_weights": flood.forecast.weights,
    }


def _matches(case: FleeCase) -> dict[str, object]:
    """Rules by which people go where their groups are."""
    move = case.settings.move
    usual = float(dictionary()["rules"]["average_religion_fraction"].default)
    return {
        "match_camp_ethnicity": move.MatchCampEthnicity,
        "match_camp_religion": move.MatchCampReligion,
        "match_conflict_ethnicity": move.MatchConflictEthnicity,
        "match_town_ethnicity": move.MatchTownEthnicity,
        "average_religion_fraction": (
            move.avg_religion_fraction if move.MatchCampReligion else usual
        ),
    }


def _first_day(case: FleeCase) -> Mapping[str, object]:
    """What happens with the registrations of the first day.

    Flee inserts nobody as soon as ``empty_camps_on_day0`` is on, whatever ``insert_day0`` says.
    The double count of the first day needs the sum over camps.
    """
    spawn = case.settings.spawn
    if case.total is None:
        return {"observed_sites_start": "none", "first_day_double": False}
    if spawn.empty_camps_on_day0:
        return {"observed_sites_start": "subtract", "first_day_double": False}
    if spawn.insert_day0:
        return {"observed_sites_start": "insert", "first_day_double": False}
    return {"observed_sites_start": "none", "first_day_double": spawn.sum_from_camps}


def _check_ranges(rules: Mapping[str, object], settings: FleeSettings, findings: Findings) -> None:
    attributes = dictionary()["rules"]
    theirs = _OTHER_NAMES | {
        "conflict_displaced": "displaced_per_conflict_day",
        "spawn_decay": "conflict_spawn_decay",
        "spawn_decay_interval": "conflict_spawn_decay_interval",
        "average_connections": "average_social_connectivity",
        "flood_forecast_days": "flood_forecaster_timescale",
        "flood_forecast_end": "flood_forecaster_end_time",
        "flood_forecast_weights": "flood_forecaster_weights",
    }
    values = {key: (theirs.get(key, key), value) for key, value in rules.items()}
    values["idpcamp"] = ("idpcamp_movechance", settings.move.idpcamp_movechance)
    for key, (name, value) in values.items():
        attribute = attributes["site_movechance" if key == "idpcamp" else key]
        try:
            parse(unparse(value), attribute)
        except ValueError as error:
            message = f"{unparse(value)} {error}"
            remedy = f"allowed: {attribute.allowed}"
            findings.problem(message, settings.file, column=name, remedy=remedy)
