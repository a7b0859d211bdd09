"""Identifiers → keys of random streams."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


def stable_keys(names: Sequence[str]) -> npt.NDArray[np.uint64]:
    """Identity of each name for random streams: 64 bits of its SHA-256, shape (names,)."""
    digests = [hashlib.sha256(name.encode()).digest()[:8] for name in names]
    return np.array([int.from_bytes(digest, "little") for digest in digests], dtype=np.uint64)
