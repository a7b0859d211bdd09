"""Uncertain inputs: what they act on, their priors, and one draw as a member's arrays."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtri
from scipy.stats import qmc

from safepassage.compiled.changes import Targets
from safepassage.compiled.world import F8, I8, PARAMS, PARAMS_DTYPE, Member, World
from safepassage.scenario.scenario import Scenario

Z95 = 1.6448536269514722
"""The 95 % point of the standard normal distribution."""


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
    """

    name: str
    input: str
    distribution: str
    low: float
    best: float
    high: float
    row: int = -1

    def quantile(self, u: F8) -> F8:
        """Value at probability ``u`` (0..1), any shape.

        ``normal`` and ``lognormal`` are two-piece: each half has its own spread, so that the
        5, 50 and 95 % values are exactly low, best and high.
        """
        low, best, high = self.low, self.best, self.high
        z: F8 = np.asarray(ndtri(u))
        if self.distribution == "uniform":
            return low + (high - low) * u
        if self.distribution == "loguniform":
            return np.asarray(low * (high / low) ** u)
        if self.distribution == "triangular":
            return _triangular(u, low, best, high)
        if self.distribution == "normal" or low <= 0:
            spread = np.where(z < 0, best - low, high - best) / Z95
            return np.asarray(best + z * spread)
        spread = np.where(z < 0, np.log(best / low), np.log(high / best)) / Z95
        return np.asarray(best * np.exp(z * spread))


def _triangular(u: F8, low: float, best: float, high: float) -> F8:
    cut = (best - low) / (high - low)
    rising = low + np.sqrt(u * (high - low) * (best - low))
    falling = high - np.sqrt((1 - u) * (high - low) * (high - best))
    return np.where(u < cut, rising, falling)


def find_priors(scenario: Scenario) -> tuple[Prior, ...]:
    """Declared uncertain inputs, then those that a low and a high value imply."""
    priors = []
    for row in scenario["uncertain"].rows():
        best = row["best"]
        if np.isnan(best):
            middle = row["low"] * row["high"]
            log = row["distribution"] in {"lognormal", "loguniform"} and middle > 0
            best = float(np.sqrt(middle)) if log else (row["low"] + row["high"]) / 2
        priors.append(
            Prior(row["name"], row["input"], row["distribution"], row["low"], best, row["high"])
        )
    declared = {prior.input for prior in priors}
    for number, row in enumerate(scenario["populations"].rows()):
        if row["low"] < row["high"] and row["best"] > 0:
            name = f"population-{row['place']}-{row['class']}-{row['status']}"
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
    return tuple(priors)


def _implied(name: str, input_: str, low: float, best: float, high: float, row: int = -1) -> Prior:
    return Prior(name, input_, "lognormal" if low > 0 else "normal", low, best, high, row)


def draw(priors: tuple[Prior, ...], seed: int, first: int, count: int) -> F8:
    """Values of the uncertain inputs of members ``first .. first + count - 1``, shape (count, U).

    Scrambled Sobol points (Owen 1998; Joe and Kuo 2008 directions): member m has the m-th point
    of the sequence that the seed scrambles, whatever the number of members.
    """
    if not priors:
        return np.zeros((count, 0))
    sobol = qmc.Sobol(len(priors), scramble=True, rng=np.random.default_rng([seed, 0x50B01]))
    if first:
        sobol.fast_forward(first)
    points = sobol.random(_whole(count))[:count]
    inside = np.clip(points, 2.0**-40, 1 - 2.0**-40)
    columns = [prior.quantile(inside[:, number]) for number, prior in enumerate(priors)]
    return np.stack(columns, axis=1)


def _whole(count: int) -> int:
    """Next power of two: Sobol points are balanced in such numbers only."""
    return 1 << max(0, (count - 1).bit_length())


@dataclass(frozen=True)
class Inputs:
    """Best values, the priors, and how a draw changes the best values."""

    base: Member
    priors: tuple[Prior, ...]
    targets: Targets
    row_place: I8
    row_class: I8
    row_best: F8
    row_displaced: I8
    extra: F8

    def member(self, values: F8) -> Member:
        """One member's arrays from its draw, shape (U,)."""
        base = self.base
        params = base.params.copy()
        people = self.row_best.copy()
        factor = np.ones(base.attraction.size)
        staying = base.staying_share.copy()
        throughput = base.throughput.copy()
        attraction, hazard = base.attraction.copy(), base.hazard_factor.copy()
        for prior, value in zip(self.priors, values.tolist(), strict=True):
            kind, _, name = prior.input.replace(".", ":", 1).partition(":")
            if kind == "rules":
                params[name][0] = value
            elif kind == "population":
                people[prior.row] = max(0.0, value)
            elif kind == "populations":
                factor[self.targets.places[name]] *= max(0.0, value)
            elif kind == "staying":
                staying[self.targets.classes[name]] = min(1.0, max(0.0, value))
            elif kind == "throughput":
                throughput[self.targets.corridors[name]] = max(0.0, value)
            elif kind == "attraction":
                attraction[self.targets.places[name]] *= max(0.0, value)
            elif kind == "hazard":
                hazard[self.targets.places[name]] *= max(0.0, value)
        counts = np.floor(people * factor[self.row_place] + 0.5).astype(np.int64)
        residents = np.zeros_like(base.residents)
        displaced = np.zeros_like(base.displaced)
        at_home = self.row_displaced == 0
        np.add.at(residents, (self.row_place[at_home], self.row_class[at_home]), counts[at_home])
        away = ~at_home
        np.add.at(displaced, (self.row_place[away], self.row_class[away]), counts[away])
        displaced[:, 0] += self.extra.astype(np.int64)
        return Member(
            params,
            residents,
            displaced,
            staying,
            base.flight_factor,
            attraction,
            hazard,
            throughput,
        )


def build_inputs(scenario: Scenario, world: World, targets: Targets, initial: F8) -> Inputs:
    """Best values of everything that a member draws; ``initial`` as in ``Displacement``."""
    classes = scenario["classes"]
    places, count = world.places.size, int(world.rules[0]["classes"])
    populations = scenario["populations"]
    shape = (places, count)
    params = np.zeros(1, PARAMS_DTYPE)
    for name in PARAMS:
        params[name] = scenario.rules[name]
    has_classes = len(classes) > 0
    base = Member(
        params=params,
        residents=np.zeros(shape, dtype=np.int64),
        displaced=np.zeros(shape, dtype=np.int64),
        staying_share=_filled(classes["staying"]) if has_classes else np.zeros(count),
        flight_factor=classes["flight"].copy() if has_classes else np.ones(count),
        attraction=scenario["places"]["attraction"].copy(),
        hazard_factor=np.ones(places),
        throughput=scenario["corridors"]["persons_per_hour"].astype(np.float64),
    )
    return Inputs(
        base=base,
        priors=find_priors(scenario),
        targets=targets,
        row_place=np.array([targets.places[p][0] for p in populations["place"]], dtype=np.int64),
        row_class=np.array([targets.classes[c] for c in populations["class"]], dtype=np.int64),
        row_best=populations["best"].astype(np.float64),
        row_displaced=(populations["status"] == "displaced").astype(np.int64),
        extra=initial,
    )


def _filled(values: F8) -> F8:
    return np.where(np.isnan(values), 0.0, values)


def without_priors(inputs: Inputs) -> Inputs:
    """The same inputs with nothing uncertain."""
    return replace(inputs, priors=())
