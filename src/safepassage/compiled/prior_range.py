"""Low, best and high of a declared uncertain input, whatever its distribution."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from safepassage.spread import AT


def range_of(row: Mapping[str, Any]) -> tuple[float, float, float]:
    """Low, best and high; those of quantiles are their 5, 50 and 95 % values."""
    low, best, high = row["low"], row["best"], row["high"]
    if row["distribution"] == "quantiles":
        low, best, high = np.quantile(row["values"], AT).tolist()
    elif np.isnan(best):
        middle = low * high
        log = row["distribution"] in {"lognormal", "loguniform"} and middle > 0
        best = float(np.sqrt(middle)) if log else (low + high) / 2
    return low, best, high
