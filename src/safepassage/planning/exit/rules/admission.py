"""People who may use a corridor: those who gather for it, of the classes that it is agreed for."""

from __future__ import annotations

from safepassage.errors import Problem
from safepassage.planning.exit.instance import Group, Instance
from safepassage.planning.exit.rules.rule import Rule
from safepassage.planning.exit.time_grid import Grid


class Admission(Rule):
    """``Passage.admits``."""

    name = "admission"

    def fits_network(self, instance: Instance) -> bool:
        """It only shuts arcs."""
        return True

    def refuses(self, instance: Instance, group: Group) -> Problem | None:
        """No corridor is for them."""
        if any(passage.admits(group) for passage in instance.passages):
            return None
        who = f"{group.people} people of the class {group.class_!r} at {group.gathers!r}"
        return Problem(f"no corridor may be used by {who}", "corridors.csv", column="classes")

    def allows(self, grid: Grid, k: int, v: int, g: int) -> bool:
        """At all times or never."""
        return grid.instance.passages[k].admits(grid.instance.groups[g])
