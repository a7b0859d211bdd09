"""What must not change a forecast: how sites are split, named and ordered, and the unit."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from safepassage.arrays import F8
from safepassage.compiled.registrations import TOTAL
from safepassage.forecast.case import Case
from safepassage.forecast.forecast import forecast_case
from safepassage.forecast.history import History

DAYS = np.arange(0, 300, 12)
WALKS = {
    "big": 90_000 + 120.0 * DAYS + 900 * np.sin(DAYS / 20),
    "small": 800 + 3.0 * DAYS + 40 * np.cos(DAYS / 15),
    "new": np.maximum(0.0, 15.0 * (DAYS - 120)),
}
ORIGIN, AHEAD = 250, 60


def case(walks: dict[str, F8], days: F8 = DAYS) -> Case:
    """Reports of which some were corrected later, and the series of everybody."""
    rows = {}
    for site, value in walks.items():
        again = days[:5]
        rows[f"present:{site}"] = (
            np.concatenate([days, again]),
            np.concatenate([days, again + 150]),
            np.concatenate([value, 0.9 * value[:5]]),
        )
    whole = np.sum(list(walks.values()), axis=0)
    rows[TOTAL] = days, days, 1.1 * whole
    return Case("made", History(dt.date(2020, 1, 1), 400, tuple(walks), rows))


def quantiles(walks: dict[str, F8]) -> dict[str, F8]:
    made = forecast_case(case(walks), ORIGIN, AHEAD, 200, 1)
    found = dict(zip(made.sites, np.sort(made.members, axis=0).T, strict=True))
    assert made.together is not None
    return {**found, "all": made.together.T}


PLAIN = quantiles(WALKS)


def test_a_site_split_in_two_is_forecast_as_before() -> None:
    parts = {"big-a": 0.3 * WALKS["big"], "big-b": 0.7 * WALKS["big"]}
    split = quantiles({**{n: w for n, w in WALKS.items() if n != "big"}, **parts})
    assert split["big-a"] + split["big-b"] == pytest.approx(PLAIN["big"], rel=1e-9)
    for name in ("small", "new", "all"):
        assert split[name] == pytest.approx(PLAIN[name], rel=1e-9)


def test_an_empty_site_changes_nothing() -> None:
    more = quantiles({**WALKS, "empty": np.zeros(DAYS.size)})
    assert set(more) == set(PLAIN)
    for name, found in PLAIN.items():
        assert np.array_equal(more[name], found)


def test_ten_times_the_people_are_ten_times_the_forecast() -> None:
    larger = quantiles({name: 10 * walk for name, walk in WALKS.items()})
    for name, found in PLAIN.items():
        assert larger[name] == pytest.approx(10 * found, rel=1e-6)


def test_names_and_order_change_nothing() -> None:
    renamed = quantiles({name.upper(): walk for name, walk in WALKS.items()})
    turned = quantiles(dict(reversed(WALKS.items())))
    for name, found in PLAIN.items():
        assert renamed[name if name == "all" else name.upper()] == pytest.approx(found, rel=1e-9)
        assert turned[name] == pytest.approx(found, rel=1e-9)


def test_members_of_a_site_do_not_hang_on_other_sites() -> None:
    one = forecast_case(case(WALKS), ORIGIN, AHEAD, 50, 1)
    other = forecast_case(case(dict(reversed(WALKS.items()))), ORIGIN, AHEAD, 50, 1)
    for site in WALKS:
        column = one.members[:, :, one.sites.index(site)]
        same = other.members[:, :, other.sites.index(site)]
        assert same == pytest.approx(column, rel=1e-9)


def test_a_small_place_never_triples_in_a_month_unless_it_did_before() -> None:
    jump = {**WALKS, "small": np.where(DAYS < 230, 300.0, 850.0)}
    made = forecast_case(case(jump), ORIGIN, 30, 200, 1)
    at = made.sites.index("small")
    assert made.middle[:, at].max() < 3 * made.registered[at]


def test_a_cumulative_series_cannot_fall_and_a_stock_can() -> None:
    falling = {"a": 5000 - 4.0 * DAYS, "b": 9000 + 1.0 * DAYS}
    stock = forecast_case(case(falling), ORIGIN, AHEAD, 200, 1)
    assert stock.quantiles()[0, -1, 0] < stock.registered[0]
    declared = case(falling)
    history = History(
        declared.history.start, 400, declared.history.sites, declared.history.rows,
        cumulative=True,
    )  # fmt: skip
    whole = forecast_case(Case("made", history), ORIGIN, AHEAD, 200, 1)
    assert np.all(whole.members >= whole.registered)
    assert np.all(np.diff(whole.members, axis=1) >= 0)
