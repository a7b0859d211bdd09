"""What moved between two as-of dates, as frozen values."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from safepassage.forecast.reconciliation import jsonable
from safepassage.spread import Spread


@dataclass(frozen=True)
class Mover:
    """A claim that became known between the two dates.

    Attributes:
        claim: Identifier.
        quantity: What it is about.
        source_id: Who says it.
        published: Day on which it became known.
        said: The value in words.
        shift: By what factor, less 1, the later median would differ without it (negated: what
            the claim did to the estimate).
        ess: Effective sample size without it; small means rough.
    """

    claim: str
    quantity: str
    source_id: str
    published: dt.date
    said: str
    shift: float
    ess: float


@dataclass(frozen=True)
class Moved:
    """An estimate before and after.

    Attributes:
        quantity: What is estimated.
        date: Day that the estimate is about.
        before: 5, 50 and 95 % as known by the first date.
        after: The same as known by the second.
        change: Later median over the earlier one, less 1; None if that was 0.
        by_events: Part of it from events and windows that became known (claims held back).
        by_claims: Part of it from claims that became known.
        movers: New claims, the strongest first.
    """

    quantity: str
    date: dt.date
    before: Spread
    after: Spread
    change: float | None
    by_events: float | None
    by_claims: float | None
    movers: tuple[Mover, ...]


@dataclass(frozen=True)
class Changes:
    """What moved between two as-of dates."""

    scenario: str
    from_: dt.date
    to: dt.date
    members: int
    seed: int
    ess: float
    new_claims: tuple[str, ...]
    new_events: int
    moved: tuple[Moved, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain values; dates are ISO texts."""
        plain: dict[str, Any] = jsonable(asdict(self))
        plain["from"] = plain.pop("from_")
        return plain

    def rows(self) -> list[dict[str, Any]]:
        """One row a quantity, for a table; ``moved_by`` names the strongest new claim."""
        rows = []
        for moved in self.moved:
            row = {key: value for key, value in asdict(moved).items() if key != "movers"}
            row["moved_by"] = moved.movers[0].claim if moved.movers else ""
            rows.append(jsonable(row))
        return rows
