"""The map as a Vega-Lite specification: kilometres on plain axes, nothing from the network.

A plain plane needs no projection, and so no polygon that is wound the wrong way can fill it.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from safepassage.report.brief.fan_chart import SCHEMA, config
from safepassage.report.brief.language import Language
from safepassage.report.brief.map_data import MapData

ASPECT = 1.55
"""Width over height."""
HOLDERS = (
    ("circle", "#ffffff"),
    ("square", "#6a6a6a"),
    ("triangle-up", "#b9a04b"),
    ("diamond", "#9c6fb5"),
    ("cross", "#4d9078"),
)
"""Shape and fill of who holds a place: told apart without colour too."""
PEOPLE, OVER, SHUT = "#2171b5", "#d94801", "#7a0019"
_LARGEST = 5000
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
    far, near = _boxes(data)
    params: list[Spec] = [
        {"name": "day", "value": start},
        {"name": "near", "value": 1 if data.near else 0},
    ]
    top = max(float(data.people["n"].max()), 1.0) if len(data.people) else 1.0
    scales = _Scales(far, near, top, max(float(data.flows["n"].max()), 1.0) if len(data.flows)
                     else 1.0)  # fmt: skip
    layers = [
        _routes(scales, data),
        _held(language, scales, data),
        *_flows(language, scales, data),
        _rooms(scales, data),
        _people(language, scales, data),
        *_labels(language, scales, data),
        *_ruler(language, scales, data),
    ]
    return {
        "$schema": SCHEMA,
        "description": summary,
        "background": "transparent",
        "padding": 2,
        "config": {**config(language), "view": {"stroke": "#bbbbbb", "fill": "#fbfbf8"}},
        "params": params,
        "layer": layers,
    }


def holder_look(number: int) -> tuple[str, str]:
    """Shape and fill of the n-th holder."""
    return HOLDERS[min(number, len(HOLDERS) - 1)]


class _Scales:
    """Encodings that all layers share."""

    def __init__(
        self, far: tuple[float, ...], near: tuple[float, ...], top: float, flow: float
    ) -> None:
        self.top, self.flow = top, flow
        self._x = self._scale(far[0], far[1], near[0], near[1])
        self._y = self._scale(far[2], far[3], near[2], near[3])

    @staticmethod
    def _scale(far0: float, far1: float, near0: float, near1: float) -> Spec:
        return {
            "domainMin": {"expr": f"near ? {near0:.3f} : {far0:.3f}"},
            "domainMax": {"expr": f"near ? {near1:.3f} : {far1:.3f}"},
            "nice": False,
            "zero": False,
            "clamp": False,
        }

    def at(self, x: str = "x", y: str = "y") -> Spec:
        return {
            "x": {"field": x, "type": "quantitative", "scale": self._x, "axis": None},
            "y": {"field": y, "type": "quantitative", "scale": self._y, "axis": None},
        }

    def size(self, field: str) -> Spec:
        scale = {"type": "linear", "domain": [0, self.top], "range": [0, _LARGEST], "clamp": False}
        return {"field": field, "type": "quantitative", "scale": scale, "legend": None}


def _boxes(data: MapData) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Both views with the aspect of the frame, with a margin."""
    wide, tall = data.size
    far = _fit(-0.06 * wide - 0.3, 1.06 * wide + 0.3, -0.08 * tall - 0.3, 1.08 * tall + 0.3)
    near = _fit(*data.near) if data.near else far
    return far, near


def _fit(x0: float, x1: float, y0: float, y1: float) -> tuple[float, float, float, float]:
    width = max(x1 - x0, ASPECT * (y1 - y0))
    height = width / ASPECT
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    return x - width / 2, x + width / 2, y - height / 2, y + height / 2


def _routes(scales: _Scales, data: MapData) -> Spec:
    return {
        "data": {"values": _values(data.routes)},
        "mark": {"type": "rule", "color": "#c9c9c4", "strokeWidth": 1, "clip": True, "aria": False},
        "encoding": {**scales.at(), "x2": {"field": "x2"}, "y2": {"field": "y2"}},
    }


