"""What a sensitivity analysis of rules varies, and what it measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from safepassage.arrays import F8, I8
from safepassage.engine.ensemble import Progress
from safepassage.engine.executors import Workers
from safepassage.errors import Problem, ScenarioError
from safepassage.result.many import Measure, run_many
from safepassage.result.quantities import curve
from safepassage.result.result import Result
from safepassage.scenario.dictionary import dictionary
from safepassage.scenario.inputs import OF_RULES, split_input
from safepassage.scenario.nearest import unknown_problem
from safepassage.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

Ranges = Mapping[str, tuple[float, float]]
"""Parameter → least and greatest value."""
Of = str | Sequence[str] | Measure
"""A quantity on the last day, several of them, or a function of a result."""


@dataclass(frozen=True)
class Varied:
    """K parameters in G groups.

    Attributes:
        names: What has an index, shape (G,): the parameters, or their groups.
        groups: Number of the group of each parameter, shape (K,).
        lows: Least value of each parameter, shape (K,); whole-number rules vary on 0..1.
        highs: Greatest value, shape (K,).
        grouped: Whether groups were declared.
    """

    names: tuple[str, ...]
    groups: I8
    lows: F8
    highs: F8
    grouped: bool

    def scaled(self, points: F8) -> F8:
        """Points on 0..1, shape (N, K), put into the ranges."""
        return points * (self.highs - self.lows) + self.lows


@dataclass(frozen=True)
class Runs:
    """How the points of a design are run; as of ``run_many``."""

    scenario: Scenario
    members: int
    seed: int
    workers: Workers
    progress: Progress | None


def varied(ranges: Ranges, groups: Mapping[str, str] | None = None) -> Varied:
    """Describe what is varied.

    Args:
        ranges: Parameter → least and greatest value.
        groups: Parameter → group; one that is left out is a group of its own.

    Raises:
        ScenarioError: If a range is none, there are none, or a group is of what is not varied.
    """
    if not ranges:
        remedy = "such as {'rules.default_movechance': (0.1, 0.9)}"
        raise ScenarioError([Problem("nothing is to be varied", column="ranges", remedy=remedy)])
    for name, pair in ranges.items():
        if not pair[0] < pair[1]:
            remedy = "two numbers, the lower one first"
            raise ScenarioError([Problem(f"{pair} is no range", column=name, remedy=remedy)])
    problems = [
        unknown_problem("parameter", name, ranges, "", column="groups")
        for name in groups or {}
        if name not in ranges
    ]
    if problems:
        raise ScenarioError(problems)
    bounds = [(0.0, 1.0) if _is_whole(name) else pair for name, pair in ranges.items()]
    lows, highs = np.array(bounds, dtype=np.float64).T
    of = [(groups or {}).get(name, name) for name in ranges]
    names = tuple(dict.fromkeys(of))
    numbers = np.array([names.index(name) for name in of], dtype=np.int64)
    return Varied(names, numbers, lows, highs, groups is not None)


def measured(ranges: Ranges, design: F8, of: Of, runs: Runs) -> tuple[F8, list[Any]]:
    """Run the points of a design, each with the same members of randomness.

    Args:
        ranges: Parameter → least and greatest value.
        design: Points, shape (N, K).
        of: What is measured.
        runs: How.

    Returns:
        Means over the members, shape (N, T), and the label of each output; none for a function
        that gives one number a member.
    """
    table = {
        name: _values(name, bounds, design[:, number])
        for number, (name, bounds) in enumerate(ranges.items())
    }
    found = run_many(
        runs.scenario, table, members=runs.members, seed=runs.seed, quantities=(),
        measures={"measured": _measure(of)}, workers=runs.workers, progress=runs.progress,
    )  # fmt: skip
    values = np.asarray(found["measured"].mean("member"), dtype=np.float64)
    if values.ndim == 1:
        return values[:, None], []
    outputs = values.reshape(len(values), -1)
    if isinstance(of, str) or callable(of):
        return outputs, list(range(outputs.shape[1]))
    return outputs, list(of)


def tabled(rows: Sequence[pd.DataFrame], labels: Sequence[Any]) -> pd.DataFrame:
    """One table of indices: a frame an output, with a column ``parameter``."""
    import pandas as pd  # slow to import

    if not labels:
        return rows[0].set_index("parameter")
    whole = pd.concat(rows, keys=labels, names=["output", None])
    return whole.reset_index("output").set_index(["parameter", "output"])


def is_constant(values: F8) -> bool:
    """Whether a measure does not vary, so that no index has a meaning."""
    return bool(np.ptp(values) <= 1e-9 * max(1.0, abs(float(values.mean()))))


def _is_whole(name: str) -> bool:
    kind, target = split_input(name)
    rule = dictionary()[OF_RULES].get(target) if kind == OF_RULES else None
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


def _measure(of: Of) -> Measure:
    if callable(of):
        return of
    names = [of] if isinstance(of, str) else list(of)

    def last_day(result: Result) -> F8:
        values = np.stack([curve(result, name)[:, -1] for name in names], axis=-1)
        return values[:, 0] if isinstance(of, str) else values

    return last_day
