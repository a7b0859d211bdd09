"""Names along the axes of a result that a scenario decides by itself."""

from __future__ import annotations

from collections.abc import Mapping

from safepassage.dynamics.homes.build import home_places
from safepassage.scenario.latest import latest
from safepassage.scenario.scenario import Scenario


def declared_axes(scenario: Scenario) -> Mapping[str, tuple[str, ...]]:
    """Dimension → its names, in the order of the rows of the scenario.

    Args:
        scenario: For the axes of a result, with its rows in canonical order.

    Returns:
        ``zone`` (contaminated places), ``home`` (places to which people may return), ``house``
        (places with a count of houses) and ``ground`` (areas where armed groups are simulated).
    """
    areas = tuple(scenario["presence"]["area"].tolist()) if scenario.rules.actors else ()
    return {
        "zone": _counting(scenario, "contamination"),
        "home": home_places(scenario),
        "house": _counting(scenario, "housing"),
        "ground": areas,
    }


def _counting(scenario: Scenario, table: str) -> tuple[str, ...]:
    rows = scenario[table]
    return tuple(rows["place"][latest(rows)].tolist())
