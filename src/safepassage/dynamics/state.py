"""The state of one member while its days pass."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from safepassage.arrays import F8, I4, I8, Rows
from safepassage.compiled.world import SITE, WAYPOINT, Member, World
from safepassage.dynamics.actors.arrays import ActorState
from safepassage.dynamics.actors.state import new_actors
from safepassage.dynamics.aid.arrays import Food
from safepassage.dynamics.aid.state import new_food
from safepassage.dynamics.clearance.arrays import ClearanceState
from safepassage.dynamics.clearance.state import new_clearing
from safepassage.dynamics.corridor.arrays import CORRIDOR_STATE
from safepassage.dynamics.departure.arrays import DEPARTURE_STATE
from safepassage.dynamics.homes.arrays import HomeState
from safepassage.dynamics.homes.state import new_homes
from safepassage.dynamics.reception.arrays import Shelter
from safepassage.dynamics.reception.state import new_shelter
from safepassage.dynamics.roads.arrays import RoadState
from safepassage.dynamics.roads.state import new_roads
from safepassage.native import by_reference, compiled, kernel, zeros
from safepassage.streams import Integer

PLACE_STATE = np.dtype(
    [
        ("standing", "i8"),  # displaced people here, by which a site fills
        ("crowded_from", "f8"),  # people here above which its room is less than 1, today
        ("full_from", "f8"),  # people here from which there is no room, today
        ("score", "f8"),
        ("is_site", "i8"),
        ("hard", "i8"),  # admission stops exactly there (reception)
        ("hazard", "f8"),
        ("deliberate", "i8"),  # who knows many sets out from here today (two systems)
        ("open", "i8"),
        ("waypoint", "i8"),
        ("leaving", "i8"),  # set out this morning
        ("onset", "i8"),  # day on which hazard began
        ("hazard_factor", "f8"),
        ("chance", "f8"),  # of moving on, as events and the rule of its kind have it
        ("capacity", "f8"),
        ("crowding", "f8"),  # factor on the chance to move on (reception)
        ("population", "f8"),
        ("source", "f8"),  # weight with which the place gives newly displaced people
        ("attraction", "f8"),
        ("rest", "f8"),  # chance of moving on without hazard that is declared; NaN: its kind's
        ("unused", "i8", (4,)),
    ]
)
"""Begins with what choices and rest read; a row takes three lines of the processor's cache."""
CLASS_STATE = np.dtype(
    [
        ("key", "u8"),  # of the place
        ("moves", "f8"),  # chance of moving on today
        ("weighed", "i8"),  # ``State.crowding`` when choices were weighed
        ("first", "i4"),  # first alternative in ``Scratch``
        ("number", "i4"),  # of alternatives that were open
        ("leave", "f8"),  # share let out
        ("enter", "f8"),  # share let in
        ("refused", "i8"),  # today
        ("arrived", "i8"),  # today by a corridor; by legs: ``State.flow``
        ("residents", "i8"),  # at home and free to flee
        ("staying", "i8"),  # at home, cannot or will not leave
        ("fled", "i8"),  # became displaced today
        ("returnees", "i8"),  # of the residents: came back
        ("left_again", "i8"),  # of these: fled today
        ("unused", "i8", (3,)),
    ]
)
"""Begins with what a decision reads; a row takes two lines of the processor's cache."""
PEOPLE = np.dtype(
    [
        ("present", "i8"),  # displaced, standing, no stored route
        ("tonight", "i8"),  # came to rest today, until it is settled; later: would go home today
        ("movers", "i8"),  # set out this morning; before: fled today; later: find a house
    ]
)
WORD = 32
"""Types that share a number of ``State.kinds``."""
CHOICE = np.dtype(
    [
        ("weight", "f8"),
        ("count", "i8"),  # people of the present choice
        ("leg", "i4"),
        ("unused", "i4"),
    ]
)
LINK_STATE = np.dtype([("open", "i8")])


