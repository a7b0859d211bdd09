"""Rules about registration series."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from safepassage.errors import Problem
from safepassage.scenario.dictionary import file_of
from safepassage.scenario.facts import Facts, Rule, repeats
from safepassage.scenario.nearest import hint
from safepassage.scenario.quantity import EVERYWHERE

TOTAL = f"displaced_from:{EVERYWHERE}"
"""The series of everybody registered."""


def series_quantities_are_known(facts: Facts) -> Iterator[Problem]:
    """A series counts who is present at a place, or everybody displaced."""
    seen = {TOTAL}
    places = facts.names["places"]
    for index, text in enumerate(facts.texts("series", "quantity")):
        if text in seen:
            continue
        seen.add(text)
        word, _, place = text.partition(":")
        if word != "present":
            message = f"{text[:60]!r} is not a registration series"
            yield facts.at("series", index, "quantity", message, f"present:PLACE or {TOTAL}")
        elif place not in places:
            remedy = hint(place, sorted(places))
            yield facts.at("series", index, "quantity", f"unknown place {place[:60]!r}", remedy)


def registrations_are_unique(facts: Facts) -> Iterator[Problem]:
    """One value a quantity, day and publication; a later publication corrects it."""
    table = facts["series"]
    known = np.where(np.isnat(table["published"]), table["date"], table["published"])
    dates = table["date"].astype("i8").tolist(), known.astype("i8").tolist()
    keys = list(zip(facts.texts("series", "quantity"), *dates, strict=True))
    if len(set(keys)) == len(keys):
        return
    for index, before in repeats(keys):
        message = f"{keys[index][0]!r} stands twice on {table['date'][index]}"
        row = table.row_number(before)
        remedy = f"first in row {row}; delete one, or say in published which came later"
        yield facts.at("series", index, "date", message, remedy)


def registrations_are_published_after(facts: Facts) -> Iterator[Problem]:
    """Nobody is registered ahead."""
    table = facts["series"]
    for index in np.flatnonzero(table["published"] < table["date"]):
        message = f"{table['published'][index]} is before its date {table['date'][index]}"
        yield facts.at("series", index, "published", message, "correct one of the dates")


def series_can_drive(facts: Facts) -> Iterator[Problem]:
    """Displacement by series has the series that it follows."""
    rules = facts.scenario.rules
    if rules.displacement != "series" or facts.partial:
        return
    quantities = set(facts.texts("series", "quantity"))
    file = file_of("series")
    if rules.series_from == "total":
        if TOTAL not in quantities:
            message = "rules.series_from=total has no series to follow"
            yield Problem(message, file, remedy=f"add rows of {TOTAL}")
        return
    sites = {place for place, row in facts.places.items() if facts.kinds[row] == "site"}
    if not any(text.removeprefix("present:") in sites for text in quantities):
        message = "rules.series_from=sites has no series to follow"
        yield Problem(message, file, remedy="add rows of present:PLACE for places of kind site")


RULES: tuple[Rule, ...] = (
    series_quantities_are_known,
    registrations_are_unique,
    registrations_are_published_after,
    series_can_drive,
)
