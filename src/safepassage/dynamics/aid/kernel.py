"""Phase ``aid``: food comes, is carried on and is eaten, in whole grams.

The morning's declared stock replaces what was there; then the pipeline arrives, planned deliveries
are carried from their depots, and everybody at the place eats a ration while the food lasts.

Tie rules: foods stand in for each other by energy and are eaten in the order of their names;
deliveries of a day leave by depot, then by place. Nothing enters a place that lets in no class
at all (access ``enter`` 0): what the pipeline brings waits outside, deliveries stay at the depot.
"""

from __future__ import annotations

import math

from safepassage.compiled.outputs import Output
from safepassage.compiled.world import World
from safepassage.dynamics.state import State, at_home
from safepassage.native import kernel, phase
from safepassage.normal import Z95
from safepassage.streams import Integer, sub_key, uniform

_STOCKS, _LEAD, _TONNES = 1, 2, 3


@kernel
def draw_food(world: World, state: State, key: Integer) -> None:
    """Draw this member's stocks, lead times and loads from their ranges, once."""
    for number in range(world.aid.stocks.size):
        row = world.aid.stocks[number]
        stream = sub_key(key, _STOCKS, row["key"])
        state.food.stocks[number] = _grams(_between(stream, row["low"], row["best"], row["high"]))
    for number in range(world.aid.pipeline.size):
        row = world.aid.pipeline[number]
        stream = sub_key(key, _LEAD, row["key"])
        lead = _between(stream, row["lead_low"], row["lead"], row["lead_high"])
        state.food.arrives[number] = row["ordered"] + math.ceil(lead)
        stream = sub_key(key, _TONNES, row["key"])
        state.food.loads[number] = _grams(_between(stream, row["low"], row["best"], row["high"]))


@kernel
def _grams(value: float) -> int:
    return math.floor(value + 0.5)


@kernel
def _between(key: Integer, low: float, best: float, high: float) -> float:
    """Two-piece lognormal (normal where low is 0) with 5, 50 and 95 % at low, best and high."""
    if low >= high:
        return best
    radius = math.sqrt(-2.0 * math.log(uniform(key, 0)))  # Box and Muller (1958)
    z = radius * math.cos(2.0 * math.pi * uniform(key, 1)) / Z95
    if low > 0.0:
        return best * math.pow(best / low if z < 0.0 else high / best, z)
    return max(0.0, best + z * (best - low if z < 0.0 else high - best))


@phase
def serve(world: World, state: State, output: Output, day: int) -> int:
    """Let food come and be eaten on one day, and write it.

    Returns:
        Grams counted less grams that should be there: zero, or the engine is wrong.
    """
    for place in range(world.places.size):
        output.food_in[day, place] = 0
        output.food_out[day, place] = 0
        output.food_set[day, place] = 0
        output.food_eaten[day, place] = 0
        output.fed[day, place] = 0
        output.unfed[day, place] = 0
    _declare(world, state, output, day)
    _arrive(world, state, output, day)
    _deliver(world, state, output, day)
    left = 0
    for place in range(world.places.size):
        if world.aid.eats[place] == 1 and state.food.known[place] == 1:
            _eat(world, state, output, day, place)
        _write_left(world, state, output, day, place)
        left += output.food_left[day, place]
        state.food.totals[0] += output.food_in[day, place] - output.food_out[day, place]
        state.food.totals[0] += output.food_set[day, place] - output.food_eaten[day, place]
    return left - state.food.totals[0]  # type: ignore[no-any-return]


@kernel
def _declare(world: World, state: State, output: Output, day: int) -> None:
    for number in range(world.aid.stocks.size):
        row = world.aid.stocks[number]
        if row["day"] != day:
            continue
        place = row["place"]
        state.food.known[place] = 1
        if row["first"] == 1:
            for food in range(world.aid.kcal_per_kg.size):
                output.food_set[day, place] -= state.food.grams[place, food]
                state.food.grams[place, food] = 0
        state.food.grams[place, row["food"]] += state.food.stocks[number]
        output.food_set[day, place] += state.food.stocks[number]


@kernel
def _lets_in(state: State, place: int) -> bool:
    for class_ in range(state.classes.shape[1]):
        if state.classes[place, class_]["enter"] > 0.0:
            return True
    return False


@kernel
def _arrive(world: World, state: State, output: Output, day: int) -> None:
    for number in range(world.aid.pipeline.size):
        row = world.aid.pipeline[number]
        first = state.food.arrives[number]
        if first <= day < first + row["repeat"]:
            state.food.held[number] += state.food.loads[number]
        grams = state.food.held[number]
        if grams > 0 and _lets_in(state, row["place"]):
            state.food.held[number] = 0
            state.food.known[row["place"]] = 1
            state.food.grams[row["place"], row["food"]] += grams
            output.food_in[day, row["place"]] += grams


@kernel
def _deliver(world: World, state: State, output: Output, day: int) -> None:
    for number in range(world.aid.deliveries.size):
        row = world.aid.deliveries[number]
        if row["day"] != day or not _lets_in(state, row["place"]):
            continue
        wanted = row["grams"]
        for food in range(world.aid.kcal_per_kg.size):
            if row["food"] >= 0 and row["food"] != food:
                continue
            grams = min(wanted, state.food.grams[row["depot"], food])
            wanted -= grams
            state.food.grams[row["depot"], food] -= grams
            state.food.grams[row["place"], food] += grams
            output.food_out[day, row["depot"]] += grams
            output.food_in[day, row["place"]] += grams
            if grams > 0:
                state.food.known[row["place"]] = 1


@kernel
def _eat(world: World, state: State, output: Output, day: int, place: int) -> None:
    """Everybody at a place, at home or displaced, eats a ration while there is food."""
    people = state.places[place]["standing"] + at_home(state, place)
    need = people * world.aid.ration_kcal[0]
    for food in range(world.aid.kcal_per_kg.size):
        energy = world.aid.kcal_per_kg[food] / 1000.0
        if energy <= 0.0 or need <= 0.0:
            continue
        grams = min(state.food.grams[place, food], math.ceil(need / energy))
        state.food.grams[place, food] -= grams
        output.food_eaten[day, place] += grams
        need -= grams * energy
    fed = people - math.ceil(max(0.0, need) / world.aid.ration_kcal[0] - 1e-9)
    output.fed[day, place] = fed
    output.unfed[day, place] = people - fed


@kernel
def _write_left(world: World, state: State, output: Output, day: int, place: int) -> None:
    grams = 0
    energy = 0.0
    for food in range(world.aid.kcal_per_kg.size):
        grams += state.food.grams[place, food]
        energy += state.food.grams[place, food] * world.aid.kcal_per_kg[food] / 1000.0
    output.food_left[day, place] = grams
    output.rations_left[day, place] = math.floor(energy / world.aid.ration_kcal[0] + 1e-9)
