"""Uncertain inputs of armed groups: what members draw, from the record known by the origin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from safepassage.arrays import F8
from safepassage.compiled.prior import Prior
from safepassage.evidence.clash_record import ending_in, origin_of, record_in
from safepassage.evidence.group_changes import KINDS, rate_of
from safepassage.scenario.presence import group_range
from safepassage.scenario.scenario import Scenario
from safepassage.spread import AT

INTENSITY = (0.2, 0.5, 0.8)
"""Hazard at the place of a serious clash where none is declared; an assumption."""
CROWDING = (0.2, 1.0, 5.0)
"""Power of crowding, 5, 50, 95 %; no record that we know of measures it."""


@dataclass(frozen=True)
class Posterior(Prior):
    """A Beta (``beta``) or Gamma (``gamma``) distribution with parameters ``a`` and ``b``.

    Attributes:
        a: First shape.
        b: Second shape of a Beta, rate of a Gamma distribution.
    """

    a: float = 1.0
    b: float = 1.0

    def _whole_quantile(self, u: F8) -> F8:
        from scipy.special import betaincinv, gammaincinv  # slow to import

        if self.distribution == "beta":
            return np.asarray(betaincinv(self.a, self.b, u))
        return np.asarray(gammaincinv(self.a, u) / self.b)


def actor_priors(scenario: Scenario) -> list[Prior]:
    """Priors of all areas; none without the rule ``actors``."""
    if not scenario.rules.actors:
        return []
    by = origin_of(scenario)
    priors = [Prior("effect-of:crowding", "actors:crowding", "lognormal", *CROWDING)]
    priors += [
        _posterior(f"rate-of:{kind}", f"actors:{kind}", "gamma", *rate_of(kind, by))
        for kind in KINDS
    ]
    for number, row in enumerate(scenario["presence"].rows()):
        priors += _of_area(scenario, row, number)
    return priors


def _of_area(scenario: Scenario, row: dict[str, Any], number: int) -> list[Prior]:
    area = row["area"]
    chance = record_in(scenario, area, row["record_start"]).posterior()
    ending = ending_in(scenario, area)
    found: list[Prior] = [
        _posterior(f"chance-of-clash:{area}", "actors:chance", "beta", *chance, row=number),
        _posterior(f"end-of-clash:{area}", "actors:ending", "beta", *ending, row=number),
    ]
    if np.isnan(row["clash_hazard"]):
        name = f"hazard-of-clash:{area}"
        found.append(Prior(name, "actors:intensity", "triangular", *INTENSITY, row=number))
    low, best, high = group_range(row)
    if low < high:
        kind = "lognormal" if low > 0 else "normal"
        found.append(Prior(f"groups:{area}", "actors:groups", kind, low, best, high, row=number))
    return found


def _posterior(
    name: str, input_: str, distribution: str, a: float, b: float, row: int = -1
) -> Posterior:
    """With its 5, 50 and 95 % values, as other priors give them."""
    whole = Posterior(name, input_, distribution, 0.0, 0.0, 0.0, row, a=a, b=b)
    low, best, high = whole.quantile(np.array(AT)).tolist()
    return Posterior(name, input_, distribution, low, best, high, row, a=a, b=b)
