"""In which order to clear: people who wait, per day of work."""

from __future__ import annotations

import numpy as np

from safepassage.arrays import F8, I8


def by_people_per_day(people: F8, days: F8, weight: F8) -> I8:
    """Order of places by expected people per expected day of work, the highest first.

    Smith's rule (1956): with one team it minimises the person-days of waiting, the sum over places
    of people times the day on which theirs is cleared. Where numbers are uncertain and people
    independent of work it does so in expectation among fixed orders (Rothkopf 1966). With several
    teams it is a rule of thumb.

    Args:
        people: Who waits, by member and place, shape (M, Z).
        days: Days of work of all teams together, shape (M, Z).
        weight: Of members, shape (M,), sums to 1.

    Returns:
        Places, shape (Z,); of two equal ones the earlier first.
    """
    expected, work = weight @ people, weight @ days
    ratio = np.where(work > 0, expected / np.maximum(work, 1e-12), np.inf)
    return np.argsort(-ratio, kind="stable").astype(np.int64)


def waiting(people: F8, days: F8, order: I8, threshold: F8) -> F8:
    """Person-days of waiting by member, shape (M,), if places are cleared in an order.

    Args:
        people: Shape (M, Z).
        days: Shape (M, Z).
        order: Places, shape (Z,).
        threshold: Share of a place's work after which people return, shape (Z,), 0..1.
    """
    done = np.cumsum(days[:, order], axis=1)
    home = done - days[:, order] * (1.0 - threshold[order])
    return np.asarray((people[:, order] * home).sum(axis=1))
