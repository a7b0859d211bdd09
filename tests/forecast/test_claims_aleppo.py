"""The bundled case as of 5 December 2016: one estimate out of 5,500 to 50,000."""

from __future__ import annotations

import datetime as dt
import os

import pytest

from safepassage.forecast.claims_forecast import forecast_claims
from safepassage.forecast.reconcile import reconcile
from safepassage.scenario.read import read_scenario

NIGHTLY = "SAFEPASSAGE_NIGHTLY"
AS_OF = dt.date(2016, 12, 5)


def test_30_november_is_reconciled_and_names_what_it_contradicts() -> None:
    scenario = read_scenario("aleppo-2016")
    # An end of the range hangs on one in twenty of the members: 48 are too few to name it.
    found = reconcile(
        scenario, quantity="displaced_from:east-aleppo", as_of=AS_OF, members=96, workers=2
    )
    day = next(row for row in found.estimates if row.date == dt.date(2016, 11, 30))
    assert 5_500 < day.p05 < day.median < day.p95 < 50_000
    assert day.p95 / day.p05 < day.prior_p95 / day.prior_p05
    against = {one.claim: one.contradicted_by for one in found.contradicted}
    assert "e05-fled-sohr-30-november" in against
    assert all(against.values())
    assert "e09-fled-ocha-30-november" not in against
    assert all(one.published <= AS_OF for one in found.claims)


@pytest.mark.skipif(NIGHTLY not in os.environ, reason=f"takes minutes: set {NIGHTLY}")
@pytest.mark.parametrize("tenth", ["ocha-erc", "wfp"])
def test_ten_documents_of_one_office_count_as_one_source(tenth: str) -> None:
    scenario = read_scenario("aleppo-2016")
    names = [row["source_id"] for row in scenario["sources"].rows()]
    ten = [name for name in names if name.startswith("ocha-sitrep-")] + [tenth]
    assert len(ten) == 10
    claims = [
        row | ({"source_id": ten[0]} if row["source_id"] in ten else {})
        for row in scenario["claims"].rows()
    ]
    plain, merged = (
        reconcile(one, quantity="displaced_from:east-aleppo", members=100, workers=2)
        for one in (scenario, scenario.replace(claims=claims))
    )
    assert merged.last.median == pytest.approx(plain.last.median, rel=0.03)


@pytest.mark.slow
def test_later_reports_are_covered() -> None:
    scenario = read_scenario("aleppo-2016")
    asked = ("left_by:ramouseh", "present:east-aleppo", "present:west-aleppo", "present:jibreen")
    found = forecast_claims(
        scenario, as_of=AS_OF, quantities=(*asked, "arrived"), members=400, workers=2
    )
    assert len(found.claims) == 21
    assert found.coverage >= 0.8
    assert found.wis is not None
    assert found.carried_wis is not None
    assert found.wis < found.carried_wis
    (exit_,) = found.exits
    assert exit_.p95 / exit_.p05 <= 4
    assert exit_.p05 < 36_000 < exit_.p95
