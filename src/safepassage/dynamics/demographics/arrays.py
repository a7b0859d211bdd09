"""What a kernel sees of demographic groups. P places, C classes, E ethnicities, R religions."""

from __future__ import annotations

from typing import NamedTuple

from safepassage.arrays import F8, I8
from safepassage.native import by_reference


@by_reference
class Demographics(NamedTuple):
    """Groups of the classes; all but ``shares`` always have C rows."""

    power: F8  # (C,) of the score of an endpoint
    ethnicity: I8  # (C,) number of the group, -1 is none
    religion: I8  # (C,)
    awareness: F8  # (C,) of flood forecasts, 0..1
    shares: F8  # (P, C) of newly displaced people; no rows: all are of the first class
