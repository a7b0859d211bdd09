"""Priors of the uncertain inputs and their draws: quantile functions, Sobol points, a copula."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri
from scipy.stats import qmc

from safepassage.compiled.home_ranges import implied_ranges
from safepassage.compiled.prior_range import range_of
from safepassage.compiled.scheduled import scheduled_corridors
from safepassage.compiled.world import F8
from safepassage.errors import Problem, ScenarioError
from safepassage.normal import Z95
from safepassage.scenario.scenario import Scenario


@dataclass(frozen=True)
class Prior:
    """Distribution of one uncertain input.

    Attributes:
        name: Identifier; implicit ones are named after the row they come from.
        input: What it acts on, as in the dictionary (``rules.NAME``, ``populations:AREA``, …).
        distribution: As in the dictionary.
        low: 5 % value or lower bound.
        best: Median or mode.
        high: 95 % value or upper bound.
        row: Row of ``populations`` for an implicit prior of one row, else -1.
        partner: Position of the prior with which it is correlated, or -1.
        correlation: With that one, on the normal scale.
        floor: The value is known to lie above this (an exit that has not opened yet).
        values: Of ``quantiles``: values at the middles of equal shares, in order.
    """

    name: str
    input: str
    distribution: str
    low: float
    best: float
    high: float
    row: int = -1
    partner: int = -1
    correlation: float = 0.0
    floor: float = -np.inf
    values: tuple[float, ...] = ()

    def quantile(self, u: F8) -> F8:
        """Value at probability ``u`` (0..1), any shape.

        ``normal`` and ``lognormal`` are two-piece: each half has its own spread, so that the
        5, 50 and 95 % values are exactly low, best and high; ``floor`` cuts the distribution.
        """
        if self.floor == -np.inf:
            return self._whole_quantile(u)
        below = self._chance_below(self.floor)
        return np.maximum(self._whole_quantile(below + u * (1.0 - below)), self.floor)

    def _chance_below(self, value: float) -> float:
        """Probability of a value below ``value``, by bisection of the quantile function."""
        low, high = 0.0, 1.0 - 2.0**-20
        for _ in range(50):
            middle = (low + high) / 2
            is_below = float(self._whole_quantile(np.array(middle))) < value
            low, high = (middle, high) if is_below else (low, middle)
        return low

    def _whole_quantile(self, u: F8) -> F8:
        low, best, high = self.low, self.best, self.high
        if self.distribution == "quantiles":
            at = (np.arange(len(self.values)) + 0.5) / len(self.values)
            return np.asarray(np.interp(u, at, self.values))
        z: F8 = np.asarray(ndtri(u))
        if self.distribution == "uniform":
            return np.asarray(low + (high - low) * u)
        if self.distribution == "loguniform":
            return np.asarray(low * (high / low) ** u)
        if self.distribution == "triangular":
            return _triangular(u, low, best, high)
        if self.distribution == "normal" or low <= 0:
            spread = np.where(z < 0, best - low, high - best) / Z95
            return np.asarray(best + z * spread)
        spread = np.where(z < 0, math.log(best / low), math.log(high / best)) / Z95
        return np.asarray(best * np.exp(z * spread))


def _triangular(u: F8, low: float, best: float, high: float) -> F8:
    cut = (best - low) / (high - low)
    rising = low + np.sqrt(u * (high - low) * (best - low))
    falling = high - np.sqrt((1 - u) * (high - low) * (high - best))
    return np.where(u < cut, rising, falling)


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
    return tuple(priors)


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
    return to_values(priors, sobol_points(len(priors), seed, first, count))


def sobol_points(dimension: int, seed: int, first: int, count: int) -> F8:
    """Scrambled Sobol points ``first .. first + count - 1``, inside 0..1, (count, dimension)."""
    if not dimension:
        return np.zeros((count, 0))
    sobol = qmc.Sobol(dimension, scramble=True, rng=np.random.default_rng([seed, 0x50B01]))
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
