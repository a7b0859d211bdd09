"""What a kernel sees of demographic groups. P places, C classes, E ethnicities, R religions."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from safepassage.native import by_reference

F8 = npt.NDArray[np.float64]
I8 = npt.NDArray[np.int64]


@by_reference
class Demographics(NamedTuple):
    """Groups of the classes; all but ``shares`` always have C rows."""

    power: F8  # (C,) of the score of an endpoint
    ethnicity: I8  # (C,) number of the group, -1 is none
    religion: I8  # (C,)
    awareness: F8  # (C,) of flood forecasts, 0..1
    shares: F8  # (P, C) of newly displaced people; no rows: all are of the first class
