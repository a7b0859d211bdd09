"""Forecasts: nothing published later is seen; the same numbers for any workers; clear errors."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import numpy as np
import pytest

from safepassage.errors import ScenarioError
from safepassage.forecast.backtest import backtest
from safepassage.forecast.forecast import Forecast, forecast
from safepassage.scenario.scenario import Scenario
from tests.forecast.small import START, day, hazard, rising, rows, world

ORIGIN = 120


def ahead(scenario: Scenario, **changes: Any) -> Forecast:
    wanted = {"origin": day(ORIGIN), "horizon": 40, "members": 24, "seed": 4, "workers": 1}
    return forecast(scenario, **{**wanted, **changes})


def known_rows() -> list[dict[str, Any]]:
    everything = rows(north=rising(40), south=rising(15, 14))
    return [row for row in everything if row["date"] <= day(ORIGIN)]


LATER = {
    "a later report": {"series": [*rows(north={130: 9e4})]},
    "a correction of a known day, published later": {
        "series": [
            {"quantity": "present:north", "date": day(100), "value": 7.0, "published": day(121)}
        ]
    },
    "the total": {"series": [{"quantity": "displaced_from:all", "date": day(121), "value": 5e5}]},
    "violence that ends": {"events": [hazard(125, 0.0)]},
    "an earlier event that was published later": {"events": [hazard(60, 0.0, published=day(122))]},
    "a closure": {
        "events": [
            {"date": day(130), "kind": "route", "target": "town--north", "attribute": "open"}
            | {"value": "false"}
        ]
    },
}


@pytest.mark.parametrize("what", LATER)
def test_what_is_published_later_cannot_change_a_bit(what: str) -> None:
    tables = LATER[what]
    plain = ahead(world(known_rows()))
    changed = world(
        [*known_rows(), *tables.get("series", [])],
        events=[hazard(0), *tables.get("events", [])],
    )
    later = ahead(changed)
    assert later.members.tobytes() == plain.members.tobytes()
    assert later.as_dict() == plain.as_dict()


def test_what_is_published_in_time_does_change_it() -> None:
    plain = ahead(world(known_rows()))
    correction = {"quantity": "present:north", "date": day(100), "value": 7.0}
    changed = ahead(world([*known_rows(), {**correction, "published": day(ORIGIN)}]))
    assert changed.members.tobytes() != plain.members.tobytes()


def test_progress_counts_origins() -> None:
    told: list[tuple[int, int]] = []
    ahead(world(), progress=lambda *made: told.append(made))
    assert told == [(1, 1)]


def test_capacities_are_hidden_unless_asked_for() -> None:
    scenario = world()
    other = scenario.replace(
        sites=[{"place": "north", "capacity": 1}, {"place": "south", "capacity": 1}]
    )
    asked = {"model": "simulator", "horizon": 10, "members": 8}
    assert ahead(scenario, **asked).members.tobytes() == ahead(other, **asked).members.tobytes()
    assert not ahead(scenario, no_leak=False).capacities_hidden


def test_the_simulator_divides_the_rise_and_says_so() -> None:
    asked = {"model": "simulator", "horizon": 10, "members": 8}
    found = ahead(world(), **asked)
    assert found.simulated
    assert found.as_dict()["simulator"] == "divided"
    assert ahead(world(), workers=2, **asked).members.tobytes() == found.members.tobytes()
    plain = ahead(world(), horizon=10, members=8)
    assert not plain.simulated
    assert plain.as_dict()["simulator"] == "stood_aside"
    rise = plain.middle[-1] - plain.registered
    divided = found.middle[-1] - found.registered
    assert divided.sum() == pytest.approx(rise.sum(), rel=0.15)
    assert divided != pytest.approx(rise, rel=0.01)


def test_numbers_follow_the_seed() -> None:
    assert ahead(world(), seed=5).members.tobytes() != ahead(world()).members.tobytes()


def test_a_steady_rise_goes_on_and_widens() -> None:
    found = ahead(world(), members=200)
    low, middle, high = found.quantiles()
    assert found.sites == ("north", "south")
    assert found.dates[0] == np.datetime64(day(ORIGIN + 1))
    truth = 40 * 100 * 160 / 260
    assert low[-1, 0] < truth < high[-1, 0]
    assert np.all(middle[-1] > found.registered)
    width = high - low
    assert np.all(width[-1] > width[0])
    assert np.all(found.members >= 0)


def test_given_totals_are_kept() -> None:
    found = ahead(world(), given_totals=True)
    history = [40 * 100 * 160 / 260, 15 * 100]
    total = found.members.sum(axis=2)
    assert np.ptp(total[:, -1]) < 1e-6 * total[0, -1]
    assert found.middle.sum(axis=1) == pytest.approx(total[0])
    assert total[0, -1] == pytest.approx(
        history[0] + np.interp(160, [154, 168], [15 * 100 * 154 / 254, 15 * 100 * 168 / 268])
    )


def test_without_violence_the_simulator_stands_aside_and_says_why(
    caplog: pytest.LogCaptureFixture,
) -> None:
    scenario = world().replace(rules={"displacement": "none"}, events=[])
    found = ahead(scenario, model="simulator", horizon=10, members=8)
    assert not found.simulated
    assert found.simulator == "failed"
    (line,) = caplog.messages
    assert len(line) > len("the simulator could not run: ")
    assert np.all(np.isfinite(found.members))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"origin": day(-1)}, "outside the period"),
        ({"origin": day(500)}, "outside the period"),
        ({"origin": "tomorrow"}, "is not a date"),
        ({"horizon": 0}, "horizon"),
        ({"horizon": -3}, "horizon"),
        ({"members": 1}, "members"),
        ({"seed": -1}, "seed"),
        ({"workers": 0}, "workers"),
    ],
)
def test_bad_arguments_are_named(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(ScenarioError, match=says):
        ahead(world(), **changes)


def test_no_series_and_nothing_before_the_origin_are_named() -> None:
    nothing = world([])
    with pytest.raises(ScenarioError, match="no registrations"):
        ahead(nothing)
    with pytest.raises(ScenarioError, match="no registrations"):
        backtest(nothing)
    with pytest.raises(ScenarioError, match="nothing is registered"):
        ahead(world(rows(north={150: 5, 160: 9}, south={150: 5})))
    with pytest.raises(ScenarioError, match="every"):
        backtest(world(), every=0)
    with pytest.raises(ScenarioError, match="horizons"):
        backtest(world(), horizons=())
    with pytest.raises(ScenarioError, match="no origin"):
        backtest(world().replace(days=20, series=rows(north={0: 5, 10: 9})), every=10)


def test_a_backtest_is_plain_json_with_all_scores() -> None:
    told: list[tuple[int, int]] = []
    found = backtest(
        world(), horizons=(30, 90), members=20, workers=1, progress=lambda *p: told.append(p)
    )
    text = json.loads(json.dumps(found))
    assert set(text["horizons"]) == {"30", "90"}
    assert found["origins"][0] == (START + dt.timedelta(days=30)).isoformat()
    assert told[-1] == (len(found["origins"]), len(found["origins"]))
    scores = text["horizons"]["30"]
    assert {"counts", "shares", "increments", "trend", "drift", "log-walk", "ar1", "theta"} <= set(
        scores["rivals"]
    )
    best = min(rival["crps"] for rival in scores["rivals"].values())
    assert scores["crps_skill"] == pytest.approx(1 - scores["crps"] / best)
    assert scores["crps_skill_90"][0] <= scores["crps_skill"] <= scores["crps_skill_90"][1]
    told_apart = scores["coverage_90"] + scores["missed_below"] + scores["missed_above"]
    assert told_apart == pytest.approx(1)
    assert sum(scores["pit"]) == scores["targets"]
    leaky = backtest(world(), horizons=(30,), members=20, workers=1, no_leak=False)
    assert "capacity" in leaky["horizons"]["30"]["rivals"]


def test_late_and_empty_series_are_forecast_without_a_warning() -> None:
    late = world(rows(north={100: 50, 110: 70, 130: 90, 160: 95}, south={125: 0, 150: 0}))
    found = ahead(late, origin=day(135))
    assert np.all(np.isfinite(found.members))
    assert found.sites == ("north",)
    assert found.silent == ("south",)
    zeros = world(rows(north={0: 0, 100: 0}, south={0: 0, 100: 0}))
    with pytest.raises(ScenarioError, match="nothing is registered"):
        ahead(zeros, origin=day(105))
    with pytest.raises(ScenarioError, match="nobody is ever reported"):
        backtest(zeros, horizons=(30,), members=5)
