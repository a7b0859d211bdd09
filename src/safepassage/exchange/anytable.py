"""Any table: claims from three columns that the user names, for files that no reader knows.

What was taken is a mapping, which can be kept as TOML and given again for the next such file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from safepassage.bounded import read_file
from safepassage.errors import Problem, ScenarioError
from safepassage.exchange.claims import ClaimWriter
from safepassage.exchange.context import Context, short_slug
from safepassage.exchange.given import Given
from safepassage.exchange.imported import Imported
from safepassage.exchange.meaning import HOUSEHOLDS, unit_of
from safepassage.exchange.names import UnitName
from safepassage.exchange.sheet import Reading, Sheet, read_sheet, readings
from safepassage.exchange.sheet.headings import folded
from safepassage.exchange.units import unit_finder
from safepassage.scenario.files import MAX_TOML_BYTES
from safepassage.scenario.nearest import hint
from safepassage.whole import whole_file

SOURCE = "table"
_SHOWN = 5


@dataclass(frozen=True)
class Mapping:
    """Which columns mean what.

    Attributes:
        date: Column of the day that a count is about.
        place: Column of the place: its P-code or its name.
        value: Column of the number of people.
        quantity: Word of the quantity.
        above: Column of the unit that holds the place; empty where namesakes need none.
        by: Columns that keep two counts of one place and day apart.
    """

    date: str
    place: str
    value: str
    quantity: str = "idps"
    above: str = ""
    by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Preview:
    """What a mapping takes: column and how its cells are read, and the first claims."""

    columns: tuple[tuple[str, str, str], ...]
    claims: tuple[tuple[str, str, str], ...]


def read_table(path: Path, mapping: Mapping, found: Imported, context: Context) -> Preview | None:
    """Add a claim for each row; None with a problem where a column is missing."""
    wanted = [mapping.date, mapping.place, mapping.value, *mapping.by]
    wanted += [mapping.above] if mapping.above else []
    sheet = _sheet(path, wanted, found)
    if sheet is None:
        return None
    date, place, value = (sheet.column(n) for n in (mapping.date, mapping.place, mapping.value))
    if date is None or place is None or value is None:
        return None
    unit = unit_of(sheet.header[value])
    if unit and unit != mapping.quantity.split("_")[0]:
        remedy = "name a column of people"
        remedy += ", or give --quantity households" if unit == HOUSEHOLDS else ""
        found.problem(f"counts {unit}, not people", path.name, column=mapping.value, remedy=remedy)
        return None
    found.source(SOURCE, f"Table {path.name}")
    above = sheet.column(mapping.above) if mapping.above else None
    units = unit_finder(sheet, context, lambda row: _unit(row, place, above))
    by = [column for name in mapping.by if (column := sheet.column(name)) is not None]
    writer = ClaimWriter(found, context, SOURCE)
    shown: list[tuple[str, str, str]] = []
    seen: dict[tuple[object, ...], int] = {}
    for row in readings(sheet, found):
        day, people = row.must(date, row.day(date)), row.must(value, row.range(value))
        if row.bad or day is None or people is None:
            continue
        name = units.find(row)
        if name is None:
            continue
        texts = [row.text(column) for column in by]
        key = (name, day, *texts)
        if key in seen:
            row.refuse(
                value, f"is a second count of {name} on {day}, the first is in row {seen[key]}: "
                "name the columns that keep them apart with --by, or add them up in the file",
            )  # fmt: skip
            continue
        seen[key] = row.line.number
        quantity = f"{mapping.quantity}:{name}"
        note = "; ".join(text for text in texts if text)
        writer.add(quantity, people, day, unit=unit or "people", note=note)
        if len(shown) < _SHOWN:
            shown.append((quantity, str(day), "–".join(dict.fromkeys(f"{n:.0f}" for n in people))))
    columns = tuple(
        (role, sheet.header[column], _style(sheet, role, column, found))
        for role, column in (("date", date), ("place", place), ("value", value))
    )
    return Preview(columns, tuple(shown))


def _sheet(path: Path, wanted: Sequence[str], found: Imported) -> Sheet | None:
    """The table under the row that holds all the columns; the first row if none does."""
    keys = {folded(name) for name in wanted}
    quiet = Imported(lenient=found.lenient, given=found.given, losses=found.losses)
    sheet = read_sheet(path, quiet, lambda names: keys <= {folded(name) for name in names})
    if sheet is not None:
        found.notes += [note for note in quiet.notes if note not in found.notes]
        found.problems += quiet.problems
        return sheet
    first = read_sheet(path, found)
    if first is None:
        return None
    for name in wanted:
        if first.column(name) is None:
            columns = [column for column in first.header if column]
            remedy = hint(name, columns) or f"there are: {', '.join(columns)[:300]}"
            found.problem("the column is missing", path.name, column=name, remedy=remedy)
    return first if not found.problems else None


def _unit(row: Reading, place: int, above: int | None) -> UnitName:
    """A P-code (letters of a country and digits) or a name."""
    text = row.text(place)
    coded = text[:2].isascii() and text[:2].isalpha() and text[2:].isdigit() and len(text) > 3
    return UnitName(text if coded else "", "" if coded else text, row.text(above))


def _style(sheet: Sheet, role: str, column: int, found: Imported) -> str:
    if role == "date":
        return sheet.date_style(column, found).order or "as written"
    if role == "value":
        decimal = sheet.number_style(column, None, found).decimal
        return f"decimal mark {decimal}" if decimal else "as written"
    return "P-code or name"


def save_mapping(mapping: Mapping, given: Given, path: Path) -> None:
    """Keep a mapping as TOML.

    Raises:
        ScenarioError: If it cannot be written.
    """
    import tomli_w

    values = {**asdict(mapping), **asdict(given)}
    kept = {key: list(v) if isinstance(v, tuple) else v for key, v in values.items() if v}
    try:
        with whole_file(path) as part:
            part.write_text(tomli_w.dumps(kept), encoding="utf-8")
    except OSError as error:
        raise ScenarioError([Problem(f"cannot be written: {error.strerror}", str(path))]) from error


def load_mapping(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Values of a mapping that was kept, and of the answers beside it.

    Raises:
        ScenarioError: If it is no such file, or has keys that are not known.
    """
    import tomllib

    try:
        values = tomllib.loads(read_file(path, MAX_TOML_BYTES).decode("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ScenarioError([Problem(f"is no mapping: {error}", str(path))]) from error
    ours, answers = set(Mapping.__dataclass_fields__), set(Given.__dataclass_fields__)
    problems = [
        Problem("is no key of a mapping", path.name, column=key, remedy=hint(key, ours | answers))
        for key in values
        if key not in ours | answers
    ]
    if problems:
        raise ScenarioError(problems)
    mapping = {key: tuple(v) if key == "by" else v for key, v in values.items() if key in ours}
    return mapping, {key: v for key, v in values.items() if key in answers}


def with_quantity(mapping: Mapping, word: str | None) -> Mapping:
    """The mapping under another word of quantity."""
    return mapping if not word else replace(mapping, quantity=short_slug(word).replace("-", "_"))
