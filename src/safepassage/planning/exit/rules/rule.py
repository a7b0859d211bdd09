"""What every exit rule can say; a rule overrides what it has to say and leaves the rest.

A rule limits who may leave when. The algorithms (program, network flow, dispatch, shadow prices,
who is left behind) know no rule by name: they ask all of ``rules.registry.RULES``.
Letters: G groups, K corridors, V fleets, T steps.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from safepassage.arrays import I8, Flags
from safepassage.errors import Problem
from safepassage.planning.exit.instance import Group, Instance, Passage
from safepassage.planning.exit.schedule import Schedule
from safepassage.planning.exit.time_grid import UNLIMITED, Grid
from safepassage.planning.exit.variables import ExitProgram
from safepassage.scenario.scenario import Scenario

EXTRA = 0.1
"""One unit more of a throughput raises it by this share."""
MANY = 1e9
"""A throughput or number that never limits."""
TENTH_MORE = f"{EXTRA:.0%} more throughput"


@dataclass(frozen=True)
class Scene:
    """What rules read their facts from: the scenario, the corridors planned for, the start."""

    scenario: Scenario
    passages: tuple[Passage, ...]
    begin: dt.datetime


@dataclass(frozen=True)
class Use:
    """A schedule with who waits, from which rules see in which hours they are exhausted.

    Attributes:
        grid: Capacities by step.
        schedule: Who leaves when.
        queue: People of each corridor's groups who still wait after each step, shape (T, K).
        last: Last step in which somebody leaves; -1 if nobody does.
    """

    grid: Grid
    schedule: Schedule
    queue: list[list[int]]
    last: int


@dataclass(frozen=True)
class Exhausted:
    """A limit that is reached while people wait.

    Attributes:
        constraint: ``kind:name``; the report has words for each kind (``plan.KIND``).
        hours: Hours in which it is reached.
        unit: One unit more of it, in words.
        one_more: The instance with one unit more.
    """

    constraint: str
    hours: float
    unit: str
    one_more: Instance


class Ledger:
    """What a rule still lets pass in a dispatch, and what it writes down; without limits."""

    def begin(self, step: int) -> None:
        """A step begins."""

    def people(self, step: int, k: int) -> int:
        """People of any group who may still leave by a corridor in a step."""
        return UNLIMITED

    def of_group(self, k: int, g: int) -> int:
        """People of one group who may still leave by a corridor."""
        return UNLIMITED

    def vehicles(self, step: int, k: int, v: int) -> int:
        """Vehicles of a fleet that may still leave by a corridor in a step."""
        return UNLIMITED

    def board(self, step: int, k: int, g: int, count: int) -> None:
        """People of a group leave."""

    def send(self, step: int, k: int, v: int, number: int) -> None:
        """Vehicles of a fleet leave."""


class Rule(ABC):
    """One rule; each method is one place in which a rule acts."""

    name: ClassVar[str]

    @abstractmethod
    def fits_network(self, instance: Instance) -> bool:
        """Whether a flow can keep the rule by ``allows``, ``slot_people`` and ``end_people``."""

    def declare(self, scene: Scene) -> tuple[Any, ...]:
        """Facts of the rule that the scenario declares, each a frozen value of a type of its own.

        The facts of all rules stand in ``Instance.facts``; ``Instance.of`` gives those of a type.
        """
        return ()

    def problems(self, instance: Instance) -> Iterator[Problem]:
        """What no plan can mend."""
        return iter(())

    def refuses(self, instance: Instance, group: Group) -> Problem | None:
        """Why nobody of a group could ever leave, if so."""
        return None

    def allows(self, grid: Grid, k: int, v: int, g: int) -> Flags | bool:
        """Steps in which a group may leave by a corridor and fleet (-1: none), shape (T,)."""
        return True

    def slot_people(self, grid: Grid) -> I8 | None:
        """People whom each corridor lets leave in each step, shape (K, T); None: no limit."""
        return None

    def end_people(self, instance: Instance, place: str) -> int:
        """People whom the end of corridors takes in."""
        return UNLIMITED

    def add_rows(self, program: ExitProgram) -> None:
        """Add the rows that keep the rule in a program."""

    def ledger(self, grid: Grid) -> Ledger:
        """The rule's account of a dispatch."""
        return Ledger()

    def passing_hours(self, grid: Grid, schedule: Schedule) -> Mapping[tuple[int, int], float]:
        """Hours until the people of a (step, corridor) have passed one after the other."""
        return {}

    def exhausted(self, use: Use) -> Iterator[Exhausted]:
        """What is reached while people wait, and what one unit more is."""
        return iter(())

    def lifted(self, instance: Instance) -> Iterator[tuple[str, Instance]]:
        """What the rule limits, ``kind:name`` or ``kind``, and the instance without it."""
        return iter(())

    def eased(self, instance: Instance) -> Instance:
        """The instance as vehicles that stand by meet it where corridors are faster than planned.

        Rules that hold back people and not vehicles are lifted.
        """
        return instance
