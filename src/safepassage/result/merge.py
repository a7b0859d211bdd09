"""Shards of an ensemble → the run that one machine would have made, bit for bit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from safepassage.compiled.compile import Compiled, compile_scenario
from safepassage.engine.block import Block, Simulated
from safepassage.engine.ensemble import Progress
from safepassage.errors import StoreError
from safepassage.result.location import Location
from safepassage.result.provenance import FORMAT, Plan, differences, read_facts, stored_scenario
from safepassage.result.result import DIMENSIONS, Result
from safepassage.result.store import Extra, finish, refuse_taken, result_of
from safepassage.result.streamed import Stored
from safepassage.result.writer import RunWriter, digests_of

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
    """
    found = _read_shards(shards)
    final = Location(str(out))
    refuse_taken(final, overwrite=overwrite)
    facts = found[0].facts
    scenario = stored_scenario(found[0].location, facts)
    plan = Plan(scenario, int(facts["seed"]), 0, int(facts["of"]))
    part = final if final.is_remote else Location(f"{final}.part")
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
        if not whole:
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
            found.append(_Shard(location, read_facts(location)))
        except StoreError as error:
            problems.append(str(error))
    twice = [
        text for text in dict.fromkeys(map(str, shards)) if list(map(str, shards)).count(text) > 1
    ]
    problems += [f"{text}: is given twice" for text in twice]
    problems += [
        f"{shard.location}: is a whole run, not a shard (made without --of)"
        for shard in found
        if shard.facts["of"] is None
    ]
    found = sorted(
        (shard for shard in found if shard.facts["of"] is not None),
        key=lambda shard: (shard.first, shard.stop),
    )
    problems += _strangers(found)
    problems += _gaps(found, sure=not problems)
    if problems or not found:
        raise StoreError("\n".join(problems) or "no shards are given")
    return found


def _strangers(shards: Sequence[_Shard]) -> list[str]:
    """Shards that are not of the same ensemble as the first."""
    problems = []
    for shard in shards[1:]:
        first = {key: shards[0].facts[key] for key in _SHARED}
        wrong = differences(shard.facts, {"format": FORMAT} | first)
        if wrong:
            reasons = "; ".join(wrong)
            problems.append(f"{shard}: is of another ensemble than {shards[0].location}: {reasons}")
    return problems


def _gaps(shards: Sequence[_Shard], *, sure: bool) -> list[str]:
    """Members that are in two shards, or (once all shards are known to fit) in none."""
    problems, reached, before = [], 0, None
    for shard in shards:
        if before is not None and shard.first < reached:
            stop = min(shard.stop, reached)
            problems.append(f"members {shard.first}:{stop} are in {before} and in {shard}")
        elif sure and shard.first > reached:
            problems.append(f"members {reached}:{shard.first} are in no shard")
        if shard.stop > reached:
            reached, before = shard.stop, shard
    if sure and shards and reached < int(shards[0].facts["of"]):
        problems.append(f"members {reached}:{shards[0].facts['of']} are in no shard")
    return problems


def _blocks(writer: RunWriter, shards: Sequence[_Shard]) -> Iterator[tuple[Block, Simulated]]:
    """Blocks of the merged run, whose members may come from several shards."""
    opened = [_open(shard) for shard in shards]
    for block in writer.missing():
        start, stop = int(block.members[0]), int(block.members[-1]) + 1
        pieces = [
            _members(shard, group, max(start, shard.first), min(stop, shard.stop))
            for shard, group in zip(shards, opened, strict=True)
            if shard.first < stop and start < shard.stop
        ]
        arrays = {
            name: np.concatenate([piece.arrays[name] for piece in pieces]) for name in DIMENSIONS
        }
        digests = tuple(digest for piece in pieces for digest in piece.digests)
        yield block, Simulated(arrays, digests)


def _open(shard: _Shard) -> Any:
    import zarr  # slow to import

    try:
        return zarr.open_group(shard.location.zarr_store(read_only=True), mode="r")
    except (OSError, ValueError, RuntimeError) as error:
        raise StoreError(f"{shard.location}: is damaged: {error}") from error


def _members(shard: _Shard, group: Any, start: int, stop: int) -> Simulated:
    """Members of a shard, by their numbers in the ensemble, checked by their digests."""
    rows = slice(start - shard.first, stop - shard.first)
    try:
        arrays: dict[str, npt.NDArray[Any]] = {
            name: np.asarray(group[name][rows]) for name in DIMENSIONS
        }
        stored = [row.tobytes() for row in np.asarray(group["digest"][rows])]
    except (OSError, KeyError, ValueError, RuntimeError) as error:
        raise StoreError(f"{shard}: is damaged: {error}") from error
    digests = digests_of(arrays)
    wrong = [start + row for row, digest in enumerate(digests) if digest != stored[row]]
    if wrong or len(stored) != stop - start:
        raise StoreError(f"{shard}: is damaged: member {wrong[0] if wrong else stop - 1}")
    return Simulated(arrays, tuple(digests))
