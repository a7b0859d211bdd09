"""A run that is written while it is computed: blocks of members in chunks of Zarr arrays.

A block counts as stored when the digests of its members are, which are written last. A run that
continues an interrupted one computes these digests again from the counts, so that a chunk that was
cut off is simulated anew.
"""

from __future__ import annotations

import json
import os
import warnings
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from safepassage.arrays import Flags
from safepassage.compiled.compile import Compiled
from safepassage.compiled.world import output_shapes
from safepassage.engine.block import Block, Simulated
from safepassage.engine.ensemble import Ensemble, draw_members
from safepassage.errors import RunError, SafepassageError, StoreError
from safepassage.private import FILE
from safepassage.result.block_arrays import (
    DIGEST_BYTES,
    block_rows,
    digests_of,
    new_group,
    open_all,
    read_counts,
    write_labelled,
)
from safepassage.result.labelled import facts, headline, recorded
from safepassage.result.location import Location
from safepassage.result.provenance import UNFINISHED, Plan, differences, read_facts
from safepassage.result.result import Result, make_result
from safepassage.result.resumed import refuse_files, refuse_shapes, restore
from safepassage.result.seal import ARRAYS, Checksum, checksum
from safepassage.result.store_fault import READING, WRITING, damage, store_fault

_NONE = bytes(DIGEST_BYTES)
"""Where no digest was written."""
PROBE, LOCK = "writable", ".lock"
"""Files of a run in work only: written to see whether anything can be, and held by who writes."""


