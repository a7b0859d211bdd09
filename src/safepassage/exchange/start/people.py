"""Population counts → the places of the units that they are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from safepassage.exchange.cod_ab import Unit
from safepassage.exchange.cod_ps import Counted
from safepassage.exchange.imported import Imported
from safepassage.exchange.names import identifier
from safepassage.exchange.start.assumptions import SOURCE as ASSUMED

SOURCE = "start-population"
CLASS = "people"

GUESS = (0.1, 1.0, 10.0)
"""Factors on an assumed population: lowest, best, highest."""


def need_density(units: Sequence[Unit], density: float | None, found: Imported) -> None:
    """A problem where no population was given and none can be assumed as the user asked.

    Args:
        units: Units of the boundaries.
        density: People a km² that the user lets us assume, or None.
        found: Takes the problem, with the options that help.
    """
    points = [unit.name or unit.code for unit in units if not unit.area_km2]
    if density is None:
        remedy = "give --population FILE; or --assume-density 50 to assume 50 people a km²"
        message = "no population was given, and people are not assumed unasked"
        found.problem(message, "", remedy=remedy)
    elif points:
        message = f"--assume-density needs areas, and these units are points: {_listed(points)}"
        found.problem(message, "", remedy="give --population FILE")


def assume_populations(
    units: Sequence[Unit], places: Sequence[str], density: float, found: Imported
) -> None:
    """Add a row of populations for each unit, by its area, as an assumption to be checked.

    Args:
        units: Units, each with an area.
        places: Their places.
        density: People a km².
        found: Takes the rows.
    """
    note = f"Assumed: {density:g} people a km². Replace it by a count"
    for unit, place in zip(units, places, strict=True):
        best = max(float(round(unit.area_km2 * density)), 1.0)
        row = {"place": place, "class": CLASS, "best": best, "source_id": ASSUMED}
        found.add("populations", {**row, "note": note})
    found.note(
        "WARNING: no population was given: all numbers of people are assumed and mean nothing "
        "before counts replace them (--population, or populations.csv)"
    )


def add_populations(
    units: Sequence[Unit],
    places: Sequence[str],
    counted: Sequence[Counted],
    found: Imported,
    file: str,
) -> float:
    """Add a row of populations for each unit that is counted, by P-code, else by name.

    Returns:
        People who were placed. Counts without a unit and units without a count become notes.
    """
    by_code = {unit.code.upper(): place for unit, place in zip(units, places, strict=True)}
    by_code.pop("", None)
    by_name = _by_name(units, places)
    level = units[0].level
    sums: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    lost: list[str] = []
    for item in counted:
        if item.people == 0 or item.level < level:
            continue
        code, name = item.codes.get(level, "").upper(), item.names.get(level, "")
        place = by_code.get(code)
        # A code that no unit has is not another unit's, whatever its name; units without codes
        # are found by name alone.
        if place is None and not (code and by_code):
            place = _named(by_name, name, item.unit.above if item.level == level else "")
        if place is None:
            lost.append(" ".join(text for text in (code, name) if text) or "?")
            found.losses.lose(
                file, "people of units that the boundaries do not have", 1, item.people
            )
            continue
        sums[place][item.level] += item.people
    _refuse_none(sums, counted, level, found, file)
    # A table of several levels holds everybody once at each: the level next to the units' counts.
    counts = {place: own[min(own)] for place, own in sums.items()}
    total = sum(counts.values())
    deeper = sum(len(own) - 1 for own in sums.values())
    if deeper:
        found.note(f"{file}: counts of deeper levels are parts of those of the units; left out")
    found.losses.taken += total
    for place, people in counts.items():
        row = {"place": place, "class": CLASS, "best": people, "source_id": SOURCE}
        found.add("populations", row)
    if lost:
        found.note(f"population without a unit left out: {_listed(lost)}")
    empty = [unit.name for unit, place in zip(units, places, strict=True) if place not in sums]
    if empty:
        found.note(f"units without a count stay empty: {_listed(empty)}")
    return total


def _refuse_none(
    placed: Mapping[str, object], counted: Sequence[Counted], level: int, found: Imported, file: str
) -> None:
    """Stop where no count is of any unit.

    Raises:
        ScenarioError: Then, with the levels of both.
    """
    if placed or not counted:
        return
    theirs = sorted({item.level for item in counted})
    remedy = "take both of one level, with P-codes or the same names"
    if theirs[-1] < level:
        message = f"counts units of level {theirs[-1]}, the boundaries are of level {level}"
    else:
        message = "none of its counts is of a unit of the boundaries"
    found.problem(message, file, remedy=remedy)
    found.stop_if_any()


def _by_name(units: Sequence[Unit], places: Sequence[str]) -> dict[tuple[str, str], set[str]]:
    """Places by name, and by name and unit above."""
    index: dict[tuple[str, str], set[str]] = defaultdict(set)
    for unit, place in zip(units, places, strict=True):
        name, above = identifier(unit.name, ""), identifier(unit.unit.above, "")
        index[name, ""].add(place)
        index[name, above].add(place)
    return index


def _named(index: dict[tuple[str, str], set[str]], name: str, above: str) -> str | None:
    """The one place of a name; where several share it, the one in the unit above."""
    key = identifier(name, "")
    for wanted in ((key, identifier(above, "")), (key, "")):
        held = index.get(wanted, set()) if key else set()
        if len(held) == 1:
            return next(iter(held))
    return None


def _listed(names: Sequence[str], most: int = 8) -> str:
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
