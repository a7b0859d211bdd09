"""A run as a folder: Zarr arrays, the scenario, provenance.

What looks finished is finished: an interrupt or a full disk leaves earlier runs whole.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from safepassage.arrays import I8
from safepassage.compiled.compile import Compiled, compile_scenario
from safepassage.engine.block import Block, Simulated, Task
from safepassage.engine.ensemble import Progress, digest_of, draw_members, simulate_task
from safepassage.engine.executors import Workers, opened
from safepassage.engine.mechanism import Mechanism, find_mechanisms
from safepassage.engine.program import Program
from safepassage.errors import StoreError
from safepassage.result.block_arrays import digests_of
from safepassage.result.environment import environment, sources
from safepassage.result.formats import Kept, brought_over, refuse_earlier
from safepassage.result.layout import arrays_in, labels_in
from safepassage.result.location import Location
from safepassage.result.observables import observable_digest, read_observables
from safepassage.result.place import refuse_taken
from safepassage.result.provenance import (
    FINISHED,
    UNFINISHED,
    Plan,
    differences,
    read_facts,
    software,
    stored_scenario,
)
from safepassage.result.result import DIMENSIONS, Result, as_result, labels_of
from safepassage.result.store_fault import WRITING, damage, store_fault
from safepassage.result.stored import IN_MEMORY, StoredArrays, reordered
from safepassage.result.writer import LOCK, PROBE, RunWriter
from safepassage.scenario.write import write
from safepassage.whole import beside, put, scratch

_ROWS = 64
"""Members that are simulated together in a replay."""
KEPT = "; all members are kept, and --resume goes on from there"
"""Said where a run cannot be finished for want of room."""
Extra = Callable[[Result, Path], object]
"""Adds files to a run: called with the result and a folder."""


def default_folder(result: Result) -> Path:
    """``runs/<scenario>-<first 8 of the digest>``."""
    return Path("runs") / f"{result.scenario.name}-{result.digest[:8]}"


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
    with scratch() as own:
        folder = own if part.is_remote else part.path
        # What the program itself does wrong is no fault of an object store: hence the path.
        with store_fault(str(folder), WRITING, KEPT):
            write(result.scenario, folder / "scenario", overwrite=True)
            for extra in extras:
                extra(result, folder)
        if part.is_remote:
            part.put(folder)
    text = json.dumps(facts, indent=1, ensure_ascii=False)
    with store_fault(final.text, WRITING, KEPT):
        part.write_text(FINISHED, text + "\n")
        part.close()
        if not part.is_remote:
            put(part.path, final.path)
        for name in (UNFINISHED, PROBE, LOCK):
            final.delete(name)
    if isinstance(result.arrays, StoredArrays):
        result.arrays.moved_to(final)
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


def load(folder: str | Path) -> Result:
    """Read a run back, from a folder or an address.

    Counts of more than 256 million bytes stay where they are and are read when they are used.
    Fewer are read whole and checked by the digests of their members.

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
    arrays, rest = open_arrays(location)
    _check_digests(location, facts, arrays, rest["digest"])
    labels = rest["labels"]
    if set(labels["places"]) != set(scenario["places"]["place"]):
        raise StoreError(f"{location}: its scenario was changed after the run")
    kept = brought_over(Kept(scenario, labels), facts["format"])
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
        observables=read_observables(location, facts),
        start=facts.get("start"),
    )


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
    location: Location, facts: Mapping[str, Any], arrays: Mapping[str, Any], stored: Any
) -> None:
    """Refuse a run with other counts than it was written with: a missing file reads as zeros."""
    digests = [row.tobytes() for row in stored]
    wrong = digest_of(digests) != facts["digest"]
    if not wrong and not isinstance(arrays, StoredArrays):
        wrong = digests_of(dict(arrays)) != digests
    if wrong:
        raise StoreError(f"{location}: is damaged: its counts are not those that were written")


