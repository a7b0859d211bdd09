"""Warnings: each says what is likely a mistake, and is silent where it is none."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from safepassage.cli.app import app
from safepassage.result.run import run
from safepassage.scenario.scenario import Scenario, make_scenario
from safepassage.scenario.warnings import warnings
from safepassage.scenario.warnings.people import _gone
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


def relocated(tables: Tables) -> None:
    tables["places"].append({"place": "other", "kind": "site"})
    row = {"corridor": "move", "purpose": "relocation", "consent": 0.5, "gathers": "camp"}
    tables["corridors"].append(row | {"places": "camp>other", "persons_per_hour": 5})
    tables["windows"].append(tables["windows"][0] | {"corridor": "move"})


def by_a_narrow_bridge(tables: Tables) -> None:
    """Four days on which 2 people an hour get in, by day, for 200 who may leave."""
    tables["routes"][0] |= {"persons_per_hour": 2, "route": "bridge"}
    tables["road_hours"] = [
        {"start": "2020-01-01", "target": "bridge", "opens": 7, "closes": 17},
        {"start": "2020-01-05", "target": "bridge", "cut": True},
    ]


def far_more(tables: Tables) -> None:
    """10 of 100 leave on the first day at a rate of 0.2, hazard 0.5: 200 x (1 - exp(-0.1))."""
    del tables["corridors"], tables["windows"]
    tables["claims"][0] |= {"quantity": "arrived:camp", "date": "2020-01-01", "low": 90}


def far_fewer(tables: Tables) -> None:
    del tables["corridors"], tables["windows"]
    row = {"quantity": "displaced_from:town", "date": "2020-01-02"}
    tables["claims"] = [
        tables["claims"][0] | row | {"claim": f"c{number}", "low": high, "high": high}
        for number, high in enumerate((10, 12))
    ]


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
    ("roads_carry_their_people", by_a_narrow_bridge, "lets 80 of 200 people who may leave", 1),
    ("relocations_have_departures", relocated, "moves nobody before its departures", 1),
    ("first_reports_are_near", far_more, "says far more: about 19 leave home by 2020-01-01", 1),
    ("first_reports_are_near", far_fewer, "says far fewer: about 36 leave home", 1),
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
    found = warnings(scenario(tables, roads_fill=rule.startswith("roads_")))
    assert len(found) == number, found
    assert words in str(found[0]), rule


def test_every_warning_has_a_case() -> None:
    assert {warn.__name__ for warn in ABOUT_THE_WORLD} == {rule for rule, *_ in CASES}


def test_reports_on_either_side_of_what_leaves_home_are_near() -> None:
    tables = sound()
    far_fewer(tables)
    tables["claims"][1] |= {"low": 200, "high": 200}
    assert warnings(scenario(tables)) == []


@pytest.mark.parametrize(("low", "number"), [(5, 1), (15, 0)])
def test_arrivals_at_every_site_may_be_far_fewer(low: int, number: int) -> None:
    """Not at one of two sites that roads lead to: the others may be elsewhere."""
    tables = sound()
    del tables["corridors"], tables["windows"]
    tables["claims"][0] |= {"quantity": "arrived:camp", "low": low, "high": low}
    assert len(warnings(scenario(tables))) == number
    tables["places"].append({"place": "second", "kind": "site"})
    tables["routes"].append({"from": "town", "to": "second", "length_km": 20})
    assert warnings(scenario(tables)) == []


@pytest.mark.parametrize("curve", ["exponential", "rayleigh", "logit"])
def test_departures_in_expectation_are_those_of_a_run(curve: str) -> None:
    tables = sound()
    del tables["corridors"], tables["windows"], tables["uncertain"]
    tables["populations"][0]["best"] = 40_000
    tables["classes"] = [{"class": "people", "staying": 0.5, "flight": 0.7}]
    tables["events"].append(tables["events"][0] | {"date": "2020-01-03", "value": "0.9"})
    row = {"kind": "access", "target": "town", "attribute": "leave", "value": "0.5"}
    tables["events"].append(row | {"date": "2020-01-02"})
    world = scenario(tables, departure=curve, departure_early=2.0, flight_rate=0.2)
    result = run(world, members=40, workers=1)
    town = result.places.index("town")
    fled = result.arrays["fled"][:, :, town].sum(axis=-1).cumsum(axis=1)
    assert _gone(world)[:, 0] == pytest.approx(fled.mean(axis=0), rel=0.03)


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
