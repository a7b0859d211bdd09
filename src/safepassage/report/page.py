"""The single-file page around the figure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import resources
from itertools import groupby
from typing import TYPE_CHECKING, Any

from safepassage import __version__
from safepassage.planning.exit.plan import PROTECTION, ExitPlan
from safepassage.report import palette
from safepassage.report.brief.language import language
from safepassage.report.drawing import drawing_program
from safepassage.report.exit_data import plan_tables
from safepassage.report.exit_timetable import HEADER, timetable
from safepassage.report.names import called
from safepassage.report.panels import Panel
from safepassage.report.table import worth_showing
from safepassage.report.texts import HOW_TO_READ, clean, plain_date, report_text
from safepassage.result.headline import HeadlineRow
from safepassage.result.names import Names
from safepassage.result.reports import amount
from safepassage.scenario.scenario import Scenario

if TYPE_CHECKING:
    from jinja2 import Template

_TEMPLATES = ("base.html.j2", "page.html.j2", "plan.html.j2")


def page(
    scenario: Scenario,
    spec: dict[str, Any],
    panels: Sequence[Panel],
    rows: Sequence[HeadlineRow],
    remarks: Sequence[str],
) -> str:
    """HTML with figure, drawing program and table inside; every text of the scenario is escaped.

    Args:
        scenario: What was run.
        spec: Vega-Lite specification with its data.
        panels: What the figure shows, for its description in words.
        rows: Headline rows for the table under the figure.
        remarks: Lines under the heading.
    """
    return _template("page.html.j2").render(
        title=clean(scenario.title),
        remarks=remarks,
        how_to_read=HOW_TO_READ,
        panels=[panel.summary for panel in panels],
        groups=[
            _group(worth_showing(list(group)))
            for _, group in groupby(rows, key=lambda row: row.quantity)
        ],
        program=drawing_program(),
        spec=script_json(_untitled(spec)),
        sensitivity=scenario.settings["sensitivity"],
        version=__version__,
    )


def plan_page(scenario: Scenario, plan: ExitPlan, spec: dict[str, Any], label: str) -> str:
    """HTML of an exit plan with figure and tables; every text of the scenario is escaped.

    Args:
        scenario: What the plan was made for.
        plan: The plan.
        spec: Vega-Lite specification with its data.
        label: How sensitive it is.
    """
    names = Names(scenario)
    english = language("en")
    said = (*plan.opening(), *plan.remarks(), *PROTECTION[:2])
    lines = [english.say(one, called(scenario, english)) for one in said]
    return _template("plan.html.j2").render(
        title=clean(scenario.title),
        label=label,
        lines=[clean(line) for line in lines],
        days=timetable(names, plan),
        header=HEADER,
        tables=plan_tables(scenario, plan),
        program=drawing_program(),
        spec=script_json(_untitled(spec)),
        sensitivity="High",
        version=__version__,
    )


def _template(name: str) -> Template:
    from jinja2 import DictLoader, Environment  # slow to import

    folder = resources.files("safepassage.report")
    texts = {each: folder.joinpath(each).read_text("utf-8") for each in _TEMPLATES}
    environment = Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, loader=DictLoader(texts)
    )
    environment.globals["colours"] = palette.style()
    return environment.get_template(name)


def _group(rows: Sequence[HeadlineRow]) -> dict[str, Any]:
    return {
        "label": clean(rows[0].label),
        "rows": [
            {
                "date": plain_date(row.date),
                "values": [amount(value, row.unit) for value in row.known],
                "reports": [report_text(report, row) for report in row.reports],
            }
            for row in rows
        ],
    }


def _untitled(spec: dict[str, Any]) -> dict[str, Any]:
    """The specification without its heading, which the page has already."""
    return {key: value for key, value in spec.items() if key != "title"}


def script_json(value: object) -> str:
    """JSON that can stand in a script element: nothing in it can end the element."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
