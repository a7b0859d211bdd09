"""Scenario → stored run: members go to the store as they finish, and memory stays bounded.

A local run is written to ``NAME.part`` and renamed as the last step; an object store cannot
rename, so there the file that says that a run is finished is written last.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from safepassage.arguments import checked
from safepassage.compiled.compile import Compiled, compile_scenario
from safepassage.compiled.exit_dates import with_exit_dates
from safepassage.engine.ensemble import Progress, simulate_blocks
from safepassage.engine.executor import Executor
from safepassage.engine.executors import Workers, opened
from safepassage.errors import StoreError
from safepassage.result.location import Location
from safepassage.result.place import finished_run, part_of, refuse_taken, same_run
from safepassage.result.precision import Precision, parse_until, stages
from safepassage.result.provenance import FINISHED, Plan, differences, read_facts
from safepassage.result.result import Result
from safepassage.result.run import check_numbers, default_members
from safepassage.result.store import Extra, default_folder, finish, load, result_of
from safepassage.result.writer import RunWriter
from safepassage.scenario.read import as_scenario
from safepassage.scenario.scenario import Scenario
from safepassage.whole import beside, sweep


@dataclass(frozen=True)
class Stored:
    """A run in its folder.

    Attributes:
        result: The run; the counts of a large one stay on disk.
        location: Where it is.
        precision: What was reached, with ``until``.
        was_there: Whether this very run was there before, and was kept.
    """

    result: Result
    location: Location
    precision: Precision | None = None
    was_there: bool = False


@checked
def run_to(
    scenario: Scenario | str | Path,
    out: str | Path | None = None,
    *,
    members: int | None = None,
    seed: int = 1,
    workers: Workers = None,
    first: int = 0,
    of: int | None = None,
    until: str | None = None,
    overwrite: bool = False,
    resume: bool = False,
    progress: Progress | None = None,
    extras: Sequence[Extra] = (),
) -> Stored:
    """Run an ensemble into a run folder.

    Args:
        scenario: What to run: a scenario, or the name or folder of one.
        out: Folder or address (``s3://bucket/run``); ``runs/<scenario>-<digest8>`` by default.
        members: Number of members, by default 200, or the most with ``until``, by default 100,000.
        seed: Seed of everything random.
        workers: Threads, ``local:N`` processes, ``dask://host:port`` or an executor.
        first: Number of the first member.
        of: Members of the whole ensemble of which this is a shard.
        until: ``width:W``: add members until every headline is known to W (``result.precision``).
        overwrite: Replace a run that is there, or an unfinished one.
        resume: Go on with an unfinished run of the same scenario, seed, members and software;
            only what is missing is computed. What is finished already is given back.
        progress: Called with (members done, members in all).
        extras: Called with the result and a folder, to add files to the run.

    Raises:
        ScenarioError: If a number is out of range.
        RunError: If the run itself fails.
        StoreError: If the place is taken by something else, or cannot be written.

    Examples:
        >>> import safepassage
        >>> stored = safepassage.run_to("tiny", "runs/example", members=4)
        >>> safepassage.load("runs/example").digest == stored.result.digest
        True
    """
    scenario = as_scenario(scenario)
    members = default_members(members, until)
    check_numbers(members, seed, workers, first, of)
    width = None if until is None else parse_until(until)
    scenario = with_exit_dates(scenario)  # before the plan, whose digest identifies the run
    plan = Plan(scenario, seed, first, members, of, until)
    final = None if out is None else Location(str(out))
    if final is not None and resume and final.has(FINISHED):
        return _finished_before(final, plan)
    if final is None and not overwrite:
        there = finished_run(scenario.name, plan.facts())
        if there is not None:
            return _finished_before(there, plan)
    part = _part(scenario, final)
    if final is not None:
        refuse_taken(final, overwrite=overwrite, resume=resume)
    began = time.perf_counter()
    compiled = compile_scenario(scenario)
    writer = RunWriter(part, plan, compiled)
    keep = final is not None
    try:
        with opened(workers) as executor:
            work = _Work(writer, compiled, executor, progress, began)
            result, precision = work.run(width, resume=resume)
        stored = _place(writer, result, final, precision, overwrite=overwrite, extras=extras)
        keep = True
    finally:
        writer.release()
        if writer.begun and not keep:
            _forget(part)
    return stored


class _Work:
    """One run: its stages, and the time they take."""

    def __init__(
        self,
        writer: RunWriter,
        compiled: Compiled,
        executor: Executor,
        progress: Progress | None,
        began: float,
    ) -> None:
        self._writer, self._compiled = writer, compiled
        self._executor, self._progress = executor, progress
        self._began, self._ready, self._computed = began, time.perf_counter(), 0

    def run(self, width: float | None, *, resume: bool) -> tuple[Result, Precision | None]:
        """Simulate what is missing; with a width, stage by stage until it is reached."""
        most = self._writer.plan.members
        steps = [most] if width is None else stages(most)
        self._writer.begin(steps[0], resume=resume)
        precision = None
        for members in steps:
            if members < self._writer.size:
                continue  # an interrupted run has come further
            self._writer.grow(members)
            self._simulate()
            if width is not None:
                precision = Precision.of(self.result(), width)
                if precision.reached:
                    break
        return self.result(), precision

    def result(self) -> Result:
        """What is stored, as a result."""
        return result_of(self._writer, self._compiled, self._seconds())

    def _simulate(self) -> None:
        blocks = self._writer.missing()
        done = self._writer.size - sum(block.members.size for block in blocks)
        found = simulate_blocks(
            self._compiled,
            blocks,
            self._writer.plan.seed,
            self._executor,
            self._progress,
            done=done,
        )
        with closing(found):
            for block, simulated in found:
                self._writer.write(block, simulated)
                self._computed += block.members.size

    def _seconds(self) -> Mapping[str, float]:
        run = time.perf_counter() - self._ready
        each = run / max(1, self._computed)
        seconds = {"setup": self._ready - self._began, "run": run, "per_member": each}
        return MappingProxyType(seconds)


def _part(scenario: Scenario, final: Location | None) -> Location:
    """Where a run is written before it is finished."""
    if final is None:
        sweep(Path("runs"))
        return Location(str(beside(Path("runs") / scenario.name)))
    return part_of(final)


def _forget(part: Location) -> None:
    """Remove a run that nobody can go on with, and the folder of runs if it was made for it."""
    part.remove()
    with suppress(OSError):
        part.path.parent.rmdir()


def _finished_before(final: Location, plan: Plan) -> Stored:
    wrong = differences(read_facts(final), plan.facts())
    if wrong:
        raise StoreError(f"{final}: holds another run ({'; '.join(wrong)})")
    result = load(str(final))
    precision = None if plan.until is None else Precision.of(result, parse_until(plan.until))
    return Stored(result, final, precision, was_there=True)


def _place(
    writer: RunWriter,
    result: Result,
    final: Location | None,
    precision: Precision | None,
    *,
    overwrite: bool,
    extras: Sequence[Extra],
) -> Stored:
    """Finish a run under its final name; the very run that is there already is kept."""
    if final is None:
        final = Location(str(default_folder(result)))
        if not overwrite and same_run(final.path, result):
            writer.location.remove()
            return Stored(load(final.path), final, precision, was_there=True)
        refuse_taken(final, overwrite=overwrite)
    return Stored(finish(writer, result, final, extras), final, precision)
