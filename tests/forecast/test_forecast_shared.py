"""A published case, where it is at hand: no leak, and better than the baselines on it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from safepassage.exchange.flee import import_flee
from safepassage.forecast.backtest import backtest
from safepassage.forecast.forecast import forecast
from safepassage.scenario.scenario import Scenario, make_scenario

CASES = Path(__file__).parents[3] / "shared" / "cases"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not CASES.is_dir(), reason="needs ../shared/cases"),
]
ORIGIN = dt.date(2012, 8, 20)


def mali(*, until: dt.date | None = None) -> Scenario:
    folder = CASES / "mali2012"
    found = import_flee(
        folder / "input_csv", folder / "source_data", folder / "simsetting.yml", name="mali2012"
    )
    tables = dict(found.tables)
    if until is not None:
        for name in ("series", "events"):
            tables[name] = [row for row in tables[name] if str(row["date"])[:10] <= str(until)]
    return make_scenario("mali2012", found.scenario_settings, found.rules, tables)


def test_deleting_all_that_came_later_changes_nothing() -> None:
    asked = {"origin": ORIGIN, "horizon": 60, "members": 8, "workers": 1}
    whole, cut = forecast(mali(), **asked), forecast(mali(until=ORIGIN), **asked)
    assert np.array_equal(whole.members, cut.members)


def test_mali_is_forecast_better_than_by_the_best_baseline() -> None:
    found = backtest(mali(), horizons=(30, 90), members=50, workers=1)
    for scores in found["horizons"].values():
        assert scores["crps_skill"] > 0.05
        assert scores["crps_skill_plain"] > 0.2
        assert scores["ard_given_totals"] < 0.9 * scores["ard_shares_kept"]
