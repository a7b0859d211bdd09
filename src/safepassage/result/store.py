"""A run as a folder: Zarr arrays, the scenario, provenance.

What looks finished is finished: an interrupt or a full disk leaves earlier runs whole.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from safepassage.arguments import checked
from safepassage.arrays import I8
from safepassage.compiled.compile import Compiled, compile_scenario
from safepassage.engine.block import Block, Simulated
from safepassage.engine.ensemble import digest_of
from safepassage.errors import StoreError
from safepassage.result.block_arrays import digests_of
from safepassage.result.environment import environment, sources
from safepassage.result.formats import Kept, brought_over
from safepassage.result.layout import arrays_in, labels_in, open_arrays_of
from safepassage.result.location import Location
from safepassage.result.observables import observable_digest, read_observables
from safepassage.result.place import refuse_taken
from safepassage.result.provenance import (
    FINISHED,
    UNFINISHED,
    Plan,
    read_facts,
    stored_scenario,
)
from safepassage.result.result import DIMENSIONS, Result, as_result, labels_of
from safepassage.result.seal import (
    ARRAYS,
    CHECKSUMS,
    SCENARIO,
    Checksum,
    listed,
    of_folder,
    read_checksums,
    sealed,
)
from safepassage.result.sound import check_group, check_values
from safepassage.result.store_fault import WRITING, damage, store_fault
from safepassage.result.stored import IN_MEMORY, StoredArrays, reordered
from safepassage.result.writer import LOCK, PROBE, RunWriter
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.write import write
from safepassage.whole import beside, put, scratch

KEPT = "; all members are kept, and --resume goes on from there"
"""Said where a run cannot be finished for want of room."""
Extra = Callable[[Result, Path], object]
"""Adds files to a run: called with the result and a folder."""


def default_folder(result: Result) -> Path:
    """``runs/<scenario>-<first 8 of the digest>``."""
    return Path("runs") / f"{result.scenario.name}-{result.digest[:8]}"


@checked
def save(
    result: Result,
    folder: str | Path,
    *,
    overwrite: bool = False,
    extras: Sequence[Extra] = (),
) -> Path:
    """Write a result as a run folder.

    Args:
        result: What to write.
        folder: Final name; it appears only when everything in it is written.
        overwrite: Replace a run that is there (only if it is one).
        extras: Called with the result and the unfinished folder, to add files to it.

    Returns:
        The folder.

    Raises:
        StoreError: If the folder exists, or cannot be written.

    Examples:
        >>> import safepassage
        >>> result = safepassage.run("tiny", members=4)
        >>> safepassage.save(result, "runs/kept").name
        'kept'
    """
    result = as_result(result)
    final = Location(str(folder))
    refuse_taken(final, overwrite=overwrite)
    part = Location(str(beside(final.path)))
    count = int(result.members.size)
    plan = Plan(result.scenario, result.seed, int(result.members[0]), count)
    writer = RunWriter(part, plan, compile_scenario(result.scenario))
    try:
        writer.begin(count, resume=False)
        for start in range(0, count, writer.rows):
            rows = slice(start, start + writer.rows)
            arrays: dict[str, Any] = {
                name: np.asarray(result.arrays[name][rows]) for name in DIMENSIONS
            }
            block = Block(start // writer.rows, result.members[rows], result.inputs[rows])
            writer.write(block, Simulated(arrays, tuple(digests_of(arrays))))
        # A run of an earlier format is read in today's order, and is another one by its digest.
        finish(writer, replace(result, digest=digest_of(writer.digests())), final, extras)
    finally:
        writer.release()
        part.remove()
    return final.path


def finish(
    writer: RunWriter, result: Result, final: Location, extras: Sequence[Extra] = ()
) -> Result:
    """Add to stored members what makes a run of them, and give it its final name.

    Returns:
        The result; if its counts stay on disk, they are read from the final place.

    Raises:
        StoreError: If something cannot be written; what was there before is whole.
    """
    part = writer.location
    writer.describe(result)
    facts = writer.plan.facts() | provenance(result)
    sums = writer.checksums()
    with scratch() as own:
        folder = own if part.is_remote else part.path
        # What the program itself does wrong is no fault of an object store: hence the path.
        with store_fault(str(folder), WRITING, KEPT):
            write(result.scenario, folder / SCENARIO, overwrite=True)
            for extra in extras:
                extra(result, folder)
            sums |= of_folder(folder, ARRAYS, UNFINISHED, PROBE, LOCK)
        if part.is_remote:
            part.put(folder)
    checksums = listed(sums)
    text = json.dumps(sealed(facts, checksums), indent=1, ensure_ascii=False)
    with store_fault(final.text, WRITING, KEPT):
        part.write_text(CHECKSUMS, checksums)
        part.write_text(FINISHED, text + "\n")
        part.close()
        if not part.is_remote:
            put(part.path, final.path)
        for name in (UNFINISHED, PROBE, LOCK):
            final.delete(name)
    if isinstance(result.arrays, StoredArrays):
        result.arrays.moved_to(final, sums)
    return result


def provenance(result: Result) -> dict[str, Any]:
    """What a run is and what computed it; with the scenario, enough to compute it again."""
    numbers = result.members
    is_range = np.array_equal(numbers, np.arange(numbers[0], numbers[0] + numbers.size))
    return {
        "digest": result.digest,
        "sensitivity": result.scenario.settings["sensitivity"],
        "members": [int(numbers[0]), int(numbers[0]) + int(numbers.size)] if is_range else None,
        "numbers": None if is_range else numbers.tolist(),
        "seconds": dict(result.seconds),
        "sources": sources(result.scenario),
        **_added(result),
        **environment(),
    }


def _added(result: Result) -> dict[str, Any]:
    """What is in a run beside the package and the scenario; nothing, for most."""
    facts: dict[str, Any] = {}
    if result.mechanisms:
        facts["mechanisms"] = [dict(one) for one in result.mechanisms]
        facts["observables"] = {
            name: observable_digest(array) for name, array in result.observables.items()
        }
    if result.start is not None:
        facts["start"] = dict(result.start)
    return facts


@checked
def load(folder: str | Path) -> Result:
    """Read a run back, from a folder or an address.

    Counts of more than 256 million bytes stay where they are and are read when they are used.
    What is read is checked against the run's seal (``result.seal``): fewer counts at once, others
    part by part when they are read.

    Raises:
        StoreError: If it is missing, unfinished, damaged or of another version.

    Examples:
        >>> import safepassage
        >>> stored = safepassage.run_to("tiny", "runs/read", members=4)
        >>> safepassage.load("runs/read").digest == stored.result.digest
        True
    """
    location = Location(str(folder))
    facts = read_facts(location)
    scenario = stored_scenario(location, facts)
    sums = read_checksums(location, facts)
    stored = _Stored(facts, scenario, sums)
    arrays, rest = open_arrays(location, stored)
    _check_digests(location, stored, arrays, rest["digest"])
    kept = brought_over(Kept(scenario, rest["labels"]), facts["format"])
    members = facts["numbers"] or range(*facts["members"])
    return Result(
        scenario=kept.scenario,
        arrays=_as_today(arrays, kept.order),
        weight=rest["weight"],
        inputs=_frozen(reordered(rest["inputs"], ("member", "input"), kept.order)),
        input_names=kept.labels["inputs"],
        members=np.array(members, dtype=np.int64),
        seed=int(facts["seed"]),
        places=kept.labels["places"],
        classes=kept.labels["classes"],
        corridors=kept.labels["corridors"],
        links=kept.labels["links"],
        digest=str(facts["digest"]),
        seconds=MappingProxyType(dict(facts["seconds"])),
        mechanisms=tuple(facts.get("mechanisms", ())),
        observables=read_observables(location, facts, sums),
        start=facts.get("start"),
    )


@dataclass(frozen=True)
class _Stored:
    """What arrays of a finished run must fit: its facts, its scenario and its checksums."""

    facts: Mapping[str, Any]
    scenario: Scenario
    sums: Mapping[str, Checksum] | None


def _as_today(arrays: Mapping[str, Any], order: Mapping[str, I8]) -> Mapping[str, Any]:
    """Stored arrays in the order in which this version has them."""
    if not order:
        return arrays
    if isinstance(arrays, StoredArrays):
        return arrays.ordered(order)
    found = {
        name: _frozen(reordered(counts, DIMENSIONS[name], order)) for name, counts in arrays.items()
    }
    return MappingProxyType(found)


def _frozen(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    array.setflags(write=False)
    return array


def _check_digests(
    location: Location, run: _Stored, arrays: Mapping[str, Any], digests: Any
) -> None:
    """Refuse a run with other counts than it was written with: a missing file reads as zeros.

    Counts of a sealed run were checked file by file as they were read.
    """
    expected = [row.tobytes() for row in digests]
    wrong = digest_of(expected) != run.facts["digest"]
    if not wrong and run.sums is None and not isinstance(arrays, StoredArrays):
        wrong = digests_of(dict(arrays)) != expected
    if wrong:
        raise StoreError(f"{location}: is damaged: its counts are not those that were written")


def open_arrays(
    location: Location, run: _Stored | None = None
) -> tuple[Mapping[str, Any], dict[str, Any]]:
    """Counts of a stored run (in memory if they are few), and its weights, inputs and labels.

    Args:
        location: The run.
        run: What they must fit; None of a run in work, which has no weights yet.

    Raises:
        StoreError: If something is missing, cannot be read or does not fit.
    """
    where, sums = location.text, None if run is None else run.sums
    location.refuse_links(ARRAYS)
    with damage(where):
        group = open_arrays_of(location, sums)
        if run is None:
            found, labels = arrays_in(group), labels_in(group)
        else:
            found, labels = check_group(group, run.facts, run.scenario, where)
        rest: dict[str, Any] = {
            name: np.asarray(found[name][...]) for name in ("weight", "inputs", "digest")
        }
        rest["labels"] = labels
        stored = StoredArrays(location, DIMENSIONS, sums=sums)
        arrays: Mapping[str, Any] = stored
        if sum(array.nbytes for array in stored.values()) <= IN_MEMORY:
            arrays = MappingProxyType({name: array[:] for name, array in stored.items()})
    if run is not None:
        check_values(rest["weight"], rest["inputs"], where)
    for array in (*arrays.values(), rest["weight"], rest["inputs"]):
        if isinstance(array, np.ndarray):
            array.setflags(write=False)
    return arrays, rest


def result_of(writer: RunWriter, compiled: Compiled, seconds: Mapping[str, float]) -> Result:
    """Stored members as a result with equal weights.

    Raises:
        StoreError: If members are missing.
    """
    digests, first = writer.digests(), writer.plan.first
    arrays, rest = open_arrays(writer.location)
    names = labels_of(compiled)
    weight = np.full(writer.size, 1.0 / writer.size)
    weight.setflags(write=False)
    return Result(
        scenario=compiled.scenario,
        arrays=arrays,
        weight=weight,
        inputs=rest["inputs"],
        input_names=names["inputs"],
        members=np.arange(first, first + writer.size, dtype=np.int64),
        seed=writer.plan.seed,
        places=names["places"],
        classes=names["classes"],
        corridors=names["corridors"],
        links=names["links"],
        digest=digest_of(digests),
        seconds=seconds,
    )
