"""The sheets of a scenario's workbook that are read back: settings and tables."""

from __future__ import annotations

from typing import Any

from safepassage.exchange.xlsx.book import Book
from safepassage.exchange.xlsx.content import Content
from safepassage.exchange.xlsx.entries import LAST_ROW, column_format, note_text, validation
from safepassage.scenario.dictionary import SETTINGS, Attribute, dictionary
from safepassage.scenario.tables import QUESTIONS, table_kinds
from safepassage.scenario.values import default_text, unparse
from safepassage.scenario.workbook.layout import SETTINGS_HEADER, SETTINGS_SHEET

_WIDTH = {"text": 24, "quantity": 28, "path": 32, "datetime": 17, "date": 12}
_SETTINGS_WIDTHS = (10, 28, 24, 12, 34, 12, 90)
_FIRST_RULES = {"flight_rate", "max_move_speed", "max_walk_speed"}
_COLOURS = (
    "#1F5A99", "#7A9CC6", "#9BB7D4", "#2E7D5B", "#B8860B", "#8C4A8C", "#C09BC0", "#6B8E23",
    "#A0522D", "#9E9E9E",
)  # fmt: skip
"""Colours of the sheets' tabs, one a question."""
_TYPED = {"number", "share", "integer", "date", "datetime"}


def settings_sheet(book: Book, content: Content, lists: dict[str, str]) -> None:
    """The keys of ``scenario.toml`` with their values, what is allowed and what they mean.

    Rules that stand at their default are folded away, but for those that every run rests on.
    """
    sheet = book.sheet(SETTINGS_SHEET)
    for column, name in enumerate(SETTINGS_HEADER):
        sheet.write_string(0, column, name, book.heading)
    row = 0
    for part, values in content.sections.items():
        for attribute in dictionary()[part].values():
            row += 1
            sheet.write_blank(row, 2, None, column_format(book, attribute))
            value = _cell(attribute, values[attribute.name])
            cells = (part, attribute.name, value, attribute.unit, attribute.allowed)
            for column, cell in enumerate((*cells, attribute.default, attribute.description)):
                book.put(sheet, row, column, cell)
            if (rule := validation(attribute, lists)) is not None:
                sheet.data_validation(row, 2, row, 2, rule)
            if part == SETTINGS[1] and _is_idle(attribute, values[attribute.name]):
                sheet.set_row(row, None, None, {"level": 1, "hidden": True})
    for column, width in enumerate(_SETTINGS_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 2)


def table_sheet(book: Book, content: Content, name: str, lists: dict[str, str]) -> None:
    """A table: frozen header with notes, typed cells, drop-downs and ranges below."""
    sheet, table = book.sheet(name), content.tables[name]
    example = content.examples.get(name, {})
    used = content.columns.get(name, tuple(dictionary()[name]))
    for column, attribute in enumerate(dictionary()[table.name].values()):
        style = book.required if attribute.required else book.heading
        width = max(_WIDTH.get(attribute.kind, 12), len(attribute.name) + 2)
        folded = {} if attribute.name in used else {"level": 1, "hidden": True}
        sheet.set_column(column, column, width, column_format(book, attribute), folded)
        sheet.write_string(0, column, attribute.name, style)
        sheet.write_comment(0, column, note_text(attribute), {"x_scale": 2, "y_scale": 1.2})
        if (rule := validation(attribute, lists)) is not None:
            sheet.data_validation(1, column, max(LAST_ROW, len(table)), column, rule)
        for row, value in enumerate(table[attribute.name].tolist(), start=1):
            book.put(sheet, row, column, _cell(attribute, value))
        if not len(table) and example.get(attribute.name):
            sheet.write_string(1, column, example[attribute.name], book.example)
    sheet.set_tab_color(_COLOURS[list(QUESTIONS).index(table_kinds()[name].question)])
    if name not in content.shown:
        sheet.hide()
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _is_idle(attribute: Attribute, value: Any) -> bool:
    """Whether a rule may be folded away."""
    return attribute.name not in _FIRST_RULES and unparse(value) == default_text(attribute)


def _cell(attribute: Attribute, value: Any) -> object:
    """What is put into the cell: numbers and dates as such, the rest as text."""
    if attribute.kind in _TYPED:
        return value
    if attribute.kind in {"slugs", "path"}:
        return (">" if attribute.kind == "path" else "|").join(value or ())
    return unparse(value)
