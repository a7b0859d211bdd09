"""Dispatch step by step, without foresight: the naive plan, and a first feasible plan.

Published rules: corridors with the shortest way first; vehicles with stretchers before those with
wheelchair places before those with seats, larger before smaller; a vehicle leaves when it is full,
when all who wait are on board or (``part_full``) when the checkpoint has room for no more.
"""

from __future__ import annotations

from collections import defaultdict

from safepassage.planning.exit.grid import UNLIMITED, Grid, fits
from safepassage.planning.exit.instance import NEEDS, Group
from safepassage.planning.exit.schedule import Schedule, make_schedule


class Dispatch:
    """The state of a dispatch: who waits, which vehicles are away, what has been let through."""

    def __init__(self, grid: Grid, *, by_priority: bool, part_full: bool) -> None:
        instance = grid.instance
        self.grid, self.instance = grid, instance
        self.by_priority, self.part_full = by_priority, part_full
        self.waiting = [group.people for group in instance.groups]
        self.people: dict[tuple[int, int, int, int], int] = defaultdict(int)
        self.vehicles: dict[tuple[int, int, int], int] = defaultdict(int)
        self.away: dict[tuple[int, int], int] = defaultdict(int)  # (fleet, step) -> change
        self.trips: list[list[tuple[int, int, int]]] = [[] for _ in instance.fleets]
        self.passed: dict[tuple[str, str, int], int] = defaultdict(int)
        self.room = {(room.place, room.class_): room.capacity for room in instance.rooms}
        self.limits = {point.place: point for point in instance.checkpoints}
        self.gone: dict[str, int] = defaultdict(int)
        self.gone_before: dict[str, int] = defaultdict(int)

    def run(self) -> Schedule:
        """Dispatch all steps."""
        ways = sorted(
            range(len(self.instance.passages)), key=lambda k: self.instance.passages[k].transit
        )
        for step in range(self.grid.steps):
            self.gone_before = defaultdict(int, self.gone)
            for k in ways:
                self._serve(step, k)
            if not any(self.waiting):
                break
        return make_schedule(dict(self.people), dict(self.vehicles))

    def _serve(self, step: int, k: int) -> None:
        passage = self.instance.passages[k]
        queue = [
            g
            for g, group in enumerate(self.instance.groups)
            if self.waiting[g] and passage.admits(group) and step >= self.grid.ready(g)
        ]
        if not queue:
            return
        if not self.instance.fleets:
            for g, count in self._share(queue, self._let_through(step, k)).items():
                self._board(step, k, -1, g, self._receivable(k, g, count))
            return
        for v in self._fleets_in_order():
            fit = [g for g in queue if fits(self.instance, k, v, g)]
            if fit:
                self._load(step, k, v, fit)

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
        free = min(self._free(step, k, v), self._vehicles_through(step, k))
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
            order = sorted(queue, key=lambda g: (groups[g].priority, -groups[g].risk, g))
        else:
            total = max(1, sum(self.waiting[g] for g in queue))
            for g in queue:
                fair = self.waiting[g] * min(room, total) // total
                found[g] = _families(groups[g], self.waiting[g], fair)
        rest = room - sum(found.values())
        for g in order:
            more = _families(groups[g], self.waiting[g] - found[g], rest)
            found[g] += more
            rest -= more
        return found

    def _let_through(self, step: int, k: int) -> int:
        """People whom entrance, checkpoints, destination and exchanges still let pass."""
        passage = self.instance.passages[k]
        room = int(self.grid.entrance[k, step]) - self.passed["entrance", passage.name, step]
        for i, place in enumerate(passage.path):
            if place in self.limits:
                at = step + self.grid.offset(passage, i)
                most = self.limits[place].persons * self.grid.instance.step
                room = min(room, int(min(most, UNLIMITED)) - self.passed["people", place, at])
        room = min(room, self.room.get((passage.path[-1], ""), UNLIMITED))
        for exchange in self.instance.exchanges:
            if exchange.corridor == passage.name:
                batches = self.gone_before[exchange.after] // exchange.after_people
                room = min(room, batches * exchange.people - self.gone[passage.name])
        return max(0, room)

    def _vehicles_through(self, step: int, k: int) -> int:
        passage = self.instance.passages[k]
        room = UNLIMITED
        for i, place in enumerate(passage.path):
            if place in self.limits:
                at = step + self.grid.offset(passage, i)
                most = min(self.limits[place].vehicles * self.grid.instance.step, UNLIMITED)
                room = min(room, int(most) - self.passed["vehicles", place, at])
        return max(0, room)

    def _free(self, step: int, k: int, v: int) -> int:
        """Vehicles that can leave now: at no time of the trip may more be away than there are."""
        trip = self.grid.trip(self.instance.fleets[v], self.instance.passages[k])
        if not trip.first <= step <= trip.last:
            return 0
        begin, end = step - trip.before, self.grid.away_until(trip, k, step)
        touching = [(a, b, n) for a, b, n in self.trips[v] if b > begin and a < end]
        marks = sorted({begin, *(a for a, _, _ in touching if a > begin)})
        most = max(sum(n for a, b, n in touching if a <= at < b) for at in marks)
        return self.instance.fleets[v].number - most

    def _receivable(self, k: int, g: int, count: int) -> int:
        group, place = self.instance.groups[g], self.instance.passages[k].path[-1]
        room = self.room.get((place, group.class_), UNLIMITED)
        return _families(group, min(count, self.waiting[g]), min(room, count))

    def _board(self, step: int, k: int, v: int, g: int, count: int) -> None:
        if count <= 0:
            return
        passage, group = self.instance.passages[k], self.instance.groups[g]
        self.people[step, k, v, g] += count
        self.waiting[g] -= count
        self.gone[passage.name] += count
        self.passed["entrance", passage.name, step] += count
        for i, place in enumerate(passage.path):
            self.passed["people", place, step + self.grid.offset(passage, i)] += count
        for class_ in ("", group.class_):
            if (passage.path[-1], class_) in self.room:
                self.room[passage.path[-1], class_] -= count

    def _send(self, step: int, k: int, v: int, number: int) -> None:
        passage = self.instance.passages[k]
        trip = self.grid.trip(self.instance.fleets[v], passage)
        self.vehicles[step, k, v] += number
        end = self.grid.away_until(trip, k, step)
        self.trips[v].append((step - trip.before, end, number))
        for i, place in enumerate(passage.path):
            self.passed["vehicles", place, step + self.grid.offset(passage, i)] += number


def _families(group: Group, waiting: int, room: int) -> int:
    """Most people of a group within ``room``: whole families, or all who are left."""
    if waiting <= room:
        return max(0, waiting)
    return max(0, room // group.party * group.party)


def dispatch(grid: Grid, *, by_priority: bool = True, part_full: bool = True) -> Schedule:
    """Dispatch step by step.

    Args:
        grid: Capacities by step.
        by_priority: First who has priority; else first come, first served, all alike.
        part_full: Whether a vehicle leaves part-full when the checkpoint has no more room.
    """
    return Dispatch(grid, by_priority=by_priority, part_full=part_full).run()
