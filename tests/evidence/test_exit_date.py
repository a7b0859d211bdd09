"""The survival model: recovers what was planted, hides what was not known, has a closed form."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
import scipy.stats

from safepassage.errors import SafepassageError
from safepassage.evidence.exit_date.cases import Case, known_cases, read_cases
from safepassage.evidence.exit_date.lognormal import fit_lognormal
from safepassage.evidence.exit_date.model import PENALTY, Fit, fit, leave_one_out

ORIGIN = dt.date(2030, 1, 1)


def planted(count: int, seed: int, location: tuple[float, float], scale: float) -> list[Case]:
    """Sieges whose times are lognormal, some of them not over by the origin."""
    luck = np.random.default_rng(seed)
    cases = []
    for number in range(count):
        offensive = bool(number % 2)
        days = float(np.exp(luck.normal(location[offensive], scale)))
        start = ORIGIN - dt.timedelta(days=int(luck.integers(30, 1500)))
        deal = start + dt.timedelta(days=round(min(days, 5000)))
        cases.append(Case(f"c{number}", offensive, start, deal, None, None))
    return cases


def test_it_recovers_what_was_planted() -> None:
    """Of 40 data sets the 90 % interval of each parameter holds the truth in 36; 29 is 4 s.d."""
    truth = (5.0, 3.3)
    inside = np.zeros(3)
    for seed in range(40):
        found = fit(planted(60, seed, truth, 0.8), ORIGIN, draws=800, seed=seed)
        values = (found.location[:, 0], found.location[:, 1], found.scale)
        for number, (drawn, true) in enumerate(zip(values, (*truth, 0.8), strict=True)):
            low, high = np.quantile(drawn, (0.05, 0.95))
            inside[number] += low <= true <= high
    # The ridge pulls the two clocks towards each other, which costs some coverage of the second.
    assert inside[0] >= 29
    assert inside[2] >= 29
    assert inside[1] >= 24


def test_later_agreements_are_censored_at_the_origin() -> None:
    case = Case("a", True, dt.date(2029, 12, 1), dt.date(2030, 2, 1), None, None)
    assert case.observed(ORIGIN) == (31.0, False)
    assert case.observed(dt.date(2030, 3, 1)) == (62.0, True)


def test_the_case_itself_and_later_sieges_are_left_out() -> None:
    known = known_cases(read_cases(), dt.date(2016, 12, 5), "east-aleppo")
    assert "east-aleppo" in {case.case for case in read_cases()}
    assert "east-aleppo" not in {case.case for case in known}
    assert max(case.start for case in known) < dt.date(2016, 12, 5)


def test_what_remains_is_the_conditional_distribution() -> None:
    """Closed form: P(T > 60 | T > 20) of one lognormal."""
    from scipy.stats import lognorm

    many = 40_000
    one = Fit(np.full((many, 2), np.log(30.0)), np.full(many, 1.0), np.full(many, 0.01), (9, 9))
    left = one.remaining(20.0, offensive=True, seed=3)
    law = lognorm(s=1.0, scale=30.0)
    expected = law.sf(60) / law.sf(20)
    error = np.sqrt(expected * (1 - expected) / many)
    assert np.mean(left > 40) == pytest.approx(expected, abs=5 * error)
    assert left.min() >= 0


def test_each_siege_is_scored_from_the_others() -> None:
    scores = leave_one_out(planted(12, 1, (4.0, 4.0), 0.3), ORIGIN)
    assert scores["model"] > scores["constant_rate"]  # a narrow law is no constant rate


def test_too_few_sieges_are_named() -> None:
    with pytest.raises(SafepassageError, match="too few"):
        fit(planted(3, 1, (3.0, 3.0), 1.0), ORIGIN)


def test_without_censoring_and_penalty_it_is_the_closed_form() -> None:
    """Means of the logs of two groups, one deviation, and Fisher's information of a normal law."""
    luck = np.random.default_rng(1)
    group = np.repeat([0.0, 1.0], [30, 50])
    logs = luck.normal(4 - group, 0.7)
    at, covariance = fit_lognormal(np.exp(logs), group >= 0, group, 1e-12)
    one, other = logs[:30].mean(), logs[30:].mean()
    deviation = np.concatenate([logs[:30] - one, logs[30:] - other]).std()
    np.testing.assert_allclose(at, [one, other - one, np.log(deviation)], atol=1e-6)
    expected = deviation**2 * np.array([1 / 30, 1 / 30 + 1 / 50]), 1 / 160
    np.testing.assert_allclose(np.diag(covariance), np.append(*expected), rtol=1e-5)


def test_censored_times_are_fitted_as_by_scipy() -> None:
    luck = np.random.default_rng(2)
    days, until = np.exp(luck.normal(4, 1, 60)), luck.uniform(20, 200, 60)
    seen = days <= until
    at, _ = fit_lognormal(np.minimum(days, until), seen, np.zeros(60), 1e-12)
    data = scipy.stats.CensoredData(days[seen], right=until[~seen])
    shape, _, scale = scipy.stats.lognorm.fit(data, floc=0)
    np.testing.assert_allclose([at[0], at[2]], [np.log(scale), np.log(shape)], atol=1e-3)


def test_the_record_has_the_answers_of_lifelines() -> None:
    """LogNormalAFTFitter(penalizer=0.1) of lifelines 0.30.3, to five digits."""
    rows = np.array([(*case.observed(ORIGIN), case.offensive) for case in read_cases()])
    at, covariance = fit_lognormal(rows[:, 0], rows[:, 1] > 0, rows[:, 2], PENALTY)
    np.testing.assert_allclose(at, LIFELINES[0], rtol=1e-4)
    np.testing.assert_allclose(np.sqrt(np.diag(covariance)), LIFELINES[1], rtol=1e-4)


LIFELINES = ((5.52627851, -1.82312948, 0.36427389), (0.35513574, 0.45591188, 0.13409467))
