"""When a first exit from a besieged pocket may be agreed, as known on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from safepassage.arrays import F8
from safepassage.evidence.exit_date.cases import Case, known_cases, read_cases
from safepassage.evidence.exit_date.model import Fit, fit, leave_one_out

DRAWS = 4000


@dataclass(frozen=True)
class ExitDate:
    """When a first exit may be agreed for a pocket.

    Attributes:
        pocket: Which pocket.
        days: Draws of the days from the origin, shape (N,).
        constant: The same under the constant rate.
        fit: What they rest on.
        cases: The sieges that it was fitted to.
        origin: Last day whose publications count.
    """

    pocket: str
    days: F8
    constant: F8
    fit: Fit
    cases: tuple[Case, ...]
    origin: dt.date
    _scores: dict[str, float] = field(default_factory=dict, repr=False, compare=False)

    def scores(self, progress: Callable[[int, int], None] | None = None) -> dict[str, float]:
        """Mean log score of each known siege from all others; as many fits as there are sieges.

        Args:
            progress: Called with (sieges done, sieges in all); not where they are known already.
        """
        if not self._scores:
            self._scores.update(leave_one_out(self.cases, self.origin, progress=progress))
        return dict(self._scores)


def predict_exit(siege: Mapping[str, Any], origin: dt.date, seed: int) -> ExitDate:
    """Draws of the days until a first exit is agreed.

    Args:
        siege: Row of ``sieges``.
        origin: Last day whose publications count; an offensive to come is not known.
        seed: Of the draws.

    Raises:
        SafepassageError: If too few sieges are known.
        RunError: If the fit does not converge.
    """
    cases = known_cases(read_cases(), origin, siege["case"])
    offensive = siege["offensive_start"]
    known = offensive is not None and offensive <= origin
    start = offensive if known else siege["siege_start"]
    found = fit(cases, origin, draws=DRAWS, seed=seed)
    passed = float((origin - start).days)
    return ExitDate(
        pocket=siege["pocket"],
        days=found.remaining(passed, offensive=known, seed=seed, pocket=siege["pocket"]),
        constant=found.remaining_constant(seed=seed, pocket=siege["pocket"]),
        fit=found,
        cases=cases,
        origin=origin,
    )
