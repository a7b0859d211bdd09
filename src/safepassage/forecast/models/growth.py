"""The product's model: the mean of the quantiles of a few simple ones.

Which ones, and the constants of the pooled one, were chosen with each published case left out of
the fit in turn (``verification/fit_growth.py``; the table is ``growth.toml``). Averages of
quantiles beat every single model and every richer fit, so the average is the product's.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from safepassage.arrays import F8
from safepassage.forecast.models.classical import drift, log_walk, theta
from safepassage.forecast.models.features import measure
from safepassage.forecast.models.naive import naive
from safepassage.forecast.models.pooled import Constants, pooled_quantiles
from safepassage.forecast.models.verification import with_verification
from safepassage.forecast.models.view import LEVELS, Model, View

POOLED = "pooled"
FASTEST = 2.9
"""A median rises to at most so many times the last report in a month, unless it did before."""


@cache
def table() -> dict[str, Any]:
    """The constants with the date, cases and scores of their fit."""
    text = files("safepassage.forecast.models").joinpath("growth.toml").read_text("utf-8")
    return tomllib.loads(text)


@dataclass(frozen=True)
class TrackRecord:
    """How good the model was on published cases, each left out of its fit.

    Attributes:
        parts: Simple models averaged.
        cases: Cases.
        inside: Least and greatest share of reports in the 90 % range, over the horizons.
        skill: Least and greatest mean skill against the best rival of each case, chosen afterwards.
        periods: Least and greatest number of periods that do not overlap.
    """

    parts: int
    cases: int
    inside: tuple[float, float]
    skill: tuple[float, float]
    periods: tuple[int, int]


def track_record() -> TrackRecord:
    """The scores that stand in the table of constants."""
    known = table()
    parts = known["mean"]["parts"]
    scores = list(known["left_out"][" + ".join(parts)].values())

    def ends(key: str) -> tuple[Any, Any]:
        return min(row[key] for row in scores), max(row[key] for row in scores)

    return TrackRecord(
        parts=len(parts),
        cases=len(known["cases"]),
        inside=ends("coverage_90"),
        skill=ends("mean_skill"),
        periods=ends("periods"),
    )


@cache
def fitted() -> Constants:
    """The constants of the pooled model."""
    values = dict(table()["pooled"])
    return Constants(**{**values, "pace": tuple(values["pace"])})


def growth(view: View, leads: F8) -> F8:
    """Quantiles of registered people, shape (Q, H, S)."""
    told = table()
    made = np.mean([part_named(name)(view, leads) for name in told["mean"]["parts"]], axis=0)
    wider = stretch(np.asarray(made), leads, told["mean"]["above"], told["mean"]["below"])
    return with_verification(slowed(wider, view, leads), view, leads, told["verification"])


def part_named(name: str) -> Model:
    """One of the models that are averaged."""
    plain: dict[str, Model] = {
        POOLED: _pooled,
        "drift": drift,
        "log-walk": log_walk,
        "theta": theta,
    }
    return plain[name] if name in plain else naive(name)


def stretch(quantiles: F8, leads: F8, above: float, below: float) -> F8:
    """Quantiles with longer tails: averages of quantiles are too sure of themselves.

    The distance from the median grows by ``1 + above (2 u - 1)⁶ √(lead / 30)`` at probability u
    above one half, with ``below`` in its place under it: the centre stays, the tails move.

    Args:
        quantiles: At ``LEVELS``, shape (Q, H, S).
        leads: Days after the origin, shape (H,).
        above: Stretch above the median.
        below: Stretch below it.
    """
    middle = np.median(quantiles, axis=0)
    apart = quantiles - middle
    tail = ((2 * LEVELS - 1) ** 6)[:, None, None] * np.sqrt(leads / 30.0)[:, None]
    factor = 1.0 + np.where(apart > 0, above, below) * tail
    return np.asarray(np.maximum(middle + factor * apart, 0.0))


def slowed(quantiles: F8, view: View, leads: F8) -> F8:
    """No median that multiplies a place in a month by what it never did before.

    A place may do what it has done; else its median is at most ``FASTEST`` times the last report
    after a month, and that to the power of the months ahead.
    """
    allowed = np.array(
        [max(FASTEST, _fastest(view, site)) for site in range(len(view.known.sites))]
    )
    months = np.maximum(leads, 30.0)[:, None] / 30.0
    most = view.known.last * allowed**months
    middle = np.median(quantiles, axis=0)
    slower = np.where(middle > most, most / np.where(middle > 0, middle, 1.0), 1.0)
    return np.asarray(quantiles * slower)


def _pooled(view: View, leads: F8) -> F8:
    return pooled_quantiles(measure(view.known), leads[:, None], fitted())


def _fastest(view: View, site: int) -> float:
    """Largest factor by which a site has grown from a report to the line a month later."""
    curve = view.known.sites[site]
    if curve.day.size < 2:
        return 1.0
    later = np.interp(curve.day + 30.0, curve.day, curve.value)
    before = np.maximum(curve.value, 1.0)
    return float((later / before).max())
