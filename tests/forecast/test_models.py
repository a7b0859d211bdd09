"""Every model answers in one form; each against a hand or another program."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

from safepassage.errors import ScenarioError
from safepassage.forecast.case import case_of
from safepassage.forecast.forecast import forecast_case
from safepassage.forecast.history import Curve
from safepassage.forecast.models import smoothing
from safepassage.forecast.models.choose import MEAN, NAMES, SIMULATOR, model_named
from safepassage.forecast.models.classical import STEP, drift_of, even_series, theta
from safepassage.forecast.models.growth import stretch, table
from safepassage.forecast.models.verification import mixed
from safepassage.forecast.models.view import LEVELS, by_site
from tests.forecast.small import day, rising, rows, world

CASE = case_of(world())
LEADS = np.array([0.0, 10.0, 30.0, 95.0])
WORTH = 0.01
"""As in ``verification/fit_growth.py``."""
PLAIN = [name for name in NAMES if name not in {"damped-ets", MEAN, SIMULATOR}]


@pytest.mark.parametrize("name", PLAIN)
def test_quantiles_rise_and_widen(name: str) -> None:
    made = model_named(name)(CASE.view(150), LEADS)
    assert made.shape == (LEVELS.size, LEADS.size, 2)
    assert np.all(made >= 0)
    assert np.all(np.diff(made, axis=0) >= -1e-9)
    assert np.all(np.ptp(made[:, -1], axis=0) >= np.ptp(made[:, 1], axis=0))


@pytest.mark.skipif(not smoothing.installed(), reason="needs the extra all")
@pytest.mark.parametrize("name", ["damped-ets", MEAN])
def test_models_of_the_extra(name: str) -> None:
    made = model_named(name)(CASE.view(150), LEADS)
    assert np.all(np.isfinite(made))
    assert np.all(np.diff(made, axis=0) >= -1e-9)


def test_a_missing_extra_and_an_unknown_name_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smoothing, "installed", lambda: False)
    with pytest.raises(ScenarioError, match="needs statsmodels"):
        model_named(MEAN)
    with pytest.raises(ScenarioError, match="did you mean"):
        model_named("thetta")


def test_drift_by_hand() -> None:
    curve = Curve(np.array([0, 10, 30]), np.array([100.0, 130.0, 160.0]))
    made = drift_of(curve, np.array([15.0]))
    assert np.median(made) == pytest.approx(160 + 2 * 15)
    wrong = np.array([30 - 20, 30 - 40.0])
    variance = (wrong**2 / [10, 20]).sum() / 1
    spread = np.sqrt(variance * 15 * (1 + 15 / 30))
    assert made.std() == pytest.approx(spread, rel=0.02)


@pytest.mark.skipif(not smoothing.installed(), reason="needs the extra all")
def test_theta_agrees_with_statsmodels() -> None:
    from statsmodels.tsa.forecasting.theta import ThetaModel

    walk = np.cumsum(np.random.default_rng(1).normal(50, 200, 40)) + 5000
    case = case_of(world(rows(north=dict(enumerate(walk[:20].tolist())), south=rising(9))))
    view = case.view(25)
    assert by_site(view, LEADS, drift_of).shape == theta(view, LEADS).shape
    curve = Curve(STEP * np.arange(40), walk)
    assert even_series(curve) == pytest.approx(walk)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = np.asarray(ThetaModel(walk, period=1, deseasonalize=False).fit().forecast(9))
    from safepassage.forecast.models.classical import _theta_of

    ours = np.median(_theta_of(curve, STEP * np.array([1.0, 2.0, 9.0])), axis=0)
    assert ours == pytest.approx(theirs[[0, 1, 8]], rel=1e-4)


def test_tails_move_and_the_centre_stays() -> None:
    quantiles = np.linspace(0, 199, 200)[:, None, None] + 500
    made = stretch(quantiles, np.array([30.0]), 1.0, 0.0)
    assert np.median(made) == pytest.approx(np.median(quantiles))
    assert made[:100] == pytest.approx(quantiles[:100])
    assert made[-1] > quantiles[-1] + 90
    assert np.ptp(made[90:110]) == pytest.approx(np.ptp(quantiles[90:110]), rel=1e-3)


def test_a_mixture_by_hand() -> None:
    same = mixed(np.full(LEVELS.size, 1000.0), np.array([0.5]), 0.25)
    assert (same < 600).mean() == pytest.approx(0.25, abs=0.01)
    assert np.median(same) == pytest.approx(1000)
    untouched = np.linspace(900, 1100, LEVELS.size)
    assert mixed(untouched, np.array([0.5]), 0.0) == pytest.approx(untouched, rel=1e-3)


def test_an_announced_exercise_lowers_the_forecast_from_its_day_on() -> None:
    event = {"kind": "verification", "target": "north", "attribute": "chance", "value": "1"}
    announced = {**event, "date": day(170), "published": day(140)}
    scenario = world()
    plain = forecast_case(CASE, 150, 40, 200, 1)
    told = case_of(scenario.replace(events=[*scenario["events"].rows(), announced]))
    found = forecast_case(told, 150, 40, 200, 1)
    # Up to that day it is the same, but for lines between knots, of which the day is one more.
    assert found.middle[10, 0] == pytest.approx(plain.middle[10, 0], rel=1e-4)
    assert found.middle[-1, 0] < 0.97 * plain.middle[-1, 0]
    assert found.middle[:, 1] == pytest.approx(plain.middle[:, 1], rel=1e-3)
    unknown = forecast_case(told, 139, 40, 200, 1)
    assert unknown.members.tobytes() == forecast_case(CASE, 139, 40, 200, 1).members.tobytes()
    # Where it was held it is part of the reports, not to come.
    after = forecast_case(told, 175, 20, 200, 1)
    assert after.members.tobytes() == forecast_case(CASE, 175, 20, 200, 1).members.tobytes()


def test_the_table_says_where_it_comes_from() -> None:
    told = table()
    parts = " + ".join(told["mean"]["parts"])
    assert len(told["cases"]) >= 5
    plain = {
        name: row for name, row in told["left_out"].items() if name not in {"verification", "ways"}
    }
    assert parts == max(plain, key=lambda name: _skill(plain[name]))  # by cases left out
    best = max(_skill(row) for row in told["left_out"]["ways"].values())
    assert best <= _skill(plain[parts]) + WORTH  # less simple ways must gain as much
    assert set(told["left_out"][parts]["30"]["skill"]) == set(told["cases"])


def _skill(row: dict[str, Any]) -> float:
    """Mean skill over the horizons."""
    return float(np.mean([row[horizon]["mean_skill"] for horizon in ("30", "90", "180")]))
