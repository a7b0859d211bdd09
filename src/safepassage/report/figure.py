"""The figure of people by place over time, as a picture and as a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from safepassage.disclosure.open_days import open_days
from safepassage.report.chart import chart
from safepassage.report.internal import LABEL
from safepassage.report.page import page
from safepassage.report.panels import Panel, panels
from safepassage.report.texts import plain_date
from safepassage.result.headline import headline
from safepassage.result.result import Result

PICTURE = "people.png"
PAGE = "people.html"
_SCALE = 1.5


def save_page(result: Result, folder: Path) -> None:
    """Write ``people.html`` into a folder: one file that never asks the network."""
    shown = panels(result)
    text = page(result.scenario, _chart(result, shown), shown, headline(result), remarks(result))
    (folder / PAGE).write_text(text, encoding="utf-8", newline="\n")


def save_picture(result: Result, folder: Path) -> None:
    """Write ``people.png`` into a folder."""
    import vl_convert  # slow to import, and seconds to draw

    spec = figure(result)
    picture = vl_convert.vegalite_to_png(spec, scale=_SCALE, allowed_base_urls=[])
    (folder / PICTURE).write_bytes(picture)


def figure(result: Result) -> dict[str, Any]:
    """Vega-Lite specification of the figure, with all data inside."""
    return _chart(result, panels(result))


def _chart(result: Result, shown: tuple[Panel, ...]) -> dict[str, Any]:
    scenario = result.scenario
    lines = remarks(result)
    return chart(shown, open_days(scenario), scenario.title, lines, scenario.as_of)


def remarks(result: Result) -> list[str]:
    """What to know about a figure: period, members and the as-of date."""
    scenario, count = result.scenario, result.members.size
    period = f"{plain_date(scenario.start)} to {plain_date(scenario.end)}"
    runs = f"{count:,} run{'s' * (count != 1)} of the model"
    lines = [f"{period}, {runs}; state at the end of each day."]
    if scenario.as_of is not None:
        date = plain_date(scenario.as_of)
        lines.append(f"Only what was published by {date} is known here; the rest is a forecast.")
    return [*lines, f"{LABEL} Sensitivity: {scenario.settings['sensitivity']}."]
