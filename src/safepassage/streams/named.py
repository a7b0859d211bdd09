"""Generators of NumPy keyed by name, for draws outside compiled code."""

from __future__ import annotations

import hashlib

import numpy as np


def named_bits(seed: int, *names: str) -> np.random.Philox:
    """Random words that the seed and what is drawn for whom alone decide.

    Different names never share a stream, so a draw that joins later changes no other.
    """
    identity = "\x1f".join((str(seed), *names))
    digest = hashlib.sha256(identity.encode()).digest()
    return np.random.Philox(key=int.from_bytes(digest[:16], "little"))


def named_generator(seed: int, *names: str) -> np.random.Generator:
    """A generator on :func:`named_bits`."""
    return np.random.Generator(named_bits(seed, *names))
