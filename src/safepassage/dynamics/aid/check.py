"""Rules about reception and aid: standards, services, rations, stocks, vehicles, new sites."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from safepassage.errors import Problem
from safepassage.scenario.dictionary import file_of
from safepassage.scenario.facts import Facts, Rule
from safepassage.scenario.nearest import hint

NEEDS_STANDARD = {
    "floor_area": ("site_services", "floor_area_m2"),
    "water": ("site_services", "water_litres_per_day"),
    "toilets": ("site_services", "toilets"),
    "taps": ("site_services", "taps"),
    "beds": ("site_services", "referral_beds"),
    "blankets": ("site_services", "blankets"),
    "winter_kits": ("site_services", "winter_kits"),
    "energy": ("stocks", "tonnes"),
}
"""Standard → the column (table, name) that is judged by it."""

UNITS = {
    "floor_area": "m2/person",
    "water": "l/person/day",
    "toilets": "people/toilet",
    "taps": "people/tap",
    "energy": "kcal/person/day",
    "blankets": "blankets/person",
    "winter_kits": "people/kit",
    "beds": "beds/10000 people",
}
"""The unit of each standard."""


def standards_have_their_units(facts: Facts) -> Iterator[Problem]:
    """A standard is in the unit that its arithmetic expects."""
    pairs = zip(facts.texts("standards", "standard"), facts.texts("standards", "unit"), strict=True)
    for index, (standard, unit) in enumerate(pairs):
        if unit != UNITS[standard]:
            message = f"{unit[:60]!r} is not the unit of {standard!r}"
            yield facts.at("standards", index, "unit", message, f"allowed: {UNITS[standard]}")


def standards_suffice(facts: Facts) -> Iterator[Problem]:
    """A scenario with standards of its own has each that its services and stocks need."""
    own = set(facts.texts("standards", "standard"))
    if not own:
        return  # the Sphere figures that come with the package apply
    for standard, (table, column) in NEEDS_STANDARD.items():
        if standard not in own and not np.all(np.isnan(facts[table][column])):
            message = f"the standard {standard!r} is missing, and {table}.csv gives {column}"
            remedy = "add the row, or delete standards.csv to use the Sphere figures"
            yield Problem(message, file_of("standards"), column="standard", remedy=remedy)


def rations_feed(facts: Facts) -> Iterator[Problem]:
    """A ration has energy: a food of it may have none, as salt, but not all of them."""
    table = facts["rations"]
    energy = table["kg_per_person_day"] * table["kcal_per_kg"]
    names = facts.texts("rations", "ration")
    for ration in dict.fromkeys(names):
        rows = [index for index, name in enumerate(names) if name == ration]
        if not np.nansum(energy[rows]) > 0:
            message = f"the ration {ration!r} has 0 kcal a day"
            remedy = "give kg_per_person_day and kcal_per_kg above 0 for at least one food"
            yield facts.at("rations", rows[0], "kcal_per_kg", message, remedy)


def one_ration_is_planned_with(facts: Facts) -> Iterator[Problem]:
    """Of several rations it is said which is planned with; what is said is a ration."""
    known = sorted(set(facts.texts("rations", "ration")))
    chosen = facts.scenario.settings["ration"]
    if chosen and chosen not in known:
        message = f"{chosen[:60]!r} is in no row of {file_of('rations')}"
        yield Problem(message, file_of("scenario"), None, "ration", hint(chosen, known))
    if not chosen and len(known) > 1:
        message = f"is blank, and {file_of('rations')} has {len(known)} rations"
        remedy = f"the one that is planned with: {', '.join(known[:8])}"
        yield Problem(message, file_of("scenario"), None, "ration", remedy)


def foods_agree(facts: Facts) -> Iterator[Problem]:
    """A food has the same energy in every ration."""
    first: dict[str, int] = {}
    energies = facts["rations"]["kcal_per_kg"]
    for index, food in enumerate(facts.texts("rations", "commodity")):
        before = first.setdefault(food, index)
        if energies[before] != energies[index]:
            row = facts["rations"].row_number(before)
            message = f"{food!r} has {energies[index]:g} kcal/kg here, {energies[before]:g} above"
            remedy = f"see row {row}; name one of them otherwise"
            yield facts.at("rations", index, "kcal_per_kg", message, remedy)


def stocks_are_of_known_foods(facts: Facts) -> Iterator[Problem]:
    """What is stored or comes is a food of some ration, so that its energy is known."""
    known = frozenset(facts.texts("rations", "commodity"))
    for table in ("stocks", "pipeline"):
        seen: set[str] = set()
        for index, food in enumerate(facts.texts(table, "commodity")):
            if food in known or food in seen:
                continue
            seen.add(food)
            remedy = hint(food, sorted(known)) if known else "add the ration"
            message = f"{food[:60]!r} is in no ration of {file_of('rations')}"
            yield facts.at(table, index, "commodity", message, remedy)


def vehicles_have_depots(facts: Facts) -> Iterator[Problem]:
    """Aid vehicles start at a depot."""
    depots = frozenset(facts.texts("depots", "place"))
    for index, place in enumerate(facts.texts("aid_vehicles", "depot")):
        if place not in depots:
            remedy = hint(place, sorted(depots)) if depots else "add it to depots.csv"
            message = f"{place[:60]!r} is not a depot"
            yield facts.at("aid_vehicles", index, "depot", message, remedy)


def convoys_can_form(facts: Facts) -> Iterator[Problem]:
    """There are vehicles enough for one convoy of their sort."""
    table = facts["aid_vehicles"]
    for index in np.flatnonzero(table["convoy"] > table["count"]):
        message = f"{table['convoy'][index]} travel together, but there are {table['count'][index]}"
        yield facts.at("aid_vehicles", index, "convoy", message, "lower it, or raise count")


def hours_are_ordered(facts: Facts) -> Iterator[Problem]:
    """What opens closes later, the same day."""
    for table in ("site_services", "depots"):
        opens, closes = facts[table]["opens"], facts[table]["closes"]
        for index in np.flatnonzero(opens >= closes):
            message = f"{closes[index]:g} is not after opens {opens[index]:g}"
            yield facts.at(table, index, "closes", message, "hours of one day, 0 to 24")


def nothing_is_kept_at_waypoints(facts: Facts) -> Iterator[Problem]:
    """Depots, stocks and new sites are at places where people can stay."""
    for table in ("stocks", "pipeline", "depots", "deliveries", "candidate_sites"):
        column = "place"
        for index, place in enumerate(facts.texts(table, column)):
            row = facts.places.get(place)
            if row is not None and facts.kinds[row] == "waypoint":
                message = f"{place!r} is a waypoint, where nothing is kept"
                yield facts.at(table, index, column, message, "make it a settlement or a site")


RULES: tuple[Rule, ...] = (
    standards_have_their_units,
    standards_suffice,
    rations_feed,
    one_ration_is_planned_with,
    foods_agree,
    stocks_are_of_known_foods,
    vehicles_have_depots,
    convoys_can_form,
    hours_are_ordered,
    nothing_is_kept_at_waypoints,
)
