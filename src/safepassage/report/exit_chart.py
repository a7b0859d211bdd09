"""The figure of an exit plan as a Vega-Lite specification: departures by time, and the corridors.

Readable in black and white: classes differ by lightness with outlines, lines by width and dash.
"""

from __future__ import annotations

import datetime as dt
import textwrap
from typing import Any

from safepassage.planning.exit.plan import ExitPlan
from safepassage.planning.exit.stress import beside
from safepassage.report import palette
from safepassage.report.chart import SCHEMA
from safepassage.report.exit_data import (
    Lane,
    Way,
    arrived_rows,
    class_name,
    classes_of,
    closed_rows,
    fleet_rows,
    lanes_of,
    milliseconds,
    way_of,
)
from safepassage.report.exit_words import ExitWords
from safepassage.said import Vehicle, said
from safepassage.scenario.scenario import Scenario

Layer = dict[str, Any]
WIDTH = 860
LANE = 76
MAP = 300
SHADES = palette.SHADES
"""Lightness by class; the first has priority."""
_TICKS = 8
_HOURS = (1, 2, 3, 6, 12)
"""Hours between ticks of an axis; then whole days."""
_PLANS = ("column.this_plan", "column.first_come")
_LEGS = ("full", "free", "idle")
_KINDS = ("assembly", "junction", "destination")


def exit_chart(scenario: Scenario, plan: ExitPlan, words: ExitWords, lines: list[str]) -> Layer:
    """Vega-Lite specification with all data inside.

    Args:
        scenario: What the plan was made for.
        plan: The plan.
        words: The language, with what things are called.
        lines: Remarks under the heading.
    """
    time = _time(plan, words)
    parts = [_arrived(plan, words, time)]
    lanes = lanes_of(plan, words)
    parts += [_lane(plan, lane, words, time, first=not n) for n, lane in enumerate(lanes)]
    used = sorted({v for _, _, v in plan.proven.schedule.vehicles})
    parts += [_fleet(plan, v, words, time) for v in used]
    parts.append(_map(way_of(scenario, plan, words), words))
    return {
        "$schema": SCHEMA,
        "title": _heading(words.title, lines),
        "description": " ".join(lines),
        "background": palette.WHITE,
        "padding": 14,
        "config": {
            "view": {"stroke": None},
            "axis": {"labelFontSize": 11, "labelColor": palette.LABEL, "domainColor": palette.AXIS},
            "legend": {"labelFontSize": 11, "labelLimit": 300, "titleFontSize": 11},
            "locale": words.language.locale(),
        },
        "vconcat": parts,
        "spacing": 22,
        "resolve": {"scale": dict.fromkeys(("color", "strokeDash", "shape"), "independent")},
    }


def _heading(title: str, lines: list[str]) -> Layer:
    return {
        "text": textwrap.wrap(title, 96) or [""],
        "subtitle": [part for line in lines for part in textwrap.wrap(line, 140)],
        "anchor": "start",
        "fontSize": 17,
        "subtitleFontSize": 12,
        "subtitleColor": palette.LABEL,
        "subtitlePadding": 6,
        "offset": 12,
    }


def _title(text: str) -> Layer:
    return {"text": text, "anchor": "start", "frame": "group", "fontSize": 12, "color": palette.INK}


def _time(plan: ExitPlan, words: ExitWords) -> Layer:
    """Axis of time, whose labels are written in the language."""
    domain = [milliseconds(plan.start), milliseconds(plan.end) + 1]
    labels = {milliseconds(tick): _label(tick, plan, words) for tick in ticks(plan.start, plan.end)}
    pairs = ",".join(f"'{tick}':'{label}'" for tick, label in labels.items())
    axis = {"values": list(labels), "labelExpr": f"({{{pairs}}})[toNumber(datum.value)]"}
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


def _count(field: str, title: str) -> Layer:
    axis = {"format": ",d", "tickCount": 3, "tickMinStep": 1, "title": title, "domain": False}
    axis |= {"gridColor": palette.GRID, "titleFontSize": 10, "titleFontWeight": "normal"}
    return {"field": field, "type": "quantitative", "axis": axis, "scale": {"zero": True}}


def _legend(title: str | None) -> Layer:
    return {"title": title, "orient": "right", "offset": 12}


def _arrived(plan: ExitPlan, words: ExitWords, time: Layer) -> Layer:
    """People who have arrived, with the naive plan beside it."""
    plans = [words.say(said(key)) for key in _PLANS]
    rows = arrived_rows(plan.departures, plan, plans[0])
    naive = beside(plan)
    rows += arrived_rows(naive.departures, plan, plans[1])
    scale = {"domain": plans, "range": [[1, 0], [5, 4]]}
    end = milliseconds(plan.end) + 1
    return {
        "title": _title(words("arrived", other=said(_PLANS[1]), until=naive.end)),
        "width": WIDTH,
        "height": LANE + 20,
        "data": {"values": [row for row in rows if row["from"] <= end]},
        "mark": {"type": "line", "color": palette.INK, "strokeWidth": 1.8},
        "encoding": {
            "x": time,
            "y": _count("people", words("people")),
            "strokeDash": {
                "field": "plan", "type": "nominal", "scale": scale, "legend": _legend(None),
            },
        },
    }  # fmt: skip


