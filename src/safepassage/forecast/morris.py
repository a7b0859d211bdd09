"""Elementary effects: which of many parameters matter at all, for few runs.

Morris (1991), Technometrics 33; Campolongo et al. (2007), Environmental Modelling & Software 22.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from safepassage.arguments import checked
from safepassage.arrays import F8
from safepassage.engine.ensemble import Progress
from safepassage.engine.executors import Workers
from safepassage.errors import ScenarioError
from safepassage.forecast.designs.elementary import effects, paths
from safepassage.forecast.varied import (
    Of,
    Ranges,
    Runs,
    Varied,
    is_constant,
    measured,
    tabled,
    varied,
)
from safepassage.limits import whole_problems
from safepassage.scenario.read import as_scenario
from safepassage.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


@checked
def morris(
    scenario: Scenario | str | Path,
    *,
    ranges: Ranges,
    of: Of,
    groups: Mapping[str, str] | None = None,
    trajectories: int = 10,
    members: int = 4,
    seed: int = 1,
    workers: Workers = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Mean and spread of what each parameter does, one at a time, over its range.

    Args:
        scenario: What is varied.
        ranges: As of ``sobol``.
        of: As of ``sobol``.
        groups: As of ``sobol``; a group has sizes only, without ``mean`` and ``spread``.
        trajectories: Paths through the ranges, T; T x (parameters + 1) variants are run.
        members: Members of each variant, with the same randomness in all.
        seed: Seed.
        workers: As of ``run``; the numbers do not depend on it.
        progress: Called with (members done, members in all).

    Returns:
        A row a parameter or group (and ``output``, as of ``sobol``), in the unit of what is
        measured for a change over the whole range: ``mean`` of the effects, ``mean_size`` of
        their sizes with ``mean_size_error``, the half width of its 95 % interval, and ``spread``,
        which is large where the effect depends on other parameters or bends.

    Raises:
        ScenarioError: If a range is no range of such a parameter, or nothing is to be varied.

    Examples:
        >>> import safepassage
        >>> ranges = {"rules.default_movechance": (0.1, 0.9), "attraction:camp-a": (0.5, 2)}
        >>> found = safepassage.morris("tiny", ranges=ranges, of="present:camp-a", trajectories=4)
        >>> found["mean_size"].gt(0).tolist()
        [True, True]
    """
    runs = Runs(as_scenario(scenario), members, seed, workers, progress)
    problems = whole_problems(("trajectories", trajectories, 2, 2**16))
    if problems:
        raise ScenarioError(problems)
    what = varied(ranges, groups)
    points = paths(what.groups, trajectories, seed)
    values, labels = measured(ranges, what.scaled(points), of, runs)
    return tabled([_effects(what, points, column, seed) for column in values.T], labels)


def _effects(what: Varied, points: F8, values: F8, seed: int) -> pd.DataFrame:
    import pandas as pd  # slow to import

    columns = ["mean", "mean_size", "mean_size_error", "spread"]
    if is_constant(values):
        frame = pd.DataFrame(0.0, index=range(len(what.names)), columns=columns)
    else:
        found = effects(points, values, what.groups, seed)
        frame = pd.DataFrame(dict(zip(columns, found, strict=True)))
    if what.grouped:
        frame[["mean", "spread"]] = np.nan  # members of a group move up and down
    frame.insert(0, "parameter", list(what.names))
    return frame
