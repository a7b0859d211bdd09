"""What the workbench lets people vary: corridors, vehicles, sites, stocks and teams.

Control, hazard and sieges are inputs with sources, never options (DESIGN, Protection), and so are
the people, the places and the rules: they are shown, and edited in the scenario's own tables. A
table that is not named here is shown only, so a new one is safe until somebody decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from safepassage.scenario.dictionary import table_names

VARIED_TABLES = (
    "corridors",
    "windows",
    "sites",
    "site_services",
    "candidate_sites",
    "vehicles",
    "fleets",
    "legs",
    "checkpoints",
    "destinations",
    "departures",
    "depots",
    "stocks",
    "pipeline",
    "aid_vehicles",
    "rations",
    "clearance_teams",
)
"""Tables whose every row may be varied."""
VARIED_EVENTS = ("route", "site", "stock", "clearance")
"""Kinds of event that may be varied; control, hazard and access may not."""
EVENTS = "events"
WHY_NOT = (
    "Shown only. Control, violence, sieges, people, places and rules are facts with sources: edit "
    "them in the scenario's workbook (Export), then open it again. What may be varied here: "
    "corridors, vehicles, sites, stocks and teams."
)


def may_vary(table: str) -> bool:
    """Whether rows of a table may be changed at all."""
    return table == EVENTS or table in VARIED_TABLES


def row_may_vary(table: str, row: Mapping[str, Any]) -> bool:
    """Whether a row may be changed, added or deleted."""
    if table == EVENTS:
        return str(row.get("kind", "")).strip() in VARIED_EVENTS
    return table in VARIED_TABLES


def tables_in_order() -> list[str]:
    """Every table, those that may be varied first."""
    names = table_names()
    return [name for name in names if may_vary(name)] + [n for n in names if not may_vary(n)]
