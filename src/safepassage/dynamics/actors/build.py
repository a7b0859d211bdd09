"""Armed groups side by side → arrays: where, and a member's draw of what is uncertain."""

from __future__ import annotations

import numpy as np

from safepassage.compiled.changes import TargetIndices
from safepassage.compiled.stable_keys import stable_keys
from safepassage.dynamics.actors.arrays import (
    ABSORPTION,
    ALLIANCE,
    CROWDING,
    GROUNDS_DTYPE,
    SPLIT,
    ActorDraw,
    Actors,
)
from safepassage.dynamics.actors.priors import actor_priors
from safepassage.evidence.clash_record import origin_of
from safepassage.scenario.inputs import split_input
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


def build_actors(scenario: Scenario, targets: TargetIndices) -> Actors:
    """Areas of ``presence``; none without the rule ``actors``.

    What is known of days up to the origin are the declared events: clashes are drawn from the day
    after it on.
    """
    rows = list(scenario["presence"].rows()) if scenario.rules.actors else []
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
    rows = list(scenario["presence"].rows()) if scenario.rules.actors else []
    draw = ActorDraw(
        hazard=np.zeros(len(rows)),
        groups=np.array([row["groups"] for row in rows], dtype=np.int64),
        ending=np.ones(len(rows)),
        intensity=np.array([row["clash_hazard"] for row in rows], dtype=np.float64),
        rates=np.zeros(4),
    )
    for prior in actor_priors(scenario):
        act_on_groups(draw, split_input(prior.input)[1], prior.row, max(0.0, prior.best))
    return draw


def copy_of(draw: ActorDraw) -> ActorDraw:
    """Arrays that may be changed."""
    return ActorDraw(
        hazard=draw.hazard.copy(),
        groups=draw.groups.copy(),
        ending=draw.ending.copy(),
        intensity=draw.intensity.copy(),
        rates=draw.rates.copy(),
    )


def act_on_groups(draw: ActorDraw, name: str, row: int, value: float) -> None:
    """Put the value of one input into the arrays.

    Args:
        draw: Arrays, which change.
        name: Of ``actors:NAME``.
        row: Area, where the input is about one.
        value: From 0.
    """
    if name in _RATES:
        draw.rates[_RATES[name]] = value
    elif name == "chance":
        draw.hazard[row] = -np.log1p(-min(value, _MOST))
    elif name == "groups":
        draw.groups[row] = int(value + 0.5)
    elif name == "ending":
        draw.ending[row] = min(1.0, max(1e-6, value))
    elif name == "intensity":
        draw.intensity[row] = min(1.0, value)
