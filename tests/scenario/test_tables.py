"""Each table has one row that says what it is; who may vary it follows from there."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from safepassage import ScenarioError, run
from safepassage.result.compare import compare
from safepassage.result.result import Result
from safepassage.scenario.dictionary import (
    SETTINGS,
    dictionary,
    file_of,
    referenced_tables,
    table_names,
)
from safepassage.scenario.event_kinds import PLAN_KINDS
from safepassage.scenario.table import Table
from safepassage.scenario.tables import BY_KIND, FACT, NEITHER, PLAN, table_kinds
from safepassage.workbench.varied import may_vary, row_may_vary
from tests.scenario.world import EXAMPLE


def test_every_table_has_one_row() -> None:
    assert list(table_kinds()) == list(dictionary())


@pytest.mark.parametrize("table", dictionary())
def test_a_row_names_columns_of_its_table(table: str) -> None:
    kind, columns = table_kinds()[table], dictionary()[table]
    named = (*kind.key, *(column for part in kind.ranges for column in part))
    assert set(named) <= set(columns)
    assert {kind.own_date, kind.latest_by} - {""} <= set(columns)
    if kind.own_date or kind.latest_by:
        assert "published" in columns
    assert bool(kind.undated) == ("published" not in columns)  # by declaration
    assert kind.varies in {FACT, PLAN, BY_KIND, NEITHER}
    assert (kind.varies == BY_KIND) <= ("kind" in columns)
    assert kind.why
    assert kind.lead.endswith(".")


def test_nothing_is_neither_fact_nor_plan_but_the_title_and_period() -> None:
    kinds = table_kinds().values()
    assert [kind.name for kind in kinds if kind.varies == NEITHER] == ["scenario"]
    assert [kind.name for kind in kinds if kind.varies == BY_KIND] == ["events"]


def test_people_and_who_of_them_stays_are_facts() -> None:
    facts = "populations classes assembly evacuees claims sources standards exchanges pauses"
    assert {table_kinds()[table].varies for table in facts.split()} == {FACT}


@pytest.fixture(scope="module")
def result() -> Result:
    return run(EXAMPLE, members=1)


@pytest.mark.parametrize("table", table_names())
def test_runs_that_differ_by_a_fact_are_not_compared(result: Result, table: str) -> None:
    """One row less, or one more of an empty table: `compare` and the workbench agree on it."""
    if table_kinds()[table].varies == BY_KIND:
        return  # by row, below
    rows = list(EXAMPLE[table].rows())
    changed = Table.from_values(table, rows[:-1] if rows else [{}])
    tables = MappingProxyType({**EXAMPLE.tables, table: changed})
    other = replace(result, scenario=replace(EXAMPLE, tables=tables))
    assert may_vary(table) == (table_kinds()[table].varies == PLAN)
    if may_vary(table):
        compare(result, other, ["present:all"])
        return
    with pytest.raises(ScenarioError) as caught:
        compare(result, other, ["present:all"])
    files = {problem.file for problem in caught.value.problems}
    # Without a class the windows let other people out.
    assert (
        files - {"windows.csv"} == {file_of(table)}
        if table == "classes"
        else files == {file_of(table)}
    )


@pytest.mark.parametrize("kind", dictionary()["events"]["kind"].choices)
def test_events_may_vary_by_kind(result: Result, kind: str) -> None:
    events = EXAMPLE["events"]
    first = {**next(iter(events.rows())), "kind": kind}
    longer = Table.from_values("events", [*events.rows(), first])
    tables = MappingProxyType({**EXAMPLE.tables, "events": longer})
    other = replace(result, scenario=replace(EXAMPLE, tables=tables))
    assert row_may_vary("events", first) == (kind in PLAN_KINDS)
    if kind in PLAN_KINDS:
        compare(result, other, ["present:all"])
        return
    with pytest.raises(ScenarioError, match=f"events of kind {kind}"):
        compare(result, other, ["present:all"])


def test_settings_are_never_edited_in_the_workbench() -> None:
    assert not any(may_vary(name) for name in SETTINGS)


def test_a_table_that_columns_name_has_a_key() -> None:
    assert all(table_kinds()[table].key for table in referenced_tables())
