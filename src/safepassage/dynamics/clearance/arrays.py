"""What a kernel sees of clearance. Z contaminated places, T teams, W work list."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from safepassage.arrays import F8, I8
from safepassage.native import by_reference

ZONES_DTYPE = np.dtype([("place", "i8"), ("devices", "f8")])
"""``devices``: explosive devices in the whole area, NaN is unknown."""
TEAMS_DTYPE = np.dtype(
    [
        ("first", "i8"),
        ("last", "i8"),
        ("work_start", "i8"),
        ("work_stop", "i8"),
        ("by_devices", "i8"),
        ("number", "f8"),
        ("most_hazard", "f8"),
        ("day_spread", "f8"),
        ("key", "u8"),
    ]
)
"""``first``, ``last``: days at work; ``work_start:work_stop``: range in ``Clearing.work``;
``by_devices``: the rate is devices a day and not ha a day; ``number``: teams that work alike;
``most_hazard``: they work where hazard is at most this; ``day_spread``: standard deviation of what
a day brings divided by its mean; ``key``: names the teams in random streams."""


@by_reference
class Clearing(NamedTuple):
    """Contaminated places and teams."""

    zones: npt.NDArray[Any]  # (Z,) ZONES_DTYPE
    teams: npt.NDArray[Any]  # (T,) TEAMS_DTYPE
    work: I8  # (W,) zones of each team, in the order of their clearance


@by_reference
class ClearanceDraw(NamedTuple):
    """A member's draw."""

    area: F8  # (Z,) contaminated ha at the start
    rate: F8  # (T,) ha or devices a day of one team


@by_reference
class ClearanceState(NamedTuple):
    """What is left to clear."""

    area: F8  # (Z,) ha at the start
    left: F8  # (Z,) ha
    rate: F8  # (T,) as in the draw
