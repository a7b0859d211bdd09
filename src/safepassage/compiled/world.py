"""The arrays that a kernel sees, with their dimension letters.

P places, L directed links, K legs (a link with the stored rest of a route), C classes,
G types of people (class, home, first-route flag, recent-distance bin), T transit slots,
X corridors, D days, E changes; H, U, Z and A as in ``home_arrays``, ``clearance_arrays`` and
``actor_arrays``.
A *unit* is a metre under ``flee3`` and a tick of the day under ``budget``.

Tables are structured arrays, one row a place, link or leg: a kernel then passes few arguments,
and what belongs together lies together in memory.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from safepassage.arrays import F8, I8, Rows
from safepassage.compiled.actor_arrays import ActorDraw, Actors
from safepassage.compiled.aid import Aid
from safepassage.compiled.clearance_arrays import ClearanceDraw, Clearing
from safepassage.compiled.condition_arrays import Conditions
from safepassage.compiled.demographic_arrays import Demographics
from safepassage.compiled.home_arrays import HomeDraw, Homes
from safepassage.compiled.reception import Reception

SETTLEMENT, SITE, CROSSING, WAYPOINT = range(4)
KINDS = ("settlement", "site", "crossing", "waypoint")

NO_DISPLACEMENT, BY_HAZARD, BY_SERIES, BY_CONFLICT, BY_FLOOD = range(5)
CONSTANT, POISSON, POP_RATIO = range(3)

DAY_TICKS = 96
"""Ticks of a day's travel under ``budget`` (a quarter of an hour of a 24-hour day)."""
RECENT_BINS = 65
"""Bins of the recent distance (0..2 days' walks in steps of 1/32), only with short stints."""
RECENT_STEP = 1.0 / 32.0

# Changes that events make.
(
    HAZARD,
    HAZARD_STANDING,
    LINK_OPEN,
    PLACE_IS_SITE,
    SITE_OPEN,
    CAPACITY,
    LEAVE,
    ENTER,
    THROUGHPUT,
    MOVE_CHANCE,
) = range(10)

PARAMS = (
    "conflict_movechance",
    "site_movechance",
    "default_movechance",
    "crossing_movechance",
    "foreign_weight",
    "site_weight",
    "conflict_weight",
    "softening",
    "distance_power",
    "weight_softening",
    "weight_power",
    "capacity_buffer",
    "capacity_scaling",
    "movechance_pop_base",
    "movechance_pop_scale_factor",
    "pop_power_for_loc_weight",
    "pruning_threshold",
    "flight_rate",
    "conflict_displaced",
    "crowding_power",
    "average_religion_fraction",
)
"""Rules that are plain numbers; each may be an uncertain input. Speeds shape the network."""


def _dtype(
    integers: str, floats: str = "", words: str = "", *, integer: str = "i8"
) -> np.dtype[Any]:
    fields = [(name, "u8") for name in words.split()]
    fields += [(name, integer) for name in integers.split()]
    fields += [(name, "f8") for name in floats.split()]
    return np.dtype(fields)


