"""Corridors of which it is known when they open."""

from __future__ import annotations

from safepassage.scenario.scenario import Scenario


def scheduled_corridors(scenario: Scenario) -> set[str]:
    """Corridors with a known window or departure, or a known event that opens or shuts them."""
    opened = {
        event["target"]
        for event in scenario["events"].rows()
        if event["kind"] == "route" and event["attribute"] == "open"
    }
    planned = (scenario[name]["corridor"].tolist() for name in ("windows", "departures"))
    return opened.union(*planned)
