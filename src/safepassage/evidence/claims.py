"""Claims and sources of a scenario as typed views of its tables."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import Any

from safepassage.scenario.quantity import SHARES, parse_quantity
from safepassage.scenario.scenario import Scenario


@dataclass(frozen=True)
class Source:
    """A person or organisation that claims come from.

    Attributes:
        source_id: Identifier.
        name: As people write it.
        reliability: Admiralty code A to F.
        coverage: Part of the true number that its counts cover (5 %, 95 %), or None.
        organisation: The one that it speaks for; blank if it speaks for itself alone.
    """

    source_id: str
    name: str
    reliability: str
    coverage: tuple[float, float] | None = None
    organisation: str = ""

    @property
    def speaks_for(self) -> str:
        """The organisation whose bias it shares: its own identifier if it declares none."""
        return self.organisation or self.source_id


@dataclass(frozen=True)
class Claim:
    """One reported value.

    Attributes:
        claim: Identifier.
        quantity: What it is about, such as ``present:jibreen``.
        low: Low value, NaN if only "at most" is said.
        high: High value, NaN if only "at least" is said.
        unit: Unit.
        date: Day that the value is about (the last one of a period).
        date_start: First day of the period, or None.
        published: Day on which it became known.
        source_id: Who says it.
        attribution: Through whom it reached us.
        status: observation, estimate, claim, forecast, standard or derived.
        credibility: Admiralty code 1 to 6.
        row: Row of the table as a spreadsheet shows it.
        meaning: ``bound`` or ``about``: what an open end means.
        origin: Claim that this one passes on, or blank.
    """

    claim: str
    quantity: str
    low: float
    high: float
    unit: str
    date: dt.date
    date_start: dt.date | None
    published: dt.date
    source_id: str
    attribution: str
    status: str
    credibility: int
    row: int
    meaning: str = "bound"
    origin: str = ""

    @property
    def ends(self) -> tuple[float, float]:
        """Low and high value as they are meant: alike where an open end means about that value."""
        return meant_ends(self.low, self.high, self.meaning)

    @property
    def is_share(self) -> bool:
        """Whether the value is a fraction rather than a count of people."""
        return parse_quantity(self.quantity).word in SHARES

    @property
    def text(self) -> str:
        """The value as a reader would write it."""
        low, high = (format_number(value) for value in (self.low, self.high))
        about = ", meaning about" if self.meaning == "about" else ""
        if math.isnan(self.high):
            return f"at least {low}{about}"
        if math.isnan(self.low):
            return f"at most {high}{about}"
        return low if self.low == self.high else f"{low} to {high}"


def meant_ends(low: float, high: float, meaning: str) -> tuple[float, float]:
    """Low and high value as they are meant; NaN is an open end that is a bound.

    Args:
        low: Low value, or NaN.
        high: High value, or NaN; one of the two is given.
        meaning: ``bound`` or ``about``.
    """
    if meaning != "about":
        return low, high
    ends = [end for end in (low, high) if not math.isnan(end)]
    return ends[0], ends[-1]


def format_number(value: float) -> str:
    """Counts with thin grouping by commas, fractions with up to three digits."""
    return f"{value:,.0f}" if abs(value) >= 2 or value == int(_or_half(value)) else f"{value:.3g}"


def _or_half(value: float) -> float:
    return 0.5 if math.isnan(value) else value


def read_sources(scenario: Scenario) -> dict[str, Source]:
    """Sources by identifier."""
    found = {}
    for row in scenario["sources"].rows():
        low, high = row["coverage_low"], row["coverage_high"]
        given = not (math.isnan(low) or math.isnan(high))
        coverage = (min(low, high), max(low, high)) if given else None
        found[row["source_id"]] = Source(
            row["source_id"], row["name"], row["reliability"], coverage, row["organisation"]
        )
    return found


def read_claims(scenario: Scenario) -> tuple[Claim, ...]:
    """Every claim of a scenario, in the order of its table; later ones are hidden by as-of."""
    table = scenario["claims"]
    return tuple(_claim(row, table.row_number(number)) for number, row in enumerate(table.rows()))


def _claim(row: dict[str, Any], number: int) -> Claim:
    names = ("claim", "quantity", "low", "high", "unit", "date", "date_start", "published")
    more = ("source_id", "attribution", "status", "meaning", "origin")
    values = {name: row[name] for name in (*names, *more)}
    return Claim(**values, credibility=int(row["credibility"]), row=number)
