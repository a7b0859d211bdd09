"""Which unknowns may be varied, and what each does to a quantity, as frozen values."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from safepassage.compiled.priors import Prior
from safepassage.forecast.reconciliation import jsonable
from safepassage.scenario.inputs import INPUT_KINDS, kind_of, why_forbidden

DIVISION = INPUT_KINDS["population"].group
"""Name under which the implied priors of single rows of populations.csv vary together."""


@dataclass(frozen=True)
class Index:
    """What one unknown (or a group of them) does to the quantity.

    Attributes:
        name: Name of the uncertain input.
        input: What it acts on.
        inputs: Number of inputs that vary together under the name.
        first: Share of the variance that goes if it becomes known (first-order index).
        first_error: Half width of its 95 % interval.
        total: Share that stays if all else becomes known (total index).
        total_error: Half width of its 95 % interval.
    """

    name: str
    input: str
    inputs: int
    first: float
    first_error: float
    total: float
    total_error: float


@dataclass(frozen=True)
class Sensitivity:
    """Sobol indices of a quantity on a day.

    Attributes:
        scenario: Its name.
        quantity: What varies.
        date: Day that it is about.
        runs: Members simulated.
        seed: Seed.
        mean: Mean over the prior.
        deviation: Standard deviation, chance included.
        indices: By total index, the largest first.
        left_out: Inputs that are held at their best values, and why.
        find_out_first: Input whose knowledge would reduce the variance most, or an empty text
            if none stands out from zero.
    """

    scenario: str
    quantity: str
    date: dt.date
    runs: int
    seed: int
    mean: float
    deviation: float
    indices: tuple[Index, ...]
    left_out: tuple[tuple[str, str], ...]
    find_out_first: str

    def to_json(self) -> dict[str, Any]:
        """Plain values; dates are ISO texts."""
        plain: dict[str, Any] = jsonable(asdict(self))
        return plain

    def rows(self) -> list[dict[str, Any]]:
        """One row an unknown, for a table."""
        return [jsonable(asdict(index)) for index in self.indices]


def group_unknowns(
    priors: tuple[Prior, ...],
) -> tuple[dict[str, list[int]], tuple[tuple[str, str], ...]]:
    """Group name → numbers of its priors; and what is left out."""
    groups: dict[str, list[int]] = {}
    left_out = []
    for number, prior in enumerate(priors):
        reason = why_forbidden(prior.input)
        if reason:
            left_out.append((prior.name, reason))
        else:
            groups.setdefault(_group(prior), []).append(number)
    return groups, tuple(left_out)


def _group(prior: Prior) -> str:
    """Rows of a table that are uncertain each for itself vary together, by what they say."""
    if prior.row < 0:
        return prior.name
    kind = kind_of(prior.input)
    return kind.group or kind.name.replace("_", "-")
