"""How sure a skill is: a block bootstrap by origin, and how many outcomes are independent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from safepassage.arrays import F8, I8

RESAMPLED = 2000
"""Bootstrap samples."""
SHARE = 0.9
"""Probability of the interval."""
_SEED = 0x5C0E


@dataclass(frozen=True)
class Skill:
    """One minus our loss over a rival's, with its interval.

    Attributes:
        value: Of all origins.
        samples: Of bootstrap samples, shape (B,); empty where one block holds every origin.
    """

    value: float
    samples: F8

    @property
    def interval(self) -> tuple[float, float] | None:
        """Ends of the 90 % interval, or None where there is nothing to resample."""
        if not self.samples.size:
            return None
        tail = (1 - SHARE) / 2
        low, high = np.quantile(self.samples, [tail, 1 - tail])
        return float(low), float(high)


def skill(ours: F8, theirs: F8, block: int) -> Skill | None:
    """Skill of summed losses, resampled in circular blocks of neighbouring origins.

    Origins closer together than the horizon share most of what happens after them, so they are
    drawn together (Künsch 1989; circular blocks: Politis and Romano 1992).

    Args:
        ours: Our loss by origin, in order of time, shape (O,).
        theirs: The rival's, shape (O,).
        block: Origins in a block, from 1.

    Returns:
        The skill, or None where the rival lost nothing.
    """
    if not theirs.sum() > 0:
        return None
    value = 1.0 - float(ours.sum() / theirs.sum())
    count = ours.size
    if count <= block:  # one block holds them all: nothing to draw
        return Skill(value, np.zeros(0))
    random = np.random.Generator(np.random.Philox(key=[_SEED, count]))
    begins = random.integers(0, count, (RESAMPLED, -(-count // block)))
    drawn = (begins[:, :, None] + np.arange(block)) % count
    drawn = drawn.reshape(RESAMPLED, -1)[:, :count]
    lost = theirs[drawn].sum(axis=1)
    samples = 1.0 - ours[drawn].sum(axis=1)[lost > 0] / lost[lost > 0]
    return Skill(value, samples)


def mean_skill(skills: Sequence[Skill]) -> Skill | None:
    """Mean over cases; the cases are resampled independently of each other."""
    if not skills:
        return None
    sampled = [one.samples for one in skills if one.samples.size]
    size = min((one.size for one in sampled), default=0)
    fixed = sum(one.value for one in skills if not one.samples.size)
    samples = (np.sum([one[:size] for one in sampled], axis=0) + fixed) / len(skills)
    value = float(np.mean([one.value for one in skills]))
    return Skill(value, np.asarray(samples) if size else np.zeros(0))


def disjoint(begin: I8, end: I8) -> int:
    """Most intervals (begin, end] of which no two overlap.

    Args:
        begin: First ends, shape (N,).
        end: Second ends, shape (N,).
    """
    count, free = 0, np.iinfo(np.int64).min
    for index in np.argsort(end, kind="stable"):
        if begin[index] >= free:
            count, free = count + 1, int(end[index])
    return count
