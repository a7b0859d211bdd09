"""Scenario and options → :class:`Instance`; everything that is missing is said at once."""

from __future__ import annotations

import datetime as dt

from safepassage.errors import Problem, ScenarioError
from safepassage.planning.exit.instance import Group, Instance
from safepassage.planning.exit.options import ExitOptions
from safepassage.planning.exit.people import days_before, first_begin, groups_of
from safepassage.planning.exit.routes import passages_of
from safepassage.planning.exit.rules.registry import RULES
from safepassage.planning.exit.rules.rule import Scene
from safepassage.planning.exit.vehicles import fleets_of
from safepassage.scenario.canonical import canonical
from safepassage.scenario.nearest import unknown_problem
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.spans import window_spans

_NOTHING = {
    "exit": ("there is no corridor to plan for", "add one; relocations have `plan relocation`"),
    "relocation": (
        "there is no relocation to plan",
        "add a corridor with purpose relocation, and consent: the share who agreed to move",
    ),
}
SEARCH_DAYS = 30
"""Days looked ahead when no deadline is given."""
MAX_STEPS = 10_000
"""Most steps from the start to the deadline."""


def instance_of(scenario: Scenario, options: ExitOptions, *, purpose: str = "exit") -> Instance:
    """Resolve a scenario into a planning instance.

    Args:
        scenario: A checked scenario; what its as-of date hides is not used.
        options: What is asked for.
        purpose: Which corridors count: ``exit`` or ``relocation``.

    Raises:
        ScenarioError: Everything that makes planning impossible or unlawful.
    """
    scenario = canonical(scenario)
    chosen = _chosen(scenario, options, purpose)
    begin = begin_of(scenario, options, purpose=purpose)
    hours = _hours(begin, options)
    passages = passages_of(scenario, chosen, begin, hours, windows=options.windows)
    scene = Scene(scenario, passages, begin)
    groups = groups_of(
        scenario, tuple(dict.fromkeys(passage.gathers for passage in passages)), begin,
        people=options.people, staying=options.staying, members=options.members,
        seed=options.seed, result=options.result,
    )  # fmt: skip
    instance = Instance(
        start=begin,
        hours=hours,
        step=options.step_minutes / 60,
        groups=groups,
        passages=passages,
        fleets=fleets_of(scene, options.fleet or {}),
        facts=tuple(fact for rule in RULES for fact in rule.declare(scene)),
    )
    refuse(instance)
    return instance


def refuse(instance: Instance) -> None:
    """Refuse what no plan can mend.

    Raises:
        ScenarioError: Every problem, each with what to do.
    """
    problems = [problem for rule in RULES for problem in rule.problems(instance)]
    if not problems:
        groups = [group for group in instance.groups if group.people]
        refusals = (_refusal(instance, group) for group in groups)
        problems = [problem for problem in refusals if problem is not None]
    if problems:
        raise ScenarioError(problems)


def _refusal(instance: Instance, group: Group) -> Problem | None:
    """The first rule by which nobody of a group could ever leave."""
    refusals = (rule.refuses(instance, group) for rule in RULES)
    return next((problem for problem in refusals if problem is not None), None)


def begin_of(scenario: Scenario, options: ExitOptions, *, purpose: str = "exit") -> dt.datetime:
    """When a plan begins; see ``ExitOptions.start``.

    Raises:
        ScenarioError: If that is not in the period.
    """
    begin = options.begin or _earliest(scenario, options, purpose)
    days_before(scenario, begin)
    return begin


def _earliest(scenario: Scenario, options: ExitOptions, purpose: str) -> dt.datetime:
    """The first window, or the first day on which a plan can act."""
    chosen = _chosen(scenario, options, purpose)
    rows = [row for row in scenario["windows"].rows() if row["corridor"] in chosen]
    starts = [start for row in rows for start, end in window_spans(row) if start < end]
    if options.windows and starts:
        first_window: dt.datetime = min(starts)
        return first_window
    return first_begin(scenario)


def _hours(begin: dt.datetime, options: ExitOptions) -> float:
    """Hours until the deadline, or as far as the plan looks ahead."""
    deadline = options.deadline
    if deadline is not None and deadline <= begin:
        message = (
            f"the deadline {deadline:%Y-%m-%d %H:%M} is not after the start {begin:%Y-%m-%d %H:%M}"
        )
        raise ScenarioError([Problem(message, column="by", remedy="give a later one")])
    end = deadline or begin + dt.timedelta(days=SEARCH_DAYS)
    hours = (end - begin).total_seconds() / 3600
    if hours * 60 > MAX_STEPS * options.step_minutes:
        message = f"the deadline is more than {MAX_STEPS:,} steps after the start"
        remedy = "give an earlier one, or longer steps"
        raise ScenarioError([Problem(message, column="by", remedy=remedy)])
    return hours


def _chosen(scenario: Scenario, options: ExitOptions, purpose: str) -> tuple[str, ...]:
    table = scenario["corridors"]
    known: list[str] = table["corridor"][table["purpose"] == purpose].tolist()
    if not known:
        message, remedy = _NOTHING[purpose]
        raise ScenarioError([Problem(message, "corridors.csv", remedy=remedy)])
    chosen = options.corridors or tuple(known)
    problems = [unknown_problem("corridor", n, known, "") for n in chosen if n not in known]
    if problems:
        raise ScenarioError(problems)
    return chosen
