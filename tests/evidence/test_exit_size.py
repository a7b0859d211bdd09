"""Size and interruptions of exits: what was over counts, the pooling recovers what was planted."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from safepassage.evidence.exit_date.cases import read_cases
from safepassage.evidence.exit_size.operations import known_operations, read_operations
from safepassage.evidence.exit_size.pooled import fit_alike, fit_pooled, leave_one_siege_out
from safepassage.evidence.exit_size.predict import FEWEST, predict_size

ORIGIN = dt.date(2016, 12, 5)


def test_only_what_was_over_counts_and_the_siege_itself_does_not() -> None:
    known = known_operations(read_operations(), dt.date(2017, 1, 1), "east-aleppo")
    assert max(each.ended for each in known) < dt.date(2017, 1, 1)
    assert "east-aleppo" not in {each.case for each in known}
    assert {each.operation for each in read_operations()} > {each.operation for each in known}
    on_the_day = known_operations(read_operations(), dt.date(2016, 12, 2))
    assert "sy13" not in {each.operation for each in on_the_day}  # it ended that very day


def test_both_records_name_sieges_alike() -> None:
    sieges = {case.case for case in read_cases() if case.deal is not None}
    assert sieges - {"sy29", "sy45", "mariupol"} <= {
        each.case for each in read_operations() if each.people is not None
    }


def planted(seed: int, sieges: int, between: float, within: float) -> list[list[float]]:
    luck = np.random.default_rng(seed)
    middle = luck.normal(np.log(1000.0), between, sieges)
    return [np.exp(luck.normal(mean, within, int(luck.integers(1, 6)))).tolist() for mean in middle]


def test_it_recovers_what_was_planted() -> None:
    """Of 60 data sets the 90 % interval of the middle and of the spread holds the truth in 54."""
    inside = np.zeros(2)
    truth = (np.log(1000.0), np.hypot(0.8, 0.5))
    for seed in range(60):
        found = fit_pooled(planted(seed, 15, 0.8, 0.5), 1500, draws=1000, seed=seed)
        for number, drawn in enumerate((found.middle, found.spread)):
            low, high = np.quantile(drawn, (0.05, 0.95))
            inside[number] += low <= truth[number] <= high
    assert inside.min() >= 44  # four standard deviations below
    assert inside.max() <= 60


def test_a_siege_with_many_operations_counts_as_one() -> None:
    """Ten sieges around 1,000 and one with forty operations of 100,000."""
    luck = np.random.default_rng(3)
    groups = [[float(value)] for value in np.exp(luck.normal(np.log(1000), 0.3, 10))]
    groups.append(np.exp(luck.normal(np.log(100_000), 0.1, 40)).tolist())
    pooled = np.exp(np.median(fit_pooled(groups, 1500, draws=2000, seed=1).middle))
    every = [value for group in groups for value in group]
    alike = np.exp(np.median(fit_alike(every, 1500, draws=2000, seed=1).middle))
    assert pooled < 3000
    assert alike > 20_000


def test_pooling_scores_better_where_sieges_differ() -> None:
    groups = planted(5, 40, 1.5, 0.1)
    groups[0] = groups[0][:1] * 1 + [groups[0][0] * 1.01] * 60
    scores = leave_one_siege_out({str(n): group for n, group in enumerate(groups)}, 1500)
    assert scores["model"] > scores["plain"]


def test_the_chance_is_that_of_the_record() -> None:
    found = predict_size(ORIGIN, without="east-aleppo")
    told = [
        each.interrupted
        for each in known_operations(read_operations(), ORIGIN, "east-aleppo")
        if each.interrupted is not None
    ]
    assert found.interrupted == pytest.approx((0.5 + sum(told)) / (1 + len(told)))
    assert found.known[2] == len(told)
    assert found.days is not None
    assert found.days.min() >= 1
    assert {"people", "days", "interrupted"} == set(found.scores())
    assert found.scores()["interrupted"]["plain"] == pytest.approx(np.log(0.5))


def test_with_too_few_cases_nothing_is_told() -> None:
    early = predict_size(dt.date(1992, 1, 1))
    assert early.people is None
    assert early.interrupted is None
    assert early.scores() == {}
    assert early.sieges < FEWEST
    assert predict_size(ORIGIN).stop_days is None  # two lengths of a stop were known
