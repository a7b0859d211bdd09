"""Rules about places and routes as a network."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from safepassage.errors import Problem
from safepassage.scenario.connected import connected_parts
from safepassage.scenario.dictionary import file_of
from safepassage.scenario.facts import Facts, Rule
from safepassage.scenario.nearest import hint

_NAMED = 5


def routes_lead_somewhere(facts: Facts) -> Iterator[Problem]:
    """No route ends where it begins."""
    start, end = facts.route_ends
    for index in np.flatnonzero((start == end) & (start >= 0)):
        place = facts.texts("routes", "from")[index]
        message = f"the route begins and ends at {place!r}"
        yield facts.at("routes", index, "to", message, "name another place or delete the row")


def coordinates_are_pairs(facts: Facts) -> Iterator[Problem]:
    """A place has both coordinates or neither."""
    lat, lon = np.isnan(facts["places"]["lat"]), np.isnan(facts["places"]["lon"])
    for index in np.flatnonzero(lat != lon):
        column = "lat" if lat[index] else "lon"
        yield facts.at("places", index, column, "is blank", "give lat and lon, or neither")


def places_are_connected(facts: Facts) -> Iterator[Problem]:
    """Every place is joined to the others by routes or a corridor, open or not.

    A site that only counts (rule set flee3, registrations given) may stand alone, as in Flee.
    """
    count = len(facts["places"])
    start, end = facts.route_ends
    if count < 2 or len(facts.places) < count or (start < 0).any() or (end < 0).any():
        return
    joined = [pair for path in facts.texts("corridors", "places") for pair in _steps(facts, path)]
    joined += [pair for pair in _gathered(facts) if -1 not in pair]
    extra = np.array(joined, dtype="i8").reshape(-1, 2)
    start, end = np.append(start, extra[:, 0]), np.append(end, extra[:, 1])
    label = np.unique(connected_parts(start, end, count), return_inverse=True)[1]
    sizes = np.bincount(label)
    if len(sizes) == 1:
        return
    main = int(np.argmax(sizes))
    alone = _may_stand_alone(facts)
    order = np.argsort(label, kind="stable")
    for group in np.split(order, np.cumsum(sizes)[:-1]):
        names = [facts.texts("places", "place")[index] for index in group[:_NAMED]]
        if label[group[0]] == main or (len(group) == 1 and names[0] in alone):
            continue
        listed = ", ".join(names) + (
            f" and {len(group) - _NAMED} more" if len(group) > _NAMED else ""
        )
        verb = "is" if len(group) == 1 else "are"
        message = f"{listed} {verb} not joined to the other places by any route"
        remedy = "add a route (closed ones count) or delete the place"
        yield facts.at("places", int(group[0]), "place", message, remedy)


def _steps(facts: Facts, path: tuple[str, ...]) -> list[tuple[int, int]]:
    rows = [facts.places[place] for place in path if place in facts.places]
    return list(pairwise(rows))


def _gathered(facts: Facts) -> list[tuple[int, int]]:
    """(place that gathers, first place) of each corridor; -1 where unknown."""
    gathers, paths = facts.texts("corridors", "gathers"), facts.texts("corridors", "places")
    return [
        (facts.places.get(place, -1), facts.places.get(path[0], -1))
        for name, path in zip(gathers, paths, strict=True)
        for place in facts.places_of(name)
    ]


def home_is_a_country(facts: Facts) -> Iterator[Problem]:
    """Where being abroad matters, it is said which country is home; a place lies in it."""
    known = sorted(set(facts.texts("places", "country")) - {""})
    home, rules = facts.scenario.settings["home_country"], facts.scenario.rules
    if home and home not in known:
        message = f"no place lies in {home[:60]!r}"
        yield Problem(message, file_of("scenario"), None, "home_country", hint(home, known))
    matters = rules.use_economic_pull or rules.avoid_food_deprived
    matters |= rules.foreign_weight != 1.0
    matters |= "rules.foreign_weight" in facts.texts("uncertain", "input")
    if not home and matters and len(known) > 1:
        message = f"is blank, and places lie in {len(known)} countries"
        remedy = f"the country that is home: {', '.join(known[:8])}"
        yield Problem(message, file_of("scenario"), None, "home_country", remedy)


def _may_stand_alone(facts: Facts) -> frozenset[str]:
    if facts.scenario.rules.set != "flee3":
        return frozenset()
    counted = {name.removeprefix("present:") for name in facts.texts("series", "quantity")}
    return frozenset(
        place
        for place, row in facts.places.items()
        if place in counted and facts.kinds[row] == "site"
    )


RULES: tuple[Rule, ...] = (
    routes_lead_somewhere,
    coordinates_are_pairs,
    places_are_connected,
    home_is_a_country,
)
