"""Rows that are fetched ahead, in large worlds only, change no number."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from safepassage.compiled.batch import repeated
from safepassage.compiled.outputs import Output
from safepassage.compiled.world import make_outputs, output_shapes
from safepassage.engine.day import simulate
from verification.make import compiled, one_member

ROUTES = [("a", "b", 30), ("a", "c", 40), ("c", "d", 45), ("b", "d", 75), ("d", "e", 20)]


def _run(ahead: int, rules: dict[str, Any]) -> Output:
    made = compiled(
        places={"a": "settlement", "b": "site", "c": "waypoint", "d": "settlement", "e": "site"},
        routes=ROUTES,
        residents={"a": 3000, "d": 500},
        classes=[{"class": "people"}, {"class": "others"}],
        populations=[{"place": "a", "class": "others", "best": 700}],
        capacities={"b": 500.0},
        events=[(1, "hazard", "a", "intensity", 1.0), (2, "hazard", "d", "intensity", 0.5)],
        rules=rules,
        days=5,
    )
    made.world.rules[0]["ahead"] = ahead
    outputs = make_outputs(output_shapes(made.world), 1)
    members = repeated(one_member(made), 1)
    assert simulate(made.world, members, outputs, 1, np.array([0]))[0, 0] == -1
    return outputs


@pytest.mark.parametrize(
    "rules",
    [
        {"awareness_level": 2},
        {"set": "flee3", "displacement": "hazard", "avoid_short_stints": True},
    ],
)
def test_no_number_changes(rules: dict[str, Any]) -> None:
    plain = _run(0, rules)
    assert plain.arrivals.sum() > 1000
    for ahead in (1, 4, 1000):
        for name, array in _run(ahead, rules)._asdict().items():
            assert np.array_equal(array, getattr(plain, name)), name
