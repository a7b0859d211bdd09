"""Scores of cold starts: where people go when nobody has been registered yet."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from safepassage.arguments import checked
from safepassage.arrays import F8
from safepassage.compiled.compile import compile_scenario
from safepassage.compiled.priors import coordinates, to_values
from safepassage.engine.ensemble import run_members
from safepassage.engine.executors import Workers
from safepassage.forecast.case import refuse_twice
from safepassage.forecast.cold.rulers import by_ruler
from safepassage.forecast.cold.world import Start, cold_start, shares
from safepassage.limits import DEFAULT_MEMBERS
from safepassage.result.run import check_numbers
from safepassage.scenario.behaviour import Behaviour, fitted
from safepassage.scenario.read import as_scenario
from safepassage.scenario.scenario import Scenario

FLEE = "flee"
_FLEE_MEMBERS = 4
"""Runs of Flee's rules; their mean shares are scored."""
_AT_BEST = 2
"""Runs at the best value of every input; their mean shares are the forecast."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Cold:
    """How cold starts are run.

    Attributes:
        members: Members of each ensemble.
        seed: Seed of draws and of chance.
        workers: As of ``run``; the numbers do not depend on it.
    """

    members: int = DEFAULT_MEMBERS
    seed: int = 1
    workers: Workers = None


@checked
def backtest_cold(
    scenarios: Sequence[Scenario | str | Path],
    *,
    members: int = DEFAULT_MEMBERS,
    seed: int = 1,
    workers: Workers = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Score a cold start of each scenario: totals are given, capacities and registrations not.

    The error is the mean over days of the sum over sites of what a forecast share differs from the
    registered one, 0 to 2. A scenario that the constants were fitted to is forecast with those of
    the fit without it.

    Args:
        scenarios: With registrations of at least two sites, and names of their own.
        members: Members of each ensemble.
        seed: Seed of draws and of chance.
        workers: As of ``run``; the numbers do not depend on it.
        progress: Called with (scenarios done, scenarios in all).

    Returns:
        ``cases: {name: {error, coverage_90, rules: {rule: error}, …}}``, ``geometric_mean`` of the
        errors, ``coverage_90`` over the cases, ``below_flee``: in how many the error is below that
        of Flee's rules, and the geometric mean of each rule.

    Raises:
        ScenarioError: If a scenario has no registrations of two sites, two have the same name,
            or a number is out of range.

    Examples:
        >>> import safepassage
        >>> safepassage.backtest_cold(["tiny"])
        Traceback (most recent call last):
            ...
        safepassage.errors.ScenarioError: series.csv: 'tiny' has no registrations of two sites to \
be scored against
    """
    began = time.perf_counter()
    check_numbers(members, seed, workers, 0)
    cold = Cold(members, seed, workers)
    read = [as_scenario(scenario) for scenario in scenarios]
    refuse_twice([scenario.name for scenario in read])
    starts = [cold_start(scenario) for scenario in read]
    cases = {}
    for done, (scenario, start) in enumerate(zip(read, starts, strict=True)):
        behaviour, left_out = fitted().without(scenario)
        cases[scenario.name] = score_start(start, behaviour, cold) | {"left_out": left_out}
        if progress is not None:
            progress(done + 1, len(starts))
    rules = next(iter(cases.values()))["rules"]
    return {
        "cases": cases,
        "geometric_mean": _geometric([case["error"] for case in cases.values()]),
        "rules": {name: _geometric([c["rules"][name] for c in cases.values()]) for name in rules},
        "coverage_90": float(np.mean([case["coverage_90"] for case in cases.values()])),
        "below_flee": sum(case["error"] < case["rules"][FLEE] for case in cases.values()),
        "members": cold.members,
        "seed": cold.seed,
        "seconds": time.perf_counter() - began,
    }


def score_start(start: Start, behaviour: Behaviour, cold: Cold) -> dict[str, Any]:
    """Error and coverage of a cold start, beside the errors of simple rules and of Flee's."""
    counted = start.counted
    found = {name: error(share, counted) for name, share in by_ruler(start).items()}
    found[FLEE] = error(flee_shares(start, cold).mean(axis=0), counted)
    drawn = drawn_shares(start, behaviour, cold)
    return {
        "error": error(best_shares(start, behaviour, cold), counted),
        "coverage_90": coverage(drawn, counted),
        "rules": found,
        "days": int(counted.shape[0]),
        "sites": len(start.sites),
    }


def error(forecast: F8, counted: F8) -> float:
    """Mean over days of the summed differences of shares, 0..2; shapes (S,) or (D, S), (D, S)."""
    days = np.isfinite(counted).all(axis=1)
    return float(np.abs(forecast - counted).sum(axis=1)[days].mean())


def coverage(drawn: F8, counted: F8) -> float:
    """How much of the registered shares above 0, over days and sites, 5 to 95 % of members hold.

    Args:
        drawn: Shares, shape (M, D, S).
        counted: Registered shares, shape (D, S).
    """
    low, high = np.quantile(drawn, (0.05, 0.95), axis=0)
    return float(((counted >= low) & (counted <= high))[counted > 0].mean())


def flee_shares(start: Start, cold: Cold) -> F8:
    """Shares by Flee's rules, those of the case where it is one, shape (M, D, S)."""
    rules = {"set": "flee3", "destinations": "within_sight", "source_power": 1.0}
    return _run(start, start.with_rules(rules), cold, at_best=_FLEE_MEMBERS)


def best_shares(start: Start, behaviour: Behaviour, cold: Cold) -> F8:
    """Shares at the best values of the inputs, shape (D, S)."""
    drawn = _run(start, start.with_rules(behaviour.rules()), cold, at_best=_AT_BEST)
    mean: F8 = drawn.mean(axis=0)
    return mean


def drawn_shares(start: Start, behaviour: Behaviour, cold: Cold) -> F8:
    """Shares of members that draw the inputs, shape (M, D, S)."""
    ranges = behaviour.ranges(start.sites)
    return _run(start, start.with_rules(behaviour.rules(), ranges), cold)


def _run(start: Start, scenario: Scenario, cold: Cold, at_best: int = 0) -> F8:
    """Shares of the scored sites at the end of each day, shape (M, D, S).

    Args:
        start: What is scored.
        scenario: The world with rules.
        cold: Members, seed and workers.
        at_best: Members at the best values; 0 lets ``cold.members`` draw theirs.
    """
    compiled = compile_scenario(scenario)
    priors, inputs = compiled.inputs.priors, None
    if at_best:
        inputs = to_values(priors, np.full((at_best, len(coordinates(priors))), 0.5))
    members = range(at_best or cold.members)
    ensemble = run_members(compiled, members, cold.seed, cold.workers, inputs=inputs)
    columns = [compiled.places.index(site) for site in start.sites]
    return shares(ensemble.arrays["displaced"][:, :, columns].sum(axis=-1).astype(np.float64))


def _geometric(errors: Sequence[float]) -> float:
    return float(np.exp(np.mean(np.log(errors))))
