"""How a scenario wants people to leave home."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from safepassage.arrays import F8
from safepassage.dynamics.departure.arrays import EXPONENTIAL, LOGIT, RAYLEIGH
from safepassage.scenario.scenario import Scenario

_CURVES = {"exponential": EXPONENTIAL, "rayleigh": RAYLEIGH, "logit": LOGIT}


@dataclass(frozen=True)
class Departure:
    """Switches and how much households differ.

    Attributes:
        mobilises: Whether anything is not as in a plain exponential departure.
        curve: Number of the curve.
        at_opening: Whether people begin to prepare when an exit opens, not at the onset of hazard.
        at_home: Whether people without a way out wait at home.
        frailty: Variance of the factor (mean 1) between households of a class, shape (C,).
    """

    mobilises: bool
    curve: int
    at_opening: bool
    at_home: bool
    frailty: F8


def build_departure(scenario: Scenario) -> Departure:
    """Switches of a scenario."""
    rules, classes = scenario.rules, scenario["classes"]
    frailty = classes["frailty"].astype(np.float64) if len(classes) else np.zeros(1)
    curve = _CURVES[rules.departure]
    at_opening = rules.departure_begins == "opening"
    at_home = rules.departure_waits == "home"
    acts = curve != EXPONENTIAL or at_opening or at_home or bool(np.any(frailty > 0))
    acts |= rules.departure_goes_on
    return Departure(
        mobilises=acts and rules.displacement == "hazard", curve=curve, at_opening=at_opening,
        at_home=at_home, frailty=frailty,
    )  # fmt: skip
