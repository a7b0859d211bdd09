"""What is needed to compute a run again, to go on with it, or to merge it with others."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace
from importlib import metadata
from typing import Any

from safepassage.errors import StoreError
from safepassage.native import kernel_hash
from safepassage.result.facts import check_facts
from safepassage.result.formats import FORMAT, SEALED, refuse_format
from safepassage.result.location import Location
from safepassage.result.seal import CHECKSUMS, SCENARIO, check_files, read_checksums, seal_of
from safepassage.scenario.as_of import known_by
from safepassage.scenario.digest import DIGEST_VERSION
from safepassage.scenario.read import read_folder
from safepassage.scenario.scenario import Scenario
from safepassage.whole import scratch

FINISHED, UNFINISHED = "provenance.json", "unfinished.json"
_LIBRARIES = ("numpy", "numba", "scipy", "llvmlite")


@dataclass(frozen=True)
class Plan:
    """What a run is asked for.

    Attributes:
        scenario: What is run.
        seed: Seed of everything random.
        first: Number of the first member.
        members: How many; with ``until``, at most as many.
        of: Members of the whole ensemble, where this is a shard of it.
        until: Wanted precision, such as ``width:0.02``, or nothing.
    """

    scenario: Scenario
    seed: int
    first: int
    members: int
    of: int | None = None
    until: str | None = None

    def facts(self) -> dict[str, Any]:
        """Plain values: two plans with the same ones have the same members, bit for bit."""
        scenario = self.scenario
        return {
            "format": FORMAT,
            "scenario": scenario.name,
            "scenario_digest": scenario.digest(),
            "scenario_digest_version": DIGEST_VERSION,
            "as_of": scenario.as_of.isoformat() if scenario.as_of else None,
            "seed": self.seed,
            "first": self.first,
            "members_asked": self.members,
            "of": self.of,
            "until": self.until,
            "software": software(),
        }


def software() -> dict[str, str]:
    """Versions that decide the numbers of a run; ``kernel`` is the hash of the compiled code."""
    versions = {name: metadata.version(name) for name in ("safepassage", *_LIBRARIES)}
    return versions | {"kernel": kernel_hash()}


def differences(stored: dict[str, Any], asked: dict[str, Any]) -> list[str]:
    """What differs between the facts of a stored run and those asked for, in words."""
    found = []
    for key, wanted in asked.items():
        have = stored.get(key)
        if have == wanted:
            continue
        if isinstance(wanted, dict) and isinstance(have, dict):
            found += [
                f"{name} {have.get(name)}, not {value}"
                for name, value in wanted.items()
                if have.get(name) != value
            ]
        elif key == "scenario_digest":
            found.append("another scenario, or one that was changed")
        else:
            found.append(f"{key.replace('_', ' ')} {have}, not {wanted}")
    return found


def read_facts(location: Location, name: str = FINISHED) -> dict[str, Any]:
    """The facts of a finished run (or of one that is not).

    Raises:
        StoreError: If there are none, or they are of a format that cannot be read.
    """
    if not location.has(name):
        remedy = ""
        if location.has(UNFINISHED) or Location(f"{location}.part").has(UNFINISHED):
            remedy = "; the command that began it finishes it with --resume"
        raise StoreError(f"{location}: is not a finished run folder{remedy}")
    where = f"{location}/{name}"
    try:
        facts = json.loads(location.read_text(name))
    except (OSError, ValueError, RecursionError) as error:
        raise StoreError(f"{where}: cannot be read: {error}") from error
    if not isinstance(facts, dict):
        raise StoreError(f"{where}: holds no facts of a run")
    refuse_format(facts, location)
    check_facts(facts, where, finished=name == FINISHED)
    if name == FINISHED:
        _check_seal(location, facts, where)
    return facts


def _check_seal(location: Location, facts: dict[str, Any], where: str) -> None:
    """Refuse facts that were edited; runs of earlier formats have no seal."""
    if {"seal", "checksums"} <= facts.keys():
        if seal_of(facts) != facts["seal"]:
            raise StoreError(f"{where}: is damaged: it was changed after the run")
    elif facts["format"] >= SEALED or facts.keys() & {"seal", "checksums"}:
        raise StoreError(f"{where}: is damaged: its seal is missing")
    elif location.has(CHECKSUMS):
        raise StoreError(f"{where}: is damaged: it is of another format than the run")


def stored_scenario(location: Location, facts: dict[str, Any]) -> Scenario:
    """The scenario of a stored run as it was written, its rows in the order of its files.

    Raises:
        StoreError: If it was changed after the run.
    """
    sums = read_checksums(location, facts)
    if sums is None:
        location.refuse_links(SCENARIO)
    else:
        check_files(location, sums, SCENARIO)
    if location.is_remote:
        with scratch() as folder:
            location.get(SCENARIO, folder)
            scenario = read_folder(folder)
    else:
        scenario = read_folder(location.path / SCENARIO)
    scenario = replace(scenario, name=str(facts["scenario"]))
    if facts["as_of"]:
        scenario = known_by(scenario, dt.date.fromisoformat(facts["as_of"]))
    # A digest of another version says nothing; whether its counts fit is seen by their labels.
    comparable = facts.get("scenario_digest_version") == DIGEST_VERSION
    if comparable and scenario.digest() != facts["scenario_digest"]:
        raise StoreError(f"{location}: its scenario was changed after the run")
    return scenario
