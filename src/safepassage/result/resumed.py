"""Arrays of an interrupted run that another process goes on with.

Only members are kept, each if its counts, inputs and headline are those that it should have. What
is no member's (names, positions, shapes, facts) is written anew: it was not sealed yet, and would
be sealed as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from safepassage.compiled.compile import Compiled
from safepassage.errors import StoreError
from safepassage.result.block_arrays import DIGEST_BYTES, new_group
from safepassage.result.layout import arrays_in
from safepassage.result.location import MOST_BYTES, MOST_TEXT, Location
from safepassage.result.result import Result
from safepassage.result.seal import ARRAYS
from safepassage.whole import scratch


def refuse_files(location: Location) -> None:
    """Refuse links and devices, and files of arrays that no run has for their size.

    Args:
        location: The run; an object store has no links, and its sizes are not asked for.

    Raises:
        StoreError: With the first one.
    """
    if location.is_remote:
        return
    for name in location.names(""):
        most = MOST_TEXT if name.endswith(".json") else MOST_BYTES
        if name.startswith(f"{ARRAYS}/") and location.size(name) > most:
            raise StoreError(f"{location}/{name}: is damaged: it is larger than a file of a run")


def refuse_shapes(
    arrays: Mapping[str, Any], shapes: Mapping[str, tuple[int, ...]], rows: int, most: int,
    where: str,
) -> None:  # fmt: skip
    """Refuse arrays of another shape than they were made with, before anything of them is read.

    Args:
        arrays: By name, as zarr has them.
        shapes: Of one member, by name.
        rows: Members of a chunk.
        most: Members at most.
        where: The run, for messages.

    Raises:
        StoreError: With the first array that is missing or does not fit.
    """
    size = arrays["digest"].shape[0] if "digest" in arrays else 0
    if not 0 < size <= most:
        raise StoreError(f"{where}: is damaged: its members are missing or too many")
    for name, shape in {**shapes, "digest": (DIGEST_BYTES,)}.items():
        found = arrays[name]
        chunk = (rows, *(max(1, length) for length in shape))
        if 0 in shape and not found.size:
            continue
        if found.shape != (size, *shape) or found.chunks != chunk:
            raise StoreError(f"{where}: is damaged: {name} has another shape than the run")


def restore(
    location: Location,
    compiled: Compiled,
    some: Result,
    rows: int,
    size: int,
    keep: Collection[str],
) -> None:
    """Write everything anew that is no member's, and remove what is no part of the run.

    Args:
        location: The run.
        compiled: What is run.
        some: Some of its members, for names and types of numbers.
        rows: Members of a block.
        size: Members that the arrays have room for.
        keep: Files beside the arrays that belong to a run in work.

    Raises:
        StoreError: If a file is a link or cannot be written.
    """
    from zarr.storage import LocalStore  # slow to import

    with scratch() as folder:
        group = new_group(LocalStore(folder / ARRAYS), compiled, some, rows, size)
        files = (path for path in folder.rglob("*") if path.is_file())
        ours = {path.relative_to(folder).as_posix() for path in files}
        ours |= set(keep) | {name for array in arrays_in(group).values() for name in _chunks(array)}
        for name in list(location.names("")):
            if name not in ours:
                location.delete(name)
        location.put(folder)


def _chunks(array: Any) -> Iterator[str]:
    """Files that hold members of an array: one a block."""
    if array.size and array.metadata.dimension_names[0] == "member":
        for block in range(array.cdata_shape[0]):
            rest = "/0" * (array.ndim - 1)
            yield f"{ARRAYS}/{array.path}/c/{block}{rest}"
