"""Sobol indices of any function of a result over rules that a researcher gives ranges for.

Saltelli et al. (2010), Computer Physics Communications 181.
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
from safepassage.forecast.designs.saltelli import indices, pairs
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

_RESAMPLES = 100


@checked
def sobol(
    scenario: Scenario | str | Path,
    *,
    ranges: Ranges,
    of: Of,
    groups: Mapping[str, str] | None = None,
    samples: int = 64,
    members: int = 4,
    seed: int = 1,
    workers: Workers = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """First-order and total Sobol indices of a quantity or of a function of your own.

    Every point of the design is run with the same members of randomness and is their mean.

    Args:
        scenario: What is varied, such as a case imported from Flee.
        ranges: ``rules.NAME``, or an input as of ``run_many`` → (least, greatest), varied
            uniformly; whole-number rules take each whole number alike. Sieges, violence and
            control cannot be varied.
        of: A quantity on the last day, such as ``present:camp-a``, several of them, or a function
            of a result that gives one number a member, shape (M,), or one for each member and
            date, shape (M, T).
        groups: Parameter → group: those of a group vary together and have one index. One that is
            left out is a group of its own.
        samples: Base samples N, rounded up to a power of two; N x (parameters + 2) variants are
            run, or N x (groups + 2).
        members: Members of each variant.
        seed: Seed.
        workers: As of ``run``; the numbers do not depend on it.
        progress: Called with (members done, members in all).

    Returns:
        A row a parameter or group (and ``output``, the quantity or the number of the date, for
        several): ``first``, ``first_error``, ``total``, ``total_error``; errors are half widths of
        95 % intervals. NaN where the function does not vary.

    Raises:
        ScenarioError: If a range is no range of such a parameter, or nothing is to be varied.

    Examples:
        >>> import safepassage
        >>> ranges = {"rules.default_movechance": (0.1, 0.9), "rules.max_move_speed": (20, 60)}
        >>> found = safepassage.sobol("tiny", ranges=ranges, of="present:camp-a", samples=8)
        >>> found.columns.tolist()
        ['first', 'first_error', 'total', 'total_error']
    """
    runs = Runs(as_scenario(scenario), members, seed, workers, progress)
    problems = whole_problems(("samples", samples, 2, 2**16))
    if problems:
        raise ScenarioError(problems)
    what = varied(ranges, groups)
    base = 1 << (samples - 1).bit_length()
    design = what.scaled(pairs(what.groups, base, seed))
    values, labels = measured(ranges, design, of, runs)
    return tabled([_indices(what, column, seed) for column in values.T], labels)


def _indices(what: Varied, values: F8, seed: int) -> pd.DataFrame:
    import pandas as pd  # slow to import

    columns = ["first", "first_error", "total", "total_error"]
    if is_constant(values):
        frame = pd.DataFrame(np.nan, index=range(len(what.names)), columns=columns)
    else:
        found = indices(values, len(what.names), resamples=_RESAMPLES, seed=seed)
        frame = pd.DataFrame(found._asdict())
    frame.insert(0, "parameter", list(what.names))
    return frame
