"""Enclosed places: by access, under a declared siege, or cut off by closed roads."""

from __future__ import annotations

from collections.abc import Iterable
from graphlib import TopologicalSorter

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


def cut_off(ends: I8, leads: Flags, is_open: Flags, violent: Flags, crossings: Flags) -> Flags:
    """Places in parts of the network that see violence and that no open route leads out of.

    A part is cut off if it has at most half of the places that all routes together join it to and
    no crossing of its own. A camp across a closed border is cut off too, but nobody there is kept
    from fleeing: a siege differs from it by violence on some day. Where routes lead one way only,
    what counts is where people can get to: a way in is no way out.

    Args:
        ends: Rows of the places of each route, shape (R, 2).
        leads: Whether each route leads there and back at all, shape (R, 2).
        is_open: Whether it is open there and back, shape (R, 2).
        violent: Places with hazard on any day of the period, shape (P,).
        crossings: Borders and checkpoints, shape (P,).

    Returns:
        Shape (P,).
    """
    is_used = is_open.any(axis=1)
    if not violent.any() or np.array_equal(is_open, leads):
        return np.zeros(violent.size, dtype=bool)
    part = connected_parts(ends[is_used, 0], ends[is_used, 1], violent.size)
    whole = connected_parts(ends[:, 0], ends[:, 1], violent.size)
    size, of = np.bincount(part)[part], np.bincount(whole)[whole]
    suffers = np.bincount(part, weights=violent)[part] > 0
    has_crossing = np.bincount(part, weights=crossings)[part] > 0
    found = np.asarray((2 * size <= of) & suffers & ~has_crossing, dtype=bool)
    if is_open[is_used].all():
        return found
    now, ever = (_reached(ends, way, violent.size) for way in (is_open, leads))
    danger, borders = _bits(violent), _bits(crossings)
    shut = [
        2 * here.bit_count() <= all_.bit_count() and here & danger != 0 and here & borders == 0
        for here, all_ in zip(now, ever, strict=True)
    ]
    return np.asarray(found | np.array(shut), dtype=bool)


def _reached(ends: I8, is_open: Flags, places: int) -> list[int]:
    """The places that can be got to from each place, it among them: a bit each."""
    from scipy.sparse import coo_matrix  # slow to import
    from scipy.sparse.csgraph import connected_components

    start = np.concatenate([ends[is_open[:, 0], 0], ends[is_open[:, 1], 1]])
    end = np.concatenate([ends[is_open[:, 0], 1], ends[is_open[:, 1], 0]])
    links = coo_matrix((np.ones(start.size, bool), (start, end)), shape=(places, places)).tocsr()
    count, part = connected_components(links, directed=True, connection="strong")
    onward: dict[int, set[int]] = {number: set() for number in range(count)}
    for here, there in zip(part[start].tolist(), part[end].tolist(), strict=True):
        if here != there:
            onward[here].add(there)
    found = [0] * count
    for place, number in enumerate(part.tolist()):
        found[number] |= 1 << place
    for number in TopologicalSorter(onward).static_order():  # those that it leads to come first
        for there in onward[number]:
            found[number] |= found[there]
    return [found[number] for number in part.tolist()]


def _bits(flags: Flags) -> int:
    return int.from_bytes(np.packbits(flags, bitorder="little").tobytes(), "little")
