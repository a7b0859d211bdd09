"""The key above the figure: only what occurs in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from safepassage.report import marks, palette
from safepassage.report.panels import Panel

BLANK = "blank"
"""Name of the dataset of one row that samples are drawn on."""

_LETTER = 5.7
_SAMPLE = 26
_GAP = 22
_ROW = 20

Layer = dict[str, Any]
Draw = Callable[[float, float], list[Layer]]
"""(x of the sample, y of its middle) -> layers."""


def legend(panels: Sequence[Panel], *, corridor: bool, as_of: bool, width: int) -> Layer:
    """A strip of samples with texts, drawn at fixed positions.

    Args:
        panels: What the figure shows.
        corridor: Whether days with an open corridor are shaded.
        as_of: Whether a line says until when publications are known.
        width: Pixels.
    """
    layers: list[Layer] = []
    x, y = 0.0, _ROW / 2
    for text, draw in _items(panels, corridor=corridor, as_of=as_of):
        needed = _SAMPLE + 7 + _LETTER * len(text)
        if x > 0 and x + needed > width:
            x, y = 0.0, y + _ROW
        words = {"type": "text", "text": text, "align": "left", "baseline": "middle"}
        style = {"fontSize": 11.5, "color": palette.INK}
        layers += [*draw(x, y), _at({**words, **style}, x + _SAMPLE + 7, y)]
        x += needed + _GAP
    return {
        "data": {"name": BLANK},
        "layer": layers,
        "width": width,
        "height": y + _ROW / 2,
        "description": "Key",
    }


def _items(panels: Sequence[Panel], *, corridor: bool, as_of: bool) -> list[tuple[str, Draw]]:
    """Texts with their samples, of what occurs."""
    reports = [report for panel in panels for report in panel.reports]
    kinds = {marks.kind_of(report) for report in reports}
    named = {
        marks.trust_of(report).text
        for report in reports
        if marks.kind_of(report) not in {"", marks.REGISTRATION}
    }
    items: list[tuple[str, Draw]] = [
        ("nine of ten runs (5 to 95 %)", _box(palette.RUN_BAND, 0.75)),
        ("median run", _rule(palette.RUN_MEDIAN, 2.0)),
    ]
    if any(panel.drawn_capacity is not None for panel in panels):
        items.append(("capacity of a site", _rule(palette.CAPACITY, 1.2, (6, 3))))
    if corridor:
        items.append(("corridor open", _box(palette.OPEN, 1.0)))
    if as_of:
        items.append(("known until here", _upright((1, 3))))
    if marks.REGISTRATION in kinds:
        items.append(("registered", _point("circle", palette.INK, 9)))
    reliable = marks.TRUSTS[0].fill
    for kind, text in (
        (marks.VALUE, "reported value"),
        (marks.AT_LEAST, "reported: at least"),
        (marks.UP_TO, "reported: up to"),
    ):
        if kind in kinds:
            items.append((text, _point(marks.SHAPES[kind], reliable, 42)))
    if marks.RANGE in kinds:
        items.append(("reported range", _bar(marks.TRUSTS[0].dash)))
    items += [(trust.text, _pair(trust)) for trust in marks.TRUSTS if trust.text in named]
    return items


def _box(color: str, opacity: float) -> Draw:
    mark = {"type": "rect", "color": color, "opacity": opacity}
    return lambda x, y: [_at(mark, x, y - 6, x + _SAMPLE, y + 6)]


def _rule(color: str, width: float, dash: Sequence[int] = (1, 0)) -> Draw:
    mark = {"type": "rule", "color": color, "strokeWidth": width, "strokeDash": list(dash)}
    return lambda x, y: [_at(mark, x, y, x + _SAMPLE, y)]


def _upright(dash: Sequence[int]) -> Draw:
    mark = {"type": "rule", "color": palette.INK, "strokeDash": list(dash)}
    return lambda x, y: [_at(mark, x + _SAMPLE / 2, y - 8, x + _SAMPLE / 2, y + 8)]


def _point(shape: str, fill: str, size: float) -> Draw:
    mark = marks.point(shape, fill, size)
    return lambda x, y: [_at(mark, x + _SAMPLE / 2, y)]


def _bar(dash: Sequence[int], shift: float = _SAMPLE / 2) -> Draw:
    cap = {"type": "rule", "color": palette.INK, "strokeWidth": 1.6}
    line = {**cap, "strokeDash": list(dash)}

    def draw(x: float, y: float) -> list[Layer]:
        middle = x + shift
        ends = [_at(cap, middle - 4, end, middle + 4, end) for end in (y - 7, y + 7)]
        return [_at(line, middle, y - 7, middle, y + 7), *ends]

    return draw


def _pair(trust: marks.Trust) -> Draw:
    """A point and a range of a source that can be relied on so far."""
    point = marks.point("circle", trust.fill, 42)
    bar = _bar(trust.dash, 0.75 * _SAMPLE)
    return lambda x, y: [_at(point, x + _SAMPLE / 4, y), *bar(x, y)]


def _at(mark: Layer, x: float, y: float, x2: float | None = None, y2: float | None = None) -> Layer:
    ends = {"x": x, "y": y, "x2": x2, "y2": y2}
    encoding = {key: {"value": value} for key, value in ends.items() if value is not None}
    return {"mark": mark, "encoding": encoding}
