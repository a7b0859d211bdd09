"""Enclosed places: by access, under a declared siege, or cut off by closed roads."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from safepassage.arrays import I8, Flags
from safepassage.scenario.connected import connected_parts
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.events import Event, by_day
from safepassage.scenario.timeline.names import Resolved
from safepassage.scenario.timeline.steps import Steps


def besieged(
    scenario: Scenario,
    names: Resolved,
    leave: Steps[np.float64],
    events: Iterable[Event],
) -> Steps[np.bool_]:
    """Places under a siege of ``sieges`` that no event has ended, states of shape (P,).

    A siege has a start and no end of its own: it lasts at a place until an event of access there
    leaves no class below 1.

    Args:
        scenario: Whose sieges.
        names: Names resolved to rows.
        leave: Share of each class that may leave, states of shape (P, C).
        events: Those that set it, in order.
    """
    begins: dict[int, set[int]] = {}
    for row in scenario["sieges"].rows():
        day = max((row["siege_start"] - scenario.start).days, 0)
        begins.setdefault(day, set()).update(names.places[row["pocket"]])
    eased = dict(by_day(events))
    state = np.zeros(len(names.place_ids), dtype=bool)
    found = {0: state.copy()}
    for day in sorted({*begins, *eased}):
        if day < scenario.days:
            state[list(begins.get(day, ()))] = True
            free = np.asarray((leave.on(day) >= 1).all(axis=1))
            for event in eased.get(day, ()):
                state[[row for row in names.places[event.target] if free[row]]] = False
            found[day] = state.copy()
    return Steps(tuple(found), tuple(found.values()), scenario.days)


def cut_off(ends: I8, is_open: Flags, violent: Flags, crossings: Flags) -> Flags:
    """Places in parts of the network that see violence and that no open route leads out of.

    A part is cut off if it has at most half of the places that all routes together join it to and
    no crossing of its own. A camp across a closed border is cut off too, but nobody there is kept
    from fleeing: a siege differs from it by violence on some day. A route that is open in one
    direction only counts as a way out.

    Args:
        ends: Rows of the places of each route, shape (R, 2).
        is_open: Whether each route is open in some direction, shape (R,).
        violent: Places with hazard on any day of the period, shape (P,).
        crossings: Borders and checkpoints, shape (P,).

    Returns:
        Shape (P,).
    """
    if is_open.all() or not violent.any():
        return np.zeros(violent.size, dtype=bool)
    places = violent.size
    part = connected_parts(ends[is_open, 0], ends[is_open, 1], places)
    whole = connected_parts(ends[:, 0], ends[:, 1], places)
    size, of = np.bincount(part)[part], np.bincount(whole)[whole]
    suffers = np.bincount(part, weights=violent)[part] > 0
    has_crossing = np.bincount(part, weights=crossings)[part] > 0
    return np.asarray((2 * size <= of) & suffers & ~has_crossing, dtype=bool)
