"""``simsetting.yml`` as typed values; every default is Flee's."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

SpawnMode = Literal["constant", "poisson", "pop_ratio"]


@dataclass(frozen=True)
class ConflictSpawning:
    """Section ``conflict_driven_spawning``: a number of people a day from each conflict zone."""

    spawn_mode: SpawnMode = "constant"
    displaced_per_conflict_day: float = 500.0


@dataclass(frozen=True)
class FloodSpawning:
    """Section ``flood_driven_spawn_mode``: people a day from each flooded place, by level."""

    spawn_mode: SpawnMode = "pop_ratio"
    displaced_per_flood_day: tuple[float, ...] = (0.0, 0.1, 0.2, 0.5, 0.9)


@dataclass(frozen=True)
class FloodForecast:
    """Keys ``flood_forecaster_*``: how far people look ahead, and weights of days and groups."""

    timescale: int = 0
    end_time: int = 0
    weights: tuple[float, ...] = ()
    awareness: tuple[float, ...] = ()


@dataclass(frozen=True)
class FloodRules:
    """Section ``flood_rules``: chance to move and factor on the attraction, by flood level."""

    flood_movechances: tuple[float, ...] = ()
    flood_loc_weights: tuple[float, ...] = ()
    forecast: FloodForecast | None = None


@dataclass(frozen=True)
class SpawnRules:
    """Section ``spawn_rules`` without the sections in it."""

    take_from_population: bool = False
    insert_day0: bool = True
    empty_camps_on_day0: bool = False
    sum_from_camps: bool = True
    read_from_agents_csv_file: bool = False
    camps_are_sinks: bool = False
    conflict_zone_spawning_only: bool = True
    flood_zone_spawning_only: bool = False
    starvation_driven_spawning: bool = False
    conflict_spawn_decay: tuple[float, ...] = ()
    conflict_spawn_decay_interval: int = 30
    average_social_connectivity: float = 3.0


@dataclass(frozen=True)
class MoveRules:
    """Section ``move_rules`` without the section in it (speeds in km/day)."""

    max_move_speed: float = 360.0
    max_walk_speed: float = 35.0
    foreign_weight: float = 1.0
    camp_weight: float = 1.0
    conflict_weight: float = 10.0**-0.5
    conflict_movechance: float = 1.0
    camp_movechance: float = 0.001
    idpcamp_movechance: float = 0.1
    default_movechance: float = 0.3
    awareness_level: int = 1
    capacity_buffer: float = 0.9
    capacity_scaling: float = 1.0
    avoid_short_stints: bool = False
    start_on_foot: bool = False
    use_v1_rules: bool = False
    softening: float = 10.0
    weight_softening: float = 0.0
    weight_power: float = 1.0
    distance_power: float = 1.0
    stay_close_to_home: bool = False
    home_distance_power: float = 0.5
    use_pop_for_loc_weight: bool = False
    pop_power_for_loc_weight: float = 0.1
    movechance_pop_base: float = 10000.0
    movechance_pop_scale_factor: float = 0.0
    pruning_threshold: float = 1.0
    fixed_routes: bool = False
    use_economic_pull: bool = False
    two_system_decision_making: bool = False
    harvest_months: tuple[float, ...] = ()
    flee_when_starving: bool = False
    avoid_food_deprived_locations: bool = False
    # Flee's own spelling, by which a key of the file finds its field.
    ChildrenAvoidHazards: bool = False
    BoysTakeRisk: bool = False
    ElderlyAvoidHazards: bool = False
    WomenAvoidHazards: bool = False
    MatchCampEthnicity: bool = False
    MatchCampReligion: bool = False
    MatchConflictEthnicity: bool = False
    MatchTownEthnicity: bool = False
    avg_religion_fraction: float = 0.25

    @property
    def attributes(self) -> tuple[str, ...]:
        """Attributes of people that a rule of movement looks at."""
        boys = self.ChildrenAvoidHazards and self.BoysTakeRisk
        by_ethnicity = (
            self.MatchCampEthnicity or self.MatchConflictEthnicity or self.MatchTownEthnicity
        )
        looked_at = {
            "age": self.ChildrenAvoidHazards or self.ElderlyAvoidHazards,
            "gender": boys or self.WomenAvoidHazards,
            "ethnicity": by_ethnicity,
            "religion": self.MatchCampReligion,
        }
        return tuple(name for name, looks in looked_at.items() if looks)


@dataclass(frozen=True)
class FleeSettings:
    """All that the importer takes from the settings, and the name of the file for messages."""

    file: str = "simsetting.yml"
    spawn: SpawnRules = field(default_factory=SpawnRules)
    move: MoveRules = field(default_factory=MoveRules)
    conflict_spawning: ConflictSpawning | None = None
    flood_spawning: FloodSpawning | None = None
    flood: FloodRules | None = None
    default_conflict_intensity: float = 1.0

    @property
    def attributes(self) -> tuple[str, ...]:
        """Attributes of people that any rule looks at."""
        forecast = self.flood.forecast if self.flood else None
        return (*self.move.attributes, *(("floodawareness",) if forecast else ()))

    @property
    def looks_at_food(self) -> bool:
        """Whether any rule looks at food security."""
        move = self.move
        return (
            move.flee_when_starving
            or move.avoid_food_deprived_locations
            or self.spawn.starvation_driven_spawning
        )
