"""No destination takes in more people than it has room for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from safepassage.planning.exit.instance import Instance
from safepassage.planning.exit.rules.rule import Exhausted, Ledger, Rule, Scene, Use
from safepassage.planning.exit.time_grid import UNLIMITED, Grid
from safepassage.planning.exit.variables import ExitProgram


@dataclass(frozen=True)
class Room:
    """People of the plan that the end of a corridor can take; ``class_`` empty means together."""

    place: str
    class_: str
    capacity: int

    def counts(self, instance: Instance, k: int, g: int) -> bool:
        """Whether people of a group who leave by a corridor take up this room."""
        in_class = self.class_ in {"", instance.groups[g].class_}
        return in_class and instance.passages[k].path[-1] == self.place


class DestinationRoom(Rule):
    """Room for all together, or for a class."""

    name = "destination"

    def declare(self, scene: Scene) -> tuple[Room, ...]:
        """Rows of ``destinations``; without a row the capacity in ``sites``."""
        ends = {passage.path[-1] for passage in scene.passages}
        rooms = [
            Room(row["place"], row["class"], int(row["capacity"]))
            for row in scene.scenario["destinations"].rows()
            if row["place"] in ends
        ]
        said = {room.place for room in rooms}
        rooms.extend(
            Room(row["place"], "", int(row["capacity"]))
            for row in scene.scenario["sites"].rows()
            if row["place"] in ends - said and row["capacity"] > 0
        )
        return tuple(rooms)

    def fits_network(self, instance: Instance) -> bool:
        """Room for all together is the capacity of an arc."""
        return all(not room.class_ for room in instance.of(Room))

    def end_people(self, instance: Instance, place: str) -> int:
        """Room for all together."""
        rooms = {room.place: room.capacity for room in instance.of(Room)}
        return rooms.get(place, UNLIMITED)

    def add_rows(self, program: ExitProgram) -> None:
        """One row a room."""
        instance = program.instance
        for room in instance.of(Room):
            row = [
                term for (_, k, _, g), term in program.boardings() if room.counts(instance, k, g)
            ]
            program.program.constrain(row, high=float(room.capacity))

    def ledger(self, grid: Grid) -> Ledger:
        """Room that is left."""
        return _Left(grid.instance)

    def exhausted(self, use: Use) -> Iterator[Exhausted]:
        """Hours from when it is full until the last departure."""
        instance = use.grid.instance
        for number, room in enumerate(instance.of(Room)):
            rows = [
                row
                for row in use.schedule.boardings
                if room.counts(instance, row.passage, row.group)
            ]
            since = max((row.step for row in rows), default=0)
            if sum(row.people for row in rows) >= room.capacity and since <= use.last:
                yield Exhausted(
                    f"destination:{room.place}",
                    (use.last + 1 - since) * instance.step,
                    "place",
                    _larger(instance, number),
                )

    def lifted(self, instance: Instance) -> Iterator[tuple[str, Instance]]:
        """Room for everybody."""
        rooms = instance.of(Room)
        for place in dict.fromkeys(room.place for room in rooms):
            others = (room for room in rooms if room.place != place)
            yield f"destination:{place}", instance.with_facts(Room, others)

    def eased(self, instance: Instance) -> Instance:
        """It holds back people, not vehicles."""
        return instance.with_facts(Room, ())


class _Left(Ledger):
    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.room = {(room.place, room.class_): room.capacity for room in instance.of(Room)}

    def people(self, step: int, k: int) -> int:
        return self.room.get((self.instance.passages[k].path[-1], ""), UNLIMITED)

    def of_group(self, k: int, g: int) -> int:
        key = (self.instance.passages[k].path[-1], self.instance.groups[g].class_)
        return self.room.get(key, UNLIMITED)

    def board(self, step: int, k: int, g: int, count: int) -> None:
        place, group = self.instance.passages[k].path[-1], self.instance.groups[g]
        for key in ((place, ""), (place, group.class_)):
            if key in self.room:
                self.room[key] -= count


def _larger(instance: Instance, number: int) -> Instance:
    """A destination has one place more."""
    rooms = list(instance.of(Room))
    rooms[number] = replace(rooms[number], capacity=rooms[number].capacity + 1)
    return instance.with_facts(Room, rooms)
