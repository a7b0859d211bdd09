"""People displaced before the first day: census less present, or a wide range.

Where a second count says who is present now, the people missing from a unit have their home there;
they live in the units that hold more people than the census, in proportion to how many more, and
those who are too many for that are in none of the units. Without such a count their number is
assumed, in a range of two hundredfold: not known is not none.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from safepassage.exchange.imported import Imported
from safepassage.exchange.start.assumptions import SOURCE, Assumption, add_prior
from safepassage.exchange.start.inputs import Inputs
from safepassage.exchange.start.people import CLASS, add_populations

ASSUMED = (0.001, 0.02, 0.2)
"""Part of the people of a unit who are displaced there before the first day: low, best, high."""
COUNTED = (0.5, 1.0, 2.0)
"""Factor on what census and presence say."""
WILLING = (0.001, 0.01, 0.1)
"""Chance a day of a party that can go home to do so: low, best, high."""
_TABLE = "populations.csv rows with status displaced, and scenario.toml displaced-before"


def add_displaced(
    inputs: Inputs, places: list[str], present: Path | None, area: str, found: Imported
) -> list[Assumption]:
    """Add the people who were displaced before the first day, after the populations.

    Args:
        inputs: What the files hold.
        places: Places of the units.
        present: File of the people who are there now, for messages; None if none was given.
        area: Name of the area of all places.
        found: Tables; rows are added.
    """
    census = _by_place(found)
    if present is None or inputs.present is None or inputs.population is None:
        if present is not None:
            found.note(f"{present.name}: left out, for no census says who is missing")
        return assume_displaced(census, area, found)
    counted = Imported(lenient=found.lenient, given=found.given)
    add_populations(inputs.units, places, inputs.present, counted, present.name)
    counted.stop_if_any()
    for note in counted.notes:
        found.note(f"{present.name}: {note}")
    return count_displaced(census, _by_place(counted), area, found)


def assume_displaced(people: Mapping[str, float], area: str, found: Imported) -> list[Assumption]:
    """Add displaced people in each unit, their number in a wide range, their homes unknown.

    Args:
        people: Residents by place.
        area: Name of the area of all places.
        found: Tables; rows are added.
    """
    low, best, high = ASSUMED
    for place, count in people.items():
        if round(best * count) > 0:
            _add(found, place, "", round(best * count), "No file says who was displaced before")
    _add_prior(found, area, (low / best, 1.0, high / best))
    return [
        Assumption(
            "displaced-before", low, high, "share",
            "People displaced before the first day, of those who live in a unit; their homes are "
            "not known. Give --present to work them out as census less present, or replace them; 0 "
            "only if there are none",
            _TABLE,
        )
    ]  # fmt: skip


def count_displaced(
    census: Mapping[str, float], present: Mapping[str, float], area: str, found: Imported
) -> list[Assumption]:
    """Add the people missing from units, where they live now, and that they may return.

    Args:
        census: People by place, by the census.
        present: People by place who are there now; a place that is left out is as in the census.
        area: Name of the area of all places.
        found: Tables; populations of residents become those who are still at home.

    Returns:
        What is assumed.
    """
    missing = {p: n - present.get(p, n) for p, n in census.items() if present.get(p, n) < n}
    more = {p: present[p] - n for p, n in census.items() if present.get(p, n) > n}
    for row in found.tables["populations"]:
        place = str(row["place"])
        row["best"] = min(census[place], present.get(place, census[place]))
    away, room = sum(missing.values()), sum(more.values())
    inside = min(1.0, room / away) if away else 0.0
    for home, count in sorted(missing.items()):
        for place, extra in sorted(more.items()):
            people = round(count * inside * extra / room)
            if people > 0:
                _add(found, place, home, people, "Census less present")
    if away > room:
        found.note(
            f"{away - room:,.0f} of the {away:,.0f} people missing from their units are in none of "
            "the others: where they are is not known, and they are left out"
        )
    if room > away:
        found.note(
            f"{room - away:,.0f} people are present beyond the census and nobody is missing "
            "elsewhere: they are left out"
        )
    if not missing:
        found.note("nobody is missing from any unit: nobody was displaced before the first day")
        return []
    low, best, high = WILLING
    row = {"place": area, "willing_low": low, "willing": best, "willing_high": high}
    found.add("homes", {**row, "source_id": SOURCE})
    _add_prior(found, area, COUNTED)
    return [
        Assumption(
            "displaced-before", COUNTED[0], COUNTED[2], "factor",
            "People displaced before the first day: census less present, unit by unit; births, "
            "deaths and other moves since the census are in it",
            _TABLE,
        ),
        Assumption(
            "willing-to-return", low, high, "1/day",
            "Chance that a party which can go home does so on a day", "homes.csv",
        ),
    ]  # fmt: skip


def _by_place(found: Imported) -> dict[str, float]:
    rows = found.tables.get("populations", [])
    return {str(row["place"]): float(str(row["best"])) for row in rows}


def _add(found: Imported, place: str, home: str, people: float, note: str) -> None:
    row = {"place": place, "class": CLASS, "best": people, "status": "displaced", "home": home}
    found.add("populations", {**row, "source_id": SOURCE, "note": note})


def _add_prior(found: Imported, area: str, values: tuple[float, float, float]) -> None:
    add_prior(found, "displaced-before", f"displaced_before:{area}", "lognormal", values)
