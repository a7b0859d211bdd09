"""Arrays of a stored run that are read when they are needed, members by members."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from safepassage.arrays import I8
from safepassage.result.layout import counts_in, open_arrays_of
from safepassage.result.location import Location
from safepassage.result.seal import Checksum
from safepassage.result.store_fault import damage

IN_MEMORY = 2**28
"""Bytes of counts up to which a stored run is read whole."""
_PART = 2**25
"""Bytes of the largest array that are held at once, else."""


class StoredArray:
    """Counts on disk with a leading axis of members; indexing reads only what is asked for."""

    def __init__(self, name: str, home: StoredArrays) -> None:
        self._name, self._home = name, home
        array = home.zarr(name)
        self.shape: tuple[int, ...] = array.shape
        self.dtype: np.dtype[Any] = array.dtype
        self.rows: int = array.chunks[0]

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """Number of counts."""
        return int(np.prod(self.shape))

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""
        return self.size * self.dtype.itemsize

    def __len__(self) -> int:
        """Number of members."""
        return self.shape[0]

    def __array__(self, dtype: Any = None, copy: Any = None) -> npt.NDArray[Any]:
        """Everything, in memory."""
        del copy
        return np.asarray(self[:], dtype=dtype)

    def __getitem__(self, key: Any) -> npt.NDArray[Any]:
        """As of an array in memory; a slice of members is read a few members at a time."""
        first, *rest = key if isinstance(key, tuple) else (key,)
        if not isinstance(first, slice) or first.step not in {None, 1}:
            return np.asarray(self[:][key])
        start, stop, _ = first.indices(self.shape[0])
        parts = [part[(slice(None), *rest)] if rest else part for part in self._read(start, stop)]
        if not parts:
            return np.empty((0, *self.shape[1:]), self.dtype)[(slice(None), *rest)]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def _read(self, start: int, stop: int) -> Iterator[npt.NDArray[Any]]:
        step = max(1, _PART // max(1, self.rows * self.nbytes // max(1, len(self)))) * self.rows
        while start < stop:
            end = min(stop, (start // step + 1) * step)
            with damage(self._home.location.text):
                part = np.asarray(self._home.zarr(self._name)[start:end])
            yield self._home.in_order(self._name, part)
            start = end


class StoredArrays(Mapping[str, StoredArray]):
    """Arrays of a run by name, where they are stored.

    One that the run does not have, because its program did not, is there without any day.
    """

    def __init__(
        self,
        location: Location,
        dimensions: Mapping[str, tuple[str, ...]],
        order: Mapping[str, I8] | None = None,
        sums: Mapping[str, Checksum] | None = None,
    ) -> None:
        """Open the arrays.

        Args:
            location: The run.
            dimensions: Array → its dimensions, that of members first.
            order: Dimension → where each entry stands, of those that are stored in another order.
            sums: Of the files of a sealed run, which are checked as they are read.
        """
        self._dimensions, self._order = dimensions, order or {}
        self.moved_to(location, sums)
        self._arrays = {name: StoredArray(name, self) for name in dimensions}

    def moved_to(self, location: Location, sums: Mapping[str, Checksum] | None) -> None:
        """The folder has another name now, or was sealed."""
        self.location, self._sums = location, sums
        self._zarr = counts_in(open_arrays_of(location, sums), self._dimensions)

    def ordered(self, order: Mapping[str, I8]) -> StoredArrays:
        """The same arrays read in another order."""
        return StoredArrays(self.location, self._dimensions, order, self._sums)

    def in_order(self, name: str, part: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Members of an array as they are asked for."""
        return reordered(part, self._dimensions[name], self._order)

    def zarr(self, name: str) -> Any:
        """The array as zarr has it."""
        return self._zarr[name]

    def __getitem__(self, name: str) -> StoredArray:
        """An array by name."""
        return self._arrays[name]

    def __iter__(self) -> Iterator[str]:
        """Names."""
        return iter(self._dimensions)

    def __len__(self) -> int:
        """Number of arrays."""
        return len(self._dimensions)


def reordered(
    counts: npt.NDArray[Any], dimensions: Sequence[str], order: Mapping[str, I8]
) -> npt.NDArray[Any]:
    """An array whose entries along some dimensions are put in another order.

    Args:
        counts: Any array.
        dimensions: Names of its dimensions.
        order: Dimension → where each entry of the new array stands in the old one.
    """
    for axis, dimension in enumerate(dimensions):
        if dimension in order and counts.size:
            counts = counts.take(order[dimension], axis)
    return counts


class Part(Mapping[str, Any]):
    """Some members of stored arrays; each is read once, when it is first used."""

    def __init__(self, arrays: Mapping[str, StoredArray], rows: slice) -> None:
        self._arrays, self._rows = arrays, rows
        self._read: dict[str, npt.NDArray[Any]] = {}

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        """An array in memory."""
        if name not in self._read:
            self._read[name] = self._arrays[name][self._rows]
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        """Names."""
        return iter(self._arrays)

    def __len__(self) -> int:
        """Number of arrays."""
        return len(self._arrays)


def part_rows(arrays: Mapping[str, StoredArray]) -> int:
    """Members that are read at once: whole chunks of about 32 million bytes each array."""
    largest = max(arrays.values(), key=lambda array: array.nbytes)
    chunk = largest.rows * max(1, largest.nbytes // max(1, len(largest)))
    return largest.rows * max(1, _PART // chunk)
