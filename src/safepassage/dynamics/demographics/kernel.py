"""Demographic groups: who newly displaced people are, and how a class sees the end of a way.

Flee's demographic rules (flee-model §1.5), with classes instead of persons. The score of a place is
raised to the power of the class (2: avoids hazards; 0: does not see them); then people of a group
are drawn to where others of it stand. Off unless declared.
"""

from __future__ import annotations

from typing import Final

from safepassage.arrays import I8
from safepassage.compiled.world import World
from safepassage.dynamics.conditions.kernel import flood_factor
from safepassage.dynamics.flood_forecast.kernel import foreseen_score
from safepassage.dynamics.state import State, class_key
from safepassage.native import kernel, phase
from safepassage.streams import Integer, binomial, fold, sub_key

_CLASS: Final = 0x636C6173
"""Sub-stream of the classes of newly displaced people."""
_ETHNICITY_WEIGHT: Final = 10.0
_NOBODY: Final = 1e8
"""What Flee divides by where the population is below 1."""


@kernel
def appear_by_class(world: World, state: State, key: Integer, place: int, people: int) -> None:
    """Newly displaced people at a place divide among classes: conditional binomials."""
    shares = world.demographics.shares
    if shares.shape[0] == 0:
        state.classes[place, 0]["fled"] += people
        return
    stream = sub_key(key, world.places[place]["key"], _CLASS)
    left = 0.0
    last = 0
    for class_ in range(shares.shape[1]):
        left += shares[place, class_]
        if shares[place, class_] > 0.0:
            last = class_
    for class_ in range(last + 1):
        share = shares[place, class_]
        drawn = people
        if class_ != last:
            drawn = binomial(fold(stream, class_key(world, class_)), people, min(1.0, share / left))
        left -= share
        people -= drawn
        state.classes[place, class_]["fled"] += drawn


@phase
def score_for_classes(world: World, state: State, day: int) -> None:
    """Score of each place as each class sees it, ``state.class_score``; after the places' own.

    A flood and the population of a place multiply the score once more after the power, as in Flee.
    """
    if not world.rules[0]["demographics"]:
        return
    state.crowding[0] += 1
    _count_classes(world, state)
    for place in range(world.places.size):
        own = state.places[place]
        after = flood_factor(world, place, day)
        if world.rules[0]["pop_weight"] and not own["is_site"]:
            after *= max(1.0, own["population"]) ** state.params[0]["pop_power_for_loc_weight"]
        for class_ in range(world.rules[0]["classes"]):
            power = world.demographics.power[class_]
            score = own["score"]
            if power != 1.0 and after > 0.0:
                score = (score / after) ** power * after
            score *= _match(world, state, place, class_)
            state.class_score[place, class_] = foreseen_score(world, place, class_, day, score)


@kernel
def _match(world: World, state: State, place: int, class_: int) -> float:
    """Factor by how many of a class's groups are at a place."""
    rules = world.rules[0]
    own = state.places[place]
    groups = world.demographics
    factor = 1.0
    if own["is_site"]:
        by_ethnicity = rules["match_camp_ethnicity"]
        if rules["match_camp_religion"]:
            ratio = _ratio(world, state, groups.religion, place, class_)
            if ratio >= 0.0:
                factor *= ratio / state.params[0]["average_religion_fraction"]
    elif own["hazard"] > 0.0:
        by_ethnicity = rules["match_conflict_ethnicity"]
    else:
        by_ethnicity = rules["match_town_ethnicity"]
    if by_ethnicity:
        ratio = _ratio(world, state, groups.ethnicity, place, class_)
        if ratio >= 0.0:
            factor *= _ETHNICITY_WEIGHT * ratio
    return factor


@kernel
def _ratio(world: World, state: State, groups: I8, place: int, class_: int) -> float:
    """Displaced people of the class's group at a place, by its population; -1: no factor.

    Where nobody is said to live: by a hundred million as in Flee, or (``match_documented``) by the
    displaced people who stand there.
    """
    group = groups[class_]
    if group < 0:
        return -1.0
    alike = 0
    for other in range(groups.size):
        if groups[other] == group:
            alike += state.class_standing[place, other]
    base = state.places[place]["population"]
    if base < 1.0:
        base = _NOBODY
        if world.rules[0]["match_documented"]:
            base = float(state.places[place]["standing"])
    return alike / base if base > 0.0 else -1.0


@kernel
def _count_classes(world: World, state: State) -> None:
    """Displaced people who stand at each place, by class."""
    rules = world.rules[0]
    standing = state.class_standing
    standing[:] = 0
    for place in range(world.places.size):
        for type_ in range(rules["types"]):
            standing[place, type_ // rules["per_class"]] += state.people[place, type_]["present"]
    for leg in range(state.committed.shape[0]):
        place = world.links[world.legs[leg]["link"]]["start"]
        for type_ in range(rules["types"]):
            standing[place, type_ // rules["per_class"]] += state.committed[leg, type_]
