"""What the workbench lets people vary: corridors, vehicles, sites, stocks and teams.

Control, hazard and sieges are inputs with sources, never options (DESIGN, Protection), and so are
the people, the places and the rules: they are shown, and edited in the scenario's own tables.
``scenario/tables.csv`` says which table is which.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from safepassage.scenario.dictionary import table_names
from safepassage.scenario.event_kinds import PLAN_KINDS
from safepassage.scenario.tables import BY_KIND, PLAN, table_kinds

EVENTS = "events"
WHY_NOT = (
    "Shown only. Control, violence, sieges, people, places and rules are facts with sources: edit "
    "them in the scenario's workbook (Export), then open it again. What may be varied here: "
    "corridors, vehicles, sites, stocks and teams."
)


def may_vary(table: str) -> bool:
    """Whether rows of a table may be changed at all."""
    return table_kinds()[table].varies in {PLAN, BY_KIND}


def row_may_vary(table: str, row: Mapping[str, Any]) -> bool:
    """Whether a row may be changed, added or deleted."""
    varies = table_kinds()[table].varies
    if varies == BY_KIND:
        return str(row.get("kind", "")).strip() in PLAN_KINDS
    return varies == PLAN


def tables_in_order() -> list[str]:
    """Every table, those that may be varied first."""
    names = table_names()
    return [name for name in names if may_vary(name)] + [n for n in names if not may_vary(n)]
