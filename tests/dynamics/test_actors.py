"""Armed groups in a run: off unless asked for, by area and month only, and never varied."""

from __future__ import annotations

import csv
import datetime as dt
import json
from importlib import resources

import numpy as np
import pytest

from safepassage.compiled.compile import compile_scenario
from safepassage.compiled.priors import draw, find_priors
from safepassage.disclosure.raw import raw_counts
from safepassage.errors import ScenarioError
from safepassage.evidence.clash_record import ending_in, record_in, record_of
from safepassage.evidence.group_changes import KINDS, rate_of, read_changes
from safepassage.forecast.sensitivity import sensitivity
from safepassage.result.clash_months import clash_months
from safepassage.result.compare import compare
from safepassage.result.replay import replay
from safepassage.result.result import Result
from safepassage.result.run import run
from safepassage.result.store import load, save
from safepassage.result.tidy import tidy
from safepassage.scenario.explain import explain_text
from safepassage.scenario.inputs import why_forbidden
from safepassage.scenario.presence import people_of_area
from safepassage.scenario.read import read_scenario
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.template import new_scenario
from safepassage.workbench.varied import may_vary

TINY = "9cd454b89c8d88b6021b92856f467eb8a1f9d7ba5e078bd944757f704b11030a"
"""Digest of 20 members of the bundled scenario tiny, the same with the mechanism taken out."""
INTERNAL = ("clashing", "clash_begun", "armed_groups", "armed_blocs")
ON = {"actors": True}
PEOPLE = ("displaced", "residents", "fled", "arrivals", "moving")


@pytest.fixture(scope="module")
def example() -> Scenario:
    """The template with a lively record: a serious clash in each of the last twelve months."""
    clashes = [
        {"area": "riverton", "date": f"2029-{month:02}-10", "days": 4} for month in range(3, 13)
    ]
    return new_scenario("example").replace(rules=ON, clashes=clashes)


@pytest.fixture(scope="module")
def result(example: Scenario) -> Result:
    return run(example, members=60)


def test_off_it_leaves_the_bits_as_they_were() -> None:
    found = run(read_scenario("tiny"), members=20)
    assert found.digest == TINY
    assert all(found.arrays[name].size == 0 for name in INTERNAL)
    assert clash_months(found) == []


def test_on_without_anybody_to_clash_people_move_as_before(example: Scenario) -> None:
    alone = [
        row | {"groups_low": None, "groups": 1, "groups_high": None}
        for row in example["presence"].rows()
    ]
    off = run(example.replace(rules={"actors": False}), members=8)
    on = run(example.replace(presence=alone), members=8)
    for name in PEOPLE:
        np.testing.assert_array_equal(off.arrays[name], on.arrays[name], err_msg=name)


def test_other_inputs_are_drawn_as_before(example: Scenario) -> None:
    off, on = (compile_scenario(one) for one in (example.replace(rules={"actors": False}), example))
    count = len(off.inputs.priors)
    assert len(on.inputs.priors) > count
    before, after = (draw(one.inputs.priors, 3, 5, 9) for one in (off, on))
    np.testing.assert_array_equal(before, after[:, :count])
    assert len(np.unique(after[:, count:], axis=0)) == 9


def test_it_moves_people_when_it_acts(example: Scenario, result: Result) -> None:
    off = run(example.replace(rules={"actors": False}), members=60)
    clash = result.arrays["clashing"][:, :, 0].any(axis=1)
    assert 0 < clash.sum() < 60
    same = [
        np.array_equal(off.arrays["fled"][member], result.arrays["fled"][member])
        for member in range(60)
    ]
    assert np.all(np.array(same)[~clash])
    assert not np.all(np.array(same)[clash])


def test_months_are_told_and_days_are_not(result: Result) -> None:
    months = clash_months(result)
    assert [(found.area, found.month, found.days) for found in months] == [
        ("riverton", "2030-03", 29)
    ]
    begun = result.arrays["clash_begun"][:, :, 0].any(axis=1)
    assert months[0].clash == pytest.approx(begun.mean())
    assert 0 < months[0].clash < 1
    assert months[0].effective[0] <= months[0].effective[1] <= months[0].groups[1] <= 9
    text = json.dumps(months[0].as_dict(), allow_nan=False)
    assert "p95" in text
    assert set(INTERNAL).isdisjoint(result.dataset.data_vars)
    for table in (tidy(result), raw_counts(result)):
        assert set(INTERNAL).isdisjoint(table["quantity"].unique())


def test_weights_count(result: Result) -> None:
    begun = result.arrays["clash_begun"][:, :, 0].any(axis=1)
    assert clash_months(result.reweighted(begun.astype(float)))[0].clash == pytest.approx(1.0)


