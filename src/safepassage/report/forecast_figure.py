"""Figure of a forecast of counts: what was reported, and the range ahead, one panel a place."""

from __future__ import annotations

import datetime as dt
from textwrap import wrap
from typing import Any

from safepassage.forecast.case import Case
from safepassage.forecast.forecast import Forecast
from safepassage.report.chart import SCHEMA
from safepassage.report.palette import FORECAST, INK

_COLOUR = FORECAST
_DOT = INK
LINE = 110
"""Letters of a line under the title."""
MOST = 40
"""Places that are drawn, those with most people first."""


def forecast_figure(made: Forecast, case: Case, lines: list[str]) -> dict[str, Any]:
    """Vega-Lite specification with all data inside.

    Dots are reports as they were known at the origin; rings are first publications after it.

    Args:
        made: The forecast.
        case: The reports it was made from.
        lines: Sentences under the title.
    """
    order = sorted(range(len(made.sites)), key=lambda n: (-made.registered[n], made.sites[n]))
    panels = [_panel(made, case, number) for number in order[:MOST]]
    rows = [{"hconcat": panels[n : n + 3]} for n in range(0, len(panels), 3)]
    title = f"{made.scenario}: forecast from {made.origin}"
    below = ["Line: median; band: 5 to 95 %; dots: reported; rings: reported later"]
    below += [part for line in lines for part in wrap(line, LINE)]
    return {
        "$schema": SCHEMA,
        "title": {"text": title, "subtitle": below, "anchor": "start"},
        "background": "white",
        "vconcat": rows,
    }


def _panel(made: Forecast, case: Case, number: int) -> dict[str, Any]:
    site = made.sites[number]
    low, middle, high = made.quantiles()[:, :, number]
    ahead = [
        {"date": str(date), "low": float(a), "middle": float(b), "high": float(c)}
        for date, a, b, c in zip(made.dates, low, middle, high, strict=True)
    ]
    x = {"field": "date", "type": "temporal", "title": None, "axis": {"format": "%-d %b %y"}}
    y = {"type": "quantitative", "title": "people"}
    seen = _reports(made, case, site)
    return {
        "title": site,
        "width": 250,
        "height": 140,
        "layer": [
            {
                "data": {"values": ahead},
                "mark": {"type": "area", "opacity": 0.3, "color": _COLOUR},
                "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
            },
            {
                "data": {"values": ahead},
                "mark": {"type": "line", "color": _COLOUR},
                "encoding": {"x": x, "y": {**y, "field": "middle"}},
            },
            {
                "data": {"values": [row for row in seen if not row["later"]]},
                "mark": {"type": "point", "filled": True, "color": _DOT, "size": 22},
                "encoding": {"x": x, "y": {**y, "field": "value"}},
            },
            {
                "data": {"values": [row for row in seen if row["later"]]},
                "mark": {"type": "point", "filled": False, "color": _DOT, "size": 30},
                "encoding": {"x": x, "y": {**y, "field": "value"}},
            },
        ],
    }


def _reports(made: Forecast, case: Case, site: str) -> list[dict[str, Any]]:
    column = case.history.sites.index(site)
    origin = (made.origin - case.start).days
    last = origin + len(made.dates)
    known = case.history.known(origin).sites[column]
    first = case.history.published(first=True).sites[column]
    rows = [
        (int(day), float(value), False) for day, value in zip(known.day, known.value, strict=True)
    ]
    rows += [
        (int(day), float(value), True)
        for day, value in zip(first.day, first.value, strict=True)
        if origin < day <= last
    ]
    return [
        {"date": (case.start + dt.timedelta(days=day)).isoformat(), "value": value, "later": later}
        for day, value, later in rows
    ]
