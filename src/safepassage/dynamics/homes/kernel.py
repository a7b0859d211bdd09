"""Phase ``return``: displaced people go home.

People can go home today if home is safe (hazard at most what is declared) and cleared (the declared
share), a way of open links leads there, access lets them leave and enter, and there is a free
house. Of those who can, each party wants to with the declared chance of a day: returns are
voluntary, and nobody else is moved. Parties have the class's declared size at each place; the
rest makes a smaller one. They are residents at home on the same day. Where returns go in batches,
people go on one day in several, at most as many as are declared, and the wish of the days between
counts.

Tie rule: where houses are short, places and classes get them in proportion to people who want to
return, in whole parties; what is left over goes to the earlier place by name, then to the earlier
class, as long as whole parties fit.
"""

from __future__ import annotations

import math
from typing import Final

from safepassage.compiled.world import World
from safepassage.dynamics.clearance.kernel import cleared_share
from safepassage.dynamics.homes.houses import room_at_home, settle_houses
from safepassage.dynamics.homes.ways import find_ways
from safepassage.dynamics.state import State
from safepassage.native import kernel, phase
from safepassage.streams import Integer, binomial, fold, sub_key

_ACCESS: Final = 2  # sub-stream of one decision; each draw takes two
_ROUNDING: Final = 1e-9


@phase
def go_home(world: World, state: State, key: Integer, day: int) -> None:
    """Let people return to each home, in the order of the places."""
    settle_houses(world, state)
    for home in range(world.homes.place.size):
        open_ = False
        batch = (day + 1) % world.homes.batch_days[home] == 0
        for class_ in range(world.rules[0]["classes"]):
            state.homes.asked[home, class_] = 0
            state.homes.returned[home, class_] = 0
            if batch and _is_open(world, state, home, class_):
                open_ = True
        if open_:
            find_ways(world, state, home)
            asking = _ask(world, state, home, key)
            room = min(room_at_home(world, state, home), world.homes.batch_people[home])
            if asking > room:
                _share_houses(world, state, home, asking, room)
            if asking > 0:
                _settle(world, state, home)


@kernel
def _is_open(world: World, state: State, home: int, class_: int) -> bool:
    """Whether home is safe and cleared, and people of the class are willing to return."""
    homes = world.homes
    hazard = state.places[homes.place[home]]["hazard"]
    if state.homes.willing[home, class_] <= 0.0 or hazard > homes.safe[home, class_]:
        return False
    share = cleared_share(state, homes.zone[home])
    return share >= homes.cleared[home, class_] - _ROUNDING  # type: ignore[no-any-return]


@kernel
def _first_type(world: World, home: int, class_: int) -> int:
    return class_ * world.rules[0]["per_class"] + (home + 1) * world.rules[0]["sorts"]  # type: ignore[no-any-return]


@kernel
def _ask(world: World, state: State, home: int, key: Integer) -> int:
    """Draw the people who want to return and are let through, into ``tonight`` of each type.

    Returns:
        People who are let through.
    """
    total = 0
    here = fold(key, world.places[world.homes.place[home]]["key"])
    for class_ in range(world.rules[0]["classes"]):
        if not _is_open(world, state, home, class_):
            continue
        enter = state.classes[world.homes.place[home], class_]["enter"]
        first = _first_type(world, home, class_)
        for place in range(world.places.size):
            if state.places[place]["standing"] == 0 or state.homes.ways[home, class_, place] == 0:
                continue
            access = enter * state.classes[place, class_]["leave"]
            for type_ in range(first, first + world.rules[0]["sorts"]):
                own = state.people[place, type_]
                if own["present"] == 0:
                    continue
                stream = sub_key(here, world.places[place]["key"], world.homes.types[type_]["key"])
                party = world.homes.party[class_]
                chance = _wants_by_now(world, state, home, class_)
                asked = _draw_parties(stream, own["present"], party, chance)
                state.homes.asked[home, class_] += asked
                if access < 1.0:
                    asked = _draw_parties(fold(stream, _ACCESS), asked, party, access)
                own["tonight"] = asked
                total += asked
    return total


@kernel
def _wants_by_now(world: World, state: State, home: int, class_: int) -> float:
    """Chance to have come to want to return since people could go last."""
    days, willing = world.homes.batch_days[home], state.homes.willing[home, class_]
    return willing if days == 1 else 1.0 - (1.0 - willing) ** days  # type: ignore[no-any-return]


@kernel
def _draw_parties(key: Integer, people: int, party: int, chance: float) -> int:
    """People of the parties that draw yes; the rest is a party too."""
    whole = people // party
    rest = people - whole * party
    drawn = party * binomial(key, whole, chance)
    if rest > 0:
        drawn += rest * binomial(fold(key, 1), 1, chance)
    return drawn


@kernel
def _share_houses(world: World, state: State, home: int, asking: int, room: int) -> None:
    """Lower ``tonight`` to what the houses hold; the others are refused."""
    passed, left = 0, room
    for round_ in range(2):
        for place in range(world.places.size):
            for class_ in range(world.rules[0]["classes"]):
                party = world.homes.party[class_]
                first = _first_type(world, home, class_)
                for type_ in range(first, first + world.rules[0]["sorts"]):
                    own = state.people[place, type_]
                    people = own["tonight"]
                    if people == 0:
                        continue
                    if round_ == 0:
                        given = _part(passed + people, asking, room) - _part(passed, asking, room)
                        passed += people
                        own["movers"] = _whole(given, people, party)
                        left -= own["movers"]
                    else:
                        more = people - own["movers"]
                        more = _whole(min(more, left), more, party)
                        left -= more
                        own["tonight"] = own["movers"] + more
                        own["movers"] = 0


@kernel
def _part(passed: int, asking: int, room: int) -> int:
    """Part of ``room`` that falls to the first ``passed`` of who asks; parts add up."""
    return math.floor(room * (passed / asking))


@kernel
def _whole(given: int, people: int, party: int) -> int:
    """Whole parties of ``given``; all of ``people`` if all fit."""
    return given if given == people else given // party * party


@kernel
def _settle(world: World, state: State, home: int) -> None:
    """Who asked and has a house is at home again."""
    target = world.homes.place[home]
    for class_ in range(world.rules[0]["classes"]):
        first = _first_type(world, home, class_)
        for place in range(world.places.size):
            for type_ in range(first, first + world.rules[0]["sorts"]):
                own = state.people[place, type_]
                people = own["tonight"]
                own["tonight"] = 0
                own["present"] -= people
                state.places[place]["standing"] -= people
                state.classes[target, class_]["residents"] += people
                state.classes[target, class_]["returnees"] += people
                state.homes.returned[home, class_] += people
