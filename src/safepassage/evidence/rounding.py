"""How round a reported number is, and what error that leaves."""

from __future__ import annotations

import math
from decimal import Decimal

_UNIFORM = math.sqrt(12.0)


def unit_of(value: float) -> float:
    """The unit to which a value was rounded: 10,000 for 50,000, 1,000 for 34,000, 0.01 for 0.75.

    The largest power of ten of which it is a multiple, but at most half of it: 10,000
    is not said of 4,000 people. 0 for 0 and below.
    """
    if value <= 0 or not math.isfinite(value):
        return 0.0
    exponent = Decimal(repr(float(value))).normalize().as_tuple().exponent
    return float(min(10.0 ** int(exponent), value / 2))


def rounding_error(value: float, *, is_share: bool) -> float:
    """Standard deviation of what rounding took away, on the scale of a claim.

    A number rounded to a unit lies anywhere within half of it either way, which has a standard
    deviation of the unit over the root of 12; it is divided by the value for the logarithm of a
    count, and by ``p (1 - p)`` for the logit of a share. None, and the whole, are no round numbers.

    Args:
        value: People, or a fraction.
        is_share: Whether it is a fraction.
    """
    if is_share:
        inside = value * (1.0 - value)
        unit = min(unit_of(value), (1.0 - value) / 2)
        return unit / _UNIFORM / inside if inside > 0 else 0.0
    return unit_of(value) / _UNIFORM / value if value > 0 else 0.0
