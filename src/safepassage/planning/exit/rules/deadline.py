"""Everybody who leaves arrives by the deadline (``Grid.open_hours`` ends in time)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from safepassage.errors import Problem
from safepassage.planning.exit.instance import Instance
from safepassage.planning.exit.rules.rule import Rule


class Deadline(Rule):
    """``Instance.hours``."""

    name = "deadline"

    def problems(self, instance: Instance) -> Iterator[Problem]:
        """A deadline before the start."""
        if instance.hours <= 0:
            message = f"the deadline is {-instance.hours:g} hours before the start"
            yield Problem(message, column="by", remedy="give a later one")

    def fits_network(self, instance: Instance) -> bool:
        """It only shuts arcs."""
        return True

    def lifted(self, instance: Instance) -> Iterator[tuple[str, Instance]]:
        """Twice the time; what is open until the deadline is taken as open after it."""
        later = 2 * instance.hours
        ways = tuple(
            replace(way, spans=(*way.spans[:-1], (way.spans[-1][0], later)))
            if way.spans and way.spans[-1][1] >= instance.hours
            else way
            for way in instance.passages
        )
        longer = replace(instance, hours=later, passages=ways)
        yield "deadline", longer
