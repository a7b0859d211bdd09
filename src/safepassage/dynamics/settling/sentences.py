"""Where people stay for long, as sentences."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from safepassage.scenario.scenario import Scenario
from safepassage.scenario.sentences import Names, percent


def settling_sentences(scenario: Scenario) -> Iterator[str]:
    """Where a share of those who come to rest stays for long, and for how long."""
    names = Names(scenario)
    for row in scenario["places"].rows():
        if np.fmax(row["settles"], row["settles_high"]) > 0:
            yield (
                f"{percent(row['settles'])} of the displaced people who come to rest in "
                f"{names.target(row['place'])} stay for long: {row['settled_days']:g} days"
            )
