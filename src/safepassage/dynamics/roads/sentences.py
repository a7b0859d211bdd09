"""Roads that fill, hours of crossings and seasons, as sentences."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from safepassage.scenario.scenario import Scenario
from safepassage.scenario.sentences import Names, daily_hours


def road_sentences(scenario: Scenario) -> Iterator[str]:
    """How many roads have a capacity, and when roads and crossings are open or cut."""
    rate = scenario["routes"]["persons_per_hour"]
    limited = int(np.count_nonzero(~np.isnan(rate)))
    if scenario.rules.roads_fill:
        least, most = np.nanmin(rate), np.nanmax(rate)
        spread = f"{least:,.6g}" if least == most else f"{least:,.6g} to {most:,.6g}"
        yield (
            f"{limited} route{'s' * (limited != 1)} let {spread} people an hour through in each "
            "direction; the others wait in line"
        )
    names = Names(scenario)
    for row in scenario["road_hours"].rows():
        subject = names.target(row["target"])
        until = f" to {row['end']}" if row["end"] else ""
        what = "cut" if row["cut"] else f"open{daily_hours(row) or ' all day'}"
        yield f"{subject[0].upper()}{subject[1:]} is {what} from {row['start']}{until}"