def _lane(plan: ExitPlan, lane: Lane, words: ExitWords, time: Layer, *, first: bool) -> Layer:
    """Departures of a corridor and vehicle: a bar a step, its height the people on board."""
    classes = [class_name(words, name) for name in classes_of(plan)]
    colors = {"domain": classes, "range": list(SHADES[: len(classes)])}
    titles = {"leave": words("leave"), "class": words("classes"), "people": words("people")}
    tips = [{"field": key, "type": "nominal", "title": title} for key, title in titles.items()]
    bars = {
        "data": {"values": lane.rows},
        "mark": {"type": "rect", "stroke": palette.INK, "strokeWidth": 0.5},
        "encoding": {
            "x": time,
            "x2": {"field": "to"},
            "y": _count("low", words("people")),
            "y2": {"field": "high"},
            "color": {
                "field": "class", "type": "nominal", "scale": colors,
                "legend": _legend(words("classes")) if first else None,
            },
            "tooltip": tips,
        },
    }  # fmt: skip
    layers = [bars]
    closed = closed_rows(plan, lane.corridor)
    if closed:
        shade = {
            "data": {"values": closed},
            "mark": {"type": "rect", "color": palette.SHUT},
            "encoding": {"x": time, "x2": {"field": "to"}},
        }
        mark = {"type": "text", "text": words("closed"), "align": "left", "dx": 3, "fontSize": 10}
        said_so = {"data": {"values": closed}, "mark": mark, "encoding": {"x": time}}
        layers = [shade, bars, said_so]
    return {"title": _title(lane.title), "width": WIDTH, "height": LANE, "layer": layers}


def _fleet(plan: ExitPlan, number: int, words: ExitWords, time: Layer) -> Layer:
    """Vehicles under way, against how many there are."""
    fleet = plan.instance.fleets[number]
    line = {
        "data": {"values": fleet_rows(plan, number)},
        "mark": {"type": "area", "interpolate": "step-after", "color": palette.UNDER_WAY,
                 "line": {"color": palette.INK, "strokeWidth": 1}},
        "encoding": {"x": time, "y": _count("vehicles", words("fleet"))},
    }  # fmt: skip
    most = {
        "data": {"values": [{"vehicles": fleet.number}]},
        "mark": {"type": "rule", "strokeDash": [6, 3], "color": palette.INK},
        "encoding": {"y": _count("vehicles", words("fleet"))},
    }
    return {
        "title": _title(words("under_way", vehicle=Vehicle(fleet.vehicle), all=fleet.number)),
        "width": WIDTH,
        "height": LANE - 16,
        "layer": [line, most],
    }


def _map(way: Way, words: ExitWords) -> Layer:
    """Places and legs, to scale: width by people, black where it is full."""
    x, y = _equal_scales(way)
    states = [words(key) for key in _LEGS]
    dash = {"domain": states, "range": [[1, 0], [1, 0], [4, 4]]}
    tone = {"domain": states, "range": [palette.INK, palette.LEG, palette.LEG]}
    most = max((leg["people"] for leg in way.legs), default=1) or 1
    legs = {
        "data": {"values": way.legs},
        "mark": {"type": "rule", "strokeCap": "round"},
        "encoding": {
            "x": x, "y": y, "x2": {"field": "x2"}, "y2": {"field": "y2"},
            "size": {
                "field": "people", "type": "quantitative", "legend": None,
                "scale": {"domain": [0, most], "range": [1.5, 9]},
            },
            "color": {
                "field": "leg", "type": "nominal", "scale": tone, "legend": _legend(words("leg")),
            },
            "strokeDash": {"field": "leg", "type": "nominal", "scale": dash},
        },
    }  # fmt: skip
    shapes = {
        "domain": [words(key) for key in _KINDS],
        "range": ["circle", "triangle-up", "square"],
    }
    spots = {
        "data": {"values": way.places},
        "mark": {"type": "point", "filled": True, "fill": palette.WHITE, "stroke": palette.INK,
                 "strokeWidth": 2, "size": 190, "opacity": 1},
        "encoding": {
            "x": x, "y": y,
            "shape": {
                "field": "kind", "type": "nominal", "scale": shapes,
                "legend": _legend(words("place")) | {"symbolFillColor": palette.INK},
            },
            "fill": {
                "condition": {"test": "datum.binds", "value": palette.INK},
                "value": palette.WHITE,
            },
        },
    }  # fmt: skip
    style: Layer = {"type": "text", "align": "left", "baseline": "top", "dx": 12, "dy": 6}
    style |= {"fontSize": 11, "lineHeight": 13, "color": palette.INK}
    labels = {"x": x, "y": y, "text": {"field": "label"}}
    names: Layer = {"data": {"values": way.places}, "mark": style, "encoding": labels}
    halo = {**names, "mark": {**style, "stroke": palette.WHITE, "strokeWidth": 4}}
    return {
        "title": _title(words("map" if way.drawn_to_scale else "sketch")),
        "width": WIDTH,
        "height": MAP,
        "layer": [legs, spots, halo, names],
    }


def _equal_scales(way: Way) -> tuple[Layer, Layer]:
    """Axes in km on which a kilometre is as long across as up."""
    xs = [place["x"] for place in way.places]
    ys = [place["y"] for place in way.places]
    unit = max((max(xs) - min(xs)) / (0.7 * WIDTH), (max(ys) - min(ys)) / (0.6 * MAP), 1e-6)
    found = []
    for field, values, pixels, shift in (("x", xs, WIDTH, 0.06), ("y", ys, MAP, -0.04)):
        middle = (max(values) + min(values)) / 2 + shift * pixels * unit
        domain = [middle - pixels * unit / 2, middle + pixels * unit / 2]
        axis = {"title": None, "grid": False, "tickCount": 5, "format": ",.3~f"}
        found.append(
            {
                "field": field,
                "type": "quantitative",
                "scale": {"domain": domain, "nice": False, "zero": False},
                "axis": axis | {"ticks": way.drawn_to_scale, "labels": way.drawn_to_scale},
            }
        )
    return found[0], found[1]
