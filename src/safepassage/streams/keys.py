"""Keys of decisions and their uniforms: splitmix64 by counter."""

from __future__ import annotations

import hashlib
from typing import Any, Final, TypeAlias

import numpy as np

from safepassage.native import compiled

Integer: TypeAlias = int | np.integer[Any]

_GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)  # odd, 2**64 / golden ratio: splitmix64's step
_MULTIPLY_1: Final = np.uint64(0xBF58476D1CE4E5B9)  # Stafford's variant 13
_MULTIPLY_2: Final = np.uint64(0x94D049BB133111EB)
_SHIFT_1: Final = np.uint64(30)
_SHIFT_2: Final = np.uint64(27)
_SHIFT_3: Final = np.uint64(31)
_TO_53_BITS: Final = np.uint64(11)
ONE: Final = np.uint64(1)
ALL: Final = np.uint64(0xFFFFFFFFFFFFFFFF)
_ROOT: Final = np.uint64(0x6A09E667F3BCC908)  # fractional part of sqrt(2): nothing up the sleeve
_ENTITY: Final = np.uint64(0xBB67AE8584CAA73B)  # fractional part of sqrt(3)

_SPACING: Final = 2.0**-53
_SMALLEST: Final = 2.0**-54


def phase_id(name: str) -> int:
    """Give the lasting number of a phase: the first 8 bytes of SHA-256 of its name.

    The number does not depend on which other phases exist, so adding one shifts no draws.

    Returns:
        An integer in [0, 2**63).
    """
    digest = hashlib.sha256(name.encode("utf-8")).digest()
    return int.from_bytes(digest[:8], "big") & (2**63 - 1)


@compiled
def mix(x: Integer) -> np.uint64:
    """Scramble 64 bits, one to one, so that each bit of `x` flips half of the result.

    Source: Stafford's variant 13, as in splitmix64 (Steele, Lea and Flood 2014). ``mix(0)`` is 0.
    """
    z = np.uint64(x)
    z = (z ^ (z >> _SHIFT_1)) * _MULTIPLY_1
    z = (z ^ (z >> _SHIFT_2)) * _MULTIPLY_2
    return z ^ (z >> _SHIFT_3)


@compiled
def fold(key: Integer, entity: Integer) -> np.uint64:
    """Derive from `key` the key of one `entity`; the order of folds matters.

    For one key, different entities never collide; unrelated pairs do so once in 2**64.
    """
    return mix(np.uint64(key) ^ mix(np.uint64(entity) + _ENTITY))


@compiled
def stream_key(seed: Integer, member: Integer, phase: Integer, day: Integer) -> np.uint64:
    """Derive the key of one phase (its `phase_id`) of one day of one member."""
    return fold(fold(fold(fold(_ROOT, seed), member), phase), day)


@compiled
def sub_key(key: Integer, a: Integer, b: Integer) -> np.uint64:
    """Derive the key of two nested entities: ``fold(fold(key, a), b)``."""
    return fold(fold(key, a), b)


@compiled
def output(key: np.uint64, i: np.uint64) -> np.uint64:
    """Give the `i`-th output of splitmix64 seeded with `key`."""
    return mix(key + (i + ONE) * _GOLDEN)


@compiled
def uniform(key: Integer, i: Integer) -> float:
    """Give the `i`-th uniform of `key`, in the open interval (0, 1).

    It is a multiple of 2**-53, with 2**-54 in the place of 0.
    """
    word = output(np.uint64(key), np.uint64(i))
    # Through int64, which processors convert in one instruction.
    return max(np.float64(np.int64(word >> _TO_53_BITS)) * _SPACING, _SMALLEST)
