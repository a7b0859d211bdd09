"""Arrays of an interrupted run that another process goes on with.

Only members are kept, each if its counts, inputs and headline are those that it should have. What
is no member's (names, positions, shapes, facts) is written anew: it was not sealed yet, and would
be sealed as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from safepassage.compiled.compile import Compiled
from safepassage.errors import StoreError
from safepassage.result.block_arrays import DIGEST_BYTES, new_group
from safepassage.result.location import MOST_BYTES, MOST_TEXT, Location
from safepassage.result.result import Result
from safepassage.result.seal import ARRAYS
from safepassage.whole import scratch

_CHUNKS = "/c/"
"""Between an array and the number of a chunk, in the keys of zarr."""


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
        new_group(LocalStore(folder / ARRAYS), compiled, some, rows, size)
        files = (path for path in folder.rglob("*") if path.is_file())
        sound = {path.relative_to(folder).as_posix() for path in files}
        arrays = {name.removesuffix("/zarr.json") for name in sound}
        by_member = arrays - {name.partition(_CHUNKS)[0] for name in sound if _CHUNKS in name}
        for name in list(location.names("")):
            ours = name in sound or name in keep or name.partition(_CHUNKS)[0] in by_member
            if not ours:
                location.delete(name)
        location.put(folder)