RULES_DTYPE = _dtype(
    "days types classes per_class sorts budget day_units first_flags recent_bins short_stints "
    "fixed_routes sight waypoints_change "
    "pop_weight sinks has_plans displacement conflict_mode take_from_population batches bucket "
    "buckets most_choices decay_interval lumps last_limit limits_leaving "
    "closes_links flee_when_starving avoid_food_deprived starvation_displacement "
    "hazard_displacement_only flood_mode conditions reception aid "
    "demographics match_camp_ethnicity match_camp_religion match_conflict_ethnicity "
    "match_town_ethnicity match_documented",
    "max_move_speed",
)
"""Switches and sizes; ``per_class``: types of a class, ``sorts``: types of a class and home,
``day_units`` is a full day of travel, ``bucket`` the width of a bucket of the day's sweep in
units, ``limits_leaving``: whether access ever keeps anybody in, ``closes_links``: whether a link
is ever closed; ``conditions``: whether food, a flood or a harvest changes a day;
``sight``: stops ahead that people can choose, ``waypoints_change``: whether a place ever becomes a
waypoint or ceases to be one; ``demographics``: whether classes differ in how they see a place;
``max_move_speed`` km/day."""
PARAMS_DTYPE = _dtype("", " ".join(PARAMS))
PLACES_DTYPE = _dtype(
    "kind foreign site_open alt_start major_start alt_stop last_hop",
    "population economy move_chance deactivation capacity capacity_per_day charged",
    "key",
)
"""``key``: stable identity for random streams; ``move_chance``: NaN for the rule of the kind;
``capacity``: people, NaN is unlimited; ``charged``: people already counted against it on the first
day; ``alt_start:alt_stop``: range in ``alternatives``, those by a major route from
``major_start`` on; ``last_hop``: who came here after so many units cannot decide again after
another hop (``compiled.horizon``)."""
LINKS_DTYPE = _dtype("start end route open classes speed walk", "walk_share")
"""``classes``: bit mask (-1 all); ``speed`` and ``walk``: units/day; ``route``: row of routes."""
LEGS_DTYPE = _dtype(
    "watched slot_start left link following final end speed walk last_hop slot_stop",
    "walk_share",
    "key",
    integer="i4",
)
"""``key``: stable identity of the route from here on; ``end``: place where the leg ends;
``following``: next leg of a stored route or -1; ``final``: place where the route ends; ``watched``:
whether anybody may ever be refused there; ``left``: units from its first slot; ``speed``, ``walk``
and ``walk_share``: of its link; ``last_hop``: of ``end``. Short rows: a large network is read from
memory row by row, and what a row takes is what the day takes."""
ENDS_DTYPE = _dtype("", "km home")
"""What weighs a stored route: ``km`` to its end; ``home``: factor of stay_close_to_home."""
SLOTS_DTYPE = _dtype("left following following_walk")
"""``left``: units to go; ``following``: slot after a day's travel, -1 arrives."""
CHANGES_DTYPE = _dtype("kind target class_", "value")
EXPECTED_DTYPE = _dtype("corridor days kind target class_", "value")
"""``days``: after the expected opening of ``corridor``."""
CORRIDORS_DTYPE = _dtype(
    "classes end gather_start gather_stop departure_start departure_stop", "", "key"
)
DEPARTURES_DTYPE = _dtype("day class_ seats")
"""Planned departures, by corridor and then by time; ``class_`` -1 is anybody who may use it."""


class World(NamedTuple):
    """What does not change between members. All arrays are read-only by convention."""

    rules: Rows  # (1,) RULES_DTYPE
    places: Rows  # (P,) PLACES_DTYPE
    links: Rows  # (L,) LINKS_DTYPE
    legs: Rows  # (K,) LEGS_DTYPE
    ends: Rows  # (K,) ENDS_DTYPE
    alternatives: I8  # legs that a person at a place may choose
    slots: Rows  # (T,) SLOTS_DTYPE
    lumps: I8  # (P, B) longest distance with the same future, by bucket; B = 0 if not followed
    newly_displaced: I8  # (D,) people, from registrations
    decay: F8  # factors by age of a conflict; empty = none
    births: F8  # (N,) chance of each number of ties, if not less; empty = people have none
    change_start: I8  # (D+1,)
    changes: Rows  # (E,) CHANGES_DTYPE
    expected: Rows  # EXPECTED_DTYPE, by corridor and days
    corridors: Rows  # (X,) CORRIDORS_DTYPE
    corridor_hours: F8  # (X, D) hours open
    gather: I8  # places whose people may leave by a corridor
    departures: Rows  # (N,) DEPARTURES_DTYPE
    reception: Reception
    aid: Aid
    clearing: Clearing
    conditions: Conditions
    homes: Homes
    demographics: Demographics
    actors: Actors


class Member(NamedTuple):
    """One member's draw of the uncertain inputs."""

    params: Rows  # (1,) PARAMS_DTYPE
    residents: I8  # (P, C) people at home
    displaced: I8  # (P, C) people displaced at the start
    staying_share: F8  # (C,)
    flight_factor: F8  # (C,)
    attraction: F8  # (P,)
    hazard_factor: F8  # (P,)
    throughput: F8  # (X,) people/hour
    opening: I8  # (X,) day on which a corridor without a known window opens; -1 = its windows act
    open_hours: F8  # (X,) hours a day from then on
    clearing: ClearanceDraw
    homes: HomeDraw
    actors: ActorDraw


