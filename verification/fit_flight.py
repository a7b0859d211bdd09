"""Fit how fast people fled from places with hazard in past conflicts, each left out in turn.

    python verification/fit_flight.py ../shared/cases

prints the table of docs/behaviour.md: of each conflict the rate of flight a day at hazard 1, the
median of a Rayleigh curve, how far either is from the registered totals, and what the rate of all
other conflicts would have forecast. Registered are those who crossed a border; the conflicts last
from half a year to two, so that these rates are no guide to the first days of an attack.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from fit_behaviour import read_cases
from scipy.optimize import minimize_scalar
from scipy.stats import t as student

from safepassage.arrays import F8
from safepassage.forecast.cold.world import cold_start
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.timeline import timeline

Curve = Callable[[F8, float], F8]
_LEVEL = 0.95


@dataclass(frozen=True)
class Conflict:
    """What is known of one conflict.

    Attributes:
        name: Its folder.
        people: Population of each place that has hazard, shape (P,).
        urge: Summed hazard of each place until the end of each day, shape (D, P).
        counted: People registered since the first day, shape (D,).
    """

    name: str
    people: F8
    urge: F8
    counted: F8

    def left(self, curve: Curve, value: float) -> F8:
        """People who have fled by the end of each day, shape (D,)."""
        return np.asarray(curve(self.urge, value) @ self.people)

    def fit(self, curve: Curve) -> tuple[float, float]:
        """The value nearest to the totals (least squares), and its error as a share of the last."""

        def loss(log: float) -> float:
            return float(np.square(self.left(curve, np.exp(log)) - self.counted).sum())

        value = float(np.exp(minimize_scalar(loss, bounds=(-12.0, 12.0), method="bounded").x))
        return value, self.error(curve, value)

    def error(self, curve: Curve, value: float) -> float:
        """Mean absolute difference from the totals, as a share of the last."""
        return float(np.abs(self.left(curve, value) - self.counted).mean() / self.counted[-1])


def exponential(urge: F8, rate: float) -> F8:
    """Share that has left at a rate a day."""
    return 1.0 - np.exp(-rate * urge)


def rayleigh(urge: F8, median: float) -> F8:
    """Share that has left on a curve that reaches half at its median; urge is days at hazard 1."""
    return 1.0 - 2.0 ** -np.square(urge / median)


def read(scenario: Scenario) -> Conflict:
    """A case with its corrections; people who were registered on the first day are left out."""
    hazard = timeline(scenario).hazard.by_day().astype(np.float64)
    people = np.nan_to_num(scenario["places"]["population"].astype(np.float64))
    struck = hazard.any(axis=0)
    total = cold_start(scenario).people.sum(axis=1)
    days = min(len(total), len(hazard))
    counted = np.maximum(total[:days] - total[0], 0.0)
    return Conflict(scenario.name, people[struck], hazard[:days, struck].cumsum(axis=0), counted)


def pooled(values: F8) -> tuple[float, float, float]:
    """5, 50 and 95 % for a conflict more, log-normal: Student's t, as few were seen."""
    logs = np.log(values)
    reach = student.ppf(_LEVEL, logs.size - 1) * logs.std(ddof=1) * np.sqrt(1.0 + 1.0 / logs.size)
    low, mid, high = np.exp(logs.mean() + reach * np.array([-1.0, 0.0, 1.0]))
    return float(low), float(mid), float(high)


def table(conflicts: list[Conflict]) -> str:
    """Lines in Markdown."""
    rates = np.array([one.fit(exponential)[0] for one in conflicts])
    lines = [
        "| conflict | days | rate | error | Rayleigh median | error | others | in | error |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for number, one in enumerate(conflicts):
        rate, off = one.fit(exponential)
        median, off_curve = one.fit(rayleigh)
        low, mid, high = pooled(np.delete(rates, number))
        inside = "yes" if low <= rate <= high else "no"
        lines.append(
            f"| {one.name} | {one.counted.size} | {rate:.2g} | {off:.2f} | {median:,.0f} "
            f"| {off_curve:.2f} | {low:.1g} / {mid:.2g} / {high:.1g} | {inside} "
            f"| {one.error(exponential, mid):.2f} |"
        )
    low, mid, high = pooled(rates)
    return "\n".join([*lines, "", f"All: {low:.1g} / {mid:.2g} / {high:.1g} a day."])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("cases", type=Path)
    asked = parser.parse_args()
    found = [read(scenario) for scenario in read_cases(asked.cases).values()]
    sys.stdout.write(table(found) + "\n")


if __name__ == "__main__":
    main()
