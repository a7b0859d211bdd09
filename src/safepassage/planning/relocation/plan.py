"""``plan_relocation``: from a scenario to a plan for displaced people who agreed to move."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Unpack

from safepassage.arguments import checked
from safepassage.cards import card
from safepassage.engine.ensemble import Progress
from safepassage.errors import Problem, ScenarioError
from safepassage.planning.exit.departures import Departure, with_departures
from safepassage.planning.exit.from_scenario import begin_of, instance_of
from safepassage.planning.exit.options import ExitKeywords, ExitOptions
from safepassage.planning.exit.plan import ExitPlan
from safepassage.planning.exit.planner import plan_instance
from safepassage.planning.relocation.people import agreed_rows
from safepassage.said import People, Said, planned, planned_part, said
from safepassage.scenario.parts import replace_unchecked
from safepassage.scenario.read import as_scenario
from safepassage.scenario.scenario import Scenario

PROTECTION = (
    said("relocation.agreed"),
    said("relocation.change_mind"),
    said("relocation.health"),
    said("exit.sensitive"),
)
"""Said with every plan."""


@dataclass(frozen=True)
class RelocationPlan:
    """A plan of a relocation with its proof.

    Attributes:
        scenario: Name of the scenario.
        schedule: The quickest schedule, its bound, and what holds it up; its people are those who
            agreed to move.
        seconds: Time that planning took.
    """

    scenario: str
    schedule: ExitPlan
    seconds: float

    @property
    def departures(self) -> tuple[Departure, ...]:
        """The schedule."""
        return self.schedule.departures

    @property
    def agreed(self) -> int:
        """People who agreed to move."""
        return self.schedule.instance.people

    @property
    def relocated(self) -> int:
        """Of these: people who are relocated in time."""
        return self.schedule.people

    @property
    def not_agreed(self) -> Mapping[str, int]:
        """People who stay because they did not agree, by class."""
        return self.schedule.staying

    @property
    def start(self) -> dt.datetime:
        """Moment from which hours count."""
        return self.schedule.start

    @property
    def end(self) -> dt.datetime:
        """When the last person arrives."""
        return self.schedule.end

    def _repr_html_(self) -> str:
        """A few lines for a notebook, without the times of convoys."""
        plan = self.schedule
        rows = {
            "status": plan.status,
            "relocated": f"{self.relocated:,} of {self.agreed:,} people who agreed to move",
            "hours": f"{plan.makespan_hours:.1f}, proven: at least {plan.lower_bound_hours:.1f}",
            "binds": ", ".join(row.constraint for row in plan.binding) or "nothing",
            "protection": "only displaced people who agreed to move",
        }
        return card(f"Relocation plan for {self.scenario}", rows.items())

    def put_into(self, scenario: Scenario) -> Scenario:
        """The scenario with this plan's departures."""
        return with_departures(scenario, self.departures)

    def to_json(self) -> dict[str, Any]:
        """Plain values with the keys of the command line."""
        plan = self.schedule.to_json()
        same = ("status", "makespan_hours", "lower_bound_hours", "gap", "binding")
        return {
            "relocated": self.relocated,
            "agreed": self.agreed,
            "not_agreed": dict(self.not_agreed),
            **{key: plan[key] for key in same},
            "seconds": round(self.seconds, 3),
        }

    def sentences(self) -> tuple[Said, ...]:
        """How many move by when, what holds it up, what protects people."""
        holds = (row.sentence for row in self.schedule.binding)
        return (*self.opening(), *self.remarks(), *holds, *PROTECTION)

    def opening(self) -> tuple[Said, Said]:
        """How many move by when, and whether anything could be faster."""
        people: object = People(planned(self.relocated))
        if self.relocated < self.agreed:
            some, every = planned_part(self.relocated, self.agreed)
            people = said("exit.some_of", people=some, all=every)
        moved = said(
            "relocation.moved", people=people, hours=round(self.schedule.makespan_hours),
            start=self.start, end=self.end,
        )  # fmt: skip
        return moved, self.schedule.no_faster()

    def remarks(self) -> tuple[Said, ...]:
        """Those who stay, and those who cannot move in time and why."""
        stay = sum(self.not_agreed.values())
        staying = said("relocation.all")
        if stay:
            staying = said("relocation.stay", people=People(planned(stay)))
        return (staying, *self.schedule.left_behind)


@checked
def plan_relocation(
    scenario: Scenario | str | Path,
    options: ExitOptions | None = None,
    *,
    progress: Progress | None = None,
    **keywords: Unpack[ExitKeywords],
) -> RelocationPlan:
    """Plan the relocation of displaced people who agreed to move from one site to another.

    Corridors with ``purpose = relocation`` say from where to where, and ``consent`` which part of
    the displaced people there agreed. Vehicles, windows and room are those of exit plans.

    Args:
        scenario: A checked scenario, perhaps read as of a date.
        options: What is asked for, as one value; ``people`` are displaced people by (place or
            area, class), those who did not agree included.
        progress: Called with (finished parts, all parts).
        **keywords: Options one by one; see :class:`ExitOptions`.

    Raises:
        ScenarioError: What makes planning impossible; ``staying``, for which ``consent`` stands.

    Examples:
        >>> import safepassage
        >>> example = safepassage.new_scenario("example")
        >>> ways = [
        ...     {**row, "purpose": "relocation", "consent": 0.5}
        ...     for row in example["corridors"].rows()
        ... ]
        >>> people = [{**row, "status": "displaced"} for row in example["populations"].rows()]
        >>> scenario = example.replace(corridors=ways, populations=people)
        >>> plan = safepassage.plan_relocation(scenario)
        >>> 0 < plan.relocated < plan.agreed
        True
    """
    began = time.perf_counter()
    scenario = as_scenario(scenario)
    asked = replace(options or ExitOptions(), **keywords)
    if asked.staying is not None:
        message = "does not act on a relocation"
        remedy = "say in corridors.csv, column consent, who agreed to move"
        raise ScenarioError([Problem(message, column="staying", remedy=remedy)])
    begin = begin_of(scenario, asked, purpose="relocation")
    table = scenario["corridors"]
    known = table["corridor"][table["purpose"] == "relocation"].tolist()
    chosen = [name for name in known if asked.corridors is None or name in asked.corridors]
    rows = agreed_rows(scenario, chosen, begin, asked)
    if not rows:
        message = "no displaced people are where the relocation gathers"
        raise ScenarioError([Problem(message, remedy="choose another start, or another corridor")])
    with_people = replace_unchecked(scenario, assembly=rows)
    instance = instance_of(with_people, replace(asked, people=None), purpose="relocation")
    plan = plan_instance(instance, name=scenario.name, seconds=asked.seconds, progress=progress)
    return RelocationPlan(scenario.name, plan, time.perf_counter() - began)
