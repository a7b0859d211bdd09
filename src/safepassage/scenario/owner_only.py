"""What of a scenario is for its owner alone, whatever file it stands in."""

from __future__ import annotations

from safepassage.scenario.scenario import Scenario

CONVOYS = "holds departures: times of convoys are of High sensitivity, for named people who need it"
SEVERE = "is of Severe sensitivity: do not pass on"


def owner_only(scenario: Scenario) -> str:
    """Why files with a scenario's content are their owner's alone; empty if others may read them.

    Departures are times of convoys, by whatever name the file goes that holds them.
    """
    if scenario.settings["sensitivity"] == "severe":
        return SEVERE
    return CONVOYS if len(scenario["departures"]) else ""