@by_reference
class State(NamedTuple):
    """Everything that a day may change. Counts are people; letters as in ``compiled.world``."""

    params: Rows  # (1,) PARAMS_DTYPE
    places: Rows  # (P,) PLACE_STATE
    classes: Rows  # (P, C) CLASS_STATE
    people: Rows  # (P, G) PEOPLE
    links: Rows  # (L,) LINK_STATE
    flow: I8  # (K, 1+C) set out on a leg today, by leg as choices are; reached its end, by class
    leg_inverse: F8  # (K,) 1 / (softening + km)^power
    committed: I8  # (K, G) displaced, standing at the start of a stored leg
    transit: I8  # (T, G) between places
    busy: I8  # (T,) people of all types there
    kinds: I8  # (T, G/32) which types are there, a bit each
    corridors: Rows  # (X,) CORRIDOR_STATE
    left_by: I8  # (X, C) left by a corridor today
    carried: I8  # (X, C) on the days before
    flight_factor: F8  # (C,)
    departure: Rows  # (P, C) DEPARTURE_STATE; no rows where departure is plain
    crowding: I8  # (2,) grows whenever weights of routes may have changed; see ``grow_sites``
    clearing: ClearanceState
    homes: HomeState
    totals: I8  # (4,) entered, removed, newly displaced without a source, removed today
    shelter: Shelter
    food: Food
    class_score: F8  # (P, C) attraction as a class sees it; no rows without demographics
    class_standing: I8  # (P, C) displaced people who stood there when it was looked at
    roads: RoadState
    settling: F8  # (P,) as in the draw
    actors: ActorState
    renewed: I8  # (G,) room to count types anew; empty where people have no ties


@by_reference
class Scratch(NamedTuple):
    """Choices as they were last weighed; A alternatives of all places, those of class 0 first."""

    choices: Rows  # (C*A,) CHOICE: the open alternatives of a place, from where its own begin
    legs: I4  # (C*A,) column of ``choices``, as are the other two
    weights: F8  # (C*A,)
    counts: I8  # (C*A,)


@compiled
def new_scratch(world: World) -> Scratch:
    """Choices that have never been weighed."""
    length = world.rules[0]["classes"] * world.alternatives.size
    choices = zeros(length, CHOICE)
    return Scratch(choices, choices["leg"], choices["weight"], choices["count"])


