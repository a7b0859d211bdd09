"""Bundled cases that forecasts are scored on owe their behaviour to nothing in their outcome."""

from __future__ import annotations

import pytest

from safepassage.evidence.collect import collect_evidence
from safepassage.scenario.as_of import known_by
from safepassage.scenario.behaviour import fitted
from safepassage.scenario.read import read_scenario
from safepassage.scenario.scenario import Scenario

QUANTITY = "arrived:bangladesh"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return read_scenario("coxs-bazar-2017")


def test_people_choose_as_the_pooled_fit_says(scenario: Scenario) -> None:
    pooled = fitted().pooled
    rules = pooled.rules()
    assert {name: scenario.rules[name] for name in rules} == rules
    own = {
        row["input"]: (row["low"], row["best"], row["high"]) for row in scenario["uncertain"].rows()
    }
    sites = scenario["sites"]["place"].tolist()
    for row in pooled.ranges(sites):
        assert own[row["input"]] == pytest.approx((row["low"], row["best"], row["high"]))


def test_flight_and_staying_are_what_start_writes(scenario: Scenario) -> None:
    rows = {row["input"]: row for row in scenario["uncertain"].rows()}
    rate = rows["rules.flight_rate"]
    assert (rate["low"], rate["best"], rate["high"]) == (0.05, 0.2, 0.8)
    (people,) = scenario["classes"].rows()
    assert [people[f"staying{end}"] for end in ("_low", "", "_high")] == [0.02, 0.1, 0.3]


def test_thirty_dated_reports_have_a_page_that_was_read(scenario: Scenario) -> None:
    found = [claim for claim in collect_evidence(scenario).claims if claim.quantity == QUANTITY]
    reports = [claim for claim in found if claim.claim.startswith("a")]
    assert len(reports) == 30
    assert all(claim.date <= claim.published for claim in reports)
    rows = [row for row in scenario["claims"].rows() if row["quantity"] == QUANTITY]
    assert all(row["reference"].startswith("http") for row in rows)


def test_what_was_published_later_is_hidden(scenario: Scenario) -> None:
    day = scenario.start.replace(month=9, day=11)
    known = known_by(scenario, day)
    assert all(row["published"] <= day for row in known["events"].rows())
    assert len(known["events"]) < len(scenario["events"])
    assert len(collect_evidence(known).claims) < len(collect_evidence(scenario).claims)
