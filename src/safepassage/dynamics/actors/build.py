"""Armed groups side by side → arrays: where, and a member's draw of what is uncertain."""

from __future__ import annotations

import numpy as np

from safepassage.arrays import F8
from safepassage.compiled.batch import repeated, row_of
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
    best = repeated(draw, 1)
    for prior in actor_priors(scenario):
        values = np.array([max(0.0, prior.best)])
        act_on_groups(best, split_input(prior.input)[1], prior.row, values)
    return row_of(best, 0)


def act_on_groups(draws: ActorDraw, name: str, row: int, values: F8) -> None:
    """Put the values of one input into the arrays of B members.

    Args:
        draws: Arrays with a leading axis of members, which change.
        name: Of ``actors:NAME``.
        row: Area, where the input is about one.
        values: From 0, shape (B,).
    """
    if name in _RATES:
        draws.rates[:, _RATES[name]] = values
    elif name == "chance":
        draws.hazard[:, row] = -np.log1p(-np.minimum(values, _MOST))
    elif name == "groups":
        draws.groups[:, row] = (values + 0.5).astype(np.int64)
    elif name == "ending":
        draws.ending[:, row] = np.clip(values, 1e-6, 1.0)
    elif name == "intensity":
        draws.intensity[:, row] = np.minimum(values, 1.0)
