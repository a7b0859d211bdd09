"""Figure of risks: when an exit may be agreed, and chances of clashes on a map by area."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from safepassage.evidence.exit_date.predict import ExitDate
from safepassage.planning.risk.report import Risk
from safepassage.report import palette
from safepassage.report.chart import SCHEMA
from safepassage.report.texts import clean
from safepassage.result.quantities import places_of
from safepassage.result.reports import amount
from safepassage.result.result import Result

_HORIZON = 180
_INK, _PALE = palette.CHANCE, palette.CHANCE_PALE
_SIZE = {"width": 420, "height": 260}


_NAMES = ["record of sieges", "constant rate"]


def risk_figure(result: Result, found: Risk) -> dict[str, Any]:
    """Vega-Lite specification with all data inside; areas only, nothing by neighbourhood."""
    parts = [_curve(found.origin, each.date) for each in found.exits[:1]]
    if found.clashes:
        parts.append(_map(result, found))
    return {
        "$schema": SCHEMA,
        "title": {
            "text": f"Risks as of {found.origin}",
            "subtitle": [
                clean(result.scenario.title),
                "For readiness only. By area; no group is named.",
            ],
            "anchor": "start",
        },
        "background": palette.WHITE,
        "hconcat": parts,
        "spacing": 40,
    }


def _curve(origin: dt.date, found: ExitDate) -> dict[str, Any]:
    """Chance that a first exit is agreed by a day, beside the constant rate."""
    rows = [
        {
            "date": (origin + dt.timedelta(days=day)).isoformat(),
            "chance": float(np.mean(days <= day)),
            "from": name,
        }
        for name, days in (("record of sieges", found.days), ("constant rate", found.constant))
        for day in range(0, _HORIZON + 1, 3)
    ]
    known, agreed = found.fit.cases
    return {
        **_SIZE,
        "title": {
            "text": f"Chance that a first exit from {found.pocket} is agreed by",
            "subtitle": f"{known} sieges known, {agreed} with an agreement",
            "anchor": "start",
        },
        "data": {"values": rows},
        "mark": {"type": "line", "strokeWidth": 2.5},
        "encoding": {
            "x": {"field": "date", "type": "temporal", "title": None},
            "y": {
                "field": "chance",
                "type": "quantitative",
                "axis": {"format": ".0%", "title": None},
                "scale": {"domain": [0, 1]},
            },
            "color": {
                "field": "from",
                "type": "nominal",
                "scale": {"range": [_INK, _PALE], "domain": _NAMES},
                "legend": {"orient": "bottom", "title": None},
            },
            "strokeDash": {
                "field": "from",
                "type": "nominal",
                "scale": {
                    "range": [[1, 0], [6, 4]],
                    "domain": _NAMES,
                },
                "legend": None,
            },
        },
    }


def _map(result: Result, found: Risk) -> dict[str, Any]:
    """Places as dots, and the chance of a serious clash at the middle of each area."""
    places = result.scenario["places"]
    dots = [
        {"lat": lat, "lon": lon}
        for lat, lon in zip(places["lat"].tolist(), places["lon"].tolist(), strict=True)
        if not np.isnan(lat + lon)
    ]
    days = max(next(iter(found.clashes.values())))
    areas = []
    for area, chances in found.clashes.items():
        rows = places_of(result, area)
        lat, lon = float(np.nanmean(places["lat"][rows])), float(np.nanmean(places["lon"][rows]))
        label = f"{area}: {amount(chances[days], 'share')}"
        areas.append({"lat": lat, "lon": lon, "label": label, "chance": chances[days]})
    axis = {"type": "quantitative", "scale": {"zero": False}, "axis": None}
    where = {"x": {"field": "lon", **axis}, "y": {"field": "lat", **axis}}
    return {
        **_SIZE,
        "title": {
            "text": f"Chance of a serious clash between armed groups within {days} days",
            "subtitle": "Serious: at least 10 killed, or three days",
            "anchor": "start",
        },
        "layer": [
            {
                "data": {"values": dots},
                "mark": {"type": "point", "filled": True, "size": 14, "color": _PALE},
                "encoding": where,
            },
            {
                "data": {"values": areas},
                "mark": {"type": "point", "filled": True, "opacity": 0.45, "color": palette.LIMIT},
                "encoding": where
                | {
                    "size": {
                        "field": "chance",
                        "type": "quantitative",
                        "scale": {"domain": [0, 1], "range": [60, 4000]},
                        "legend": None,
                    }
                },
            },
            {
                "data": {"values": areas},
                "mark": {"type": "text", "fontSize": 14, "fontWeight": "bold"},
                "encoding": where | {"text": {"field": "label"}},
            },
        ],
    }
