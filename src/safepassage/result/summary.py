"""A few numbers about a whole run."""

from __future__ import annotations

import numpy as np

from safepassage.result.result import Result


def people_days(result: Result) -> float:
    """Person-days in the system: sum over days of people at home, displaced and on the way.

    Returns:
        Weighted mean over members.
    """
    total = 0.0
    for part in result.parts():
        people = np.zeros(part.members.size)
        for name in ("displaced", "residents", "moving"):
            counts = part.arrays[name]
            people += counts.reshape(counts.shape[0], -1).sum(axis=1, dtype=np.int64)
        total += float(people @ part.weight)
    return total
