"""Rows under HXL tags: any table whose second row (of the first 25) holds #tags.

HXL is being retired; it is read because many existing files carry it.
"""

from __future__ import annotations

import re
from pathlib import Path

from safepassage.exchange.claims import ClaimWriter
from safepassage.exchange.context import Context, short_slug
from safepassage.exchange.csv_table import CsvTable, Reading, by_tag, read_csv_table, readings
from safepassage.exchange.imported import Imported

SOURCE = "hxl-file"
_DEEPEST = 5
_VALUES = ("#affected", "#population", "#inneed", "#targeted", "#reached")
_PEOPLE = {
    "#affected": "affected",
    "#population": "population",
    "#inneed": "in_need",
    "#targeted": "targeted",
    "#reached": "reached",
}
_GROUPS = ("idps", "refugees", "returnees", "displaced", "hosts", "killed", "injured")
_PARTS = re.compile(
    r"\+(f|m|i|age_\w+|infants|children|adolescents|adults|elderly|disabled|origin|hh)(\+|$)"
)
_ROLES = {
    "end": ("#date+end", "#date+occurred", "#date+reported", "#date"),
    "start": ("#date+start",),
    "published": ("#date+reported", "#date+published"),
    "source": ("#meta+source",),
    "sector": ("#sector+code", "#sector"),
    "place_name": ("#loc+name", "#loc"),
    "place_code": ("#loc+code",),
    "country": ("#country+code", "#country"),
}


def read(path: Path, found: Imported, context: Context) -> None:
    """Claims from each column of people, by the deepest place that a row names."""
    sheet = read_csv_table(path, found)
    if sheet is None:
        return
    if not any(sheet.tags):
        remedy = "a row under the header such as #adm1+code,#affected+idps,#date+reported"
        found.problem("has no row of HXL tags", sheet.file, remedy=remedy)
        return
    roles = by_tag(sheet, _ROLES)
    values = _values(sheet, found)
    if not values:
        remedy = f"a tag such as {', '.join(_VALUES)}"
        found.problem("has no column that counts people", sheet.file, remedy=remedy)
    if "end" not in roles:
        found.problem("has no date", sheet.file, remedy="a column tagged #date+reported or so")
    if not values or "end" not in roles:
        return
    found.source(SOURCE, "File with HXL tags")
    writer = ClaimWriter(found, context, SOURCE)
    for row in readings(sheet, found):
        _read_row(row, roles, values, writer, context)


def _read_row(
    row: Reading,
    roles: dict[str, int],
    values: list[tuple[int, str, str]],
    writer: ClaimWriter,
    context: Context,
) -> None:
    end = row.must(roles["end"], row.day(roles["end"]))
    published = row.day(roles.get("published"))
    start = row.day(roles.get("start"))
    counts = [(row.count(column), word, unit) for column, word, unit in values]
    if row.bad or end is None:
        return
    place = _place(row, roles, context)
    sector = row.text(roles.get("sector"))
    suffix = f":{short_slug(sector)}" if sector else ""
    for value, word, unit in counts:
        if value is not None:
            writer.add(
                f"{word}:{place}{suffix}", value, end, start=start, unit=unit,
                published=published if published and published >= end else None,
                attribution=row.text(roles.get("source")),
            )  # fmt: skip


def _values(sheet: CsvTable, found: Imported) -> list[tuple[int, str, str]]:
    """(column, word, unit) of each total of people."""
    values: list[tuple[int, str, str]] = []
    for column, tag in enumerate(sheet.tags):
        name, *attributes = tag.split("+")
        if name not in _VALUES:
            continue
        if _PARTS.search(tag):
            found.note(f"{sheet.file}: the column tagged {tag} is a part of a total, left out")
            continue
        group = next((group for group in _GROUPS if group in attributes), None)
        word = group or _PEOPLE[name]
        values.append((column, word, "people"))
    return values


def _place(row: Reading, roles: dict[str, int], context: Context) -> str:
    if "place_name" in roles or "place_code" in roles:
        code, name = row.text(roles.get("place_code")), row.text(roles.get("place_name"))
        if code or name:
            return context.gazetteer.find(code, name)
    for level in range(_DEEPEST, 0, -1):
        found = by_tag(row.sheet, {"code": [f"#adm{level}+code"], "name": [f"#adm{level}+name"]})
        bare = by_tag(row.sheet, {"name": [f"#adm{level}"]})
        code, name = row.text(found.get("code")), row.text(found.get("name", bare.get("name")))
        if code or name:
            return context.gazetteer.find(code, name)
    return context.gazetteer.find(row.text(roles.get("country")))
