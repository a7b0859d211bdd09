"""Rules about corridors and their windows."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from safepassage.errors import Problem
from safepassage.scenario.facts import Facts, Rule, number_of
from safepassage.scenario.reach import reachable
from safepassage.scenario.values import is_true

_RELOCATION = ("purpose", "consent", "gathers", "places")


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
            reached[name] = reachable(facts.onward, homes)
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


def relocations_are_of_people_who_agreed(facts: Facts) -> Iterator[Problem]:
    """A relocation says which part agreed to move, and joins places where people stay."""
    table = facts["corridors"]
    for index, (purpose, consent, gathers, path) in enumerate(
        zip(*(facts.texts("corridors", name) for name in _RELOCATION), strict=True)
    ):
        if purpose == "relocation" and np.isnan(consent):
            remedy = "give the share of the displaced people there who agreed to move"
            yield facts.at("corridors", index, "consent", "is blank", remedy)
        if purpose != "relocation" and not np.isnan(consent):
            message = f"{table['consent'][index]:g} does not act on an agreed exit"
            remedy = "leave it blank: classes.csv says who stays"
            yield facts.at("corridors", index, "consent", message, remedy)
        ends = {"gathers": facts.places_of(gathers), "places": path[-1:]}
        for column, places in ends.items() if purpose == "relocation" else ():
            for place in places:
                row = facts.places.get(place)
                if row is not None and facts.kinds[row] not in {"site", "settlement"}:
                    message = f"{place[:60]!r} is a {facts.kinds[row]}, where nobody stays"
                    yield facts.at("corridors", index, column, message, "name a site or settlement")


def windows_end_after_they_start(facts: Facts) -> Iterator[Problem]:
    """A window lasts some time."""
    windows = facts["windows"]
    for index in np.flatnonzero(windows["end"] <= windows["start"]):
        message = f"{windows['end'][index]} is not after the start {windows['start'][index]}"
        remedy = "a date alone means 00:00 of that day"
        yield facts.at("windows", index, "end", message, remedy)


def windows_open_before_they_close(facts: Facts) -> Iterator[Problem]:
    """Hours of the day begin before they end."""
    windows = facts["windows"]
    for index in np.flatnonzero(windows["closes"] <= np.nan_to_num(windows["opens"])):
        message = f"{windows['closes'][index]:g} is not after the hour at which it opens"
        remedy = "give a night as two rows"
        yield facts.at("windows", index, "closes", message, remedy)


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
    windows_open_before_they_close,
    relocations_are_of_people_who_agreed,
    windows_touch_the_period,
)
