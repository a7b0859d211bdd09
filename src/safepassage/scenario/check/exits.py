"""Rules about what an exit plan is made from: people, vehicles, checkpoints, exchanges."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from safepassage.errors import Problem
from safepassage.scenario.facts import Facts, Rule


def nobody_stays_twice(facts: Facts) -> Iterator[Problem]:
    """No more people stay than are there."""
    table = facts["assembly"]
    for index in np.flatnonzero(table["staying"] > table["people"]):
        message = f"{table['staying'][index]:g} of {table['people'][index]:g} people stay"
        yield facts.at("assembly", index, "staying", message, "at most as many as people")


def vehicles_take_somebody(facts: Facts) -> Iterator[Problem]:
    """A vehicle has a place for at least one person."""
    table = facts["vehicles"]
    places = table["seats"] + table["wheelchairs"] + table["stretchers"]
    for index in np.flatnonzero(places <= 0):
        remedy = "give seats, wheelchairs or stretchers above 0"
        yield facts.at("vehicles", index, "seats", "has no place for anybody", remedy)


def fleets_are_available_some_time(facts: Facts) -> Iterator[Problem]:
    """A fleet is available from a time before it ends."""
    table = facts["fleets"]
    for index in np.flatnonzero(table["available_until"] <= table["available_from"]):
        message = f"{table['available_until'][index]} is not after available_from"
        yield facts.at("fleets", index, "available_until", message, "give a later time")


def fleets_have_a_range(facts: Facts) -> Iterator[Problem]:
    """Low and high of a fleet stand on both sides of its number; both or neither are given."""
    table = facts["fleets"]
    low, number, high = table["low"], table["number"], table["high"]
    given = (low > 0) | (high > 0)
    for index in np.flatnonzero(given & ~((low <= number) & (number <= high))):
        message = f"{number[index]} is not between low {low[index]} and high {high[index]}"
        remedy = "give low and high on both sides of the number, or neither"
        yield facts.at("fleets", index, "number", message, remedy)


def checkpoints_let_pass(facts: Facts) -> Iterator[Problem]:
    """A checkpoint lets people and vehicles through."""
    for column in ("persons_per_hour", "vehicles_per_hour"):
        for index in np.flatnonzero(facts["checkpoints"][column] <= 0):
            remedy = "above 0; blank means no limit; use windows to shut a corridor"
            yield facts.at("checkpoints", index, column, "nothing can ever pass", remedy)


def legs_belong_to_corridors(facts: Facts) -> Iterator[Problem]:
    """A leg joins places that follow each other in a corridor, or leads to or from a depot."""
    paths = facts.texts("corridors", "places")
    joined = {frozenset(pair) for path in paths for pair in pairwise(path)}
    depots = set(facts.texts("fleets", "depot"))
    ends = {place for path in paths for place in (path[0], path[-1])}
    pairs = zip(facts.texts("legs", "from"), facts.texts("legs", "to"), strict=True)
    for index, (start, end) in enumerate(pairs):
        to_depot = (start in depots and end in ends) or (end in depots and start in ends)
        if frozenset((start, end)) not in joined and not to_depot:
            message = f"no corridor goes from {start!r} to {end!r}"
            remedy = "name places that follow each other in corridors.csv"
            yield facts.at("legs", index, "to", message, remedy)


def destinations_end_corridors(facts: Facts) -> Iterator[Problem]:
    """A row of destinations is about the end of a corridor."""
    ends = {path[-1] for path in facts.texts("corridors", "places")}
    for index, place in enumerate(facts.texts("destinations", "place")):
        if place in facts.places and place not in ends:
            message = f"no corridor ends at {place!r}"
            yield facts.at("destinations", index, "place", message, "name the end of a corridor")


def exchanges_can_begin(facts: Facts) -> Iterator[Problem]:
    """No corridor waits, in the end, for itself."""
    after: dict[str, set[str]] = {}
    own = facts.texts("exchanges", "corridor")
    others = facts.texts("exchanges", "after_corridor")
    for name, other in zip(own, others, strict=True):
        after.setdefault(name, set()).add(other)
    for index, name in enumerate(own):
        seen: set[str] = set()
        waiting = list(after[name])
        while waiting:
            other = waiting.pop()
            if other not in seen:
                seen.add(other)
                waiting += after.get(other, ())
        if name in seen:
            message = f"{name!r} waits in the end for itself: neither side could begin"
            remedy = "let one side begin: delete one of the exchanges in the circle"
            yield facts.at("exchanges", index, "after_corridor", message, remedy)


def departures_fit_their_corridor(facts: Facts) -> Iterator[Problem]:
    """A departure begins and ends where its corridor does, with a class that may use it."""
    names = facts.texts("corridors", "corridor")
    paths = dict(zip(names, facts.texts("corridors", "places"), strict=True))
    classes = dict(zip(names, facts.texts("corridors", "classes"), strict=True))
    vehicles = facts.names["vehicles"]
    for index, row in enumerate(facts["departures"].rows()):
        path = paths.get(row["corridor"])
        if path is None:
            continue
        if row["from"] and row["from"] != path[0]:
            message = f"{row['corridor']} begins at {path[0]!r}"
            yield facts.at("departures", index, "from", message, "name it or leave it blank")
        if row["to"] and row["to"] != path[-1]:
            message = f"{row['corridor']} ends at {path[-1]!r}"
            yield facts.at("departures", index, "to", message, "name it or leave it blank")
        if (
            row["class"]
            and classes[row["corridor"]]
            and row["class"] not in classes[row["corridor"]]
        ):
            message = f"{row['class']!r} may not use {row['corridor']}"
            remedy = "see classes in corridors.csv"
            yield facts.at("departures", index, "class", message, remedy)
        if row["vehicle"] and row["vehicle"] not in vehicles:
            message = f"{row['vehicle']!r} is not in vehicles.csv"
            yield facts.at("departures", index, "vehicle", message, "add its row")


RULES: tuple[Rule, ...] = (
    nobody_stays_twice,
    vehicles_take_somebody,
    fleets_are_available_some_time,
    fleets_have_a_range,
    checkpoints_let_pass,
    legs_belong_to_corridors,
    destinations_end_corridors,
    exchanges_can_begin,
    departures_fit_their_corridor,
)
