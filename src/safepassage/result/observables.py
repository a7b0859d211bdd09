"""What mechanisms of others recorded, in a run folder: arrays beside the counts."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from safepassage.arrays import I8
from safepassage.errors import StoreError
from safepassage.result.layout import open_arrays_of
from safepassage.result.location import MOST_BYTES, Location
from safepassage.result.seal import Checksum
from safepassage.result.store_fault import damage

FOLDER = "observables"
"""Of plain NumPy files, in format 4."""


def read_observables(
    location: Location, facts: Mapping[str, Any], sums: Mapping[str, Checksum] | None = None
) -> Mapping[str, I8]:
    """The arrays of a stored run, checked by the digest in its facts.

    Args:
        location: The run.
        facts: Its facts.
        sums: Of its files, if it is sealed.

    Raises:
        StoreError: If one is missing or was changed.
    """
    names = facts.get("observables", {})
    found: dict[str, I8] = {}
    if names and facts["format"] == 4:
        with damage(location.text):
            for name in names:
                found[name] = np.load(io.BytesIO(location.read_bytes(f"{FOLDER}/{name}.npy")))
    elif names:
        with damage(location.text):
            group = open_arrays_of(location, sums)
            for name in names:
                if group[name].nbytes > MOST_BYTES:
                    raise StoreError(f"{location}: is damaged: {name} is too large")
                found[name] = np.asarray(group[name][...])
    for name, digest in names.items():
        if found[name].dtype.kind not in "iu" or observable_digest(found[name]) != digest:
            raise StoreError(f"{location}: is damaged: {name} is not what was written")
        found[name].setflags(write=False)
    return MappingProxyType(found)


def observable_digest(array: I8) -> str:
    """SHA-256 of an array and its shape, 16 digits."""
    digest = hashlib.sha256(f"{array.shape}".encode())
    digest.update(np.ascontiguousarray(array, dtype="<i8").data)
    return digest.hexdigest()[:16]
