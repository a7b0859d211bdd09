"""The look of an exit figure: headings, titles of its parts, legends and the axis of a count."""

from __future__ import annotations

import textwrap
from typing import Any

from safepassage.report import palette
from safepassage.report.exit_words import ExitWords

Layer = dict[str, Any]
HEADING = "heading"
"""Name of a part that a page leaves out, because it has the heading already."""
WIDTH = 860


def heading(words: ExitWords, lines: list[str]) -> tuple[Layer | None, list[Layer]]:
    """The heading as a title, or, from right to left, as a part of its own.

    A title of several lines that run from right to left loses letters when it is drawn.
    """
    if words.language.direction == "rtl":
        return None, [_leftward(words, lines)]
    return _heading(words.title, lines), []


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


def _leftward(words: ExitWords, lines: list[str]) -> Layer:
    """The heading as a mark a line, at the right."""
    texts = [part for line in lines for part in textwrap.wrap(line, 140)]
    rows = [
        {"y": n, "text": words.drawn(text), "size": 12} for n, text in enumerate(texts, start=1)
    ]
    rows.insert(0, {"y": 0, "text": words.drawn(words.title), "size": 17})
    return {
        "name": HEADING,
        "width": WIDTH,
        "height": 19 * len(rows),
        "data": {"values": rows},
        "mark": {"type": "text", "align": "right", "x": WIDTH, "color": palette.INK},
        "encoding": {
            "y": {"field": "y", "type": "ordinal", "axis": None},
            "text": {"field": "text"},
            "size": {"field": "size", "type": "quantitative", "scale": None, "legend": None},
        },
    }


def title(words: ExitWords, text: str) -> Layer:
    """Title of a part."""
    return {
        "text": words.drawn(text),
        "anchor": "start",
        "frame": "group",
        "fontSize": 12,
        "color": palette.INK,
    }


def count(field: str, name: str) -> Layer:
    """The axis of a number."""
    axis = {"format": ",d", "tickCount": 3, "tickMinStep": 1, "title": name, "domain": False}
    axis |= {"gridColor": palette.GRID, "titleFontSize": 10, "titleFontWeight": "normal"}
    return {"field": field, "type": "quantitative", "axis": axis, "scale": {"zero": True}}


def legend(name: str | None) -> Layer:
    """A legend at the right."""
    return {"title": name, "orient": "right", "offset": 12}
