"""Warnings: each says what is likely a mistake, and is silent where it is none."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from safepassage.cli.app import app
from safepassage.scenario.scenario import Scenario, make_scenario
from safepassage.scenario.warnings import warnings
from safepassage.scenario.warnings.world import ABOUT_THE_WORLD
from safepassage.scenario.write import write

Tables = dict[str, list[dict[str, Any]]]


def sound() -> Tables:
    """A town that people leave by a corridor to a camp, with nothing to warn of."""
    return {
        "places": [{"place": "town", "kind": "settlement"}, {"place": "camp", "kind": "site"}],
        "routes": [{"from": "town", "to": "camp", "length_km": 20}],
        "classes": [{"class": "people", "staying": 0.5, "staying_low": 0.4, "staying_high": 0.6}],
        "populations": [
            {"place": "town", "class": "people", "best": 400},
            {"place": "camp", "class": "people", "best": 50, "status": "displaced"},
        ],
        "sites": [{"place": "camp", "capacity": 900}],
        "corridors": [
            {"corridor": "exit", "gathers": "town", "places": "town>camp", "persons_per_hour": 50}
        ],
        "windows": [{"corridor": "exit", "start": "2020-01-02T06:00", "end": "2020-01-02T12:00"}],
        "events": [
            {"date": "2020-01-01", "kind": "hazard", "target": "town", "attribute": "intensity"}
            | {"value": "0.5"}
        ],
        "sources": [{"source_id": "un", "name": "UN"}],
        "claims": [
            {"claim": "c1", "quantity": "present:camp", "low": 90, "high": 90, "source_id": "un"}
            | {"date": "2020-01-02", "published": "2020-01-02"}
        ],
        "uncertain": [
            {"name": "pace", "input": "rules.flight_rate", "low": 0.1, "best": 0.2, "high": 0.4},
            {"name": "violence", "input": "hazard:town", "low": 0.7, "best": 1, "high": 1.3},
        ],
    }


def scenario(tables: Tables, **rules: Any) -> Scenario:
    settings = {"title": "Small", "start": "2020-01-01", "days": 5}
    return make_scenario("small", settings, rules, tables)


def home_without_past(tables: Tables) -> None:
    tables["homes"] = [{"place": "town", "willing": 0.1}]


def closed(tables: Tables) -> None:
    tables["events"].append(
        {"date": "2020-01-02", "kind": "site", "target": "camp", "attribute": "open"}
        | {"value": "false"}
    )


def crowded(tables: Tables) -> None:
    tables["sites"][0]["capacity"] = 49


def narrow(tables: Tables) -> None:
    tables["corridors"][0]["persons_per_hour"] = 30


def misspelt(tables: Tables) -> None:
    tables["claims"][0]["quantity"] = "in_camp:camp"


def one_pace(tables: Tables) -> None:
    del tables["uncertain"][0]


def one_hazard(tables: Tables) -> None:
    del tables["uncertain"][1]


def in_metres(tables: Tables) -> None:
    for place, lat in zip(tables["places"], (36.0, 36.1), strict=True):
        place |= {"lat": lat, "lon": 37.0}
    tables["routes"][0]["length_km"] = 20_000


def round_the_earth(tables: Tables) -> None:
    tables["routes"][0]["length_km"] = 35_000


CASES: tuple[tuple[str, Callable[[Tables], None], str, int], ...] = (
    ("corridors_lead_to_open_sites", closed, "closed on 2020-01-02", 1),
    ("sites_hold_who_is_there", crowded, "below the 50 displaced people", 1),
    ("returns_count_who_left_before", home_without_past, "nobody who left 'town' before", 1),
    ("corridors_carry_their_people", narrow, "carries 180 people in 6 hours, and 200 wait", 1),
    ("claims_can_be_shown", misspelt, "no run produces in_camp", 1),
    ("flight_has_ranges", one_pace, "flight_rate: is one number", 1),
    ("flight_has_ranges", one_hazard, "hazard has no range", 1),
    ("routes_are_in_kilometres", in_metres, "20,000 km, and its ends are 11.1 km apart", 1),
    ("routes_are_in_kilometres", round_the_earth, "more than half way round the Earth", 1),
)


def test_nothing_is_said_of_a_sound_scenario() -> None:
    assert warnings(scenario(sound())) == []


@pytest.mark.parametrize(("rule", "spoil", "words", "number"), CASES)
def test_each_warns_of_its_mistake_alone(
    rule: str, spoil: Callable[[Tables], None], words: str, number: int
) -> None:
    tables = sound()
    spoil(tables)
    found = warnings(scenario(tables))
    assert len(found) == number, found
    assert words in str(found[0]), rule


def test_every_warning_has_a_case() -> None:
    assert {warn.__name__ for warn in ABOUT_THE_WORLD} == {rule for rule, *_ in CASES}


def test_with_a_curve_the_median_needs_the_range() -> None:
    found = warnings(scenario(sound(), departure="rayleigh"))
    assert ["departure_median" in str(one) for one in found] == [True]


def test_check_lists_warnings_and_does_not_stop(tmp_path: Path) -> None:
    tables = sound()
    crowded(tables)
    folder = write(scenario(tables), tmp_path / "small")
    done = CliRunner().invoke(app, ["check", str(folder), "--json"])
    answer = json.loads(done.stdout)
    assert (done.exit_code, answer["ok"], answer["problems"]) == (0, True, [])
    assert [one["file"] for one in answer["warnings"]] == ["sites.csv"]
