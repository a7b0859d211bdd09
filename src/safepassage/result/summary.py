"""A few numbers about a whole run."""

from __future__ import annotations

import numpy as np

from safepassage.result.result import Result


def people_days(result: Result) -> float:
    """Person-days in the system: sum over days of people at home, displaced and on the way.

    Returns:
        Weighted mean over members.
    """
    total = np.zeros(result.members.size)
    for name in ("displaced", "residents", "moving"):
        counts = result.arrays[name]
        total += counts.reshape(counts.shape[0], -1).sum(axis=1, dtype=np.int64)
    return float(total @ result.weight)
