"""``deposit``: a run folder as an RO-Crate, for an archive of research data."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from safepassage.arguments import checked
from safepassage.disclosure.deposits import refuse_deposit
from safepassage.disclosure.policy import policy_of
from safepassage.disclosure.releases import LOG, log_release
from safepassage.errors import Problem, ScenarioError, StoreError
from safepassage.exchange.crate import METADATA, crate_metadata
from safepassage.private import close
from safepassage.result.location import Location
from safepassage.result.observables import FOLDER
from safepassage.result.provenance import FINISHED, read_facts
from safepassage.result.seal import (
    ARRAYS,
    CHECKSUMS,
    SCENARIO,
    Checksum,
    check_file,
    read_checksums,
    seal_of,
)
from safepassage.result.store import load
from safepassage.whole import blocked, scratch, whole_file, whole_folder

_ARCHIVE = ".zip"
_PERSONAL = ("command",)
"""Facts of a run that may hold names of folders of the person who made it."""


@dataclass(frozen=True)
class Deposited:
    """What was written.

    Attributes:
        path: The archive or folder.
        digest: Of the run.
        conditions: Who may have it.
        without_licence: Sources whose licence is not known, by ``source_id``: ask before you
            publish what they say.
        left_out: Files in the run folder that are no part of the run, or were changed since.
    """

    path: Path
    digest: str
    conditions: str
    without_licence: tuple[str, ...]
    left_out: tuple[str, ...]


@checked
def deposit(
    run_folder: str | Path,
    out: str | Path,
    *,
    licence: str,
    authors: Sequence[str] = (),
    overwrite: bool = False,
) -> Deposited:
    """Write a run as an RO-Crate 1.1: scenario, provenance, counts, figures, sources, licences.

    Scenario and seed give every count again (``replay``), so it is exact, logged in the run
    folder as a raw export, and its owner's alone until that person hands it on.

    Args:
        run_folder: A finished run on this machine.
        out: A ``.zip``, or else a folder.
        licence: Of the deposit: an SPDX identifier such as ``CC-BY-4.0``, or an address.
        authors: Names of people, as they want to be cited.
        overwrite: Replace an earlier deposit.

    Returns:
        Where it is, and what to know before it is published.

    Raises:
        SafepassageError: If its counts may not be handed on: severe sensitivity, convoys of a
            plan, people still shut in on the last day.
        ScenarioError: If there is no licence.
        StoreError: If the run is not one, or the place is taken or cannot be written.

    Examples:
        >>> import safepassage
        >>> stored = safepassage.run_to("tiny", "runs/deposited", members=4)
        >>> found = safepassage.deposit("runs/deposited", "crate", licence="CC-BY-4.0")
        >>> safepassage.replay("crate").digest == stored.result.digest
        True
    """
    if not licence.strip():
        remedy = "such as CC-BY-4.0"
        raise ScenarioError([Problem("is empty", column="licence", remedy=remedy)])
    folder, target = Location(str(run_folder)), Path(out)
    if folder.is_remote:
        raise StoreError(f"{folder}: is deposited from a folder of this machine; copy it here")
    facts = read_facts(folder)
    result = load(run_folder)
    refuse_deposit(result.scenario)
    _refuse_taken(target, overwrite=overwrite)
    policy = policy_of(result.scenario)
    conditions = f"{policy.label}. Exact counts by place, without disclosure control."
    form = "ro-crate"
    log_release(folder.path, result.scenario, policy, out=target, form=form, raw=True)
    facts = {key: None if key in _PERSONAL else value for key, value in facts.items()}
    if "seal" in facts:
        facts["seal"] = seal_of(facts)
    try:
        with _crate(target) as part:
            left_out = _copy(folder, read_checksums(folder, facts), part)
            _write_json(part / FINISHED, facts)
            metadata = crate_metadata(
                result, part, facts, licence=licence.strip(), authors=authors,
                date=dt.datetime.now(dt.UTC).date().isoformat(), conditions=conditions,
            )  # fmt: skip
            _write_json(part / METADATA, metadata)
    except OSError as error:
        raise StoreError(f"{target}: cannot be written: {error.strerror or error}") from error
    unknown = [row["source_id"] for row in result.scenario["sources"].rows() if not row["licence"]]
    return Deposited(target, result.digest, conditions, tuple(unknown), left_out)


def _copy(run: Location, sums: Mapping[str, Checksum] | None, part: Path) -> tuple[str, ...]:
    """Copy what was written with a run, as it was then; gives the names of what stays at home.

    Notes that somebody put into the folder, and what links lead to, were never meant to leave.
    """
    if sums is None:  # of an earlier format
        wanted = [name for one in (ARRAYS, SCENARIO, FOLDER) for name in run.names(one)]
    else:
        wanted = [name for name, known in sums.items() if _is_as_written(run, name, known)]
        wanted.append(CHECKSUMS)
    for name in wanted:
        target = part / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(run.read_bytes(name))
    taken = {name.partition("/")[0] for name in wanted} | {LOG, FINISHED}
    return tuple(sorted({path.name for path in run.path.iterdir()} - taken))


def _is_as_written(run: Location, name: str, known: Checksum) -> bool:
    """Whether a file is that of the run; one that every reader checks must be.

    Raises:
        StoreError: If it is one of those, and missing or changed.
    """
    try:
        check_file(run, name, known)
    except StoreError:
        if name.partition("/")[0] in {ARRAYS, SCENARIO}:
            raise
        return False
    return True


def _write_json(path: Path, value: object) -> None:
    text = json.dumps(value, indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


@contextmanager
def _crate(target: Path) -> Iterator[Path]:
    """A folder to fill, packed where an archive is wanted; whole or not at all, and its owner's."""
    if target.suffix.lower() != _ARCHIVE:
        with whole_folder(target, private=True) as part:
            yield part
            close(part)
        return
    with scratch() as part, whole_file(target, private=True) as file:
        yield part
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(part.rglob("*")):
                archive.write(path, path.relative_to(part).as_posix())


def _refuse_taken(target: Path, *, overwrite: bool) -> None:
    if reason := blocked(target):
        raise StoreError(reason)
    if not target.exists():
        return
    if not overwrite:
        raise StoreError(f"{target}: exists; choose another with --out, or give --overwrite")
    if not _is_deposit(target):
        raise StoreError(f"{target}: is no deposit; it is not overwritten")


def _is_deposit(place: Path) -> bool:
    """Whether a file or folder is a crate."""
    if place.is_dir():
        return (place / METADATA).is_file()
    if not zipfile.is_zipfile(place):
        return False
    with zipfile.ZipFile(place) as archive:
        return METADATA in archive.namelist()
