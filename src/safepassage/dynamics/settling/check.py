"""Rules on people who stay for long."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from safepassage.errors import Problem
from safepassage.scenario.facts import Facts, Rule
from safepassage.scenario.inputs import split_input


def stayers_leave_at_a_rate(facts: Facts) -> Iterator[Problem]:
    """Where some stay for long it is said for how long; and they are people who stand somewhere."""
    table = facts["places"]
    shares = np.fmax(table["settles"], table["settles_high"])
    drawn = {
        place
        for kind, target in map(split_input, facts.texts("uncertain", "input"))
        if kind == "settling"
        for place in facts.places_of(target)
    }
    for index, (place, kind) in enumerate(zip(table["place"], table["kind"], strict=True)):
        if not shares[index] > 0 and place not in drawn:
            continue
        if kind not in {"site", "settlement"}:
            message = f"nobody stays for long at a {kind}"
            yield facts.at("places", index, "settles", message, "make it 0")
        elif np.isnan(table["settled_days"][index]):
            remedy = "give the mean stay in days of those who stay for long"
            yield facts.at("places", index, "settled_days", "is blank", remedy)
        elif facts.scenario.rules.set != "budget":
            message = "acts only under budget"
            yield facts.at("places", index, "settles", message, "make it 0, or set = 'budget'")


RULES: tuple[Rule, ...] = (stayers_leave_at_a_rate,)
