"""Corridors of which it is known when they open, or that they do not."""

from __future__ import annotations

from safepassage.scenario.scenario import Scenario


def scheduled_corridors(scenario: Scenario) -> set[str]:
    """Corridors of which nothing is expected any more.

    They have a known window or departure, or a known event that opens or shuts them, or they are
    suspended.
    """
    opened = {
        event["target"]
        for event in scenario["events"].rows()
        if event["kind"] == "route" and event["attribute"] == "open"
    }
    planned = (scenario[name]["corridor"].tolist() for name in ("windows", "departures"))
    return opened.union(*planned, suspended_corridors(scenario))


def suspended_corridors(scenario: Scenario) -> set[str]:
    """Corridors that are switched off: nothing that opens them acts, known or expected."""
    table = scenario["corridors"]
    return set(table["corridor"][table["suspended"]].tolist())
