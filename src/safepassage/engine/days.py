"""Go through the days of one member, look at each, and keep what may be gone on with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from safepassage.arguments import checked
from safepassage.arrays import F8, I8
from safepassage.compiled.compile import Compiled, compile_scenario
from safepassage.compiled.outputs import Output
from safepassage.compiled.world import Member
from safepassage.engine.block import check_status
from safepassage.engine.ensemble import draw_members
from safepassage.engine.handover import Handover
from safepassage.engine.mechanism import Mechanism, find_mechanisms
from safepassage.engine.program import Program
from safepassage.engine.stepper import Moment, Stepper, copied
from safepassage.errors import Problem, RunError, ScenarioError
from safepassage.limits import MAX_SEED, whole_problems
from safepassage.native import kernel_hash
from safepassage.scenario.read import as_scenario
from safepassage.scenario.scenario import Scenario


@dataclass(frozen=True, eq=False)
class Day:
    """The end of one day of one member. Arrays are copies.

    Attributes:
        number: Number of the day, from 0.
        date: Its date.
        places: Identifiers of places, shape (P,).
        classes: Identifiers of classes, shape (C,).
        residents: People at home, shape (P, C).
        displaced: Displaced people standing at a place, shape (P, C).
        moving: People between places, shape (C,).
        arrivals: People who reached a place that day, shape (P, C).
        observables: What mechanisms of others recorded that day, by ``mechanism.array``.
        seconds: Wall time by phase, where it was asked for.
    """

    number: int
    date: dt.date
    places: tuple[str, ...]
    classes: tuple[str, ...]
    residents: I8
    displaced: I8
    moving: I8
    arrivals: I8
    observables: Mapping[str, I8]
    seconds: Mapping[str, float]
    _walk: _Walk = field(repr=False)

    def moment(self) -> Moment:
        """A copy of everything, to go on from: ``run(scenario, start=day.moment())``.

        Raises:
            RunError: If the loop has gone on to a later day.
        """
        return self._walk.moment(self.number)

    def bring(self, place: str, people: int, class_: str | None = None) -> None:
        """Put displaced people down at a place who come from another model.

        They act from the next day on, and count as people who entered.

        Args:
            place: Where.
            people: How many, from 0.
            class_: Class that they belong to; the only one if there is one.

        Raises:
            ScenarioError: If place, class or number is wrong.
            RunError: If the loop has gone on to a later day, or the scenario has reception, ties
                or people who settle.
        """
        self._walk.handover(self.number).bring(place, people, class_)

    def take(self, place: str, people: int, class_: str | None = None) -> int:
        """Take people away who stand at a place, for another model.

        People who stand there are alike, so any of them go. The next day counts them as removed.

        Args:
            place: Where.
            people: At most how many, from 0.
            class_: Class that they belong to; the only one if there is one.

        Returns:
            How many went: no more than stood there.

        Raises:
            ScenarioError: If place, class or number is wrong.
            RunError: As of :meth:`bring`.
        """
        return self._walk.handover(self.number).take(place, people, class_)


class _Walk:
    """A member in work, and what its moments are named by."""

    def __init__(
        self, compiled: Compiled, program: Program, seed: int, member: int, start: Moment | None
    ) -> None:
        self.compiled, self.program, self.seed, self.member = compiled, program, seed, member
        if start is None:
            self.inputs: F8 = draw_members(compiled, np.array([member]), seed)[0]
            begin: Member | Moment = compiled.inputs.member(self.inputs)
        else:
            check_start(start, compiled, program)
            self.inputs, begin = start.inputs, start
        self.stepper = Stepper(compiled.world, program, seed, member, begin)

    def handover(self, day: int) -> Handover:
        self._refuse_late(day, "hand people over")
        return Handover(self.compiled, self.stepper, self.seed, self.member)

    def _refuse_late(self, day: int, what: str) -> None:
        if self.stepper.day != day + 1:
            raise RunError(f"day {day} has passed: {what} before the next day is asked for")

    def moment(self, day: int) -> Moment:
        self._refuse_late(day, "take its moment")
        return Moment(
            self.compiled.scenario.digest(), facts_of(self.program), self.seed, self.member,
            self.stepper.day, self.inputs.copy(), copied(self.stepper.state),
            copied(self.stepper.output), copied(self.stepper.owns), kernel_hash(),
        )  # fmt: skip


@checked
def days(
    scenario: Scenario | str | Path,
    *,
    seed: int = 1,
    member: int = 0,
    start: Moment | None = None,
    mechanisms: Sequence[Mechanism | str] = (),
    timed: bool = False,
) -> Iterator[Day]:
    """Run one member day by day.

    The numbers are those of the same member of ``run`` with this seed. The first call compiles
    the day once more, in a form that can be stopped, and keeps it like the other.

    Args:
        scenario: What to run: a scenario, or the name or folder of one.
        seed: Seed of the run, from 0.
        member: Number of the member in the ensemble, from 0.
        start: Go on from here instead of the first day; then its seed and member may differ.
        mechanisms: Mechanisms of others, or their names; the same as of ``start``.
        timed: Measure each phase; the time to hand it over to compiled code and back is in it.

    Returns:
        Each day, once it has passed.

    Raises:
        ScenarioError: If a number is out of range, a mechanism is not known, or ``start`` is of
            another scenario.
        RunError: If people were lost or had nowhere to come from.

    Examples:
        >>> import safepassage
        >>> fled = [int(day.displaced.sum() + day.moving.sum()) for day in safepassage.days("tiny")]
        >>> len(fled), fled[0] > 0
        (10, True)
    """
    scenario = as_scenario(scenario)
    problems = whole_problems(("seed", seed, 0, MAX_SEED), ("member", member, 0, 10**9))
    if problems:
        raise ScenarioError(problems)
    program = Program(find_mechanisms(mechanisms))
    walk = _Walk(compile_scenario(scenario), program, seed, member, start)
    return _days(walk, timed=timed)


def _days(walk: _Walk, *, timed: bool) -> Iterator[Day]:
    stepper = walk.stepper
    while stepper.day < walk.compiled.scenario.days:
        seconds: Mapping[str, float] = {}
        if timed:
            seconds = stepper.pass_day_timed()
        else:
            stepper.pass_day()
        check_status(stepper.status().tolist(), walk.member, walk.program)
        yield _day(walk, seconds)


def _day(walk: _Walk, seconds: Mapping[str, float]) -> Day:
    stepper, compiled = walk.stepper, walk.compiled
    output: Output = stepper.output
    number = stepper.day - 1
    recorded = walk.program.observables(stepper.owns)
    return Day(
        number, compiled.scenario.start + dt.timedelta(days=number),
        compiled.places, compiled.classes, output.residents[number].copy(),
        output.displaced[number].copy(), output.moving[number].copy(),
        output.arrivals[number].copy(),
        {name: array[number].copy() for name, array in recorded.items()}, seconds, walk,
    )  # fmt: skip


def facts_of(program: Program) -> tuple[dict[str, object], ...]:
    """What a run keeps of its mechanisms."""
    return tuple(one.facts() for one in program.mechanisms)


def check_start(start: Moment, compiled: Compiled, program: Program) -> None:
    """Refuse to go on from a moment of something else.

    Raises:
        ScenarioError: If it is of another scenario, kernel or other mechanisms, or after the last
            day.
    """
    problems = []
    if start.scenario != compiled.scenario.digest():
        problems.append(Problem("is a moment of another scenario", column="start"))
    if start.mechanisms != facts_of(program):
        problems.append(Problem("is a moment of a run with other mechanisms", column="start"))
    if start.kernel != kernel_hash():
        problems.append(Problem("is a moment of another kernel", column="start"))
    if start.day >= compiled.scenario.days:
        problems.append(Problem("is the end of the last day", column="start"))
    if problems:
        raise ScenarioError(problems)
