"""Every rule of the registry is kept by every algorithm, and the checker knows each by itself."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator
from dataclasses import dataclass, is_dataclass, replace
from pathlib import Path

import pytest

from safepassage.planning.exit import checker, search
from safepassage.planning.exit.checker import check_lines, lines_of
from safepassage.planning.exit.departures import departures_of
from safepassage.planning.exit.dispatch import dispatch
from safepassage.planning.exit.instance import Instance
from safepassage.planning.exit.network_flow import is_pure, transport
from safepassage.planning.exit.rules.checkpoint import Checkpoint
from safepassage.planning.exit.rules.exchange import Exchange
from safepassage.planning.exit.rules.registry import RULES
from safepassage.planning.exit.rules.room import Room
from safepassage.planning.exit.rules.rule import Rule
from safepassage.planning.exit.schedule import Schedule
from safepassage.planning.exit.search import ProvenSchedule
from safepassage.planning.exit.shadow_prices import use_of
from safepassage.planning.exit.time_grid import Grid
from safepassage.report.brief.language import LANGUAGES, language
from tests.planning.worlds import fleet, group, instance, passage


@dataclass(frozen=True)
class Case:
    """An instance in which a rule bites, the same without it, and the words of the checker.

    Attributes:
        strict: With the rule.
        loose: Without it.
        words: What the checker says to a plan of ``loose``.
        binds: Whether the rule has a shadow price.
    """

    strict: Instance
    loose: Instance
    words: str
    binds: bool = False


def both(*parts: object, hours: float = 40.0) -> tuple[Instance, Instance]:
    """An instance with its last part, and without it."""
    return instance(*parts, hours=hours), instance(*parts[:-1], hours=hours)


def shut_for_residents() -> tuple[Instance, Instance]:
    people = (group(60), group(60, "wounded"))
    ways = (passage("road", 10, 1.0), passage("lane", 10, 1.0))
    loose = instance(*people, *ways, hours=40.0)
    return loose.with_passage(1, classes=("wounded",)), loose


def linked() -> tuple[Instance, Instance]:
    other = passage("other", 5, 1.0, gathers="village", path=("village", "other-end"))
    people = (group(60), replace(group(30), gathers="village"))
    return both(*people, passage(rate=20), other, Exchange("road", 20, "other", 10))


def cases() -> Iterator[tuple[str, Case]]:
    yield "admission", Case(*shut_for_residents(), "may use lane")
    late = instance(group(50, ready=4.0), passage(rate=10), hours=40.0)
    yield "readiness", Case(late, replace(late, groups=(group(50),)), "before its people are ready")
    whole = instance(group(63, party=5), passage(rate=13), hours=40.0)
    yield "family", Case(whole, replace(whole, groups=(group(63),)), "families of 5")
    slow = instance(group(90), passage(rate=10), hours=40.0)
    yield (
        "throughput",
        Case(slow, slow.with_passage(0, rate=30), "its throughput lets", binds=True),
    )
    shut = instance(group(90), passage(rate=10, spans=((0.0, 3.0), (9.0, 40.0))), hours=40.0)
    opened = shut.with_passage(0, spans=((0.0, 40.0),))
    yield "window", Case(shut, opened, "is closed at", binds=True)
    cars = (fleet(2, 6), fleet(3, 0, vehicle="ambulance", places=(0, 0, 2)))
    people = (group(20), group(40, "wounded", needs="stretcher"))
    lying = instance(*people, passage(rate=30), *cars, hours=40.0)
    sitting = replace(lying, groups=(group(20), group(40, "wounded")))
    yield "seats", Case(lying, sitting, "need a stretcher")
    few = instance(group(90), passage(rate=60), fleet(2, 10), hours=40.0)
    yield "fleet", Case(few, few.with_number(0, 6), "are under way; there are 2", binds=True)
    ways = [
        passage(name, 30, path=("town", "gate", name + "-end"), reach=(0.0, 1.0, 2.0))
        for name in ("east", "west")
    ]
    gate = both(group(120), *ways, Checkpoint("gate", 20.0, math.inf))
    yield "checkpoint", Case(*gate, "pass gate", binds=True)
    room = both(group(90), passage(rate=10), Room("road-end", "", 60))
    yield "destination", Case(*room, "which can take 60", binds=True)
    yield "exchange", Case(*linked(), "the exchange allows")
    short = instance(group(90), passage(rate=10), hours=6.0)
    yield "deadline", Case(short, replace(short, hours=40.0), "after the deadline")


CASES = dict(cases())


def schedules(case: Instance) -> dict[str, Schedule]:
    """What each algorithm makes of an instance."""
    grid = Grid(case, case.hours)
    found = {
        f"dispatch, by priority {first}, part full {part}": dispatch(
            grid, by_priority=first, part_full=part
        )
        for first in (True, False)
        for part in (True, False)
    }
    if is_pure(case):
        found["flow"] = transport(grid)
    program = search._integer(grid, 30.0, found["dispatch, by priority True, part full True"])
    assert program is not None
    return found | {"program": program}


def problems(case: Instance, schedule: Schedule, planned: Instance | None = None) -> list[str]:
    """What the checker says to a schedule of an instance, or of another one."""
    made_for = planned or case
    made = ProvenSchedule(Grid(made_for, made_for.hours), schedule, 0.0, 0.0, 0.0, "test")
    return [str(problem) for problem in check_lines(case, lines_of(departures_of(made)))]


def test_every_rule_has_a_case() -> None:
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)
    assert set(CASES) == set(names)


@pytest.mark.parametrize("name", CASES)
def test_every_algorithm_keeps_the_rule(name: str) -> None:
    for algorithm, schedule in schedules(CASES[name].strict).items():
        assert schedule.boardings, algorithm
        assert problems(CASES[name].strict, schedule) == [], algorithm


@pytest.mark.parametrize("name", CASES)
def test_the_checker_objects_to_a_plan_made_without_the_rule(name: str) -> None:
    case = CASES[name]
    for algorithm, schedule in schedules(case.loose).items():
        found = problems(case.strict, schedule, case.loose)
        assert any(case.words in problem for problem in found), (algorithm, found)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.binds])
def test_what_binds_is_named_after_its_rule_in_every_language(name: str) -> None:
    (rule,) = (rule for rule in RULES if rule.name == name)
    limits = list(rule.exhausted(use_of(search.search(CASES[name].strict))))
    assert limits
    assert {limit.constraint.partition(":")[0] for limit in limits} == {name}
    for code in LANGUAGES:
        words = language(code)
        assert words.has(f"plan.{name}")
        assert words.has(f"plan.unit_{name}")


def test_no_other_rule_binds() -> None:
    binding = {name for name, case in CASES.items() if case.binds}
    for case in CASES.values():
        use = use_of(search.search(case.strict))
        for rule in RULES:
            assert rule.name in binding or not list(rule.exhausted(use))


def test_the_checker_shares_no_code_with_the_rules() -> None:
    """It imports declared facts from them: frozen values without any method of a rule."""
    tree = ast.parse(Path(checker.__file__).read_text(encoding="utf-8"))
    prefix = "safepassage.planning.exit."
    imported = {
        ((node.module or "").removeprefix(prefix), alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(prefix)
        for alias in node.names
    }
    facts = [getattr(checker, name) for module, name in imported if module.startswith("rules.")]
    assert facts
    for fact in facts:
        assert isinstance(fact, type)
        assert is_dataclass(fact)
        assert not issubclass(fact, Rule)
    planner = {"boardings", "dispatch", "network_flow", "program", "time_grid", "search"}
    assert not planner & {module for module, _ in imported}
