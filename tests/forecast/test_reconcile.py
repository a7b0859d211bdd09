"""Contradictory claims become one estimate that later claims cannot touch."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import numpy as np
import pytest

from safepassage.errors import ScenarioError
from safepassage.forecast.reconcile import reconcile
from safepassage.forecast.reconciliation import Reconciliation
from safepassage.forecast.smc import effective_size
from safepassage.forecast.weighing import weigh
from safepassage.scenario.as_of import known_by
from safepassage.scenario.read import read_scenario
from safepassage.scenario.scenario import Scenario

WIDE = {
    "name": "people-at-home",
    "input": "populations:homes",
    "distribution": "lognormal",
    "low": 0.4,
    "best": 1.0,
    "high": 2.5,
}
QUANTITY = "displaced_from:homes"
DAY = dt.date(2020, 1, 6)


def claim(name: str, value: float, **cells: Any) -> dict[str, Any]:
    usual = {
        "claim": name,
        "quantity": QUANTITY,
        "low": value,
        "high": value,
        "date": "2020-01-03",
        "published": "2020-01-04",
        "source_id": "aid-agency",
        "status": "observation",
        "credibility": 2,
    }
    return usual | cells


CLAIMS = [
    claim("agency", 1500),
    claim("gate", 500, quantity="present:camp-b", date="2020-01-05", published="2020-01-06"),
    claim("radio", 9000, source_id="local-radio", status="claim", credibility=4),
    claim("later", 400, date="2020-01-04", published="2020-01-08", credibility=1),
]


def scenario(*claims: dict[str, Any]) -> Scenario:
    return read_scenario("tiny").replace(uncertain=[WIDE], claims=list(claims or CLAIMS))


def estimate(of: Scenario | None = None, **options: Any) -> Reconciliation:
    usual: dict[str, Any] = {"quantity": QUANTITY, "as_of": DAY, "members": 200, "workers": 2}
    return reconcile(of or scenario(), **(usual | options))


def test_the_estimate_follows_the_reliable_and_narrows() -> None:
    found = estimate()
    last = found.last
    assert last.date == DAY
    assert 1200 < last.median < 1900
    assert last.p95 / last.p05 < 0.7 * last.prior_p95 / last.prior_p05
    assert last.prior_median == pytest.approx(1000, rel=0.1)
    assert len(found.estimates) == 6
    assert 0 < found.ess <= 200


def test_the_wild_claim_is_not_supported() -> None:
    found = estimate()
    assert [one.claim for one in found.contradicted] == ["radio"]
    judged = {one.claim: one for one in found.claims}
    assert judged["radio"].p_value < 0.01
    assert judged["agency"].p_value > 0.05
    assert judged["gate"].quantity == "present:camp-b"
    assert "later" not in judged
    assert found.criterion == 0.05


def test_each_source_has_its_shift() -> None:
    found = {one.source_id: one for one in estimate().sources}
    assert found["aid-agency"].claims == 2
    assert found["aid-agency"].ess < found["local-radio"].ess  # it says more
    assert found["local-radio"].shift > 0
    assert found["local-radio"].bias > 1


def test_a_later_claim_cannot_change_a_bit() -> None:
    wild = claim("wild", 50_000, published="2020-01-07", credibility=1)
    one, other = scenario(*CLAIMS[:3]), scenario(*CLAIMS, wild)
    first, second = estimate(one), estimate(other)
    assert json.dumps(first.to_json()) == json.dumps(second.to_json())
    a, b = (weigh(known_by(s, DAY), members=64, seed=3, workers=2) for s in (one, other))
    assert a.result.digest == b.result.digest
    assert np.array_equal(a.result.weight, b.result.weight)
    assert np.array_equal(a.values, b.values)


def test_workers_and_repetition_change_nothing() -> None:
    one, other = estimate(workers=1, members=64), estimate(workers=2, members=64)
    assert one == other
    assert estimate(workers=1, members=64, seed=2) != one


def test_members_are_moved_when_the_prior_ones_do_not_suffice() -> None:
    days = ["2020-01-02", "2020-01-03", "2020-01-04"]
    sharp = [
        claim(f"s{n}", 2600, date=day, published="2020-01-05", credibility=1)
        for n, day in enumerate(days)
    ]
    found = estimate(scenario(*sharp))
    assert found.prior_ess < 100
    assert found.moves > 0
    assert found.stages > 1
    assert found.ess >= 100
    assert 1700 < found.last.median < 2700


def test_the_posterior_is_that_of_many_more_members() -> None:
    asked = known_by(scenario(), DAY)
    few, many = (weigh(asked, members=n, seed=5, workers=2) for n in (150, 600))
    means = [p.result.weight @ p.result.inputs[:, 0] for p in (few, many)]
    spread = np.sqrt(many.result.weight @ (many.result.inputs[:, 0] - means[1]) ** 2)
    assert abs(means[0] - means[1]) < 4 * spread / np.sqrt(effective_size(few.result.weight))


def test_json_has_plain_values() -> None:
    found = estimate(members=64)
    plain = json.loads(json.dumps(found.to_json()))
    assert plain["as_of"] == "2020-01-06"
    assert plain["contradicted"] == ["radio"]
    assert plain["estimates"][0]["date"] == "2020-01-01"
    assert [row["claim"] for row in found.claim_rows()] == ["agency", "radio"]
    assert found.rows()[-1]["date"] == "2020-01-06"
    assert found.source_rows()[0]["source_id"]


def test_without_a_date_the_scenario_s_own_is_used() -> None:
    whole = estimate(as_of=None, members=32)
    assert whole.as_of == dt.date(2020, 1, 10)
    own = estimate(known_by(scenario(), DAY), as_of=None, members=32)
    assert own == estimate(members=32)


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"quantity": "present:camp-x"}, "did you mean"),
        ({"quantity": "houses:home"}, "unknown quantity"),
        ({"as_of": dt.date(2020, 1, 2)}, "no claim published by 2020-01-02"),
        ({"members": 3}, "8 to"),
    ],
)
def test_bad_questions_get_clear_answers(options: dict[str, Any], text: str) -> None:
    with pytest.raises(ScenarioError, match=text):
        estimate(**options)
