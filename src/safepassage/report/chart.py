"""The figure as a Vega-Lite specification: people by place over time, with reported values.

Plain values, not Altair objects: building some hundred layers with those takes seconds. A test
holds the specification against Altair's schema.
"""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Sequence
from typing import Any

from safepassage.report import marks, palette
from safepassage.report.chart_data import BLANK, dataset_names, datasets, ticks, time_of
from safepassage.report.legend import legend
from safepassage.report.panels import Panel
from safepassage.report.texts import clean, plain_date

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
COLUMNS = 3
WIDTH = 270
HEIGHT = 130
_GUTTER = 78
_TITLE_LETTERS = 42
_TITLE_LINE = 14
_HALF_DAY = 43_200_000
_REPORT_TIPS = ("reported", "source", "about", "published", "status", "remark")
_DAY_TIPS = ("day", "5 %", "50 %", "95 %")
_CONFIG: dict[str, Any] = {
    "view": {"stroke": None},
    "axis": {
        "labelColor": palette.LABEL,
        "labelFontSize": 11,
        "domainColor": palette.AXIS,
        "tickColor": palette.AXIS,
    },
}

Windows = Sequence[tuple[dt.date, dt.date]]
Layer = dict[str, Any]


def chart(
    panels: Sequence[Panel],
    windows: Windows,
    title: str,
    lines: Sequence[str],
    as_of: dt.date | None = None,
) -> Layer:
    """Vega-Lite specification of the whole figure, with all data inside.

    Args:
        panels: What to show.
        windows: First and last days on which a corridor was open.
        title: Heading.
        lines: Remarks under the heading.
        as_of: Last day whose publications are known: a dotted line.
    """
    if as_of is not None and not (panels and panels[0].dates[0] <= as_of <= panels[0].dates[-1]):
        as_of = None
    width = COLUMNS * WIDTH + (COLUMNS - 1) * _GUTTER
    tall = max((len(_title(panel)) for panel in panels), default=1)
    body = {
        "concat": [_panel(panel, f"panel{n}", windows, as_of) for n, panel in enumerate(panels)],
        "columns": COLUMNS,
        "bounds": "flush",  # so that axes stand in line whatever the length of titles and labels
        "spacing": {"row": 42 + _TITLE_LINE * tall, "column": _GUTTER},
    }
    key = legend(panels, corridor=bool(windows), as_of=as_of is not None, width=width)
    return {
        "$schema": SCHEMA,
        "title": _heading(title, lines),
        "description": describe(panels, title),
        "background": palette.WHITE,
        "padding": 14,
        "config": _CONFIG,
        "vconcat": [key, body] if panels else [key],
        "spacing": 16,
        "datasets": {BLANK: [{}], **datasets(panels, windows, as_of)},
    }


def describe(panels: Sequence[Panel], title: str) -> str:
    """The figure in words."""
    if not panels:
        return f"{clean(title)}. Nothing to show."
    first, last = plain_date(panels[0].dates[0]), plain_date(panels[0].dates[-1])
    head = f"{clean(title)}. {len(panels)} small panels of people over time, {first} to {last}."
    return " ".join([head, *(panel.summary for panel in panels)])


def _heading(title: str, lines: Sequence[str]) -> Layer:
    return {
        "text": textwrap.wrap(clean(title), 112) or [""],
        "subtitle": [part for line in lines for part in textwrap.wrap(clean(line), 150)],
        "anchor": "start",
        "fontSize": 17,
        "subtitleFontSize": 12,
        "subtitleColor": palette.QUIET,
        "subtitlePadding": 6,
        "offset": 10,
    }


def _title(panel: Panel) -> list[str]:
    return textwrap.wrap(panel.label, _TITLE_LETTERS, max_lines=3, placeholder=" ...") or [""]