def test_a_run_is_stored_and_computed_again(
    result: Result, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = save(result, tmp_path_factory.mktemp("runs") / "run")
    assert clash_months(load(folder)) == clash_months(result)
    assert replay(folder, workers=2).digest == result.digest


def test_nothing_is_drawn_before_the_origin(example: Scenario) -> None:
    folder = example.replace(days=30)
    late = run(as_of(folder, dt.date(2030, 3, 20)), members=60)
    begun = late.arrays["clash_begun"][:, :, 0]
    assert not begun[:, :20].any()
    assert begun[:, 20:].any()
    assert clash_months(late)[0].days == 10


def as_of(scenario: Scenario, day: dt.date) -> Scenario:
    from safepassage.scenario.as_of import known_by

    return known_by(scenario, day)


def test_a_clash_published_later_changes_no_prior() -> None:
    whole = read_scenario("aleppo-2016").replace(rules=ON)
    origin = dt.date(2016, 12, 5)
    rows = list(whole["clashes"].rows())
    early = [row for row in rows if row["published"] <= origin]
    assert len(early) < len(rows)
    told = [
        find_priors(as_of(whole.replace(clashes=table), origin))[-5:] for table in (rows, early)
    ]
    assert told[0] == told[1]
    later = find_priors(as_of(whole, dt.date(2017, 6, 1)))[-5:]
    assert later != told[0]


def test_the_record_gives_the_posterior_by_hand(example: Scenario) -> None:
    found = record_in(example, "riverton", dt.date(2029, 1, 1))
    # 13 whole months to 1 March 2030; serious in all but the oldest and the two latest.
    weight = 0.5 ** (np.arange(13) / 6.0)
    assert found.serious[::-1].tolist() == [False] * 2 + [True] * 10 + [False]
    yes = weight[2:12].sum()
    assert found.posterior() == pytest.approx((0.5 + yes, 0.5 + weight.sum() - yes))
    assert ending_in(example, "riverton") == (1.0 + 10, 3.0 + 10 * 3)
    draws = found.chance(seed=1, draws=40000)
    a, b = found.posterior()
    assert draws.mean() == pytest.approx(a / (a + b), abs=0.004)
    assert record_of([], dt.date(2031, 1, 1), dt.date(2030, 1, 1)).serious.size == 0


def test_a_clash_that_goes_on_has_not_ended(example: Scenario) -> None:
    rows = [{"area": "riverton", "date": "2030-02-20", "days": 40}]
    going = example.replace(clashes=rows)
    assert ending_in(going, "riverton") == (1.0, 3.0 + 10)


def test_the_record_of_groups_is_counts_and_dates(example: Scenario) -> None:
    file = resources.files("safepassage.evidence").joinpath("group_changes.csv")
    with file.open(encoding="utf-8") as text:
        assert next(csv.reader(text)) == ["date", "kind", "groups"]
    rows = read_changes()
    inside = [row for row in rows if row[0] <= dt.date(2017, 12, 31)]
    assert {kind: sum(row[1] == kind for row in inside) for kind in KINDS} == {
        "absorption": 18, "alliance": 13, "split": 8,
    }  # fmt: skip
    assert sum(groups for _, kind, groups in inside if kind == "absorption") == 32
    origin = dt.date(2016, 12, 5)
    shape, months = rate_of("absorption", origin)
    assert shape == 0.5 + 0.25 * 16
    assert months == pytest.approx(50 + 0.25 * 43 * 705 / (365.25 / 12))
    assert rate_of("split", dt.date(2014, 1, 1)) == (0.5, 50.0)
    assert rate_of("split", dt.date(2030, 1, 1)) == rate_of("split", dt.date(2017, 12, 31))
    del example


def test_who_lives_there_is_declared_or_found(example: Scenario) -> None:
    row = next(iter(example["presence"].rows()))
    assert people_of_area(example, row) == (40000.0, "presence.csv")
    blank = row | {"area": "oldtown", "population": float("nan")}
    people, source = people_of_area(example, blank)
    assert source == "populations.csv"
    assert people > 0
    nobody = row | {"area": "gate", "population": None}
    unknown = example.replace(presence=[nobody], clashes=[])
    assert people_of_area(unknown, next(iter(unknown["presence"].rows()))) == (0.0, "")
    assert "so crowding stays 1" in explain_text(unknown)
    told = explain_text(example)
    assert "crowding is 1 + displaced people there / 40,000 (presence.csv)" in told
    assert "Armed groups" not in explain_text(example.replace(rules={"actors": False}))


def test_nothing_of_it_can_be_varied(example: Scenario) -> None:
    """DESIGN, Protection: neither in plans and comparisons nor in sensitivity or workbench."""
    own = [p for p in find_priors(example) if p.input.startswith("actors:")]
    assert len(own) >= 7
    assert all(why_forbidden(prior.input) for prior in own)
    found = sensitivity(example, quantity="present:meadow", members=8, workers=2)
    assert {prior.name for prior in own} <= {name for name, _ in found.left_out}
    assert not may_vary("presence")
    assert not may_vary("clashes")
    assert not may_vary("rules")
    prior = {"name": "more", "input": "actors:crowding", "low": 0.1, "high": 0.2}
    with pytest.raises(ScenarioError, match="unknown input"):
        example.replace(uncertain=[prior])
    with pytest.raises(ScenarioError, match="cannot be uncertain"):
        example.replace(uncertain=[prior | {"input": "rules.actors"}])


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"rules": {"actors": False}}, "different rules"),
        ({"clashes": []}, r"clashes\.csv"),
        (
            {"presence": [{"area": "riverton", "groups": 2, "record_start": "2029-01-01"}]},
            "presence",
        ),
    ],
)
def test_runs_that_differ_by_it_are_not_compared(
    example: Scenario, changes: dict[str, object], text: str
) -> None:
    changed = example.replace(**({"clashes": []} if "presence" in changes else {}) | changes)
    with pytest.raises(ScenarioError, match=text):
        compare(run(example, members=2), run(changed, members=2))
