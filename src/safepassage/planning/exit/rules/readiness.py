"""From when people can leave (``ready`` in assembly.csv)."""

from __future__ import annotations

import math

import numpy as np

from safepassage.arrays import Flags
from safepassage.planning.exit.instance import Instance
from safepassage.planning.exit.rules.rule import Rule
from safepassage.planning.exit.time_grid import EPS, Grid


class Readiness(Rule):
    """Nobody leaves in a step that begins before they are ready."""

    name = "readiness"

    def fits_network(self, instance: Instance) -> bool:
        """It only shuts arcs."""
        return True

    def allows(self, grid: Grid, k: int, v: int, g: int) -> Flags:
        """All steps from the first whole one."""
        instance = grid.instance
        first = math.ceil(instance.groups[g].ready / instance.step - EPS)
        return np.asarray(np.arange(grid.steps) >= first)