def _panel(panel: Panel, name: str, windows: Windows, as_of: dt.date | None) -> Layer:
    """One small chart."""
    # A wide line a day: with x2 the domain of dates would be declared twice, in two ways.
    a_day = WIDTH / ((panel.dates[-1] - panel.dates[0]).days + 1) + 0.3
    shade = {"type": "rule", "color": palette.OPEN, "strokeWidth": a_day, "aria": False}
    open_ = {"data": {"name": "windows"}, "mark": shade}
    line = {"type": "rule", "color": palette.INK, "strokeDash": [1, 3], "aria": False}
    known = {"data": {"name": "known"}, "mark": line}
    first, last = ([open_] if windows else []), ([known] if as_of else [])
    layers = [*first, *_people(panel, name), *last, *_reported(panel, name)]
    title = {"text": _title(panel), "anchor": "start", "frame": "group", "fontSize": 12}
    return {
        "title": {**title, "color": palette.INK},
        "description": panel.summary,
        "width": WIDTH,
        "height": HEIGHT,
        "encoding": {"x": _x(panel)},
        "layer": layers,
    }


def _people(panel: Panel, name: str) -> list[Layer]:
    """The band, the median and, for a site, its capacity."""
    data, quiet = {"name": name}, {"aria": False}
    band = {"type": "area", "color": palette.RUN_BAND, "opacity": 0.75, **quiet}
    median = {"type": "line", "color": palette.RUN_MEDIAN, "strokeWidth": 2, **quiet}
    layers = [
        {"data": data, "mark": band, "encoding": {"y": _y("low"), "y2": {"field": "high"}}},
        {"data": data, "mark": median, "encoding": {"y": _y("middle")}},
    ]
    if panel.drawn_capacity is not None:
        room = {"type": "line", "color": palette.CAPACITY, "strokeWidth": 1.2, **quiet}
        room["strokeDash"] = [6, 3]
        layers.append({"data": data, "mark": room, "encoding": {"y": _y("capacity")}})
    # Wide lines that nobody sees catch the pointer.
    sensor = {"type": "rule", "strokeWidth": 4, "opacity": 0, **quiet}
    return [*layers, {"data": data, "mark": sensor, "encoding": {"tooltip": _tips(_DAY_TIPS)}}]


def _reported(panel: Panel, name: str) -> list[Layer]:
    """Points, ranges with bars at both ends, and registrations as small dots."""
    layers: list[Layer] = []
    for found in dataset_names(panel, name):
        data, tips = {"name": found.name}, {"tooltip": _tips(_REPORT_TIPS)}
        ink = {"color": palette.INK}
        if found.kind == marks.RANGE:
            bar = {"type": "rule", "strokeWidth": 1.6, "strokeDash": list(found.trust.dash), **ink}
            ends = {"y": _y("low"), "y2": {"field": "high"}}
            layers.append({"data": data, "mark": bar, "encoding": {**ends, **tips}})
            cap = {"type": "tick", "thickness": 1.6, "size": 9, "orient": "horizontal", **ink}
            layers += [
                {"data": data, "mark": cap, "encoding": {"y": _y(end), **tips}}
                for end in ("low", "high")
            ]
            continue
        mark = marks.point(marks.SHAPES.get(found.kind, "circle"), found.trust.fill, 42)
        if found.kind == marks.REGISTRATION:
            mark |= {"size": 9, "strokeWidth": 0, "aria": False}
        layers.append({"data": data, "mark": mark, "encoding": {"y": _y("value"), **tips}})
    return layers


def _tips(keys: Sequence[str]) -> list[Layer]:
    return [{"field": key, "type": "nominal", "title": key} for key in keys]


def _x(panel: Panel) -> Layer:
    first, last = panel.dates[0], panel.dates[-1]
    values, style = ticks(first, last)
    domain = [time_of(first) - _HALF_DAY, time_of(last) + _HALF_DAY]
    axis = {"values": values, "format": style, "title": None, "grid": False, "labelFlush": False}
    scale = {"type": "utc", "domain": domain, "nice": False}
    return {"field": "date", "type": "temporal", "axis": axis, "scale": scale}


def _y(field: str) -> Layer:
    axis = {"format": ",d", "tickCount": 4, "tickMinStep": 1, "title": None, "domain": False}
    axis["gridColor"] = palette.GRID
    return {"field": field, "type": "quantitative", "axis": axis, "scale": {"zero": True}}
