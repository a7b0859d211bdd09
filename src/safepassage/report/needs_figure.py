"""Figures of needs against standards, of an aid plan and of a siting plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from safepassage.planning.aid.report import AidPlan
from safepassage.planning.needs.report import RATIOS, Needs
from safepassage.planning.siting.report import SitingPlan
from safepassage.report import palette
from safepassage.report.chart import SCHEMA

_TITLES = {
    "shelter_ratio": "Shelter: needed / there",
    "water_ratio": "Water: needed / there",
    "toilet_ratio": "Toilets: needed / there",
    "ration_days": "Days of ration left",
}
_COLOUR = palette.NEEDED
_LIMIT = palette.LIMIT


def needs_figure(found: Needs) -> dict[str, Any]:
    """One row a site, one column a ratio: median, 5 to 95 %, and the line where need is met.

    Enclosed places and days are left out; so is what is not known.
    """
    charts = []
    for column, name in enumerate(found.names):
        if found.people[:, :, column].max() < 1:
            continue  # nobody is ever there
        row = []
        for ratio in RATIOS:
            values = _values(found, ratio, column)
            if values:
                row.append(_ratio_chart(f"{name}. {_TITLES[ratio]}", values, ratio))
        if row:
            charts.append({"hconcat": row})
    title = f"Needs against standards ({found.sensitivity} sensitivity)"
    below = "Median and 5 to 95 % of the runs; above the red line the standard is not met"
    return _figure(title, below, charts)


def _values(found: Needs, ratio: str, column: int) -> list[dict[str, Any]]:
    rows = []
    for day, date in enumerate(found.dates):
        three = found.ratios[ratio][:, day, column]
        if np.isfinite(three).all() and not found.hidden[day, column]:
            low, middle, high = (round(float(value), 4) for value in three)
            rows.append({"date": str(date), "low": low, "middle": middle, "high": high})
    return rows


def _ratio_chart(title: str, values: list[dict[str, Any]], ratio: str) -> dict[str, Any]:
    x = {"field": "date", "type": "temporal", "title": None, "axis": {"format": "%-d %b"}}
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "area", "opacity": 0.3, "color": _COLOUR},
            "encoding": {
                "x": x,
                "y": {"field": "low", "type": "quantitative", "title": None},
                "y2": {"field": "high"},
            },
        },
        {
            "mark": {"type": "line", "color": _COLOUR, "point": len(values) == 1},
            "encoding": {"x": x, "y": {"field": "middle", "type": "quantitative"}},
        },
    ]
    if ratio != "ration_days":
        rule = {"type": "rule", "color": _LIMIT, "strokeDash": [4, 3]}
        layers.append({"mark": rule, "encoding": {"y": {"datum": 1}}})
    return {
        "title": title, "width": 200, "height": 110, "data": {"values": values}, "layer": layers,
    }  # fmt: skip


def aid_figure(plan: AidPlan) -> dict[str, Any]:
    """Days of ration by site, 5 to 95 %, beside the days planned for; enclosed places left out."""
    rows = [
        {
            "site": site.name,
            "low": site.days[0],
            "middle": site.days[1],
            "high": site.days[2],
            "planned": site.planned_days,
        }
        for site in plan.coverage
        if not site.enclosed
    ]
    title = f"Days of ration of {plan.days} by the aid plan (High, internal)"
    below = "Bar: planned. Line and point: 5 to 95 % and median of the runs"
    return _figure(title, below, [_bars(rows, "days of ration", plan.days)] if rows else [])


def sites_figure(plan: SitingPlan) -> dict[str, Any]:
    """People without a place, by choice of sites: expected, and 5 to 95 % of the runs."""
    choices = {
        "nothing new": plan.nothing,
        "against the mean": plan.by_mean,
        "against the ensemble": plan.chosen,
    }
    rows = [
        {
            "site": name,
            "planned": choice.expected_unmet,
            "low": choice.unmet[0],
            "middle": choice.unmet[1],
            "high": choice.unmet[2],
        }
        for name, choice in choices.items()
    ]
    below = "Bar: expected. Line and point: 5 to 95 % and median of the runs"
    title = "People without a place (High, internal)"
    return _figure(title, below, [_bars(rows, "people without a place", None)])


def _bars(rows: list[dict[str, Any]], title: str, limit: float | None) -> dict[str, Any]:
    y = {"field": "site", "type": "nominal", "title": None, "sort": None}
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "bar", "color": palette.AVAILABLE, "height": 16},
            "encoding": {"y": y, "x": {"field": "planned", "type": "quantitative", "title": title}},
        },
        {
            "mark": {"type": "rule", "color": _COLOUR, "strokeWidth": 2},
            "encoding": {
                "y": y,
                "x": {"field": "low", "type": "quantitative"},
                "x2": {"field": "high"},
            },
        },
        {
            "mark": {"type": "point", "filled": True, "color": _COLOUR, "size": 50},
            "encoding": {"y": y, "x": {"field": "middle", "type": "quantitative"}},
        },
    ]
    if limit is not None:
        rule = {"type": "rule", "color": _LIMIT, "strokeDash": [4, 3]}
        layers.append({"mark": rule, "encoding": {"x": {"datum": limit}}})
    return {"width": 460, "height": {"step": 26}, "data": {"values": rows}, "layer": layers}


def _figure(title: str, below: str, charts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    shown = list(charts) or [{"data": {"values": []}, "mark": "point", "title": "Nothing to show"}]
    return {
        "$schema": SCHEMA,
        "title": {"text": title, "subtitle": below, "anchor": "start"},
        "background": palette.WHITE,
        "vconcat": shown,
    }