def _held(language: Language, scales: _Scales, data: MapData) -> Spec:
    places = data.places.set_index("i")
    rows = []
    for row in data.held.itertuples(index=False):
        if row.p in places.index and places.loc[row.p, "kind"] != "area":
            shape, fill = holder_look(data.holders.index(row.who))
            place = places.loc[row.p]
            rows.append(
                {"x": place["x"], "y": place["y"], "a": row.a, "b": row.b, "h": shape,
                 "c": fill, "w": language.name(place["name"]),
                 "k": language("map.held", who=row.who)}  # fmt: skip
            )
    tips = [
        {"field": "w", "type": "nominal", "title": language("map.where")},
        {"field": "k", "type": "nominal", "title": language("map.holder")},
    ]
    look = {"type": "point", "size": 34, "stroke": "#333333", "strokeWidth": 0.8, "opacity": 1,
            "clip": True, "aria": False}  # fmt: skip
    return {
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


def _flows(language: Language, scales: _Scales, data: MapData) -> list[Spec]:
    if not len(data.flows):
        return []
    rows = data.flows.copy()
    rows["t"] = [language.number(value) for value in rows["n"]]
    rows["mx"] = (rows["x"] + 2 * rows["x2"]) / 3
    rows["my"] = (rows["y"] + 2 * rows["y2"]) / 3
    turn = np.degrees(np.arctan2(rows["x2"] - rows["x"], rows["y2"] - rows["y"]))
    rows["g"] = turn.round(0)
    values = _values(rows.round(2))
    width = {"field": "n", "type": "quantitative", "legend": None,
             "scale": {"domain": [0, scales.flow], "range": [1.2, 7]}}  # fmt: skip
    tips = [{"field": "t", "type": "nominal", "title": language("map.flow")}]
    shown = [{"filter": _FRAME}]
    line = {"type": "rule", "color": "#1a1a1a", "opacity": 0.75, "clip": True, "aria": False}
    head = {"type": "point", "shape": "triangle-up", "filled": True, "color": "#1a1a1a",
            "size": 70, "opacity": 1, "clip": True, "aria": False}  # fmt: skip
    ends = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    angle = {"field": "g", "type": "quantitative", "scale": None}
    return [
        {"data": {"values": values}, "transform": shown, "mark": line,
         "encoding": {**scales.at(), **ends, "strokeWidth": width, "tooltip": tips}},
        {"data": {"values": values}, "transform": shown, "mark": head,
         "encoding": {**scales.at("mx", "my"), "angle": angle, "tooltip": tips}},
    ]  # fmt: skip


def _rooms(scales: _Scales, data: MapData) -> Spec:
    rows = data.people[data.people["room"].notna()][["f", "x", "y", "room"]]
    ring = {"type": "point", "shape": "circle", "stroke": "#1a1a1a", "strokeDash": [4, 2],
            "strokeWidth": 1.4, "fill": None, "opacity": 1, "clip": True, "aria": False}  # fmt: skip
    return {
        "data": {"values": _values(rows)},
        "transform": [{"filter": _FRAME}],
        "mark": ring,
        "encoding": {**scales.at(), "size": scales.size("room")},
    }


def _people(language: Language, scales: _Scales, data: MapData) -> Spec:
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
           "stroke": "#08306b", "strokeWidth": 1, "aria": False}  # fmt: skip
    return {
        "data": {"values": _values(rows)},
        "transform": [{"filter": _FRAME}],
        "mark": dot,
        "encoding": {
            **scales.at(),
            "size": scales.size("n"),
            "fill": {"field": "c", "type": "nominal", "scale": None},
            "tooltip": tips,
        },
    }


def _labels(language: Language, scales: _Scales, data: MapData) -> list[Spec]:
    """Names of the fullest places and of the sites, where they do not cover each other."""
    far, near = _boxes(data)
    views = [(0, far), (1, near)] if data.near else [(0, far)]
    rows: list[Spec] = []
    for view, box in views:
        for name, x, y, right in _chosen(data, box):
            rows.append({"x": x, "y": y, "s": language.name(name), "v": view, "r": int(right)})
    mark = {"type": "text", "align": {"expr": "datum.r ? 'right' : 'left'"},
            "dx": {"expr": "datum.r ? -9 : 9"}, "dy": -7, "fontSize": 11.5, "clip": True,
            "aria": False}  # fmt: skip
    text = {"text": {"field": "s", "type": "nominal"}, **scales.at()}
    halo = {**mark, "stroke": "#ffffff", "strokeWidth": 3, "color": "#ffffff"}
    shown = [{"filter": "datum.v == near"}]
    data_ = {"values": rows}
    return [
        {"data": data_, "transform": shown, "mark": halo, "encoding": text},
        {"data": data_, "transform": shown, "mark": {**mark, "color": "#111111"}, "encoding": text},
    ]


