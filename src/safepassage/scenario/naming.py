"""What names of a scenario stand for: places of an area, identifiers of routes."""

from __future__ import annotations

from safepassage.scenario.declared import Declared
from safepassage.scenario.table import Table


def places_by_area(scenario: Declared) -> dict[str, list[str]]:
    """Places of each area, in the order of the table."""
    table = scenario["areas"]
    found: dict[str, list[str]] = {}
    for area, place in zip(table["area"].tolist(), table["place"].tolist(), strict=True):
        found.setdefault(area, []).append(place)
    return found


def route_ids(routes: Table) -> list[str]:
    """Identifier of each route; a blank one is ``from--to``."""
    return [
        own or f"{start}--{end}"
        for own, start, end in zip(
            routes["route"].tolist(), routes["from"].tolist(), routes["to"].tolist(), strict=True
        )
    ]
