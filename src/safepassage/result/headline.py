"""Headline quantities of a result beside what sources reported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from safepassage.arguments import checked
from safepassage.arrays import F8
from safepassage.result.headline_days import common_days, own_days
from safepassage.result.headline_names import FULLNESS, headline_names, label_of, run_names
from safepassage.result.quantities import curves
from safepassage.result.reports import Report, near, reports_by_quantity
from safepassage.result.result import Result, as_result
from safepassage.scenario.dates import Date
from safepassage.scenario.quantity import UNITS, parse_quantity
from safepassage.scenario.timeline.timeline import timeline
from safepassage.spread import Spread, by_percentile, weighted_quantiles

__all__ = [
    "HeadlineRow",
    "Report",
    "headline",
    "headline_json",
    "headline_names",
    "prepare",
    "quantiles",
    "quantities_json",
    "run_quantities",
    "site_limit",
]

_CHUNK_CELLS = 30_000_000
"""Numbers held at once while quantities are computed together."""


@dataclass(frozen=True)
class HeadlineRow:
    """A headline quantity on one date.

    Attributes:
        quantity: Its name, such as ``displaced_from:east-aleppo``; ``fullness:SITE`` is the
            number of people present divided by the capacity.
        label: The same in plain words.
        date: The state at the end of this day.
        p05: 5 % of the members have at most this value.
        p50: Median.
        p95: 95 % of the members have at most this value.
        unit: ``people``, ``ha`` or ``share`` (a fraction).
        reports: What sources reported about that day, give or take one day.
    """

    quantity: str
    label: str
    date: dt.date
    p05: float
    p50: float
    p95: float
    unit: str
    reports: tuple[Report, ...]

    @property
    def known(self) -> Spread:
        """The three values in the digits that are known."""
        return Spread(self.p05, self.p50, self.p95).known()


@checked
def headline(result: Result, dates: Sequence[Date] | None = None) -> list[HeadlineRow]:
    """Headline quantities with 5, 50 and 95 % values beside the reports.

    Args:
        result: Any result.
        dates: Which days; by default at most five: the last one and those that most reports are
            about, of all quantities together and of each by itself. The people who stay are
            the same on every day and have one row.

    Returns:
        Rows by quantity, then by date.

    Raises:
        KeyError: If a date is outside the period.

    Examples:
        >>> import safepassage
        >>> rows = safepassage.headline(safepassage.run("tiny", members=4), ["2020-01-03"])
        >>> rows[0].quantity
        'displaced_from:homes'
    """
    result = as_result(result)
    scenario = result.scenario
    reports, names = reports_by_quantity(scenario), headline_names(scenario)
    given = [result.day_of(date, "dates") for date in dates or ()]
    common = given or common_days(scenario, names, reports)
    prepare(result, names)
    rows = []
    for name in names:
        label, unit, values = label_of(scenario, name), _unit(name), quantiles(result, name)
        days = given or own_days(scenario, reports.get(name, ()), common)
        for day in days[-1:] if name.startswith("staying:") else days:
            date = result.dates[day].item()
            low, middle, high = (_plain(values[row, day], unit) for row in range(3))
            beside = near(reports.get(name, ()), date)
            rows.append(HeadlineRow(name, label, date, low, middle, high, unit, beside))
    return rows


def headline_json(rows: Iterable[HeadlineRow]) -> list[dict[str, Any]]:
    """Rows as plain values: ISO dates, whole people, shares as fractions."""
    return [
        {
            "quantity": row.quantity,
            "label": row.label,
            "date": row.date.isoformat(),
            "unit": row.unit,
            "p05": row.p05,
            "p50": row.p50,
            "p95": row.p95,
            "reports": [_report_json(report) for report in row.reports],
        }
        for row in rows
    ]


def run_quantities(result: Result) -> dict[str, dict[str, dict[str, float]]]:
    """Every headline, site and claimed quantity on every day, for ``run --json``."""
    return quantities_json(result, run_names(result.scenario))


def quantities_json(
    result: Result, names: Iterable[str], *, every_day: bool = True
) -> dict[str, dict[str, dict[str, float]]]:
    """Name → ISO date → ``p05``, ``p50``, ``p95``; people are whole numbers.

    Args:
        result: Any result.
        names: Quantities, as in claims.
        every_day: Every day of the period, or only the days that the headlines share.

    Raises:
        ScenarioError: If a quantity is unknown.
    """
    scenario = result.scenario
    days = list(range(scenario.days))
    if not every_day:
        days = common_days(scenario, headline_names(scenario), reports_by_quantity(scenario))
    texts = np.datetime_as_string(result.dates, unit="D").tolist()
    found = {}
    names = tuple(names)
    prepare(result, names)
    for name in names:
        unit, values = _unit(name), quantiles(result, name)
        found[name] = {
            texts[day]: by_percentile(_plain(value, unit) for value in values[:, day])
            for day in days
        }
    return found


def quantiles(result: Result, name: str) -> F8:
    """5, 50 and 95 % values of a quantity by day, shape (3, D)."""
    prepare(result, (name,))
    counted = _counted(name)
    people = result.known_quantiles[counted]
    if counted == name:
        return people
    site = parse_quantity(name).parts[-1]
    return np.asarray(people / np.maximum(site_limit(result, site), 1.0))


def prepare(result: Result, names: Iterable[str]) -> None:
    """Compute the quantiles of several quantities together and keep them with the result."""
    wanted = [_counted(name) for name in names]
    missing = [name for name in dict.fromkeys(wanted) if name not in result.known_quantiles]
    step = max(1, _CHUNK_CELLS // max(1, result.members.size * result.scenario.days))
    for start in range(0, len(missing), step):
        for name, values in curves(result, missing[start : start + step]).items():
            result.known_quantiles[name] = weighted_quantiles(values, result.weight)


def _counted(name: str) -> str:
    """The quantity that is counted: how full a site is follows from the people there."""
    is_ratio = name.startswith(f"{FULLNESS}:")
    return f"present:{parse_quantity(name).parts[-1]}" if is_ratio else name


def site_limit(result: Result, site: str) -> F8:
    """People that a site can shelter by day, shape (D,); NaN where there is no limit, or none fit.

    Whether the site is open is another matter.
    """
    known = timeline(result.scenario)
    room = known.capacity[:, known.names.places[site][0]]
    return np.where(room > 0, room, np.nan)


def _unit(name: str) -> str:
    word = parse_quantity(name).word
    return "share" if word == FULLNESS else UNITS.get(word, "people")


def _plain(value: float, unit: str) -> float:
    return round(float(value), 6) if unit == "share" else round(float(value))


def _report_json(report: Report) -> dict[str, Any]:
    return {
        "low": report.low,
        "high": report.high,
        "source": report.source_name,
        "claim": report.claim,
        "date": report.date.isoformat(),
        "published": report.published.isoformat() if report.published else None,
        "status": report.status,
        "note": report.note,
    }
