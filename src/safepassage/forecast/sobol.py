"""Sobol indices of any function of a result over rules that a researcher gives ranges for.

Saltelli et al. (2010), Computer Physics Communications 181, through SALib.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from safepassage.arrays import F8
from safepassage.engine.ensemble import Progress
from safepassage.engine.executors import Workers
from safepassage.errors import Problem, ScenarioError
from safepassage.limits import whole_problems
from safepassage.result.many import Measure, run_many
from safepassage.result.quantities import curve
from safepassage.result.result import Result
from safepassage.scenario.dictionary import dictionary
from safepassage.scenario.inputs import OF_RULES, split_input
from safepassage.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


def sobol(
    scenario: Scenario | str | Path,
    *,
    ranges: Mapping[str, tuple[float, float]],
    of: str | Measure,
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
        ranges: ``rules.NAME`` → (least, greatest), varied uniformly; whole-number rules take each
            whole number alike. Sieges, violence and control cannot be varied.
        of: A quantity on the last day, such as ``present:camp-a``, or a function of a result that
            gives one number a member, shape (M,), or one for each member and date, shape (M, T).
        samples: Base samples N, rounded up to a power of two; N x (ranges + 2) variants are run.
        members: Members of each variant.
        seed: Seed.
        workers: As of ``run``; the numbers do not depend on it.
        progress: Called with (members done, members in all).

    Returns:
        A row a parameter (and ``output``, the number of the date, for T of them): ``first``,
        ``first_error``, ``total``, ``total_error``; errors are half widths of 95 % intervals.
        NaN where the function does not vary.

    Raises:
        ScenarioError: If a range is no range of such a rule, or nothing is to be varied.

    Examples:
        >>> import safepassage
        >>> ranges = {"rules.default_movechance": (0.1, 0.9), "rules.max_move_speed": (20, 60)}
        >>> found = safepassage.sobol("tiny", ranges=ranges, of="present:camp-a", samples=8)
        >>> found.columns.tolist()
        ['first', 'first_error', 'total', 'total_error']
    """
    import pandas as pd  # slow to import
    from SALib.sample import sobol as sampling

    problems = whole_problems(("samples", samples, 2, 2**16))
    if problems:
        raise ScenarioError(problems)
    problem = _problem(ranges)
    base = 1 << (samples - 1).bit_length()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SALib's own deprecations
        design = sampling.sample(problem, base, calc_second_order=False, seed=seed)
    table = {
        name: _values(name, bounds, design[:, number])
        for number, (name, bounds) in enumerate(ranges.items())
    }
    measure = _last_day(of) if isinstance(of, str) else of
    found = run_many(
        scenario, table, members=members, seed=seed, quantities=(), measures={"measured": measure},
        workers=workers, progress=progress,
    )  # fmt: skip
    values = np.asarray(found["measured"].mean("member"), dtype=np.float64)
    if values.ndim == 1:
        return _indices(problem, values, seed).set_index("parameter")
    outputs = values.reshape(len(values), -1)
    frames = [_indices(problem, column, seed) for column in outputs.T]
    whole = pd.concat(frames, keys=range(len(frames)), names=["output", None])
    return whole.reset_index("output").set_index(["parameter", "output"])


def _problem(ranges: Mapping[str, tuple[float, float]]) -> dict[str, Any]:
    if not ranges:
        remedy = "such as {'rules.default_movechance': (0.1, 0.9)}"
        raise ScenarioError([Problem("nothing is to be varied", column="ranges", remedy=remedy)])
    for name, pair in ranges.items():
        if not pair[0] < pair[1]:
            remedy = "two numbers, the lower one first"
            raise ScenarioError([Problem(f"{pair} is no range", column=name, remedy=remedy)])
    return {
        "num_vars": len(ranges), "names": list(ranges),
        "bounds": [[0.0, 1.0] if _is_whole(name) else list(pair) for name, pair in ranges.items()],
    }  # fmt: skip


def _is_whole(name: str) -> bool:
    rule = dictionary()[OF_RULES].get(split_input(name)[1])
    return rule is not None and rule.kind == "integer"


def _values(name: str, bounds: tuple[float, float], column: F8) -> list[float] | list[int]:
    """Values of a parameter at points of the design."""
    if not _is_whole(name):
        found: list[float] = column.tolist()
        return found
    low, high = int(bounds[0]), int(bounds[1])
    steps = np.floor(column * (high - low + 1)).astype(np.int64)
    whole: list[int] = np.minimum(low + steps, high).tolist()
    return whole


def _last_day(quantity: str) -> Measure:
    def measured(result: Result) -> F8:
        return curve(result, quantity)[:, -1]

    return measured


def _indices(problem: Mapping[str, Any], values: F8, seed: int) -> pd.DataFrame:
    import pandas as pd  # slow to import
    from SALib.analyze import sobol as analysis

    columns = {"first": "S1", "first_error": "S1_conf", "total": "ST", "total_error": "ST_conf"}
    names = problem["names"]
    if np.ptp(values) <= 1e-9 * max(1.0, abs(float(values.mean()))):
        frame = pd.DataFrame(np.nan, index=range(len(names)), columns=list(columns))
    else:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # SALib's own deprecations
            found = analysis.analyze(dict(problem), values, calc_second_order=False, seed=seed)
        frame = pd.DataFrame({name: found[key] for name, key in columns.items()})
    frame.insert(0, "parameter", list(names))
    return frame
