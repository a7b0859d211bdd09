"""Corridors of which it is known when they open, or that they do not."""

from __future__ import annotations

from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.timeline import timeline


def scheduled_corridors(scenario: Scenario) -> set[str]:
    """Corridors of which nothing is expected any more.

    They have a known window or departure, or a known event that opens or closes them, or they are
    suspended.
    """
    return {*timeline(scenario).scheduled, *scenario["departures"]["corridor"].tolist()}
