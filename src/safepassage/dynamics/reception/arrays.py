"""What a kernel sees of reception. Letters as in ``compiled.world``."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from safepassage.arrays import F8, I8
from safepassage.native import by_reference

RECEPTION_DTYPE = np.dtype(
    [
        ("place", "i8"),
        ("host_capacity", "f8"),  # people that host families can take; infinite without a limit
        ("leave_chance", "f8"),  # a day, of the sheltered: 1 / mean stay; NaN for the place's own
        ("onward", "f8"),  # chance a day to move on for who got no place; NaN for the rule's
        ("winter_share", "f8"),  # of the capacity that can be used in the cold months
    ]
)


@by_reference
class Reception(NamedTuple):
    """What reception needs. R receiving places: sites, and places with a row of ``reception``."""

    places: npt.NDArray[Any]  # (R,) RECEPTION_DTYPE
    row: I8  # (P,) row of a place in ``places``, or -1
    admits: I8  # (R, C) whether a class may be sheltered
    host_share: F8  # (R, C) share of arrivals who have relatives in host families
    party: I8  # (C,) people in a family, who stay together
    cold: I8  # (D,) whether a day falls in the cold months
    served: F8  # (D, R) people for whom floor, water and toilets all suffice; inf if unknown


@by_reference
class Shelter(NamedTuple):
    """Where the displaced at a place sleep; empty without reception."""

    sheltered: I8  # (P, G)
    hosted: I8  # (P, G)
    overflow: I8  # (P, G)
    waited: I8  # (P, G) in overflow since before today's arrivals
