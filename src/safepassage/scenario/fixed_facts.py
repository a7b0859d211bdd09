"""What of a table is a fact: rows and columns that no plan, comparison or what-if may vary."""

from __future__ import annotations

from collections import Counter
from typing import Any

from safepassage.scenario.event_kinds import plan_may_vary
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.tables import BY_KIND, FACT, PLAN, table_kinds


def facts_of(scenario: Scenario, table: str) -> Counter[str]:
    """Rows of a table that are facts, as texts, each with how often it stands there.

    Of a table that is a fact: all rows, without the columns that a plan may fill. Of events: those
    of kinds that no plan may vary. Of sources: those that a fact cites; a plan may bring its own.
    """
    return Counter(repr(row) for row in _rows(scenario, table))


def _rows(scenario: Scenario, table: str) -> list[dict[str, Any]]:
    kind = table_kinds()[table]
    if kind.varies == PLAN:
        return []
    rows = list(scenario[table].rows())
    if kind.varies == BY_KIND:
        return [row for row in rows if not plan_may_vary(row["kind"], row["attribute"])]
    if table == "sources":
        cited = _cited(scenario)
        rows = [row for row in rows if row["source_id"] in cited]
    return [{key: row[key] for key in row if key not in kind.planned} for row in rows]


def _cited(scenario: Scenario) -> set[str]:
    """Sources that a fact cites."""
    found: set[str] = set()
    for name, kind in table_kinds().items():
        if name in scenario.tables and name != "sources" and kind.varies in {FACT, BY_KIND}:
            found.update(row["source_id"] for row in _rows(scenario, name) if "source_id" in row)
    return found
