"""Phase ``flight``: residents become displaced people, or newly displaced people appear."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from safepassage.compiled.world import (
    BY_CONFLICT,
    BY_FLOOD,
    BY_HAZARD,
    BY_SERIES,
    POISSON,
    POP_RATIO,
    World,
)
from safepassage.dynamics.conditions.kernel import flooded_out, hunger_source
from safepassage.dynamics.demographics.kernel import appear_by_class
from safepassage.dynamics.departure.kernel import chance_to_depart
from safepassage.dynamics.state import State, class_key
from safepassage.dynamics.ties.kernel import split_by_ties
from safepassage.native import kernel, phase
from safepassage.streams import Integer, binomial, fold, poisson, sub_key

_WISH: Final = 0x77697368
_AGAIN: Final = 2
"""Sub-streams of flight."""


@kernel
def conflict_decay(world: World, state: State, place: int, day: int) -> float:
    """Factor by the age of the hazard at a place (1 where no decay is declared)."""
    if world.decay.size == 0:
        return 1.0
    age = (day - state.places[place]["onset"]) // world.rules[0]["decay_interval"]
    return world.decay[min(age, world.decay.size - 1)]  # type: ignore[no-any-return]


@kernel
def source_people(state: State, place: int) -> float:
    """Population of a place to the power ``source_power``; 0 without people whatever the power."""
    people: float = max(0.0, state.places[place]["population"])
    power = state.params[0]["source_power"]
    if people == 0.0 or power == 1.0:
        return people
    return people**power  # type: ignore[no-any-return]


@phase
def weigh_sources(world: World, state: State, day: int) -> None:
    """Weight of each place as a source: people (see there) times hazard times decay, and hunger."""
    only_hazard = world.rules[0]["hazard_displacement_only"]
    for place in range(world.places.size):
        own = state.places[place]
        weight = 0.0
        if own["hazard"] > 0.0:
            decay = conflict_decay(world, state, place, day)
            weight = source_people(state, place) * own["hazard"] * decay
        if own["hazard"] > 0.0 or not only_hazard:
            weight += hunger_source(world, place, day, own["population"])
        own["source"] = weight


@phase
def flee(world: World, state: State, key: Integer, day: int) -> None:
    """Displace people for one day: ``fled`` of each place and class."""
    rules = world.rules[0]
    for place in range(world.places.size):
        for class_ in range(rules["classes"]):
            state.classes[place, class_]["fled"] = 0
    if rules["displacement"] == BY_HAZARD:
        _flee_by_hazard(world, state, key, day)
    elif rules["displacement"] == BY_SERIES:
        _appear_by_series(world, state, key, day)
    elif rules["displacement"] == BY_CONFLICT:
        _appear_by_conflict(world, state, key)
    elif rules["displacement"] == BY_FLOOD:
        _appear_by_flood(world, state, key, day)
    first = rules["recent_bins"] if rules["first_flags"] == 2 else 0
    for place in range(world.places.size):
        for class_ in range(rules["classes"]):
            people = state.classes[place, class_]["fled"]
            if people > 0:
                stream = fold(
                    sub_key(key, world.places[place]["key"], class_key(world, class_)), _WISH
                )
                keep = keep_home(world, state, stream, place, class_, people)
                _put(world, state, stream, place, first_type(world, class_, place) + first, keep)
                type_ = class_ * rules["per_class"] + first
                _put(world, state, stream, place, type_, people - keep)


@kernel
def _put(world: World, state: State, key: Integer, place: int, type_: int, people: int) -> None:
    """People stand where they fled from, for the moment."""
    split_by_ties(world, state, key, place, type_, people)
    state.people[place, type_]["movers"] += people
    state.places[place]["standing"] += people


@kernel
def first_type(world: World, class_: int, place: int) -> int:
    """Type of people of a class whose home is a place, the first of its sorts."""
    rules = world.rules[0]
    return class_ * rules["per_class"] + world.homes.of_place[place] * rules["sorts"]  # type: ignore[no-any-return]


@kernel
def keep_home(
    world: World, state: State, key: Integer, place: int, class_: int, people: int
) -> int:
    """Of people who flee from a place: how many want to come back one day; the rest keep none."""
    home = world.homes.of_place[place] - 1
    if home < 0:
        return 0
    wish = state.homes.wish[home, class_]
    return people if wish >= 1.0 else binomial(key, people, wish)


@kernel
def _flee_by_hazard(world: World, state: State, key: Integer, day: int) -> None:
    """Each resident flees with chance 1 - exp(-rate x hazard x factor), and gets out by access."""
    rate = state.params[0]["flight_rate"]
    mobilises = world.rules[0]["mobilises"]
    for place in range(world.places.size):
        hazard = state.places[place]["hazard"]
        if hazard <= 0.0 and not mobilises:
            continue
        for class_ in range(state.classes.shape[1]):
            own = state.classes[place, class_]
            chance = 0.0
            if mobilises:
                chance = chance_to_depart(world, state, place, class_, day)
            if own["residents"] == 0:
                continue
            if not mobilises:
                chance = 1.0 - math.exp(-rate * hazard * state.flight_factor[class_])
            stream = sub_key(key, world.places[place]["key"], class_key(world, class_))
            requested = binomial(stream, own["residents"] - own["returnees"], chance)
            realised = binomial(fold(stream, 1), requested, own["leave"])
            again = 0
            if own["returnees"] > 0:
                again = binomial(fold(stream, _AGAIN), own["returnees"], chance)
                again = binomial(fold(stream, _AGAIN + 1), again, own["leave"])
            own["residents"] -= realised + again
            own["returnees"] -= again
            own["left_again"] += again
            own["fled"] = realised + again


@kernel
def _appear_by_series(world: World, state: State, key: Integer, day: int) -> None:
    """Share the day's newly displaced among sources: a multinomial by conditional binomials."""
    people = world.newly_displaced[day]
    if people == 0:
        return
    left = 0.0
    last = -1
    for place in range(world.places.size):
        weight = state.places[place]["source"]
        if weight > 0.0:
            left += weight
            last = place
    if last < 0:
        state.totals[2] += people
        return
    for place in range(last + 1):
        weight = state.places[place]["source"]
        if weight <= 0.0 or people == 0:
            continue
        drawn = people
        if place != last:
            stream = fold(key, world.places[place]["key"])
            drawn = binomial(stream, people, min(1.0, weight / left))
        left -= weight
        people -= drawn
        _appear(world, state, key, place, drawn)


