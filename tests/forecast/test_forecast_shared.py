"""A published case, where it is at hand: no leak, and better than the baselines on it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from safepassage.exchange.flee import import_flee
from safepassage.forecast.backtest import backtest
from safepassage.forecast.case import case_of
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


def test_mali_is_scored_as_it_was_reported() -> None:
    """Fassala-Mbera stood at some 102,000 before its people were counted again in December."""
    case = case_of(mali())
    site = next(s for s in case.history.sites if "fassala" in s)
    seen = case.history.known(168).sites[case.history.sites.index(site)]
    assert seen.last > 90_000
    first = case.history.published(first=True).sites[case.history.sites.index(site)]
    final = case.history.published(first=False).sites[case.history.sites.index(site)]
    assert first.at(168) > 90_000
    assert final.at(168) < 60_000


def test_the_published_table_is_what_a_backtest_says() -> None:
    """The scores in the shipped table are out of sample; the product's are near them."""
    found = backtest(mali(), horizons=(30, 90))
    for scores in found["horizons"].values():
        assert scores["crps_skill"] > -0.2
