"""What a kernel sees of homes and houses.

H homes that are kept (places to which people may return; home 0 means that none is kept),
U places with a count of houses; other letters as in ``compiled.world``.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from safepassage.arrays import F8, I8
from safepassage.native import by_reference

NO_LIMIT: Final = 1 << 60
"""People, where nothing limits them."""
TYPES_DTYPE = np.dtype([("class_", "i8"), ("home", "i8"), ("key", "u8")])
"""``key``: names the type in random streams; the same whatever homes there are besides."""
HOUSES_DTYPE = np.dtype(
    [
        ("place", "i8"),
        ("units", "i8"),
        ("held", "i8"),
        ("persons", "f8"),
        ("repaired", "f8"),
        ("vacated", "f8"),
        ("guests", "f8"),
    ]
)
"""``units``: houses in all; ``held``: by other families at the start; ``persons``: people a house;
``repaired``, ``vacated``: houses a day; ``guests``: share of the displaced people standing here
who live in free houses."""


@by_reference
class Homes(NamedTuple):
    """Homes and houses."""

    of_place: I8  # (P,) home of who lives at a place, 1..H, or 0
    place: I8  # (H,)
    zone: I8  # (H,) row of the contaminated places, or -1
    house: I8  # (H,) row of ``houses``, or -1: room without limit
    safe: F8  # (H, C) most hazard at which people return
    cleared: F8  # (H, C) share of the contaminated area that must be cleared
    batch_days: I8  # (H,) days from one on which people go home to the next
    batch_people: I8  # (H,) most who go on one
    party: I8  # (C,) people who go together
    types: npt.NDArray[Any]  # (G,) TYPES_DTYPE
    houses: npt.NDArray[Any]  # (U,) HOUSES_DTYPE
    homeward: I8  # (L,) whether the link may be taken backwards on the way home


@by_reference
class HomeDraw(NamedTuple):
    """A member's draw."""

    wish: F8  # (H, C) share of those who flee who want to return at all
    willing: F8  # (H, C) chance a day of who can
    damaged: F8  # (U,) share of the houses that nobody can live in at the start
    away: I8  # (P, C, H) of the displaced at the start: whose home is known


@by_reference
class HomeState(NamedTuple):
    """What a day may change."""

    wish: F8  # (H, C)
    willing: F8  # (H, C)
    asked: I8  # (H, C) wanted to return today
    returned: I8  # (H, C) did
    damaged: I8  # (U,) houses that nobody could live in at the start
    calm: I8  # (U,) days without hazard so far
    guests: I8  # (U,) houses of displaced people from elsewhere
    version: I8  # (1,) grows when a link opens or closes
    seen: I8  # (H,) version for which ``ways`` holds
    ways: I8  # (H, C, P) whether a class can go home from a place
