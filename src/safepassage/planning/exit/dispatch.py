"""Dispatch step by step, without foresight: the naive plan, and a first feasible plan.

Published rules: corridors with the shortest way first; vehicles with stretchers before those with
wheelchair places before those with seats, larger before smaller; a vehicle leaves when it is full,
when all who wait are on board or (``part_full``) when the checkpoint has room for no more.
"""

from __future__ import annotations

from collections import defaultdict

from safepassage.planning.exit.boardings import allowed_steps
from safepassage.planning.exit.instance import NEEDS
from safepassage.planning.exit.objectives import boarding_order
from safepassage.planning.exit.rules.family import families
from safepassage.planning.exit.rules.registry import RULES
from safepassage.planning.exit.schedule import Schedule, make_schedule
from safepassage.planning.exit.time_grid import Grid


class Dispatch:
    """The state of a dispatch: who waits, who has left, and what each rule has written down."""

    def __init__(self, grid: Grid, *, by_priority: bool, part_full: bool) -> None:
        instance = grid.instance
        self.grid, self.instance = grid, instance
        self.by_priority, self.part_full = by_priority, part_full
        self.waiting = [group.people for group in instance.groups]
        self.people: dict[tuple[int, int, int, int], int] = defaultdict(int)
        self.vehicles: dict[tuple[int, int, int], int] = defaultdict(int)
        self.allowed = allowed_steps(grid)
        self.ledgers = [rule.ledger(grid) for rule in RULES]

    def run(self) -> Schedule:
        """Dispatch all steps."""
        ways = sorted(
            range(len(self.instance.passages)), key=lambda k: self.instance.passages[k].transit
        )
        for step in range(self.grid.steps):
            for ledger in self.ledgers:
                ledger.begin(step)
            for k in ways:
                self._serve(step, k)
            if not any(self.waiting):
                break
        return make_schedule(dict(self.people), dict(self.vehicles))

    def _serve(self, step: int, k: int) -> None:
        for v in self._fleets_in_order() if self.instance.fleets else (-1,):
            queue = [
                g for g, people in enumerate(self.waiting) if people and self._may(step, k, v, g)
            ]
            if queue and v >= 0:
                self._load(step, k, v, queue)
            elif queue:
                for g, count in self._share(queue, self._let_through(step, k)).items():
                    self._board(step, k, v, g, self._receivable(k, g, count))

    def _may(self, step: int, k: int, v: int, g: int) -> bool:
        return (k, v, g) in self.allowed and bool(self.allowed[k, v, g][step])

    def _fleets_in_order(self) -> list[int]:
        def order(v: int) -> tuple[int, int, int]:
            seats, wheelchairs, stretchers = self.instance.fleets[v].places
            return -stretchers, -wheelchairs, -seats

        return sorted(range(len(self.instance.fleets)), key=order)

    def _load(self, step: int, k: int, v: int, queue: list[int]) -> None:
        """Fill vehicles of one fleet; those for lying people only go when such people wait."""
        fleet = self.instance.fleets[v]
        places = fleet.places
        special = max(places[1:]) > 0
        needs = {g: NEEDS.index(self.instance.groups[g].needs) for g in queue}
        if special and not any(needs[g] for g in queue if self.waiting[g]):
            return
        free = self._vehicles_through(step, k, v)
        room = self._let_through(step, k)
        if free <= 0 or room <= 0:
            return
        wanted: dict[int, int] = {}
        used = 0
        kinds = (2, 1, 0) if special else (0,)
        number = 0
        for need in kinds:
            own = [g for g in queue if needs[g] == need]
            size = places[need]
            if not own or not size:
                continue
            limit = (number if number else free) * size
            taken = self._share(own, min(room - used, limit))
            taken = {g: self._receivable(k, g, count) for g, count in taken.items()}
            total = sum(taken.values())
            if not number:
                number = self._how_many(total, size, own, free)
                if not number:
                    continue
                taken = self._share(own, min(total, number * size))
                taken = {g: self._receivable(k, g, count) for g, count in taken.items()}
            wanted |= taken
            used += sum(taken.values())
        if not used:
            return
        for g, count in wanted.items():
            self._board(step, k, v, g, count)
        self._send(step, k, v, number)

    def _how_many(self, total: int, size: int, own: list[int], free: int) -> int:
        """Vehicles to send for ``total`` people of a kind, ``size`` to a vehicle."""
        full = min(free, total // size)
        rest = total - full * size
        everybody = sum(self.waiting[g] for g in own) == total
        if rest and full < free and (everybody or self.part_full or not full):
            return full + 1
        return full

    def _share(self, queue: list[int], room: int) -> dict[int, int]:
        """People of each group who board, whole families only: by priority, or in proportion."""
        groups = self.instance.groups
        found = dict.fromkeys(queue, 0)
        if room <= 0:
            return found
        order = queue
        if self.by_priority:
            order = sorted(queue, key=lambda g: (boarding_order(groups[g]), g))
        else:
            total = max(1, sum(self.waiting[g] for g in queue))
            for g in queue:
                fair = self.waiting[g] * min(room, total) // total
                found[g] = families(groups[g], self.waiting[g], fair)
        rest = room - sum(found.values())
        for g in order:
            more = families(groups[g], self.waiting[g] - found[g], rest)
            found[g] += more
            rest -= more
        return found

    def _let_through(self, step: int, k: int) -> int:
        """People whom all rules still let pass."""
        return max(0, min(ledger.people(step, k) for ledger in self.ledgers))

    def _vehicles_through(self, step: int, k: int, v: int) -> int:
        """Vehicles that all rules still let leave."""
        return min(ledger.vehicles(step, k, v) for ledger in self.ledgers)

    def _receivable(self, k: int, g: int, count: int) -> int:
        room = min(ledger.of_group(k, g) for ledger in self.ledgers)
        group = self.instance.groups[g]
        return families(group, min(count, self.waiting[g]), min(room, count))

    def _board(self, step: int, k: int, v: int, g: int, count: int) -> None:
        if count > 0:
            self.people[step, k, v, g] += count
            self.waiting[g] -= count
            for ledger in self.ledgers:
                ledger.board(step, k, g, count)

    def _send(self, step: int, k: int, v: int, number: int) -> None:
        self.vehicles[step, k, v] += number
        for ledger in self.ledgers:
            ledger.send(step, k, v, number)


def dispatch(grid: Grid, *, by_priority: bool = True, part_full: bool = True) -> Schedule:
    """Dispatch step by step.

    Args:
        grid: Capacities by step.
        by_priority: People with priority first; else first come, first served, without priorities.
        part_full: Whether a vehicle leaves part-full when the checkpoint has no more room.
    """
    return Dispatch(grid, by_priority=by_priority, part_full=part_full).run()


def first_come(grid: Grid) -> Schedule:
    """First come, first served: no class before another, vehicles leave as they come."""
    return dispatch(grid, by_priority=False, part_full=True)