class RunWriter:
    """Arrays of a run in work.

    Attributes:
        location: Where they are.
        rows: Members of a block, a power of two.
        size: Members that the arrays have room for.
        stored: Whether each member is stored, shape (M,).
        begun: Whether the place is ours; before that, nothing there may be removed.
    """

    def __init__(self, location: Location, plan: Plan, compiled: Compiled) -> None:
        self.location, self.plan = location, plan
        self._compiled = compiled
        self._shapes = output_shapes(compiled.world)
        self.rows = block_rows(self._shapes)
        self.size = 0
        self.begun = False
        self.stored: Flags = np.zeros(0, bool)
        self._arrays: dict[str, Any] = {}
        self._some: Result | None = None
        self._store: Any = None
        self._lock: Any = None

    def begin(self, members: int, *, resume: bool) -> None:
        """Make room for members; with ``resume``, keep what is stored of the same plan.

        Raises:
            StoreError: If nothing can be written there, or another run is.
        """
        with store_fault(self.location.text, WRITING):
            self.location.make()
            self._lock = lock(self.location)
            self.begun = True
            self._store = _recording(self.location)
            goes_on = resume and self.location.has(UNFINISHED) and self._go_on()
            if not goes_on:
                self.location.write_text(PROBE, "")
                self.location.empty(PROBE, LOCK)
        self._make_room(max(members, self.size))

    def missing(self) -> list[Block]:
        """Blocks that are not wholly stored, with the inputs of their members."""
        numbers = self.plan.first + np.arange(self.size, dtype=np.int64)
        inputs = draw_members(self._compiled, numbers, self.plan.seed)
        found = []
        for start in range(0, self.size, self.rows):
            rows = slice(start, start + self.rows)
            if not self.stored[rows].all():
                found.append(Block(start // self.rows, numbers[rows], inputs[rows]))
        return found

    def write(self, block: Block, simulated: Simulated) -> None:
        """Store a block.

        Raises:
            StoreError: If it cannot be written; the members stored before stay.
        """
        with store_fault(self.location.text, WRITING, self._kept()):
            some = self._as_result(block, simulated)
            if not self._arrays:
                self._create(some)
            rows = self._rows_of(block)
            for name, counts in simulated.arrays.items():
                if counts.size:
                    self._arrays[name][rows] = self._fitting(name, counts)
            for name, values in (
                ("member", block.members), ("inputs", block.inputs), ("headline", headline(some)),
            ):  # fmt: skip
                if values.size:
                    self._arrays[name][rows] = values
            digests = np.frombuffer(b"".join(simulated.digests), np.uint8)
            self._arrays["digest"][rows] = digests.reshape(-1, DIGEST_BYTES)
        self.stored[rows] = True

    def grow(self, members: int) -> None:
        """Make room for more members."""
        with store_fault(self.location.text, WRITING, self._kept()):
            self._make_room(members)

    def digests(self) -> tuple[bytes, ...]:
        """Digest of each member.

        Raises:
            StoreError: If members are missing.
        """
        if not self.stored.all() or not self.size:
            raise StoreError(f"{self.location}: {int((~self.stored).sum())} members are missing")
        with store_fault(self.location.text, READING, self._kept()):
            return tuple(row.tobytes() for row in self._arrays["digest"][...])

    def describe(self, result: Result) -> None:
        """Store weights, facts and what mechanisms of others recorded, of all members.

        The metadata of all arrays is put together in one file, which readers open at once.
        """
        import zarr  # slow to import

        with store_fault(self.location.text, WRITING, self._kept()):
            self._arrays["weight"][...] = result.weight
            group = _opened(self._store)
            for name, one in recorded(result).items():
                write_labelled(group, name, one)
            group.attrs.update({**facts(result), "coordinates": "place_name lat lon"})
            with warnings.catch_warnings():  # of what the next version of Zarr's format defines
                warnings.simplefilter("ignore")
                zarr.consolidate_metadata(self._store)

    def checksums(self) -> dict[str, Checksum]:
        """File of the arrays → its checksum: as it was written, or as it is where others wrote it.

        Raises:
            StoreError: If a file cannot be read.
        """
        found = {f"{ARRAYS}/{key}": one for key, one in self._store.sums.items()}
        with store_fault(self.location.text, READING, self._kept()):
            for name in self.location.names(ARRAYS):
                if name not in found:
                    found[name] = checksum(self.location.read_bytes(name))
        return found

    def release(self) -> None:
        """Let others write there."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _kept(self) -> str:
        kept = int(self.stored.sum())
        return f"; {kept:,} finished members are kept, and --resume goes on from there"

    def _fitting(self, name: str, counts: npt.NDArray[Any]) -> npt.NDArray[Any]:
        dtype = self._arrays[name].dtype
        if counts.dtype != dtype and counts.max(initial=0) > np.iinfo(dtype).max:
            raise RunError("members differ too much in size; make the priors narrower")
        return counts

    def _as_result(self, block: Block, simulated: Simulated) -> Result:
        """A block as a result, for what is worked out from counts; its names are found once."""
        if self._some is None:
            found = Ensemble(dict(simulated.arrays), block.inputs, block.members, ())
            self._some = make_result(self._compiled, found, self.plan.seed, {})
            return self._some
        return replace(
            self._some, arrays=simulated.arrays, inputs=block.inputs, members=block.members
        )

    def _create(self, some: Result) -> None:
        """Make the arrays; the file that says what they hold comes last."""
        group = new_group(self._store, self._compiled, some, self.rows, self.size)
        text = json.dumps(self.plan.facts(), indent=1, ensure_ascii=False)
        self.location.write_text(UNFINISHED, text + "\n")
        self._arrays = open_all(group)

    def _make_room(self, members: int) -> None:
        for array in self._arrays.values():
            dims = array.metadata.dimension_names or ("",)
            if dims[0] == "member" and array.shape[0] < members:
                array.resize((members, *array.shape[1:]))
        self.stored = np.append(self.stored, np.zeros(members - self.stored.size, bool))
        self.size = members

    def _go_on(self) -> bool:
        """Keep the members that are whole; whether there are any.

        Raises:
            StoreError: If another run is there, or one that cannot be gone on with.
        """
        wrong = differences(read_facts(self.location, UNFINISHED), self.plan.facts())
        if wrong:
            raise StoreError(f"{self.location}: holds another run ({'; '.join(wrong)})")
        refuse_files(self.location)
        self.location.sweep()
        self._reopen()
        if self._some is None:
            self._arrays, self.size, self.stored = {}, 0, np.zeros(0, bool)
            return False
        keep = (UNFINISHED, PROBE, LOCK)
        restore(self.location, self._compiled, self._some, self.rows, self.size, keep)
        self._reopen()
        return True

    def _reopen(self) -> None:
        """Find the members that are stored whole."""
        with damage(self.location.text):
            self._arrays = open_all(_opened(self._store))
            most = self.plan.members
            refuse_shapes(self._arrays, self._shapes, self.rows, most, self.location.text)
        self.size = self._arrays["digest"].shape[0]
        self.stored = np.zeros(self.size, bool)
        for block in self.missing():
            self.stored[self._rows_of(block)] = self._is_whole(block)

    def _is_whole(self, block: Block) -> bool:
        """Whether a block is stored, with all that it should have."""
        rows = self._rows_of(block)
        try:
            digests = [row.tobytes() for row in np.asarray(self._arrays["digest"][rows])]
            if _NONE in digests:
                return False
            arrays = read_counts(self._arrays, rows)
            if digests_of(arrays) != digests:
                return False
            some = self._as_result(block, Simulated(arrays, tuple(digests)))
            wanted = {"member": block.members, "inputs": block.inputs, "headline": headline(some)}
            return all(
                np.array_equal(np.asarray(self._arrays[name][rows]), values)
                for name, values in wanted.items()
                if values.size
            )
        except OSError:
            if self.location.is_remote:
                raise  # it is out of reach, which says nothing about the block
            return False
        except (SafepassageError, MemoryError):
            raise
        except Exception:  # noqa: BLE001 what a library makes of bytes that it did not write
            return False

    def _rows_of(self, block: Block) -> slice:
        start = block.number * self.rows
        return slice(start, start + block.members.size)


def _recording(location: Location) -> Any:
    """The store of the arrays, which keeps the checksum of what is written."""
    from safepassage.result.sealed_store import RecordingStore  # for it imports zarr

    return RecordingStore(location.zarr_store())


def _opened(store: Any) -> Any:
    """The group as it is now: metadata that was put together may be older."""
    import zarr  # slow to import

    return zarr.open_group(store, mode="r+", zarr_format=3, use_consolidated=False)


def lock(location: Location) -> Any:
    """Keep other processes from writing to the same local folder.

    Raises:
        StoreError: If one does.
    """
    if location.is_remote:
        return None
    try:
        import fcntl
    except ImportError:  # not on this system
        return None
    # What a link of this name leads to would be emptied, and a pipe would wait for ever.
    flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK
    file = os.fdopen(os.open(location.path / LOCK, flags, FILE), "w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise StoreError(f"{location}: another process writes to it") from error
    return file
