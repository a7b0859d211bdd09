"""Warnings: what is allowed but may be one report under two names."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from safepassage.cli.app import app
from safepassage.errors import Problem
from safepassage.scenario.facts import Facts
from safepassage.scenario.read import read_scenario
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.warnings.sources import ABOUT_SOURCES
from safepassage.scenario.write import write

TINY = read_scenario("tiny")
SOURCES = [
    {"source_id": "ocha-sitrep-1", "name": "One"},
    {"source_id": "ocha-sitrep-2", "name": "Two"},
    {"source_id": "red-cross", "name": "Three"},
    {"source_id": "red-cross-blog", "name": "Four"},
    {"source_id": "invented", "name": "Five"},
    {"source_id": "paper", "name": "Six"},
]


def about_sources(scenario: Scenario) -> list[Problem]:
    return [problem for warn in ABOUT_SOURCES for problem in warn(Facts(scenario))]


def world(*claims: dict[str, Any], sources: list[dict[str, Any]] = SOURCES) -> Scenario:
    usual = {
        "quantity": "present:camp-a",
        "low": 600,
        "high": 600,
        "date": "2020-01-03",
        "published": "2020-01-09",
        "source_id": "paper",
    }
    rows = [usual | {"claim": f"c{number}"} | cells for number, cells in enumerate(claims)]
    events = [row | {"source_id": ""} for row in TINY["events"].rows()]
    return TINY.replace(
        sources=sources, claims=rows, events=events, **_without_sources("places", "populations")
    )


def _without_sources(*tables: str) -> dict[str, list[dict[str, Any]]]:
    return {name: [row | {"source_id": ""} for row in TINY[name].rows()] for name in tables}


def test_one_value_of_two_sources_within_days_is_doubted() -> None:
    (found,) = about_sources(world({}, {"source_id": "red-cross", "date": "2020-01-05"}))
    assert (found.file, found.row, found.column) == ("claims.csv", 3, "origin")
    assert "'c1' of 'red-cross' and 'c0' of 'paper'" in found.message
    assert "write c0 as its origin" in found.remedy


@pytest.mark.parametrize(
    "cells",
    [
        {"date": "2020-01-08"},
        {"low": 601, "high": 601},
        {"quantity": "present:camp-b"},
        {"origin": "c0"},
        {"source_id": "paper", "date": "2020-01-04"},
    ],
)
def test_what_differs_or_is_declared_is_not_doubted(cells: dict[str, Any]) -> None:
    assert about_sources(world({}, {"source_id": "red-cross"} | cells)) == []


def test_nobody_is_seen_by_many() -> None:
    zero = {"low": 0, "high": 0}
    assert about_sources(world(zero, zero | {"source_id": "red-cross"})) == []


@pytest.mark.parametrize(
    "pair", [("ocha-sitrep-1", "ocha-sitrep-2"), ("red-cross", "red-cross-blog")]
)
def test_sources_whose_identifiers_are_alike_are_doubted(pair: tuple[str, str]) -> None:
    claims: list[dict[str, Any]] = [
        {"source_id": pair[0]},
        {"source_id": pair[1], "low": 5, "high": 5},
    ]
    (found,) = about_sources(world(*claims))
    assert found.file == "sources.csv"
    assert f"{pair[1]!r} looks like {pair[0]!r}" in found.message
    one = [row | {"organisation": "one"} for row in SOURCES]
    assert about_sources(world(*claims, sources=one)) == []


@pytest.mark.parametrize("name", ["tiny", "karabakh-2023", "aleppo-2016"])
def test_bundled_scenarios_leave_no_doubt(name: str) -> None:
    assert about_sources(read_scenario(name)) == []


def test_the_check_command_warns_and_still_succeeds(tmp_path: Any) -> None:
    folder = write(world({}, {"source_id": "red-cross"}), tmp_path / "doubtful")
    plain = CliRunner().invoke(app, ["check", str(folder)])
    assert plain.exit_code == 0
    assert "warning: claims.csv, row 3" in plain.output
    answer = json.loads(CliRunner().invoke(app, ["check", str(folder), "--json"]).output)
    assert answer["ok"] is True
    assert [row["column"] for row in answer["warnings"] if row["file"] == "claims.csv"] == [
        "origin"
    ]
