"""The map of an exit figure: places and legs of the corridors, to scale where that is known."""

from __future__ import annotations

from safepassage.report import palette
from safepassage.report.exit_data import Way
from safepassage.report.exit_look import WIDTH, Layer, legend, title
from safepassage.report.exit_words import ExitWords

MAP = 300
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
    style: Layer = {"type": "text", "align": "left", "baseline": "top", "dx": 12}
    style |= {"fontSize": 11, "color": palette.INK}
    names: list[Layer] = []
    for line in range(max((len(place["label"]) for place in way.places), default=0)):
        # A mark a line: drawn as one text, lines that run from right to left lose their letters.
        at = style | {"dy": 6 + 13 * line}
        told = {"x": x, "y": y, "text": {"field": f"label[{line}]"}}
        halo = at | {"stroke": palette.WHITE, "strokeWidth": 4}
        names += [
            {"data": {"values": way.places}, "mark": mark, "encoding": told} for mark in (halo, at)
        ]
    return {
        "title": title(words, words("map" if way.drawn_to_scale else "sketch")),
        "width": WIDTH,
        "height": MAP,
        "layer": [legs, spots, *names],
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
