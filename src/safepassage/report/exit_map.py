"""The map of an exit figure: places and legs of the corridors, to scale where that is known."""

from __future__ import annotations

import math

from safepassage.report import palette
from safepassage.report.brief.map_labels import round_down
from safepassage.report.exit_data import Way
from safepassage.report.exit_look import WIDTH, Layer, legend, title
from safepassage.report.exit_words import ExitWords

MAP = 300
Box = tuple[float, float, float, float]
"""Left, top, right and bottom, pixels."""
_LINE, _LETTER, _THICK = 13, 6.2, 9
"""Height of a line of words on the map, width of a letter, and of the widest leg, pixels."""
_LEGS = ("full", "free", "idle")
_KINDS = ("assembly", "junction", "destination")


def corridor_map(way: Way, words: ExitWords) -> Layer:
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
                "field": "leg", "type": "nominal", "scale": tone, "legend": legend(words("leg")),
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
                "legend": legend(words("place")) | {"symbolFillColor": palette.INK},
            },
            "fill": {
                "condition": {"test": "datum.binds", "value": palette.INK},
                "value": palette.WHITE,
            },
        },
    }  # fmt: skip
    placed = [{**place, **spot} for place, spot in zip(way.places, _placed(way), strict=True)]
    names: list[Layer] = []
    for line in range(max((len(place["label"]) for place in way.places), default=0)):
        # A mark a line: drawn as one text, lines that run from right to left lose their letters.
        at: Layer = {
            "type": "text", "baseline": "top", "fontSize": 11, "color": palette.INK,
            "align": {"expr": "datum.align"}, "dx": {"expr": "datum.dx"},
            "dy": {"expr": f"datum.dy + {_LINE * line}"},
        }  # fmt: skip
        told = {"x": x, "y": y, "text": {"field": f"label[{line}]"}}
        halo = at | {"stroke": palette.WHITE, "strokeWidth": 4}
        names += [
            {"data": {"values": placed}, "mark": mark, "encoding": told} for mark in (halo, at)
        ]
    return {
        "title": title(words, words("map" if way.drawn_to_scale else "sketch")),
        "width": WIDTH,
        "height": MAP,
        "layer": [legs, spots, *names, *_ruler(way, words)],
    }


def _ruler(way: Way, words: ExitWords) -> list[Layer]:
    """A bar of some kilometres in the lower corner."""
    if not way.drawn_to_scale:
        return []
    x, y = _equal_scales(way)
    (left, right), (low, high) = x["scale"]["domain"], y["scale"]["domain"]
    km = round_down((right - left) / 8)
    at = {"x": left + 0.02 * (right - left), "y": low + 0.06 * (high - low)}
    number, unit = (round(km), "km") if km >= 1 else (round(1000 * km), "m")
    text = f"{words.cell(number)} {words.language.word('unit', unit)}"
    row = {**at, "x2": at["x"] + km, "text": text}
    bar: Layer = {"data": {"values": [row]}, "encoding": {"x": x, "y": y}}
    beside = {"type": "text", "align": "left", "dx": 6, "fontSize": 11}
    end = {"x": x | {"field": "x2"}, "y": y, "text": {"field": "text"}}
    rule = {"type": "rule", "strokeWidth": 3, "color": palette.INK}
    return [
        {**bar, "mark": rule, "encoding": {"x": x, "y": y, "x2": {"field": "x2"}}},
        {**bar, "mark": beside, "encoding": end},
    ]


def _placed(way: Way) -> list[Layer]:
    """Where the words of each place stand: beside it, where neither others nor legs are."""
    x, y = (axis["scale"]["domain"] for axis in _equal_scales(way))

    def pixels(east: float, north: float) -> tuple[float, float]:
        return (east - x[0]) / (x[1] - x[0]) * WIDTH, (y[1] - north) / (y[1] - y[0]) * MAP

    taken: list[Box] = []
    for leg in way.legs:
        taken += _along(pixels(leg["x"], leg["y"]), pixels(leg["x2"], leg["y2"]))
    found: list[Layer] = []
    for place in way.places:
        across, down = pixels(place["x"], place["y"])
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


def _along(start: tuple[float, float], end: tuple[float, float]) -> list[Box]:
    """Small boxes along a leg."""
    steps = max(1, round(math.dist(start, end) / _THICK))
    shares = [step / steps for step in range(steps + 1)]
    half = _THICK / 2
    found = []
    for share in shares:
        across = start[0] + share * (end[0] - start[0])
        down = start[1] + share * (end[1] - start[1])
        found.append((across - half, down - half, across + half, down + half))
    return found


def _overlap(one: Box, other: Box) -> float:
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
