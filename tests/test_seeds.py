"""A seed that is none is refused before anything is computed, whichever function it is given to."""

from __future__ import annotations

import inspect

import pytest

import safepassage
from safepassage import ScenarioError

SEEDED = [
    name
    for name in safepassage.__all__
    if inspect.isfunction(function := getattr(safepassage, name))
    and "seed" in inspect.signature(function).parameters
]


@pytest.mark.parametrize("seed", [-1, 2**63, 0.5])
@pytest.mark.parametrize("name", SEEDED)
def test_what_is_no_seed_is_refused_by_name(name: str, seed: float) -> None:
    function = getattr(safepassage, name)
    parameters = inspect.signature(function).parameters.values()
    needed = {one.name: "tiny" for one in parameters if one.default is one.empty}
    with pytest.raises(ScenarioError, match="seed"):
        list(function(**needed, seed=seed))
