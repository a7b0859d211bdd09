"""The simulator as a model: it divides among the sites the rise that the growth model expects."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass

import numpy as np

from safepassage.arrays import F8
from safepassage.engine.executors import Workers
from safepassage.forecast.dynamics_shares import simulate_shares
from safepassage.forecast.history import read_history
from safepassage.forecast.models.view import LEVELS, View
from safepassage.scenario.as_of import known_by
from safepassage.scenario.scenario import Scenario

STOOD_ASIDE, DIVIDED, FAILED = PARTS = ("stood_aside", "divided", "failed")
"""It was not asked; it divided the rise among the sites; it could not run, as the log says."""
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Simulator:
    """Runs the simulator from an origin.

    Attributes:
        scenario: The whole scenario; only what was known at an origin is run.
        seed: Seed of draws and of chance.
        members: Members of the simulator.
        workers: Where they are simulated.
        hide_capacities: Whether sites take people without limit.
    """

    scenario: Scenario
    seed: int
    members: int
    workers: Workers
    hide_capacities: bool = True

    def divide(self, view: View, paths: F8) -> tuple[F8, str, bool]:
        """Quantiles whose medians divide the expected rise by the simulator's shares.

        Args:
            view: The origin.
            paths: Quantiles by day ahead, shape (Q, H, S).

        Returns:
            The new quantiles, whether the simulator took part (one of :data:`PARTS`), and the same
            as true or false.
            Where it cannot run (nobody can flee by what is known) the quantiles stay.
        """
        known_scenario = known_by(self.scenario, self.scenario.start + dt.timedelta(days=view.day))
        history = read_history(known_scenario)
        simulated = simulate_shares(
            known_scenario,
            history,
            history.known(view.day),
            ahead=paths.shape[1],
            members=self.members,
            seed=self.seed,
            workers=self.workers,
            hide_capacities=self.hide_capacities,
        )
        if not simulated.ran:
            _LOG.warning("the simulator could not run: %s", simulated.reason)
            return paths, FAILED, False
        shares = np.zeros(paths.shape[1:])
        for column, site in enumerate(history.sites):
            shares[:, view.history.sites.index(site)] = simulated.shares[:, :, column].mean(axis=0)
        middle = paths[LEVELS.size // 2]
        rise = np.maximum((middle - view.known.last).sum(axis=1), 0.0)[:, None]
        moved = np.where(rise > 0, view.known.last + shares * rise, middle)
        return np.maximum(paths + moved - middle, 0.0), DIVIDED, True
