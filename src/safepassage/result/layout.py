"""Where the arrays of a run stand in its Zarr group, in this format and in earlier ones.

The group itself is the dataset of the run, which xarray opens: counts, coordinates, inputs, weights
and headline quantities. What is no part of it (digests, armed groups by day) is in a group inside.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from safepassage.compiled.outputs import OUTPUTS
from safepassage.result.location import Location
from safepassage.result.seal import ARRAYS, Checksum

INTERNAL = "internal"
"""The inner group."""
AXES: Mapping[str, str] = {
    "places": "place",
    "classes": "class",
    "corridors": "corridor",
    "links": "link",
    "inputs": "input",
}
"""Attribute of a result → coordinate that holds its names."""


def open_arrays_of(location: Location, sums: Mapping[str, Checksum] | None) -> Any:
    """The Zarr group of a stored run, whose objects are checked as they are read.

    Args:
        location: The run.
        sums: Of its files; None of a run without seal, of which only sizes are checked.
    """
    import zarr  # slow to import

    from safepassage.result.sealed_store import CheckedStore  # for it imports zarr

    keys = None
    if sums is not None:
        inside = f"{ARRAYS}/"
        keys = {name.removeprefix(inside): one for name, one in sums.items() if inside in name}
    store = CheckedStore(location.zarr_store(read_only=True), keys, f"{location}/{ARRAYS}")
    return zarr.open_group(store, mode="r", zarr_format=3)  # 2 has codecs that run programs


def arrays_in(group: Any) -> dict[str, Any]:
    """Every array of a run by name, as zarr has it."""
    found: dict[str, Any] = dict(group.arrays())
    if INTERNAL in group:
        found |= dict(group[INTERNAL].arrays())
    return found


def counts_in(group: Any, dimensions: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """Counts of a run by name; those that its program or its scenario did not have have no day.

    Args:
        group: The Zarr group.
        dimensions: Array → its dimensions, that of members first.
    """
    import zarr  # slow to import

    found = arrays_in(group)
    sizes = {"member": found["digest"].shape[0], "day": 0}
    counts: dict[str, Any] = {}
    for name, axes in dimensions.items():
        shape = tuple(sizes[axis] if axis in sizes else _length(found.get(axis)) for axis in axes)
        large = OUTPUTS[name].may_exceed_people
        dtype = "i8" if large else found["displaced"].dtype
        counts[name] = found[name] if name in found else _nothing(zarr, shape, dtype)
    return counts


def labels_in(group: Any) -> dict[str, tuple[str, ...]]:
    """Names along the axes of a run, as attributes of its result.

    Raises:
        ValueError: If names are missing.
    """
    if INTERNAL not in group:  # formats 3 and 4
        return {key: tuple(names) for key, names in group.attrs["labels"].items()}
    found = {key: tuple(group[axis][...].tolist()) for key, axis in AXES.items()}
    for key, names in found.items():
        if not all(names):
            raise ValueError(f"names of {key} are missing")
    return found


def _length(coordinate: Any) -> int:
    return 0 if coordinate is None else int(coordinate.shape[0])


def _nothing(zarr: Any, shape: tuple[int, ...], dtype: Any) -> Any:
    """An array of no day, in memory."""
    return zarr.zeros(shape, chunks=tuple(max(1, size) for size in shape), dtype=dtype)
