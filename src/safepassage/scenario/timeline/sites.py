"""Which places take people in, and how many."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.events import Event, by_day
from safepassage.scenario.timeline.names import Resolved
from safepassage.scenario.timeline.steps import Steps, steps


def open_sites(scenario: Scenario, names: Resolved, events: Iterable[Event]) -> Steps[np.bool_]:
    """Whether each place takes people in, states of shape (P,); it may have no capacity."""

    def write(state: npt.NDArray[np.bool_], event: Event) -> None:
        state[list(names.places[event.target])] = event.is_true

    start = np.ones(len(names.place_ids), dtype=bool)
    start[_rows(scenario, names)] = scenario["sites"]["open"]
    chosen = [event for event in events if event.sort == ("site", "open")]
    return steps(start, chosen, write, scenario.days)


def capacity_by_day(
    scenario: Scenario, names: Resolved, events: Iterable[Event]
) -> npt.NDArray[np.float64]:
    """People that each place can shelter, shape (D, P), as the kernel has it; NaN: no limit.

    The declared capacity grows every day, the first one included, by ``capacity_per_day``; an event
    sets it in the morning, so that its day grows too. ``capacity_scaling`` multiplies it. Below one
    person it is 0; under ``flee3`` it is no limit then, as Flee takes it.
    What ``flee3`` counts against it for those who are there on the first day is no part of it.
    """
    sites, count = scenario["sites"], len(names.place_ids)
    state, growth = np.full(count, np.nan), np.zeros(count)
    rows = _rows(scenario, names)
    state[rows], growth[rows] = sites["capacity"], np.nan_to_num(sites["capacity_per_day"])
    today = dict(by_day(event for event in events if event.sort == ("site", "capacity")))
    found = np.empty((scenario.days, count))
    for day in range(scenario.days):
        for event in today.get(day, ()):
            state[list(names.places[event.target])] = event.number
        state += growth
        found[day] = state
    found *= float(scenario.rules.capacity_scaling)
    found[found < 1] = 0.0 if scenario.rules.set == "budget" else np.nan
    return found


def _rows(scenario: Scenario, names: Resolved) -> list[int]:
    return [names.places[place][0] for place in scenario["sites"]["place"].tolist()]
