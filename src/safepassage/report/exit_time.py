"""The axis of time of an exit figure, with labels of the language."""

from __future__ import annotations

import datetime as dt

from safepassage.planning.exit.plan import ExitPlan
from safepassage.report.exit_data import milliseconds
from safepassage.report.exit_look import Layer
from safepassage.report.exit_words import ExitWords

_TICKS = 8
_HOURS = (1, 2, 3, 6, 12)
"""Hours between ticks; then whole days."""


def time_axis(plan: ExitPlan, words: ExitWords) -> Layer:
    """Axis of time, whose labels are written in the language."""
    domain = [milliseconds(plan.start), milliseconds(plan.end) + 1]
    labels = {milliseconds(tick): _label(tick, plan, words) for tick in ticks(plan.start, plan.end)}
    pairs = ",".join(f"'{tick}':'{label}'" for tick, label in labels.items())
    axis: Layer = {"values": list(labels), "labelExpr": f"({{{pairs}}})[toNumber(datum.value)]"}
    axis |= {"title": None, "grid": False, "labelOverlap": True}
    scale = {"type": "utc", "domain": domain, "nice": False, "clamp": True}
    return {"field": "from", "type": "temporal", "axis": axis, "scale": scale}


def _label(tick: dt.datetime, plan: ExitPlan, words: ExitWords) -> str:
    days = plan.makespan_hours / 24
    if days <= 1:
        return words.cell(tick.time())
    return words.moment(tick) if days <= 5 else words.language.short_date(tick.date())


def ticks(start: dt.datetime, end: dt.datetime) -> list[dt.datetime]:
    """Round hours or days between two moments, at most nine."""
    hours = (end - start).total_seconds() / 3600
    days = -(-hours // (24 * _TICKS))
    step = next((hour for hour in _HOURS if hours <= hour * _TICKS), 24 * days)
    midnight = dt.datetime.combine(start.date(), dt.time())
    passed = (start - midnight).total_seconds() / 3600
    first = midnight + dt.timedelta(hours=-(-passed // step) * step)
    count = int((end - first).total_seconds() // (3600 * step)) + 1
    return [first + dt.timedelta(hours=n * step) for n in range(max(0, count))]
