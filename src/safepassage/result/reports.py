"""What sources reported: claims and registrations by the quantity that they are about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from safepassage.evidence.claims import meant_ends
from safepassage.said import percentage
from safepassage.scenario.as_of import last_published
from safepassage.scenario.quantity import PRODUCED, parse_quantity
from safepassage.scenario.scenario import Scenario


@dataclass(frozen=True)
class Report:
    """One reported value.

    Attributes:
        low: Lower value, or None if only an upper bound was reported.
        high: Upper value, or None if only a lower bound was reported.
        source_name: Who says it.
        claim: Identifier of the claim; empty for a registration of a series.
        date: The day that the value is about (the last one of a period).
        published: When it was published, if that is given.
        note: Remark of the scenario.
        status: observation, estimate, claim, forecast, standard or derived; ``registration`` for
            a row of a series.
        reliability: Reliability of the source, Admiralty code A to F.
        about: Whether it was said with an open end ("more than") that means about that value.
        source_id: Identifier of the source.
    """

    low: float | None
    high: float | None
    source_name: str
    claim: str
    date: dt.date
    published: dt.date | None
    note: str = ""
    status: str = "claim"
    reliability: str = "F"
    about: bool = False
    source_id: str = ""

    @property
    def is_registration(self) -> bool:
        """Whether it comes from a series of registrations."""
        return self.status == REGISTRATION

    @property
    def source_short(self) -> str:
        """The source's name up to the first comma."""
        return self.source_name.split(",")[0].strip() or self.source_name

    @property
    def middle(self) -> float:
        """The value or the middle of its range, for sorting."""
        known = [value for value in (self.low, self.high) if value is not None]
        return sum(known) / len(known) if known else 0.0

    def value_text(self, unit: str = "people") -> str:
        """The value in words: ``6,000``, ``26,500 to 30,000``, ``at least 6,000``, ``about 50``."""
        low, high = (
            None if value is None else amount(value, unit) for value in (self.low, self.high)
        )
        if low is None:
            return "no value" if high is None else f"up to {high}"
        if high is None:
            return f"at least {low}"
        if low == high:
            return f"about {low}" if self.about else low
        return f"{low} to {high}"


REGISTRATION = "registration"
"""Status of a report that is a row of a registration series."""


def amount(value: float, unit: str = "people") -> str:
    """A number as people write it: ``21,000``; a share as ``85 %``; without a unit else."""
    if unit == "share":
        percent = percentage(value)
        return f"{percent.value:,.{percent.digits}f} %"
    return f"{value:,.0f}" if value == int(value) or abs(value) >= 100 else f"{value:,.1f}"


def reports_by_quantity(scenario: Scenario) -> Mapping[str, tuple[Report, ...]]:
    """Claims and registrations inside the period, by the quantity's name, each in order of date.

    Of a registration that was corrected only the last publication counts. Only quantities that a
    run produces are kept.
    """
    found: dict[str, list[Report]] = {}
    sources = {row["source_id"]: row for row in scenario["sources"].rows()}
    for row in scenario["claims"].rows():
        if parse_quantity(row["quantity"]).word in PRODUCED:
            source = sources.get(row["source_id"], {})
            low, high = meant_ends(row["low"], row["high"], row["meaning"])
            report = Report(
                low=_known(low),
                high=_known(high),
                source_name=source.get("name") or row["source_id"],
                claim=row["claim"],
                date=row["date"],
                published=row["published"],
                note=row["note"],
                status=row["status"],
                reliability=source.get("reliability", "F"),
                about=(low, high) != (row["low"], row["high"]) and row["meaning"] == "about",
                source_id=row["source_id"],
            )
            found.setdefault(row["quantity"], []).append(report)
    series = scenario["series"]
    for row in series.take(last_published(series)).rows():
        source = sources.get(row["source_id"], {})
        report = Report(
            low=row["value"],
            high=row["value"],
            source_name=source.get("name") or row["source_id"],
            claim="",
            date=row["date"],
            published=row["published"],
            status=REGISTRATION,
            reliability=source.get("reliability", "F"),
            source_id=row["source_id"],
        )
        found.setdefault(row["quantity"], []).append(report)
    first, last = scenario.start, scenario.end
    return {
        quantity: tuple(sorted(inside, key=lambda report: report.date))
        for quantity, reports in found.items()
        if (inside := [report for report in reports if first <= report.date <= last])
    }


def near(reports: Iterable[Report], date: dt.date, days: int = 1) -> tuple[Report, ...]:
    """Reports about a date or ``days`` around it, smallest first.

    Every claim is listed, those that contradict each other too; of a registration series only the
    row nearest to the date.
    """
    close = [report for report in reports if abs((report.date - date).days) <= days]
    rows = [report for report in close if report.is_registration]
    rows = sorted(rows, key=lambda report: abs((report.date - date).days))[:1]
    rows += [report for report in close if not report.is_registration]
    return tuple(sorted(rows, key=lambda report: (report.middle, report.claim)))


def _known(value: float) -> float | None:
    return None if value != value else value  # noqa: PLR0124 (NaN is a blank cell)
