"""Which routes are open, there and back."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from safepassage.arrays import Flags
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.events import Event
from safepassage.scenario.timeline.names import Resolved
from safepassage.scenario.timeline.steps import Steps, steps


def open_directions(
    scenario: Scenario, names: Resolved, events: Iterable[Event]
) -> Steps[np.bool_]:
    """Whether each route is open there and back, states of shape (R, 2).

    Args:
        scenario: Whose routes.
        names: Names resolved to rows.
        events: In order.
    """
    sorts = {("route", "open"), ("access", "leave")}
    if scenario.rules.flee_documented:
        sorts.add(("route", "documented_open"))
    routes = scenario["routes"]
    there = np.ones_like(routes["oneway"])
    leads = np.stack([there, ~routes["oneway"]], axis=1)

    def write(state: Flags, event: Event) -> None:
        is_open = event.number > 0 if event.kind == "access" else event.is_true
        if event.attribute == "documented_open" and event.target in names.directions:
            for row, back in names.directions[event.target]:
                state[row, back] = is_open
        else:
            state[list(names.routes[event.target])] = is_open
        state &= leads

    chosen = [
        event
        for event in events
        if event.sort in sorts
        and (event.target in names.routes or event.target in names.directions)
    ]
    start = np.repeat(routes["open"][:, None], 2, axis=1) & leads
    return steps(start, chosen, write, scenario.days)
