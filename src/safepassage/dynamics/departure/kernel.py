"""Departure: a decision that spreads and a time to prepare, before people leave home.

Off unless asked for: then every resident where hazard is flees with the same chance each day. With
a mobilisation curve, hazard 1 from the first day on and a way out, the share F(t) of a class has
left t days after people began to prepare (Li, Ozbay, Bartin et al. 2013, TRR 2376):

- exponential: 1 - exp(-rate t);
- Rayleigh: 1 - 2^-(t / median)^2;
- logit: a logistic curve by its median and the days from there to 95 %, and where they differ from
  5 % to there, from its value at 0 on.

Hazard and the factor of a class multiply the urge to leave -log(1 - F). Households differ by a
gamma factor with mean 1 and variance v, so that (1 + v urge)^(-1/v) are left (Vaupel et al. 1979).
When hazard is over nobody leaves, and the next one begins anew, but for those whom it finds; or
those who began to prepare go on, as at the strongest hazard since.
"""

from __future__ import annotations

import math

from safepassage.compiled.world import World
from safepassage.dynamics.departure.arrays import EXPONENTIAL, RAYLEIGH
from safepassage.dynamics.state import State
from safepassage.native import kernel

_LOG_19 = math.log(19.0)
"""Odds of 95 %."""


@kernel
def chance_to_depart(world: World, state: State, place: int, class_: int, day: int) -> float:
    """Chance that a resident of a class leaves today.

    To be asked once a day, place and class: what people have stood so far is remembered.
    """
    own = state.departure[place, class_]
    own["waits"] = _has_exit(world, state, place, class_)
    rules = world.rules[0]
    hazard = state.places[place]["hazard"]
    own["fear"] = max(own["fear"], hazard)
    if rules["departs_on"]:
        hazard = own["fear"]
    if hazard <= 0.0:
        own["began"] = -1
        own["pending"] = 0.0
        return 0.0
    has_way = True
    if rules["departs_at_opening"] or rules["waits_at_home"]:
        has_way = way_out(world, state, place, class_, day)
    if own["began"] < 0 and (has_way or not rules["departs_at_opening"]):
        own["began"] = day
    if own["began"] < 0:
        return 0.0
    today = _urge(world, state, day - own["began"])
    today = today * hazard * state.flight_factor[class_]
    if rules["waits_at_home"] and not has_way:
        own["pending"] += today
        return 0.0
    today += own["pending"]
    before = own["spent"]
    own["spent"] += today
    own["pending"] = 0.0
    variance = world.frailty[class_]
    if variance == 0.0:
        return 1.0 - math.exp(-today)
    left = (1.0 + variance * before) / (1.0 + variance * own["spent"])
    return 1.0 - left ** (1.0 / variance)  # type: ignore[no-any-return]


@kernel
def _urge(world: World, state: State, days: int) -> float:
    """Urge of one day at hazard 1, so many days after people began to prepare."""
    params = state.params[0]
    curve = world.rules[0]["departure"]
    if curve == EXPONENTIAL:
        return params["flight_rate"]  # type: ignore[no-any-return]
    median = params["departure_median"]
    if curve == RAYLEIGH:
        return math.log(2.0) * (2.0 * days + 1.0) / median**2  # type: ignore[no-any-return]
    return _softplus(_odds(state, days + 1.0)) - _softplus(_odds(state, float(days)))


@kernel
def _odds(state: State, days: float) -> float:
    """Logarithm of the odds to have left on the logit curve, whose early half may be another."""
    params = state.params[0]
    after, days_to_95 = days - params["departure_median"], params["departure_spread"]
    if after < 0.0 and params["departure_early"] > 0.0:
        days_to_95 = params["departure_early"]
    return after / (days_to_95 / _LOG_19)  # type: ignore[no-any-return]


@kernel
def _softplus(x: float) -> float:
    """log(1 + exp(x))."""
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


@kernel
def way_out(world: World, state: State, place: int, class_: int, day: int) -> bool:
    """Whether a class can leave a place today.

    By an exit that gathers there; where people do not wait for one, by access and a road that is
    open to them.
    """
    for corridor in range(world.corridors.size):
        if _gathers(world, corridor, place, class_) and _takes_people(world, state, corridor, day):
            return True
    if state.departure[place, class_]["waits"] == 1:
        return False
    if state.classes[place, class_]["leave"] <= 0.0:
        return False
    fixed = world.places[place]
    for index in range(fixed["alt_start"], fixed["alt_stop"]):
        link = world.legs[world.alternatives[index]]["link"]
        if state.links[link]["open"] == 1 and (world.links[link]["classes"] >> class_) & 1 == 1:
            return True
    return False


@kernel
def waits_for_exit(world: World, state: State, place: int, class_: int) -> bool:
    """Whether people of a class who left home wait at a place for an exit and take no road today.

    Nobody does without a departure of its own: exits take people from home then.
    """
    return world.rules[0]["mobilises"] == 1 and state.departure[place, class_]["waits"] == 1  # type: ignore[no-any-return]


@kernel
def _has_exit(world: World, state: State, place: int, class_: int) -> int:
    """1 where an exit that opens in the period gathers a class and no move chance is declared."""
    if state.places[place]["rest"] > 0.0:
        return 0
    for corridor in range(world.corridors.size):
        if _gathers(world, corridor, place, class_):
            if state.corridors[corridor]["opening"] >= 0:
                return 1
            for day in range(world.corridor_hours.shape[1]):
                if world.corridor_hours[corridor, day] > 0.0:
                    return 1
    return 0


@kernel
def _gathers(world: World, corridor: int, place: int, class_: int) -> bool:
    """Whether a corridor is an exit for people of a class at a place."""
    row = world.corridors[corridor]
    if (row["classes"] >> class_) & 1 == 0 or row["relocates"]:
        return False
    for index in range(row["gather_start"], row["gather_stop"]):
        if world.gather[index] == place:
            return True
    return False


@kernel
def _takes_people(world: World, state: State, corridor: int, day: int) -> bool:
    own = state.corridors[corridor]
    hours = world.corridor_hours[corridor, day]
    if own["opening"] >= 0:
        hours = own["open_hours"] if day >= own["opening"] else 0.0
    return hours > 0.0 and own["throughput"] > 0.0  # type: ignore[no-any-return]
