"""The naive forecast of a report: the last published claim, with the errors that it made so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from safepassage.arrays import F8
from safepassage.evidence.claims import Claim
from safepassage.evidence.errors import to_log

FEWEST = 5
"""With fewer past pairs the default spread is used."""
DEFAULT_SPREAD = 0.5
"""Log scale: 5 to 95 % is a factor of 2.3 either way."""


@dataclass(frozen=True)
class Carried:
    """Last claims by quantity, and how far claims were from the one before.

    Attributes:
        last: Quantity → value of the claim about the latest day.
        spread: Root mean square of the logarithm of a claim over the one before.
        pairs: Number of such pairs; the default spread is used below ``FEWEST``.
    """

    last: dict[str, float]
    spread: float
    pairs: int

    def quantiles(self, quantity: str, at: Sequence[float]) -> F8 | None:
        """Log-normal quantiles about the last claim, or None if there is none."""
        value = self.last.get(quantity)
        if value is None:
            return None
        z = np.asarray(ndtri(np.asarray(at, dtype=np.float64)))
        return np.asarray(value * np.exp(self.spread * z))


def carry_forward(claims: Sequence[Claim]) -> Carried:
    """Last claims and past relative errors, over all counts (shares are left out)."""
    counts = [claim for claim in claims if not claim.is_share]
    last: dict[str, float] = {}
    errors = []
    for claim in sorted(counts, key=lambda claim: (claim.date, claim.published, claim.claim)):
        value = middle(claim)
        before = last.get(claim.quantity)
        if before is not None:
            ratio = to_log(np.array([value, before]))
            errors.append(float(ratio[0] - ratio[1]))
        last[claim.quantity] = value
    enough = len(errors) >= FEWEST
    spread = float(np.sqrt(np.mean(np.square(errors)))) if enough else DEFAULT_SPREAD
    return Carried(last, spread, len(errors))


def middle(claim: Claim) -> float:
    """Geometric middle of a range, or the one end that is given."""
    ends = [end for end in (claim.low, claim.high) if not np.isnan(end)]
    if len(ends) == 1 or ends[0] <= 0:
        return float(ends[-1])
    return float(np.sqrt(ends[0] * ends[1]))
