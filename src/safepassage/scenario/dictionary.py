"""The data dictionary: the single source of what a table may hold."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import cache
from importlib import resources

SETTINGS = ("scenario", "rules")
"""Dictionary tables that stand in ``scenario.toml`` and not in a CSV file."""
TOML_TABLES = ("uncertain",)
"""Tables of rows that stand in ``scenario.toml``."""


@dataclass(frozen=True)
class Attribute:
    """One column of a table or one key of a settings section.

    Attributes:
        table: Table that it belongs to.
        name: Column name.
        type: ``text``, ``slug``, ``slugs``, ``path``, ``number``, ``numbers``, ``integer``,
            ``share``, ``boolean``, ``date``, ``datetime``, ``quantity``, ``enum(a|b)`` or
            ``ref(table|table)``.
        unit: Unit of the value, or an empty text.
        default: Text of the default; empty means "not given".
        required: Whether it must be filled.
        minimum: Smallest allowed number, or None.
        maximum: Largest allowed number, or None.
        description: What it means.
        hxl: HXL tag, or an empty text.
        hapi: HDX HAPI column name, or an empty text.
    """

    table: str
    name: str
    type: str
    unit: str
    default: str
    required: bool
    minimum: float | None
    maximum: float | None
    description: str
    hxl: str
    hapi: str

    @property
    def choices(self) -> tuple[str, ...]:
        """Allowed values of an ``enum``, or tables of a ``ref``; else empty."""
        if "(" not in self.type:
            return ()
        return tuple(self.type[self.type.index("(") + 1 : -1].split("|"))

    @property
    def kind(self) -> str:
        """The type without what stands in brackets."""
        return self.type.partition("(")[0]

    @property
    def allowed(self) -> str:
        """What may stand here, in words."""
        words = {
            "enum": "one of " + ", ".join(self.choices),
            "ref": "an identifier from " + " or ".join(self.choices),
            "share": "a number from 0 to 1",
            "slug": "lower-case letters, digits, - and _",
            "slugs": "identifiers separated by |",
            "path": "places separated by >",
            "boolean": "true or false",
            "date": "a date such as 2016-12-05",
            "datetime": "a date such as 2016-12-05 or 2016-12-05T14:00",
            "quantity": "a quantity such as present:PLACE",
            "text": "a text",
            "number": "a number",
            "integer": "a whole number",
            "numbers": "numbers separated by |",
        }
        text = words[self.kind]
        if self.kind in {"number", "integer", "numbers"}:
            low, high = self.minimum, self.maximum
            text += f" from {low:g}" if low is not None else ""
            text += f" to {high:g}" if high is not None else ""
        return text


@cache
def dictionary() -> dict[str, dict[str, Attribute]]:
    """Read the dictionary: table name → column name → attribute, in file order."""
    source = resources.files("safepassage.scenario").joinpath("dictionary.csv")
    tables: dict[str, dict[str, Attribute]] = {}
    for row in csv.DictReader(io.StringIO(source.read_text(encoding="utf-8"))):
        required = row["default"] == "required"
        attribute = Attribute(
            table=row["table"],
            name=row["attribute"],
            type=row["type"],
            unit=row["unit"],
            default="" if required else row["default"],
            required=required,
            minimum=float(row["min"]) if row["min"] else _share_bound(row["type"], 0.0),
            maximum=float(row["max"]) if row["max"] else _share_bound(row["type"], 1.0),
            description=row["description"],
            hxl=row["hxl"],
            hapi=row["hapi"],
        )
        tables.setdefault(attribute.table, {})[attribute.name] = attribute
    return tables


def _share_bound(type_: str, bound: float) -> float | None:
    return bound if type_ == "share" else None


def table_names() -> tuple[str, ...]:
    """Names of the tables of rows, in the order of the dictionary."""
    return tuple(name for name in dictionary() if name not in SETTINGS)


@cache
def referenced_tables() -> tuple[str, ...]:
    """Tables whose identifiers a column may name, in the order of the dictionary."""
    columns = [column for columns in dictionary().values() for column in columns.values()]
    named = {table for column in columns if column.kind == "ref" for table in column.choices}
    return tuple(table for table in table_names() if table in named)


def file_of(table: str) -> str:
    """File (and section) in which a table stands, as named in problems."""
    if table == SETTINGS[0]:
        return "scenario.toml"
    if table in SETTINGS:
        return f"scenario.toml [{table}]"
    return f"scenario.toml [[{table}]]" if table in TOML_TABLES else f"{table}.csv"


def first_row(table: str) -> int:
    """Number of a table's first row: 2 under a header, 1 for the entries of a TOML list."""
    return 1 if table in TOML_TABLES else 2
