"""Options of an exit plan: one frozen value, checked once, however they are given."""

from __future__ import annotations

import datetime as dt
from dataclasses import FrozenInstanceError, fields
from typing import Any, get_type_hints

import pytest

from safepassage.errors import ScenarioError
from safepassage.planning.exit.checker import check_plan
from safepassage.planning.exit.options import ExitKeywords, ExitOptions
from safepassage.planning.exit.planner import plan_exit
from tests.planning.worlds import scenario

PEOPLE = {("town", "residents"): 777, ("town", "wounded"): 40}


def test_keywords_and_options_are_the_same() -> None:
    given = {field.name for field in fields(ExitOptions) if field.init}
    assert set(ExitKeywords.__annotations__) == given
    hints, keywords = get_type_hints(ExitOptions), get_type_hints(ExitKeywords)
    assert {name: hints[name] for name in keywords} == keywords


def test_plans_are_the_same_however_options_are_given() -> None:
    keywords: ExitKeywords = {"people": PEOPLE, "fleet": {"bus": 5}, "corridor": "north"}
    whole = ExitOptions(people=PEOPLE, fleet={"bus": 5}, corridor="north")
    part = ExitOptions(people=PEOPLE, fleet={"bus": 9}, corridor="north")
    plans = [
        plan_exit(scenario(), **keywords),
        plan_exit(scenario(), whole),
        plan_exit(scenario(), part, fleet={"bus": 5}),
    ]
    first, *others = ([*plan.departures] for plan in plans)
    assert all(found == first for found in others)
    assert check_plan(scenario(), first, whole) == []
    assert any(
        "under way" in str(p) for p in check_plan(scenario(), first, whole, fleet={"bus": 1})
    )


def test_everything_wrong_is_said_at_once() -> None:
    with pytest.raises(ScenarioError) as error:
        ExitOptions(
            start="soon", by="2030-03-03T08:00Z", step_minutes=1, staying={"residents": 1.5},
            people={("town", "residents"): -3},
        )  # fmt: skip
    words = " ".join(str(problem) for problem in error.value.problems)
    assert len(error.value.problems) == 5
    for part in (
        "is not a date",
        "time zone",
        "5 to 1,440 minutes",
        "0 to 1",
        "0 to 1,000,000,000",
    ):
        assert part in words


def test_options_are_frozen_and_hold_what_was_given() -> None:
    numbers = {"bus": 5}
    options = ExitOptions(corridor=["b", "a", "b"], start="2030-03-03", fleet=numbers)
    numbers["bus"] = 50
    assert options.fleet == {"bus": 5}
    assert options.corridors == ("b", "a")
    assert options.begin == dt.datetime(2030, 3, 3)  # noqa: DTZ001
    with pytest.raises(FrozenInstanceError):
        options.seed = 2  # type: ignore[misc]


def test_a_keyword_that_does_not_exist_is_an_error() -> None:
    wrong: Any = {"corridors": "north"}
    with pytest.raises(TypeError, match="corridors"):
        plan_exit(scenario(), **wrong)
