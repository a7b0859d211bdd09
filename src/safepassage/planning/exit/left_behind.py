"""People who cannot leave by the deadline, and which rule forbids it."""

from __future__ import annotations

from safepassage.planning.exit.bound import most_by
from safepassage.planning.exit.limits import limit
from safepassage.planning.exit.rules.registry import RULES
from safepassage.planning.exit.search import ProvenSchedule, left_behind
from safepassage.said import Class, People, Place, Said, planned, planned_part, said


def reasons(proven: ProvenSchedule) -> tuple[Said, ...]:
    """One sentence a group that stays behind, then what would let more people out."""
    instance = proven.grid.instance
    left = left_behind(proven)
    if not any(left):
        return ()
    who = [
        said(
            "exit.cannot", people=people, all=every, where=Place(group.gathers),
            who=Class(group.class_),
        )
        for group, count in zip(instance.groups, left, strict=True)
        for people, every in [planned_part(count, group.people)]
        if count
    ]  # fmt: skip
    now = most_by(instance, instance.hours)
    why = []
    for rule in RULES:
        for constraint, lifted in rule.lifted(instance):
            more = round(most_by(lifted, lifted.hours) - now)
            if more >= 1:
                gain = People(planned(more))
                why.append(said("exit.forbids", limit=limit(constraint), people=gain))
    return (*who, *(why or [said("exit.together")]))
