"""How many people an hour a corridor lets through its entrance while it is open."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from safepassage.arrays import I8, Flags
from safepassage.errors import Problem
from safepassage.planning.exit.instance import Instance
from safepassage.planning.exit.rules.family import slack
from safepassage.planning.exit.rules.rule import (
    EXTRA,
    MANY,
    TENTH_MORE,
    Exhausted,
    Ledger,
    Rule,
    Use,
)
from safepassage.planning.exit.schedule import Schedule, loads_of
from safepassage.planning.exit.time_grid import Grid
from safepassage.planning.exit.variables import ExitProgram, Terms
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.timeline import timeline

_FULL = 0.999
_FASTER = 3
"""Times as much throughput as planned, for vehicles that stand by."""


class Throughput(Rule):
    """At most ``Grid.entrance`` people leave by a corridor in a step."""

    name = "throughput"

    def problems(self, instance: Instance) -> Iterator[Problem]:
        """Corridors that let nobody through."""
        for passage in instance.passages:
            if not passage.rate > 0:
                message = f"nobody can pass {passage.name!r}: its throughput is {passage.rate:g}"
                remedy = "above 0"
                yield Problem(message, "corridors.csv", column="persons_per_hour", remedy=remedy)

    def fits_network(self, instance: Instance) -> bool:
        """It is the capacity of an arc."""
        return True

    def allows(self, grid: Grid, k: int, v: int, g: int) -> Flags:
        """Steps in which somebody may pass."""
        return np.asarray(grid.entrance[k] > 0)

    def slot_people(self, grid: Grid) -> I8:
        """People let in."""
        return grid.entrance

    def add_rows(self, program: ExitProgram) -> None:
        """One row a corridor and step."""
        terms: dict[tuple[int, int], Terms] = defaultdict(list)
        for (step, k, _, _), term in program.boardings():
            terms[k, step].append(term)
        for (k, step), row in terms.items():
            program.program.constrain(row, high=float(program.grid.entrance[k, step]))

    def ledger(self, grid: Grid) -> Ledger:
        """People passed in the step."""
        return _Entrances(grid)

    def passing_hours(self, grid: Grid, schedule: Schedule) -> Mapping[tuple[int, int], float]:
        """People over throughput."""
        rates = [passage.rate for passage in grid.instance.passages]
        return {key: people / rates[key[1]] for key, people in loads_of(schedule).items()}

    def exhausted(self, use: Use) -> Iterator[Exhausted]:
        """Open hours of steps that are full while people wait."""
        grid, loads = use.grid, loads_of(use.schedule)
        missing = slack(grid.instance)
        for k, passage in enumerate(grid.instance.passages):
            full = sum(
                grid.open_hours[k, t]
                for t in range(use.last + 1)
                if use.queue[t][k]
                and grid.entrance[k, t]
                and loads.get((t, k), 0) >= _FULL * grid.entrance[k, t] - missing
            )
            if full:
                yield Exhausted(
                    f"throughput:{passage.name}",
                    full,
                    TENTH_MORE,
                    grid.instance.with_passage(k, rate=passage.rate * (1 + EXTRA)),
                )

    def lifted(self, instance: Instance) -> Iterator[tuple[str, Instance]]:
        """As many as want pass."""
        for k, passage in enumerate(instance.passages):
            yield f"throughput:{passage.name}", instance.with_passage(k, rate=MANY)

    def eased(self, instance: Instance) -> Instance:
        """The checkpoint lets all pass."""
        ways = tuple(replace(way, rate=_FASTER * way.rate) for way in instance.passages)
        return replace(instance, passages=ways)


class _Entrances(Ledger):
    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.passed: dict[tuple[int, int], int] = defaultdict(int)

    def people(self, step: int, k: int) -> int:
        return int(self.grid.entrance[k, step]) - self.passed[step, k]

    def board(self, step: int, k: int, g: int, count: int) -> None:
        self.passed[step, k] += count


def rate_at(scenario: Scenario, corridor: str, declared: float, begin: dt.datetime) -> float:
    """People an hour when the plan begins: the last throughput event before it counts."""
    changed = timeline(scenario).throughput(corridor, begin)
    return float(declared) if changed is None else changed
