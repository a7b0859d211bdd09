"""Baselines by hand."""

import numpy as np
import pytest

from safepassage.forecast import baselines
from safepassage.forecast.history import read_history
from safepassage.forecast.models.view import View
from safepassage.forecast.targets import find_targets
from tests.forecast.small import rows, world

SERIES = rows(north={0: 100, 60: 160, 120: 220, 180: 260}, south={0: 100, 60: 100, 120: 140})
HISTORY = read_history(world(SERIES))
KNOWN = HISTORY.known(120)
LEADS = np.array([1.0, 2.0])
DAMPED = np.array([0.98, 0.98 + 0.98**2])


def test_point_forecasts() -> None:
    assert KNOWN.last.tolist() == [220, 140]
    assert baselines.counts(KNOWN, LEADS).tolist() == [[220, 140]] * 2
    total = 360 + DAMPED * 100 / 60
    assert baselines.trend_total(KNOWN, LEADS) == pytest.approx(total)
    assert baselines.shares(KNOWN, LEADS)[:, 0] == pytest.approx(total * 220 / 360)
    grown = baselines.increments(KNOWN, LEADS)
    assert grown[:, 0] == pytest.approx(220 + DAMPED * 100 / 60 * 0.6)
    assert baselines.trend(KNOWN, LEADS)[:, 1] == pytest.approx(140 + DAMPED * 40 / 60)
    capacity = baselines.capacity_share(KNOWN, LEADS, np.array([3.0, 1.0]))
    assert capacity[:, 0] == pytest.approx(total * 0.75)


def test_capacity_share_is_out_when_capacities_are_hidden() -> None:
    assert "capacity" not in baselines.usable(None)
    assert "capacity" in baselines.usable(np.ones(2))
    with pytest.raises(ValueError, match="hidden"):
        baselines.capacity_share(KNOWN, LEADS)


def test_past_errors_use_only_targets_known_by_the_origin() -> None:
    errors = baselines.past_errors(View(HISTORY, 120), 60)["counts"]
    # Origins 90, 60 and 30 days after the start; only reports on days 60 and 120 are known.
    assert errors[0] == [220 - 160]  # from day 60 to day 120
    assert errors[1] == [140 - 100]


def test_errors_or_a_default_spread() -> None:
    assert baselines.with_errors(10.0, [-20.0, 1.0, 2.0, 3.0, 4.0], 30).tolist() == [
        0,
        11,
        12,
        13,
        14,
    ]
    default = baselines.with_errors(100.0, [1.0] * 4, 120)
    assert np.median(default) == pytest.approx(100)
    relative = baselines.DEFAULT_SPREAD * 2
    assert default.std() == pytest.approx(100 * relative, rel=0.05)


def test_the_nearest_report_after_the_origin_is_the_target() -> None:
    found = find_targets(HISTORY.published(first=True), HISTORY.known(60), 60, before=200)
    assert [(t.site, t.day, t.value) for t in found] == [(0, 120, 220), (1, 120, 140)]
    assert find_targets(HISTORY.published(first=True), HISTORY.known(60), 90, before=200) == []
    assert find_targets(HISTORY.published(first=True), HISTORY.known(60), 60, before=120) == []


def test_a_site_that_has_not_reported_is_no_target() -> None:
    history = read_history(world(rows(north={0: 1, 90: 2}, south={60: 5, 90: 7})))
    assert [
        t.site
        for t in find_targets(history.published(first=True), history.known(50), 30, before=200)
    ] == [0]


def test_past_errors_are_against_first_publications() -> None:
    corrected = [{**row, "published": "2020-04-30"} for row in rows(north={60: 80, 0: 50})]
    history = read_history(world([*SERIES, *corrected]))
    errors = baselines.past_errors(View(history, 125), 60)["counts"]
    assert errors[0] == [220 - 160]  # day 60 as it stood then, not as it was corrected on day 120
