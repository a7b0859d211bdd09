"""Scores of one horizon over several cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from safepassage.forecast.skill import mean_skill
from safepassage.forecast.tally import Summary


def pooled(cases: Mapping[str, Summary | None]) -> dict[str, Any] | None:
    """Mean skill over cases; reports inside the interval over all reports; None without any.

    Args:
        cases: Name → scores of the case; None where nothing was observed.

    Returns:
        ``mean_skill`` with its 90 % interval, ``worst`` (case, and whether its interval lies
        wholly below zero), ``below_zero``: every such case, ``absolute_error_ratio`` (mean over
        cases), coverage and misses over all reports, and the independent outcomes.
    """
    known = {name: one for name, one in cases.items() if one is not None}
    skills = {name: found for name, one in known.items() if (found := one.skill()) is not None}
    mean = mean_skill(list(skills.values()))
    if mean is None:
        return None
    below = np.concatenate([one.below for one in known.values()])
    above = np.concatenate([one.above for one in known.values()])
    ratios = [one.error_ratio for one in known.values() if one.error_ratio is not None]
    worst = min(skills, key=lambda name: skills[name].value)
    intervals = {name: found.interval for name, found in skills.items()}
    independent = [one.independent for one in known.values()]
    return {
        "cases": len(skills),
        "targets": int(below.size),
        "independent": {
            name: sum(one[name] for one in independent) for name in ("periods", "by_site")
        },
        "mean_skill": mean.value,
        "mean_skill_90": mean.interval,
        "worst": worst,
        "worst_skill": skills[worst].value,
        "below_zero": [name for name, ends in intervals.items() if ends and ends[1] < 0],
        "absolute_error_ratio": float(np.mean(ratios)) if ratios else None,
        "coverage_90": 1.0 - float(below.mean() + above.mean()),
        "missed_below": float(below.mean()),
        "missed_above": float(above.mean()),
    }
