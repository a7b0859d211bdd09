"""The exit program with its variables: people and vehicles by step, corridor and fleet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from safepassage.planning.exit.instance import Instance
from safepassage.planning.exit.linear import Program
from safepassage.planning.exit.time_grid import Grid

Terms = list[tuple[int, float]]
Boards = tuple[int, int, int, int]
"""(step, corridor, fleet or -1, group)."""
Leaves = tuple[int, int, int]
"""(step, corridor, fleet)."""


@dataclass(frozen=True)
class ExitProgram:
    """A program, where its variables stand, and its objectives, the first first.

    Attributes:
        grid: Capacities by step.
        integer: Whole vehicles and whole families.
        program: Variables and rows.
        people: Variable of people (families, if ``integer``) who board.
        vehicles: Variable of vehicles that leave.
        left: Variable of each group's people (families) who stay behind, shape (G,).
        objectives: Terms to make small, one after the other.
    """

    grid: Grid
    integer: bool
    program: Program = field(default_factory=Program)
    people: dict[Boards, int] = field(default_factory=dict)
    vehicles: dict[Leaves, int] = field(default_factory=dict)
    left: list[int] = field(default_factory=list)
    objectives: list[Terms] = field(default_factory=list)

    @property
    def instance(self) -> Instance:
        """What is planned."""
        return self.grid.instance

    def party(self, group: int) -> int:
        """People that one unit of a group's variables counts."""
        return self.instance.groups[group].party if self.integer else 1

    def boardings(self) -> Iterator[tuple[Boards, tuple[int, float]]]:
        """Each boarding with its term in people."""
        for key, variable in self.people.items():
            yield key, (variable, float(self.party(key[3])))
