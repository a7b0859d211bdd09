"""What a kernel sees of roads that fill. R links with a capacity; letters as in ``world``."""

from __future__ import annotations

from typing import NamedTuple

from safepassage.arrays import F8, I8
from safepassage.native import by_reference


@by_reference
class Roads(NamedTuple):
    """Links with a capacity; none where roads do not fill."""

    meter: I8  # (L,) row of a link among those with a capacity, or -1
    room: F8  # (R, D) people that it lets in on a day


@by_reference
class RoadState(NamedTuple):
    """What a day may change."""

    allowed: I8  # (R,) people who may enter today
    entered: I8  # (R,) who have
    rest: F8  # (R,) part of a person that is left of the day before
    asking: I8  # (R,) people in line
    granted: I8  # (R,) of these: let in
    passed: I8  # (R,) of who asks: dealt with so far
