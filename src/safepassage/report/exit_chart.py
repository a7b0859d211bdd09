"""The figure of an exit plan as a Vega-Lite specification: departures by time, and the corridors.

Readable in black and white: classes differ by lightness with outlines, lines by width and dash.
"""

from __future__ import annotations

import textwrap
from typing import Any

from safepassage.planning.exit.plan import ExitPlan
from safepassage.planning.exit.stress import beside
from safepassage.report import palette
from safepassage.report.brief.map_labels import round_km
from safepassage.report.chart import SCHEMA
from safepassage.report.exit_data import (
    Lane,
    Way,
    arrived_rows,
    classes_of,
    closed_rows,
    fleet_rows,
    lanes_of,
    milliseconds,
    way_of,
)
from safepassage.report.texts import clean
from safepassage.result.names import Names
from safepassage.scenario.scenario import Scenario

Layer = dict[str, Any]
WIDTH = 860
LANE = 76
MAP = 300
SHADES = palette.SHADES
"""Lightness by class; the first has priority."""
_LINE, _LETTER = 13, 6.2
"""Height of a line of words on the map, and width of a letter."""
_PLANS = ("this plan", "first come, first served")
_LEGS = ("full while people wait", "has room", "not used")
_KINDS = ("assembly point", "checkpoint or junction", "destination")


def exit_chart(scenario: Scenario, plan: ExitPlan, lines: list[str]) -> Layer:
    """Vega-Lite specification with all data inside.

    Args:
        scenario: What the plan was made for.
        plan: The plan.
        lines: Remarks under the heading.
    """
    names = Names(scenario)
    parts = [_arrived(plan)]
    lanes = enumerate(lanes_of(names, plan))
    parts += [_lane(names, plan, lane, first=not n) for n, lane in lanes]
    used = sorted({v for _, _, v in plan.proven.schedule.vehicles})
    parts += [_fleet(names, plan, v) for v in used]
    parts.append(_map(way_of(scenario, plan)))
    return {
        "$schema": SCHEMA,
        "title": _heading(clean(scenario.title), lines),
        "description": " ".join(lines),
        "background": palette.WHITE,
        "padding": 14,
        "config": {
            "view": {"stroke": None},
            "axis": {"labelFontSize": 11, "labelColor": palette.LABEL, "domainColor": palette.AXIS},
            "legend": {"labelFontSize": 11, "labelLimit": 300, "titleFontSize": 11},
        },
        "vconcat": parts,
        "spacing": 22,
        "resolve": {"scale": dict.fromkeys(("color", "strokeDash", "shape"), "independent")},
    }


def _heading(title: str, lines: list[str]) -> Layer:
    return {
        "text": textwrap.wrap(title, 96) or [""],
        "subtitle": [part for line in lines for part in textwrap.wrap(clean(line), 140)],
        "anchor": "start",
        "fontSize": 17,
        "subtitleFontSize": 12,
        "subtitleColor": palette.LABEL,
        "subtitlePadding": 6,
        "offset": 12,
    }


def _title(text: str) -> Layer:
    return {"text": text, "anchor": "start", "frame": "group", "fontSize": 12, "color": palette.INK}


def _time(plan: ExitPlan, field: str = "from") -> Layer:
    domain = [milliseconds(plan.start), milliseconds(plan.end) + 1]
    days = plan.makespan_hours / 24
    style = "%H:%M" if days <= 1 else "%d %b %H:%M" if days <= 5 else "%d %b"
    axis = {"format": style, "title": None, "grid": False, "tickCount": 8, "labelOverlap": True}
    scale = {"type": "utc", "domain": domain, "nice": False, "clamp": True}
    return {"field": field, "type": "temporal", "axis": axis, "scale": scale}


def _count(field: str, title: str) -> Layer:
    axis = {"format": ",d", "tickCount": 3, "tickMinStep": 1, "title": title, "domain": False}
    axis |= {"gridColor": palette.GRID, "titleFontSize": 10, "titleFontWeight": "normal"}
    return {"field": field, "type": "quantitative", "axis": axis, "scale": {"zero": True}}


def _legend(title: str | None) -> Layer:
    return {"title": title, "orient": "right", "offset": 12}


