"""Linked exchanges: batches leave by one corridor after batches have left by another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from safepassage.errors import Problem
from safepassage.planning.exit.instance import Instance
from safepassage.planning.exit.linear import Program
from safepassage.planning.exit.rules.rule import Ledger, Rule, Scene
from safepassage.planning.exit.time_grid import UNLIMITED, Grid
from safepassage.planning.exit.variables import ExitProgram, Terms


@dataclass(frozen=True)
class Exchange:
    """``people`` may leave by ``corridor`` each time that ``after_people`` left by ``after``."""

    corridor: str
    people: int
    after: str
    after_people: int


class LinkedExchange(Rule):
    """What leaves in a step waits for what left in the steps before."""

    name = "exchange"

    def declare(self, scene: Scene) -> tuple[Exchange, ...]:
        """Rows of ``exchanges`` whose corridor is planned for."""
        chosen = {passage.name for passage in scene.passages}
        return tuple(
            Exchange(row["corridor"], row["people"], row["after_corridor"], row["after_people"])
            for row in scene.scenario["exchanges"].rows()
            if row["corridor"] in chosen
        )

    def problems(self, instance: Instance) -> Iterator[Problem]:
        """Exchanges that cannot begin."""
        names = {passage.name for passage in instance.passages}
        after: dict[str, set[str]] = {}
        for exchange in instance.of(Exchange):
            if exchange.after not in names:
                message = (
                    f"{exchange.corridor!r} waits for {exchange.after!r}, which is not planned"
                )
                remedy = "plan both corridors together"
                yield Problem(message, "exchanges.csv", column="after_corridor", remedy=remedy)
            if min(exchange.people, exchange.after_people) <= 0:
                yield Problem("an exchange is of at least one person", "exchanges.csv")
            after.setdefault(exchange.corridor, set()).add(exchange.after)
        for name in after:
            if _leads_back(after, name):
                message = f"{name!r} waits in the end for itself: neither side could begin"
                remedy = "let one side begin: delete one of the exchanges in the circle"
                yield Problem(message, "exchanges.csv", column="after_corridor", remedy=remedy)

    def fits_network(self, instance: Instance) -> bool:
        """One flow waits for another."""
        return not instance.of(Exchange)

    def add_rows(self, program: ExitProgram) -> None:
        """Whole batches by one corridor against running sums of the other, of earlier steps."""
        numbers = {passage.name: k for k, passage in enumerate(program.instance.passages)}
        for exchange in program.instance.of(Exchange):
            _link(program, exchange, numbers[exchange.corridor], numbers[exchange.after])

    def ledger(self, grid: Grid) -> Ledger:
        """People gone by corridor, now and before the step."""
        return _Gone(grid.instance)

    def lifted(self, instance: Instance) -> Iterator[tuple[str, Instance]]:
        """Neither side waits."""
        if instance.of(Exchange):
            yield "exchange", unlinked(instance)

    def eased(self, instance: Instance) -> Instance:
        """It holds back people, not vehicles."""
        return unlinked(instance)


class _Gone(Ledger):
    def __init__(self, instance: Instance) -> None:
        self.names = [passage.name for passage in instance.passages]
        self.exchanges = instance.of(Exchange)
        self.gone: dict[str, int] = defaultdict(int)
        self.before: dict[str, int] = {}

    def begin(self, step: int) -> None:
        self.before = dict(self.gone)

    def people(self, step: int, k: int) -> int:
        room = UNLIMITED
        for exchange in self.exchanges:
            if exchange.corridor == self.names[k]:
                batches = self.before.get(exchange.after, 0) // exchange.after_people
                room = min(room, batches * exchange.people - self.gone[exchange.corridor])
        return room

    def board(self, step: int, k: int, g: int, count: int) -> None:
        self.gone[self.names[k]] += count


def unlinked(instance: Instance) -> Instance:
    """The same without linked exchanges."""
    return instance.with_facts(Exchange, ())


def _link(program: ExitProgram, exchange: Exchange, own: int, other: int) -> None:
    by: dict[int, dict[int, Terms]] = {own: defaultdict(list), other: defaultdict(list)}
    for (step, k, _, _), term in program.boardings():
        if k in by:
            by[k][step].append(term)
    rows = program.program
    gone = released = -1
    for step in range(program.grid.steps):
        if by[own][step] and step:
            batches = rows.variable(0.0, UNLIMITED, integer=program.integer)
            gone = _running(rows, gone, by[own][step])
            rows.constrain([(gone, 1.0), (batches, -float(exchange.people))], high=0.0)
            before = [(released, -1.0)] if released >= 0 else []
            rows.constrain([(batches, float(exchange.after_people)), *before], high=0.0)
        elif by[own][step]:
            rows.constrain(by[own][step], high=0.0)
        if by[other][step]:
            released = _running(rows, released, by[other][step])


def _running(program: Program, before: int, terms: Terms) -> int:
    """A variable that is the sum of another one and some terms."""
    total = program.variable(0.0, UNLIMITED)
    earlier = [(before, 1.0)] if before >= 0 else []
    program.constrain([*terms, *earlier, (total, -1.0)], 0.0, 0.0)
    return total


def _leads_back(after: dict[str, set[str]], name: str) -> bool:
    seen: set[str] = set()
    waiting = list(after.get(name, ()))
    while waiting:
        other = waiting.pop()
        if other == name:
            return True
        if other not in seen:
            seen.add(other)
            waiting += after.get(other, ())
    return False
