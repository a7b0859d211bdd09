"""Which unknowns may be varied, and what each does to a quantity, as frozen values."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from safepassage.compiled.priors import Prior
from safepassage.forecast.reconciliation import jsonable

FORBIDDEN_KINDS = frozenset({"hazard", "opening", "open_hours", "actors"})
"""Inputs about violence, sieges and armed groups, which are never varied here."""
FORBIDDEN_RULES = frozenset({"conflict_movechance", "conflict_weight", "conflict_displaced"})
"""Rules about conflict, likewise."""
DIVISION = "division-of-people"
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


def why_forbidden(prior: Prior) -> str:
    """Why an input may not be varied, or an empty text."""
    kind, _, name = prior.input.replace(".", ":", 1).partition(":")
    if kind in FORBIDDEN_KINDS:
        return "about violence or a siege: held at its best value"
    if kind == "rules" and name in FORBIDDEN_RULES:
        return "a rule about conflict: held at its best value"
    return ""


def group_unknowns(
    priors: tuple[Prior, ...],
) -> tuple[dict[str, list[int]], tuple[tuple[str, str], ...]]:
    """Group name → numbers of its priors; and what is left out."""
    groups: dict[str, list[int]] = {}
    left_out = []
    for number, prior in enumerate(priors):
        reason = why_forbidden(prior)
        if reason:
            left_out.append((prior.name, reason))
        else:
            groups.setdefault(_group(prior), []).append(number)
    return groups, tuple(left_out)


def _group(prior: Prior) -> str:
    """Rows of a table that are uncertain each for itself vary together, by what they say."""
    if prior.row < 0:
        return prior.name
    kind = prior.input.partition(":")[0]
    return DIVISION if kind == "population" else kind.replace("_", "-")
