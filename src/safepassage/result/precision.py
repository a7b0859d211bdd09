"""How well the members of a run determine its headline quantities.

For the 5, 50 and 95 % values of each headline count on the last day, the 95 % confidence interval
by order statistics (no distribution is assumed: Conover 1999, section 3.2), as a fraction of the
mean of that count over members. The widest of them is the width of a run. The interval takes
members as independent; the Sobol points of their inputs make it narrower than it says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from safepassage.arrays import F8
from safepassage.errors import Problem, ScenarioError
from safepassage.result.headline_names import FULLNESS, headline_names
from safepassage.result.quantities import curves
from safepassage.result.result import Result
from safepassage.scenario.quantity import SHARES, parse_quantity
from safepassage.spread import AT

CONFIDENCE = 0.95
FIRST_STAGE = 128
_CHUNK_CELLS = 30_000_000


@dataclass(frozen=True)
class Precision:
    """What was wanted and what was reached.

    Attributes:
        target: Wanted width, a fraction.
        width: Width reached; infinite with too few members to say.
        quantity: The headline quantity that is known worst.
        members: Members that it took.
    """

    target: float
    width: float
    quantity: str
    members: int

    @property
    def reached(self) -> bool:
        """Whether the run is as precise as was wanted."""
        return self.width <= self.target

    @classmethod
    def of(cls, result: Result, target: float) -> Precision:
        """Measure a run with equal weights."""
        widths = relative_widths(result)
        worst = max(widths, key=widths.__getitem__)
        return cls(target, widths[worst], worst, int(result.members.size))

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        width = self.width if np.isfinite(self.width) else None
        return {
            "target": self.target,
            "width": width,
            "quantity": self.quantity,
            "members": self.members,
            "reached": self.reached,
        }


def parse_until(text: str) -> float:
    """The number in ``width:0.02``.

    Raises:
        ScenarioError: If it is nothing of the kind.
    """
    found = re.fullmatch(r"width:(0?\.\d+|1(?:\.0*)?|\d(?:\.\d*)?e-\d{1,2})", text)
    if found is None or not 0 < float(found[1]) <= 1:
        remedy = "such as width:0.02, above 0 up to 1"
        problem = Problem(f"{text!r} is no precision", column="until", remedy=remedy)
        raise ScenarioError([problem])
    return float(found[1])


def stages(most: int) -> list[int]:
    """Members after which the width is looked at: powers of two from 128, the last is ``most``.

    Sobol points are balanced in powers of two.
    """
    steps = []
    members = FIRST_STAGE
    while members < most:
        steps.append(members)
        members *= 2
    return [*steps, most]


def relative_widths(result: Result) -> dict[str, float]:
    """Width by headline quantity; ratios and shares of inputs are left out."""
    names = [
        name
        for name in headline_names(result.scenario)
        if not name.startswith(FULLNESS) and parse_quantity(name).word not in SHARES
    ]
    found = {}
    step = max(1, _CHUNK_CELLS // max(1, result.members.size * result.scenario.days))
    for start in range(0, len(names), step):
        for name, values in curves(result, names[start : start + step]).items():
            found[name] = _relative_width(values[:, -1])
    return found


def _relative_width(values: F8) -> float:
    """Widest interval of the three quantiles by the mean, both of values of shape (M,)."""
    from scipy.stats import binom  # slow to import, and asked for by few runs

    mean = float(values.mean())
    if mean == 0 or values.min() == values.max():
        return 0.0
    ordered, count = np.sort(values), values.size
    tail = (1 - CONFIDENCE) / 2
    widest = 0.0
    for probability in AT:
        low = int(binom.ppf(tail, count, probability))
        high = int(binom.ppf(1 - tail, count, probability)) + 1
        if low < 1 or high > count:
            return float("inf")
        widest = max(widest, float(ordered[high - 1] - ordered[low - 1]))
    return widest / mean
