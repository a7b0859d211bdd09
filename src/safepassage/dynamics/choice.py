"""Phase ``choose``: the weight of each route, by attraction, distance and room at its end."""

from __future__ import annotations

import numpy as np

from safepassage.compiled.world import World
from safepassage.dynamics.conditions.kernel import conditioned_score
from safepassage.dynamics.destinations.kernel import keep_way_to_each_site
from safepassage.dynamics.fixed_routes.kernel import keep_best_paths
from safepassage.dynamics.flight import conflict_decay
from safepassage.dynamics.state import Scratch, State
from safepassage.native import kernel, phase


@phase
def score_places(world: World, state: State, day: int) -> None:
    """Attraction of each place for the day (flee-model §1.3)."""
    params = state.params[0]
    pop_weight = world.rules[0]["pop_weight"]
    changed = False
    for place in range(world.places.size):
        own = state.places[place]
        score = own["attraction"]
        if world.places[place]["foreign"]:
            score *= world.places[place]["economy"] * params["foreign_weight"]
        if own["is_site"]:
            score *= params["site_weight"]
        if own["hazard"] > 0.0:
            power = conflict_decay(world, state, place, day) * own["hazard"]
            score *= params["conflict_weight"] ** power
        if pop_weight and not own["is_site"]:
            score *= max(1.0, own["population"]) ** params["pop_power_for_loc_weight"]
        if world.rules[0]["conditions"]:
            score *= conditioned_score(world, place, day)
        if score != own["score"]:
            changed = True
        own["score"] = score
    if changed:
        state.crowding[0] += 1


@phase
def grow_sites(world: World, state: State) -> None:
    """Sites with a limit grow by their declared number a day (without one it stays NaN).

    Without a limit there is room. A capacity below 1 holds nobody, but under ``flee3`` it is no
    limit either. Where room is short today, or was since yesterday, choices are to be weighed anew.
    """
    crowded = 0
    for place in range(world.places.size):
        own = state.places[place]
        own["capacity"] += world.places[place]["capacity_per_day"]
        capacity = own["capacity"] * state.params[0]["capacity_scaling"]
        if capacity >= 1.0:
            own["crowded_from"] = state.params[0]["capacity_buffer"] * capacity
            own["full_from"] = capacity
        elif capacity < 1.0 and world.rules[0]["budget"] == 1:
            own["crowded_from"] = -1.0
            own["full_from"] = 0.0
        else:
            own["crowded_from"] = np.inf
            own["full_from"] = np.inf
        if own["standing"] > own["crowded_from"]:
            crowded = 1
    if crowded or state.crowding[1]:
        state.crowding[0] += 1
    state.crowding[1] = crowded


@kernel
def room(state: State, place: int) -> float:
    """Factor 1..0 on the attraction of a place that fills up (flee-model §1.6)."""
    own = state.places[place]
    people = own["standing"]
    if people <= own["crowded_from"]:
        return 1.0
    if people >= own["full_from"]:
        return 0.0
    band = own["full_from"] * (1.0 - state.params[0]["capacity_buffer"])
    if own["hard"] == 1:  # people in host families stand beyond both ends of the band
        band = own["full_from"] - own["crowded_from"]
    return 1.0 - (people - own["crowded_from"]) / band  # type: ignore[no-any-return]


@kernel
def is_full(state: State, place: int) -> bool:
    """Whether a site takes nobody more: less than half of its room factor is left.

    With reception, when as many stand there as it can shelter.
    """
    own = state.places[place]
    if own["hard"] == 1:
        return own["is_site"] == 1 and own["standing"] >= own["full_from"]  # type: ignore[no-any-return]
    return state.places[place]["is_site"] == 1 and room(state, place) < 0.5


@kernel
def stand(state: State, place: int, people: int) -> None:
    """Let people stand at a place; if that takes of its room, choices are to be weighed anew."""
    own = state.places[place]
    before = own["standing"]
    own["standing"] = before + people
    if before + people > own["crowded_from"] and before <= own["full_from"]:
        state.crowding[0] += 1
        state.crowding[1] = 1


