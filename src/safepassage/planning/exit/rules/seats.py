"""People board only vehicles with a place of their kind: seat, wheelchair, stretcher."""

from __future__ import annotations

from collections import defaultdict

from safepassage.errors import Problem
from safepassage.planning.exit.instance import NEEDS, Group, Instance
from safepassage.planning.exit.rules.rule import Rule
from safepassage.planning.exit.time_grid import Grid
from safepassage.planning.exit.variables import ExitProgram, Terms


class Seats(Rule):
    """``Group.needs`` against ``Fleet.places``."""

    name = "seats"

    def fits_network(self, instance: Instance) -> bool:
        """People and vehicles are two commodities."""
        return not instance.fleets

    def refuses(self, instance: Instance, group: Group) -> Problem | None:
        """No vehicle that goes their way has a place of their kind."""
        ways = [passage for passage in instance.passages if passage.admits(group)]
        fleets = instance.fleets
        if not fleets or any(fleet.takes(group, way) for fleet in fleets for way in ways):
            return None
        who = f"{group.people} people of the class {group.class_!r} at {group.gathers!r}"
        remedy = "add vehicles that have one and reach the end, or change needs in evacuees.csv"
        return Problem(f"no vehicle has a {group.needs} for {who}", "vehicles.csv", remedy=remedy)

    def allows(self, grid: Grid, k: int, v: int, g: int) -> bool:
        """At all times or never."""
        instance = grid.instance
        return v < 0 or instance.fleets[v].takes(instance.groups[g], instance.passages[k])

    def add_rows(self, program: ExitProgram) -> None:
        """One row a step, corridor, fleet and kind of place."""
        instance = program.instance
        terms: dict[tuple[int, int, int, int], Terms] = defaultdict(list)
        for (step, k, v, g), term in program.boardings():
            if v >= 0:
                need = NEEDS.index(instance.groups[g].needs)
                terms[step, k, v, need].append(term)
        for (step, k, v, need), row in terms.items():
            places = float(instance.fleets[v].places[need])
            row.append((program.vehicles[step, k, v], -places))
            program.program.constrain(row, high=0.0)
