"""Results made by hand, so that plans are tested without the kernel."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import numpy as np

from safepassage.result.result import Result
from safepassage.scenario.scenario import Scenario


def made(
    scenario: Scenario, people: dict[str, Any], members: int = 5, weight: Any = None
) -> Result:
    """A result in which only the displaced count.

    Args:
        scenario: Any.
        people: By place: anything that broadcasts to (M, D).
        members: Number of members.
        weight: Of the members; equal by default.
    """
    places = tuple(scenario["places"]["place"].tolist())
    classes = tuple(scenario["classes"]["class"].tolist())
    shape = (members, scenario.days, len(places), len(classes))
    displaced = np.zeros(shape, dtype=np.int64)
    for place, count in people.items():
        displaced[:, :, places.index(place), 0] = count
    given = np.full(members, 1 / members) if weight is None else np.asarray(weight, dtype=float)
    return Result(
        scenario=scenario,
        arrays=MappingProxyType({"displaced": displaced, "residents": np.zeros_like(displaced)}),
        weight=given / given.sum(),
        inputs=np.zeros((members, 0)),
        input_names=(),
        members=np.arange(members),
        seed=1,
        places=places,
        classes=classes,
        corridors=(),
        links=(),
        digest="0" * 64,
        seconds=MappingProxyType({}),
    )
