"""The declared world by day: control, hazard, access, roads, sites, corridors, enclosure.

The state of a day is that at its end. What a scenario declares is worked out here and nowhere else:
the kernel's changes, evidence, plans, results, maps and reports read it. What follows the opening
of a corridor (table ``expected``) is drawn by member and not part of it. Arrays are read-only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from functools import cached_property
from itertools import groupby
from typing import Literal, TypeVar

import numpy as np
import numpy.typing as npt

from safepassage.arrays import F8, Flags
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.enclosure import besieged, cut_off
from safepassage.scenario.timeline.events import Event, ordered_events
from safepassage.scenario.timeline.names import Resolved
from safepassage.scenario.timeline.road_hours import road_hours, with_seasons
from safepassage.scenario.timeline.roads import open_directions
from safepassage.scenario.timeline.sites import capacity_by_day, open_sites
from safepassage.scenario.timeline.spans import Span, open_spans
from safepassage.scenario.timeline.steps import Steps, steps

Way = Literal["leave", "enter"]
_Cell = TypeVar("_Cell", bound=np.generic)
NOBODY = ""
"""Holder of a place that nobody is said to hold."""


def timeline(scenario: Scenario) -> Timeline:
    """The timeline of a scenario, made once and kept with it: a scenario never changes."""
    kept = vars(scenario)
    if "_timeline" not in kept:
        kept["_timeline"] = Timeline(scenario)
    found: Timeline = kept["_timeline"]
    return found


class Timeline:
    """The declared world of a scenario by day.

    Letters: D days, P places, R routes, C classes (one for everybody where none is declared).

    Attributes:
        scenario: Whose.
        names: Names resolved to rows of places and routes.
        declared: Events of the period as declared, in the order in which they act.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.names = Resolved(scenario)
        self.declared = ordered_events(scenario)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """Events of the period, and those of seasons that cut roads, in their order."""
        return with_seasons(self.scenario, self.names, self.declared)

    def day_of(self, date: dt.date) -> int:
        """Day of a date, 0..D-1; one outside the period is the nearest."""
        return min(max((date - self.scenario.start).days, 0), self.scenario.days - 1)

    def of(self, *sorts: tuple[str, str]) -> tuple[Event, ...]:
        """Events of some (kind, attribute), in order."""
        return tuple(event for event in self.events if event.sort in sorts)

    @cached_property
    def control(self) -> Steps[np.object_]:
        """Holder of each place, states of shape (P,); ``NOBODY`` where none is declared."""
        start = np.full(len(self.names.place_ids), NOBODY, dtype=object)
        return self._by_place(start, lambda event: event.value, ("control", "holder"))

    @cached_property
    def hazard(self) -> Steps[np.float64]:
        """Declared intensity of hazard at each place, 0..1, states of shape (P,)."""
        sorts = [("hazard", "intensity"), ("hazard", "standing_intensity")]
        if self.scenario.rules.flee_documented:
            sorts.append(("hazard", "documented_intensity"))
        start = np.zeros(len(self.names.place_ids))
        return self._by_place(start, lambda event: event.number, *sorts)

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """Identifier of each class, shape (C,)."""
        return tuple(self.scenario["classes"]["class"].tolist()) or ("people",)

    def access(self, way: Way) -> Steps[np.float64]:
        """Share of each class that may leave or enter each place, 0..1, states of shape (P, C)."""
        start = np.ones((len(self.names.place_ids), len(self.classes)))
        events = self._access_events(way)
        return steps(start, events, self._write_access, self.scenario.days)

    def _access_events(self, way: Way) -> tuple[Event, ...]:
        """Those of places: access to a route is a matter of roads."""
        places = self.names.places
        return tuple(event for event in self.of(("access", way)) if event.target in places)

    def _write_access(self, state: F8, event: Event) -> None:
        rows = list(self.names.places[event.target])
        columns = [n for n, name in enumerate(self.classes) if event.class_ in {"", name}]
        state[np.ix_(rows, columns)] = event.number

    @cached_property
    def entry_refused(self) -> Flags:
        """Places that no class may enter, shape (D, P)."""
        return _frozen(_map(self.access("enter"), lambda state: (state == 0).all(axis=1)))

    @cached_property
    def directions(self) -> Steps[np.bool_]:
        """Whether each route is open there and back, states of shape (R, 2).

        Closed by its row, by events of kind route at it, at its direction or across its border, and
        by access 0. The way back of a one-way route is never open.
        """
        return open_directions(self.scenario, self.names, self.events)

    @cached_property
    def road_hours(self) -> F8:
        """Hours in which each route lets people in on each day, 0..24, shape (D, R).

        Of several rows about a day the shortest hours count.
        """
        return _frozen(road_hours(self.scenario, self.names))

    @cached_property
    def open_routes(self) -> Flags:
        """Routes that are open in some direction, shape (D, R)."""
        return _frozen(_map(self.directions, lambda state: state.any(axis=1)))

    @cached_property
    def open_sites(self) -> Steps[np.bool_]:
        """Whether each place takes people in, states of shape (P,); it may have no capacity."""
        return open_sites(self.scenario, self.names, self.events)

    @cached_property
    def kinds(self) -> Steps[np.object_]:
        """Kind of each place, states of shape (P,)."""
        start = np.array(self.scenario["places"]["kind"].tolist(), dtype=object)
        return self._by_place(start, lambda event: event.value, ("site", "kind"))

    @cached_property
    def capacity(self) -> F8:
        """People that each place can shelter, shape (D, P), as the kernel has it; NaN: no limit.

        Whether the site is open is another matter: see :attr:`shelter`.
        """
        return _frozen(capacity_by_day(self.scenario, self.names, self.events))

    @cached_property
    def shelter(self) -> F8:
        """The same where places are open, and 0 where they are closed, shape (D, P)."""
        return _frozen(np.where(self.open_sites.by_day(), self.capacity, 0.0))

    def spans(self, corridor: str) -> tuple[Span, ...]:
        """Spans in which a corridor is open: windows and events that open and close it, merged.

        Disjoint and in order; one that nothing closes ends at ``FOREVER``, perhaps far beyond the
        period.
        """
        if corridor in self.suspended:
            return ()
        return open_spans(self.scenario, self.events, corridor)

    @cached_property
    def suspended(self) -> frozenset[str]:
        """Corridors that are switched off: nobody leaves by them, whatever opens them."""
        table = self.scenario["corridors"]
        return frozenset(table["corridor"][table["suspended"]].tolist())

    @cached_property
    def reported(self) -> frozenset[str]:
        """Corridors whose opening is reported: by a window, or an event that opens or closes them.

        Of the others it is drawn when they open, and what follows then (table ``expected``). That
        is a fact of each member: no plan changes it, neither by a window of its own (``planned``)
        nor by departures, nor by suspending the corridor.
        """
        windows = self.scenario["windows"]
        return self._corridors(windows["corridor"][~windows["planned"]].tolist())

    @cached_property
    def scheduled(self) -> frozenset[str]:
        """Corridors that are open at times that are given, not drawn, or are suspended."""
        windows = self.scenario["windows"]["corridor"].tolist()
        return self._corridors(self.suspended.union(windows))

    def _corridors(self, names: Iterable[str]) -> frozenset[str]:
        """Corridors of some names, and those that an event opens or closes."""
        switched = {event.target for event in self.declared if event.sort == ("route", "open")}
        return frozenset({*names, *switched} & set(self.scenario["corridors"]["corridor"].tolist()))

    def throughput(self, corridor: str, moment: dt.datetime) -> float | None:
        """People an hour that the last event up to a moment set, or None without one."""
        found = None
        for event in self.of(("route", "throughput")):
            if event.target == corridor and event.moment <= moment:
                found = event.number
        return found

    @cached_property
    def enclosed(self) -> Flags:
        """Where people cannot leave freely, shape (D, P): the one answer for everything published.

        A place is enclosed while the access ``leave`` of any class is below 1; from the start of a
        siege of ``sieges`` until an event lets everybody leave; and while closed roads, or roads
        that some class may not use, cut it off (see
        :func:`~safepassage.scenario.timeline.enclosure.cut_off`). What is known about it is
        shown as a band and never exported.
        """
        by_access = _map(self._leave, lambda state: (state < 1).any(axis=1))
        return _frozen(by_access | self._besieged.by_day() | self._cut_off)

    @cached_property
    def ever_enclosed(self) -> Flags:
        """Places that are enclosed on any day, or for a part of one, shape (P,)."""
        found = np.asarray(self.enclosed.any(axis=0))
        state = self._leave.states[0].copy()
        for _, together in groupby(self._access_events("leave"), key=lambda event: event.moment):
            for event in together:
                self._write_access(state, event)
            found |= (state < 1).any(axis=1)
        return _frozen(found)

    @cached_property
    def _leave(self) -> Steps[np.float64]:
        return self.access("leave")

    @cached_property
    def _besieged(self) -> Steps[np.bool_]:
        return besieged(self.scenario, self.names, self._leave, self._access_events("leave"))

    @cached_property
    def _cut_off(self) -> Flags:
        violent = np.any([state > 0 for state in self.hazard.states], axis=0)
        crossings = self.kinds.states[0] == "crossing"
        ends, oneway = self.names.ends, self.scenario["routes"]["oneway"]
        leads = np.stack([np.ones_like(oneway), ~oneway], axis=1)
        usable = [np.ones_like(oneway), *map(self._usable, self.classes)]
        differ = {mask.tobytes(): mask[:, None] for mask in usable}.values()

        def shut(state: Flags) -> Flags:
            each = [
                cut_off(ends, leads, np.asarray(state & mask), violent, crossings)
                for mask in differ
            ]
            return np.asarray(np.any(each, axis=0))

        return _map(self.directions, shut)

    def _usable(self, class_: str) -> Flags:
        """Routes that a class may use, shape (R,)."""
        allowed = self.scenario["routes"]["classes"].tolist()
        return np.array([not some or class_ in some for some in allowed], dtype=bool)

    def _by_place(
        self,
        start: npt.NDArray[_Cell],
        value: Callable[[Event], str | float],
        *sorts: tuple[str, str],
    ) -> Steps[_Cell]:
        """States of shape (P,) that some events set at their places."""

        def write(state: npt.NDArray[_Cell], event: Event) -> None:
            state[list(self.names.places[event.target])] = value(event)

        return steps(start, self.of(*sorts), write, self.scenario.days)


def _map(states: Steps[_Cell], what: Callable[[npt.NDArray[_Cell]], object]) -> Flags:
    """What follows from each state, by day, shape (D, ...)."""
    found = tuple(np.asarray(what(state), dtype=bool) for state in states.states)
    return Steps(states.days, found, states.total).by_day()


def _frozen(array: npt.NDArray[_Cell]) -> npt.NDArray[_Cell]:
    array.setflags(write=False)
    return array
