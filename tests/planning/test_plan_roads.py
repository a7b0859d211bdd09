"""``plan roads`` on a scenario: who is planned for, which roads count, what is said."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from safepassage.cli.app import app
from safepassage.errors import ScenarioError
from safepassage.planning.roads.plan import plan_roads
from safepassage.scenario.scenario import Scenario, make_scenario
from safepassage.scenario.write import write
from tests.spoken import english


def world(**tables: list[dict[str, Any]]) -> Scenario:
    places = [("north", "settlement"), ("south", "settlement"), ("gate", "waypoint"),
              ("camp", "site"), ("town", "settlement")]  # fmt: skip
    usual: dict[str, list[dict[str, Any]]] = {
        "places": [{"place": place, "kind": kind, "lat": 1, "lon": n}
                   for n, (place, kind) in enumerate(places)],
        "routes": [
            {"from": "north", "to": "gate", "length_km": 20},
            {"from": "south", "to": "gate", "length_km": 40},
            {"from": "gate", "to": "camp", "length_km": 20, "persons_per_hour": 500},
            {"from": "camp", "to": "town", "length_km": 20, "open": False},
        ],
        "areas": [{"area": "city", "place": "north"}, {"area": "city", "place": "south"}],
        "classes": [{"class": "residents"}],
        "populations": [{"place": "north", "class": "residents", "best": 10}],
        "assembly": [
            {"gathers": "north", "class": "residents", "people": 3000, "staying": 500},
            {"gathers": "south", "class": "residents", "people": 2000, "staying": 0},
        ],
    }  # fmt: skip
    settings = {"title": "Roads", "start": "2030-03-01", "days": 5}
    rules = {"default_movechance": 0, "site_movechance": 0, "displacement": "none"}
    return make_scenario("roads", settings, rules, usual | tables)


def test_only_those_who_chose_to_leave_go_by_the_road_that_binds() -> None:
    plan = plan_roads(world(), "city")
    # The first are through the gate's road after 2 h of 20 km each; 4,500 people at 500 an hour.
    assert plan.flow.makespan == pytest.approx(2.0 + 4500 / 500, rel=0.01)
    assert plan.flow.lower == pytest.approx(2.0 + 4500 / 500, rel=1e-3)
    assert (plan.people, plan.staying) == (4500, 500)
    assert plan.destinations() == [("camp", 4500)]
    assert sum(people for _, _, people in plan.departures()) == 4500
    route, start, end, held = plan.binding()[0]
    assert (route, start, end) == ("gate--camp", "gate", "camp")
    assert held.hours == pytest.approx(9.0, rel=0.01)
    lines = " ".join(english(plan.sentences()))
    assert "3 routes have no throughput" in lines
    assert "leaves out 500 people who want to stay" in lines
    assert "coercion is forbidden" in lines
    assert "right to return" in lines


def test_closed_roads_and_roads_of_others_carry_nobody() -> None:
    closed = {"date": "2030-03-01", "kind": "route", "target": "south--gate",
              "attribute": "open", "value": "false"}  # fmt: skip
    plan = plan_roads(world(events=[closed]), "city")
    assert plan.case.cut_off == {"south": 2000}
    assert plan.people == 2500
    assert any("2,000 people out of south" in line for line in english(plan.sentences()))
    routes = list(world()["routes"].rows())
    routes[0]["classes"] = ("wounded",)
    others = world(routes=routes, classes=[{"class": "residents"}, {"class": "wounded"}])
    assert plan_roads(others, "city").case.cut_off == {"north": 2500}


def test_silence_about_who_stays_is_refused() -> None:
    with pytest.raises(ScenarioError, match="who stays or cannot be moved"):
        plan_roads(world(assembly=[]), "city")


@pytest.mark.parametrize(
    ("area", "options", "message"),
    [
        ("citi", {}, "unknown place or area 'citi'.*did you mean 'city'"),
        ("city", {"to": ["north"]}, "north is both left and a destination"),
        ("city", {"to": ["town"]}, "no open road leads from city to town"),
        ("city", {"persons_per_hour": 0.0}, "persons_per_hour"),
        ("city", {"gap": 0.0}, "gap"),
        ("city", {"start": "9999-12-31"}, "is outside"),
    ],
)
def test_what_no_plan_can_mend_is_refused(area: str, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ScenarioError, match=f"(?s){message}"):
        plan_roads(world(), area, **options)


def test_the_order_of_rows_changes_nothing() -> None:
    given = world()
    turned = {
        name: list(given[name].rows())[::-1] for name in ("places", "routes", "areas", "assembly")
    }
    assert plan_roads(world(**turned), "city").to_json() == plan_roads(given, "city").to_json()


def test_command_prints_the_plan_or_its_json(tmp_path: Any) -> None:
    write(world(), tmp_path / "world")
    asked = ["plan", "roads", str(tmp_path / "world"), "--area", "city"]
    told = CliRunner().invoke(app, asked)
    assert told.exit_code == 0, told.output
    said = " ".join(told.output.split())
    assert "coercion is forbidden" in said
    assert "High sensitivity" in said
    done = CliRunner().invoke(app, [*asked, "--to", "camp", "--json"])
    answer = json.loads(done.stdout)
    assert answer["sensitivity"] == "high"
    assert answer["gap"] <= 0.01
    assert sum(row["people"] for row in answer["departures"]) == answer["people"] == 4500
