"""The exit plan as a time-indexed program: people and vehicles by step, corridor and fleet.

Sources: time-indexed dynamic flow (Ford and Fulkerson 1958); fleets as cumulative resources.
The objectives in their order are solved one after the other (see ``objectives``).
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from safepassage.planning.exit.boardings import allowed_steps
from safepassage.planning.exit.objectives import busy_hours, hours_left, hours_out, levels
from safepassage.planning.exit.rules.registry import RULES
from safepassage.planning.exit.time_grid import Grid
from safepassage.planning.exit.variables import ExitProgram, Terms


def build(grid: Grid, *, integer: bool) -> ExitProgram:
    """Write the program; its objectives stand beside it, none is set.

    Args:
        grid: Capacities by step.
        integer: Whole vehicles and whole families.
    """
    built = ExitProgram(grid, integer)
    instance, program = grid.instance, built.program
    for (k, v, g), steps in allowed_steps(grid).items():
        most = -(-instance.groups[g].people // built.party(g))
        for step in np.flatnonzero(steps).tolist():
            built.people[step, k, v, g] = program.variable(0.0, most, integer=integer)
            if v >= 0 and (step, k, v) not in built.vehicles:
                number = instance.fleets[v].number
                built.vehicles[step, k, v] = program.variable(0.0, number, integer=integer)
    built.left.extend(program.variable(0.0, group.people) for group in instance.groups)
    built.objectives.extend(_objectives(built))
    _everybody(built)
    for rule in RULES:
        rule.add_rows(built)
    return built


def _objectives(built: ExitProgram) -> list[Terms]:
    """Terms of each objective in order: left behind, hours by level, vehicle-hours."""
    instance = built.instance
    order = levels(instance)
    hours: list[Terms] = [[] for _ in order]
    for (step, k, _, g), (variable, people) in built.boardings():
        each = people * hours_out(instance, k, step, g)
        hours[order.index(instance.groups[g].priority)].append((variable, each))
    left = [(variable, float(built.party(g))) for g, variable in enumerate(built.left)]
    for g, (variable, people) in enumerate(left):
        each = people * hours_left(instance, g)
        hours[order.index(instance.groups[g].priority)].append((variable, each))
    driven = [
        (variable, busy_hours(instance, k, v)) for (_, k, v), variable in built.vehicles.items()
    ]
    return [left, *hours, driven]


def _everybody(built: ExitProgram) -> None:
    """Each group leaves or stays behind."""
    terms: dict[int, Terms] = defaultdict(list)
    for (_, _, _, g), variable in built.people.items():
        terms[g].append((variable, 1.0))
    for g, group in enumerate(built.instance.groups):
        total = -(-group.people // built.party(g))
        built.program.constrain([*terms[g], (built.left[g], 1.0)], total, total)
