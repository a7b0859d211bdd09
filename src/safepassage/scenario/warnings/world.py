"""Warnings about places, corridors and people: one warning one function, before any run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import numpy as np

from safepassage.errors import Problem
from safepassage.scenario.dictionary import file_of
from safepassage.scenario.facts import Facts
from safepassage.scenario.quantity import PRODUCED, parse_quantity
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.timeline import timeline
from safepassage.scenario.warnings.people import (
    first_reports_are_near,
    relocations_have_departures,
    roads_carry_their_people,
)
from safepassage.sphere import great_circle_km

Warn = Callable[[Scenario, Facts], Iterator[Problem]]
_DETOUR, _NEAR_KM = 50.0, 1.0
"""A road this many times as long as its ends are apart is none; ends nearer than that may be one
place by their coordinates."""
_HALF_ROUND_KM = 20_000.0
_CURVES = ("rayleigh", "logit")


def corridors_lead_to_open_sites(scenario: Scenario, facts: Facts) -> Iterator[Problem]:
    """A corridor that is open on a day on which the site at its end is closed."""
    days = timeline(scenario)
    names = days.names.place_ids
    for index, row in enumerate(scenario["corridors"].rows()):
        end = row["places"][-1]
        place = names.index(end)
        for start, stop in days.spans(row["corridor"]):
            first, last = days.day_of(start.date()), days.day_of(stop.date())
            open_ = [bool(days.open_sites.on(day)[place]) for day in range(first, last + 1)]
            if not all(open_):
                date = scenario.start + dt.timedelta(days=first + open_.index(False))
                message = f"leads to {end!r}, which is closed on {date} while the corridor is open"
                yield facts.at("corridors", index, "places", message, "open the site, or end it")
                break


def sites_hold_who_is_there(scenario: Scenario, facts: Facts) -> Iterator[Problem]:
    """A site whose capacity is below the displaced people who start there."""
    people: dict[str, float] = {}
    for row in scenario["populations"].rows():
        if row["status"] == "displaced":
            people[row["place"]] = people.get(row["place"], 0.0) + row["best"]
    for index, row in enumerate(scenario["sites"].rows()):
        there = people.get(row["place"], 0.0)
        if row["capacity"] < there:
            message = f"is below the {there:,.0f} displaced people who start there"
            yield facts.at("sites", index, "capacity", message, "check both numbers")


def returns_count_who_left_before(scenario: Scenario, facts: Facts) -> Iterator[Problem]:
    """A home to which people may return, and nobody who left it before the first day."""
    if not len(scenario["homes"]):
        return
    table = scenario["populations"]
    known = set(table["home"][table["status"] == "displaced"].tolist())
    for index, name in enumerate(scenario["homes"]["place"].tolist()):
        if known.isdisjoint({name, *facts.places_of(name)}):
            message = f"nobody who left {name[:60]!r} before the first day is counted"
            remedy = (
                "add rows to populations.csv with status displaced and this home, with a wide "
                "range if their number is not known (0 says that there are none)"
            )
            yield facts.at("homes", index, "place", message, remedy)


def corridors_carry_their_people(scenario: Scenario, facts: Facts) -> Iterator[Problem]:
    """A corridor that cannot carry the people where it gathers in all of its hours."""
    areas = timeline(scenario).names
    place_of = areas.place_ids
    staying = {row["class"]: row["staying"] for row in scenario["classes"].rows()}
    for index, row in enumerate(scenario["corridors"].rows()):
        if row["purpose"] == "relocation":
            continue
        gathers = {place_of[n] for n in areas.places[row["gathers"]]} - {row["places"][-1]}
        people = sum(
            one["best"] * (1.0 - (staying.get(one["class"]) or 0.0))
            for one in scenario["populations"].rows()
            if one["place"] in gathers and (not row["classes"] or one["class"] in row["classes"])
        )
        end = dt.datetime.combine(scenario.start + dt.timedelta(days=scenario.days), dt.time())
        spans = timeline(scenario).spans(row["corridor"])
        hours = sum((min(stop, end) - start).total_seconds() / 3600 for start, stop in spans)
        carried = hours * row["persons_per_hour"]
        if spans and carried < people:
            message = f"carries {carried:,.0f} people in {hours:,.0f} hours, and {people:,.0f} wait"
            yield facts.at("corridors", index, "persons_per_hour", message, "check hours and rate")


def claims_can_be_shown(scenario: Scenario, facts: Facts) -> Iterator[Problem]:
    """A claim about what no run produces; one warning for all of them."""
    rows: dict[str, int] = {}
    for index, text in enumerate(scenario["claims"]["quantity"].tolist()):
        word = parse_quantity(str(text)).word
        if word not in PRODUCED and word != "assumed":
            rows.setdefault(word, index)
    if rows:
        message = f"no run produces {', '.join(rows)}: such claims are compared with nothing"
        remedy = f"produced are {', '.join(PRODUCED)}"
        yield facts.at("claims", min(rows.values()), "quantity", message, remedy)


def flight_without_ranges(scenario: Scenario, facts: Facts) -> tuple[str, bool]:
    """What decides how many flee from hazard and is one number.

    Returns:
        The rule of the pace, such as ``rules.flight_rate``, or nothing; and whether hazard has no
        range.
    """
    rules = scenario.rules
    struck = bool(np.any([state > 0 for state in timeline(scenario).hazard.states]))
    if rules.displacement != "hazard" or not struck:
        return "", False
    inputs = {str(text) for text in facts.texts("uncertain", "input")}
    pace = f"rules.{'departure_median' if rules.departure in _CURVES else 'flight_rate'}"
    return "" if pace in inputs else pace, not any(one.startswith("hazard:") for one in inputs)


def flight_has_ranges(scenario: Scenario, facts: Facts) -> Iterator[Problem]:
    """Where hazard makes people flee, the pace of flight and hazard decide everything."""
    pace, hazard = flight_without_ranges(scenario, facts)
    if pace:
        message = "is one number, and the result hangs on it"
        remedy = f"give {pace} a range in [[uncertain]]"
        yield Problem(message, file_of("rules"), None, pace.removeprefix("rules."), remedy)
    if hazard:
        message = "hazard has no range, and nobody measures it"
        remedy = "give hazard:AREA a range in [[uncertain]], such as 0.7 to 1.3"
        yield Problem(message, file_of("uncertain"), None, "input", remedy)


def routes_are_in_kilometres(scenario: Scenario, facts: Facts) -> Iterator[Problem]:
    """A route far longer than its ends are apart, or than any road: metres typed as kilometres."""
    places = scenario["places"]
    rows = {place: index for index, place in enumerate(places["place"].tolist())}
    for index, row in enumerate(scenario["routes"].rows()):
        first, last = ([rows[row["from"]]], [rows[row["to"]]])
        ends = (places[name][end] for end in (first, last) for name in ("lat", "lon"))
        apart, km = float(great_circle_km(*ends)[0]), row["length_km"]
        if apart > 0 and km > _DETOUR * max(apart, _NEAR_KM):
            message = f"is {km:,.0f} km, and its ends are {apart:,.1f} km apart"
        elif km > _HALF_ROUND_KM:
            message = f"is {km:,.0f} km, more than half way round the Earth"
        else:
            continue
        remedy = "are these metres? write kilometres"
        yield facts.at("routes", index, "length_km", message, remedy)


ABOUT_THE_WORLD: tuple[Warn, ...] = (
    corridors_lead_to_open_sites,
    sites_hold_who_is_there,
    returns_count_who_left_before,
    corridors_carry_their_people,
    roads_carry_their_people,
    relocations_have_departures,
    first_reports_are_near,
    claims_can_be_shown,
    flight_has_ranges,
    routes_are_in_kilometres,
)
"""Every one, in the order in which they are listed."""
