"""Relative differences between simulated and registered people, as Flee's users know them.

Source: flee-model §1.13 (normal, rescaled) and §0.1 (Flee's own column).
"""

from __future__ import annotations

import numpy as np

from safepassage.arrays import F8


def ard(simulated: F8, observed: F8) -> F8:
    """Average relative difference: Σ over sites |s - d| ÷ max(Σ d, 1), averaged over days.

    Args:
        simulated: People by site, shape (..., D, S).
        observed: Registered people, shape (D, S).

    Returns:
        Shape (...), a fraction, 0 or more.
    """
    return relative(simulated, observed, observed.sum(axis=-1))


def ard_rescaled(simulated: F8, observed: F8) -> F8:
    """As :func:`ard`, after the simulated sites are scaled to the registered total of the day.

    Args:
        simulated: People by site, shape (..., D, S); a day without anybody stays zero.
        observed: Registered people, shape (D, S).

    Returns:
        Shape (...), a fraction between 0 and 2.
    """
    total = observed.sum(axis=-1)
    people = simulated.sum(axis=-1)
    factor = np.where(people > 0, total / np.where(people > 0, people, 1.0), 0.0)
    return relative(simulated * factor[..., None], observed, total)


def ard_flee(simulated: F8, observed: F8, raw: F8) -> F8:
    """Flee's column ``Total error``: the denominator counts the first day twice.

    Args:
        simulated: People by site, shape (..., D, S).
        observed: Registered people, shape (D, S).
        raw: Flee's cumulative raw count, shape (D,) (``compiled.displacement.raw``).

    Returns:
        Shape (...), a fraction, 0 or more.
    """
    return relative(simulated, observed, raw)


def relative(simulated: F8, observed: F8, denominator: F8) -> F8:
    """Mean over days of Σ over sites |s - d| ÷ max(denominator, 1).

    Args:
        simulated: People by site, shape (..., D, S).
        observed: Registered people, shape (D, S).
        denominator: People, shape (D,).

    Returns:
        Shape (...).
    """
    apart = np.abs(simulated - observed).sum(axis=-1)
    score: F8 = np.mean(apart / np.maximum(denominator, 1.0), axis=-1)
    return score
