"""What moved between two dates, and by which claims."""

from __future__ import annotations

import datetime as dt
import json

import numpy as np
import pytest

from safepassage.errors import ScenarioError
from safepassage.forecast.changes import changes
from safepassage.forecast.claims_forecast import forecast_claims
from safepassage.forecast.moved import Changes
from safepassage.forecast.scored_claims import interval_score
from safepassage.scenario.scenario import Scenario
from tests.forecast.test_reconcile import CLAIMS, QUANTITY, claim, scenario

FROM, TO = dt.date(2020, 1, 4), dt.date(2020, 1, 9)


def moved(of: Scenario, **options: object) -> Changes:
    return changes(of, from_=FROM, to=TO, members=120, workers=2, **options)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def found() -> Changes:
    return moved(scenario())


def test_the_new_claims_are_named_and_ranked(found: Changes) -> None:
    assert found.new_claims == ("gate", "later")
    assert found.new_events == 0
    own = next(one for one in found.moved if one.quantity == QUANTITY)
    assert own.date == TO
    assert own.change is not None
    assert own.change < 0
    by_name = {mover.claim: mover.shift for mover in own.movers}
    assert set(by_name) == {"gate", "later"}
    assert by_name["later"] < 0
    assert abs(own.movers[0].shift) >= abs(own.movers[1].shift)
    assert own.by_events == pytest.approx(0.0)
    assert own.by_claims == pytest.approx(own.change)


def test_the_report_is_plain(found: Changes) -> None:
    plain = json.loads(json.dumps(found.to_json()))
    assert (plain["from"], plain["to"]) == ("2020-01-04", "2020-01-09")
    row = next(row for row in found.rows() if row["quantity"] == QUANTITY)
    assert row["moved_by"] in {"gate", "later"}


def test_nothing_new_moves_nothing() -> None:
    same = moved(scenario(*CLAIMS[:1]), quantities=[QUANTITY])
    assert same.new_claims == ()
    assert same.moved[0].change == 0.0
    assert same.moved[0].movers == ()


def test_the_dates_have_an_order() -> None:
    with pytest.raises(ScenarioError, match="is not before"):
        changes(scenario(), from_=TO, to=FROM)


def test_an_event_that_became_known_is_told_apart() -> None:
    of = scenario(*CLAIMS[:1])
    shut = {
        "date": "2020-01-02",
        "kind": "route",
        "target": "town--camp-b",
        "attribute": "open",
        "value": "false",
        "published": "2020-01-08",
    }
    changed = of.replace(events=[*of["events"].rows(), shut])
    (camp,) = moved(changed, quantities=["present:camp-b"]).moved
    assert camp.by_events == pytest.approx(-1.0)


def test_later_claims_are_forecast_and_scored() -> None:
    later = claim("seen", 1600, date="2020-01-08", published="2020-01-09")
    later_b = claim("b", 500, quantity="present:camp-b", date="2020-01-08", published="2020-01-09")
    first = scenario(*CLAIMS[:2], later, later_b)
    found = forecast_claims(first, as_of=dt.date(2020, 1, 6), members=120, workers=2)
    assert [one.claim for one in found.claims] == ["seen", "b"]
    assert found.coverage == 1.0
    assert found.narrow == 1.0
    assert found.widest is not None
    assert found.compared == 2
    assert found.carried_pairs == 0
    assert found.wis is not None
    assert found.carried_wis is not None
    assert found.wis < found.carried_wis
    assert json.loads(json.dumps(found.to_json()))["claims"][0]["said"] == "1,600"
    assert len(found.rows()) == 2


def test_the_forecast_does_not_use_what_it_is_scored_against() -> None:
    low, high = (
        claim("seen", value, date="2020-01-08", published="2020-01-09") for value in (900, 4000)
    )
    one, other = (
        forecast_claims(
            scenario(*CLAIMS[:2], seen), as_of=dt.date(2020, 1, 6), members=64, workers=2
        ).claims[0]
        for seen in (low, high)
    )
    assert (one.p05, one.median, one.p95) == (other.p05, other.median, other.p95)


def test_no_later_claim_is_a_clear_error() -> None:
    with pytest.raises(ScenarioError, match="no later claim of a reliable source"):
        forecast_claims(scenario(), as_of=dt.date(2020, 1, 8))


def test_the_interval_score_of_one_hand_made_forecast() -> None:
    quantiles = [10.0, 20.0, 30.0, 40.0, 50.0]
    # |60-30|/2 + 0.05 (40 + 20 x 10) + 0.25 (20 + 4 x 20), over 2.5
    expected = (15 + 0.05 * (40 + 20 * 10) + 0.25 * (20 + 4 * 20)) / 2.5
    assert interval_score(np.array(quantiles), 60.0, np.inf) == pytest.approx(expected)
    inside = (0.05 * 40 + 0.25 * 20) / 2.5
    assert interval_score(np.array(quantiles), 25.0, 35.0) == pytest.approx(inside)
