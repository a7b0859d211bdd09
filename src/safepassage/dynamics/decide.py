"""Phase ``decide``: who of the displaced people at a place sets out this morning."""

from __future__ import annotations

from safepassage.compiled.world import World
from safepassage.dynamics.conditions.kernel import conditioned_chance
from safepassage.dynamics.departure.kernel import waits_for_exit
from safepassage.dynamics.flood_forecast.kernel import foreseen_chance
from safepassage.dynamics.reception.kernel import leave_shelter
from safepassage.dynamics.settling.kernel import is_settled, settled_chance
from safepassage.dynamics.state import State
from safepassage.dynamics.ties.kernel import deliberates, meet
from safepassage.native import kernel, phase
from safepassage.streams import Integer, binomial, fold, sub_key


@kernel
def move_chance(world: World, state: State, place: int, day: int) -> float:
    """Chance that a displaced person moves on from a place today; above 1 is certain."""
    own = state.places[place]
    chance = own["chance"]
    power = state.params[0]["movechance_pop_scale_factor"]
    if power != 0.0:
        people = own["population"]
        if own["capacity"] > people:  # noqa: PLR1730 (false without a limit, NaN)
            people = own["capacity"]
        chance *= (people / state.params[0]["movechance_pop_base"]) ** power
    if world.rules[0]["conditions"]:
        chance = conditioned_chance(world, place, day, chance)
    return chance  # type: ignore[no-any-return]


@phase
def decide(world: World, state: State, key: Integer, day: int) -> None:
    """Draw ``movers`` (requested by chance, realised by access) and let them set out.

    Under ``budget`` people who fled today go for certain: their access was drawn when they fled.
    People who wait for an exit do not set out.
    """
    rules = world.rules[0]
    meet(world, state, day)
    sleeping = rules["reception"] == 1
    for place in range(world.places.size):
        usual = move_chance(world, state, place, day)
        for class_ in range(rules["classes"]):
            chance = foreseen_chance(world, place, class_, day, usual)
            state.classes[place, class_]["moves"] = chance
        waiting, leaving = state.places[place]["standing"], 0
        if waiting == 0:
            continue
        for type_ in range(rules["types"]):
            own = state.people[place, type_]
            if own["present"] == 0:
                continue
            waiting -= own["present"]
            class_ = world.homes.types[type_]["class_"]
            if waits_for_exit(world, state, place, class_):
                own["movers"] = 0
                continue
            stream = sub_key(key, world.places[place]["key"], world.homes.types[type_]["key"])
            chance = state.classes[place, class_]["moves"]
            if deliberates(world, state, place, type_):
                chance = 1.0
            if is_settled(world, type_):
                chance = settled_chance(world, state, place)
            certain = own["movers"] if rules["budget"] else 0
            if sleeping and world.reception.row[place] >= 0:
                moving = leave_shelter(world, state, stream, place, type_, chance, certain)
            else:
                moving = binomial(stream, own["present"] - certain, chance)
                share = state.classes[place, class_]["leave"]
                if share < 1.0:
                    moving = binomial(fold(stream, 1), moving, share)
                moving += certain
            own["movers"] = moving
            own["present"] -= moving
            leaving += moving
            if waiting == 0:
                break
        state.places[place]["standing"] -= leaving
        state.places[place]["leaving"] = leaving
