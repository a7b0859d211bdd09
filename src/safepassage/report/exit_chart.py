"""The figure of an exit plan as a Vega-Lite specification: departures by time, and the corridors.

Readable in black and white: classes differ by lightness with outlines, lines by width and dash.
"""

from __future__ import annotations

from safepassage.planning.exit.plan import ExitPlan
from safepassage.planning.exit.stress import beside
from safepassage.report import palette
from safepassage.report.chart import SCHEMA
from safepassage.report.exit_data import (
    Lane,
    arrived_rows,
    class_name,
    classes_of,
    closed_rows,
    fleet_rows,
    lanes_of,
    milliseconds,
    way_of,
)
from safepassage.report.exit_look import WIDTH, Layer, count, heading, legend, title
from safepassage.report.exit_map import corridor_map
from safepassage.report.exit_time import time_axis
from safepassage.report.exit_words import ExitWords
from safepassage.said import Vehicle, said
from safepassage.scenario.scenario import Scenario

LANE = 76
SHADES = palette.SHADES
"""Lightness by class; the first has priority."""
_PLANS = ("column.this_plan", "column.first_come")


def exit_chart(scenario: Scenario, plan: ExitPlan, words: ExitWords, lines: list[str]) -> Layer:
    """Vega-Lite specification with all data inside.

    Args:
        scenario: What the plan was made for.
        plan: The plan.
        words: The language, with what things are called.
        lines: Remarks under the heading.
    """
    time = time_axis(plan, words)
    parts = [_arrived(plan, words, time)]
    lanes = lanes_of(plan, words)
    parts += [_lane(plan, lane, words, time, first=not n) for n, lane in enumerate(lanes)]
    used = sorted({v for _, _, v in plan.proven.schedule.vehicles})
    parts += [_fleet(plan, v, words, time) for v in used]
    parts.append(corridor_map(way_of(scenario, plan, words), words))
    above, first = heading(words, lines)
    return {
        "$schema": SCHEMA,
        **({"title": above} if above else {}),
        "vconcat": [*first, *parts],
        "description": " ".join(lines),
        "background": palette.WHITE,
        "padding": 14,
        "config": {
            "view": {"stroke": None},
            "axis": {"labelFontSize": 11, "labelColor": palette.LABEL, "domainColor": palette.AXIS},
            "legend": {"labelFontSize": 11, "labelLimit": 300, "titleFontSize": 11},
            "locale": words.language.locale(),
        },
        "spacing": 22,
        "resolve": {"scale": dict.fromkeys(("color", "strokeDash", "shape"), "independent")},
    }


def _arrived(plan: ExitPlan, words: ExitWords, time: Layer) -> Layer:
    """People who have arrived, with the naive plan beside it."""
    plans = [words.say(said(key)) for key in _PLANS]
    rows = arrived_rows(plan.departures, plan, plans[0])
    naive = beside(plan)
    rows += arrived_rows(naive.departures, plan, plans[1])
    scale = {"domain": plans, "range": [[1, 0], [5, 4]]}
    end = milliseconds(plan.end) + 1
    return {
        "title": title(words, words("arrived", other=said(_PLANS[1]), until=naive.end)),
        "width": WIDTH,
        "height": LANE + 20,
        "data": {"values": [row for row in rows if row["from"] <= end]},
        "mark": {"type": "line", "color": palette.INK, "strokeWidth": 1.8},
        "encoding": {
            "x": time,
            "y": count("people", words("people")),
            "strokeDash": {
                "field": "plan", "type": "nominal", "scale": scale, "legend": legend(None),
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
            "y": count("low", words("people")),
            "y2": {"field": "high"},
            "color": {
                "field": "class", "type": "nominal", "scale": colors,
                "legend": legend(words("classes")) if first else None,
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
    return {"title": title(words, lane.title), "width": WIDTH, "height": LANE, "layer": layers}


def _fleet(plan: ExitPlan, number: int, words: ExitWords, time: Layer) -> Layer:
    """Vehicles under way, against how many there are."""
    fleet = plan.instance.fleets[number]
    line = {
        "data": {"values": fleet_rows(plan, number)},
        "mark": {"type": "area", "interpolate": "step-after", "color": palette.UNDER_WAY,
                 "line": {"color": palette.INK, "strokeWidth": 1}},
        "encoding": {"x": time, "y": count("vehicles", words("fleet"))},
    }  # fmt: skip
    most = {
        "data": {"values": [{"vehicles": fleet.number}]},
        "mark": {"type": "rule", "strokeDash": [6, 3], "color": palette.INK},
        "encoding": {"y": count("vehicles", words("fleet"))},
    }
    return {
        "title": title(words, words("under_way", vehicle=Vehicle(fleet.vehicle), all=fleet.number)),
        "width": WIDTH,
        "height": LANE - 16,
        "layer": [line, most],
    }
