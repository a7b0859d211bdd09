"""Zarr arrays of a run: their shapes, and blocks of members in and out of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from safepassage.compiled.compile import Compiled
from safepassage.compiled.world import output_shapes
from safepassage.engine.block import member_digest
from safepassage.result.location import Location
from safepassage.result.result import DIMENSIONS, labels_of

DIGEST_BYTES = 32
_MOST_ROWS = 64
_CELLS = 1_000_000
"""Counts of the largest array in a block at most, but for a single member."""


def open_all(group: Any) -> dict[str, Any]:
    """Arrays of a run by name, each opened once: to open one means to read a file."""
    return {name: group[name] for name in (*DIMENSIONS, "digest", "inputs", "weight")}


def read_counts(arrays: dict[str, Any], rows: slice) -> dict[str, npt.NDArray[Any]]:
    """Counts of some members; what a scenario does not have is not asked for.

    Args:
        arrays: As :func:`open_all` gives them.
        rows: Rows that are there.
    """
    count = rows.stop - rows.start
    return {
        name: np.asarray(arrays[name][rows])
        if arrays[name].size
        else np.empty((count, *arrays[name].shape[1:]), arrays[name].dtype)
        for name in DIMENSIONS
    }


def digests_of(arrays: dict[str, npt.NDArray[Any]]) -> list[bytes]:
    """Digest of each member of arrays in memory."""
    count = len(arrays["removed"])
    return [
        member_digest({name: counts[row] for name, counts in arrays.items()})
        for row in range(count)
    ]


def block_rows(shapes: dict[str, tuple[int, ...]]) -> int:
    """Members of a block: a power of two up to 64, fewer where members are large."""
    largest = max(int(np.prod(shape)) for shape in shapes.values())
    most = max(1, min(_MOST_ROWS, _CELLS // max(1, largest)))
    return 1 << (most.bit_length() - 1)


def new_group(
    location: Location, compiled: Compiled, dtype: dict[str, np.dtype[Any]], rows: int, members: int
) -> Any:
    """Empty Zarr arrays of a run: one chunk a block, in each array.

    LZ4 on shuffled bytes takes a third of the time of zarr's own choice, which on two processors
    was time that members lack; the checksum finds a damaged chunk before anything is unpacked.
    """
    import zarr  # slow to import
    from zarr.codecs import BloscCodec, Crc32cCodec

    packed = (BloscCodec(cname="lz4", clevel=5, shuffle="shuffle"), Crc32cCodec())
    group = zarr.create_group(location.zarr_store(), zarr_format=3, overwrite=True)
    shapes: dict[str, tuple[tuple[int, ...], Any]] = {
        name: (shape, dtype[name]) for name, shape in output_shapes(compiled.world).items()
    }
    shapes["inputs"] = ((len(compiled.inputs.priors),), np.dtype("<f8"))
    shapes["digest"] = ((DIGEST_BYTES,), np.dtype("u1"))
    shapes["weight"] = ((), np.dtype("<f8"))
    for name, (shape, kind) in shapes.items():
        group.create_array(
            name, shape=(members, *shape), dtype=kind, fill_value=0,
            chunks=(rows, *(max(1, size) for size in shape)),
            dimension_names=DIMENSIONS.get(name), compressors=packed,
        )  # fmt: skip
    days = [str(date) for date in compiled.scenario.dates()]
    names = {name: list(values) for name, values in labels_of(compiled).items()}
    group.attrs.update({"labels": {"days": days} | names, "arrays": list(DIMENSIONS)})
    return group
