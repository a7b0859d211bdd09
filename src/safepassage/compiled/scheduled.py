"""Corridors of which it is known when they open."""

from __future__ import annotations

from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.timeline import timeline


def scheduled_corridors(scenario: Scenario) -> set[str]:
    """Corridors with a known window or departure, or a known event that opens or shuts them."""
    return {*timeline(scenario).scheduled, *scenario["departures"]["corridor"].tolist()}