@compiled
def new_state(world: World, member: Member) -> State:
    """State before the first day; people are put in by ``populate``."""
    places = world.places.size
    types = world.rules[0]["types"]
    classes = world.rules[0]["classes"]
    legs = world.legs.size
    planned = legs if world.rules[0]["has_plans"] else 0
    corridors = world.corridors.size
    state = State(
        member.params,
        zeros(places, PLACE_STATE),
        zeros((places, classes), CLASS_STATE),
        zeros((places, types), PEOPLE),
        zeros(world.links.size, LINK_STATE),
        zeros((legs, 1 + classes), np.int64),
        zeros(legs, np.float64),
        zeros((planned, types), np.int64),
        zeros((world.slots.size, types), np.int64),
        zeros(world.slots.size, np.int64),
        zeros((world.slots.size, types // WORD + 1), np.int64),
        zeros(corridors, CORRIDOR_STATE),
        zeros((corridors, classes), np.int64),
        zeros((corridors, classes), np.int64),
        member.flight_factor,
        zeros((places if world.rules[0]["mobilises"] else 0, classes), DEPARTURE_STATE),
        zeros(2, np.int64),
        new_clearing(member),
        new_homes(world, member),
        zeros(4, np.int64),
        new_shelter(world),
        new_food(world),
        zeros((places if world.rules[0]["demographics"] else 0, classes), np.float64),
        zeros((places if world.rules[0]["demographics"] else 0, classes), np.int64),
        new_roads(world),
        member.settling,
        new_actors(world, member),
        zeros(types if world.births.size > 0 else 0, np.int64),
    )
    params = member.params[0]
    state.crowding[0] = 1
    for place in range(state.departure.shape[0]):
        for class_ in range(classes):
            state.departure[place, class_]["began"] = -1
    for place in range(places):
        fixed = world.places[place]
        own = state.places[place]
        own["onset"] = -1
        own["open"] = fixed["site_open"]
        own["is_site"] = 1 if fixed["kind"] == SITE and fixed["site_open"] else 0
        own["waypoint"] = 1 if fixed["kind"] == WAYPOINT else 0
        own["hazard_factor"] = member.hazard_factor[place]
        own["capacity"] = fixed["capacity"]
        if fixed["charged"] > 0.0 and own["capacity"] > 0.0:
            own["capacity"] -= fixed["charged"]
        own["population"] = fixed["population"]
        own["attraction"] = member.attraction[place]
        own["score"] = 1.0
        own["rest"] = fixed["move_chance"]
        own["chance"] = resting_chance(world, state, place)
        for class_ in range(classes):
            state.classes[place, class_]["key"] = fixed["key"]
            state.classes[place, class_]["first"] = (
                class_ * world.alternatives.size + fixed["alt_start"]
            )
            state.classes[place, class_]["leave"] = 1.0
            state.classes[place, class_]["enter"] = 1.0
    for link in range(world.links.size):
        state.links[link]["open"] = world.links[link]["open"]
    for leg in range(legs):
        distance = params["softening"] + world.ways[leg]["km"]
        state.leg_inverse[leg] = distance ** (-params["distance_power"])
    for corridor in range(corridors):
        state.corridors[corridor]["throughput"] = member.throughput[corridor]
        state.corridors[corridor]["opening"] = member.opening[corridor]
        state.corridors[corridor]["open_hours"] = member.open_hours[corridor]
    return state


@kernel
def class_key(world: World, class_: int) -> Integer:
    """Identity of a class in random streams: that of its first type, from its name."""
    return world.homes.types[class_ * world.rules[0]["per_class"]]["key"]  # type: ignore[no-any-return]


@kernel
def at_home(state: State, place: int) -> int:
    """People at home at a place, those who stay included."""
    people = 0
    for class_ in range(state.classes.shape[1]):
        people += (
            state.classes[place, class_]["residents"] + state.classes[place, class_]["staying"]
        )
    return people


@kernel
def resting_chance(world: World, state: State, place: int) -> float:
    """Chance to move on from a place without hazard."""
    own = state.places[place]["rest"]
    if own == own:
        return own  # type: ignore[no-any-return]
    if state.places[place]["is_site"]:
        return state.params[0]["site_movechance"]  # type: ignore[no-any-return]
    if world.places[place]["kind"] > SITE:
        return state.params[0]["crossing_movechance"]  # type: ignore[no-any-return]
    return state.params[0]["default_movechance"]  # type: ignore[no-any-return]


@kernel
def conflict_chance(world: World, state: State, place: int) -> float:
    """Chance to move on from a place at hazard 1."""
    own = world.places[place]["conflict_chance"]
    return own if own == own else state.params[0]["conflict_movechance"]  # type: ignore[no-any-return]


@kernel
def enter_slot(state: State, slot: int, type_: int, people: int) -> None:
    """People are on a link, at a distance from its end."""
    state.transit[slot, type_] += people
    state.busy[slot] += people
    state.kinds[slot, type_ // WORD] |= 1 << (type_ % WORD)


@kernel
def leave_slot(state: State, slot: int, type_: int) -> int:
    """Take all people of a type from a slot; gives their number."""
    people = state.transit[slot, type_]
    state.transit[slot, type_] = 0
    state.busy[slot] -= people
    state.kinds[slot, type_ // WORD] &= ~(1 << (type_ % WORD))
    return people  # type: ignore[no-any-return]


@kernel
def next_type(state: State, slot: int, type_: int) -> int:
    """First type from ``type_`` on of which people are in a slot; the number of types if none."""
    types = state.transit.shape[1]
    while type_ < types:
        bits = state.kinds[slot, type_ // WORD] >> (type_ % WORD)
        if bits == 0:
            type_ += WORD - type_ % WORD
            continue
        while bits & 1 == 0:
            bits >>= 1
            type_ += 1
        return type_
    return types  # type: ignore[no-any-return]
