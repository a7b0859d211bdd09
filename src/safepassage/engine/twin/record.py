"""The end of a day: the counts."""

from __future__ import annotations

from safepassage.dynamics.homes.twin import record_homes
from safepassage.engine.twin.world import Twin


def record(twin: Twin) -> None:
    """Count everybody where they are."""
    output, day = twin.output, twin.day
    for person in twin.persons:
        if person.at_home:
            output.residents[day, person.place, person.class_] += 1
        elif person.place >= 0:
            output.displaced[day, person.place, person.class_] += 1
        else:
            output.moving[day, person.class_] += 1
    record_homes(twin)
