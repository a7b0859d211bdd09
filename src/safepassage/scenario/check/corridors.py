"""Rules about corridors and their windows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from safepassage.errors import Problem
from safepassage.scenario.facts import Facts, Rule, number_of
from safepassage.scenario.values import is_true


def corridors_lead_on(facts: Facts) -> Iterator[Problem]:
    """A corridor visits each of its places once."""
    for index, path in enumerate(facts.texts("corridors", "places")):
        if len(set(path)) < len(path):
            message = "visits a place twice"
            yield facts.at("corridors", index, "places", message, "name each place once")


def assembly_points_are_reachable(facts: Facts) -> Iterator[Problem]:
    """People who gather can get to a corridor's first place by routes, open or not."""
    gathers = facts.texts("corridors", "gathers")
    reached: dict[str, set[int]] = {}
    for index, path in enumerate(facts.texts("corridors", "places")):
        name, first = gathers[index], path[0]
        homes = {facts.places[place] for place in facts.places_of(name) if place in facts.places}
        if not homes or first not in facts.places or facts.places[first] in homes:
            continue
        if name not in reached:
            reached[name] = _reachable(facts.onward, homes)
        if facts.places[first] not in reached[name]:
            message = f"no route leads from {name!r} to {first!r}"
            remedy = "begin where its people can get to, or add a route (closed ones count)"
            yield facts.at("corridors", index, "places", message, remedy)


def corridors_open_some_time(facts: Facts) -> Iterator[Problem]:
    """A corridor has a window, or an event that opens it."""
    if facts.partial:
        return
    opened = set(facts.texts("windows", "corridor")) | _raised(facts, "open")
    opened |= {text.removeprefix("opening:") for text in facts.texts("uncertain", "input")}
    for index, corridor in enumerate(facts.texts("corridors", "corridor")):
        if corridor not in opened:
            message = f"the corridor {corridor!r} is closed for ever"
            remedy = "add a row to windows.csv, or an event of kind route that sets open to true"
            yield facts.at("corridors", index, "corridor", message, remedy)


def corridors_let_pass(facts: Facts) -> Iterator[Problem]:
    """A corridor's throughput is not nought for ever."""
    if facts.partial:
        return
    table = facts["corridors"]
    most = np.fmax(table["persons_per_hour"], table["persons_per_hour_high"])
    raised = _raised(facts, "throughput")
    for index in np.flatnonzero(most <= 0):
        if facts.texts("corridors", "corridor")[index] not in raised:
            remedy = "give people per hour above 0, or an event that sets throughput"
            message = "nobody can ever pass"
            yield facts.at("corridors", index, "persons_per_hour", message, remedy)


def windows_end_after_they_start(facts: Facts) -> Iterator[Problem]:
    """A window lasts some time."""
    windows = facts["windows"]
    for index in np.flatnonzero(windows["end"] <= windows["start"]):
        message = f"{windows['end'][index]} is not after the start {windows['start'][index]}"
        remedy = "a date alone means 00:00 of that day"
        yield facts.at("windows", index, "end", message, remedy)


def windows_touch_the_period(facts: Facts) -> Iterator[Problem]:
    """A window overlaps the period."""
    if facts.end is None:
        return
    first, after = facts.moments
    windows = facts["windows"]
    outside = (windows["start"] >= after) | (windows["end"] <= first)
    for index in np.flatnonzero(outside):
        message = f"the window from {windows['start'][index]} lies outside the period"
        yield facts.at("windows", index, "start", message, facts.period)


def _reachable(onward: Mapping[int, Iterable[int]], homes: set[int]) -> set[int]:
    """Rows of the places that routes lead to from any of ``homes``."""
    found = set(homes)
    waiting = list(homes)
    while waiting:
        new = set(onward.get(waiting.pop(), ())) - found
        found |= new
        waiting.extend(new)
    return found


def _raised(facts: Facts, attribute: str) -> set[str]:
    """Targets of the route events that open something, or give it throughput."""
    columns = (facts.texts("events", key) for key in ("kind", "attribute", "target", "value"))
    return {
        target
        for kind, name, target, value in zip(*columns, strict=True)
        if (kind, name) == ("route", attribute) and (is_true(value) or (number_of(value) or 0) > 0)
    }


RULES: tuple[Rule, ...] = (
    corridors_lead_on,
    assembly_points_are_reachable,
    corridors_open_some_time,
    corridors_let_pass,
    windows_end_after_they_start,
    windows_touch_the_period,
)
