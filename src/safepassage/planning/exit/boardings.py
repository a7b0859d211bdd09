"""Which people may leave by which corridor and vehicle, and in which steps: all rules together."""

from __future__ import annotations

import numpy as np

from safepassage.arrays import Flags
from safepassage.planning.exit.rules.registry import RULES
from safepassage.planning.exit.time_grid import Grid


def allowed_steps(grid: Grid) -> dict[tuple[int, int, int], Flags]:
    """Steps that all rules allow, shape (T,), by (corridor, fleet or -1, group).

    Those that may never go together are left out.
    """
    instance = grid.instance
    fleets = range(len(instance.fleets)) if instance.fleets else (-1,)
    found = {}
    for k in range(len(instance.passages)):
        for v in fleets:
            for g, group in enumerate(instance.groups):
                steps = _allowed(grid, k, v, g) if group.people else None
                if steps is not None and steps.any():
                    found[k, v, g] = steps
    return found


def _allowed(grid: Grid, k: int, v: int, g: int) -> Flags | None:
    steps = np.ones(grid.steps, dtype=np.bool_)
    for rule in RULES:
        allows = rule.allows(grid, k, v, g)
        if allows is False:
            return None
        steps &= allows
    return steps
