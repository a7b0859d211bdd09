"""Editing: only what may vary, checked cell by cell, and the same scenario when nothing changed."""

from __future__ import annotations

import pytest

from safepassage.errors import ScenarioError
from safepassage.scenario.dictionary import table_names
from safepassage.scenario.event_kinds import PLAN_KINDS
from safepassage.workbench.draft import Draft
from safepassage.workbench.varied import may_vary
from tests.scenario.world import EXAMPLE

FACTS = [
    "places", "routes", "classes", "populations", "areas", "sources", "claims", "series",
    "uncertain", "assembly", "evacuees",
]  # fmt: skip


def test_touching_cells_without_changing_them_gives_the_same_scenario() -> None:
    draft = Draft(EXAMPLE)
    for table in filter(may_vary, table_names()):
        for row in draft.varied_rows(table):
            for column, text in draft.rows(table)[row].items():
                draft.set_cell(table, row, column, text)
    assert draft.problems() == []
    assert draft.changed_tables == []
    assert draft.scenario() == EXAMPLE


def test_a_change_is_checked_by_cell_and_as_a_whole() -> None:
    draft = Draft(EXAMPLE)
    draft.set_cell("sites", 0, "capacity", "12x")
    (problem,) = draft.problems()
    assert (problem.file, problem.row, problem.column) == ("sites.csv", 2, "capacity")
    with pytest.raises(ScenarioError, match="not a number"):
        draft.scenario()
    draft.set_cell("sites", 0, "capacity", "120")
    assert draft.scenario()["sites"]["capacity"][0] == 120
    draft.set_cell("sites", 0, "place", "nowhere")
    assert "nowhere" in str(draft.problems()[0])
    assert draft.changed_tables == ["sites"]


@pytest.mark.parametrize("table", FACTS)
def test_facts_are_shown_only(table: str) -> None:
    draft = Draft(EXAMPLE)
    before = draft.rows(table)
    for change in (
        lambda: draft.set_cell(table, 0, "note", "x"),
        lambda: draft.add_row(table, {}),
        lambda: draft.delete_rows(table, [0]),
    ):
        with pytest.raises(ScenarioError, match="facts with sources"):
            change()
    assert draft.rows(table) == before


@pytest.mark.parametrize("kind", ["control", "hazard", "access"])
def test_violence_control_and_sieges_cannot_be_varied(kind: str) -> None:
    draft = Draft(EXAMPLE)
    kinds = [row["kind"] for row in draft.rows("events")]
    fixed, free = kinds.index(kind), kinds.index("route")
    for change in (
        lambda: draft.set_cell("events", fixed, "value", "0"),
        lambda: draft.set_cell("events", fixed, "kind", "route"),
        lambda: draft.set_cell("events", free, "kind", kind),
        lambda: draft.add_row("events", {"kind": kind}),
        lambda: draft.delete_rows("events", [free, fixed]),
    ):
        with pytest.raises(ScenarioError, match="may be varied"):
            change()
    assert [row["kind"] for row in draft.rows("events")] == kinds
    assert draft.scenario() == EXAMPLE


def test_rows_are_added_and_deleted() -> None:
    draft = Draft(EXAMPLE)
    row = draft.add_row("events")
    assert draft.rows("events")[row]["kind"] == PLAN_KINDS[0]
    assert draft.problems()
    draft.delete_rows("events", [row])
    assert draft.scenario() == EXAMPLE
    with pytest.raises(ScenarioError, match="no such cell"):
        draft.set_cell("sites", 99, "capacity", "1")
    with pytest.raises(ScenarioError, match="no such cell"):
        draft.set_cell("sites", 0, "__class__", "1")
