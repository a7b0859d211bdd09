"""Where a run may go: what is there already is never lost by accident."""

from __future__ import annotations

import glob
from contextlib import suppress
from pathlib import Path
from typing import Any

from safepassage.errors import StoreError
from safepassage.result.location import Location
from safepassage.result.provenance import FINISHED, UNFINISHED, differences, read_facts
from safepassage.result.result import Result
from safepassage.result.writer import LOCK, PROBE
from safepassage.whole import blocked, sweep


def part_of(final: Location) -> Location:
    """Where a run is written before it is finished; an object store cannot rename."""
    return final if final.is_remote else Location(f"{final}.part")


def refuse_taken(place: Location | Path, *, overwrite: bool, resume: bool = False) -> None:
    """Refuse a place that is taken, before any work is done.

    Raises:
        StoreError: If something is there that may not be replaced or gone on with.
    """
    where = place if isinstance(place, Location) else Location(str(place))
    if not where.is_remote:
        if reason := blocked(where.path):
            raise StoreError(reason)
        sweep(where.path.parent)
    part = part_of(where)
    if not part.is_remote and part.path.is_symlink():
        raise StoreError(f"{part}: is a link, not a run in work; remove it, or choose another")
    begun = [name for name in (UNFINISHED, PROBE, LOCK) if part.has(name)]
    if part.is_remote and part.has(FINISHED):
        begun = []  # it was killed while it tidied up
    if UNFINISHED in begun and not (overwrite or resume):
        raise StoreError(
            f"{where}: an interrupted run is kept in {part}; finish it with --resume, or give "
            "--overwrite to begin anew"
        )
    if not (where.is_remote or begun or _is_free(part)):
        raise StoreError(f"{part}: is in the way and no run in work; move it, or choose another")
    if not where.is_taken() or (where.is_remote and begun):
        return
    if not overwrite:
        raise StoreError(f"{where}: exists; choose another with --out, or give --overwrite")
    if not where.has(FINISHED) and (where.is_remote or not _is_free(where)):
        raise StoreError(f"{where}: is not a run folder; it is not overwritten")


def _is_free(place: Location) -> bool:
    """Whether a local folder is empty or not there."""
    return not place.path.exists() or (place.path.is_dir() and not any(place.path.iterdir()))


def finished_run(name: str, facts: dict[str, Any]) -> Location | None:
    """The run in the usual folder that a plan asks for, found by its facts: nothing is computed.

    Args:
        name: Of the scenario.
        facts: Of the plan.
    """
    for folder in sorted(Path("runs").glob(f"{glob.escape(name)}-*")):
        place = Location(str(folder))
        with suppress(StoreError):
            if not differences(read_facts(place), facts):
                return place
    return None


def same_run(folder: Path, result: Result) -> bool:
    """Whether a folder is a finished run with the same digest and scenario."""
    location = Location(str(folder))
    if not location.has(FINISHED):
        return False
    facts = read_facts(location)
    same_scenario = facts["scenario_digest"] == result.scenario.digest()
    return bool(facts["digest"] == result.digest and same_scenario)
