"""Rules on departure: what is declared acts."""

from __future__ import annotations

from collections.abc import Iterator

from safepassage.errors import Problem
from safepassage.scenario.dictionary import file_of
from safepassage.scenario.facts import Facts, Rule


def departures_have_residents(facts: Facts) -> Iterator[Problem]:
    """Only where hazard acts on residents do people prepare to leave."""
    rules = facts.scenario.rules
    if rules.displacement == "hazard":
        return
    for name, usual in (
        ("departure", "exponential"), ("departure_begins", "onset"), ("departure_waits", "gate"),
        ("departure_goes_on", False),
    ):  # fmt: skip
        if rules[name] != usual:
            message = f"has no effect with displacement = {rules.displacement!r}"
            remedy = f"set it to {usual!r}, or displacement to 'hazard'"
            yield Problem(message, file_of("rules"), None, name, remedy)


RULES: tuple[Rule, ...] = (departures_have_residents,)
