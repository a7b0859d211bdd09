"""Claims as typed views, and a clear message for every bad one."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import pytest

from safepassage.errors import ScenarioError
from safepassage.evidence.claims import format_number, read_claims, read_sources
from safepassage.evidence.collect import check_quantity, collect_evidence
from safepassage.scenario.as_of import known_by
from safepassage.scenario.parts import replace_unchecked
from safepassage.scenario.read import read_scenario
from safepassage.scenario.scenario import Scenario

TINY = read_scenario("tiny")
USUAL: dict[str, Any] = {
    "claim": "one",
    "quantity": "present:camp-a",
    "low": 600,
    "high": 600,
    "date": "2020-01-03",
    "published": "2020-01-04",
    "source_id": "aid-agency",
}


def with_claims(*claims: dict[str, Any]) -> Scenario:
    rows = [USUAL | {"claim": f"c{number}"} | claim for number, claim in enumerate(claims)]
    return replace_unchecked(TINY, claims=rows)


def message(*claims: dict[str, Any]) -> str:
    with pytest.raises(ScenarioError) as caught:
        collect_evidence(with_claims(*claims))
    return str(caught.value)


def test_claims_and_sources_are_typed() -> None:
    radio, *_ = read_claims(TINY)
    assert (radio.claim, radio.low, radio.high, radio.credibility) == ("radio-fled", 1000, 2000, 4)
    assert radio.date == dt.date(2020, 1, 1)
    assert radio.date_start is None
    assert radio.row == 2
    assert read_sources(TINY)["aid-agency"].reliability == "B"
    assert read_sources(TINY)["aid-agency"].coverage is None


def test_a_declared_coverage_is_read() -> None:
    sources = [row | {"coverage_low": 0.5, "coverage_high": 1} for row in TINY["sources"].rows()]
    assert read_sources(TINY.replace(sources=sources))["invented"].coverage == (0.5, 1)


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (31500, 31500, "31,500"),
        (26500, 30000, "26,500 to 30,000"),
        (50000, math.nan, "at least 50,000"),
        (math.nan, 16000, "at most 16,000"),
    ],
)
def test_values_in_words(low: float, high: float, text: str) -> None:
    given = {"low": None if math.isnan(low) else low, "high": None if math.isnan(high) else high}
    assert read_claims(with_claims(given))[0].text == text


def test_numbers_in_words() -> None:
    assert [format_number(value) for value in (0.0, 1.0, 0.335, 1234567.0)] == [
        "0",
        "1",
        "0.335",
        "1,234,567",
    ]


def test_what_cannot_weigh_is_listed_with_the_reason() -> None:
    evidence = collect_evidence(
        with_claims(
            {},
            {"quantity": "houses:home", "unit": "houses"},
            {"status": "forecast"},
            {"date": "2020-02-01", "published": "2020-02-02"},
            {"quantity": "displaced_from:homes", "date_start": "2019-12-30"},
        )
    )
    assert [claim.claim for claim in evidence.claims] == ["c0"]
    reasons = [reason for _, reason in evidence.unused]
    assert "no run produces" in reasons[0]
    assert "forecast" in reasons[1]
    assert "outside the period" in reasons[2]
    assert "begins before" in reasons[3]


def test_a_contradiction_of_one_source_is_refused() -> None:
    text = message({}, {"low": 900, "high": 900})
    assert "claims.csv, row 3" in text
    assert "'c1' contradicts 'c0'" in text
    assert "low and high" in text


def test_ranges_that_meet_do_not_contradict() -> None:
    assert len(collect_evidence(with_claims({}, {"low": 500, "high": None})).claims) == 2


def test_a_repetition_is_refused() -> None:
    assert "'c1' repeats 'c0'" in message({}, {})


def test_a_later_correction_is_no_contradiction() -> None:
    later = {"low": 900, "high": 900, "published": "2020-01-05"}
    assert len(collect_evidence(with_claims({}, later)).claims) == 2


def test_low_above_high_is_refused() -> None:
    assert "contradicts itself" in message({"low": 700, "high": 600})


def test_at_least_nothing_is_refused() -> None:
    assert "says nothing" in message({"low": 0, "high": None})


def test_a_source_that_is_not_declared_is_refused() -> None:
    assert "'nobody' of 'c0' is not declared" in message({"source_id": "nobody"})


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        ({"low": -5}, "low"),
        ({"published": "2020-01-01"}, "before its date"),
        ({"unit": "families"}, "not measured in 'families'"),
        ({"low": None, "high": None}, "blank"),
        ({"source_id": "nobody"}, "'nobody' is not in sources.csv"),
    ],
)
def test_reading_refuses_what_no_claim_can_be(cells: dict[str, Any], text: str) -> None:
    with pytest.raises(ScenarioError, match=text):
        TINY.replace(claims=[USUAL | cells])


def test_a_claim_from_the_future_is_hidden_and_never_used() -> None:
    scenario = with_claims({}, {"quantity": "present:camp-b", "published": "2020-01-09"})
    known = known_by(scenario, dt.date(2020, 1, 8))
    assert [claim.claim for claim in collect_evidence(known).claims] == ["c0"]


def test_no_claim_before_the_origin_is_a_clear_error() -> None:
    with pytest.raises(ScenarioError, match="no claim published by 2020-01-01"):
        collect_evidence(known_by(TINY, dt.date(2020, 1, 1)))


@pytest.mark.parametrize(
    ("quantity", "text"),
    [
        ("presnt:camp-a", "did you mean 'present'"),
        ("present:camp-c", "did you mean"),
        ("left_by:home", "unknown corridor"),
        ("present:camp-a@soldiers", "unknown class"),
        ("houses:home", "unknown quantity"),
    ],
)
def test_a_quantity_that_no_run_produces_is_refused(quantity: str, text: str) -> None:
    with pytest.raises(ScenarioError, match=text):
        check_quantity(TINY, quantity)
