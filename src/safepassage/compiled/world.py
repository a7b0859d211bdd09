"""The arrays that a kernel sees, with their dimension letters.

P places, L directed links, K legs (a link with the stored rest of a route), C classes,
G types of people (class, home, first-route flag, recent-distance bin), T transit slots,
X corridors, D days, E changes; H, U, Z and A as in ``arrays`` of ``dynamics.homes``,
``dynamics.clearance`` and ``dynamics.actors``.
A *unit* is a metre under ``flee3`` and a tick of the day under ``budget``.

Tables are structured arrays, one row a place, link or leg: a kernel then passes few arguments,
and what belongs together lies together in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from safepassage.arrays import F8, I8, Rows
from safepassage.compiled.batch import row_of
from safepassage.compiled.outputs import OUTPUTS, Output
from safepassage.dynamics.actors.arrays import ActorDraw, Actors
from safepassage.dynamics.aid.arrays import Aid
from safepassage.dynamics.clearance.arrays import ClearanceDraw, Clearing
from safepassage.dynamics.conditions.arrays import Conditions
from safepassage.dynamics.demographics.arrays import Demographics
from safepassage.dynamics.homes.arrays import HomeDraw, Homes
from safepassage.dynamics.reception.arrays import Reception
from safepassage.dynamics.roads.arrays import Roads
from safepassage.native import by_reference

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
    "source_power",
    "departure_median",
    "departure_spread",
    "departure_early",
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
    "fixed_routes to_sites sight waypoints_change "
    "mobilises departure departs_at_opening departs_on waits_at_home "
    "pop_weight sinks has_plans displacement conflict_mode take_from_population batches bucket "
    "buckets most_choices node_bits ahead decay_interval lumps last_limit limits_leaving settles "
    "roads_fill closes_links limits_routes flee_when_starving avoid_food_deprived "
    "starvation_displacement hazard_displacement_only flood_mode conditions reception aid "
    "demographics match_camp_ethnicity match_camp_religion match_conflict_ethnicity "
    "match_town_ethnicity match_documented",
    "max_move_speed road_delay road_delay_power",
)
"""Switches and sizes; ``per_class``: types of a class, ``sorts``: types of a class and home,
``day_units`` is a full day of travel, ``bucket`` the width of a bucket of the day's sweep in units,
``node_bits``: the lower bits of a key of the queue, which are its node,
``ahead``: entries of the queue between one step of fetching their rows from memory and the next, 0
to fetch none; ``limits_leaving``: whether access ever keeps anybody in, ``closes_links``: whether a
link is ever closed, ``limits_routes``: whether there are routes that not every class may use;
``conditions``: whether food, a flood or a harvest changes a day;
``mobilises``: whether departure is not plain; ``to_sites``: whether people choose among all sites,
``sight``: stops ahead that people can choose, ``waypoints_change``: whether a place ever becomes a
waypoint or ceases to be one; ``roads_fill``: whether roads have a capacity; ``settles``: whether
some people stay for long, which doubles the types of a class and home; ``demographics``: whether
classes differ in how they see a place;
``max_move_speed`` km/day."""
PARAMS_DTYPE = _dtype("", " ".join(PARAMS))
PLACES_DTYPE = _dtype(
    "kind foreign site_open alt_start major_start alt_stop last_hop",
    "population economy move_chance conflict_chance deactivation capacity capacity_per_day charged "
    "settled_chance",
    "key",
)
"""``key``: stable identity for random streams; ``move_chance``: NaN for the rule of the kind;
``conflict_chance``: to move on at hazard 1, NaN for the rule;
``capacity``: people, NaN is unlimited; ``charged``: people already counted against it on the first
day; ``settled_chance``: a day, to move on for those who stay for long; ``alt_start:alt_stop``:
range in ``alternatives``, those by a major route, or to sites beyond sight, from ``major_start``
on; ``last_hop``: who came here after so many units cannot decide again
after another hop (``compiled.horizon``)."""
LINKS_DTYPE = _dtype("start end route open classes speed walk", "walk_share")
"""``classes``: bit mask (-1 all); ``speed`` and ``walk``: units/day; ``route``: row of routes."""
LEGS_DTYPE = np.dtype(
    [
        ("slot_start", "i4"),
        ("left", "i4"),  # units from its first slot
        ("end", "i4"),  # place where the leg ends
        ("following", "i4"),  # next leg of a stored route or -1
        ("link", "i4"),
        ("speed", "i4"),  # of its link
        ("last_hop", "i4"),  # of ``end``
        ("watched", "i2"),  # whether anybody may ever be refused there
        ("walks", "i2"),  # whether a share of people walks
    ]
)
"""What is read whenever somebody sets out. Short rows: a large network is read from memory row by
row, and what a row takes is what the day takes."""
WAYS_DTYPE = _dtype("final slot_stop walk delay", "km home walk_share", "key")
"""What else is to be known of a leg. ``final``: place where the route ends; ``walk`` and
``walk_share``: of its link; ``km``: to the end of the route; ``home``: factor of
stay_close_to_home; ``key``: stable identity of the route from here on; ``delay``: most units that a
full road takes more: the leg begins with as many, and who is not delayed enters behind them."""
SLOTS_DTYPE = _dtype("left following following_walk")
"""``left``: units to go; ``following``: slot after a day's travel, -1 arrives."""
CHANGES_DTYPE = _dtype("kind target class_", "value")
EXPECTED_DTYPE = _dtype("corridor days kind target class_", "value")
"""``days``: after the expected opening of ``corridor``."""


