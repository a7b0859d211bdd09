"""One fan chart as a Vega-Lite specification; its width and height are left open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np

from safepassage.disclosure.fans import Fan, Report
from safepassage.report import marks, palette
from safepassage.report.brief.language import Language
from safepassage.report.brief.names import report_value

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
WIDE, INNER, LINE = palette.BAND_90, palette.BAND_50, palette.MEDIAN
_TICKS = 4
FONT = "Liberation Sans, Noto Sans, Noto Naskh Arabic, Noto Sans Arabic, Arial, sans-serif"

Spec = dict[str, Any]


def fan_chart(
    language: Language,
    fan: Fan,
    windows: Sequence[tuple[dt.date, dt.date]],
    as_of: dt.date | None,
    summary: str,
) -> Spec:
    """Band, median, capacity and reports of one quantity.

    Args:
        language: Texts.
        fan: What to draw.
        windows: First and last days on which an agreed exit was open.
        as_of: Last day whose reports are known.
        summary: The chart in words.
    """
    start = fan.dates[0] - dt.timedelta(days=int(fan.days[0]))
    last = int(fan.days[-1])
    layers: list[Spec] = []
    if windows:
        rows = [
            {"a": (first - start).days - 0.5, "b": (end - start).days + 0.5}
            for first, end in windows
        ]
        shade = {"type": "rect", "color": palette.OPEN, "aria": False}
        band = {"x": _x(language, start, last, "a"), "x2": {"field": "b"}}
        layers.append({"data": {"values": rows}, "mark": shade, "encoding": band})
    layers += _people(language, fan, start, last)
    if as_of is not None and start <= as_of <= fan.dates[-1]:
        rule = {"type": "rule", "color": palette.INK, "strokeDash": [2, 3], "aria": False}
        rows = [{"a": (as_of - start).days}]
        where = {"x": _x(language, start, last, "a")}
        layers.append({"data": {"values": rows}, "mark": rule, "encoding": where})
    layers += _reports(language, fan, start, last)
    return {
        "$schema": SCHEMA,
        "description": summary,
        "background": "transparent",
        "padding": 2,
        "config": config(language),
        "layer": layers,
    }


def config(language: Language) -> Spec:
    """Look shared by all charts."""
    axis = {"labelColor": palette.LABEL, "labelFontSize": 11, "domainColor": palette.AXIS,
            "tickColor": palette.AXIS, "labelFont": FONT}  # fmt: skip
    return {"view": {"stroke": None}, "font": FONT, "axis": axis, "locale": language.locale()}


def _people(language: Language, fan: Fan, start: dt.date, last: int) -> list[Spec]:
    rows = []
    for number, date in enumerate(fan.dates):
        if np.isnan(fan.drawn[0, number]):
            continue  # withheld
        low, q1, middle, q3, high = (int(v) for v in fan.drawn[:, number])
        row: dict[str, Any] = {"a": int(fan.days[number])}
        row |= {"l": low, "q": q1, "m": middle, "r": q3, "h": high, "d": language.date(date)}
        row |= {"t": language.number(middle)}
        row["s"] = language("figure.range", low=low, high=high)
        if fan.room is not None and np.isfinite(fan.room[number]):
            row["c"] = float(fan.room[number])
        rows.append(row)
    x = _x(language, start, last, "a")
    quiet = {"aria": False}
    found: list[Spec] = [
        {
            "mark": {"type": "area", "color": WIDE, **quiet},
            "encoding": {"x": x, "y": _y("l"), "y2": {"field": "h"}},
        },
        {
            "mark": {"type": "area", "color": INNER, **quiet},
            "encoding": {"x": x, "y": _y("q"), "y2": {"field": "r"}},
        },
        {
            "mark": {"type": "line", "color": LINE, "strokeWidth": 2.2, **quiet},
            "encoding": {"x": x, "y": _y("m")},
        },
    ]
    if fan.room is not None:
        room = {"type": "line", "color": palette.QUIET, "strokeDash": [6, 3], "strokeWidth": 1.3}
        found.append({"mark": {**room, **quiet}, "encoding": {"x": x, "y": _y("c")}})
    tips = [
        {"field": "d", "type": "nominal", "title": language("future.date")},
        {"field": "t", "type": "nominal", "title": language("future.median")},
        {"field": "s", "type": "nominal", "title": language("future.band")},
    ]
    sensor = {"type": "rule", "strokeWidth": 6, "opacity": 0, **quiet}
    found.append({"mark": sensor, "encoding": {"x": x, "tooltip": tips}})
    return [{"data": {"values": rows}, "layer": found}]


def _reports(language: Language, fan: Fan, start: dt.date, last: int) -> list[Spec]:
    found: list[Spec] = []
    looks: dict[tuple[str, int], list[Report]] = {}
    for report in fan.reports:
        kind = marks.kind_of(report)
        if kind:
            trust = 0 if kind == marks.REGISTRATION else marks.TRUSTS.index(marks.trust_of(report))
            looks.setdefault((kind, trust), []).append(report)
    tips = [
        {"field": key, "type": "nominal", "title": language(f"future.{key}")}
        for key in ("reported", "source", "about", "published", "status")
    ]
    for (kind, trust), reports in sorted(looks.items()):
        data = {"values": [_row(language, report, start) for report in reports]}
        x, look = _x(language, start, last, "a"), marks.TRUSTS[trust]
        if kind == marks.RANGE:
            bar = {"type": "rule", "color": palette.INK, "strokeWidth": 1.6, "aria": False}
            bar["strokeDash"] = list(look.dash)
            ends = {"x": x, "y": _y("low"), "y2": {"field": "high"}, "tooltip": tips}
            cap = {"type": "tick", "color": palette.INK, "thickness": 1.6, "size": 8,
                   "orient": "horizontal", "aria": False}  # fmt: skip
            layers = [{"mark": bar, "encoding": ends}]
            layers += [
                {"mark": cap, "encoding": {"x": x, "y": _y(end), "tooltip": tips}}
                for end in ("low", "high")
            ]
            found.append({"data": data, "layer": layers})
            continue
        mark = marks.point(marks.SHAPES.get(kind, "circle"), look.fill, 44) | {"aria": False}
        if kind == marks.REGISTRATION:
            mark |= {"size": 10, "strokeWidth": 0}
        encoding = {"x": x, "y": _y("value"), "tooltip": tips}
        found.append({"data": data, "mark": mark, "encoding": encoding})
    return found


def _row(language: Language, report: Report, start: dt.date) -> dict[str, Any]:
    value = report.low if report.low is not None else report.high
    published = language.date(report.published) if report.published else "–"
    return {
        "a": (report.date - start).days,
        "value": value,
        "low": report.low,
        "high": report.high,
        "reported": report_value(language, report),
        "source": f"{language.name(report.source_name)} ({report.reliability})",
        "about": language.date(report.date),
        "published": published,
        "status": language.word("status", report.status),
    }


def _x(language: Language, start: dt.date, last: int, field: str) -> Spec:
    step = max(1, -(-last // _TICKS))
    ticks = list(range(0, last + 1, step))
    words = {str(day): language.short_date(start + dt.timedelta(days=day)) for day in ticks}
    if last > 700:
        words = {day: f"{text} {language.digits(str((start + dt.timedelta(days=int(day))).year))}"
                 for day, text in words.items()}  # fmt: skip
    pairs = ",".join(f"'{day}':'{text}'" for day, text in words.items())
    axis = {"values": ticks, "labelExpr": f"({{{pairs}}})[datum.value]", "title": None,
            "grid": False, "labelFlush": True}  # fmt: skip
    scale = {"domain": [-0.5, last + 0.5], "nice": False}
    return {"field": field, "type": "quantitative", "axis": axis, "scale": scale}


def _y(field: str) -> Spec:
    axis = {"format": ",d", "tickCount": 4, "tickMinStep": 1, "title": None, "domain": False,
            "gridColor": palette.GRID}  # fmt: skip
    return {"field": field, "type": "quantitative", "axis": axis, "scale": {"zero": True}}
