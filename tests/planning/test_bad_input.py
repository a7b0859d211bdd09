"""Clear refusals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from safepassage.errors import ScenarioError
from safepassage.planning.exit.from_scenario import refuse
from safepassage.planning.exit.options import ExitOptions
from safepassage.planning.exit.planner import plan_exit
from safepassage.planning.exit.rules.exchange import Exchange
from safepassage.planning.exit.who_waits import weigh_who_waits
from safepassage.planning.roads.plan import plan_roads
from safepassage.scenario.as_of import known_by
from tests.planning.worlds import STAY, fleet, group, instance, passage, scenario


def windows(start: str, end: str) -> dict[str, Any]:
    return {"windows": [{"corridor": "north", "start": start, "end": end}]}


@pytest.mark.parametrize(
    ("parts", "more", "words"),
    [
        ((group(), passage(rate=0)), {}, "throughput is 0"),
        ((group(), passage(spans=((5.0, 2.0),))), {}, "ends .* before it starts"),
        ((group(), passage(spans=())), {}, "never open"),
        ((group(), passage(), fleet(3, 0)), {}, "no place for anybody"),
        ((group(), passage(), fleet(0)), {}, "all fleets are empty"),
        ((group(), passage(classes=("wounded",))), {}, "no corridor may be used by 1000 people"),
        ((group(needs="stretcher"), passage(), fleet(2)), {}, "no vehicle has a stretcher"),
        ((group(), passage()), {"hours": -3.0}, "deadline is 3 hours before"),
        (
            (
                group(),
                passage(),
                passage("b"),
                Exchange("road", 1, "b", 1),
                Exchange("b", 1, "road", 1),
            ),
            {},
            "waits in the end for itself",
        ),
        ((group(), passage(), Exchange("road", 1, "x", 1)), {}, "is not planned"),
    ],
)
def test_instances_that_no_plan_can_mend(
    parts: tuple[Any, ...], more: dict[str, Any], words: str
) -> None:
    with pytest.raises(ScenarioError, match=words):
        refuse(instance(*parts, **more))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"by": "2030-03-01"}, "not after the start"),
        ({"by": "soon"}, "is not a date"),
        ({"start": "2030-03-03T08:00Z"}, "time zone"),
        ({"start": "2031-01-01", "windows": False}, "is outside"),
        ({"start": "9999-12-31"}, "is outside"),
        ({"by": "9999-12-31"}, "10,000 steps"),
        ({"corridor": "south"}, "'south'"),
        ({"fleet": {"lorry": 3}}, "'lorry'"),
        ({"fleet": {"bus": -3}}, "negative"),
        ({"step_minutes": 1}, "out of range"),
    ],
)
def test_options_that_do_not_fit(options: dict[str, Any], words: str) -> None:
    with pytest.raises(ScenarioError, match=words):
        plan_exit(scenario(), members=2, **options)


def test_a_plan_begins_within_the_period_however_late_it_is_planned() -> None:
    late = known_by(scenario(), dt.date.max)
    plans: tuple[Callable[[], object], ...] = (
        lambda: plan_roads(late, late["places"]["place"][0]),
        lambda: plan_exit(late, members=2, windows=False),
        lambda: weigh_who_waits(late, ExitOptions(start="0001-01-01")),
    )
    for plan in plans:
        with pytest.raises(ScenarioError, match="is outside"):
            plan()


def test_no_plan_without_saying_who_stays() -> None:
    silent = scenario(classes=[{"class": "residents"}, {"class": "wounded"} | STAY])
    with pytest.raises(ScenarioError, match="who stays or cannot be moved: residents"):
        plan_exit(silent, members=2)
    assert plan_exit(silent, members=2, staying={"residents": 0.0}).people > 4000


def test_windows_that_end_before_they_start_are_refused_with_their_row() -> None:
    with pytest.raises(ScenarioError, match="row 2"):
        scenario(**windows("2030-03-04", "2030-03-03"))
