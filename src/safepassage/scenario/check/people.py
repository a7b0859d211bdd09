"""Rules about people: their numbers, classes and ranges."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from safepassage.errors import Problem
from safepassage.scenario.dictionary import file_of
from safepassage.scenario.facts import Facts, Rule
from safepassage.scenario.inputs import implied_ranges
from safepassage.scenario.tables import table_kinds

MAX_PEOPLE = 1e11
"""Most people of a scenario; sums of counts stay exact."""


def ranges_are_ordered(facts: Facts) -> Iterator[Problem]:
    """The low value is at most the best, and the best at most the high."""
    ranges = [(name, columns) for name, kind in table_kinds().items() for columns in kind.ranges]
    for table, columns in ranges:
        pairs = [(a, b) for i, a in enumerate(columns) for b in columns[i + 1 :]]
        for low, high in pairs:
            wrong = facts[table][low] > facts[table][high]  # false where one is blank
            if (table, columns[-1]) == ("classes", "staying_high"):  # two blank ends are 0 there
                wrong &= (facts[table][columns[0]] > 0) | (facts[table][columns[-1]] > 0)
            for index in np.flatnonzero(wrong):
                least, most = facts[table][low][index], facts[table][high][index]
                message = f"{least:g} is above {high} {most:g}"
                remedy = " <= ".join(columns)
                yield facts.at(table, index, low, message, remedy)


def ranges_have_both_ends(facts: Facts) -> Iterator[Problem]:
    """A range has a low and a high value, or neither."""
    implied = [(part.table, part.low, part.high) for part in implied_ranges()]
    for table, low, high in (("sources", "coverage_low", "coverage_high"), *implied):
        blank_low, blank_high = np.isnan(facts[table][low]), np.isnan(facts[table][high])
        for index in np.flatnonzero(blank_low != blank_high):
            column, other = (low, high) if blank_low[index] else (high, low)
            remedy = f"give {low} and {high}, or neither"
            yield facts.at(table, index, column, f"is blank, but {other} is given", remedy)


def total_is_countable(facts: Facts) -> Iterator[Problem]:
    """All people together stay below a bound."""
    populations = facts["populations"]
    for column in ("best", "high"):
        total = float(np.nansum(populations[column]))
        if total > MAX_PEOPLE:
            message = f"the people add up to {total:g}"
            file = file_of("populations")
            yield Problem(message, file, column=column, remedy=f"at most {MAX_PEOPLE:g}")


def people_have_classes(facts: Facts) -> Iterator[Problem]:
    """Populations name classes, so there must be some."""
    if len(facts["populations"]) and not len(facts["classes"]):
        remedy = "add the classes that populations.csv names"
        yield Problem("there are people but no classes", file_of("classes"), remedy=remedy)


def nobody_lives_at_waypoints(facts: Facts) -> Iterator[Problem]:
    """Nobody stays at a waypoint."""
    for index, place in enumerate(facts.texts("populations", "place")):
        row = facts.places.get(place)
        if row is not None and facts.kinds[row] == "waypoint":
            message = f"{place!r} is a waypoint, where nobody stays"
            remedy = "make it a settlement, or move the people"
            yield facts.at("populations", index, "place", message, remedy)


def sites_receive(facts: Facts) -> Iterator[Problem]:
    """A row of sites is about a place where people can stay."""
    for index, place in enumerate(facts.texts("sites", "place")):
        row = facts.places.get(place)
        if row is not None and facts.kinds[row] not in {"site", "settlement"}:
            message = f"{place!r} is a {facts.kinds[row]}"
            remedy = "allowed: a place of kind site or settlement"
            yield facts.at("sites", index, "place", message, remedy)


RULES: tuple[Rule, ...] = (
    ranges_are_ordered,
    ranges_have_both_ends,
    total_is_countable,
    people_have_classes,
    nobody_lives_at_waypoints,
    sites_receive,
)
