"""A stored run computed again from its provenance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from safepassage.arguments import checked
from safepassage.compiled.compile import compile_scenario
from safepassage.engine.block import Block, task_of
from safepassage.engine.ensemble import Progress, digest_of, draw_members, simulate_task
from safepassage.engine.executors import Workers, opened
from safepassage.engine.mechanism import Mechanism, find_mechanisms
from safepassage.engine.program import Program
from safepassage.errors import StoreError
from safepassage.result.block_arrays import digests_of
from safepassage.result.formats import refuse_earlier
from safepassage.result.layout import AXES
from safepassage.result.location import Location
from safepassage.result.provenance import differences, read_facts, software
from safepassage.result.result import Result, labels_of
from safepassage.result.seal import check_files, read_checksums
from safepassage.result.store import load
from safepassage.result.stored import StoredArrays

_ROWS = 64
"""Members that are simulated together."""


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


@checked
def replay(
    folder: str | Path,
    *,
    workers: Workers = None,
    progress: Progress | None = None,
    mechanisms: Sequence[Mechanism | str] | None = None,
) -> Result:
    """Compute a stored run again from its provenance and compare it bit for bit.

    Every file of the run is checked first; counts, inputs and labels are compared.

    Args:
        folder: The stored run.
        workers: As of ``run``.
        progress: Called with (members done, members in all).
        mechanisms: Those of others that were in it; by default the installed ones of their names.

    Returns:
        The stored result, whose digest equals that of the new one.

    Raises:
        StoreError: If the run is damaged, its scenario or a mechanism was changed, the members
            went on from a moment that is not stored, or what is computed differs.
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
    stored = load(folder)
    _check_counts(location, facts, stored)
    program = _program_of(location, facts, mechanisms)
    if facts["members"] is None:
        raise StoreError(f"{location}: members are not one range; replay its parts")
    numbers = stored.members
    compiled = compile_scenario(stored.scenario)
    inputs = draw_members(compiled, numbers, stored.seed)
    blocks = [
        Block(start, numbers[start : start + _ROWS], inputs[start : start + _ROWS])
        for start in range(0, numbers.size, _ROWS)
    ]
    digests = {}
    with opened(workers) as executor:
        task = task_of(compiled, stored.seed, program)
        for block, found in simulate_task(task, blocks, executor, progress):
            digests[block.number] = b"".join(found.digests)
    digest = digest_of([digests[number] for number in sorted(digests)])
    differs = ""
    if digest != stored.digest:
        differs = f"digest {digest[:8]}, stored {stored.digest[:8]}"
    elif not np.array_equal(inputs, stored.inputs):
        differs = "other inputs than those stored"
    elif labels_of(compiled) != _labels(stored):
        differs = "other names than those stored"
    if differs:
        raise StoreError(f"{location}: the replay differs ({differs}); {_why_it_may_differ(facts)}")
    return stored


def _labels(result: Result) -> dict[str, tuple[str, ...]]:
    names = {key: getattr(result, key) for key in AXES if key != "inputs"}
    return names | {"inputs": result.input_names}


def _check_counts(location: Location, facts: Mapping[str, Any], result: Result) -> None:
    """Check everything that is stored; of runs without a seal, the counts that stayed on disk.

    Raises:
        StoreError: If something was changed.
    """
    sums = read_checksums(location, facts)
    if sums is not None:
        check_files(location, sums)
    elif isinstance(result.arrays, StoredArrays):
        parts = (digests_of(dict(part.arrays)) for part in result.parts())
        if digest_of([digest for part in parts for digest in part]) != facts["digest"]:
            raise StoreError(f"{location}: is damaged: its counts are not those that were written")
