"""The rows that the figure draws, by the name of their dataset."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from safepassage.report import marks
from safepassage.report.legend import BLANK
from safepassage.report.panels import Panel
from safepassage.report.texts import clean, plain_date
from safepassage.result.reports import Report

__all__ = ["BLANK", "dataset_names", "datasets", "ticks", "time_of"]

_DAY = 86_400_000
_KINDS = (marks.REGISTRATION, marks.RANGE, marks.VALUE, marks.AT_LEAST, marks.UP_TO)

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Reported:
    """Reports of a panel that look alike: one dataset."""

    name: str
    kind: str
    trust: marks.Trust


def dataset_names(panel: Panel, name: str) -> list[Reported]:
    """Datasets of the reports of a panel; ranges first, so that points lie on top."""
    found = []
    looks = {_look(report) for report in panel.reports}
    for kind in _KINDS:
        for number, trust in enumerate(marks.TRUSTS):
            if (kind, trust) in looks:
                found.append(Reported(f"{name}-{kind}-{number}", kind, trust))
    return found


def datasets(
    panels: Sequence[Panel],
    windows: Sequence[tuple[dt.date, dt.date]],
    as_of: dt.date | None,
) -> Mapping[str, Rows]:
    """Rows of every dataset of the figure."""
    found: dict[str, Rows] = {}
    if windows:
        found["windows"] = [
            {"date": time_of(first) + day * _DAY}
            for first, last in windows
            for day in range((last - first).days + 1)
        ]
    if as_of is not None:
        found["known"] = [{"date": time_of(as_of)}]
    for number, panel in enumerate(panels):
        name = f"panel{number}"
        found[name] = _days(panel)
        for data in dataset_names(panel, name):
            found[data.name] = [
                _report(report)
                for report in panel.reports
                if _look(report) == (data.kind, data.trust)
            ]
    return found


def ticks(first: dt.date, last: dt.date) -> tuple[list[int], str]:
    """Times of the labels of the axis, and how they are written (d3-time-format)."""
    days = (last - first).days
    span = [first + dt.timedelta(days=number) for number in range(days + 1)]
    if days <= 40:
        return [time_of(day) for day in span[:: max(1, -(-days // 5))]], "%-d %b"
    if days <= 120:
        return [time_of(day) for day in span if day.day in {1, 15}], "%-d %b"
    months = 3 if days <= 330 else 6 if days <= 900 else 12
    if days > 4000:
        years = -(-days // 1500)
        return [
            time_of(day) for day in span if (day.day, day.month, day.year % years) == (1, 1, 0)
        ], "%Y"
    return [time_of(day) for day in span if day.day == 1 and day.month % months == 1], "%b %Y"


def time_of(date: dt.date) -> int:
    """Milliseconds since 1970 at the start of a day, UTC."""
    return (date - dt.date(1970, 1, 1)).days * _DAY


def _look(report: Report) -> tuple[str, marks.Trust]:
    """What decides how a report is drawn; of registrations the source does not."""
    kind = marks.kind_of(report)
    return kind, marks.TRUSTS[0] if kind == marks.REGISTRATION else marks.trust_of(report)


def _days(panel: Panel) -> Rows:
    rows = []
    room = panel.drawn_capacity
    for index, date in enumerate(panel.dates):
        low, middle, high = (int(value) for value in panel.values[:, index])
        row: dict[str, Any] = {"date": time_of(date), "low": low, "middle": middle, "high": high}
        tips = {"5 %": f"{low:,}", "50 %": f"{middle:,}", "95 %": f"{high:,}"}
        row |= {"day": plain_date(date), **tips}
        if room is not None and room[index] > 0:
            row["capacity"] = float(room[index])
        rows.append(row)
    return rows


def _report(report: Report) -> dict[str, Any]:
    row = {
        "date": time_of(report.date),
        "reported": report.value_text(),
        "source": f"{clean(report.source_name)} (reliability {report.reliability})",
        "about": plain_date(report.date),
        "published": plain_date(report.published) if report.published else "not stated",
        "status": report.status,
        "remark": clean(report.note) or "-",
    }
    if marks.kind_of(report) == marks.RANGE:
        return {**row, "low": report.low, "high": report.high}
    return {**row, "value": report.low if report.low is not None else report.high}