@kernel
def weigh_routes(
    world: World, state: State, scratch: Scratch, place: int, class_: int
) -> tuple[int, int]:
    """Weights of the alternatives that are open to a class at a place (flee-model §1.4).

    What was weighed serves until something that it depends on may have changed: ``state.crowding``.

    Args:
        world: Network and rules.
        state: Today's attraction, hazard and room.
        scratch: ``legs`` and ``weights`` are written.
        place: Where the people stand.
        class_: Who they are.

    Returns:
        First alternative in the arrays of ``scratch``, and the one after the last.
    """
    own = state.classes[place, class_]
    start = own["first"]
    if own["weighed"] != state.crowding[0]:
        own["weighed"] = state.crowding[0]
        own["number"] = _weigh(world, state, scratch, place, class_, start)
    return start, start + own["number"]


@kernel
def _weigh(
    world: World, state: State, scratch: Scratch, place: int, class_: int, start: int
) -> int:
    """Write what is open and how heavy it is, from ``start`` on, and give its number."""
    fixed = world.rules[0]["fixed_routes"]
    own = world.places[place]
    first, major, last = own["alt_start"], own["major_start"], own["alt_stop"]
    if world.rules[0]["to_sites"]:
        stop = _weigh_some(world, state, scratch, class_, start, major, last, True)
        stop = keep_way_to_each_site(world, state, scratch, start, stop)
        if stop > start:
            return _pruned(state, scratch, start, stop)
        last = major
    stop = _weigh_some(world, state, scratch, class_, start, first, major, False)
    if fixed:
        within = stop
        stop = _weigh_some(world, state, scratch, class_, within, major, last, False)
        stop = keep_best_paths(world, state, scratch, class_, start, within, stop)
    return _pruned(state, scratch, start, stop)


@kernel
def _weigh_some(
    world: World, state: State, scratch: Scratch, class_: int, stop: int, first: int, last: int,
    beyond: bool,
) -> int:  # fmt: skip
    """Write what is open of the alternatives ``first:last`` behind what is there.

    ``beyond``: they may end beyond sight.
    """
    params = state.params[0]
    fixed = world.rules[0]["fixed_routes"]
    by_class = world.rules[0]["demographics"] and not fixed
    softening = params["weight_softening"]
    power = params["weight_power"]
    for index in range(first, last):
        leg = world.alternatives[index]
        if not _usable(world, state, leg, class_, beyond):
            continue
        final = world.ways[leg]["final"]
        score = state.class_score[final, class_] if by_class else state.places[final]["score"]
        weight = softening + score * world.ways[leg]["home"]
        weight *= state.leg_inverse[leg]
        if not fixed:
            weight *= room(state, final)
        if power != 1.0:
            weight **= power
        scratch.legs[stop] = leg
        scratch.weights[stop] = weight
        stop += 1
    return stop


@kernel
def _pruned(state: State, scratch: Scratch, start: int, stop: int) -> int:
    """Number of alternatives that are left."""
    threshold = state.params[0]["pruning_threshold"]
    if threshold >= 1.001:
        stop = _prune(scratch, start, stop, threshold)
    return stop - start


@kernel
def _usable(world: World, state: State, leg: int, class_: int, beyond: bool) -> bool:
    """Whether every link of a stored route is open to a class, and its end within sight."""
    if world.rules[0]["waypoints_change"] and not beyond and not _within_sight(world, state, leg):
        return False
    limited = world.rules[0]["limits_routes"]
    while leg >= 0:
        link = world.legs[leg]["link"]
        if state.links[link]["open"] == 0:
            return False
        if limited and (world.links[link]["classes"] >> class_) & 1 == 0:
            return False
        leg = world.legs[leg]["following"]
    return True


@kernel
def _within_sight(world: World, state: State, leg: int) -> bool:
    """Whether a stored route ends where people can stay, after few enough stops, today."""
    if state.places[world.ways[leg]["final"]]["waypoint"] == 1:
        return False
    stops = 0
    while leg >= 0:
        stops += 1 - state.places[world.legs[leg]["end"]]["waypoint"]
        leg = world.legs[leg]["following"]
    return stops <= world.rules[0]["sight"]  # type: ignore[no-any-return]


@kernel
def _prune(scratch: Scratch, start: int, stop: int, threshold: float) -> int:
    """Drop what is lighter than the heaviest alternative divided by the threshold."""
    heaviest = 0.0
    for index in range(start, stop):
        heaviest = max(heaviest, scratch.weights[index])
    kept = start
    for index in range(start, stop):
        if scratch.weights[index] >= heaviest / threshold:
            scratch.legs[kept] = scratch.legs[index]
            scratch.weights[kept] = scratch.weights[index]
            kept += 1
    return kept
