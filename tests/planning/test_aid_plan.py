"""The whole aid plan on a small scenario, over the ensemble, with its protection."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from safepassage.errors import ScenarioError
from safepassage.planning.aid.plan import plan_aid
from safepassage.planning.aid.roads import open_roads, road_km
from safepassage.report.answers.answer import speak
from safepassage.report.answers.plans import aid_answer
from safepassage.report.brief.language import language
from safepassage.report.names import called
from safepassage.result.result import Result
from safepassage.result.run import run
from safepassage.scenario.template import new_scenario
from safepassage.scenario.timeline.timeline import timeline
from tests.planning.made import made
from tests.spoken import english

EXAMPLE = new_scenario("example")


def run_of(**changes: Any) -> Result:
    scenario = EXAMPLE.replace(**changes) if changes else EXAMPLE
    grows = np.linspace(3000, 9000, 30)[None] * np.linspace(0.8, 1.2, 5)[:, None]
    return made(scenario, {"meadow": grows, "riverton": 2000})


def site(plan: Any, name: str) -> Any:
    return next(entry for entry in plan.coverage if entry.site == name)


def test_no_more_is_carried_than_there_is() -> None:
    plan = plan_aid(run_of(), start="2030-03-11", days=14)
    assert plan.tonnes_carried <= 60 + 5 + 80
    assert plan.tonnes_carried <= plan.tonnes_allocated + 1e-6
    stops = sum(stop.kg for trip in plan.trips for stop in trip.stops)
    assert stops / 1000 == pytest.approx(plan.tonnes_carried)
    delivered = sum(delivery.tonnes for delivery in plan.deliveries)
    assert delivered == pytest.approx(plan.tonnes_carried)


def test_a_closed_road_stops_deliveries_until_it_opens() -> None:
    plan = plan_aid(run_of(), start="2030-03-05", days=10)
    assert min(d.date for d in plan.deliveries if d.site == "meadow") == "2030-03-10"
    assert site(plan, "meadow").limit == "access"


def test_a_longer_lead_time_brings_less() -> None:
    fast = plan_aid(run_of(), start="2030-03-01", days=10, lead="best")
    slow = plan_aid(run_of(), start="2030-03-01", days=10, lead="high")
    assert slow.tonnes_allocated <= fast.tonnes_allocated


def test_convoys_go_where_they_must() -> None:
    plan = plan_aid(run_of(), start="2030-03-11", days=5)
    for trip in plan.trips:
        if any(stop.site == "meadow" for stop in trip.stops):
            assert trip.convoy == 2
    alone = [row | {"convoy": 1} for row in EXAMPLE["aid_vehicles"].rows()]
    without = plan_aid(run_of(aid_vehicles=alone), start="2030-03-11", days=5)
    assert not any(d.site == "meadow" for d in without.deliveries)


def test_the_ensemble_is_fed_with_what_is_carried() -> None:
    plan = plan_aid(run_of(), start="2030-03-11", days=5)
    low, middle, high = site(plan, "meadow").days
    assert 0 <= low <= middle <= high <= 5 + 1e-9
    assert all(english(plan.sentences()))
    assert len(aid_answer(plan).tables[0].rows) == len(plan.coverage)


def test_it_is_the_same_again_and_plain_json() -> None:
    one, other = (plan_aid(run_of(), start="2030-03-11", days=5) for _ in range(2))
    assert one.trips == other.trips
    assert one.deliveries == other.deliveries
    told = one.to_json()
    json.dumps(told, allow_nan=False)
    assert "trips" not in told
    assert told["sensitivity"] == "high"


def test_the_manifest_is_for_the_owner_alone(tmp_path: Path) -> None:
    plan = plan_aid(run_of(), start="2030-03-11", days=5)
    path = plan.write_manifest(tmp_path / "manifest.json")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text(encoding="utf-8"))["trips"]
    with pytest.raises(FileExistsError):
        plan.write_manifest(path)


def test_an_enclosed_site_is_not_exported() -> None:
    sites = [*EXAMPLE["sites"].rows(), {"place": "harbour", "capacity": 10}]
    result = made(EXAMPLE.replace(sites=sites), {"harbour": 300, "riverton": 100})
    plan = plan_aid(result, days=5)
    told = plan.to_json()
    assert site(plan, "harbour").enclosed
    assert "harbour" not in json.dumps(told)
    assert told["enclosed_sites_left_out"] == 1
    table = speak(aid_answer(plan), language("en"), called(None, language("en"))).tables[0]
    assert any(row[1] == "enclosed" and "of the days" in row[2] for row in table.rows)


def test_the_plan_can_be_put_back() -> None:
    plan = plan_aid(run_of(), start="2030-03-11", days=5)
    assert sum(plan.mix.values()) == pytest.approx(1)
    rows = plan.delivery_rows()
    assert sum(row["tonnes"] for row in rows) == pytest.approx(plan.tonnes_carried)
    with_plan = EXAMPLE.replace(deliveries=[*EXAMPLE["deliveries"].rows(), *rows])
    without, after = (run(scenario, members=2) for scenario in (EXAMPLE, with_plan))
    came = [one.arrays["food_in"][:, :, one.places.index("meadow")] for one in (without, after)]
    assert np.all(came[1].sum(axis=1) > came[0].sum(axis=1))


def test_what_an_enclosed_site_gets_cannot_be_found_by_subtraction() -> None:
    services = [row | {"convoy": 1} for row in EXAMPLE["site_services"].rows()]
    access = {"date": "2030-03-01", "kind": "access", "target": "meadow", "attribute": "leave",
              "value": "0"}  # fmt: skip
    events = [*EXAMPLE["events"].rows(), access]
    result = run_of(events=events, site_services=services)
    plan = plan_aid(result, start="2030-03-11", days=5)
    assert any(d.site == "meadow" for d in plan.deliveries)
    told = plan.to_json()
    assert told["tonnes"]["allocated"] is None
    assert told["tonnes"]["carried"] == pytest.approx(sum(d["tonnes"] for d in told["deliveries"]))
    assert told["vehicle_trips"] is None


def test_roads_by_day() -> None:
    roads = open_roads(EXAMPLE)
    names = EXAMPLE["routes"]["route"].tolist()
    north = names.index("north-road")
    assert roads[:, north].tolist() == [False] * 9 + [True] * 21
    assert not roads[:, 0].any()  # on foot only
    places = EXAMPLE["places"]["place"].tolist()
    pair = [places.index("riverton"), places.index("meadow")]
    assert np.isinf(road_km(EXAMPLE, roads[0], pair)[0, 1])
    assert road_km(EXAMPLE, roads[10], pair)[0, 1] == 26 + 11 + 24
    assert timeline(EXAMPLE).enclosed[:, places.index("oldtown")].all()
    assert not timeline(EXAMPLE).enclosed[:, places.index("meadow")].any()
    assert not timeline(EXAMPLE).entry_refused.any()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"days": 0}, "days"),
        ({"quantile": 1.5}, "quantile"),
        ({"iterations": 0}, "iterations"),
        ({"start": "2031-01-01"}, "no day of the run"),
        ({"ration": "feast"}, "no ration 'feast'"),
    ],
)
def test_bad_arguments(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        plan_aid(run_of(), **change)


def test_without_depots() -> None:
    bare = run_of(depots=[], aid_vehicles=[], deliveries=[])
    with pytest.raises(ScenarioError, match="no depots"):
        plan_aid(bare)
