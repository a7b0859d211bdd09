"""HDX HAPI: the CSV files that humanitarian data exchange publishes, one sort of table a file.

A row whose ``error`` is filled is left out; a ``warning`` goes into the note of the claim. Admin
units that HAPI could not match carry the provider's name and no code; they keep that name.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from safepassage.exchange.claims import ClaimWriter
from safepassage.exchange.context import Context, short_slug
from safepassage.exchange.imported import Imported
from safepassage.exchange.names import UnitName
from safepassage.exchange.sheet import Reading, read_sheet, readings
from safepassage.exchange.units import unit_finder

SOURCE = "hdx-hapi"
_MARKS = {"location_code", "origin_location_code", "asylum_location_code"}
_ALL = {"", "all", "total"}
_STATUS = {
    "aff": "affected", "inn": "in_need", "tgt": "targeted", "rea": "reached",
    "all": "people_all", "": "people_all",
}  # fmt: skip

Item = tuple[str, float | tuple[float, float], str, str]
"""Word of the quantity with what follows the place, value, unit and status."""


def read(path: Path, found: Imported, context: Context) -> None:
    """Claims from one HAPI table: IDPs, refugees, needs, population, conflict or food security."""
    sheet = read_sheet(path, found, lambda names: bool(_MARKS & set(names)))
    if sheet is None:
        return
    sort = next((read_ for marks, read_ in _SORTS if marks <= set(sheet.header)), None)
    if sort is None:
        remedy = "affected people, needs, population, conflict events or food security"
        found.problem("is a HAPI table that holds no claim about people", sheet.file, remedy=remedy)
        return
    if sheet.need(found, "reference_period_end") is None:
        return
    found.source(SOURCE, "HDX HAPI", "Providers stand in the notes of the claims")
    writer = ClaimWriter(found, context, SOURCE)
    units = unit_finder(sheet, context, _unit)
    for row in readings(sheet, found):
        if row.text(sheet.column("error")):
            row.lose("HAPI marks them as errors")
            continue
        items = sort(row)
        end = row.must(
            sheet.column("reference_period_end"), row.day(sheet.column("reference_period_end"))
        )
        start = row.day(sheet.column("reference_period_start"))
        if row.bad or end is None:
            continue
        place, note = units.find(row), _note(row)
        if place is None:
            continue
        for word, value, unit, status in items or ():
            quantity = word.replace("*", place, 1)
            if context.word and word.startswith("idps:"):
                quantity = f"{context.word}:{place}"
            writer.add(
                quantity, value, end, start=start, unit=unit, status=status, note=note,
                reference=row.text(sheet.column("resource_hdx_id")),
            )  # fmt: skip


def _unit(row: Reading) -> UnitName:
    """The unit of the row's own level."""
    sheet = row.sheet
    for level in (2, 1):
        code = row.text(sheet.column(f"admin{level}_code"))
        name = row.text(sheet.column(f"admin{level}_name"))
        name = name or row.text(sheet.column(f"provider_admin{level}_name"))
        if code or name:
            above = row.text(sheet.column("admin1_name", "provider_admin1_name"))
            return UnitName(code, name, above if level == 2 else "", level)
    code = row.text(sheet.column("location_code", "asylum_location_code"))
    return UnitName(code, row.text(sheet.column("location_name")), "", 0)


def _note(row: Reading) -> str:
    sheet = row.sheet
    parts = [
        f"{name.replace('_', ' ')} {text}"
        for name in ("operation", "assessment_type", "reporting_round", "warning")
        if (text := row.text(sheet.column(name)))
    ]
    return "; ".join(parts)


def _whole(row: Reading, *columns: str) -> bool:
    """Whether the row is a total over these breakdowns; a part is left out and counted."""
    for name in columns:
        if row.raw(row.sheet.column(name)).lower() not in _ALL:
            row.lose(f"parts by {name.replace('_', ' ')} of a total")
            return False
    return True


def _idps(row: Reading) -> list[Item] | None:
    value = row.must(row.sheet.column("population"), row.range(row.sheet.column("population")))
    return [] if value is None else [("idps:*", value, "people", "estimate")]


def _refugees(row: Reading) -> list[Item] | None:
    if not _whole(row, "gender", "age_range"):
        return None
    value = row.must(row.sheet.column("population"), row.range(row.sheet.column("population")))
    group = short_slug(row.text(row.sheet.column("population_group")), "people").replace("-", "_")
    origin = short_slug(row.text(row.sheet.column("origin_location_code")), "unknown")
    return [] if value is None else [(f"group_{group}:*:{origin}", value, "people", "estimate")]


def _needs(row: Reading) -> list[Item] | None:
    if not _whole(row, "category"):
        return None
    status = row.text(row.sheet.column("population_status")).lower()
    if status not in _STATUS:
        row.lose(f"the population status {status[:20]!r} is not known")
        return None
    value = row.must(row.sheet.column("population"), row.range(row.sheet.column("population")))
    sector = short_slug(row.text(row.sheet.column("sector_code")), "all")
    word = _STATUS[status]
    return [] if value is None else [(f"{word}:*:{sector}", value, "people", "estimate")]


def _population(row: Reading) -> list[Item] | None:
    if not _whole(row, "gender", "age_range"):
        return None
    value = row.must(row.sheet.column("population"), row.range(row.sheet.column("population")))
    return [] if value is None else [("population:*", value, "people", "estimate")]


def _conflict(row: Reading) -> list[Item] | None:
    sort = short_slug(row.text(row.sheet.column("event_type")), "events")
    events = row.count(row.sheet.column("events"))
    deaths = row.count(row.sheet.column("fatalities"))
    items: list[Item] = []
    if events is not None:
        items.append((f"conflict_events:*:{sort}", events, "events", "observation"))
    if deaths is not None:
        items.append((f"fatalities:*:{sort}", deaths, "deaths", "estimate"))
    return items


def _food(row: Reading) -> list[Item] | None:
    column = row.sheet.column("population_in_phase")
    value = row.must(column, row.range(column))
    phase = row.raw(row.sheet.column("ipc_phase")).replace("+", "plus")
    current = row.raw(row.sheet.column("ipc_type")).lower() in {"", "current"}
    status = "estimate" if current else "forecast"
    name = f"ipc:*:phase-{short_slug(phase, 'all')}"
    return [] if value is None else [(name, value, "people", status)]


_SORTS: tuple[tuple[set[str], Callable[[Reading], list[Item] | None]], ...] = (
    ({"population", "reporting_round"}, _idps),
    ({"population", "population_group"}, _refugees),
    ({"population", "population_status"}, _needs),
    ({"population_in_phase", "ipc_phase"}, _food),
    ({"event_type", "events"}, _conflict),
    ({"population", "gender"}, _population),
)
"""Columns that mark a sort of table, in the order in which they are looked for."""
