"""Zarr arrays of a run: their shapes, and blocks of members in and out of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from safepassage.compiled.compile import Compiled
from safepassage.compiled.world import output_shapes
from safepassage.engine.block import member_digests
from safepassage.result.labelled import (
    ABOUT,
    BY_MEMBER,
    Labelled,
    about_counts,
    coordinates,
    is_published,
)
from safepassage.result.layout import INTERNAL, arrays_in, counts_in
from safepassage.result.result import DIMENSIONS, Result

DIGEST_BYTES = 32
_MOST_ROWS = 64
_CELLS = 1_000_000
"""Counts of the largest array in a block at most, but for a single member."""


def open_all(group: Any) -> dict[str, Any]:
    """Arrays of a run by name, each opened once: to open one means to read a file."""
    return arrays_in(group) | counts_in(group, DIMENSIONS)


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
    return member_digests(arrays, len(arrays["removed"]))


def block_rows(shapes: dict[str, tuple[int, ...]]) -> int:
    """Members of a block: a power of two up to 64, fewer where members are large."""
    largest = max(int(np.prod(shape)) for shape in shapes.values())
    most = max(1, min(_MOST_ROWS, _CELLS // max(1, largest)))
    return 1 << (most.bit_length() - 1)


def new_group(store: Any, compiled: Compiled, run: Result, rows: int, members: int) -> Any:
    """Empty Zarr arrays of a run: one chunk a block, in each array that has members.

    LZ4 on shuffled bytes takes a third of the time of zarr's own choice, which on two processors
    was time that members lack; the checksum finds a damaged chunk before anything is unpacked.

    Args:
        store: Where, as zarr takes it.
        compiled: What is run.
        run: Its first members, for names, types of numbers and facts.
        rows: Members of a block.
        members: Members in all.
    """
    import zarr  # slow to import

    group = zarr.create_group(store, zarr_format=3, overwrite=True)
    inner = group.create_group(INTERNAL)
    held = coordinates(run)
    place = _Placing(rows, members)
    for name, shape in output_shapes(compiled.world).items():
        if is_published(name, (members, *shape), compiled.scenario.days):
            place.create(group, name, DIMENSIONS[name], shape, run.arrays[name].dtype,
                         about_counts(name))  # fmt: skip
        elif shape[0]:
            place.create(inner, name, DIMENSIONS[name], shape, run.arrays[name].dtype)
    sizes = {name: len(one.values) for name, one in held.items()}
    for name, dims in BY_MEMBER.items():
        shape = tuple(sizes[dim] for dim in dims[1:])
        place.create(group, name, dims, shape, np.dtype("<f8"), ABOUT[name])
    place.create(group, "member", ("member",), (), np.dtype("<i8"), held.pop("member").about)
    place.create(inner, "digest", ("member", "byte"), (DIGEST_BYTES,), np.dtype("u1"))
    for name, one in held.items():
        write_labelled(group, name, one)
    return group


class _Placing:
    """Makes arrays with a leading axis of members."""

    def __init__(self, rows: int, members: int) -> None:
        self._rows, self._members = rows, members

    def create(
        self, group: Any, name: str, dims: tuple[str, ...], shape: tuple[int, ...],
        dtype: np.dtype[Any], about: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        from zarr.codecs import BloscCodec, Crc32cCodec  # slow to import

        group.create_array(
            name, shape=(self._members, *shape), dtype=dtype, fill_value=0,
            chunks=(self._rows, *(max(1, size) for size in shape)), dimension_names=dims,
            compressors=(BloscCodec(cname="lz4", clevel=5, shuffle="shuffle"), Crc32cCodec()),
            attributes=dict(about or {}),
        )  # fmt: skip


def write_labelled(group: Any, name: str, one: Labelled) -> None:
    """Write a whole array of a dataset; dates are counted from the first one, as CF does."""
    values, about = np.asarray(one.values), dict(one.about)
    if values.dtype.kind == "M":
        about |= {"units": f"days since {values[0].astype('M8[D]')}", "calendar": "standard"}
        values = (values - values[0]).astype("timedelta64[D]").astype(np.int64)
    array = group.create_array(
        name, shape=values.shape, chunks=tuple(max(1, size) for size in values.shape),
        dtype="str" if values.dtype == object else values.dtype,
        dimension_names=one.dims, attributes=about,
    )  # fmt: skip
    if values.size:
        array[...] = values
