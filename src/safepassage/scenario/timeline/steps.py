"""A state that changes on some days only."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

from safepassage.scenario.timeline.events import Event, by_day

_Cell = TypeVar("_Cell", bound=np.generic)


@dataclass(frozen=True, eq=False)
class Steps(Generic[_Cell]):
    """States at the end of the day, each from its day until the next.

    Attributes:
        days: First day of each state, ascending; the first is 0.
        states: One read-only array a day of ``days``, all of one shape.
        total: Number of days, D.
    """

    days: tuple[int, ...]
    states: tuple[npt.NDArray[_Cell], ...]
    total: int

    def on(self, day: int) -> npt.NDArray[_Cell]:
        """State at the end of a day, counted from the first; a day outside is the nearest one."""
        return self.states[max(bisect_right(self.days, day) - 1, 0)]

    def since(self, day: int) -> npt.NDArray[_Cell]:
        """States from a day on, shape (N, ...): that of the day and those that follow it."""
        return np.stack(self.states[max(bisect_right(self.days, day) - 1, 0) :])

    def by_day(self) -> npt.NDArray[_Cell]:
        """State of every day, shape (D, ...)."""
        lasts = [*self.days[1:], self.total]
        spans = [last - first for first, last in zip(self.days, lasts, strict=True)]
        return np.repeat(np.stack(self.states), spans, axis=0)

    def __iter__(self) -> Iterator[tuple[int, npt.NDArray[_Cell]]]:
        """(first day, state)."""
        return zip(self.days, self.states, strict=True)


def steps(
    start: npt.NDArray[_Cell],
    events: Iterable[Event],
    write: Callable[[npt.NDArray[_Cell], Event], object],
    total: int,
) -> Steps[_Cell]:
    """Apply events in order.

    Args:
        start: State on the eve of the first day.
        events: In order.
        write: Changes a state by one event.
        total: Number of days.
    """
    state = start.copy()
    found = {0: _frozen(state)}
    for day, today in by_day(events):
        for event in today:
            write(state, event)
        found[day] = _frozen(state)
    return Steps(tuple(found), tuple(found.values()), total)


def _frozen(state: npt.NDArray[_Cell]) -> npt.NDArray[_Cell]:
    copy = state.copy()
    copy.setflags(write=False)
    return copy
