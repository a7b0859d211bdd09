"""A linear or integer program as arrays, solved by HiGHS through OR-Tools MathOpt."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from safepassage.arrays import F8
from safepassage.errors import SafepassageError


@dataclass
class Program:
    """Minimise ``cost @ x`` subject to rows of ``low <= A x <= high``; built up row by row."""

    cost: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    integer: list[bool] = field(default_factory=list)
    row: list[int] = field(default_factory=list)
    column: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def variable(self, cost: float, upper: float, *, integer: bool = False) -> int:
        """Add a variable from 0 to ``upper``; its number."""
        self.cost.append(cost)
        self.upper.append(upper)
        self.integer.append(integer)
        return len(self.cost) - 1

    def minimise(self, terms: list[tuple[int, float]]) -> None:
        """Minimise the sum of factor * variable, and nothing else."""
        self.cost = [0.0] * len(self.cost)
        for column, value in terms:
            self.cost[column] += value

    def constrain(
        self, terms: list[tuple[int, float]], low: float = -np.inf, high: float = np.inf
    ) -> None:
        """Add ``low <= sum of factor * variable <= high``."""
        if not terms:
            return
        number = len(self.low)
        for column, value in terms:
            self.row.append(number)
            self.column.append(column)
            self.value.append(value)
        self.low.append(low)
        self.high.append(high)


@dataclass(frozen=True)
class Solution:
    """Values of the variables (empty if none was found), the objective and its proven bound."""

    values: F8
    objective: float
    bound: float
    optimal: bool


def solve(program: Program, *, seconds: float = 30.0, gap: float = 1e-6) -> Solution:
    """Solve; integers are respected where marked.

    Raises:
        SafepassageError: If the solver fails (a feasible program cannot be infeasible here).
    """
    from ortools.math_opt.python import mathopt  # slow to import

    limits = mathopt.SolveParameters(
        time_limit=dt.timedelta(seconds=seconds),
        relative_gap_tolerance=gap,
        random_seed=1,
    )
    model = mathopt.Model.from_model_proto(proto_of(program))
    found = _found(model, limits, program)
    reason = found.termination.reason
    allowed = {
        mathopt.TerminationReason.OPTIMAL,
        mathopt.TerminationReason.FEASIBLE,
        mathopt.TerminationReason.NO_SOLUTION_FOUND,
    }
    if reason not in allowed:
        raise SafepassageError(f"the solver stopped: {found.termination.detail or reason.name}")
    bounds = found.termination.objective_bounds
    if not found.has_primal_feasible_solution():
        return Solution(np.zeros(0), float("inf"), float(bounds.dual_bound), optimal=False)
    values = found.variable_values()
    ordered = np.array([values[variable] for variable in model.variables()])
    optimal = reason == mathopt.TerminationReason.OPTIMAL
    return Solution(ordered, float(found.objective_value()), float(bounds.dual_bound), optimal)


def _found(model: Any, limits: Any, program: Program) -> Any:
    """The solver's answer; where HiGHS gives up, another solver's.

    HiGHS ends some small programs with an internal error, which the wrapper of OR-Tools 9.15
    turns into an ``AttributeError``.
    """
    from ortools.math_opt.python import mathopt

    solvers = (mathopt.SolverType.HIGHS, mathopt.SolverType.GSCIP if any(program.integer)
               else mathopt.SolverType.GLOP)  # fmt: skip
    for solver in solvers:
        try:
            return mathopt.solve(model, solver, params=limits)
        except (AttributeError, RuntimeError) as error:
            failure = error
    raise SafepassageError(f"the solvers failed: {failure}")


def proto_of(program: Program) -> Any:
    """The program as a message to MathOpt."""
    from ortools.math_opt import model_pb2

    proto = model_pb2.ModelProto()
    count, rows = len(program.cost), len(program.low)
    proto.variables.ids.extend(range(count))
    proto.variables.lower_bounds.extend([0.0] * count)
    proto.variables.upper_bounds.extend(program.upper)
    proto.variables.integers.extend(program.integer)
    used = [index for index, cost in enumerate(program.cost) if cost]
    proto.objective.linear_coefficients.ids.extend(used)
    proto.objective.linear_coefficients.values.extend(program.cost[index] for index in used)
    proto.linear_constraints.ids.extend(range(rows))
    proto.linear_constraints.lower_bounds.extend(program.low)
    proto.linear_constraints.upper_bounds.extend(program.high)
    row, column, value = (np.array(part) for part in (program.row, program.column, program.value))
    order = np.lexsort((column, row)) if len(row) else np.zeros(0, dtype=np.int64)
    matrix = proto.linear_constraint_matrix
    matrix.row_ids.extend(row[order].tolist())
    matrix.column_ids.extend(column[order].tolist())
    matrix.coefficients.extend(value[order].tolist())
    return proto
