"""Scenario → result: the one function that runs an ensemble."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from safepassage.arguments import checked
from safepassage.compiled.compile import Compiled, compile_scenario
from safepassage.engine.days import check_start
from safepassage.engine.ensemble import Ensemble, Progress, join, run_members
from safepassage.engine.executor import Executor
from safepassage.engine.executors import Workers, opened, workers_problem
from safepassage.engine.mechanism import Mechanism, find_mechanisms
from safepassage.engine.program import Program
from safepassage.engine.stepper import Moment
from safepassage.errors import ScenarioError
from safepassage.limits import DEFAULT_MEMBERS, MAX_MEMBERS, MAX_SEED, whole_problems
from safepassage.result.result import Result, make_result
from safepassage.scenario.read import as_scenario
from safepassage.scenario.scenario import Scenario

MOST_MEMBERS = 100_000
"""The most that ``until`` adds by default."""


@checked
def run(
    scenario: Scenario | str | Path,
    *,
    members: int | None = None,
    seed: int = 1,
    workers: Workers = None,
    first: int = 0,
    until: str | None = None,
    progress: Progress | None = None,
    mechanisms: Sequence[Mechanism | str] = (),
    start: Moment | None = None,
) -> Result:
    """Run an ensemble.

    Args:
        scenario: What to run: a scenario, or the name or folder of one.
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
        mechanisms: Mechanisms of others, or their names as entry points of installed packages.
            The result is marked as not verified.
        start: The end of a day, as ``days`` gives it: every member goes on from there, with its
            inputs and its own draws. Days before it are as they were. With the moment's seed and
            member the result equals that of the member which was not interrupted, bit for bit.

    Returns:
        The result, with equal weights. All its counts are in memory; ``run_to`` keeps them on
        disk.

    Raises:
        ScenarioError: If a number is out of range, ``until`` is no precision, rules are
            combined that do not fit, or a mechanism or the moment is of something else.
        RunError: If the run itself fails; the phase or the mechanism is named.
        WorkersError: If the workers are gone for good.

    Examples:
        >>> import safepassage
        >>> result = safepassage.run("tiny", members=4, seed=1)
        >>> result.dataset.displaced.dims
        ('member', 'day', 'place', 'class')
    """
    scenario = as_scenario(scenario)
    members = default_members(members, until)
    check_numbers(members, seed, workers, first)
    program = Program(find_mechanisms(mechanisms))
    began = time.perf_counter()
    compiled = compile_scenario(scenario)
    if start is not None:
        check_start(start, compiled, program)
    plan = _Plan(members, seed, first, until, program, start)
    ready = time.perf_counter()
    with opened(workers) as executor:
        ensemble = plan.simulate(compiled, executor, progress)
    ended = time.perf_counter()
    seconds = {
        "setup": ready - began,
        "run": ended - ready,
        "per_member": (ended - ready) / ensemble.members.size,
    }
    return make_result(
        compiled, ensemble, seed, seconds, mechanisms=program.mechanisms, start=start
    )


class _Plan:
    """Members of a run, in one stage or until they are enough."""

    def __init__(
        self, members: int, seed: int, first: int, until: str | None, program: Program,
        start: Moment | None,
    ) -> None:  # fmt: skip
        self._seed, self._first = seed, first
        self._program, self._start = program, start
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
            part = run_members(
                compiled, numbers, self._seed, executor, on_finished,
                program=self._program, start=self._start,
            )  # fmt: skip
            parts = [*parts, part]
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
    problems = whole_problems(("members", members, 1, MAX_MEMBERS), ("seed", seed, 0, MAX_SEED))
    choice = workers_problem(workers)
    if choice is not None:
        problems.append(choice)
    problems += whole_problems(("first", first, 0, MAX_SEED))
    if of is not None and not problems:
        problems += whole_problems(("of", of, first + members, MAX_MEMBERS))
    if problems:
        raise ScenarioError(problems)
