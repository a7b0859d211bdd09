"""Every colour of figures, reports and maps, by what it stands for; the only place that has any."""

from __future__ import annotations

WHITE, BLACK = "#ffffff", "#000000"

INK = "#1a1a1a"
"""Marks of reported values, arrows, outlines."""
LABEL, QUIET, AXIS, GRID, FRAME, RULE = (
    "#333333", "#444444", "#888888", "#dddddd", "#bbbbbb", "#cccccc",
)  # fmt: skip
"""Texts of axes, remarks, lines of axes, grids, frames and tables."""

PEOPLE, PEOPLE_SEEN_THROUGH = "#2171b5", "#2171b59e"
OVER_CAPACITY, CLOSED_SITE = "#d94801", "#7a0019"
"""People at a place on the map; at a site beyond its capacity; at a closed site."""
BAND_90, BAND_50, MEDIAN = "#c6dbef", "#8fbbdc", "#08306b"
"""The fan of a report: 5 to 95 %, 25 to 75 % and the middle value."""
RUN_BAND, RUN_MEDIAN, CAPACITY = "#9ecae1", "#08519c", "#6b6b6b"
"""The figure of a run: 5 to 95 %, the median, and the capacity of a site."""
OPEN = "#e4e4e4"
"""Days on which a corridor is open."""
SHUT, UNDER_WAY, LEG = "#e8e8e8", "#bdbdbd", "#9a9a9a"
"""Of an exit plan: closed hours of a corridor, vehicles under way, legs that do not bind."""
SHADES = ("#4d4d4d", "#8c8c8c", "#c6c6c6", "#f0f0f0", WHITE)
"""Classes of an exit plan, those with priority first."""
FAIR = "#b5b5b5"
"""Fill of reports by fairly reliable sources."""
HELD_SQUARE, HELD_TRIANGLE, HELD_DIAMOND, HELD_CROSS = "#6a6a6a", "#b9a04b", "#9c6fb5", "#4d9078"
"""Sides that hold places on the map, by their shape; the first is a white circle."""
ROUTE, ROUTE_IN_KEY, GROUND, MAP_TEXT = "#c9c9c4", "#8a8a84", "#fbfbf8", "#111111"

BORDER = "#7a6f86"
"""Borders of countries and coasts."""

NEEDED, AVAILABLE, LIMIT = "#1f6f8b", "#c9d6df", "#b03a2e"
"""Of needs: what is needed, what is there, the standard; the limit also marks what came."""
CHANCE, CHANCE_PALE = "#1d3557", "#8d99ae"

TEXT, SOFT, LINE, HEAD, TINT = "#16202b", "#44505c", "#c9d1d8", "#0b2a4a", "#f2f5f8"
"""Of the page: text, remarks, lines of tables, the band at the top, the ground of tiles."""
ON_HEAD, FOCUS_ON_HEAD, LINK, WARNING, MARKED = (
    "#dbe6f1", "#ffd27a", "#0b4f92", "#b35900", "#fdeedd",
)  # fmt: skip


def colours() -> dict[str, str]:
    """Colours that have a name, by that name with dashes: ``over-capacity``."""
    return {
        name.lower().replace("_", "-"): value
        for name, value in globals().items()
        if name.isupper() and isinstance(value, str)
    }


def style() -> str:
    """The colours as variables of a style sheet: ``var(--over-capacity)``."""
    return ":root {" + "".join(f" --{name}: {value};" for name, value in colours().items()) + " }\n"


FORECAST = "#1f6f8b"
"""Median and range of a forecast from counts."""
