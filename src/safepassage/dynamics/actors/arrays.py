"""What a kernel sees of armed groups side by side. A areas of ``presence``; groups have no names.

Other letters as in ``compiled.world``. Without the rule ``actors`` A is 0.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from safepassage.arrays import F8, I8
from safepassage.native import by_reference

GROUNDS_DTYPE = np.dtype(
    [
        ("key", "u8"),
        ("first", "i8"),
        ("place_start", "i8"),
        ("place_stop", "i8"),
        ("population", "f8"),
    ]
)
"""``key``: names the area in random streams; ``first``: first day that is drawn, the one after the
origin; ``place_start:place_stop``: range in ``Actors.places``; ``population``: people who lived
there before the newcomers, 0 where nobody says."""
CROWDING, ABSORPTION, ALLIANCE, SPLIT = range(4)
"""Positions in ``ActorDraw.rates``."""


@by_reference
class Actors(NamedTuple):
    """Areas where armed groups stand side by side."""

    grounds: npt.NDArray[Any]  # (A,) GROUNDS_DTYPE
    places: I8  # places of each area


@by_reference
class ActorDraw(NamedTuple):
    """A member's draw."""

    hazard: F8  # (A,) rate a month of serious clashes at the first crowding and number of groups
    groups: I8  # (A,) groups on the first day
    ending: F8  # (A,) chance a day that a clash ends, above 0
    intensity: F8  # (A,) hazard at the place of a clash, 0..1
    rates: F8  # (4,) power of crowding; then per group and month: absorption, alliance, split


GROUND_STATE = np.dtype([("groups", "i8"), ("blocs", "i8"), ("left", "i8"), ("place", "i8")])
"""``blocs``: groups that are in no alliance, and alliances; ``left``: days that the clash goes on,
0 is none; ``place``: where."""


@by_reference
class ActorState(NamedTuple):
    """What a day may change; arrays by place have no rows without the rule."""

    draw: ActorDraw
    grounds: npt.NDArray[Any]  # (A,) GROUND_STATE
    there: I8  # (P,) displaced people who stand at a place in the evening
    declared: F8  # (P,) hazard as events have it
    raised: F8  # (P,) hazard of the clashes that go on
    moved: I8  # (1,) 1 if clashes changed hazard since the sources were weighed
