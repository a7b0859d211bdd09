"""Reports that depend on each other: one organisation, copies, open ends and round numbers."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

import numpy as np
import pytest

from safepassage.evidence.claims import Claim, Source
from safepassage.evidence.errors import build_error_model
from safepassage.evidence.likelihood import draw_readings, learn, log_likelihood
from safepassage.evidence.rounding import rounding_error, unit_of

SOURCES = {
    "register": Source("register", "Register", "B", (0.6, 1.0), "un"),
    "bulletin": Source("bulletin", "Bulletin", "C", None, "un"),
    "radio": Source("radio", "Radio", "C"),
    "paper": Source("paper", "Paper", "D"),
}
DAY = dt.date(2020, 1, 10)
VALUES = np.linspace(200.0, 4000.0, 60)


def claim(name: str, value: float = 1234, **changes: object) -> Claim:
    usual = Claim(
        name, "present:x", value, value, "people", DAY, None, DAY, "radio", "", "estimate", 2, 2
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def total(*claims: Claim) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    model = build_error_model(claims, SOURCES)
    values = np.repeat(VALUES[:, None], len(claims), axis=1)
    return np.asarray(log_likelihood(model, values).sum(axis=1))


def test_what_passes_a_claim_on_adds_nothing_whoever_says_it() -> None:
    first = claim("first", source_id="register")
    copies = [
        claim("copy", origin="first", source_id="paper"),
        claim("copy-of-copy", origin="copy", source_id="radio", quantity="present:y"),
    ]
    assert total(first, *copies) == pytest.approx(total(first), rel=1e-12)
    assert total(*copies, first) == pytest.approx(total(first), rel=1e-12)
    assert np.abs(total(first, claim("other", source_id="paper")) - total(first)).max() > 1


def test_copies_of_a_claim_that_is_not_known_count_once_together() -> None:
    early = claim("early", origin="gone")
    late = claim("late", origin="gone", source_id="paper", published=DAY + dt.timedelta(days=1))
    assert total(late, early) == pytest.approx(total(replace(early, origin="")), rel=1e-12)


def test_a_copy_is_judged_with_the_organisation_of_the_first() -> None:
    model = build_error_model(
        [claim("first", source_id="register"), claim("copy", origin="first")], SOURCES
    )
    assert model.groups == ("un",)
    assert model.group.tolist() == [0, 0]
    assert model.weight.tolist() == [1.0, 0.0]


def test_sources_of_one_organisation_repeat_each_other_and_err_together() -> None:
    one = claim("one", source_id="bulletin")
    both = [one, claim("two", source_id="bulletin")]
    apart = [one, claim("two", source_id="radio")]
    merged = [one, claim("two", source_id="bulletin-2")]
    more = {**SOURCES, "bulletin-2": Source("bulletin-2", "Bulletin 2", "C", None, "un")}
    model = build_error_model(merged, more)
    values = np.repeat(VALUES[:, None], 2, axis=1)
    assert log_likelihood(model, values).sum(axis=1) == pytest.approx(total(*both), rel=1e-12)
    assert total(*both) == pytest.approx(total(one), rel=1e-12)
    assert np.ptp(total(*apart)) > 1.5 * np.ptp(total(one))


def test_an_organisation_errs_in_one_direction_each_source_by_its_own_measure() -> None:
    claims = [claim("a", source_id="register"), claim("b", source_id="bulletin"), claim("c")]
    model = replace(build_error_model(claims, SOURCES), spread=np.full(3, 1e-9))
    logs = np.log(draw_readings(model, np.full((4000, 3), 1000.0), 1))
    assert np.corrcoef(logs, rowvar=False)[0, 1] == pytest.approx(1.0, abs=1e-6)
    assert abs(np.corrcoef(logs, rowvar=False)[0, 2]) < 0.05
    assert logs[:, 0].std() != pytest.approx(logs[:, 1].std(), rel=0.05)
    values, weight = np.full((2, 3), 500.0), np.full(2, 0.5)
    found = learn(build_error_model(claims, SOURCES), values, weight)
    learnt = {one.organisation: one for one in found}
    assert learnt["un"].claims == 2
    assert learnt["un"].bias > 1


def test_about_is_near_the_value_and_a_bound_is_not() -> None:
    bound = claim("b", 1234, high=math.nan)
    about = replace(bound, meaning="about")
    assert total(about) == pytest.approx(total(claim("v")), rel=1e-12)
    assert VALUES[np.argmax(total(about))] == pytest.approx(1234, rel=0.05)
    assert np.argmax(total(bound)) == VALUES.size - 1
    assert about.text == "at least 1,234, meaning about"
    assert replace(about, low=math.nan, high=1234.0).ends == (1234, 1234)


@pytest.mark.parametrize(
    ("value", "unit"),
    [(50_000, 10_000), (34_000, 1_000), (31_500, 100), (5_077, 1), (10_000, 5_000), (0.75, 0.01)],
)
def test_units_to_which_people_round(value: float, unit: float) -> None:
    assert unit_of(value) == pytest.approx(unit)


def test_rounding_widens_a_round_number_only() -> None:
    assert rounding_error(50_000, is_share=False) == pytest.approx(0.2 / math.sqrt(12))
    assert rounding_error(5_077, is_share=False) < 1e-3
    assert rounding_error(0.6, is_share=True) == pytest.approx(0.1 / math.sqrt(12) / 0.24)
    for nothing in (0.0, 1.0):
        assert rounding_error(nothing, is_share=True) == 0
    assert np.ptp(total(claim("r", 1000))) < np.ptp(total(claim("r", 1001)))


def test_the_error_of_rounding_is_that_of_readings_that_were_rounded() -> None:
    true = np.random.default_rng(1).uniform(2.6e4, 3.4e4, 200_000)
    away = np.log(np.round(true, -3)) - np.log(true)
    assert away.std() == pytest.approx(rounding_error(31_000, is_share=False), rel=0.1)
