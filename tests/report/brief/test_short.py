"""What the report says of all sites and of all reports is computed from all of them."""

from __future__ import annotations

import numpy as np
import pytest

from safepassage import read_scenario, run
from safepassage.disclosure.figures import WITHHELD, count, counts
from safepassage.disclosure.findings import Findings, find
from safepassage.planning.needs.by_site import needs
from safepassage.report.brief.language import language
from safepassage.report.brief.sections.short import short, tiles
from safepassage.report.brief.sections.sure import met_all
from safepassage.result.geography import Geography
from safepassage.result.headline import headline_names
from safepassage.result.headline_names import label_of
from safepassage.result.result import Result
from safepassage.scenario.scenario import Scenario
from verification.make import date, make

CLAIMS = (
    (1, "arrived:big", 900),
    (2, "arrived:big", 5000),
    (3, "present:big", 5000),
    (2, "displaced_from:town", 5000),
)


def two_camps() -> Scenario:
    """Of the larger camp more arrivals than presence are reported, of the smaller one neither."""
    claims = [
        {
            "claim": f"c{number}",
            "quantity": quantity,
            "low": 1,
            "high": high,
            "unit": "people",
            "date": date(day)[:10],
            "published": date(day)[:10],
            "source_id": "s",
            "status": "estimate",
        }
        for number, (day, quantity, high) in enumerate(CLAIMS)
    ]
    return make(
        places={"town": "settlement", "big": "site", "small": "site"},
        routes=[("town", "big", 5), ("town", "small", 40)],
        residents={"town": 4000},
        sites=[{"place": "big", "capacity": 1000}, {"place": "small"}],
        events=[(0, "hazard", "town", "intensity", 1)],
        claims=claims,
        sources=[{"source_id": "s", "name": "A source", "reliability": "B"}],
        days=6,
    )


@pytest.fixture(scope="module", params=["made", "tiny", "aleppo-2016"])
def result(request: pytest.FixtureRequest) -> Result:
    scenario = two_camps() if request.param == "made" else read_scenario(request.param)
    return run(scenario, members=6)


@pytest.fixture(scope="module")
def findings(result: Result) -> Findings:
    return find(result, judge=False)


def test_the_fullest_site_is_that_of_needs(result: Result, findings: Findings) -> None:
    found = needs(result)
    targets = Geography(result.scenario)
    homes, hidden = targets.residents, targets.hidden
    rows = [
        row
        for row, site in enumerate(found.sites)
        if not homes(site) and not hidden(f"present:{site}")
    ]
    middle = found.people[1][:, rows]
    day, row = np.unravel_index(np.argmax(middle), middle.shape)
    site = max(findings.sites, key=lambda fan: float(fan.known[1].max()))
    assert site.known[1].max() == count(middle[day, row], findings.policy)
    assert [fan.place for fan in findings.sites] == [found.sites[row] for row in rows]
    for fan, own in zip(findings.sites, rows, strict=True):
        expected = counts(found.people[:, :, own], findings.policy)
        shown = fan.counts != WITHHELD
        assert np.array_equal(fan.counts[shown], expected[shown], equal_nan=True)
        assert shown.any()
    words = language("en")
    name = findings.about.names[site.place]
    label = words("tile.fullest", where=words.name(name))
    assert label in [tile.label for tile in tiles(findings, words)]
    assert any(name in text for text in short(findings, words))


def test_every_report_is_counted(result: Result, findings: Findings) -> None:
    scenario, hidden = result.scenario, Geography(result.scenario).hidden
    names = headline_names(scenario)
    claims, dates = scenario["claims"], scenario.dates()
    within = (claims["date"] >= dates[0]) & (claims["date"] <= dates[-1])
    shown = [name for name in claims["quantity"][within].tolist() if not hidden(name)]
    known = [name for name in shown if name in names]
    assert met_all(findings).all >= len(known) > 0
    assert {fan.quantity for fan in findings.reported} >= set(known)


def test_presence_and_arrivals_are_both_headlines() -> None:
    names = headline_names(two_camps())
    assert {"present:big", "arrived:big"} <= set(names)


def test_flows_are_not_called_people() -> None:
    for name in ("arrived:jibreen", "left_by:ramouseh"):
        assert "may count more than once" in label_of(read_scenario("aleppo-2016"), name)
