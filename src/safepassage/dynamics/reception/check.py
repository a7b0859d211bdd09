"""Rules about reception and deliveries."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from safepassage.errors import Problem
from safepassage.scenario.dictionary import file_of
from safepassage.scenario.facts import Facts, Rule
from safepassage.scenario.nearest import hint

_OF_THE_PLACE = ("host_capacity", "stay_days", "onward")


def people_are_received_where_they_can_stay(facts: Facts) -> Iterator[Problem]:
    """A row of reception is about a site or a settlement."""
    for index, place in enumerate(facts.texts("reception", "place")):
        row = facts.places.get(place)
        if row is not None and facts.kinds[row] not in {"site", "settlement"}:
            message = f"{place!r} is a {facts.kinds[row]}"
            remedy = "allowed: a place of kind site or settlement"
            yield facts.at("reception", index, "place", message, remedy)


def rows_of_a_class_are_about_the_class(facts: Facts) -> Iterator[Problem]:
    """What a place has for all stands in its row without a class."""
    table = facts["reception"]
    for index, class_ in enumerate(facts.texts("reception", "class")):
        if not class_:
            continue
        given = [name for name in _OF_THE_PLACE if not np.isnan(table[name][index])]
        if table["winter_share"][index] != 1:
            given.append("winter_share")
        for name in given:
            message = f"{table[name][index]:g} does not act in the row of one class"
            yield facts.at("reception", index, name, message, "move it to the row without a class")


def deliveries_leave_depots(facts: Facts) -> Iterator[Problem]:
    """Deliveries come from a depot, and carry food of a ration."""
    depots = frozenset(facts.texts("depots", "place"))
    foods = frozenset(facts.texts("rations", "commodity"))
    for index, place in enumerate(facts.texts("deliveries", "depot")):
        if place not in depots:
            remedy = hint(place, sorted(depots)) if depots else "add it to depots.csv"
            yield facts.at("deliveries", index, "depot", f"{place[:60]!r} is not a depot", remedy)
    for index, food in enumerate(facts.texts("deliveries", "commodity")):
        if food and food not in foods:
            message = f"{food[:60]!r} is in no ration of {file_of('rations')}"
            remedy = hint(food, sorted(foods)) if foods else "add the ration"
            yield facts.at("deliveries", index, "commodity", message, remedy)


RULES: tuple[Rule, ...] = (
    people_are_received_where_they_can_stay,
    rows_of_a_class_are_about_the_class,
    deliveries_leave_depots,
)