def _arrived(plan: ExitPlan) -> Layer:
    """People who have arrived, with the naive plan beside it."""
    rows = arrived_rows(plan.departures, plan, _PLANS[0])
    naive = beside(plan)
    rows += arrived_rows(naive.departures, plan, _PLANS[1])
    scale = {"domain": list(_PLANS), "range": [[1, 0], [5, 4]]}
    end = milliseconds(plan.end) + 1
    return {
        "title": _title(f"People who have arrived ({_PLANS[1]}: until {naive.end:%d %b %H:%M})"),
        "width": WIDTH,
        "height": LANE + 20,
        "data": {"values": [row for row in rows if row["from"] <= end]},
        "mark": {"type": "line", "color": palette.INK, "strokeWidth": 1.8},
        "encoding": {
            "x": _time(plan),
            "y": _count("people", "people"),
            "strokeDash": {
                "field": "plan", "type": "nominal", "scale": scale, "legend": _legend(None),
            },
        },
    }  # fmt: skip


def _lane(names: Names, plan: ExitPlan, lane: Lane, *, first: bool) -> Layer:
    """Departures of a corridor and vehicle: a bar a step, its height the people on board."""
    classes = [clean(names.class_(name)) for name in classes_of(plan)]
    colors = {"domain": classes, "range": list(SHADES[: len(classes)])}
    tips = [{"field": key, "type": "nominal"} for key in ("leave", "class", "people")]
    bars = {
        "data": {"values": lane.rows},
        "mark": {"type": "rect", "stroke": palette.INK, "strokeWidth": 0.5},
        "encoding": {
            "x": _time(plan),
            "x2": {"field": "to"},
            "y": _count("low", "people"),
            "y2": {"field": "high"},
            "color": {
                "field": "class", "type": "nominal", "scale": colors,
                "legend": _legend("class") if first else None,
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
            "encoding": {"x": _time(plan), "x2": {"field": "to"}},
        }
        words = {
            "data": {"values": closed},
            "mark": {"type": "text", "text": "closed", "align": "left", "dx": 3, "fontSize": 10},
            "encoding": {"x": _time(plan)},
        }
        layers = [shade, bars, words]
    return {"title": _title(lane.title), "width": WIDTH, "height": LANE, "layer": layers}


def _fleet(names: Names, plan: ExitPlan, number: int) -> Layer:
    """Vehicles under way, against how many there are."""
    fleet = plan.instance.fleets[number]
    line = {
        "data": {"values": fleet_rows(plan, number)},
        "mark": {"type": "area", "interpolate": "step-after", "color": palette.UNDER_WAY,
                 "line": {"color": palette.INK, "strokeWidth": 1}},
        "encoding": {"x": _time(plan), "y": _count("vehicles", "vehicles")},
    }  # fmt: skip
    most = {
        "data": {"values": [{"vehicles": fleet.number}]},
        "mark": {"type": "rule", "strokeDash": [6, 3], "color": palette.INK},
        "encoding": {"y": _count("vehicles", "vehicles")},
    }
    text = f"{names.vehicle(fleet.vehicle)} under way (dashed: all {fleet.number:,})"
    return {
        "title": _title(clean(text)),
        "width": WIDTH,
        "height": LANE - 16,
        "layer": [line, most],
    }


def _map(way: Way) -> Layer:
    """Places and legs, to scale: width by people, black where it is full."""
    x, y = _equal_scales(way)
    dash = {"domain": list(_LEGS), "range": [[1, 0], [1, 0], [4, 4]]}
    tone = {"domain": list(_LEGS), "range": [palette.INK, palette.LEG, palette.LEG]}
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
            "color": {"field": "leg", "type": "nominal", "scale": tone, "legend": _legend("leg")},
            "strokeDash": {"field": "leg", "type": "nominal", "scale": dash},
        },
    }  # fmt: skip
    shapes = {"domain": list(_KINDS), "range": ["circle", "triangle-up", "square"]}
    spots = {
        "data": {"values": way.places},
        "mark": {"type": "point", "filled": True, "fill": palette.WHITE, "stroke": palette.INK,
                 "strokeWidth": 2, "size": 190, "opacity": 1},
        "encoding": {
            "x": x, "y": y,
            "shape": {
                "field": "kind", "type": "nominal", "scale": shapes,
                "legend": _legend("place") | {"symbolFillColor": palette.INK},
            },
            "fill": {
                "condition": {"test": "datum.binds", "value": palette.INK},
                "value": palette.WHITE,
            },
        },
    }  # fmt: skip
    placed = [{**place, **spot} for place, spot in zip(way.places, _placed(way), strict=True)]
    style: Layer = {
        "type": "text", "baseline": "top", "fontSize": 11, "lineHeight": _LINE,
        "color": palette.INK, **{key: {"expr": f"datum.{key}"} for key in ("align", "dx", "dy")},
    }  # fmt: skip
    words = {"x": x, "y": y, "text": {"field": "label"}}
    names: Layer = {"data": {"values": placed}, "mark": style, "encoding": words}
    halo = {**names, "mark": {**style, "stroke": palette.WHITE, "strokeWidth": 4}}
    scale = "north is up" if way.drawn_to_scale else "a sketch: no coordinates known"
    text = f"Corridors ({scale}); the wider a leg, the more people; black: it binds"
    return {
        "title": _title(text),
        "width": WIDTH,
        "height": MAP,
        "layer": [legs, spots, halo, names, *_ruler(way)],
    }


