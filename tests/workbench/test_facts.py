"""Entering facts: all that a scenario holds, from nothing, with sources, undo and autosave."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from safepassage.errors import ScenarioError
from safepassage.scenario.dictionary import table_names
from safepassage.scenario.read import read_scenario
from safepassage.workbench.api.endpoints import ENDPOINTS
from safepassage.workbench.api.fields import request_of, schema
from safepassage.workbench.desk import Desk
from safepassage.workbench.draft import Draft
from safepassage.workbench.jobs import Job
from safepassage.workbench.varied import SOURCE, needs_source
from tests.scenario.world import EXAMPLE

PLACES = [
    {"name": "الجنينة", "kind": "settlement", "lat": "13.45", "lon": "22.44"},
    {"name": "Adré", "kind": "site", "lat": "13.467", "lon": "22.2"},
]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.jobs.close()


def do(desk: Desk, name: str, **fields: Any) -> dict[str, Any]:
    endpoint = ENDPOINTS[name]
    if "version" in schema(endpoint.request)["properties"]:
        fields.setdefault("version", desk.version)
    found: dict[str, Any] = endpoint.function(desk, request_of(endpoint.request, fields))
    return found


def crisis(desk: Desk) -> dict[str, Any]:
    """A crisis by names alone, from nothing."""
    do(desk, "new", title="From El Geneina", start="2023-06-01", days=30)
    do(desk, "add", table="sources", rows=[{"name": "UNHCR, Chad", "reliability": "B"}])
    source = "unhcr-chad"
    do(desk, "add", table="classes", rows=[{"name": "Residents"}], source=source)
    do(desk, "add", table="places", rows=PLACES, source=source)
    road = {"from": "الجنينة", "to": "adré", "length_km": "30"}
    do(desk, "add", table="routes", rows=[road], source=source)
    people = {"place": "الجنينة", "class": "Residents", "best": "370000"}
    do(desk, "add", table="populations", rows=[people], source=source)
    do(desk, "add", table="sites", rows=[{"place": "Adré", "capacity": "5000"}])
    event = {"date": "2023-06-05", "kind": "hazard", "target": "الجنينة", "value": "0.5"}
    row = event | {"attribute": "intensity"}
    return do(desk, "add", table="events", rows=[row], source=source)


def test_a_crisis_is_entered_from_nothing_by_names(desk: Desk) -> None:
    assert desk.draft is None
    shown = crisis(desk)
    assert shown["problems"] == []
    assert shown["world"]["places"] == desk.scenario()["places"]["place"].tolist()
    assert desk.scenario()["routes"]["to"].tolist() == ["adre"]
    assert desk.scenario()["events"]["source_id"].tolist() == ["unhcr-chad"]


def test_each_change_is_kept_and_taken_back(desk: Desk) -> None:
    crisis(desk)
    before = desk.scenario()
    do(desk, "change", table="sites", row=0, cells={"capacity": "many"})
    assert [one.column for one in desk.judged.problems] == ["capacity"]
    again = Desk(desk.files.root)  # the server was ended in between
    again.jobs.close()
    assert again.draft is not None
    assert again.draft.rows("sites")[0]["capacity"] == "many"
    do(desk, "undo")
    assert desk.scenario() == before
    do(desk, "redo")
    assert desk.judged.problems
    do(desk, "undo")
    for _ in range(20):
        do(desk, "undo")
    assert desk.current().changed_tables == []
    folder = desk.files.root / ".workbench"
    assert all(path.stat().st_mode & 0o077 == 0 for path in (folder, *folder.rglob("*")))


def test_drafts_do_not_replace_each_other(desk: Desk) -> None:
    crisis(desk)
    first = desk.scenario()
    second = do(desk, "new", title="From El Geneina", start="2024-01-01", days=5)
    assert second["name"] != first.name
    do(desk, "open", label=f"draft: {first.name}")
    assert desk.scenario() == first


@pytest.mark.parametrize(
    "table", [name for name in table_names() if needs_source(name, {"kind": "hazard"})]
)
def test_facts_are_entered_with_their_source_only(table: str) -> None:
    draft = Draft(EXAMPLE, facts=True)
    if table == "sources":  # its key is the source
        return
    fact = next((row for row in draft.rows(table) if needs_source(table, row)), {})
    with pytest.raises(ScenarioError, match="with its source"):
        draft.add_row(table, fact | {SOURCE: " "})
    number = draft.add_row(table, fact | {SOURCE: "somebody"})
    with pytest.raises(ScenarioError, match="with its source"):
        draft.set_cell(table, number, SOURCE, "")
    assert draft.rows(table)[number][SOURCE] == "somebody"


def test_every_table_of_a_scenario_can_be_entered(desk: Desk) -> None:
    """The example rebuilt from an empty crisis, row by row, is the example."""
    do(desk, "new", title="x", start="2030-01-01", days=3)
    opened = Draft(EXAMPLE)
    for name in ("scenario", "rules"):
        do(desk, "change", table=name, row=0, cells=opened.rows(name)[0])
    desk.current().delete_rows("uncertain", list(range(len(desk.current().rows("uncertain")))))
    for table in ("sources", *(name for name in table_names() if name != "sources")):
        do(desk, "add", table=table, rows=opened.rows(table), source="guess")
    assert desk.judged.problems == []
    mine = desk.scenario()
    for table in table_names():
        assert [{**row, SOURCE: ""} for row in Draft(mine).rows(table)] == [
            {**row, SOURCE: ""} for row in opened.rows(table)
        ], table
    assert mine.rules == EXAMPLE.rules


def test_a_what_if_varies_no_fact_and_leaves_the_scenario_as_it_was(desk: Desk) -> None:
    crisis(desk)
    before = desk.scenario()
    do(desk, "vary")
    for table, row in (("populations", {}), ("events", {"kind": "hazard"}), ("claims", {})):
        with pytest.raises(ScenarioError, match=r"facts with sources|may be varied"):
            do(desk, "add", table=table, rows=[row], source="unhcr-chad")
    with pytest.raises(ScenarioError, match="facts with sources"):
        do(desk, "change", table="rules", row=0, cells={"flight_rate": "0"})
    do(desk, "change", table="sites", row=0, cells={"capacity": "9000"})
    assert desk.scenario()["sites"]["capacity"].tolist() == [9000]
    do(desk, "back")
    assert desk.scenario() == before


def test_cells_pasted_over_a_table_are_one_step(desk: Desk) -> None:
    """Names become identifiers, rows beyond the end are added, one undo takes all of it back."""
    crisis(desk)
    before = desk.scenario()
    source = {"source": "unhcr-chad"}
    rows = [{"name": "Adré town"}, {"name": "Farchana", "kind": "site", "lat": "13.6"}]
    do(desk, "fill", table="places", row=1, rows=rows, **source)
    found = desk.current().rows("places")
    assert [row["name"] for row in found] == ["الجنينة", "Adré town", "Farchana"]
    assert found[1]["place"] == "adre"
    assert found[2]["place"] == "farchana"
    do(desk, "undo")
    assert desk.scenario() == before
    for table, row, cells in (
        ("places", 3, {}), ("places", -1, {}), ("nothing", 0, {}), ("places", 1, {"odd": "x"}),
        ("populations", 0, {SOURCE: ""}),
    ):  # fmt: skip
        with pytest.raises(ScenarioError):
            do(desk, "fill", table=table, row=row, rows=[{"name": "x"}, cells][-1:])
        with pytest.raises(ScenarioError):  # the good row is not written alone
            do(desk, "fill", table=table, row=row, rows=[{}, {}, cells | {"odd": "x"}])
    assert desk.scenario() == before


def test_a_page_that_shows_an_older_version_changes_nothing(desk: Desk) -> None:
    crisis(desk)
    before = desk.scenario()
    for name, fields in (
        ("delete", {"table": "places", "rows": [0]}), ("undo", {}),
        ("change", {"table": "places", "row": 0, "cells": {"name": "x"}}),
        ("fill", {"table": "places", "row": 0, "rows": [{"name": "x"}]}),
    ):  # fmt: skip
        with pytest.raises(ScenarioError, match="another page"):
            do(desk, name, version=desk.version - 1, **fields)
    assert desk.scenario() == before


def test_sites_get_the_range_of_past_conflicts_once(desk: Desk) -> None:
    crisis(desk)
    for _ in range(2):
        do(desk, "ranges")
        inputs = desk.scenario()["uncertain"]["input"].tolist()
        assert inputs == ["rules.distance_power", "attraction:adre"]


def test_a_plan_is_laid_on_no_other_scenario_than_its_own(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    do(desk, "open", label="bundled: tiny")
    made = {"scenario": desk.scenario()}
    jobs = {n: Job(n, "exit", "", value=made, about=name) for n, name in enumerate(("a", "tiny"))}
    monkeypatch.setattr(desk.jobs, "get", jobs.get)
    with pytest.raises(ScenarioError, match="another scenario"):
        do(desk, "adopt", number=0)
    assert desk.beneath is None
    do(desk, "adopt", number=1)
    assert desk.beneath is not None


def test_the_bundled_cases_come_out_as_they_went_in(desk: Desk) -> None:
    for name in ("tiny", "karabakh-2023"):
        do(desk, "open", label=f"bundled: {name}")
        assert desk.scenario() == read_scenario(name)
        again = Desk(desk.files.root)
        again.jobs.close()
        assert again.draft is not None
        assert again.draft.scenario() == read_scenario(name)
