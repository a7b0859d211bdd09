"""Armed groups side by side → arrays: where, and a member's draw of what is uncertain."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from safepassage.compiled.actor_arrays import (
    ABSORPTION,
    ALLIANCE,
    CROWDING,
    GROUNDS_DTYPE,
    SPLIT,
    ActorDraw,
    Actors,
)
from safepassage.compiled.actor_priors import actor_priors
from safepassage.compiled.changes import Targets
from safepassage.compiled.stable_keys import stable_keys
from safepassage.evidence.clash_record import origin_of
from safepassage.scenario.presence import people_of_area
from safepassage.scenario.scenario import Scenario

_RATES = {
    "crowding": CROWDING,
    "absorption": ABSORPTION,
    "alliance": ALLIANCE,
    "split": SPLIT,
}
_MOST = 1.0 - 1e-12
"""Chance in a month that stands for certainty: its hazard is finite."""


def build_actors(scenario: Scenario, targets: Targets) -> Actors:
    """Areas of ``presence``; none without the rule ``actors``.

    What is known of days up to the origin are the declared events: clashes are drawn from the day
    after it on.
    """
    rows = list(scenario["presence"].rows()) if scenario.rules["actors"] else []
    grounds = np.zeros(len(rows), GROUNDS_DTYPE)
    places = [targets.places[row["area"]] for row in rows]
    stops = np.cumsum([0, *map(len, places)])
    grounds["key"] = stable_keys([row["area"] for row in rows])
    grounds["first"] = max(0, (origin_of(scenario) - scenario.start).days + 1)
    grounds["place_start"], grounds["place_stop"] = stops[:-1], stops[1:]
    grounds["population"] = [people_of_area(scenario, row)[0] for row in rows]
    return Actors(grounds, np.array([place for own in places for place in own], dtype=np.int64))


def best_actors(scenario: Scenario) -> ActorDraw:
    """Best values of what members draw."""
    rows = list(scenario["presence"].rows()) if scenario.rules["actors"] else []
    empty = ActorDraw(
        hazard=np.zeros(len(rows)),
        groups=np.array([row["groups"] for row in rows], dtype=np.int64),
        ending=np.ones(len(rows)),
        intensity=np.array([row["clash_hazard"] for row in rows], dtype=np.float64),
        rates=np.zeros(4),
    )
    priors = actor_priors(scenario)
    best = ((*prior.input.split(":"), prior.row, prior.best) for prior in priors)
    return draw_actors(empty, best)  # type: ignore[arg-type]


def draw_actors(base: ActorDraw, values: Iterable[tuple[str, str, int, float]]) -> ActorDraw:
    """Arrays of one member.

    Args:
        base: Best values.
        values: (kind, name, row, value) of inputs; those of other mechanisms are left out.
    """
    hazard, groups, rates = base.hazard.copy(), base.groups.copy(), base.rates.copy()
    ending, intensity = base.ending.copy(), base.intensity.copy()
    for kind, name, row, value in values:
        if kind != "actors":
            continue
        if name in _RATES:
            rates[_RATES[name]] = max(0.0, value)
        elif name == "chance":
            hazard[row] = -np.log1p(-min(max(0.0, value), _MOST))
        elif name == "groups":
            groups[row] = int(max(0.0, value) + 0.5)
        elif name == "ending":
            ending[row] = min(1.0, max(1e-6, value))
        elif name == "intensity":
            intensity[row] = min(1.0, max(0.0, value))
    return ActorDraw(hazard, groups, ending, intensity, rates)
