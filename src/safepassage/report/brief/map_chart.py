"""The map as a Vega-Lite specification: kilometres on plain axes, nothing from the network.

A plain plane needs no projection, and so no polygon that is wound the wrong way can fill it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from safepassage.disclosure.map_data import MapData
from safepassage.report import palette
from safepassage.report.brief.fan_chart import SCHEMA, config
from safepassage.report.brief.language import Language, Ready
from safepassage.report.brief.map_borders import border_layer
from safepassage.report.brief.map_labels import PEOPLE, labels, ruler
from safepassage.report.brief.map_scales import Scales, boxes, records

HOLDERS = (
    ("circle", palette.WHITE),
    ("square", palette.HELD_SQUARE),
    ("triangle-up", palette.HELD_TRIANGLE),
    ("diamond", palette.HELD_DIAMOND),
    ("cross", palette.HELD_CROSS),
)
"""Shape and fill of who holds a place: distinguishable without colour too."""
OVER, SHUT = palette.OVER_CAPACITY, palette.CLOSED_SITE
_FRAME = "datum.f == day"

Spec = dict[str, Any]


def map_chart(language: Language, data: MapData, start: int, summary: str) -> Spec:
    """The map with its parameters ``day`` (frame) and ``near`` (1: closer view).

    Args:
        language: Texts.
        data: Rows.
        start: Frame shown first.
        summary: The map in words.
    """
    far, near = boxes(data)
    params: list[Spec] = [
        {"name": "day", "value": start},
        {"name": "near", "value": 1 if data.near else 0},
    ]
    top = max(float(data.people["n"].max()), 1.0) if len(data.people) else 1.0
    scales = Scales(far, near, top, max(float(data.flows["n"].max()), 1.0) if len(data.flows)
                     else 1.0)  # fmt: skip
    layers = [
        *border_layer(scales, data),
        _routes(scales, data),
        *_held(language, scales, data),
        *_flows(language, scales, data),
        _rooms(scales, data),
        _people(language, scales, data),
        *labels(language, scales, data),
        *ruler(language, scales, data),
    ]
    return {
        "$schema": SCHEMA,
        "description": summary,
        "background": "transparent",
        "padding": 2,
        "config": {**config(language), "view": {"stroke": palette.FRAME, "fill": palette.GROUND}},
        "params": params,
        "layer": layers,
    }


def holder_look(number: int) -> tuple[str, str]:
    """Shape and fill of the n-th holder."""
    return HOLDERS[min(number, len(HOLDERS) - 1)]


def _routes(scales: Scales, data: MapData) -> Spec:
    return {
        "data": {"values": records(data.routes)},
        "mark": {
            "type": "rule",
            "color": palette.ROUTE,
            "strokeWidth": 1,
            "clip": True,
            "aria": False,
        },
        "encoding": {**scales.at(), "x2": {"field": "x2"}, "y2": {"field": "y2"}},
    }


def _held(language: Language, scales: Scales, data: MapData) -> list[Spec]:
    places = {row["i"]: row for row in records(data.places) if row["kind"] != "area"}
    rows = []
    for span in records(data.held):
        place = places.get(span["p"])
        if place is not None:
            shape, fill = holder_look(data.holders.index(span["who"]))
            held = language("map.held", who=Ready(language.word("holder", span["who"])))
            spot = {"x": place["x"], "y": place["y"], "a": span["a"], "b": span["b"]}
            rows.append(
                {**spot, "h": shape, "c": fill, "w": language.name(place["name"]), "k": held}
            )
    tips = [
        {"field": "w", "type": "nominal", "title": language("map.where")},
        {"field": "k", "type": "nominal", "title": language("map.holder")},
    ]
    look = {"type": "point", "size": 34, "stroke": palette.LABEL, "strokeWidth": 0.8, "opacity": 1,
            "clip": True, "aria": False}  # fmt: skip
    if not rows:
        return []  # nobody holds anything: an empty layer has no extent
    return [
        {
            "data": {"values": rows},
            "transform": [{"filter": "datum.a <= day && day <= datum.b"}],
            "mark": look,
            "encoding": {
                **scales.at(),
                "shape": {"field": "h", "type": "nominal", "scale": None},
                "fill": {"field": "c", "type": "nominal", "scale": None},
                "tooltip": tips,
            },
        }
    ]


def _flows(language: Language, scales: Scales, data: MapData) -> list[Spec]:
    if not len(data.flows):
        return []
    rows = data.flows.copy()
    rows["t"] = [language.number(value) for value in rows["n"]]
    rows["mx"] = (rows["x"] + 2 * rows["x2"]) / 3
    rows["my"] = (rows["y"] + 2 * rows["y2"]) / 3
    turn = np.degrees(np.arctan2(rows["x2"] - rows["x"], rows["y2"] - rows["y"]))
    rows["g"] = turn.round(0)
    values = records(rows.round(2))
    width = {"field": "n", "type": "quantitative", "legend": None,
             "scale": {"domain": [0, scales.flow], "range": [1.2, 7]}}  # fmt: skip
    tips = [{"field": "t", "type": "nominal", "title": language("map.flow")}]
    shown = [{"filter": _FRAME}]
    line = {"type": "rule", "color": palette.INK, "opacity": 0.75, "clip": True, "aria": False}
    head = {"type": "point", "shape": "triangle-up", "filled": True, "color": palette.INK,
            "size": 70, "opacity": 1, "clip": True, "aria": False}  # fmt: skip
    ends = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    angle = {"field": "g", "type": "quantitative", "scale": None}
    return [
        {"data": {"values": values}, "transform": shown, "mark": line,
         "encoding": {**scales.at(), **ends, "strokeWidth": width, "tooltip": tips}},
        {"data": {"values": values}, "transform": shown, "mark": head,
         "encoding": {**scales.at("mx", "my"), "angle": angle, "tooltip": tips}},
    ]  # fmt: skip


def _rooms(scales: Scales, data: MapData) -> Spec:
    rows = data.people[data.people["room"].notna()][["f", "x", "y", "room"]]
    ring = {"type": "point", "shape": "circle", "stroke": palette.INK, "strokeDash": [4, 2],
            "strokeWidth": 1.4, "fill": None, "opacity": 1, "clip": True,
            "aria": False}  # fmt: skip
    return {
        "data": {"values": records(rows)},
        "transform": [{"filter": _FRAME}],
        "mark": ring,
        "encoding": {**scales.at(), "size": scales.size("room")},
    }


def _people(language: Language, scales: Scales, data: MapData) -> Spec:
    names = dict(zip(data.places["i"], data.places["name"], strict=True))
    rows = data.people[["f", "x", "y", "n", "shut"]].copy()
    frame = data.people
    rows["c"] = [
        SHUT if shut else OVER if room == room and n > room else PEOPLE  # noqa: PLR0124
        for shut, room, n in zip(frame["shut"], frame["room"], frame["n"], strict=True)
    ]
    rows["w"] = [
        language("map.enclosed") if shut else language.name(str(names.get(i, "")))
        for i, shut in zip(frame["i"], frame["shut"], strict=True)
    ]
    rows["t"] = [
        language("figure.spread", low=int(low), middle=int(n), high=int(high))
        for low, n, high in zip(frame["low"], frame["n"], frame["high"], strict=True)
    ]
    tips = [
        {"field": "w", "type": "nominal", "title": language("map.where")},
        {"field": "t", "type": "nominal", "title": language("map.people")},
    ]
    dot = {"type": "point", "shape": "circle", "filled": True, "opacity": 0.62, "clip": True,
           "stroke": palette.MEDIAN, "strokeWidth": 1, "aria": False}  # fmt: skip
    return {
        "data": {"values": records(rows)},
        "transform": [{"filter": _FRAME}],
        "mark": dot,
        "encoding": {
            **scales.at(),
            "size": scales.size("n"),
            "fill": {"field": "c", "type": "nominal", "scale": None},
            "tooltip": tips,
        },
    }
