"""Middle and spread at each day ahead → members."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from safepassage.arrays import F8
from safepassage.forecast.growth import SETTINGS, Growth, errors


def draw_members(people: F8, growth: Growth, factor: F8, shares: F8, seed: int) -> F8:
    """Draw paths of registered people.

    A member keeps its rank among all members of a site over time, so paths do not cross; ranks
    of different sites are correlated. Each site's ranks are evenly spread over 0..1.

    Args:
        people: Last report, shape (S,).
        growth: Middle and spread, H leads.
        factor: Learnt factor on the spread, shape (H, S).
        shares: Simulated shares by member, shape (M, H, S).
        seed: Seed.

    Returns:
        People, shape (M, H, S), 0 or more.
    """
    count, _, sites = shares.shape
    random = np.random.Generator(np.random.Philox(key=[seed, 0x5AFE]))
    common = np.sqrt(SETTINGS.common) * random.standard_normal((count, 1))
    latent = common + np.sqrt(1.0 - SETTINGS.common) * random.standard_normal((count, sites))
    rank = np.argsort(np.argsort(ndtr(latent), axis=0), axis=0)
    error = errors((rank + 0.5) / count)
    apart = (shares - shares.mean(axis=0)) * (SETTINGS.shares[-1] * growth.shared[:, None])
    paths = people + growth.middle + apart + growth.spread * factor * error[:, None]
    return np.asarray(np.maximum(paths, 0.0))
