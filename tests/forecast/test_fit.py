"""Fitting ranges: what the data know narrows, what they do not know stays, and is said so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from safepassage.cli.app import app
from safepassage.errors import ScenarioError
from safepassage.forecast.fit import Fit, FittedInput, fit
from safepassage.scenario.read import read_scenario
from safepassage.scenario.scenario import Scenario, make_scenario
from safepassage.scenario.write import write
from tests.forecast.small import rising, rows, world
from tests.spoken import english

RATE = 0.2
RANGES = [
    {"name": "pace", "input": "rules.flight_rate", "low": 0.02, "best": 0.15, "high": 1.0},
    {"name": "idle", "input": "rules.crossing_movechance", "distribution": "uniform"}
    | {"low": 0.2, "best": 0.5, "high": 0.8},
]


def town(ranges: list[dict[str, Any]] | None = None) -> Scenario:
    """10,000 people under hazard 1; reports follow the closed form of a rate of 0.2."""
    reports = [
        {
            "claim": f"c{day}",
            "quantity": "displaced_from:town",
            "low": round(10_000 * (1 - np.exp(-RATE * day))),
            "high": round(10_000 * (1 - np.exp(-RATE * day))),
            "date": f"2020-01-{day:02d}",
            "published": f"2020-01-{day:02d}",
            "source_id": f"s{day}",
            "status": "observation",
            "credibility": "2",
        }
        for day in (2, 4, 6, 8)
    ]
    return make_scenario(
        "town",
        {"title": "Town", "start": "2020-01-01", "days": 9},
        {},
        {
            "places": [{"place": "town", "kind": "settlement"}, {"place": "camp", "kind": "site"}],
            "routes": [{"from": "town", "to": "camp", "length_km": 20}],
            "classes": [{"class": "people"}],
            "populations": [{"place": "town", "class": "people", "best": 10_000}],
            "sites": [{"place": "camp"}],
            "events": [
                {"date": "2020-01-01", "kind": "hazard", "target": "town"}
                | {"attribute": "intensity", "value": "1"}
            ],
            "sources": [
                {"source_id": f"s{day}", "name": "S", "reliability": "B"} for day in (2, 4, 6, 8)
            ],
            "claims": reports,
            "uncertain": RANGES if ranges is None else ranges,
        },
    )


def named(found: Fit, name: str) -> FittedInput:
    return next(one for one in found.inputs if one.name == name)


@pytest.fixture(scope="module")
def found() -> Fit:
    return fit(town(), members=120, workers=1)


def test_what_the_claims_are_about_is_narrowed_around_the_truth(found: Fit) -> None:
    pace, idle = (named(found, name) for name in ("pace", "idle"))
    assert pace.after[0] <= RATE <= pace.after[2]
    assert pace.width < 0.4
    assert not pace.says_little
    assert idle.says_little
    assert "say little about: " in " ".join(english(found.warnings))
    assert all(claim.p05 < claim.p95 for claim in found.claims)
    assert all(claim.inside for claim in found.claims)


def test_the_copy_differs_by_its_ranges_alone(found: Fit, tmp_path: Path) -> None:
    copy = read_scenario(write(found.scenario, tmp_path / "copy"))
    pace = next(r for r in copy["uncertain"].rows() if r["name"] == "pace")
    assert (pace["low"], pace["best"], pace["high"]) == pytest.approx(named(found, "pace").after)
    assert "Fitted to what was known on 2020-01-09" in pace["note"]
    assert copy.replace(uncertain=[], name="town") == town(RANGES).replace(uncertain=[])


def test_later_claims_are_not_seen() -> None:
    early = fit(town(), as_of=town().start.replace(day=4), members=60, workers=1)
    assert [claim.claim for claim in early.claims] == ["c2", "c4"]


def test_only_point_values_are_warned_of_or_refused() -> None:
    with pytest.raises(ScenarioError, match="nothing is uncertain"):
        fit(town(ranges=[]))
    ranges = [{"name": "w", "input": "wish:town", "low": 0.5, "best": 0.8, "high": 1.0}]
    warned = fit(town(ranges=ranges), members=30, workers=1)
    assert "is one number" in english(warned.warnings)[0]
    assert "is one number, and the result hangs on it" in english(warned.warnings)[1]


def test_ranges_in_rows_are_said_to_stay() -> None:
    """They are drawn and weighed, and only inputs of ``[[uncertain]]`` are narrowed."""
    classes = [{"class": "people", "staying_low": 0.1, "staying": 0.2, "staying_high": 0.3}]
    found = fit(town().replace(classes=classes), members=30, workers=1)
    assert "classes.csv (1) took part and stay as they are" in " ".join(english(found.warnings))
    declared = {"name": "s", "input": "staying:people", "low": 0.1, "best": 0.2, "high": 0.3}
    ranges = [*RANGES, declared]
    found = fit(town(ranges=ranges).replace(classes=classes), members=30, workers=1)
    assert "stay as they are" not in " ".join(english(found.warnings))


def test_registrations_are_fitted_like_claims() -> None:
    """North has three quarters of everybody, which at equal roads only its pull explains."""
    total = rising(40)
    scenario = world(
        rows(
            north={day: 0.75 * value for day, value in total.items()},
            south={day: 0.25 * value for day, value in total.items()},
        ),
        routes=[{"from": "town", "to": site, "length_km": 60} for site in ("north", "south")],
        uncertain=[
            {"name": "north", "input": "attraction:north", "low": 0.1, "best": 1, "high": 10}
        ],
    ).replace(
        rules={"destinations": "sites", "site_movechance": 0.0, "observed_sites_start": "none"},
        sites=[{"place": "north"}, {"place": "south"}],
    )
    found = fit(scenario, to="registrations", members=60, workers=1)
    assert found.inputs[0].after[0] <= 3.0 <= found.inputs[0].after[2]
    assert found.inputs[0].after[0] > 1.0
    assert len(found.claims) == 24


def test_the_command_writes_the_copy(tmp_path: Path) -> None:
    folder = write(town(), tmp_path / "town")
    command = ["fit", str(folder), "--members", "40", "--out", str(tmp_path / "new"), "--json"]
    answer = json.loads(CliRunner().invoke(app, command).stdout)
    assert {one["name"] for one in answer["inputs"]} == {"pace", "idle"}
    assert read_scenario(answer["folder"]).days == 9
