"""Rule about events that are expected to follow the opening of a corridor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from safepassage.errors import Problem
from safepassage.scenario.check import events
from safepassage.scenario.dictionary import file_of
from safepassage.scenario.facts import Facts, Rule
from safepassage.scenario.parts import replace_unchecked

_SHARED: tuple[Rule, ...] = (
    events.attributes_fit_kinds,
    events.values_fit_attributes,
    events.targets_exist,
    events.classes_fit_attributes,
    events.access_to_routes_is_whole,
)
_SAME = ("kind", "target", "class", "attribute", "value")


def expected_events_can_happen(facts: Facts) -> Iterator[Problem]:
    """An expected event is one that could stand in events.csv."""
    table = facts["expected"]
    if not len(table):
        return
    dated = [
        {"date": facts.scenario.start.isoformat(), **{key: row[key] for key in _SAME}}
        for row in table.rows()
    ]
    asked = Facts(replace_unchecked(facts.scenario, events=dated))
    first = asked["events"].row_number(0)
    for rule in _SHARED:
        for problem in rule(asked):
            number = None if problem.row is None else table.row_number(problem.row - first)
            yield replace(problem, file=file_of("expected"), row=number)


RULES: tuple[Rule, ...] = (expected_events_can_happen,)
