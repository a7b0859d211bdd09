"""What Stirling's formula leaves of a log factorial."""

from __future__ import annotations

from typing import Final

from safepassage.native import compiled

HALF_LOG_TWO_PI: Final = 0.9189385332046728
_STIRLING_RESTS: Final = (  # log x! less Stirling's formula, where its series is not yet precise
    0.0810614667953272582,
    0.0413406959554092941,
    0.0276779256849983391,
    0.0207906721037650931,
    0.0166446911898211922,
    0.013876128823070748,
    0.0118967099458917701,
    0.0104112652619720965,
    0.00925546218271273292,
    0.00833056343336287126,
)

# The cuts between methods choose speed only, but moving one changes the numbers drawn.


@compiled
def stirling_rest(x: float) -> float:
    """Give log x! - [(x + 1/2) log(x + 1) - (x + 1) + log(2 pi) / 2] for a whole number x >= 0."""
    if x < len(_STIRLING_RESTS):
        return _STIRLING_RESTS[int(x)]
    y = x + 1.0
    square = y * y
    series = 1.0 / 1260.0 - 1.0 / (1680.0 * square)
    return (1.0 / 12.0 - (1.0 / 360.0 - series / square) / square) / y
