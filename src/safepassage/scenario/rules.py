"""The rules of a scenario as typed attributes: what the dictionary's table ``rules`` declares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal


@dataclass(frozen=True)
class Rules(Mapping[str, Any]):
    """Every rule with its value; units, ranges and meanings stand in the dictionary.

    Also a mapping of names to values, for code that goes through all of them or has a name at hand.
    """

    set: Literal["budget", "flee3"]
    flee_documented: bool
    max_move_speed: float
    max_walk_speed: float
    conflict_movechance: float
    site_movechance: float
    default_movechance: float
    crossing_movechance: float
    foreign_weight: float
    site_weight: float
    conflict_weight: float
    softening: float
    distance_power: float
    weight_softening: float
    weight_power: float
    awareness_level: int
    capacity_buffer: float
    capacity_scaling: float
    movechance_pop_base: float
    movechance_pop_scale_factor: float
    use_pop_for_loc_weight: bool
    pop_power_for_loc_weight: float
    stay_close_to_home: bool
    home_distance_power: float
    use_economic_pull: bool
    destinations: Literal["within_sight", "sites"]
    pruning_threshold: float
    start_on_foot: bool
    avoid_short_stints: bool
    fixed_routes: bool
    site_sinks: bool
    arrival_batches: int
    displacement: Literal["hazard", "series", "conflict", "flood", "none"]
    series_from: Literal["sites", "total"]
    observed_sites_start: Literal["insert", "subtract", "none"]
    first_day_double: bool
    flight_rate: float
    departure: Literal["exponential", "rayleigh", "logit"]
    departure_median: float
    departure_spread: float
    departure_early: float
    departure_begins: Literal["onset", "opening"]
    departure_waits: Literal["gate", "home"]
    departure_goes_on: bool
    conflict_displaced: float
    conflict_mode: Literal["constant", "poisson", "pop_ratio"]
    source_power: float
    take_from_population: bool
    spawn_decay: tuple[float, ...] | None
    spawn_decay_interval: int
    flee_when_starving: bool
    avoid_food_deprived: bool
    starvation_displacement: bool
    hazard_displacement_only: bool
    harvest_months: tuple[float, ...] | None
    flood_movechances: tuple[float, ...] | None
    flood_weights: tuple[float, ...] | None
    flood_displaced: tuple[float, ...] | None
    flood_mode: Literal["constant", "poisson", "pop_ratio"]
    flood_forecast_days: int
    flood_forecast_end: int
    flood_forecast_weights: tuple[float, ...] | None
    match_camp_ethnicity: bool
    match_camp_religion: bool
    match_conflict_ethnicity: bool
    match_town_ethnicity: bool
    average_religion_fraction: float
    two_systems: bool
    average_connections: float
    crowding_power: float
    roads_fill: bool
    road_delay: float
    road_delay_power: float
    actors: bool
    count_divisor: int

    def __getitem__(self, name: str) -> Any:
        """One rule by its name."""
        if name not in NAMES:
            raise KeyError(name)
        return getattr(self, name)

    def __iter__(self) -> Iterator[str]:
        """Names in the order of the dictionary."""
        return iter(NAMES)

    def __len__(self) -> int:
        """Number of rules."""
        return len(NAMES)


NAMES = tuple(field.name for field in fields(Rules))
"""Names of the rules, in the order of the dictionary."""
