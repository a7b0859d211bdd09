"""The seal of a run: a digest of each of its files, and one digest over everything.

``checksums.csv`` has a line for each file of the arrays (a chunk is some members of one array) and
of the scenario. The facts in ``provenance.json`` hold the digest of that list, and the seal is the
digest of all facts. This is a tree of digests: a chunk is checked when it is read, however large
the run is, and the one digest at the root stands for counts, weights, inputs, labels, members, seed
and scenario. It shows damage and edits. It is no signature: a person who computes every digest anew
makes another run.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from safepassage.errors import StoreError
from safepassage.result.location import MOST_BYTES, Location
from safepassage.result.store_fault import READING, store_fault

CHECKSUMS = "checksums.csv"
ARRAYS, SCENARIO = "result.zarr", "scenario"
"""Folders of a run that every reader checks. Other files that were written with a run are made from
them; they are listed too, for those who pass them on."""
_HEADER = "sha256,bytes,file"
_ROW = re.compile(r"([0-9a-f]{64}),(\d{1,19}),([^\\\x00-\x1f]+)")
_LARGEST = 2**28
"""Bytes of the list of checksums at most."""


class Checksum(NamedTuple):
    """Size in bytes and SHA-256 of a file."""

    size: int
    sha256: str


def checksum(data: bytes) -> Checksum:
    """Of the content of a file."""
    return Checksum(len(data), hashlib.sha256(data).hexdigest())


def of_folder(folder: Path, *leave: str) -> dict[str, Checksum]:
    """File below a local folder → its checksum, but for some of the files and folders in it."""
    found = {}
    for top in sorted(one for one in folder.iterdir() if one.name not in leave):
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if path.is_file():
                with path.open("rb") as file:  # a table may be larger than the memory
                    sha256 = hashlib.file_digest(file, "sha256").hexdigest()
                size = path.stat().st_size
                found[path.relative_to(folder).as_posix()] = Checksum(size, sha256)
    return found


def listed(sums: Mapping[str, Checksum]) -> str:
    """The text of ``checksums.csv``."""
    lines = (f"{one.sha256},{one.size},{name}" for name, one in sorted(sums.items()))
    return "\n".join((_HEADER, *lines)) + "\n"


def sealed(facts: Mapping[str, Any], checksums: str) -> dict[str, Any]:
    """Facts of a run with its seal.

    Args:
        facts: Plain values for JSON.
        checksums: Text of the list of files.
    """
    digest = hashlib.sha256(checksums.encode("utf-8")).hexdigest()
    whole = {**facts, "checksums": digest}
    return {**whole, "seal": seal_of(whole)}


def seal_of(facts: Mapping[str, Any]) -> str:
    """SHA-256 of all facts but the seal itself."""
    rest = {key: value for key, value in facts.items() if key != "seal"}
    text = json.dumps(rest, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def read_checksums(location: Location, facts: Mapping[str, Any]) -> Mapping[str, Checksum] | None:
    """The checksum of each file of a run; None for runs of earlier formats, which have none.

    Args:
        location: The run.
        facts: Its facts, whose seal was checked.

    Raises:
        StoreError: If the list is missing or was changed.
    """
    if "checksums" not in facts:
        return None
    where = f"{location}/{CHECKSUMS}"
    with store_fault(where, READING):
        data = location.read_bytes(CHECKSUMS, _LARGEST)
    if checksum(data).sha256 != facts["checksums"]:
        raise StoreError(f"{where}: is damaged: it was changed after the run")
    found = {}
    for number, line in enumerate(data.decode("utf-8", "replace").split("\n")[1:-1], start=2):
        row = _ROW.fullmatch(line)
        parts = [] if row is None else row[3].split("/")
        too_large = parts[:1] in ([ARRAYS], [SCENARIO]) and row and int(row[2]) > MOST_BYTES
        if row is None or too_large or {"", ".", ".."} & {*parts}:
            raise StoreError(f"{where}: is damaged: line {number} is no file of a run")
        found[row[3]] = Checksum(int(row[2]), row[1])
    return found


def check_files(location: Location, sums: Mapping[str, Checksum], folder: str = "") -> None:
    """Check files of a run, one after the other.

    Args:
        location: The run.
        sums: Of all its files.
        folder: Only those below this one; all by default.

    Raises:
        StoreError: With the first file that is missing, was added or was changed.
    """
    folders = (folder,) if folder else (ARRAYS, SCENARIO)
    wanted = {name: one for name, one in sums.items() if name.split("/", 1)[0] in folders}
    for part in folders:
        for name in location.names(part):
            if name not in wanted:
                raise StoreError(f"{location}/{name}: is damaged: it was not written with the run")
    for name, known in wanted.items():
        check_file(location, name, known)


def check_file(location: Location, name: str, known: Checksum) -> None:
    """Check one file of a run.

    Raises:
        StoreError: If it is missing or was changed.
    """
    if not location.has(name):
        raise StoreError(f"{location}/{name}: is damaged: it is missing")
    if location.size(name) != known.size or checksum(location.read_bytes(name)) != known:
        raise StoreError(f"{location}/{name}: is damaged: it was changed after the run")
