"""Population counts → the places of the units that they are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from safepassage.exchange.cod_ab import Unit
from safepassage.exchange.cod_ps import Counted
from safepassage.exchange.context import short_slug
from safepassage.exchange.imported import Imported

SOURCE = "start-population"
CLASS = "people"


def add_populations(
    units: Sequence[Unit], places: Sequence[str], counted: Sequence[Counted], found: Imported
) -> float:
    """Add a row of populations for each unit that is counted, by P-code, else by name.

    Returns:
        People who were placed. Counts without a unit and units without a count become notes.
    """
    by_code = {unit.code.upper(): place for unit, place in zip(units, places, strict=True)}
    by_code.pop("", None)
    names = Counter(short_slug(unit.name) for unit in units)
    by_name = {
        short_slug(unit.name): place
        for unit, place in zip(units, places, strict=True)
        if names[short_slug(unit.name)] == 1
    }
    level = units[0].level
    sums: dict[str, float] = {}
    lost: list[str] = []
    total = 0.0
    for item in counted:
        if item.people == 0 or max({*item.codes, *item.names}) < level:
            continue
        place = by_code.get(item.codes.get(level, "").upper())
        place = place or by_name.get(short_slug(item.names.get(level, "") or "?"))
        if place is None:
            lost.append(item.names.get(level) or item.codes.get(level, "?"))
            continue
        sums[place] = sums.get(place, 0.0) + item.people
        total += item.people
    for place, people in sums.items():
        row = {"place": place, "class": CLASS, "best": people, "source_id": SOURCE}
        found.add("populations", row)
    if lost:
        found.note(f"population without a unit left out: {_listed(lost)}")
    empty = [unit.name for unit, place in zip(units, places, strict=True) if place not in sums]
    if empty:
        found.note(f"units without a count stay empty: {_listed(empty)}")
    return total


def _listed(names: Sequence[str], most: int = 8) -> str:
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
