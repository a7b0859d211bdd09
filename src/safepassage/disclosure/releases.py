"""The log of what left a run, and the refusal of what could be subtracted from it.

Numbers under two sets of rules reveal more than either: what one suppresses, a sum of the other may
give away. A run is therefore released under one set of rules only. The log knows this run folder;
a copy of it, or another run with the same seed, is beyond it.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safepassage.bounded import read_file
from safepassage.disclosure.policy import PRECISIONS, Policy, policy_of, refuse_looser
from safepassage.errors import StoreError
from safepassage.private import append_private
from safepassage.result.store_fault import reason
from safepassage.scenario.scenario import Scenario

LOG = "exports.jsonl"
"""File in a run folder with one line for each export and report."""
_LARGEST = 2**26
"""Bytes of the log at most."""
_SETTINGS = ("threshold", "base", "places")


def release_policy(scenario: Scenario, run_folder: Path | None, **changes: object) -> Policy:
    """Rules for the next release of a run: those of the earlier ones, else of the sensitivity.

    Args:
        scenario: That was run.
        run_folder: With the log of what left it before, if there is one.
        **changes: Stricter attributes; None leaves one as it is.

    Raises:
        ScenarioError: If they are looser than the sensitivity asks for.
        StoreError: If the run was released under other rules, or the log cannot be read.
    """
    earlier = None if run_folder is None else _earlier(run_folder)
    if earlier is not None:
        kept = {key: earlier[key] for key in _SETTINGS}
        given = {key: value for key, value in changes.items() if value is not None}
        if run_folder is not None:
            _refuse_other(run_folder, {**kept, **given})
        return policy_of(scenario, **{**kept, **given})
    return policy_of(scenario, **changes)


def log_release(
    run_folder: Path, scenario: Scenario, policy: Policy, *, out: Path, form: str, raw: bool
) -> None:
    """Add a line to the log of a run, before anything is written.

    Args:
        run_folder: Of the run.
        scenario: That was run.
        policy: Rules that act; a raw export has none.
        out: What will be written.
        form: Format, or ``report``.
        raw: Whether exact counts leave.

    Raises:
        ScenarioError: If the rules are looser than the sensitivity asks for.
        StoreError: If the run was released under other rules, or the log cannot be written.
    """
    settings: dict[str, object] = {key: getattr(policy, key) for key in _SETTINGS}
    if raw:
        settings = {"threshold": 0, "base": 1, "places": "place"}
    else:
        refuse_looser(scenario, policy)
        _refuse_other(run_folder, settings)
    line = {
        "time": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "out": str(out),
        "format": form,
        "sensitivity": f"{policy.sensitivity}{', raw' if raw else ''}",
        "raw": raw,
        **settings,
    }
    try:
        append_private(run_folder / LOG, json.dumps(line, ensure_ascii=False) + "\n")
    except OSError as error:
        raise StoreError(f"{run_folder / LOG}: cannot be written: {reason(error)}") from error


def _refuse_other(run_folder: Path, settings: Mapping[str, object]) -> None:
    earlier = _earlier(run_folder)
    if earlier is None or all(earlier[key] == settings[key] for key in _SETTINGS):
        return
    before, now = (
        ", ".join(f"{key} {values[key]}" for key in _SETTINGS) for values in (earlier, settings)
    )
    raise StoreError(
        f"{run_folder}: was released with {before} ({earlier['out']}, {earlier['time']}); with "
        f"{now}, one could be subtracted from the other to find small counts: use the same again"
    )


def _earlier(run_folder: Path) -> Mapping[str, Any] | None:
    """The first release under disclosure control that says its rules; later ones have the same."""
    path = run_folder / LOG
    try:
        there = os.path.lexists(path)
        text = read_file(path, _LARGEST, follow=False).decode("utf-8") if there else ""
        rows = [json.loads(line) for line in text.split("\n") if line.strip()]
    except (OSError, ValueError, RecursionError) as error:
        raise StoreError(f"{path}: cannot be read: {reason(error)}") from error
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            raise StoreError(f"{path}: line {number} is not a release")
        if row.get("raw") is False and all(key in row for key in _SETTINGS):
            if not (
                isinstance(row["threshold"], int)
                and isinstance(row["base"], int)
                and row["places"] in PRECISIONS
            ):
                raise StoreError(f"{path}: line {number} is not a release")
            return {"out": "", "time": "", **row}
    return None
