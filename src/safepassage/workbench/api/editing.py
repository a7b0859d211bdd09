"""Opening and editing."""

from __future__ import annotations

from typing import Any

from safepassage.errors import Problem, ScenarioError
from safepassage.scenario.behaviour import fitted
from safepassage.workbench import typed_in
from safepassage.workbench.api import requests as ask
from safepassage.workbench.desk import Desk
from safepassage.workbench.shown.scenario import shown_scenario


class StaleError(ScenarioError):
    """The page shows an older version of what is open than the one it would change."""


def new(desk: Desk, asked: ask.New) -> dict[str, Any]:
    """Begin a new crisis."""
    desk.new(asked.title, asked.start, str(asked.days), asked.country)
    return shown_scenario(desk)


def open_listed(desk: Desk, asked: ask.Label) -> dict[str, Any]:
    """Open a listed scenario."""
    desk.open(asked.label)
    return shown_scenario(desk)


def add(desk: Desk, asked: ask.Add) -> dict[str, Any]:
    """Append rows, typed or pasted; gives the number of the first."""
    _same(desk, asked.version)
    first = typed_in.add(desk.current(), asked.table, asked.rows, asked.source)
    desk.changed()
    return shown_scenario(desk, [asked.table]) | {"first": first}


def change(desk: Desk, asked: ask.Cells) -> dict[str, Any]:
    """Change cells of a row."""
    _same(desk, asked.version)
    draft = desk.current()
    _known(asked.table)
    draft.set_cells(asked.table, asked.row, typed_in.cells_of(draft, asked.table, asked.cells))
    desk.changed()
    return shown_scenario(desk, [asked.table])


def fill(desk: Desk, asked: ask.Fill) -> dict[str, Any]:
    """Write pasted cells over rows of a table, and the rest below them."""
    _same(desk, asked.version)
    typed_in.fill(desk.current(), asked.table, asked.row, asked.rows, asked.source)
    desk.changed()
    return shown_scenario(desk, [asked.table])


def delete(desk: Desk, asked: ask.Rows) -> dict[str, Any]:
    """Delete rows."""
    _same(desk, asked.version)
    _known(asked.table)
    desk.current().delete_rows(asked.table, asked.rows)
    desk.changed()
    return shown_scenario(desk, [asked.table])


def undo(desk: Desk, asked: ask.Version) -> dict[str, Any]:
    """Take the last step back."""
    _same(desk, asked.version)
    if desk.current().undo():
        desk.changed()
    return shown_scenario(desk)


def redo(desk: Desk, asked: ask.Version) -> dict[str, Any]:
    """Do again what was taken back."""
    _same(desk, asked.version)
    if desk.current().redo():
        desk.changed()
    return shown_scenario(desk)


def vary(desk: Desk, asked: ask.Nothing) -> dict[str, Any]:
    """Begin a what-if: only what plans may vary."""
    del asked
    desk.vary()
    return shown_scenario(desk)


def back(desk: Desk, asked: ask.Nothing) -> dict[str, Any]:
    """Leave the what-if."""
    del asked
    desk.back()
    return shown_scenario(desk)


def adopt(desk: Desk, asked: ask.Number) -> dict[str, Any]:
    """Open what a job made: a scenario with a plan in it as a what-if, a fitted one as its own."""
    job = desk.jobs.get(asked.number)
    made = job.value.get("scenario") if job and isinstance(job.value, dict) else None
    if job is None or made is None:
        raise ScenarioError([Problem("this job made no scenario")])
    if job.kind == "exit":
        if job.about != desk.current().name:
            message = "the plan is of another scenario than the open one"
            raise ScenarioError([Problem(message, remedy=f"open {job.about} first")])
        desk.put_what_if(made)
    else:
        desk.put(made)
    return shown_scenario(desk)


def ranges(desk: Desk, asked: ask.Version) -> dict[str, Any]:
    """Give the pull of each site, and of distance, the range that past conflicts had."""
    _same(desk, asked.version)
    draft = desk.current()
    sites = [row["place"] for row in draft.rows("sites") if row["place"]]
    rows = draft.rows("uncertain")
    taken = {row["input"] for row in rows} | {row["name"] for row in rows}
    made = [
        {key: str(value) for key, value in row.items()}
        for row in fitted().pooled.ranges(sites)
        if row["input"] not in taken and row["name"] not in taken
    ]
    if made:
        draft.add_rows("uncertain", made)
        desk.changed()
    return shown_scenario(desk, ["uncertain"])


def _same(desk: Desk, version: int) -> None:
    if version != desk.version:
        raise StaleError(
            [Problem("it was changed in another page since", remedy="it is shown anew; try again")]
        )


def _known(table: str) -> None:
    from safepassage.scenario.dictionary import dictionary

    if table not in dictionary():
        raise ScenarioError([Problem("there is no such table", table[:60])])
