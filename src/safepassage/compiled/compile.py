"""Scenario → world and inputs, once a run."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from safepassage.arrays import F8, I8, Flags, Rows
from safepassage.compiled.changes import (
    Changes,
    TargetIndices,
    build_changes,
    build_expected,
    changing_waypoints,
    corridor_hours,
    opens_when_drawn,
)
from safepassage.compiled.exit_dates import with_exit_dates
from safepassage.compiled.horizon import Horizon, find_horizon
from safepassage.compiled.inputs import Inputs, build_inputs
from safepassage.compiled.network import (
    Legs,
    Links,
    Slots,
    build_legs,
    build_links,
    build_slots,
    slot_bounds,
)
from safepassage.compiled.registrations import Displacement, Registrations, displace, interpolate
from safepassage.compiled.size import refuse_size, refuse_slots, size_of
from safepassage.compiled.stable_keys import stable_keys
from safepassage.compiled.world import (
    BY_CONFLICT,
    BY_FLOOD,
    BY_HAZARD,
    BY_SERIES,
    CAPACITY,
    CHANGES_DTYPE,
    CONSTANT,
    DAY_TICKS,
    ENTER,
    KINDS,
    LEAVE,
    LEGS_DTYPE,
    LINK_OPEN,
    LINKS_DTYPE,
    NO_DISPLACEMENT,
    PLACE_IS_SITE,
    PLACES_DTYPE,
    POISSON,
    POP_RATIO,
    RECENT_BINS,
    RULES_DTYPE,
    SITE_OPEN,
    SLOTS_DTYPE,
    WAYS_DTYPE,
    World,
    output_shapes,
)
from safepassage.dynamics.actors.build import build_actors
from safepassage.dynamics.aid.build import build_aid, feeds
from safepassage.dynamics.clearance.build import build_clearing
from safepassage.dynamics.conditions.build import build_conditions
from safepassage.dynamics.corridor.arrays import CORRIDORS_DTYPE
from safepassage.dynamics.corridor.build import build_departures
from safepassage.dynamics.demographics.build import MATCHES, build_demographics, is_demographic
from safepassage.dynamics.departure.build import build_departure
from safepassage.dynamics.destinations.build import add_ways_to_sites
from safepassage.dynamics.fixed_routes.build import Choices, add_major_routes
from safepassage.dynamics.homes.build import build_homes
from safepassage.dynamics.reception.build import build_reception, receives
from safepassage.dynamics.roads.build import build_roads, most_delay
from safepassage.dynamics.settling.build import settles
from safepassage.dynamics.ties.build import first_ties, refuse_ties, tie_states
from safepassage.errors import Problem, ScenarioError
from safepassage.scenario.canonical import canonical
from safepassage.scenario.naming import route_ids
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.table import Column, Table
from safepassage.sphere import great_circle_km

_DISPLACEMENT = {
    "none": NO_DISPLACEMENT,
    "hazard": BY_HAZARD,
    "series": BY_SERIES,
    "conflict": BY_CONFLICT,
    "flood": BY_FLOOD,
}
_BUCKETS = (2048, 8192)
"""Most buckets of a day, in a small and in a large network."""
_LEGS_A_BUCKET = 32
_LARGE, _AHEAD = 20_000, 4
"""Legs from which on the tables do not fit the memory near the processor; ``rules.ahead`` then."""
_LINE = 64
"""Bytes that a processor reads at once."""
_MODES = {"constant": CONSTANT, "poisson": POISSON, "pop_ratio": POP_RATIO}


@dataclass(frozen=True)
class Compiled:
    """A scenario ready to run.

    Attributes:
        scenario: What was compiled, its rows in canonical order.
        world: Arrays that no member changes.
        inputs: Best values and priors of what members draw.
        places: Identifier of each place, in order of index.
        classes: Identifier of each class.
        routes: Identifier of each route.
        corridors: Identifier of each corridor.
        registrations: Series on the days of the run.
        displacement: What the series do.
    """

    scenario: Scenario
    world: World
    inputs: Inputs
    places: tuple[str, ...]
    classes: tuple[str, ...]
    routes: tuple[str, ...]
    corridors: tuple[str, ...]
    registrations: Registrations
    displacement: Displacement

    @cached_property
    def shapes(self) -> Mapping[str, tuple[int, ...]]:
        """Shape of each array that a member writes."""
        return output_shapes(self.world)

    @cached_property
    def cells(self) -> int:
        """Numbers that a member writes and draws, roughly."""
        return sum(map(math.prod, self.shapes.values())) + len(self.places)


def compile_scenario(scenario: Scenario) -> Compiled:
    """Turn a checked scenario into arrays, once: they are kept with it, as neither ever changes.

    Raises:
        ScenarioError: If options are combined that have no meaning together.
        SafepassageError: If an exit date is to be drawn and cannot be; see ``with_exit_dates``.
    """
    kept = vars(scenario)
    if "_compiled" not in kept:
        made = _compile(scenario)
        kept["_compiled"] = vars(made.scenario)["_compiled"] = made
    found: Compiled = kept["_compiled"]
    return found


def _compile(scenario: Scenario) -> Compiled:
    _refuse_idle_options(scenario)
    scenario = canonical(with_exit_dates(scenario))
    places, rules = scenario["places"], scenario.rules
    ids = tuple(places["place"].tolist())
    index = {place: number for number, place in enumerate(ids)}
    kinds = np.array([KINDS.index(kind) for kind in places["kind"]], dtype=np.int64)
    links = build_links(scenario, index)
    refuse_ties(scenario, links)
    targets = TargetIndices(scenario, links)
    changing = changing_waypoints(scenario, targets)
    if changing and len(scenario["major_routes"]):
        message = "does not go together with places that become waypoints or cease to be"
        raise ScenarioError([Problem(message, "major_routes.csv", remedy="delete one of them")])
    within_sight = build_legs(links, kinds, rules.awareness_level, changing)
    if rules.destinations == "sites":
        choices = add_ways_to_sites(scenario, links, within_sight)
    else:
        choices = add_major_routes(scenario, index, links, within_sight)
    registrations = interpolate(scenario, index)
    displacement = displace(scenario, registrations, len(ids))
    world = _world(
        scenario, index, kinds, links, choices, targets, displacement,
        waypoints_change=bool(changing),
    )  # fmt: skip
    refuse_size(size_of(world))
    initial = displacement.initial
    if rules.displacement not in {"series", "flood", "conflict"}:
        initial = np.zeros(len(ids))
    return Compiled(
        scenario=scenario,
        world=world,
        inputs=build_inputs(scenario, world, targets, initial),
        places=ids,
        classes=tuple(scenario["classes"]["class"].tolist()) or ("people",),
        routes=tuple(route_ids(scenario["routes"])),
        corridors=tuple(scenario["corridors"]["corridor"].tolist()),
        registrations=registrations,
        displacement=displacement,
    )


def _refuse_idle_options(scenario: Scenario) -> None:
    rules = scenario.rules
    problems = []
    if rules.set == "budget":
        options = ("start_on_foot", "avoid_short_stints", "two_systems")
        idle = [name for name in options if rules[name]]
        if np.any(scenario["routes"]["walk_share"] > 0):
            idle.append("walk_share")
        problems += [
            Problem("acts only under flee3", "scenario.toml [rules]", None, name, "set = 'flee3'")
            for name in idle
        ]
    elif len(scenario["reception"]):
        problems.append(Problem("acts only under budget", "reception.csv", remedy="delete it"))
    if rules.crowding_power > 0 and not receives(scenario):
        remedy = "add rows to reception.csv, or set it to 0"
        where = "scenario.toml [rules]"
        problems.append(Problem("acts only with reception", where, None, "crowding_power", remedy))
    if len(scenario["classes"]) > 62:
        problems.append(Problem("has more than 62 classes", "classes.csv"))
    if problems:
        raise ScenarioError(problems)


def _world(
    scenario: Scenario,
    index: dict[str, int],
    kinds: I8,
    links: Links,
    choices: Choices,
    targets: TargetIndices,
    displacement: Displacement,
    *,
    waypoints_change: bool,
) -> World:
    legs = choices.legs
    rules, places = scenario.rules, scenario["places"]
    budget = rules.set == "budget"
    changes = build_changes(scenario, targets)
    capacity, growth, open_ = _sites(scenario["sites"], index, len(index))
    charged = np.zeros(len(index))
    if rules.displacement == "series" and rules.observed_sites_start == "insert":
        charged = displacement.initial if not budget else charged
    classes = max(1, len(scenario["classes"]))
    first_flags = 2 if rules.start_on_foot else 1
    bins = RECENT_BINS if rules.avoid_short_stints else 1
    lumps = not budget and bins == 1
    horizon = find_horizon(links, len(index), on_foot=rules.start_on_foot, lumps=lumps)
    routes = scenario["routes"]
    corridors = scenario["corridors"]
    departures = build_departures(scenario, targets)
    clearing = build_clearing(scenario, targets)
    conditions = build_conditions(scenario, targets)
    sorts = first_flags * bins * tie_states(scenario) * (2 if settles(scenario) else 1)
    homes = build_homes(scenario, targets, links, clearing, sorts=sorts)
    roads = build_roads(scenario, links)
    delay = most_delay(scenario, roads)
    on_foot = rules.start_on_foot
    bounds = slot_bounds(links, legs, budget=budget, on_foot=on_foot, delay=delay)
    names = route_ids(scenario["routes"])
    of_leg = tuple(names[route] for route in links.route[legs.link].tolist())
    refuse_slots(bounds, of_leg, places=len(index), types=homes.types.size)
    slots = build_slots(links, legs, budget=budget, on_foot=on_foot, delay=delay)
    gathers = _gathers(corridors, targets, index)
    day_units = DAY_TICKS if budget else round(rules.max_move_speed * 1000)
    furthest = day_units if budget else max(horizon.last, day_units)
    bucket = _bucket(slots, horizon, furthest)
    departure = build_departure(scenario)
    world = World(
        rules=np.zeros(1, RULES_DTYPE),
        places=np.zeros(len(index), PLACES_DTYPE),
        links=np.zeros(links.start.size, LINKS_DTYPE),
        legs=_in_lines(legs.link.size, LEGS_DTYPE),
        ways=np.zeros(legs.link.size, WAYS_DTYPE),
        alternatives=legs.alt_leg,
        slots=np.zeros(slots.left.size, SLOTS_DTYPE),
        lumps=horizon.lumps,
        newly_displaced=displacement.newly,
        frailty=departure.frailty,
        decay=np.array(rules.spawn_decay or (), dtype=np.float64),
        births=first_ties(scenario),
        change_start=changes.start,
        changes=np.zeros(changes.kind.size, CHANGES_DTYPE),
        expected=build_expected(scenario, targets),
        corridors=np.zeros(len(corridors), CORRIDORS_DTYPE),
        corridor_hours=corridor_hours(scenario, targets),
        gather=np.concatenate([*gathers, np.zeros(0, dtype=np.int64)]),
        departures=departures.rows,
        reception=build_reception(scenario),
        aid=build_aid(scenario),
        clearing=clearing,
        homes=homes,
        roads=roads,
        conditions=conditions,
        demographics=build_demographics(scenario, targets, len(index)),
        actors=build_actors(scenario, targets),
    )
    _fill(
        world.rules,
        days=scenario.days,
        types=homes.types.size,
        classes=classes,
        per_class=homes.types.size // classes,
        sorts=sorts,
        budget=budget,
        day_units=day_units,
        first_flags=first_flags,
        recent_bins=bins,
        short_stints=rules.avoid_short_stints,
        fixed_routes=rules.fixed_routes,
        to_sites=rules.destinations == "sites",
        mobilises=departure.mobilises,
        departure=departure.curve,
        departs_at_opening=departure.at_opening,
        departs_on=rules.departure_goes_on,
        waits_at_home=departure.at_home,
        sight=rules.awareness_level,
        waypoints_change=waypoints_change,
        pop_weight=rules.use_pop_for_loc_weight,
        sinks=rules.site_sinks and (budget or rules.flee_documented),
        has_plans=rules.roads_fill or np.any(legs.following >= 0),
        displacement=_DISPLACEMENT[rules.displacement],
        conflict_mode=_MODES[rules.conflict_mode],
        take_from_population=rules.take_from_population,
        batches=rules.arrival_batches,
        bucket=bucket,
        buckets=furthest // bucket + 1,
        most_choices=np.diff(legs.alt_start).max(initial=0),
        node_bits=((len(index) + legs.link.size) * homes.types.size).bit_length(),
        ahead=_AHEAD if legs.link.size >= _LARGE else 0,
        decay_interval=rules.spawn_decay_interval,
        lumps=lumps,
        last_limit=horizon.last,
        reception=receives(scenario),
        aid=feeds(scenario),
        limits_leaving=_ever(world, changes, LEAVE),
        settles=settles(scenario),
        roads_fill=rules.roads_fill,
        road_delay=rules.road_delay,
        road_delay_power=rules.road_delay_power,
        closes_links=_ever(world, changes, LINK_OPEN) or not np.all(routes["open"]),
        limits_routes=any(routes["classes"]),
        flee_when_starving=rules.flee_when_starving,
        avoid_food_deprived=rules.avoid_food_deprived,
        starvation_displacement=rules.starvation_displacement,
        hazard_displacement_only=rules.hazard_displacement_only,
        flood_mode=_MODES[rules.flood_mode],
        conditions=any(
            part.size for part in (conditions.food, conditions.flood, conditions.harvest)
        ),
        demographics=is_demographic(scenario),
        match_documented=budget or rules.flee_documented,
        **{name: rules[name] for name in MATCHES},
        max_move_speed=rules.max_move_speed,
    )
    _fill(
        world.places,
        key=stable_keys(list(index)),
        kind=kinds,
        foreign=_foreign(scenario),
        site_open=open_,
        last_hop=horizon.last_hop,
        alt_start=legs.alt_start[:-1],
        major_start=choices.major_start,
        alt_stop=legs.alt_start[1:],
        population=np.nan_to_num(places["population"]),
        economy=_economy(scenario),
        move_chance=places["move_chance"],
        conflict_chance=places["conflict_move_chance"],
        deactivation=places["deactivation"],
        capacity=capacity,
        capacity_per_day=growth,
        charged=charged,
        settled_chance=1.0 / places["settled_days"],
    )
    _fill(
        world.links,
        start=links.start,
        end=links.end,
        route=links.route,
        open=routes["open"][links.route],
        classes=_masks(routes["classes"], targets.classes)[links.route],
        speed=np.full(links.speed.size, DAY_TICKS) if budget else links.speed,
        walk=links.walk,
        walk_share=links.walk_share,
    )
    _fill(
        world.changes,
        kind=changes.kind,
        target=changes.target,
        class_=changes.class_,
        value=changes.value,
    )
    _fill(
        world.legs,
        slot_start=slots.start[:-1],
        left=slots.left[slots.start[:-1]],
        end=links.end[legs.link],
        following=legs.following,
        link=legs.link,
        speed=DAY_TICKS if budget else links.speed[legs.link],
        last_hop=horizon.last_hop[links.end[legs.link]],
        watched=_watched(world, links, legs),
        walks=links.walk_share[legs.link] > 0.0,
    )
    _fill(
        world.ways,
        final=legs.final,
        slot_stop=slots.start[1:],
        walk=links.walk[legs.link],
        delay=slots.delay,
        km=legs.km,
        home=_home_factors(scenario, links, legs),
        walk_share=links.walk_share[legs.link],
        key=legs.key,
    )
    _fill(
        world.slots,
        left=slots.left,
        following=slots.following,
        following_walk=slots.following_walk,
    )
    stops = np.cumsum([0, *map(len, gathers)])
    _fill(
        world.corridors,
        key=stable_keys(corridors["corridor"].tolist()),
        expected=opens_when_drawn(scenario, targets),
        relocates=corridors["purpose"] == "relocation",
        consent=np.where(corridors["purpose"] == "relocation", corridors["consent"], 1.0),
        classes=_masks(corridors["classes"], targets.classes),
        end=np.array([index[path[-1]] for path in corridors["places"]], dtype=np.int64),
        gather_start=stops[:-1],
        gather_stop=stops[1:],
        departure_start=departures.start[:-1],
        departure_stop=departures.start[1:],
    )
    return world


def _ever(world: World, changes: Changes, kind: int) -> bool:
    """Whether events, dated or expected, make a change of a kind."""
    return bool(np.any(changes.kind == kind) or np.any(world.expected["kind"] == kind))


def _bucket(slots: Slots, horizon: Horizon, furthest: int) -> int:
    """Width of a bucket of the day: narrow for little to sort, no wider than the shortest link."""
    steps = horizon.lumps.shape[1]
    if steps > 0:
        return int(horizon.last // steps)
    shortest = int((slots.left[slots.start[:-1]] - slots.delay).min(initial=furthest))
    most = int(np.clip(slots.start.size // _LEGS_A_BUCKET, *_BUCKETS))
    return int(max(1, min(shortest, furthest // most)))


def _watched(world: World, links: Links, legs: Legs) -> Flags:
    """Whether a site with a limit, one that is ever closed, or access can refuse people."""
    refuses = ~np.isnan(world.places["capacity"]) | (world.places["site_open"] == 0)
    for changes in (world.changes, world.expected):
        kinds = np.isin(changes["kind"], (CAPACITY, SITE_OPEN, PLACE_IS_SITE, ENTER))
        refuses[changes["target"][kinds]] = True
    watched: Flags = refuses[legs.final] | refuses[links.end[legs.link]]
    return watched


def _in_lines(count: int, dtype: np.dtype[Any]) -> Rows:
    """Rows of zeros of which none lies across more lines of the processor's cache than it must."""
    memory = np.zeros(count * dtype.itemsize + _LINE, np.uint8)
    start = -memory.ctypes.data % _LINE
    return memory[start : start + count * dtype.itemsize].view(dtype)


