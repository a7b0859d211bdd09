"""Where the simulator sends newly displaced people: members weighed by the days before the origin.

Members draw how attractive each site is and how readily people move on. Over the preceding days
each is given the registered totals and weighed by how well its sites follow the registrations
(a tempered likelihood: the simulator is a rough model, so half of the effective sample size is
kept whatever the fit). Then sites are set to what is registered at the origin and the members,
resampled by weight, are run ahead.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from safepassage.arrays import F8
from safepassage.compiled.compile import Compiled, compile_scenario
from safepassage.compiled.priors import draw
from safepassage.engine.ensemble import run_members
from safepassage.engine.executors import Workers
from safepassage.errors import RunError, ScenarioError, WorkersError
from safepassage.forecast.history import History, Known
from safepassage.forecast.restart import restart
from safepassage.forecast.smc import effective_size, next_temperature, softmax
from safepassage.resample import systematic
from safepassage.scenario.scenario import Scenario

ASSIMILATED_DAYS = 180
"""Days before the origin by which members are weighed."""
_KEPT = 0.5
"""Share of the members that the effective sample size stays above."""
_MISFIT = 0.1
"""Spread of a site's registered increments around the simulated, share of all increments."""
_LEAST_GROWTH = 5e-4
"""People newly displaced a day in the run ahead, at least this share of those registered."""


@dataclass(frozen=True)
class Simulated:
    """The simulator's answer at one origin.

    Attributes:
        shares: Share of each site in the people who newly arrive between the origin and each
            day after it, shape (M, H, S); row 0 is one day ahead.
        ess: Effective sample size of the weights before resampling.
        reason: Why the simulator could not run; empty where it ran. If it could not, shares are
            those of registered people.
    """

    shares: F8
    ess: float
    reason: str = ""

    @property
    def ran(self) -> bool:
        """Whether the simulator ran."""
        return not self.reason


def simulate_shares(
    scenario: Scenario,
    history: History,
    known: Known,
    *,
    ahead: int,
    members: int,
    seed: int,
    workers: Workers,
    hide_capacities: bool = True,
) -> Simulated:
    """Weigh members by the days before the origin and run them ahead.

    Args:
        scenario: What is known at the origin (``known_by``).
        history: Its reports.
        known: Its reports known at the origin.
        ahead: Days after the origin, H.
        members: Number of members, M.
        seed: Seed of draws and of chance.
        workers: Where members are simulated.
        hide_capacities: Whether sites take people without limit.
    """

    def begin(day: int, people: F8, total: F8) -> Compiled:
        begun = restart(
            scenario,
            day=day,
            people=dict(zip(history.sites, people.tolist(), strict=True)),
            total=total,
            priors=_priors(history.sites),
            hide_capacities=hide_capacities,
        )
        return compile_scenario(begun)

    try:
        return _simulate(begin, history, known, ahead, members, seed, workers)
    except WorkersError:
        raise
    except (RunError, ScenarioError) as error:  # such as: no zone of conflict is known yet
        shares = np.repeat(_registered(known, ahead)[None], members, axis=0)
        return Simulated(shares, 0.0, str(error))


def _simulate(
    begin: Callable[[int, F8, F8], Compiled],
    history: History,
    known: Known,
    ahead: int,
    members: int,
    seed: int,
    workers: Workers,
) -> Simulated:
    origin, now = known.day, known.last
    past = max(0, origin - ASSIMILATED_DAYS)
    path = np.array([known.at(day).sum() for day in range(past, origin + 1)])
    rising = np.maximum.accumulate(np.append(path[:-1], max(path[-1], now.sum())))
    growth = (rising[-1] - rising[max(0, rising.size - 61)]) / max(1, min(60, rising.size - 1))
    growth = max(growth, _LEAST_GROWTH * rising[-1], 1.0)
    ahead_total = now.sum() + growth * np.arange(ahead + 1)
    forward = begin(origin, now, ahead_total)
    inputs = draw(forward.inputs.priors, seed, 0, members)
    ess = float(members)
    if origin > past and rising[-1] > rising[0]:
        back = begin(past, known.at(past), rising)
        ensemble = run_members(back, range(members), seed, workers, inputs=inputs)
        fit = _fit(ensemble.arrays["displaced"], _indices(back, history), known, past)
        weight = softmax(next_temperature(fit, 0.0, _KEPT) * fit)
        ess = effective_size(weight)
        inputs = inputs[systematic(weight, members, 0.5)]
    ensemble = run_members(forward, range(members), seed, workers, inputs=inputs)
    sites = ensemble.arrays["displaced"][:, :, _indices(forward, history)].sum(axis=-1)
    arrived = np.maximum(sites[:, 1:] - sites[:, :1], 0).astype(np.float64) * known.reported
    total = arrived.sum(axis=-1, keepdims=True)
    spare = _registered(known, ahead)
    shares = np.where(total > 0, arrived / np.where(total > 0, total, 1.0), spare)
    return Simulated(shares, ess)


def _priors(sites: tuple[str, ...]) -> list[dict[str, Any]]:
    """What members draw: a factor of five either way on each site, and how readily people move."""
    rows: list[dict[str, Any]] = [
        {"name": f"fc-{site}", "input": f"attraction:{site}", "distribution": "lognormal"}
        | {"low": 0.2, "best": 1.0, "high": 5.0}
        for site in sites
    ]
    for rule, low, high in (("site_movechance", 1e-4, 1e-2), ("default_movechance", 0.1, 0.6)):
        rows.append({"name": f"fc-{rule.replace('_', '-')}", "input": f"rules.{rule}"})
        rows[-1] |= {"distribution": "loguniform", "low": low, "high": high}
    return rows


def _indices(compiled: Compiled, history: History) -> list[int]:
    return [compiled.places.index(site) for site in history.sites]


def _registered(known: Known, ahead: int) -> F8:
    total = known.last.sum()
    shares = known.last / total if total > 0 else known.reported / max(known.reported.sum(), 1.0)
    return np.repeat(shares[None], ahead, axis=0)


def _fit(displaced: Any, indices: list[int], known: Known, past: int) -> F8:
    """Log-likelihood of each member, shape (M,): increments of sites at their report days."""
    begun = known.at(past)
    scale = np.abs(known.last - begun).sum() * _MISFIT + 1.0
    fit = np.zeros(len(displaced))
    for site, curve in enumerate(known.sites):
        day = curve.day[curve.day > past]
        if day.size:
            simulated = displaced[:, day - past, indices[site]].sum(axis=-1) - begun[site]
            registered = curve.value[curve.day > past] - begun[site]
            fit -= 0.5 * np.square((simulated - registered) / scale).mean(axis=1)
    return fit
