"""Phase ``choose``: the weight of each route, by attraction, distance and room at its end."""

from __future__ import annotations

from safepassage.compiled.world import World
from safepassage.dynamics.flight import conflict_decay
from safepassage.dynamics.state import Scratch, State
from safepassage.streams import kernel


@kernel
def score_places(world: World, state: State, day: int) -> None:
    """Attraction of each place for the day (flee-model §1.3)."""
    params = state.params[0]
    pop_weight = world.rules[0]["pop_weight"]
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
        own["score"] = score


@kernel
def grow_sites(world: World, state: State) -> None:
    """Sites with a limit grow by their declared number a day (without one it stays NaN)."""
    for place in range(world.places.size):
        state.places[place]["capacity"] += world.places[place]["capacity_per_day"]


@kernel
def room(world: World, state: State, place: int) -> float:
    """Factor 1..0 on the attraction of a place that fills up (flee-model §1.6).

    Without a limit (NaN) there is room. A capacity below 1 holds nobody, but under ``flee3`` it
    is no limit either.
    """
    own = state.places[place]
    capacity = own["capacity"] * state.params[0]["capacity_scaling"]
    if not capacity >= 1.0:
        return 0.0 if capacity < 1.0 and world.rules[0]["budget"] == 1 else 1.0
    people = own["standing"]
    buffer = state.params[0]["capacity_buffer"]
    if people <= buffer * capacity:
        return 1.0
    if people >= capacity:
        return 0.0
    return 1.0 - (people - buffer * capacity) / (capacity * (1.0 - buffer))  # type: ignore[no-any-return]


@kernel
def is_full(world: World, state: State, place: int) -> bool:
    """Whether a site takes nobody more: less than half of its room factor is left."""
    return state.places[place]["is_site"] == 1 and room(world, state, place) < 0.5


@kernel
def weigh_routes(world: World, state: State, place: int, class_: int, scratch: Scratch) -> int:
    """Weights of the alternatives that are open to a class at a place (flee-model §1.4).

    Args:
        world: Network and rules.
        state: Today's attraction, hazard and room.
        place: Where the people stand.
        class_: Who they are.
        scratch: ``legs`` and ``weights`` are written from index 0.

    Returns:
        Number of alternatives written.
    """
    params = state.params[0]
    fixed = world.rules[0]["fixed_routes"]
    softening = params["weight_softening"]
    power = params["weight_power"]
    count = 0
    for index in range(world.places[place]["alt_start"], world.places[place]["alt_stop"]):
        leg = world.alternatives[index]
        if not _usable(world, state, leg, class_):
            continue
        final = world.legs[leg]["final"]
        weight = softening + state.places[final]["score"] * world.legs[leg]["home"]
        weight *= state.leg_inverse[leg]
        if not fixed:
            weight *= room(world, state, final)
        if power != 1.0:
            weight **= power
        scratch.legs[count] = leg
        scratch.weights[count] = weight
        count += 1
    if fixed:
        count = _keep_best_paths(world, state, scratch, count)
    if params["pruning_threshold"] >= 1.001:
        count = _prune(scratch, count, params["pruning_threshold"])
    return count


@kernel
def _usable(world: World, state: State, leg: int, class_: int) -> bool:
    """Whether every link of a stored route is open to a class."""
    while leg >= 0:
        link = world.legs[leg]["link"]
        if state.links[link]["open"] == 0 or (world.links[link]["classes"] >> class_) & 1 == 0:
            return False
        leg = world.legs[leg]["following"]
    return True


@kernel
def _keep_best_paths(world: World, state: State, scratch: Scratch, count: int) -> int:
    """Keep the heaviest path to each end; its score then counts twice (flee-model §1.11)."""
    kept = 0
    for index in range(count):
        leg = scratch.legs[index]
        weight = scratch.weights[index]
        final = world.legs[leg]["final"]
        found = False
        for other in range(kept):
            if world.legs[scratch.legs[other]]["final"] == final:
                found = True
                if weight > scratch.weights[other]:
                    scratch.legs[other] = leg
                    scratch.weights[other] = weight
        if not found:
            scratch.legs[kept] = leg
            scratch.weights[kept] = weight
            kept += 1
    for index in range(kept):
        final = world.legs[scratch.legs[index]]["final"]
        scratch.weights[index] *= state.places[final]["score"]
    return kept


@kernel
def _prune(scratch: Scratch, count: int, threshold: float) -> int:
    """Drop what is lighter than the heaviest alternative divided by the threshold."""
    heaviest = 0.0
    for index in range(count):
        heaviest = max(heaviest, scratch.weights[index])
    kept = 0
    for index in range(count):
        if scratch.weights[index] >= heaviest / threshold:
            scratch.legs[kept] = scratch.legs[index]
            scratch.weights[kept] = scratch.weights[index]
            kept += 1
    return kept
