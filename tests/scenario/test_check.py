"""Every rule has a scenario that breaks it, and the problem says where and what to do."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

import pytest

from safepassage import dynamics
from safepassage.errors import ScenarioError
from safepassage.scenario import check as check_package
from safepassage.scenario.check import MODULES, RULES, check, problems
from safepassage.scenario.facts import Facts
from tests.scenario.world import (
    EXAMPLE,
    Case,
    added,
    claim,
    event,
    first,
    found,
    prior,
    rows,
    unchecked,
    without,
)


def subject(module: ModuleType) -> str:
    """What a module of rules is about: its name, or its folder's in ``dynamics``."""
    return module.__name__.removesuffix(".check").rpartition(".")[2]


BROKEN = [f"tests.scenario.broken.{subject(module)}" for module in MODULES]
CASES: list[Case] = [case for name in BROKEN for case in import_module(name).CASES]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}-{case.text}")
def test_a_broken_rule_says_where_and_what_is_allowed(case: Case) -> None:
    rule = next(rule for rule in RULES if rule.__name__ == case.rule)
    broken = list(rule(Facts(unchecked(**case.changes))))
    assert broken, "the rule did not notice"
    problem = broken[0]
    assert (problem.file, problem.row, problem.column) == (case.file, case.row, case.column)
    assert case.text in str(problem)
    assert problem.remedy
    assert problem in problems(unchecked(**case.changes))


def test_no_module_of_rules_is_left_out() -> None:
    names = [
        f"{package.__name__}.{info.name}{ending}"
        for package, ending in ((check_package, ""), (dynamics, ".check"))
        for info in pkgutil.iter_modules(package.__path__)
        if not ending or info.ispkg
    ]
    listed = [module.__name__ for module in MODULES]
    assert len(set(listed)) == len(listed)
    found = {name for name in names if find_spec(name)}
    assert {name for name in found if hasattr(import_module(name), "RULES")} == set(listed)


def test_every_rule_has_a_case() -> None:
    assert {rule.__name__ for rule in RULES} == {case.rule for case in CASES}


def test_every_rule_has_its_own_name_and_says_what_it_asks() -> None:
    assert len({rule.__name__ for rule in RULES}) == len(RULES)
    assert all(rule.__doc__ for rule in RULES)


def test_the_example_is_sound() -> None:
    assert problems(EXAMPLE) == []
    check(EXAMPLE)


def test_check_raises_all_problems_at_once() -> None:
    broken = unchecked(**event(target="nowhere"), **claim(low=None), windows=[])
    with pytest.raises(ScenarioError) as caught:
        check(broken)
    assert {problem.file for problem in caught.value.problems} == {
        "events.csv",
        "claims.csv",
        "corridors.csv",
    }


@pytest.mark.parametrize(
    "changes",
    [
        event(target="pocket"),
        event(kind="access", attribute="enter", target="oldtown", **{"class": "wounded"}),
        event(kind="access", attribute="leave", target="east-road", value="0"),
        event(kind="route", attribute="open", value="no", target="oldtown--harbour"),
        event(kind="route", attribute="documented_open", value="0", target="gate>meadow"),
        event(kind="site", attribute="kind", value="site", target="harbour"),
        event(kind="site", attribute="move_chance", value="0.2", target="gate"),
        event(date="2030-03-30T23:59"),
        event(date="2030-03-06", published="2030-03-09"),
        claim(quantity="displaced_from:all"),
        claim(quantity="present:all@wounded"),
        claim(quantity="present:pocket@wounded"),
        claim(quantity="prices:bread", unit="pounds"),
        claim(quantity="share_held:anybody:meadow", low=0.5),
        claim(published="2030-03-01", status="forecast"),
        claim(published="2029-03-01", status="standard"),
        claim(date="2029-03-01", published="2029-03-01"),
        prior(distribution="triangular"),
        prior(input="populations:oldtown"),
        prior(input="staying:wounded", low=0.1, high=0.3),
        {"series": [*rows("series"), rows("series")[1] | {"value": 6, "published": "2030-03-20"}]},
        added("populations", place="meadow", best=0, **{"class": "wounded"}),
        {"rules": {"displacement": "series"}},
        {"rules": {"spawn_decay": (1.0, 0.5)}},
        {
            "windows": [
                rows("windows")[0] | {"start": "2030-02-20", "end": "2030-03-02"},
                rows("windows")[-1],
            ]
        },
        {"claims": [], "series": [], "uncertain": [], "events": []},
        without("events", lambda row: row["kind"] == "access"),
        {"windows": [rows("windows")[-1]]}
        | event(kind="route", attribute="open", target="east-exit", value="true"),
    ],
)  # fmt: skip
def test_what_is_allowed(changes: dict[str, Any]) -> None:
    assert found(**changes) == []


def test_a_country_pair_closes_the_routes_across_that_border() -> None:
    places = [
        row | {"country": "A" if row["place"] != "meadow" else "B--C"} for row in rows("places")
    ]
    crossing = event(kind="route", attribute="open", value="false", target="B--C--A")
    assert found(places=places, home_country="A", **crossing) == []
    other = event(kind="route", attribute="open", value="false", target="A--D")
    assert "unknown target" in str(found(places=places, home_country="A", **other)[0])
    apart = [row | {"country": "D"} if row["place"] == "oldtown" else row for row in places]
    not_joined = event(kind="route", attribute="open", value="false", target="D--B--C")
    assert "no route crosses the border" in str(
        found(places=apart, home_country="A", **not_joined)[0]
    )


def test_a_site_that_only_counts_may_stand_alone_under_flee3() -> None:
    alone = added("places", place="inner", kind="site")
    counted = added("series", quantity="present:inner", date="2030-03-01", value=5)
    assert found(**alone, **counted) != []
    assert found(**alone, **counted, rules={"set": "flee3"}) == []
    assert found(**alone, rules={"set": "flee3"}) != []


def test_a_lone_place_needs_no_route() -> None:
    changes = {name: [] for name in EXAMPLE.tables}
    changes |= {
        "places": rows("places")[:1],
        "classes": rows("classes")[:1],
        "sources": rows("sources"),
    }
    changes["populations"] = rows("populations")[:1]
    assert found(**changes, rules={"avoid_food_deprived": False}) == []


def test_problems_of_one_rule_are_limited() -> None:
    many = [{"place": f"p{n}", "kind": "site", "lat": 1} for n in range(5000)]
    listed = found(places=[*rows("places"), *many])
    assert len(listed) < 300
    assert any("more problems like these" in str(problem) for problem in listed)


def test_a_share_who_stay_needs_no_range() -> None:
    """Blank ends of it are 0."""
    check(unchecked(**first("classes", staying_low=0.0, staying=0.2, staying_high=0.0)))
