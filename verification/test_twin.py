"""The kernel on counts and the twin on persons agree in distribution, on random networks.

Every entry of every output is compared, in mean and second moment, with sixteen random signed sums
of all of them for what varies together: about 170 comparisons a network that can differ at all,
some 17,000 in all. The level of 1e-6 is divided by the number of networks, and within a network by
the number of its comparisons (Bonferroni). The tests are exact: see `statistics`.
"""

from __future__ import annotations

import pytest

from safepassage.compiled.compile import compile_scenario
from verification.make import recount, run, run_twin
from verification.networks import by_seed
from verification.statistics import LEVEL, differences, with_second_moments

NETWORKS = 50
"""Networks for each rule set."""
KERNEL_MEMBERS = 500
TWIN_MEMBERS = 70


@pytest.mark.parametrize("rule_set", ["flee3", "budget"])
@pytest.mark.parametrize("seed", range(NETWORKS))
def test_kernel_and_twin_agree(rule_set: str, seed: int) -> None:
    world = compile_scenario(by_seed(seed, rule_set))
    kernel = run(world, KERNEL_MEMBERS)
    twin = run_twin(world, TWIN_MEMBERS)
    recount(world, kernel)
    recount(world, twin)
    found, comparisons = differences(
        *with_second_moments(kernel, twin), level=LEVEL / (2 * NETWORKS)
    )
    assert not found, f"of {comparisons}: {sorted(found, key=lambda one: one.bound)[:5]}"
