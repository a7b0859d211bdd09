"""What a plan may edit changes nothing that it does not reach: no other draw, and no day 0."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from safepassage.compiled.compile import compile_scenario
from safepassage.compiled.priors import draw
from safepassage.disclosure.figures import step_of
from safepassage.disclosure.findings import find
from safepassage.errors import RunError, ScenarioError
from safepassage.planning.exit.people import before_exit
from safepassage.planning.exit.planner import plan_exit
from safepassage.result.compare import compare
from safepassage.result.quantities import places_of
from safepassage.result.result import Result
from safepassage.result.run import run
from safepassage.result.store import load, save
from safepassage.scenario.as_of import known_by
from safepassage.scenario.read import read_scenario
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.timeline import timeline
from verification.networks import by_seed

Edit = Callable[[Scenario], dict[str, Any]]
KNOWN = dt.date(2016, 12, 14)


def rows(scenario: Scenario, table: str) -> list[dict[str, Any]]:
    return list(scenario[table].rows())


def late(scenario: Scenario) -> dt.datetime:
    return dt.datetime.combine(scenario.end, dt.time())


def event(scenario: Scenario, kind: str, target: str, attribute: str, value: str) -> dict[str, Any]:
    new = {"date": late(scenario), "kind": kind, "target": target}
    new["attribute"] = attribute
    others = [  # an event of the same moment would contradict it
        row
        for row in rows(scenario, "events")
        if any(row[key] != new[key] for key in ("date", "kind", "attribute"))
    ]
    return {"events": [*others, new | {"value": value}]}


def a_window(scenario: Scenario, *, planned: bool = False) -> dict[str, Any]:
    corridor = scenario["corridors"]["corridor"][0]
    start = late(scenario)
    window = {"corridor": corridor, "start": start, "end": start + dt.timedelta(hours=6)}
    return {"windows": [*rows(scenario, "windows"), window | {"planned": planned}]}


def a_planned_window(scenario: Scenario) -> dict[str, Any]:
    return a_window(scenario, planned=True)


def no_windows(_: Scenario) -> dict[str, Any]:
    return {"windows": []}


def departures(scenario: Scenario) -> dict[str, Any]:
    corridor = scenario["corridors"]["corridor"][0]
    return {"departures": [{"time": late(scenario), "corridor": corridor, "seats": 50}]}


def suspended(scenario: Scenario) -> dict[str, Any]:
    return {"corridors": [row | {"suspended": True} for row in rows(scenario, "corridors")]}


def another_corridor(scenario: Scenario) -> dict[str, Any]:
    row = rows(scenario, "corridors")[0]
    new = row | {"corridor": "a-new-one", "persons_per_hour_low": 1, "persons_per_hour_high": 900}
    window = {"corridor": "a-new-one", "start": late(scenario)}
    window |= {"end": late(scenario) + dt.timedelta(hours=6)}
    return {
        "corridors": [new, *rows(scenario, "corridors")],
        "windows": [window, *rows(scenario, "windows")],
    }


def a_closed_route(scenario: Scenario) -> dict[str, Any]:
    row = rows(scenario, "routes")[0]
    name = row["route"] or f"{row['from']}--{row['to']}"
    return event(scenario, "route", name, "open", "false")


def a_larger_site(scenario: Scenario) -> dict[str, Any]:
    return event(scenario, "site", scenario["sites"]["place"][0], "capacity", "12345")


def a_throughput(scenario: Scenario) -> dict[str, Any]:
    return event(scenario, "route", scenario["corridors"]["corridor"][0], "throughput", "5")


def fewer_vehicles(_: Scenario) -> dict[str, Any]:
    return {"fleets": []}


def no_stocks(_: Scenario) -> dict[str, Any]:
    return {"stocks": []}


def another_stock(scenario: Scenario) -> dict[str, Any]:
    row = rows(scenario, "stocks")[0]
    return {"stocks": [row | {"date": scenario.end}, *rows(scenario, "stocks")]}


def another_shipment(scenario: Scenario) -> dict[str, Any]:
    row = {"place": scenario["stocks"]["place"][0], "commodity": "dry-food", "tonnes": 3}
    row |= {"ordered": scenario.end, "lead_days_low": 1, "lead_days": 2, "lead_days_high": 9}
    return {"pipeline": [row, *rows(scenario, "pipeline")]}


EDITS: tuple[Edit, ...] = (
    a_window,
    a_planned_window,
    no_windows,
    departures,
    suspended,
    another_corridor,
    a_closed_route,
    a_larger_site,
    a_throughput,
    fewer_vehicles,
    no_stocks,
    another_stock,
    another_shipment,
)
POSSIBLE: dict[Edit, str] = {
    a_window: "corridors",
    a_planned_window: "corridors",
    departures: "corridors",
    another_corridor: "corridors",
    a_closed_route: "routes",
    a_larger_site: "sites",
    a_throughput: "corridors",
    another_stock: "stocks",
    another_shipment: "stocks",
}
"""Edits of what has to be there, with its table."""


def values(scenario: Scenario) -> dict[str, list[float]]:
    priors = compile_scenario(scenario).inputs.priors
    names = [prior.name for prior in priors]
    assert len(set(names)) == len(names)
    return dict(zip(names, draw(priors, 1, 0, 20).T.tolist(), strict=True))


def assert_draws_stay(scenario: Scenario, edit: Edit) -> Scenario | None:
    if edit in POSSIBLE and not len(scenario[POSSIBLE[edit]]):
        return None
    edited = scenario.replace(**edit(scenario))
    before, after = values(scenario), values(edited)
    for name in before.keys() & after.keys():
        assert before[name] == after[name], name
    known = (timeline(scenario).reported ^ timeline(edited).reported) - {"a-new-one"}
    assert not known or edit in {a_window, no_windows}  # what was reported, or is not any more
    changed = {
        row["name"]
        for row in scenario["uncertain"].rows()
        if row["input"].partition(":")[0] in {"opening", "open_hours"}
        and row["input"].partition(":")[2] in known
    }
    assert before.keys() ^ after.keys() <= changed | {"throughput:a-new-one"}
    return edited


def _opens(scenario: Scenario) -> list[str]:
    """Corridors that carry people from the day on that a member draws."""
    compiled = compile_scenario(scenario)
    drawn = {prior.input for prior in compiled.inputs.priors}
    expected = compiled.world.corridors["expected"].tolist()
    return [
        name
        for name, when_drawn in zip(compiled.corridors, expected, strict=True)
        if when_drawn and f"opening:{name}" in drawn
    ]


@pytest.fixture(scope="module", params=[None, KNOWN])
def aleppo(request: Any) -> Scenario:
    scenario = read_scenario("aleppo-2016")
    return scenario if request.param is None else known_by(scenario, request.param)


@pytest.fixture(scope="module")
def as_it_is(aleppo: Scenario) -> Result:
    return run(aleppo, members=6, seed=1)


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_edits_of_aleppo(aleppo: Scenario, as_it_is: Result, edit: Edit) -> None:
    edited = assert_draws_stay(aleppo, edit)
    assert edited is not None
    other = run(edited, members=6, seed=1)
    for name in ("displaced", "residents", "staying", "fled", "arrivals", "moving"):
        one, two = (result.arrays[name] for result in (as_it_is, other))
        if name != "staying":
            one, two = one[:, 0], two[:, 0]
        np.testing.assert_array_equal(one, two, name)


@pytest.mark.parametrize("rule_set", ["flee3", "budget"])
@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_edits_of_random_scenarios(edit: Edit, rule_set: str) -> None:
    for seed in range(12):
        scenario = by_seed(seed, rule_set)
        edited = assert_draws_stay(scenario, edit)
        if edited is None or _opens(scenario) != _opens(edited):
            continue  # what was expected may have been expected on day 0
        try:
            one = run(scenario, members=2, seed=1, workers=1)
        except RunError:  # registrations rise where nobody lives
            continue
        two = run(edited, members=2, seed=1, workers=1)
        for name in ("displaced", "residents", "fled"):
            day = (slice(None), 0)
            np.testing.assert_array_equal(one.arrays[name][day], two.arrays[name][day], name)


@pytest.fixture(scope="module")
def plan(aleppo: Scenario) -> Any:
    return plan_exit(aleppo, members=30)


def test_a_plan_put_back_changes_only_what_it_reaches(aleppo: Scenario, plan: Any) -> None:
    planned = aleppo.with_plan(plan)
    one, two = (run(given, members=8, seed=1) for given in (aleppo, planned))
    begin = one.day_of(plan.instance.start.date())
    for name in ("displaced", "residents", "fled", "arrivals"):
        np.testing.assert_array_equal(
            one.arrays[name][:, :begin], two.arrays[name][:, :begin], name
        )
    gathers = {row["gathers"] for row in aleppo["corridors"].rows()}
    inside = {place for name in gathers for place in places_of(one, name)}
    outside = [number for number in range(len(one.places)) if number not in inside]
    fled = [result.arrays["fled"][:, :, outside].sum(axis=(1, 2, 3)) for result in (one, two)]
    np.testing.assert_array_equal(*fled)
    away = [f"displaced_from:{one.places[number]}" for number in outside[:5]]
    assert all(found.change == (0, 0, 0) for found in compare(one, two, away))


@pytest.mark.parametrize("edit", [a_planned_window, departures, suspended])
def test_what_follows_an_expected_opening_is_no_option_of_a_plan(edit: Edit) -> None:
    """Whatever a plan does with a corridor, the siege ends as each member draws it."""
    scenario = known_by(read_scenario("aleppo-2016"), KNOWN)
    one, other = (run(given, members=8, seed=1) for given in (
        scenario, scenario.replace(**edit(scenario))
    ))  # fmt: skip
    drawn = one.inputs[:, one.input_names.index("opening-of-ramouseh")]
    assert 2 < np.sum(drawn < scenario.days - 9) < 8  # it opens in some members, not in all
    inside = places_of(one, "pocket")
    outside = [number for number in range(len(one.places)) if number not in inside]
    still = run(scenario.replace(expected=[]), members=8, seed=1)
    fled, again, without = (result.arrays["fled"][:, :, outside] for result in (one, other, still))
    np.testing.assert_array_equal(fled, again)
    assert not np.array_equal(fled, without)
    pair = sorted((one, other), key=lambda run: not run.scenario["corridors"]["suspended"].any())
    assert all(row.change == (0, 0, 0) for row in compare(*pair, ["displaced_from:north-half"]))


def test_a_planned_window_carries_people_and_a_stored_run_keeps_it(tmp_path: Any) -> None:
    scenario = known_by(read_scenario("aleppo-2016"), KNOWN)
    start = dt.datetime.combine(KNOWN, dt.time(8)) + dt.timedelta(days=3)
    window = {"corridor": "ramouseh", "start": start, "end": start + dt.timedelta(hours=10)}
    planned = scenario.replace(windows=[window | {"planned": True}])
    result = run(planned, members=4, seed=1)
    gone = result.arrays["left_by"].sum(axis=(0, 2, 3))
    assert np.flatnonzero(gone).tolist() == [(start.date() - scenario.start).days]
    save(result, tmp_path / "run")
    assert load(tmp_path / "run").scenario == result.scenario


def test_a_reported_window_is_not_compared_with_an_expected_opening(aleppo: Scenario) -> None:
    """Of two runs in which a siege ends on other days, none is better by its plan."""
    start = late(aleppo)
    window = {"corridor": "ramouseh", "start": start, "end": start + dt.timedelta(hours=6)}
    known = aleppo.replace(windows=[window])
    unknown = aleppo.replace(windows=[])
    one, other = (run(given, members=1, seed=1) for given in (known, unknown))
    with pytest.raises(ScenarioError, match="opening of ramouseh is expected in one run"):
        compare(one, other)
    planned = run(aleppo.replace(windows=[window | {"planned": True}]), members=1, seed=1)
    compare(planned, other)


def test_nobody_leaves_before_the_plan_begins(aleppo: Scenario, plan: Any) -> None:
    days = (plan.instance.start.date() - aleppo.start).days
    result = run(before_exit(aleppo, days), members=8, seed=1)
    assert result.arrays["left_by"].sum() == 0
    whole = run(aleppo, members=8, seed=1)
    for name in ("displaced", "residents"):
        np.testing.assert_array_equal(
            result.arrays[name][:, days - 1], whole.arrays[name][:, days - 1], name
        )


def test_report_plan_and_run_agree_on_who_waits(aleppo: Scenario, plan: Any) -> None:
    """A plan's people lie within the run's 5 to 95 % of people in the pocket on the eve."""
    result = run(aleppo, members=60, seed=1)
    found = find(result, judge=False)
    in_report = found.plan
    assert in_report is not None
    day = result.day_of(plan.instance.start.date()) - 1
    waiting = sum(
        result.arrays[name][:, day, places_of(result, group)].sum(axis=(1, 2))
        for group in {row.gathers for row in plan.instance.groups}
        for name in ("displaced", "residents")
    )
    low, high = np.quantile(waiting, [0.05, 0.95])
    everyone = plan.instance.people + sum(group.staying for group in plan.instance.groups)
    assert low <= everyone <= high
    step = step_of(found.policy)  # two figures, each rounded to the step
    assert low - step <= in_report.people + in_report.staying <= high + step