class Output(NamedTuple):
    """What a run of one member writes; the state dated X is the end of day X."""

    displaced: I8  # (D, P, C) displaced people standing at a place
    residents: I8  # (D, P, C) people at home, staying included
    staying: I8  # (P, C) of these, who cannot or will not leave
    moving: I8  # (D, C) people between places
    fled: I8  # (D, P, C) people who became displaced that day
    arrivals: I8  # (D, P, C) arrivals at a place that day, passing through included
    refusals: I8  # (D, P, C) turned away from a full or closed place that day
    left_by: I8  # (D, X, C) people who left by a corridor that day
    flow: I8  # (D, L) people who set out on a link that day
    removed: I8  # (D,) people who left the system that day (sinks)
    sheltered: I8  # (D, P, C) displaced people with a place in a site; no days without reception
    hosted: I8  # (D, P, C) displaced people in host families
    overflow: I8  # (D, P, C) displaced people at a receiving place who have neither
    food_in: I8  # (D, P) g that came, by pipeline or delivery; no days without aid
    food_out: I8  # (D, P) g that were carried away
    food_set: I8  # (D, P) g by which a declared stock changed what was there
    food_eaten: I8  # (D, P) g
    food_left: I8  # (D, P) g at the end of the day
    rations_left: I8  # (D, P) person-days of the ration in it
    fed: I8  # (D, P) people who had a full ration
    unfed: I8  # (D, P) people who had none, at places that food is known to have come to

    cleared: I8  # (D, Z) ares (0.01 ha) cleared since the start
    return_asked: I8  # (D, H, C) people who could go home and wanted to that day
    returned: I8  # (D, H, C) people who did
    left_again: I8  # (D, H, C) people returned before who fled again that day
    houses_damaged: I8  # (D, U) houses that nobody can live in
    houses_held: I8  # (D, U) houses of other families and of displaced people from elsewhere
    houses_occupied: I8  # (D, U) houses of the people at home
    houses_free: I8  # (D, U)

    clashing: I8  # (D, A) whether a serious clash goes on; internal: told by month only
    clash_begun: I8  # (D, A) whether one began that day
    armed_groups: I8  # (D, A) number of groups at the end of the day
    armed_blocs: I8  # (D, A) the same, with those of one alliance counted once


GRAM_ARRAYS = frozenset(
    {"food_in", "food_out", "food_set", "food_eaten", "food_left", "rations_left"}
)
"""Arrays of :class:`Output` that may be larger than the number of people."""


def output_shapes(world: World) -> dict[str, tuple[int, ...]]:
    """Shape of each array of :class:`Output`."""
    rules = world.rules[0]
    days, classes = int(rules["days"]), int(rules["classes"])
    by_place = (days, world.places.size, classes)
    slept = by_place if rules["reception"] else (0, *by_place[1:])
    food = (days if rules["aid"] else 0, world.places.size)
    by_home = (days, world.homes.place.size, classes)
    by_house = (days, world.homes.houses.size)
    grounds = world.actors.grounds.size
    by_ground = (days if grounds else 0, grounds)
    return {
        "displaced": by_place,
        "residents": by_place,
        "staying": by_place[1:],
        "moving": (days, classes),
        "fled": by_place,
        "arrivals": by_place,
        "refusals": by_place,
        "left_by": (days, world.corridors.size, classes),
        "flow": (days, world.links.size),
        "removed": (days,),
        "sheltered": slept,
        "hosted": slept,
        "overflow": slept,
        "food_in": food,
        "food_out": food,
        "food_set": food,
        "food_eaten": food,
        "food_left": food,
        "rations_left": food,
        "fed": food,
        "unfed": food,
        "cleared": (days, world.clearing.zones.size),
        "return_asked": by_home,
        "returned": by_home,
        "left_again": by_home,
        "houses_damaged": by_house,
        "houses_held": by_house,
        "houses_occupied": by_house,
        "houses_free": by_house,
        "clashing": by_ground,
        "clash_begun": by_ground,
        "armed_groups": by_ground,
        "armed_blocs": by_ground,
    }


def make_output(world: World) -> Output:
    """Zeroed output arrays for one member."""
    shapes = output_shapes(world)
    return Output(**{name: np.zeros(shape, np.int64) for name, shape in shapes.items()})
