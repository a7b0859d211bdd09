"""Scenario → result: the one function that runs an ensemble."""

from __future__ import annotations

import time

from safepassage.compiled.compile import Compiled, compile_scenario
from safepassage.engine.ensemble import Ensemble, Progress, join, run_members
from safepassage.engine.executor import Executor
from safepassage.engine.executors import Workers, opened, workers_problem
from safepassage.errors import Problem, ScenarioError
from safepassage.limits import DEFAULT_MEMBERS, MAX_SEED, range_problems
from safepassage.result.result import Result, make_result
from safepassage.scenario.scenario import Scenario

MOST_MEMBERS = 100_000
"""The most that ``until`` adds by default."""
MAX_MEMBERS = 1_000_000


def run(
    scenario: Scenario,
    *,
    members: int | None = None,
    seed: int = 1,
    workers: Workers = None,
    first: int = 0,
    until: str | None = None,
    progress: Progress | None = None,
) -> Result:
    """Run an ensemble.

    Args:
        scenario: What to run.
        members: Number of members, from 1, by default 200; with ``until`` the most there may be,
            by default 100,000.
        seed: Seed of everything random, from 0 to 2^63 - 1.
        workers: Threads (by default one a processor), ``local:N`` processes,
            ``dask://host:port``, or an executor. The numbers do not depend on it.
        first: Number of the first member: ``run(members=10, first=5)`` gives members 5 to 14 of
            any larger run with the same seed, bit for bit.
        until: ``width:W``: add members until every headline is known to W. The result equals a
            run with that number of members. ``result.precision.Precision.of`` says how well they
            are known, also where ``members`` were too few.
        progress: Called with (members done, members in all).

    Returns:
        The result, with equal weights. All its counts are in memory; ``run_to`` keeps them on
        disk.

    Raises:
        ScenarioError: If a number is out of range, ``until`` is no precision, or rules are
            combined that do not fit.
        RunError: If the run itself fails; the phase is named.
        WorkersError: If the workers are gone for good.
    """
    members = default_members(members, until)
    check_numbers(members, seed, workers, first)
    plan = _Plan(members, seed, first, until)
    began = time.perf_counter()
    compiled = compile_scenario(scenario)
    ready = time.perf_counter()
    with opened(workers) as executor:
        ensemble = plan.simulate(compiled, executor, progress)
    ended = time.perf_counter()
    seconds = {
        "setup": ready - began,
        "run": ended - ready,
        "per_member": (ended - ready) / ensemble.members.size,
    }
    return make_result(compiled, ensemble, seed, seconds)


class _Plan:
    """Members of a run, in one stage or until they are enough."""

    def __init__(self, members: int, seed: int, first: int, until: str | None) -> None:
        self._seed, self._first = seed, first
        self._width, self._stages = None, [members]
        if until is not None:
            from safepassage.result.precision import parse_until, stages  # slow to import

            self._width, self._stages = parse_until(until), stages(members)

    def simulate(
        self, compiled: Compiled, executor: Executor, progress: Progress | None
    ) -> Ensemble:
        """Simulate stage by stage, each time the members that are new."""
        parts: list[Ensemble] = []
        done = 0
        for stage in self._stages:
            numbers = range(self._first + done, self._first + stage)
            on_finished = _after(done, progress)
            parts = [*parts, run_members(compiled, numbers, self._seed, executor, on_finished)]
            parts, done = [join(parts)], stage
            if self._width is not None and self._is_known(compiled, parts[0]):
                break
        return parts[0]

    def _is_known(self, compiled: Compiled, ensemble: Ensemble) -> bool:
        from safepassage.result.precision import Precision  # slow to import

        width = self._width or 0.0
        return Precision.of(make_result(compiled, ensemble, self._seed, {}), width).reached


def _after(done: int, progress: Progress | None) -> Progress | None:
    """Progress that counts in the members of earlier stages."""
    if progress is None or not done:
        return progress
    return lambda new, total: progress(done + new, done + total)


def default_members(members: int | None, until: str | None) -> int:
    """Members asked for; without a number 200, or the most that ``until`` may take."""
    if members is not None:
        return members
    return DEFAULT_MEMBERS if until is None else MOST_MEMBERS


def check_numbers(
    members: int, seed: int, workers: Workers, first: int, of: int | None = None
) -> None:
    """Refuse numbers that are out of range, all at once.

    Raises:
        ScenarioError: If any is.
    """
    problems = range_problems(("members", members, 1, MAX_MEMBERS), ("seed", seed, 0, MAX_SEED))
    choice = workers_problem(workers)
    if choice is not None:
        problems.append(choice)
    if first < 0:
        problems.append(Problem(f"{first} is negative", column="first", remedy="0 or more"))
    if of is not None:
        problems += range_problems(("of", of, first + members, MAX_MEMBERS))
    if problems:
        raise ScenarioError(problems)