@kernel
def _appear_by_conflict(world: World, state: State, key: Integer) -> None:
    """A number for each place with hazard: constant, Poisson or a share of its population."""
    number = state.params[0]["conflict_displaced"]
    mode = world.rules[0]["conflict_mode"]
    for place in range(world.places.size):
        own = state.places[place]
        if own["hazard"] <= 0.0:
            continue
        if mode == POISSON:
            people = poisson(fold(key, world.places[place]["key"]), number * own["hazard"])
        elif mode == POP_RATIO:
            people = int(number * own["population"] * own["hazard"])
        else:
            people = int(number * own["hazard"])
        _appear(world, state, key, place, people)


@kernel
def _appear_by_flood(world: World, state: State, key: Integer, day: int) -> None:
    """A number for each flooded place, by the level of the flood."""
    for place in range(world.places.size):
        population = state.places[place]["population"]
        people = flooded_out(world, place, day, population, key)
        _appear(world, state, key, place, people)


@kernel
def _appear(world: World, state: State, key: Integer, place: int, people: int) -> None:
    """Newly displaced people enter the system at a place."""
    appear_by_class(world, state, key, place, people)
    state.totals[0] += people
    if world.rules[0]["take_from_population"]:
        left = state.places[place]["population"] - np.float64(people)
        state.places[place]["population"] = max(0.0, left)
