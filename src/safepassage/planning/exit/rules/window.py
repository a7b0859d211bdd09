"""When a corridor is open: its windows, and events that open or shut it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from safepassage.errors import Problem
from safepassage.planning.exit.instance import Instance
from safepassage.planning.exit.rules.rule import Exhausted, Rule, Use
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.spans import merged_spans
from safepassage.scenario.timeline.timeline import timeline

Span = tuple[float, float]


class Window(Rule):
    """People leave while their corridor is open (``Passage.spans``)."""

    name = "window"

    def problems(self, instance: Instance) -> Iterator[Problem]:
        """Windows that end before they start, and corridors without any."""
        for passage in instance.passages:
            for start, end in passage.spans:
                if end <= start:
                    message = (
                        f"a window of {passage.name!r} ends ({end:g} h) before it starts "
                        f"({start:g} h)"
                    )
                    yield Problem(message, "windows.csv", column="end", remedy="end after start")
            if not passage.spans:
                message = f"{passage.name!r} is never open between the start and the deadline"
                yield Problem(message, "windows.csv", remedy="add a window or move the deadline")

    def fits_network(self, instance: Instance) -> bool:
        """The throughput of a step counts open hours only."""
        return True

    def exhausted(self, use: Use) -> Iterator[Exhausted]:
        """Hours in which it is closed while people wait."""
        instance = use.grid.instance
        for k, passage in enumerate(instance.passages):
            steps = [t for t in range(use.last + 1) if use.queue[t][k]]
            shut = sum(_closed_hours(instance, k, t) for t in steps)
            if shut > instance.step / 100:
                yield Exhausted(
                    f"window:{passage.name}",
                    shut,
                    "hour of window",
                    _an_hour_longer(instance, k),
                )

    def lifted(self, instance: Instance) -> Iterator[tuple[str, Instance]]:
        """Open from start to deadline."""
        whole = ((0.0, instance.hours),)
        for k, passage in enumerate(instance.passages):
            if passage.spans != whole:
                yield f"window:{passage.name}", instance.with_passage(k, spans=whole)

    def eased(self, instance: Instance) -> Instance:
        """Open throughout."""
        whole = ((0.0, instance.hours),)
        ways = tuple(replace(passage, spans=whole) for passage in instance.passages)
        return replace(instance, passages=ways)


def _closed_hours(instance: Instance, k: int, step: int) -> float:
    """Hours of a step in which a corridor has no window."""
    start, end = step * instance.step, (step + 1) * instance.step
    spans = instance.passages[k].spans
    opened = sum(max(0.0, min(end, high) - max(start, low)) for low, high in spans)
    return max(0.0, min(end, instance.hours) - start - opened)


def _an_hour_longer(instance: Instance, k: int) -> Instance:
    """One hour more at the end of the window before the longest closure."""
    spans = [*instance.passages[k].spans, (instance.hours, instance.hours)]
    gaps = [(b[0] - a[1], i) for i, (a, b) in enumerate(pairwise(spans))]
    index = max(gaps)[1] if gaps else 0
    spans[index] = (spans[index][0], min(spans[index][1] + 1.0, instance.hours))
    return instance.with_passage(k, spans=tuple(merged_spans(spans)))


def open_spans(
    scenario: Scenario, corridor: str, begin: dt.datetime, hours: float
) -> tuple[Span, ...]:
    """Open spans in hours from ``begin``, disjoint and in order.

    A corridor for which nothing is declared is taken as open throughout.
    """
    if corridor not in timeline(scenario).scheduled:
        return ((0.0, hours),)

    def clip(moment: dt.datetime) -> float:
        return min(max((moment - begin) / dt.timedelta(hours=1), 0.0), hours)

    spans = timeline(scenario).spans(corridor)
    return tuple(merged_spans((clip(start), clip(end)) for start, end in spans))
