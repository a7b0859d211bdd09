"""What stands where in a scenario's workbook; reader and writer both go by it."""

from __future__ import annotations

from safepassage.scenario.dictionary import Attribute, dictionary, table_names

README = "README"
"""Sheet of instructions; not read."""
SETTINGS_SHEET = "settings"
"""Sheet with a row for each key of ``scenario.toml`` and its ``[rules]``."""
SETTINGS_HEADER = ("section", "key", "value", "unit", "allowed", "default", "description")
"""Its header; only the first three columns are read."""
NOT_READ = "_"
"""Sheets whose names begin so are not read: lists for drop-downs, scratch sheets."""
SUFFIX = ".xlsx"


def sheet_names() -> tuple[str, ...]:
    """The sheets that are read, in their order."""
    return (SETTINGS_SHEET, *table_names())


def id_column(table: str) -> str:
    """Column that holds a table's identifiers: its first required ``slug``."""
    return next(
        (name for name, attribute in dictionary()[table].items() if _names_rows(attribute)), ""
    )


def is_code(attribute: Attribute) -> bool:
    """Whether the column holds identifiers or codes, in which leading zeros count."""
    codes = {"slug", "slugs", "ref", "path", "quantity"}
    return attribute.kind in codes or attribute.hxl.endswith("+code")


def column_letter(index: int) -> str:
    """Letter of a column counted from 0: A, B, …, Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _names_rows(attribute: Attribute) -> bool:
    return attribute.kind == "slug" and attribute.required
