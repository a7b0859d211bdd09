"""Two runs with the same random numbers side by side, member by member.

Runs may differ by what planning may vary: corridors, vehicles, sites, stocks and teams. Runs that
differ by control, hazard, sieges or anything else that fighting decides are not compared, nor is a
run that shuts people in by closed roads or corridors
(DESIGN, Protection): ``scenario/tables.csv`` says which table is a fact.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from safepassage.arguments import checked
from safepassage.errors import Problem, ScenarioError
from safepassage.result.headline import headline_names
from safepassage.result.levers import blockades, worse_by_opening
from safepassage.result.quantities import curve
from safepassage.result.result import Result, as_result
from safepassage.said import Said, Signed, said
from safepassage.scenario.canonical import canonical
from safepassage.scenario.dictionary import SETTINGS, dictionary, file_of
from safepassage.scenario.event_kinds import plan_may_vary
from safepassage.scenario.fixed_facts import facts_of
from safepassage.scenario.inputs import split_input
from safepassage.scenario.quantity import PRODUCED, parse_quantity
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.tables import FACT, tables_that_vary
from safepassage.scenario.timeline.timeline import timeline
from safepassage.spread import Spread


@dataclass(frozen=True)
class Difference:
    """One quantity on the last day of two runs, as spreads over members.

    Attributes:
        quantity: Its name.
        date: Last day, ISO.
        first: Values of the first run.
        second: Values of the second run.
        change: Second less first, member by member.
    """

    quantity: str
    date: str
    first: Spread
    second: Spread
    change: Spread

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        spreads = {"first": self.first, "second": self.second, "change": self.change}
        named = {name: spread.as_dict() for name, spread in spreads.items()}
        return {"quantity": self.quantity, "date": self.date, **named}


@checked
def compare(
    first: Result, second: Result, quantities: Sequence[str] | None = None
) -> list[Difference]:
    """Compare two runs of one scenario with and without a plan.

    Args:
        first: A run.
        second: Another with the same seed and members.
        quantities: What to compare; by default the headline quantities of both.

    Raises:
        ScenarioError: If the runs differ in seed, members, what they know or what must not vary.

    Examples:
        >>> import safepassage
        >>> scenario = safepassage.new_scenario("example")
        >>> more = scenario.replace(sites=[{"place": "meadow", "capacity": 12000}])
        >>> runs = [safepassage.run(one, members=4) for one in (scenario, more)]
        >>> rows = safepassage.compare(*runs, ["present:meadow"])
        >>> rows[0].quantity
        'present:meadow'
    """
    first, second = as_result(first), as_result(second)
    problems = list(_problems(first, second))
    if problems:
        raise ScenarioError(problems)
    names = quantities
    if names is None:
        both = set(headline_names(second.scenario))
        shared = [name for name in headline_names(first.scenario) if name in both]
        names = [name for name in shared if parse_quantity(name).word in PRODUCED]
    return [_difference(first, second, name) for name in names]


def _difference(first: Result, second: Result, name: str) -> Difference:
    one, other = curve(first, name)[:, -1], curve(second, name)[:, -1]
    spreads = (Spread.of(values, first.weight) for values in (one, other, other - one))
    return Difference(name, str(first.dates[-1]), *spreads)


def _problems(first: Result, second: Result) -> Iterator[Problem]:
    same_members = np.array_equal(first.members, second.members)
    if first.seed != second.seed or not same_members:
        remedy = "run both with the same --seed and --members"
        yield Problem("the runs do not have the same seed and members", remedy=remedy)
    one, other = canonical(first.scenario), canonical(second.scenario)
    same_days = (one.start, one.days) == (other.start, other.days)
    if not same_days:
        yield Problem("the runs have different periods")
    if one.as_of != other.as_of:
        known = " and ".join(
            f"by {day}" if day else "at any time" for day in (one.as_of, other.as_of)
        )
        remedy = "run both with the same --as-of"
        yield Problem(f"the runs know what was published {known}", remedy=remedy)
    if one.rules != other.rules:
        yield Problem("the runs have different rules")
    for name in tables_that_vary(FACT):
        if name not in SETTINGS and facts_of(one, name) != facts_of(other, name):
            remedy = "only corridors, vehicles, sites, stocks and teams may differ"
            yield Problem("the runs differ by this table", file_of(name), remedy=remedy)
    for kind in dictionary()["events"]["kind"].choices:
        rows = [
            [
                row
                for row in scenario["events"].rows()
                if row["kind"] == kind and not plan_may_vary(kind, row["attribute"])
            ]
            for scenario in (one, other)
        ]
        if rows[0] != rows[1]:
            remedy = "control, hazard and sieges are inputs, never options of a plan"
            yield Problem(f"the runs differ by events of kind {kind}", "events.csv", remedy=remedy)
    for name in sorted(_drawn_openings(one) ^ _drawn_openings(other)):
        remedy = "mark the window of a plan as planned, or suspend the corridor"
        message = f"the opening of {name} is expected in one run and reported in the other"
        yield Problem(message, "windows.csv", column="planned", remedy=remedy)
    if same_days and all(one[name] == other[name] for name in ("places", "routes")):
        yield from blockades(one, other)


def _drawn_openings(scenario: Scenario) -> set[str]:
    """Corridors whose opening each member draws, with what follows it for control and violence."""
    inputs = (split_input(text) for text in scenario["uncertain"]["input"].tolist())
    return {target for kind, target in inputs if kind == "opening"} - timeline(scenario).reported


def warnings(first: Result, second: Result) -> tuple[Said, ...]:
    """What to know before a comparison is read: opened roads that raise the people in danger.

    Args:
        first: A run.
        second: Another that :func:`compare` accepts beside it.
    """
    danger = worse_by_opening(first.scenario, second.scenario)
    if danger is None:
        return ()
    one, other = (
        sum(
            result.arrays[name][:, -1][:, danger].sum(axis=(1, 2), dtype=np.int64)
            for name in ("displaced", "residents")
        )
        for result in (first, second)
    )
    middle = Spread.of(np.asarray(other - one, dtype=np.float64), first.weight).median
    return (said("compare.more_in_danger", people=Signed(middle)),) if middle > 0 else ()
