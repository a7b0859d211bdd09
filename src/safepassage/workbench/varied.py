"""What plans and what-ifs may vary: corridors, vehicles, sites, stocks and teams.

Control, hazard and sieges are facts with sources, never options (DESIGN, Protection), and so are
the people, the places and the rules: they are entered with their source, and no what-if changes
them. ``scenario/tables.csv`` says which table is which.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from safepassage.scenario.dictionary import SETTINGS, dictionary
from safepassage.scenario.event_kinds import plan_may_vary
from safepassage.scenario.tables import BY_KIND, FACT, PLAN, table_kinds

EVENTS = "events"
WHY_NOT = (
    "Control, violence, sieges, people, places and rules are facts with sources: a what-if does "
    "not change them. Go back to the scenario to enter a fact. What may be varied here: corridors, "
    "vehicles, sites, stocks and teams."
)
SOURCE = "source_id"
JUDGEMENTS = ("uncertain", "expected")
"""What an analyst thinks possible: no fact, and a source may be left out."""


def may_vary(table: str) -> bool:
    """Whether plans may change rows of a table at all."""
    return table_kinds()[table].varies in {PLAN, BY_KIND}


def row_may_vary(table: str, row: Mapping[str, Any]) -> bool:
    """Whether plans may change, add or delete a row."""
    varies = table_kinds()[table].varies
    if varies == BY_KIND:
        return plan_may_vary(*(str(row.get(key, "")).strip() for key in ("kind", "attribute")))
    return varies == PLAN


def needs_source(table: str, row: Mapping[str, Any]) -> bool:
    """Whether a row that is entered must name its source: facts whose table has a column for it."""
    if table in (*SETTINGS, *JUDGEMENTS) or SOURCE not in dictionary()[table]:
        return False
    varies = table_kinds()[table].varies
    return varies == FACT or (varies == BY_KIND and not row_may_vary(table, row))
