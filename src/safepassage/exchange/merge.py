"""Rows that were read → tables on disk, or a scenario with the rows in it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from safepassage.arguments import checked
from safepassage.errors import Problem, ScenarioError
from safepassage.exchange.context import Gazetteer
from safepassage.exchange.imported import Imported
from safepassage.exchange.merge_events import merged_events
from safepassage.exchange.names import first_free
from safepassage.scenario.dictionary import file_of
from safepassage.scenario.quantity import EVERYWHERE, PRODUCED, parse_quantity
from safepassage.scenario.read import as_scenario
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.table import Table
from safepassage.scenario.write import refuse_folder
from safepassage.whole import whole_folder

_KEYS: dict[str, Callable[[Mapping[str, Any]], Any]] = {
    "sources": lambda row: row["source_id"],
    "places": lambda row: row["place"],
    "classes": lambda row: row["class"],
    "areas": lambda row: (row["area"], row["place"]),
    "routes": lambda row: frozenset((row["from"], row["to"])),
    "populations": lambda row: (row["place"], row["class"]),
    "claims": lambda row: row["claim"],
    "series": lambda row: (row["quantity"], str(row["date"]), str(row.get("published") or "")),
}
"""What makes a row the same as one that is there already: that one is kept."""


def tables_of(found: Imported) -> dict[str, Table]:
    """Typed tables of the rows.

    Raises:
        ScenarioError: Cells that the dictionary does not allow.
    """
    return {name: Table.from_rows(name, rows) for name, rows in found.tables.items() if rows}


def write_tables(found: Imported, folder: Path, *, overwrite: bool = False) -> list[Path]:
    """Write each table as CSV, and the notes as ``notes.txt``.

    Raises:
        ScenarioError: If the folder exists and ``overwrite`` is false, or cannot be written.
    """
    tables = tables_of(found)
    names = [*(file_of(name) for name in tables), "notes.txt"]
    refuse_folder(folder, overwrite=overwrite)
    try:
        with whole_folder(folder, anew=names) as part:
            for name, table in tables.items():
                header, rows = table.texts()
                with (part / file_of(name)).open("w", encoding="utf-8", newline="") as file:
                    writer = csv.writer(file, lineterminator="\n")
                    writer.writerow(header)
                    writer.writerows(rows)
            lines = [found.losses.alarm, *found.notes, *found.losses.lines()]
            text = "".join(f"{line}\n" for line in lines if line)
            (part / "notes.txt").write_text(text, encoding="utf-8")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        problem = Problem(f"cannot be written: {reason}", str(folder))
        raise ScenarioError([problem]) from error
    return [folder / name for name in names]


def gazetteer_of(scenario: Scenario) -> Gazetteer:
    """Places and areas of a scenario, to be found by P-code and name."""
    return Gazetteer(scenario["places"].rows(), scenario["areas"].rows())


@checked
def with_imported(scenario: Scenario | str | Path, found: Imported) -> Scenario:
    r"""A scenario with imported rows in it, checked.

    Rows that stand there already are kept as they are. Events and claims about places that the
    scenario has not are left out with a note.

    Args:
        scenario: Where they are put.
        found: What ``read_files`` or ``read_columns`` found; notes are added to it.

    Raises:
        ScenarioError: If the result breaks a check.

    Examples:
        >>> from pathlib import Path
        >>> import safepassage
        >>> _ = Path("seen.csv").write_text("day,camp,people\n2020-01-05,camp-a,900\n")
        >>> found = safepassage.read_columns(
        ...     "seen.csv", date="day", place="camp", value="people", scenario="tiny"
        ... )
        >>> len(safepassage.with_imported("tiny", found)["claims"])
        4
    """
    scenario = as_scenario(scenario)
    changed: dict[str, list[Any]] = {}
    fit: Sequence[Mapping[str, Any]]
    known = {str(name) for name in scenario["places"]["place"]}
    known |= {str(row["place"]) for row in found.tables.get("places", [])}
    areas = {str(name) for name in scenario["areas"]["area"]}
    areas |= {str(row["area"]) for row in found.tables.get("areas", [])}
    for name, rows in found.tables.items():
        fit = [row for row in rows if _fits(name, row, known, areas)]
        _count_lost(found, name, rows, fit)
        kept = list(scenario[name].rows())
        if name == "events":
            changed[name] = merged_events(kept, fit, found)
            continue
        if name == "claims":
            fit = _other_names(kept, fit, found)
        key = _KEYS.get(name)
        seen = {key(row) for row in kept} if key else set()
        new = [row for row in fit if key is None or key(row) not in seen]
        if len(new) < len(fit) and name != "sources":
            found.note(f"{len(fit) - len(new)} rows of {name} stand there already; kept as it was")
        changed[name] = [*kept, *new]
    return scenario.replace(**changed)


def _other_names(
    kept: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]], found: Imported
) -> list[Mapping[str, Any]]:
    """Claims that say what none says yet; an identifier that is taken is changed."""
    said = {_said(row) for row in kept}
    fit = [row for row in new if _said(row) not in said]
    if len(fit) < len(new):
        found.note(f"{len(new) - len(fit)} rows of claims stand there already; kept as it was")
    taken = {str(row["claim"]) for row in (*kept, *fit)}
    own = {str(row["claim"]) for row in kept}
    other: list[Mapping[str, Any]] = []
    for row in fit:
        name = str(row["claim"])
        if name in own:
            name = first_free(name, taken)
            taken.add(name)
        other.append({**row, "claim": name})
    return other


def _said(row: Mapping[str, Any]) -> tuple[str, ...]:
    """What a claim says of what, as far as two rows differ by it."""
    values = [f"{float(row[name]):g}" for name in ("low", "high")]
    texts = [str(row.get(name) or "") for name in ("quantity", "source_id", "note", "reference")]
    days = [str(row.get(name) or "")[:10] for name in ("date", "date_start")]
    return (*values, *texts, *(day if day[:1].isdigit() else "" for day in days))


def _count_lost(
    found: Imported, table: str, rows: Sequence[Mapping[str, Any]], fit: Sequence[Mapping[str, Any]]
) -> None:
    """Count rows about places that the scenario has not, and name the places."""
    if len(fit) == len(rows):
        return
    kept = {id(row) for row in fit}
    out = [row for row in rows if id(row) not in kept]
    people = sum(float(row["high"]) for row in out if row.get("unit") == "people")
    found.losses.lose(file_of(table), "the scenario has not their place", len(out), people)
    found.losses.taken -= min(people, found.losses.taken)
    names = sorted(
        {str(row.get("quantity") or row.get("target") or row.get("place")) for row in out}
    )
    found.note(f"{file_of(table)}: not of the scenario: {', '.join(names[:20])}")


def _fits(table: str, row: Mapping[str, Any], known: set[str], areas: set[str]) -> bool:
    """Whether everything that a row names is there."""
    if table in {"populations", "areas"}:
        return row["place"] in known
    if table == "routes":
        return row["from"] in known and row["to"] in known
    if table == "events":
        return row["target"] in known or row["target"] in areas
    if table in {"claims", "series"}:
        quantity = parse_quantity(str(row["quantity"]))
        sorts = PRODUCED.get(quantity.word, ())
        pairs = zip(sorts, quantity.parts, strict=False)
        names = [part for sort, part in pairs if sort in {"place", "area"}]
        return all(name in known or name in areas or name == EVERYWHERE for name in names)
    return True
