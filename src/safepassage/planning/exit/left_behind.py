"""People who cannot leave by the deadline, and which rule forbids it."""

from __future__ import annotations

from safepassage.planning.exit.bound import most_by
from safepassage.planning.exit.rules.registry import RULES
from safepassage.planning.exit.search import ProvenSchedule, left_behind


def reasons(proven: ProvenSchedule) -> tuple[str, ...]:
    """One sentence a group that stays behind, then what would let more people out."""
    instance = proven.grid.instance
    left = left_behind(proven)
    if not any(left):
        return ()
    who = [
        f"{count:,} of {group.people:,} people of the class {group.class_} at {group.gathers} "
        "cannot arrive by the deadline."
        for group, count in zip(instance.groups, left, strict=True)
        if count
    ]
    now = most_by(instance, instance.hours)
    why = []
    for rule in RULES:
        for words, lifted in rule.lifted(instance):
            more = most_by(lifted, lifted.hours) - now
            if more >= 1:
                why.append(f"{words} forbids it: without it {more:,.0f} more could leave in time.")
    return (*who, *(why or ["Several constraints together forbid it; lifting one does not help."]))
