"""What mechanisms of others recorded, in a run folder: arrays beside the counts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from safepassage.arrays import I8
from safepassage.errors import StoreError
from safepassage.result.layout import open_arrays_of
from safepassage.result.location import Location
from safepassage.result.seal import Checksum
from safepassage.result.store_fault import damage
from safepassage.whole import scratch

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
        location.refuse_links(FOLDER)
        with damage(location.text), _local(location) as folder:
            found = {name: np.load(folder / f"{name}.npy") for name in names}
    elif names:
        with damage(location.text):
            group = open_arrays_of(location, sums)
            found = {name: np.asarray(group[name][...]) for name in names}
    for name, digest in names.items():
        if observable_digest(found[name]) != digest:
            raise StoreError(f"{location}: is damaged: {name} is not what was written")
        found[name].setflags(write=False)
    return MappingProxyType(found)


def observable_digest(array: I8) -> str:
    """SHA-256 of an array and its shape, 16 digits."""
    digest = hashlib.sha256(f"{array.shape}".encode())
    digest.update(np.ascontiguousarray(array, dtype="<i8").data)
    return digest.hexdigest()[:16]


@contextmanager
def _local(location: Location) -> Iterator[Path]:
    """The files, copied to this machine where they are elsewhere."""
    if not location.is_remote:
        yield location.path / FOLDER
        return
    with scratch() as folder:
        location.get(FOLDER, folder)
        yield folder
