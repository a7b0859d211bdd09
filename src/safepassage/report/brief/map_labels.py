"""Names on the map, its bar of kilometres and its sample of a circle."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

from safepassage.disclosure.map_data import MapData
from safepassage.report import palette
from safepassage.report.brief.language import Amount, Language
from safepassage.report.brief.map_scales import LARGEST, Box, Scales, boxes, records

PEOPLE = palette.PEOPLE
FRAMES = ((700, 450), (340, 340))
"""Frames for which names are chosen: a page, and a telephone; pixels."""
NARROW = 520
"""Frames narrower than this take the names of the second."""
_MOST, _LINE, _RULER = 14, 15, 150.0
"""Names on a view, height of one, and how far the scale and its sample reach."""

Spec = dict[str, Any]


def labels(language: Language, scales: Scales, data: MapData) -> list[Spec]:
    """Names of the fullest places and of the sites, where they do not cover each other."""
    far, near = boxes(data)
    views = [(0, far), (1, near)] if data.near else [(0, far)]
    rows: list[Spec] = []
    for (view, box), (narrow, frame) in product(views, enumerate(FRAMES)):
        for name, x, y, right in chosen(data, box, frame):
            row = {"x": x, "y": y, "s": language.name(name), "v": view, "r": int(right)}
            rows.append({**row, "z": narrow})
    mark = {"type": "text", "align": {"expr": "datum.r ? 'right' : 'left'"},
            "dx": {"expr": "datum.r ? -9 : 9"}, "dy": -7, "fontSize": 11.5, "clip": True,
            "aria": False}  # fmt: skip
    text = {"text": {"field": "s", "type": "nominal"}, **scales.at()}
    halo = {**mark, "stroke": palette.WHITE, "strokeWidth": 3, "color": palette.WHITE}
    shown = [{"filter": f"datum.v == near && datum.z == (width < {NARROW} ? 1 : 0)"}]
    data_ = {"values": rows}
    return [
        {"data": data_, "transform": shown, "mark": halo, "encoding": text},
        {
            "data": data_,
            "transform": shown,
            "mark": {**mark, "color": palette.MAP_TEXT},
            "encoding": text,
        },
    ]


def ruler(language: Language, scales: Scales, data: MapData) -> list[Spec]:
    """A bar of some kilometres and a circle of some people, in a corner of each view."""
    far, near = boxes(data)
    views = [(0, far), (1, near)] if data.near else [(0, far)]
    people = round_down(scales.top / 4)
    rows = []
    for view, (x0, x1, y0, y1) in views:
        wide, tall = x1 - x0, y1 - y0
        km = round_down(wide / 8)
        digits = 0 if km >= 1 else 1
        rows.append(
            {
                "v": view,
                "x": x0 + 0.03 * wide,
                "x2": x0 + 0.03 * wide + km,
                "y": y0 + 0.04 * tall,
                "cx": x0 + 0.05 * wide,
                "cy": y0 + 0.15 * tall,
                "n": people,
                "s": f"{language.number(km, digits)} {language('unit.km')}",
                "t": language.people(Amount(language.number(people), people)),
            }
        )
    base = {"data": {"values": rows}, "transform": [{"filter": "datum.v == near"}]}
    bar = {"type": "rule", "color": palette.MAP_TEXT, "strokeWidth": 3, "aria": False}
    text = {
        "type": "text",
        "align": "left",
        "fontSize": 11,
        "color": palette.MAP_TEXT,
        "aria": False,
    }
    circle = {"type": "point", "shape": "circle", "filled": True, "opacity": 0.62,
              "color": PEOPLE, "aria": False}  # fmt: skip
    dx = {**text, "dx": math.sqrt(LARGEST * people / scales.top / math.pi) + 5}
    said = {"field": "t", "type": "nominal"}
    far_end = {"text": {"field": "s", "type": "nominal"}, **scales.at("x2")}
    return [
        {**base, "mark": bar, "encoding": {**scales.at(), "x2": {"field": "x2"}}},
        {**base, "mark": {**text, "dx": 6}, "encoding": far_end},
        {**base, "mark": circle, "encoding": {**scales.at("cx", "cy"), "size": scales.size("n")}},
        {**base, "mark": dx, "encoding": {"text": said, **scales.at("cx", "cy")}},
    ]  # fmt: skip


def round_down(value: float) -> float:
    """The largest 1, 2 or 5 times a power of ten at or below a value above 0."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (5, 2, 1) if step * power <= value * (1 + 1e-9))


def chosen(data: MapData, box: Box, frame: tuple[int, int]) -> list[tuple[str, float, float, bool]]:
    """Names that fit into a frame without covering each other, the scale or its sample.

    Args:
        data: Rows of the map.
        box: The view, km.
        frame: Its width and height, pixels.

    Returns:
        Name, x and y in km, and whether it stands to the left of its place.
    """
    peak = data.people.groupby("i")["n"].max()
    places = data.places.copy()
    places["peak"] = places["i"].map(peak).fillna(0).astype(float)
    places["first"] = (places["kind"] == "site").astype(int)
    places = places[(places["peak"] > 0) | (places["first"] > 0)]
    places = places.sort_values(["first", "peak"], ascending=False, kind="stable")
    (width, height), wide, tall = frame, (box[1] - box[0]), (box[3] - box[2])
    taken = [(0.0, at * height, _RULER) for at in (0.04, 0.15)]
    found: list[tuple[str, float, float, bool]] = []
    for row in records(places):
        if not (box[0] < row["x"] < box[1] and box[2] < row["y"] < box[3]) or len(found) == _MOST:
            continue
        left, up = (row["x"] - box[0]) / wide * width, (row["y"] - box[2]) / tall * height
        length = 7.0 * len(str(row["name"])) + 12
        right = left + length > width
        if right:
            left -= length
        if left < 0 or any(
            abs(up - other_up) < _LINE and left < other_left + other and other_left < left + length
            for other_left, other_up, other in taken
        ):
            continue
        taken.append((left, up, length))
        found.append((str(row["name"]), float(row["x"]), float(row["y"]), right))
    return found
