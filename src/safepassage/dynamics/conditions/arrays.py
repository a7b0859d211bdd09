"""What a kernel sees of food, floods and harvests. D days, P places."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from safepassage.arrays import F8, I8
from safepassage.native import by_reference

FORESEEN_DTYPE = np.dtype([("kept", "f8"), ("chance", "f8"), ("added", "f8"), ("score", "f8")])
"""What a flood forecast makes of a class of awareness *a*: the chance to move on times ``kept`` +
*a* x ``chance``, plus *a* x ``added``; the attraction times ``kept`` + *a* x ``score``."""


@by_reference
class Conditions(NamedTuple):
    """Conditions of places by day; an array without use has no rows."""

    food: F8  # (D, P) share of people in food crisis, 0..1
    flood: F8  # (D + days of a forecast, P) level, 0 is dry
    flood_zone: I8  # (P,) whether a flood weighs twice on the attraction
    harvest: I8  # (D,) 1 on days on which nobody sets out
    chances: F8  # chance to move on, by flood level
    weights: F8  # factor on the attraction, by flood level
    displaced: F8  # people a day or share of the population, by flood level
    foreseen: npt.NDArray[Any]  # (D, P) FORESEEN_DTYPE; no rows without forecasts
