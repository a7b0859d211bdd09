"""A run as a folder: Zarr arrays, the scenario, provenance; written whole or not at all.

A run is written beside its final name and renamed as the last step, so that a folder which looks
finished is finished: an interrupt or a full disk leaves earlier runs whole.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from safepassage.errors import StoreError
from safepassage.result.result import DIMENSIONS, Result
from safepassage.result.run import run
from safepassage.scenario.as_of import known_by
from safepassage.scenario.read import read_folder
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.write import write

FORMAT = 1
"""Version of the layout of a run folder."""
_LIBRARIES = ("numpy", "numba", "scipy", "llvmlite")
Writer = Callable[[Result, Path], object]


def default_folder(result: Result) -> Path:
    """``runs/<scenario>-<first 8 of the digest>``."""
    return Path("runs") / f"{result.scenario.name}-{result.digest[:8]}"


def save(
    result: Result,
    folder: str | Path,
    *,
    overwrite: bool = False,
    extras: tuple[Writer, ...] = (),
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
    """
    final = Path(folder)
    refuse_taken(final, overwrite=overwrite)
    part = final.with_name(f".{final.name}.{os.getpid()}.part")
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        _write_arrays(result, part / "result.zarr")
        write(result.scenario, part / "scenario")
        for extra in extras:
            extra(result, part)
        text = json.dumps(provenance(result), indent=1, ensure_ascii=False)
        (part / "provenance.json").write_text(text + "\n", encoding="utf-8")
        if final.exists():
            shutil.rmtree(final)
        part.rename(final)
    except OSError as error:
        raise StoreError(f"{final}: cannot be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return final


def refuse_taken(folder: Path, *, overwrite: bool) -> None:
    """Refuse a folder that exists, before any work is done.

    Raises:
        StoreError: If it exists and may not be replaced.
    """
    if not folder.exists():
        return
    if not overwrite:
        raise StoreError(f"{folder}: exists; choose another with --out, or give --overwrite")
    if not (folder / "provenance.json").is_file() and any(folder.iterdir()):
        raise StoreError(f"{folder}: is not a run folder; it is not overwritten")


def same_run(folder: Path, result: Result) -> bool:
    """Whether a folder is a finished run with the same digest and scenario."""
    if not (folder / "provenance.json").is_file():
        return False
    facts = _read_provenance(folder)
    same_scenario = facts["scenario_digest"] == result.scenario.digest()
    return bool(facts["digest"] == result.digest and same_scenario)


def provenance(result: Result) -> dict[str, Any]:
    """Everything that is needed to compute the result again, and what computed it."""
    return {
        "format": FORMAT,
        "digest": result.digest,
        "scenario": result.scenario.name,
        "scenario_digest": result.scenario.digest(),
        "as_of": result.scenario.as_of.isoformat() if result.scenario.as_of else None,
        "sensitivity": result.scenario.settings["sensitivity"],
        "members": result.members.tolist(),
        "seed": result.seed,
        "seconds": dict(result.seconds),
        "software": {"safepassage": metadata.version("safepassage")}
        | {name: metadata.version(name) for name in _LIBRARIES},
        "python": platform.python_version(),
        "platform": platform.platform(),
        "note": "internal: counts by place; do not pass on without disclosure control",
    }


def load(folder: str | Path) -> Result:
    """Read a run folder back.

    Raises:
        StoreError: If it is missing, unfinished, damaged or of another version.
    """
    import zarr  # slow to import

    path = Path(folder)
    facts = _read_provenance(path)
    scenario = _stored_scenario(path, facts)
    try:
        group = zarr.open_group(path / "result.zarr", mode="r")
        arrays = {name: _array(group, name) for name in DIMENSIONS}
        weight, inputs = _array(group, "weight"), _array(group, "inputs")
        labels = group.attrs["labels"]
    except (OSError, KeyError, ValueError, RuntimeError) as error:
        raise StoreError(f"{path}: is damaged: {error}") from error
    if not isinstance(labels, dict):
        raise StoreError(f"{path}: is damaged: labels are missing")
    for array in (*arrays.values(), weight, inputs):
        array.setflags(write=False)
    return Result(
        scenario=scenario,
        arrays=MappingProxyType(arrays),
        weight=weight,
        inputs=inputs,
        input_names=tuple(labels["inputs"]),
        members=np.array(facts["members"], dtype=np.int64),
        seed=int(facts["seed"]),
        places=tuple(labels["places"]),
        classes=tuple(labels["classes"]),
        corridors=tuple(labels["corridors"]),
        links=tuple(labels["links"]),
        digest=str(facts["digest"]),
        seconds=MappingProxyType(dict(facts["seconds"])),
    )


def replay(folder: str | Path, *, workers: int | None = None) -> Result:
    """Compute a stored run again from its provenance.

    Returns:
        The new result, whose digest equals the stored one.

    Raises:
        StoreError: If the stored scenario was changed, or the digests differ.
    """
    path = Path(folder)
    facts = _read_provenance(path)
    scenario = _stored_scenario(path, facts)
    members = facts["members"]
    if members != list(range(members[0], members[0] + len(members))):
        raise StoreError(f"{path}: members are not one range; replay its parts")
    result = run(
        scenario, members=len(members), first=members[0], seed=facts["seed"], workers=workers
    )
    if result.digest != facts["digest"]:
        made = facts["software"]
        raise StoreError(
            f"{path}: the replay differs (digest {result.digest[:8]}, stored "
            f"{str(facts['digest'])[:8]}); it was made with {made}"
        )
    return result


def _write_arrays(result: Result, path: Path) -> None:
    import zarr  # slow to import

    group = zarr.create_group(path, zarr_format=3)
    for name, array in result.arrays.items():
        chunks = _chunks(array.shape)
        stored = group.create_array(
            name, shape=array.shape, dtype=array.dtype, chunks=chunks, fill_value=0,
            dimension_names=DIMENSIONS[name],
        )  # fmt: skip
        stored[...] = array
    for name, values in (("weight", result.weight), ("inputs", result.inputs)):
        stored = group.create_array(name, shape=values.shape, dtype=values.dtype, fill_value=0)
        stored[...] = values
    group.attrs["labels"] = {
        "days": [str(date) for date in result.dates],
        "places": list(result.places),
        "classes": list(result.classes),
        "corridors": list(result.corridors),
        "links": list(result.links),
        "inputs": list(result.input_names),
    }


def _chunks(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Chunks of whole members of about 4 million counts."""
    per_member = max(1, int(np.prod(shape[1:])))
    members = max(1, min(shape[0], 4_000_000 // per_member))
    return (members, *(max(1, size) for size in shape[1:]))


def _array(group: Any, name: str) -> Any:
    return np.asarray(group[name][...])


def _read_provenance(path: Path) -> dict[str, Any]:
    file = path / "provenance.json"
    if not file.is_file():
        raise StoreError(f"{path}: is not a finished run folder")
    try:
        facts = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StoreError(f"{file}: cannot be read: {error}") from error
    if not isinstance(facts, dict) or facts.get("format") != FORMAT:
        raise StoreError(f"{path}: was written by another version of safepassage")
    return facts


def _stored_scenario(path: Path, facts: dict[str, Any]) -> Scenario:
    import datetime as dt
    from dataclasses import replace

    scenario = replace(read_folder(path / "scenario"), name=str(facts["scenario"]))
    if facts["as_of"]:
        scenario = known_by(scenario, dt.date.fromisoformat(facts["as_of"]))
    if scenario.digest() != facts["scenario_digest"]:
        raise StoreError(f"{path}: its scenario was changed after the run")
    return scenario