def _fill(rows: Rows, **columns: object) -> None:
    """Set every field of a structured array; a field left out is an error of ours."""
    for name in rows.dtype.names or ():
        rows[name] = columns[name]


def _sites(sites: Table, index: dict[str, int], count: int) -> tuple[F8, F8, I8]:
    capacity, growth = np.full(count, np.nan), np.zeros(count)
    open_ = np.ones(count, dtype=np.int64)
    rows = [index[place] for place in sites["place"]]
    capacity[rows] = sites["capacity"]
    growth[rows] = np.nan_to_num(sites["capacity_per_day"])
    open_[rows] = sites["open"]
    return capacity, growth, open_


def _gathers(corridors: Table, targets: TargetIndices, index: dict[str, int]) -> list[I8]:
    """Places that each corridor gathers from; people already at its end do not leave."""
    rows = zip(corridors["gathers"].tolist(), corridors["places"].tolist(), strict=True)
    return [
        np.array([n for n in targets.places[name] if n != index[path[-1]]], dtype=np.int64)
        for name, path in rows
    ]


def _foreign(scenario: Scenario) -> I8:
    """Whether a place is abroad; nowhere is, as long as it is not said which country is home."""
    home = scenario.settings["home_country"]
    country = scenario["places"]["country"].tolist()
    return np.array([bool(home and name and name != home) for name in country], dtype=np.int64)


def _economy(scenario: Scenario) -> F8:
    places = scenario["places"]
    if not scenario.rules.use_economic_pull:
        return np.ones(len(places))
    pull: F8 = 1.0 + places["trade_volume"] + places["hdi"] ** 2
    return pull


def _home_factors(scenario: Scenario, links: Links, legs: Legs) -> F8:
    """1 / max(1, km from where the choice is made)^power (flee-model §1.5)."""
    factors = np.ones(legs.link.size)
    if not scenario.rules.stay_close_to_home:
        return factors
    lat, lon = scenario["places"]["lat"], scenario["places"]["lon"]
    here = links.start[legs.link]
    km = great_circle_km(lat[here], lon[here], lat[legs.final], lon[legs.final])
    away = np.maximum(1.0, km) ** scenario.rules.home_distance_power
    return np.asarray(factors / np.where(np.isnan(away), 1.0, away))


def _masks(lists: Column, classes: dict[str, int]) -> I8:
    """Bit mask of the classes of each list; an empty list means all (-1)."""
    masks = [sum(1 << classes[name] for name in names) if names else -1 for names in lists]
    return np.array(masks, dtype=np.int64)
