"""Scenario → result: the one function that runs an ensemble."""

from __future__ import annotations

import time

from safepassage.compiled.compile import compile_scenario
from safepassage.engine.ensemble import Progress, run_members
from safepassage.engine.executors import Workers, workers_problem
from safepassage.errors import Problem, ScenarioError
from safepassage.result.result import Result, make_result
from safepassage.scenario.scenario import Scenario

MAX_MEMBERS = 1_000_000
MAX_SEED = 2**63 - 1


def run(
    scenario: Scenario,
    *,
    members: int = 200,
    seed: int = 1,
    workers: Workers = None,
    first: int = 0,
    progress: Progress | None = None,
) -> Result:
    """Run an ensemble.

    Args:
        scenario: What to run.
        members: Number of members, from 1.
        seed: Seed of everything random, from 0 to 2^63 - 1.
        workers: Threads (by default one a processor), ``local:N`` processes,
            ``dask://host:port``, or an executor. The numbers do not depend on it.
        first: Number of the first member: ``run(members=10, first=5)`` gives members 5 to 14 of
            any larger run with the same seed, bit for bit.
        progress: Called with (members done, members in all).

    Returns:
        The result, with equal weights.

    Raises:
        ScenarioError: If a number is out of range, or rules are combined that do not fit.
        RunError: If the run itself fails; the phase is named.
    """
    check_numbers(members, seed, workers, first)
    began = time.perf_counter()
    compiled = compile_scenario(scenario)
    ready = time.perf_counter()
    numbers = range(first, first + members)
    ensemble = run_members(compiled, numbers, seed, workers, progress)
    ended = time.perf_counter()
    seconds = {
        "setup": ready - began,
        "run": ended - ready,
        "per_member": (ended - ready) / members,
    }
    return make_result(compiled, ensemble, seed, seconds)


def check_numbers(
    members: int, seed: int, workers: Workers, first: int, of: int | None = None
) -> None:
    """Refuse numbers that are out of range, all at once.

    Raises:
        ScenarioError: If any is.
    """
    problems = []
    if not 1 <= members <= MAX_MEMBERS:
        problems.append(Problem(f"{members} is out of range", column="members", remedy="1 to 10^6"))
    if not 0 <= seed <= MAX_SEED:
        remedy = "0 to 2^63 - 1"
        problems.append(Problem(f"{seed} is out of range", column="seed", remedy=remedy))
    choice = workers_problem(workers)
    if choice is not None:
        problems.append(choice)
    if first < 0:
        problems.append(Problem(f"{first} is negative", column="first", remedy="0 or more"))
    if of is not None and not first + members <= of <= MAX_MEMBERS:
        remedy = f"{first + members} to 10^6"
        problems.append(Problem(f"{of} is out of range", column="of", remedy=remedy))
    if problems:
        raise ScenarioError(problems)
