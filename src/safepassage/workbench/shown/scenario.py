"""The open scenario as the page gets it: tables of texts, what is wrong, the world by day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from safepassage.result.headline_names import run_names
from safepassage.scenario.dictionary import dictionary
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.timeline import timeline
from safepassage.workbench.desk import Desk
from safepassage.workbench.plain import labels_of

MOST_PROBLEMS = 200


def shown_scenario(desk: Desk, tables: Iterable[str] | None = None) -> dict[str, Any]:
    """The open scenario.

    Args:
        desk: Where it lies.
        tables: Only the rows of these tables; all by default.
    """
    draft = desk.draft
    if draft is None:
        return {"version": desk.version, "open": False}
    names = (
        list(dictionary()) if tables is None else [name for name in tables if name in dictionary()]
    )
    judged = desk.judged
    sound = not judged.problems
    return {
        "version": desk.version,
        "open": True,
        "name": draft.name,
        "facts": draft.facts,
        "whole": tables is None,
        "tables": {name: _rows(draft.rows(name)) for name in names},
        "undo": draft.steps[0],
        "redo": draft.steps[1],
        "changed": draft.changed_tables,
        "problems": [problem.as_dict() for problem in judged.problems[:MOST_PROBLEMS]],
        "warnings": [problem.as_dict() for problem in judged.warnings[:MOST_PROBLEMS]],
        "world": shown_world(judged.sound()) if sound else None,
        "quantities": _quantities(judged.sound()) if sound else [],
    }


def _rows(rows: list[dict[str, str]]) -> dict[str, Any]:
    """Columns that hold something, and the cells under them."""
    columns = list(dict.fromkeys(key for row in rows for key, text in row.items() if text))
    return {"columns": columns, "rows": [[row[key] for key in columns] for row in rows]}


def _quantities(scenario: Scenario) -> list[dict[str, Any]]:
    labels = labels_of(scenario)
    return [{"name": name, "label": labels(name)} for name in run_names(scenario)]


def shown_world(scenario: Scenario) -> dict[str, Any]:
    """What holds on each day, as changes: control, hazard, open roads, sites, corridors."""
    line = timeline(scenario)
    return {
        "places": list(line.names.place_ids),
        "control": _changes(line.control.by_day()),
        "hazard": _changes(np.round(line.hazard.by_day(), 3)),
        "capacity": _changes(np.where(np.isfinite(line.shelter), line.shelter, -1.0).round()),
        "enclosed": _changes(line.enclosed.astype(np.int64)),
        "routes": _changes(line.open_routes.astype(np.int64)),
        "corridors": {
            name: [
                [start.isoformat(timespec="minutes"), end.isoformat(timespec="minutes")]
                for start, end in line.spans(name)
            ]
            for name in scenario["corridors"]["corridor"].tolist()
        },
    }


def _changes(by_day: np.ndarray[Any, Any]) -> list[list[Any]]:
    """Rows of (day, which, value): all that is not blank on the first day, then what changes."""
    if not by_day.size:
        return []
    found = [
        [0, which, value] for which, value in enumerate(by_day[0].tolist()) if value not in ("", 0)
    ]
    days, places = np.nonzero(by_day[1:] != by_day[:-1])
    values = by_day[days + 1, places].tolist()
    later = zip((days + 1).tolist(), places.tolist(), values, strict=True)
    return [*found, *map(list, later)]