def _ruler(language: Language, scales: _Scales, data: MapData) -> list[Spec]:
    """A bar of some kilometres and a circle of some people, in a corner of each view."""
    far, near = _boxes(data)
    views = [(0, far), (1, near)] if data.near else [(0, far)]
    people = _round(scales.top / 4)
    rows = []
    for view, (x0, x1, y0, y1) in views:
        wide, tall = x1 - x0, y1 - y0
        km = _round(wide / 8)
        digits = 0 if km >= 1 else 1
        rows.append(
            {"v": view, "x": x0 + 0.03 * wide, "x2": x0 + 0.03 * wide + km, "y": y0 + 0.04 * tall,
             "cx": x0 + 0.05 * wide, "cy": y0 + 0.15 * tall, "n": people,
             "s": f"{language.number(km, digits)} {language('unit.km')}",
             "t": f"{language.number(people)} {language('unit.people')}"}  # fmt: skip
        )
    base = {"data": {"values": rows}, "transform": [{"filter": "datum.v == near"}]}
    bar = {"type": "rule", "color": "#111111", "strokeWidth": 3, "aria": False}
    text = {"type": "text", "align": "left", "fontSize": 11, "color": "#111111", "aria": False}
    circle = {"type": "point", "shape": "circle", "filled": True, "opacity": 0.62,
              "color": PEOPLE, "aria": False}  # fmt: skip
    dx = {**text, "dx": math.sqrt(_LARGEST * people / scales.top / math.pi) + 5}
    said = {"field": "t", "type": "nominal"}
    far_end = {"text": {"field": "s", "type": "nominal"}, **scales.at("x2")}
    return [
        {**base, "mark": bar, "encoding": {**scales.at(), "x2": {"field": "x2"}}},
        {**base, "mark": {**text, "dx": 6}, "encoding": far_end},
        {**base, "mark": circle, "encoding": {**scales.at("cx", "cy"), "size": scales.size("n")}},
        {**base, "mark": dx, "encoding": {"text": said, **scales.at("cx", "cy")}},
    ]  # fmt: skip


def _round(value: float) -> float:
    """The largest 1, 2 or 5 times a power of ten at or below a value above 0."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (5, 2, 1) if step * power <= value * (1 + 1e-9))


def _chosen(data: MapData, box: tuple[float, ...]) -> list[tuple[str, float, float, bool]]:
    peak = data.people.groupby("i")["n"].max()
    places = data.places.copy()
    places["peak"] = places["i"].map(peak).fillna(0).astype(float)
    places["first"] = (places["kind"] == "site").astype(int)
    places = places[(places["peak"] > 0) | (places["first"] > 0)]
    places = places.sort_values(["first", "peak"], ascending=False, kind="stable")
    wide, tall = (box[1] - box[0]), (box[3] - box[2])
    taken: list[tuple[float, float, float]] = []
    found = []
    for row in places.itertuples(index=False):
        if not (box[0] < row.x < box[1] and box[2] < row.y < box[3]) or len(found) == 14:
            continue
        left, up = (row.x - box[0]) / wide * 700, (row.y - box[2]) / tall * 450
        length = 7.0 * len(str(row.name)) + 12
        right = left + length > 700
        if right:
            left -= length
        if any(
            abs(up - other_up) < 15 and left < other_left + other and other_left < left + length
            for other_left, other_up, other in taken
        ):
            continue
        taken.append((left, up, length))
        found.append((str(row.name), float(row.x), float(row.y), right))
    return found


def _values(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain values."""
    return [
        {key: (value.item() if isinstance(value, np.generic) else value) for key, value in row.items()}
        for row in table.to_dict("records")
    ]
