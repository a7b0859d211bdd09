"""Priors of the uncertain inputs and their draws: quantile functions, Sobol points, a copula."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri
from scipy.stats import qmc

from safepassage.arrays import F8
from safepassage.compiled.actor_priors import actor_priors
from safepassage.compiled.home_ranges import implied_ranges
from safepassage.compiled.prior import Prior
from safepassage.compiled.prior_range import range_of
from safepassage.compiled.scheduled import scheduled_corridors
from safepassage.errors import Problem, ScenarioError
from safepassage.scenario.scenario import Scenario

__all__ = ["Prior", "draw", "find_priors", "sobol_points", "to_values"]

_INPUTS, _ACTORS = 0x50B01, 0xAC7025
"""Sequences of the inputs of armed groups and of all others: neither changes with the other."""


def find_priors(scenario: Scenario) -> tuple[Prior, ...]:
    """Declared uncertain inputs, then those that a low and a high value imply.

    Raises:
        ScenarioError: If an exit date is asked for that has not been drawn.
    """
    priors: list[Prior] = []
    known = scheduled_corridors(scenario)
    positions: dict[str, int] = {}
    for row in scenario["uncertain"].rows():
        kind, _, target = row["input"].partition(":")
        if kind in {"opening", "open_hours"} and target in known:
            continue  # a window is known: nothing to expect any more
        if row["distribution"] == "exit_date":
            message = f"the exit date of {row['siege']!r} has not been drawn"
            remedy = "use safepassage.with_exit_dates(scenario)"
            raise ScenarioError([Problem(message, "scenario.toml [[uncertain]]", remedy=remedy)])
        low, best, high = range_of(row)
        positions[row["name"]] = len(priors)
        priors.append(
            Prior(
                row["name"],
                row["input"],
                row["distribution"],
                low,
                best,
                high,
                partner=positions.get(row["correlated_with"], -1),
                correlation=row["correlation"],
                floor=_not_before(scenario) if kind == "opening" else -np.inf,
                values=row["values"],
            )
        )
    declared = {prior.input for prior in priors}
    for number, row in enumerate(scenario["populations"].rows()):
        if row["low"] < row["high"] and row["best"] > 0:
            name = f"population-{row['place']}-{row['class']}-{row['status']}"
            name += f"-{row['home']}" if row["home"] else ""
            priors.append(
                _implied(name, "population", row["low"], row["best"], row["high"], number)
            )
    for row in scenario["classes"].rows():
        trio = (row["staying_low"], row["staying"], row["staying_high"])
        if trio[0] < trio[2] and f"staying:{row['class']}" not in declared:
            priors.append(_implied(f"staying-{row['class']}", f"staying:{row['class']}", *trio))
    for row in scenario["corridors"].rows():
        trio = tuple(row[f"persons_per_hour{end}"] for end in ("_low", "", "_high"))
        name = f"throughput:{row['corridor']}"
        if trio[0] < trio[2] and name not in declared:
            priors.append(_implied(name.replace(":", "-"), name, *trio))
    priors += [_implied(*given) for given in implied_ranges(scenario)]
    return (*priors, *actor_priors(scenario))


def _not_before(scenario: Scenario) -> float:
    """Days from the start to the morning after the as-of date: no opening was reported by then."""
    if scenario.as_of is None:
        return -np.inf
    return float((scenario.as_of - scenario.start).days + 1)


def _implied(name: str, input_: str, low: float, best: float, high: float, row: int = -1) -> Prior:
    return Prior(name, input_, "lognormal" if low > 0 else "normal", low, best, high, row)


def draw(priors: tuple[Prior, ...], seed: int, first: int, count: int) -> F8:
    """Values of the uncertain inputs of members ``first .. first + count - 1``, shape (count, U).

    Scrambled Sobol points (Owen 1998; Joe and Kuo 2008 directions): member m has the m-th point
    of the sequence that the seed scrambles, whatever the number of members.
    """
    of_actors = np.array([prior.input.startswith("actors:") for prior in priors], dtype=bool)
    points = np.empty((count, len(priors)))
    for chosen, sequence in ((~of_actors, _INPUTS), (of_actors, _ACTORS)):
        dimension = int(np.count_nonzero(chosen))
        points[:, chosen] = sobol_points(dimension, seed, first, count, sequence)
    return to_values(priors, points)


def sobol_points(dimension: int, seed: int, first: int, count: int, sequence: int = _INPUTS) -> F8:
    """Scrambled Sobol points ``first .. first + count - 1``, inside 0..1, (count, dimension)."""
    if not dimension:
        return np.zeros((count, 0))
    sobol = qmc.Sobol(dimension, scramble=True, rng=np.random.default_rng([seed, sequence]))
    if first:
        sobol.fast_forward(first)
    points = sobol.random(_whole(count))[:count]
    return np.asarray(np.clip(points, 2.0**-40, 1 - 2.0**-40))


def to_values(priors: tuple[Prior, ...], points: F8) -> F8:
    """Values of the uncertain inputs at points of the unit cube, shape (M, U) both.

    Correlated inputs move together by a Gaussian copula on a forest (each prior has one partner
    that stands before it): ``z = r z_partner + sqrt(1 - r²) z_own`` (Nelsen 2006, section 2.3).
    """
    if not priors:
        return np.zeros((points.shape[0], 0))
    columns: list[F8] = []
    moved = points.copy()
    for number, prior in enumerate(priors):
        if prior.partner >= 0:
            own, other = ndtri(points[:, number]), ndtri(moved[:, prior.partner])
            mixed = prior.correlation * other + np.sqrt(1 - prior.correlation**2) * own
            moved[:, number] = np.clip(ndtr(mixed), 2.0**-40, 1 - 2.0**-40)
        columns.append(prior.quantile(moved[:, number]))
    return np.stack(columns, axis=1)


def _whole(count: int) -> int:
    """Next power of two: Sobol points are balanced in such numbers only."""
    return 1 << max(0, (count - 1).bit_length())
