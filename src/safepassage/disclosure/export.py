"""``export``: what leaves a run folder, and the log of what left it uncontrolled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from safepassage.disclosure.counts import class_counts, place_counts
from safepassage.disclosure.flows import flows_table
from safepassage.disclosure.headlines import headline_table
from safepassage.disclosure.policy import LABELS, Policy, refuse_looser
from safepassage.disclosure.raw import raw_counts
from safepassage.disclosure.releases import log_release, release_policy
from safepassage.disclosure.write import CLASSES, HEADLINES, WRITERS, Writer
from safepassage.errors import Problem, ScenarioError, StoreError
from safepassage.private import close
from safepassage.result.result import Result, as_result
from safepassage.scenario.nearest import hint
from safepassage.whole import blocked, whole_folder

ABOUT = "README.txt"


@dataclass(frozen=True)
class Exported:
    """What was written.

    Attributes:
        folder: Where.
        files: Paths, the notice first.
        rows: Rows by table.
        suppressed: Rows of which the counts are not published.
        notice: Label and rules in a sentence.
        raw: Whether disclosure control was left out.
    """

    folder: Path
    files: tuple[Path, ...]
    rows: Mapping[str, int]
    suppressed: int
    notice: str
    raw: bool


def export(
    result: Result,
    out: str | Path,
    *,
    policy: Policy | None = None,
    form: str = "csv",
    flows: bool = False,
    raw: bool = False,
    run_folder: Path | None = None,
    overwrite: bool = False,
    writers: Mapping[str, Writer] = WRITERS,
) -> Exported:
    """Write a run's tables for others.

    Args:
        result: A run.
        out: Folder to write; it appears whole or not at all.
        policy: Rules of disclosure control; by default those of earlier releases of the run, else
            of the scenario's sensitivity, which they may only tighten.
        form: A key of ``writers``.
        flows: Also moves between neighbouring places by day, with coordinates (``flows``).
        raw: Leave thresholds and rounding out. Enclosed places stay together all the same, and
            the folder is its owner's alone, as is one of severe sensitivity.
        run_folder: Where to log the export; needed for a raw one.
        overwrite: Replace a folder that an earlier export wrote.
        writers: Formats.

    Raises:
        ScenarioError: If the format is unknown, the rules are looser than the sensitivity, or
            moves may not be published.
        StoreError: If the folder is taken or cannot be written, a raw export cannot be logged, or
            the run was released under other rules.

    Examples:
        >>> import safepassage
        >>> result = safepassage.run("tiny", members=20)
        >>> written = safepassage.export(result, "tables")
        >>> [file.name for file in written.files][:2]
        ['README.txt', 'counts_by_place.csv']
    """
    result = as_result(result)
    folder = Path(out)
    policy = policy or release_policy(result.scenario, run_folder)
    if form not in writers:
        remedy = hint(form, writers)
        raise ScenarioError([Problem(f"{form!r} is no format", column="--format", remedy=remedy)])
    if raw and run_folder is None:
        raise StoreError("a raw export is logged in the run folder; give that")
    if not raw:
        refuse_looser(result.scenario, policy)
    private = raw or policy.sensitivity == "severe"
    _refuse_taken(folder, overwrite=overwrite)
    tables, suppressed = _tables(result, policy, raw=raw)
    if form == "xlsx" and not raw:
        headlines, classes = headline_table(result, policy), classes_table(result)
        tables = {HEADLINES: headlines, **tables, CLASSES: classes}
    if flows:
        tables["flows"] = flows_table(result, policy)
    notice = _raw_notice(policy) if raw else policy.notice
    level = f"{policy.sensitivity}, raw" if raw else policy.sensitivity
    if run_folder is not None:
        log_release(run_folder, result.scenario, policy, out=folder, form=form, raw=raw)
    try:
        with whole_folder(folder, private=private) as part:
            (part / ABOUT).write_text(_about(result, notice), encoding="utf-8", newline="\n")
            written = writers[form](tables, part, notice, level)
            if private:
                close(part)
    except OSError as error:
        raise StoreError(f"{folder}: cannot be written: {error.strerror or error}") from error
    names = [ABOUT, *(path.name for path in written)]
    rows = {name: len(table) for name, table in tables.items()}
    files = tuple(folder / name for name in names)
    return Exported(folder, files, rows, suppressed, notice, raw)


def _tables(result: Result, policy: Policy, *, raw: bool) -> tuple[dict[str, pd.DataFrame], int]:
    places = places_table(result, policy)
    if raw:
        return {"raw_counts": raw_counts(result), "places": places}, 0
    by_place, by_class = place_counts(result, policy), class_counts(result, policy)
    tables = {
        "counts_by_place": by_place.table,
        "counts_by_class": by_class.table,
        "places": places,
    }
    return tables, by_place.hidden + by_class.hidden


def places_table(result: Result, policy: Policy) -> pd.DataFrame:
    """Places with names and coordinates no finer than the policy allows.

    Returns:
        Columns ``place, name, kind, lat, lon, admin1_code, admin2_code``; no rows unless counts
        are published by place.
    """
    table = result.scenario["places"]
    keys = ("place", "name", "kind", "lat", "lon", "admin1_code", "admin2_code")
    frame = pd.DataFrame({key: table[key] for key in keys})
    frame["lat"], frame["lon"] = policy.coordinates(result.scenario)
    return frame if policy.places == "place" else frame.iloc[:0]


def classes_table(result: Result) -> pd.DataFrame:
    """Classes of people with their names."""
    table = result.scenario["classes"]
    return pd.DataFrame({key: table[key] for key in ("class", "name")})


def _raw_notice(policy: Policy) -> str:
    level = LABELS["high"] if policy.sensitivity in {"low", "moderate"} else policy.label
    return f"RAW: exact counts without disclosure control. {level}. Enclosed places only together."


def _about(result: Result, notice: str) -> str:
    scenario = result.scenario
    lines = [
        " ".join(scenario.title.split()),
        "",
        f"Sensitivity: {notice}",
        "",
        f"Scenario {scenario.name}, {scenario.start} to {scenario.end}.",
        f"{result.members.size} members, seed {result.seed}, run {result.digest[:16]}.",
        f"Only what was published by {scenario.as_of} is known to it."
        if scenario.as_of
        else "All reports of the scenario are known to it.",
        "",
        "counts: 5, 50 and 95 % of the members lie at or below p05, p50 and p95. These are",
        "values of a model, not observations. flows: the median of people who went along a link",
        "on a day; small ones are left out. `all` is the sum over places or classes,",
        "`enclosed` all places together that somebody may not leave on that day.",
        "Quantiles do not add up.",
    ]
    return "\n".join(lines) + "\n"


def _refuse_taken(folder: Path, *, overwrite: bool) -> None:
    if reason := blocked(folder):
        raise StoreError(reason)
    if not folder.exists():
        return
    if not overwrite:
        raise StoreError(f"{folder}: exists; choose another with --out, or give --overwrite")
    if not (folder / ABOUT).is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise StoreError(f"{folder}: was not written by an export; it is not overwritten")