@by_reference
class World(NamedTuple):
    """What does not change between members. All arrays are read-only by convention."""

    rules: Rows  # (1,) RULES_DTYPE
    places: Rows  # (P,) PLACES_DTYPE
    links: Rows  # (L,) LINKS_DTYPE
    legs: Rows  # (K,) LEGS_DTYPE
    ways: Rows  # (K,) WAYS_DTYPE
    alternatives: I8  # legs that a person at a place may choose
    slots: Rows  # (T,) SLOTS_DTYPE
    lumps: I8  # (P, B) longest distance with the same future, by bucket; B = 0 if not followed
    newly_displaced: I8  # (D,) people, from registrations
    frailty: F8  # (C,) variance between households
    decay: F8  # factors by age of a conflict; empty = none
    births: F8  # (N,) chance of each number of ties, if not less; empty = people have none
    change_start: I8  # (D+1,)
    changes: Rows  # (E,) CHANGES_DTYPE
    expected: Rows  # EXPECTED_DTYPE, by corridor and days
    corridors: Rows  # (X,) CORRIDORS_DTYPE of ``dynamics.corridor``
    corridor_hours: F8  # (X, D) hours open
    gather: I8  # places whose people may leave by a corridor
    departures: Rows  # (N,) DEPARTURES_DTYPE of the same
    reception: Reception
    aid: Aid
    clearing: Clearing
    conditions: Conditions
    homes: Homes
    roads: Roads
    demographics: Demographics
    actors: Actors


@by_reference
class Member(NamedTuple):
    """One member's draw of the uncertain inputs."""

    params: Rows  # (1,) PARAMS_DTYPE
    residents: I8  # (P, C) people at home
    displaced: I8  # (P, C) people displaced at the start
    staying_share: F8  # (C,)
    flight_factor: F8  # (C,)
    attraction: F8  # (P,)
    hazard_factor: F8  # (P,)
    settling: F8  # (P,) share of those who come to rest who stay for long
    throughput: F8  # (X,) people/hour
    opening: I8  # (X,) day of an opening that is not reported; -1 = it is
    open_hours: F8  # (X,) hours a day from then on
    clearing: ClearanceDraw
    homes: HomeDraw
    actors: ActorDraw


GRAM_ARRAYS = frozenset(name for name, array in OUTPUTS.items() if array.may_exceed_people)
"""Arrays of :class:`Output` that may be larger than the number of people."""


def array_sizes(world: World) -> dict[str, int]:
    """Length of each dimension of arrays by day, place …, by the names of :data:`SIZES`."""
    return {name: int(size(world)) for name, size in SIZES.items()}


SIZES: Mapping[str, Callable[[World], int]] = MappingProxyType(
    {
        "day": lambda world: world.rules[0]["days"],
        "place": lambda world: world.places.size,
        "class": lambda world: world.rules[0]["classes"],
        "type": lambda world: world.rules[0]["types"],
        "corridor": lambda world: world.corridors.size,
        "link": lambda world: world.links.size,
        "zone": lambda world: world.clearing.zones.size,
        "home": lambda world: world.homes.place.size,
        "house": lambda world: world.homes.houses.size,
        "ground": lambda world: world.actors.grounds.size,
    }
)
"""Every dimension of arrays, and how to read its length from a world."""


def output_shapes(world: World) -> dict[str, tuple[int, ...]]:
    """Shape of each array of :class:`Output`; no days of one that does not exist in this world."""
    rules = world.rules[0]
    sizes = array_sizes(world)
    acts = {
        "": True,
        "reception": bool(rules["reception"]),
        "aid": bool(rules["aid"]),
        "actors": world.actors.grounds.size > 0,
    }
    return {
        name: tuple(
            0 if dim == "day" and not acts[array.only_with] else sizes[dim] for dim in array.dims
        )
        for name, array in OUTPUTS.items()
    }


def make_output(world: World) -> Output:
    """Zeroed output arrays for one member."""
    return row_of(make_outputs(output_shapes(world), 1), 0)


def make_outputs(shapes: Mapping[str, tuple[int, ...]], count: int) -> Output:
    """Zeroed output arrays for some members, each with a leading axis of members.

    Args:
        shapes: As :func:`output_shapes` gives them.
        count: Number of members.
    """
    return Output(**{name: np.zeros((count, *of), np.int64) for name, of in shapes.items()})
