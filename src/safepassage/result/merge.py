"""Shards of an ensemble → the run that one machine would have made, bit for bit."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from safepassage.arguments import checked
from safepassage.compiled.compile import Compiled, compile_scenario
from safepassage.engine.block import Block, Simulated
from safepassage.engine.ensemble import Progress
from safepassage.errors import StoreError
from safepassage.result.block_arrays import digests_of, open_all, read_counts
from safepassage.result.formats import refuse_earlier
from safepassage.result.layout import open_arrays_of
from safepassage.result.location import Location
from safepassage.result.place import part_of, refuse_taken
from safepassage.result.provenance import Plan, differences, read_facts, stored_scenario
from safepassage.result.result import DIMENSIONS, Result
from safepassage.result.seal import ARRAYS, read_checksums
from safepassage.result.sound import check_group
from safepassage.result.store import Extra, finish, result_of
from safepassage.result.store_fault import damage
from safepassage.result.streamed import Stored
from safepassage.result.writer import RunWriter
from safepassage.scenario.scenario import Scenario

_SHARED = ("scenario", "scenario_digest", "as_of", "seed", "of", "software")
"""Facts that all shards of an ensemble have in common."""


@dataclass(frozen=True)
class _Shard:
    location: Location
    facts: dict[str, Any]

    @property
    def first(self) -> int:
        return int(self.facts["members"][0])

    @property
    def stop(self) -> int:
        return int(self.facts["members"][1])

    def __str__(self) -> str:
        return f"{self.location} (members {self.first}:{self.stop})"


@checked
def merge(
    shards: Sequence[str | Path],
    out: str | Path,
    *,
    overwrite: bool = False,
    progress: Progress | None = None,
    extras: Sequence[Extra] = (),
) -> Stored:
    """Put the shards of an ensemble together.

    Every member is checked against the digest that was stored with it.

    Args:
        shards: Runs made with ``first`` and ``of``, in any order.
        out: Folder or address of the run.
        overwrite: Replace a run that is there.
        progress: Called with (members done, members in all).
        extras: Called with the result and a folder, to add files to the run.

    Raises:
        StoreError: With every shard that is unfinished, damaged, missing, given twice, overlapping
            or from another scenario, seed, ensemble or software.

    Examples:
        >>> import safepassage
        >>> halves = ["runs/first", "runs/second"]
        >>> for number, folder in enumerate(halves):
        ...     _ = safepassage.run_to("tiny", folder, members=2, first=2 * number, of=4)
        >>> merged = safepassage.merge(halves, "runs/whole")
        >>> merged.result.digest == safepassage.run("tiny", members=4).digest
        True
    """
    found = _read_shards(shards)
    final = Location(str(out))
    refuse_taken(final, overwrite=overwrite)
    facts = found[0].facts
    scenario = stored_scenario(found[0].location, facts)
    plan = Plan(scenario, int(facts["seed"]), 0, int(facts["of"]))
    part = part_of(final)
    compiled = compile_scenario(scenario)
    writer = RunWriter(part, plan, compiled)
    whole = False
    try:
        writer.begin(plan.members, resume=False)
        for block, simulated in _blocks(writer, found):
            writer.write(block, simulated)
            if progress is not None:
                progress(int(writer.stored.sum()), plan.members)
        result = finish(writer, _result(writer, compiled, found), final, extras)
        whole = True
    finally:
        writer.release()
        if writer.begun and not whole:
            part.remove()
    return Stored(result, final)


def _result(writer: RunWriter, compiled: Compiled, shards: Sequence[_Shard]) -> Result:
    """The merged members; seconds are sums over shards."""
    times = [shard.facts["seconds"] for shard in shards]
    run = float(sum(time["run"] for time in times))
    setup = float(sum(time["setup"] for time in times))
    seconds = {"setup": setup, "run": run, "per_member": run / writer.size}
    return result_of(writer, compiled, MappingProxyType(seconds))


def _read_shards(shards: Sequence[str | Path]) -> list[_Shard]:
    """Shards in the order of their members, if they are one whole ensemble.

    Raises:
        StoreError: With everything that is wrong.
    """
    problems, found = [], []
    for text in dict.fromkeys(str(shard) for shard in shards):
        try:
            location = Location(text)
            facts = read_facts(location)
            refuse_earlier(facts, location, "merged")
            found.append(_Shard(location, facts))
        except StoreError as error:
            problems.append(str(error))
    twice = [
        text for text in dict.fromkeys(map(str, shards)) if list(map(str, shards)).count(text) > 1
    ]
    problems += [f"{text}: is given twice" for text in twice]
    problems += [
        f"{shard.location}: its members are not one range"
        for shard in found
        if shard.facts["members"] is None
    ]
    found = [shard for shard in found if shard.facts["members"] is not None]
    problems += [
        f"{shard.location}: is a whole run, not a shard (made without --of)"
        for shard in found
        if shard.facts["of"] is None
    ]
    found = sorted(
        (shard for shard in found if shard.facts["of"] is not None),
        key=lambda shard: (shard.first, shard.stop),
    )
    own, strangers = _ensembles(found)
    problems += strangers + _gaps(own)
    if problems or not own:
        raise StoreError("\n".join(problems) or "no shards are given")
    return own


def _ensembles(shards: Sequence[_Shard]) -> tuple[list[_Shard], list[str]]:
    """Shards of the ensemble that most of them are of, and what is wrong with the others."""
    groups: dict[str, list[_Shard]] = {}
    for shard in shards:
        shared = json.dumps([shard.facts[key] for key in _SHARED], sort_keys=True)
        groups.setdefault(shared, []).append(shard)
    own = max(groups.values(), key=len, default=[])
    problems = []
    for shard in shards:
        wanted = {key: own[0].facts[key] for key in _SHARED}
        reasons = "; ".join(differences(shard.facts, wanted))
        if reasons:
            problems.append(f"{shard}: is of another ensemble than {own[0].location}: {reasons}")
    return own, problems


def _gaps(shards: Sequence[_Shard]) -> list[str]:
    """Members of an ensemble that are in two of its shards or in none."""
    problems, reached, before = [], 0, None
    for shard in shards:
        if before is not None and shard.first < reached:
            stop = min(shard.stop, reached)
            problems.append(f"members {shard.first}:{stop} are in {before} and in {shard}")
        elif shard.first > reached:
            problems.append(_missing(reached, shard.first))
        if shard.stop > reached:
            reached, before = shard.stop, shard
    of = int(shards[0].facts["of"]) if shards else 0
    return [*problems, _missing(reached, of)] if reached < of else problems


def _missing(first: int, stop: int) -> str:
    return f"members {first}:{stop} are in no shard that can be used"


def _blocks(writer: RunWriter, shards: Sequence[_Shard]) -> Iterator[tuple[Block, Simulated]]:
    """Blocks of the merged run, whose members may come from several shards."""
    opened = [_open(shard, writer.plan.scenario) for shard in shards]
    for block in writer.missing():
        start, stop = int(block.members[0]), int(block.members[-1]) + 1
        pieces = [
            _members(shard, arrays, max(start, shard.first), min(stop, shard.stop))
            for shard, arrays in zip(shards, opened, strict=True)
            if shard.first < stop and start < shard.stop
        ]
        arrays = {
            name: np.concatenate([piece.arrays[name] for piece in pieces]) for name in DIMENSIONS
        }
        digests = tuple(digest for piece in pieces for digest in piece.digests)
        yield block, Simulated(arrays, digests)


def _open(shard: _Shard, scenario: Scenario) -> dict[str, Any]:
    """Arrays of a shard, whose shapes and names are those of the ensemble."""
    location = shard.location
    sums = read_checksums(location, shard.facts)
    location.refuse_links(ARRAYS)
    with damage(location.text):
        group = open_arrays_of(location, sums)
        check_group(group, shard.facts, scenario, location.text)
        return open_all(group)


def _members(shard: _Shard, arrays: dict[str, Any], start: int, stop: int) -> Simulated:
    """Members of a shard, by their numbers in the ensemble, checked by their digests."""
    rows = slice(start - shard.first, stop - shard.first)
    with damage(str(shard)):
        counts = read_counts(arrays, rows)
        stored = [row.tobytes() for row in np.asarray(arrays["digest"][rows])]
    digests = digests_of(counts)
    wrong = [start + row for row, digest in enumerate(digests) if digest != stored[row]]
    if wrong or len(stored) != stop - start:
        raise StoreError(f"{shard}: is damaged: member {wrong[0] if wrong else stop - 1}")
    return Simulated(counts, tuple(digests))
