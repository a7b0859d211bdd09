"""The kernel against the person-by-person twin: equal in distribution, both conserving people."""

from __future__ import annotations

from safepassage.compiled.compile import Compiled
from verification.make import recount, run, run_twin
from verification.statistics import differences, with_second_moments


def assert_like_twin(
    world: Compiled, level: float, least: int, *, members: int = 600, seed: int = 1
) -> None:
    """Every count of the kernel has the twin's mean and second moments.

    Args:
        world: Compiled scenario.
        level: Chance that two equal programs fail.
        least: Comparisons that there must be more of.
        members: Of the kernel; the twin, which is slow, has 120.
        seed: Of the twin.
    """
    kernel, twin = run(world, members), run_twin(world, 120, seed=seed)
    recount(world, kernel)
    recount(world, twin)
    found, comparisons = differences(*with_second_moments(kernel, twin), level=level)
    assert comparisons > least
    assert not found, sorted(found, key=lambda one: one.bound)[:5]
