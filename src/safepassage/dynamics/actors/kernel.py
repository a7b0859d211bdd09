"""Phase ``actors``: armed groups side by side merge, ally, split and clash; no group has a name.

Each day, in each area of ``presence``, from the day after the origin on:

1. a clash that goes on has one day less to go;
2. *pace* = (1 + newcomers / population) ^ power of crowding, newcomers being the displaced people
   who stand in the area; it multiplies every rate below;
3. every group but one may be absorbed by another (pure death); a leader takes its bloc along;
4. every bloc but one may ally with another: from then on both are one bloc;
5. a group that is allied may leave its bloc, one that is not may split in two;
6. without a clash a serious one may begin, at a rate in proportion to the other blocs there are,
   at one of the area's places, each equally likely, for a geometric number of days.

While it goes on, hazard at its place is the larger of the declared one and the clash's, from the
next morning on: the phases of the next day move people by it, so nobody is moved here.
"""

from __future__ import annotations

import math
from typing import Final

from safepassage.compiled.outputs import Output
from safepassage.compiled.world import World
from safepassage.dynamics.actors.arrays import ABSORPTION, ALLIANCE, CROWDING, SPLIT
from safepassage.dynamics.events import change_hazard
from safepassage.dynamics.state import State
from safepassage.native import kernel, phase
from safepassage.streams import Integer, binomial, fold, uniform

_MONTH: Final = 365.25 / 12
_MOST_PACE: Final = 1e6
_LONGEST: Final = 1e6
"""Days; beyond any run."""
_CLASH: Final = 0
_ABSORBED_ALLIES: Final = 1
_ABSORBED_LEADERS: Final = 2
_ALLIED: Final = 3
_LEFT: Final = 4
_SPLIT: Final = 5
"""Sub-streams of an area and day."""


@phase
def act(world: World, state: State, output: Output, key: Integer, day: int) -> None:
    """Let a day pass among the armed groups of each area, and write how it ends."""
    if world.actors.grounds.size == 0:
        return
    _count_newcomers(world, state)
    for ground in range(world.actors.grounds.size):
        own = state.actors.grounds[ground]
        stream = fold(key, world.actors.grounds[ground]["key"])
        begun = 0
        if own["left"] > 0:
            own["left"] -= 1
        if day >= world.actors.grounds[ground]["first"]:
            pace = _pace(world, state, ground)
            _regroup(state, ground, stream, pace)
            if own["left"] == 0 and _begins(world, state, ground, fold(stream, _CLASH), pace):
                begun = 1
        output.clashing[day, ground] = 1 if own["left"] > 0 else 0
        output.clash_begun[day, ground] = begun
        output.armed_groups[day, ground] = own["groups"]
        output.armed_blocs[day, ground] = own["blocs"]
    _lay_hazard(world, state, day)


@kernel
def _count_newcomers(world: World, state: State) -> None:
    """Displaced people who stand at each place, those who wait on a stored route included."""
    there = state.actors.there
    for place in range(world.places.size):
        there[place] = state.places[place]["standing"]
    for leg in range(state.committed.shape[0]):
        place = world.links[world.legs[leg]["link"]]["start"]
        for type_ in range(state.committed.shape[1]):
            there[place] += state.committed[leg, type_]


@kernel
def _pace(world: World, state: State, ground: int) -> float:
    """Factor of crowding on every rate; 1 where nobody says how many people live there."""
    fixed = world.actors.grounds[ground]
    if fixed["population"] <= 0.0:
        return 1.0
    newcomers = 0
    for index in range(fixed["place_start"], fixed["place_stop"]):
        newcomers += state.actors.there[world.actors.places[index]]
    crowding = 1.0 + newcomers / fixed["population"]
    return min(_MOST_PACE, crowding ** state.actors.draw.rates[CROWDING])  # type: ignore[no-any-return]


@kernel
def _daily(rate: float) -> float:
    """Chance a day of what happens at a rate a month."""
    return 1.0 - math.exp(-rate / _MONTH)


@kernel
def _regroup(state: State, ground: int, key: Integer, pace: float) -> None:
    """Absorption, alliances and splits of a day; one group is always left."""
    own = state.actors.grounds[ground]
    rates = state.actors.draw.rates
    if own["groups"] == 0:
        return
    chance = _daily(rates[ABSORPTION] * pace)
    allies = binomial(fold(key, _ABSORBED_ALLIES), own["groups"] - own["blocs"], chance)
    leaders = binomial(fold(key, _ABSORBED_LEADERS), own["blocs"] - 1, chance)
    own["groups"] -= allies + leaders
    own["blocs"] -= leaders
    own["blocs"] -= binomial(fold(key, _ALLIED), own["blocs"] - 1, _daily(rates[ALLIANCE] * pace))
    chance = _daily(rates[SPLIT] * pace)
    left = binomial(fold(key, _LEFT), own["groups"] - own["blocs"], chance)
    more = binomial(fold(key, _SPLIT), own["blocs"], chance)
    own["groups"] += more
    own["blocs"] += left + more


@kernel
def _begins(world: World, state: State, ground: int, key: Integer, pace: float) -> bool:
    """Whether a serious clash begins today; if so, where and for how long."""
    own = state.actors.grounds[ground]
    others = state.actors.draw.groups[ground] - 1
    if others < 1:
        return False
    rate = state.actors.draw.hazard[ground] * pace * (own["blocs"] - 1) / others
    if uniform(key, 0) >= _daily(rate):
        return False
    fixed = world.actors.grounds[ground]
    count = fixed["place_stop"] - fixed["place_start"]
    chosen = min(count - 1, int(uniform(key, 1) * count))
    own["place"] = world.actors.places[fixed["place_start"] + chosen]
    ending = state.actors.draw.ending[ground]
    own["left"] = 1
    if ending < 1.0:
        further = math.log(uniform(key, 2)) / math.log1p(-ending)
        own["left"] += int(min(_LONGEST, further))
    return True


@kernel
def _lay_hazard(world: World, state: State, day: int) -> None:
    """Hazard of tomorrow morning at every place of the areas."""
    for index in range(world.actors.places.size):
        state.actors.raised[world.actors.places[index]] = 0.0
    for ground in range(world.actors.grounds.size):
        own = state.actors.grounds[ground]
        if own["left"] > 0:
            raised = state.actors.raised[own["place"]]
            intensity = state.actors.draw.intensity[ground]
            state.actors.raised[own["place"]] = max(raised, intensity)
    for index in range(world.actors.places.size):
        place = world.actors.places[index]
        hazard = max(state.actors.declared[place], state.actors.raised[place])
        if hazard != state.places[place]["hazard"]:
            change_hazard(world, state, place, hazard, day + 1)
            state.actors.moved[0] = 1
