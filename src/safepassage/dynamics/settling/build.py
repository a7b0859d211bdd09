"""Whether anybody stays for long."""

from __future__ import annotations

import numpy as np

from safepassage.scenario.inputs import split_input
from safepassage.scenario.scenario import Scenario


def settles(scenario: Scenario) -> bool:
    """Whether people may settle somewhere, in some member at least."""
    places = scenario["places"]
    shares = np.fmax(places["settles"], places["settles_high"])
    drawn = {split_input(text)[0] for text in scenario["uncertain"]["input"].tolist()}
    return bool(np.any(shares > 0)) or "settling" in drawn