def _ruler(way: Way) -> list[Layer]:
    """A bar of some kilometres in the lower corner."""
    if not way.drawn_to_scale:
        return []
    x, y = _equal_scales(way)
    (left, right), (low, high) = x["scale"]["domain"], y["scale"]["domain"]
    km = round_km((right - left) / 8)
    at = {"x": left + 0.02 * (right - left), "y": low + 0.06 * (high - low)}
    row = {**at, "x2": at["x"] + km, "text": f"{km:g} km"}
    bar: Layer = {"data": {"values": [row]}, "encoding": {"x": x, "y": y}}
    text = {"type": "text", "align": "left", "dx": 6, "fontSize": 11}
    end = {"x": x | {"field": "x2"}, "y": y, "text": {"field": "text"}}
    rule = {"type": "rule", "strokeWidth": 3, "color": palette.INK}
    return [
        {**bar, "mark": rule, "encoding": {"x": x, "y": y, "x2": {"field": "x2"}}},
        {**bar, "mark": text, "encoding": end},
    ]


def _placed(way: Way) -> list[Layer]:
    """Where the words of each place stand: beside it, where no others are."""
    x, y = (axis["scale"]["domain"] for axis in _equal_scales(way))
    taken: list[tuple[float, float, float, float]] = []
    found: list[Layer] = []
    for place in way.places:
        across = (place["x"] - x[0]) / (x[1] - x[0]) * WIDTH
        down = (y[1] - place["y"]) / (y[1] - y[0]) * MAP
        wide = _LETTER * max(map(len, place["label"]))
        tall = float(_LINE * len(place["label"]))
        choices = [
            ({"align": align, "dx": dx, "dy": dy}, (left, top, left + wide, top + tall))
            for align, dx, left in (("left", 12, across + 12), ("right", -12, across - 12 - wide))
            for dy, top in ((6, down + 6), (-6 - tall, down - 6 - tall))
        ]
        look, box = min(choices, key=lambda choice: sum(_overlap(choice[1], one) for one in taken))
        taken.append(box)
        found.append(look)
    return found


def _overlap(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> float:
    """Area that two boxes share: left, top, right and bottom."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    tall = min(one[3], other[3]) - max(one[1], other[1])
    return max(wide, 0.0) * max(tall, 0.0)


def _equal_scales(way: Way) -> tuple[Layer, Layer]:
    """Positions in km on which a kilometre is as long across as up."""
    xs = [place["x"] for place in way.places]
    ys = [place["y"] for place in way.places]
    unit = max((max(xs) - min(xs)) / (0.7 * WIDTH), (max(ys) - min(ys)) / (0.6 * MAP), 1e-6)
    found = []
    for field, values, pixels, shift in (("x", xs, WIDTH, 0.06), ("y", ys, MAP, -0.04)):
        middle = (max(values) + min(values)) / 2 + shift * pixels * unit
        domain = [middle - pixels * unit / 2, middle + pixels * unit / 2]
        found.append(
            {
                "field": field,
                "type": "quantitative",
                "scale": {"domain": domain, "nice": False, "zero": False},
                "axis": None,
            }
        )
    return found[0], found[1]