def open_arrays(location: Location) -> tuple[Mapping[str, Any], dict[str, Any]]:
    """Counts of a stored run (in memory if they are few), and its weights, inputs and labels.

    Raises:
        StoreError: If something is missing or cannot be read.
    """
    import zarr  # slow to import

    with damage(location.text):
        group: Any = zarr.open_group(location.zarr_store(read_only=True), mode="r")
        found = arrays_in(group)
        rest: dict[str, Any] = {
            name: np.asarray(found[name][...]) for name in ("weight", "inputs", "digest")
        }
        rest["labels"] = labels_in(group)
        stored = StoredArrays(location, DIMENSIONS)
        arrays: Mapping[str, Any] = stored
        if sum(array.nbytes for array in stored.values()) <= IN_MEMORY:
            arrays = MappingProxyType({name: array[:] for name, array in stored.items()})
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


def _why_it_may_differ(facts: dict[str, Any]) -> str:
    """A sentence on the software of a stored run beside ours."""
    ours = software()
    others = differences({"software": facts["software"]}, {"software": ours})
    if not others:
        return "it was made by the same kernel and libraries: please report it"
    return (
        f"it was made by other software ({'; '.join(others)}), whose numbers may differ: replay "
        f"it with safepassage {facts['software'].get('safepassage')} and those libraries"
    )


def _program_of(
    location: Location, facts: Mapping[str, Any], wanted: Sequence[Mechanism | str] | None
) -> Program:
    """The day of a stored run, with the mechanisms of others that were in it.

    Raises:
        StoreError: If they are not what they were, or the run went on from a moment.
    """
    if facts.get("start") is not None:
        raise StoreError(f"{location}: goes on from a moment of another run; run that again")
    stored = facts.get("mechanisms", [])
    if wanted is None:
        named = find_mechanisms([one["name"] for one in stored])
        found = tuple(
            one.with_rules(**said["rules"]) for one, said in zip(named, stored, strict=True)
        )
    else:
        found = find_mechanisms(wanted)
    if [one.facts() for one in found] != stored:
        names = ", ".join(one["name"] for one in stored) or "none"
        raise StoreError(f"{location}: its mechanisms ({names}) are not these, or were changed")
    return Program(found)


def replay(
    folder: str | Path,
    *,
    workers: Workers = None,
    progress: Progress | None = None,
    mechanisms: Sequence[Mechanism | str] | None = None,
) -> Result:
    """Compute a stored run again from its provenance and compare it bit for bit.

    Args:
        folder: The stored run.
        workers: As of ``run``.
        progress: Called with (members done, members in all).
        mechanisms: Those of others that were in it; by default the installed ones of their names.

    Returns:
        The stored result, whose digest equals that of the new one.

    Raises:
        StoreError: If the stored scenario or a mechanism was changed, the members went on from
            a moment that is not stored, or the digests differ.
        ScenarioError: If a mechanism is not installed.

    Examples:
        >>> import safepassage
        >>> stored = safepassage.run_to("tiny", "runs/again", members=4)
        >>> safepassage.replay("runs/again").digest == stored.result.digest
        True
    """
    location = Location(str(folder))
    facts = read_facts(location)
    refuse_earlier(facts, location, "replayed")
    scenario = stored_scenario(location, facts)
    program = _program_of(location, facts, mechanisms)
    if facts["members"] is None:
        raise StoreError(f"{location}: members are not one range; replay its parts")
    numbers = np.arange(*facts["members"], dtype=np.int64)
    compiled = compile_scenario(scenario)
    inputs = draw_members(compiled, numbers, facts["seed"])
    blocks = [
        Block(start, numbers[start : start + _ROWS], inputs[start : start + _ROWS])
        for start in range(0, numbers.size, _ROWS)
    ]
    digests = {}
    with opened(workers) as executor:
        task = Task(compiled.world, compiled.inputs, facts["seed"], program)
        for block, found in simulate_task(task, blocks, executor, progress):
            digests[block.number] = b"".join(found.digests)
    digest = digest_of([digests[number] for number in sorted(digests)])
    if digest != facts["digest"]:
        raise StoreError(
            f"{location}: the replay differs (digest {digest[:8]}, stored "
            f"{str(facts['digest'])[:8]}); {_why_it_may_differ(facts)}"
        )
    return load(folder)
