"""Two runs on one chart: both with their bands, and what differs member by member, by day."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from safepassage.arrays import F8
from safepassage.result.compare import compare, warnings
from safepassage.result.quantities import curve
from safepassage.result.result import Result
from safepassage.result.store import load
from safepassage.spread import weighted_quantiles
from safepassage.workbench.plain import labels_of, spoken
from safepassage.workbench.shown.run import about, numbers

_LEVELS = (0.05, 0.5, 0.95)


def shown_comparison(first: Path, second: Path) -> dict[str, Any]:
    """Both runs.

    Raises:
        ScenarioError: If they differ by what must not vary, such as violence or control.
    """
    one, other = load(first), load(second)
    labels = labels_of(other.scenario)
    return {
        "first": about(one, first.name),
        "second": about(other, second.name),
        "warnings": spoken(warnings(one, other), other.scenario),
        "charts": [
            {
                "quantity": row.quantity,
                "label": labels(row.quantity),
                "dates": [str(day) for day in one.dates.tolist()],
                **_bands(one, other, row.quantity),
                "last": {
                    "first": row.first.as_dict(),
                    "second": row.second.as_dict(),
                    "change": row.change.as_dict(),
                },
            }
            for row in compare(one, other)
        ],
    }


def _bands(one: Result, other: Result, quantity: str) -> dict[str, Any]:
    values, others = curve(one, quantity), curve(other, quantity)
    return {
        "first": _band(values, one.weight),
        "second": _band(others, one.weight),
        "change": _band(others - values, one.weight),
    }


def _band(values: F8, weight: F8) -> dict[str, Any]:
    low, middle, high = weighted_quantiles(np.asarray(values, dtype=np.float64), weight, _LEVELS)
    return {"p05": numbers(low), "p50": numbers(middle), "p95": numbers(high)}
