"""The instructions sheet of a scenario's workbook."""

from __future__ import annotations

from collections.abc import Iterator

from safepassage.exchange.xlsx.book import Book
from safepassage.exchange.xlsx.content import Content
from safepassage.scenario.dictionary import SETTINGS, dictionary, table_names
from safepassage.scenario.event_kinds import event_attributes
from safepassage.scenario.quantity import PRODUCED, Quantity
from safepassage.scenario.tables import QUESTIONS, table_kinds
from safepassage.scenario.workbook.layout import README, SETTINGS_SHEET

_STEPS = (
    ("How to use", "Change cells, save as .xlsx, then: safepassage check FILE.xlsx"),
    ("", "It names sheet and cell of everything that is wrong. Then: safepassage run FILE.xlsx"),
    (
        "Sheets",
        "One sheet a table, coloured by what it is for. Sheets that are not used are hidden.",
    ),
    ("", "Do not rename sheets. In settings, + at the left shows all rules."),
    ("Examples", "A grey row whose first cell begins with # is an example and is not read."),
    ("", "Sheets whose names begin with _ and this one are not read: use them for your notes."),
    ("Columns", "The first row names them. Darker ones must be filled. Order does not matter."),
    ("", "Rest the mouse on a column's name to read what it means and may hold."),
    ("Identifiers", "Lower-case letters, digits, - and _; P-codes and identifiers are texts."),
    ("", "Those columns are formatted as Text, so 0042 stays 0042. Paste values only into them."),
    ("Lists", "Several identifiers in one cell are separated by |, a path of places by >."),
    ("Dates", "As Excel stores them, or typed as 2016-12-05, 24/12/2016, 24.12.2016; local time."),
    ("Numbers", "As Excel stores them, or typed as 370 000, 13,45 or ١٣٫٤٥. 1,234 is refused."),  # noqa: RUF001
    ("Formulas", "Are refused: copy the cells and paste them as values."),
    ("published", "The day on which something became known; it is hidden from earlier forecasts."),
    ("Privacy", "Counts only: never enter names, telephone numbers or anything about one person."),
)


def readme_sheet(book: Book, content: Content) -> None:
    """Write how to fill the workbook and what each sheet holds."""
    sheet = book.sheet(README)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 105)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, content.title, book.title)
    sensitivity = content.sections[SETTINGS[0]]["sensitivity"]
    sheet.write_string(1, 0, f"Sensitivity: {sensitivity}. A scenario of safepassage.")
    for row, (head, text) in enumerate(_lines(content), start=3):
        if not text:
            sheet.merge_range(row, 0, row, 1, head, book.heading)
            continue
        if head:
            sheet.write_string(row, 0, head, book.strong)
        sheet.write_string(row, 1, text, book.wrapped)
    sheet.set_first_sheet()
    sheet.activate()


def _about(content: Content, name: str) -> str:
    needed = [key for key, attribute in dictionary()[name].items() if attribute.required]
    hidden = "" if name in content.shown else " Hidden: right-click a sheet's name, Unhide."
    rows = f"Rows now: {len(content.tables[name])}. Must be filled: {', '.join(needed)}."
    return f"{table_kinds()[name].lead} {rows}{hidden}"


def _lines(content: Content) -> Iterator[tuple[str, str]]:
    """First column and text of each line; a line without text is a heading."""
    yield from _STEPS
    yield "What is on which sheet", ""
    yield SETTINGS_SHEET, "Period, sensitivity and rules; only the column value is changed."
    for question, what in QUESTIONS.items():
        yield f"For {what}", ""
        for name in table_names():
            if table_kinds()[name].question == question:
                yield name, _about(content, name)
    yield "What an event may set (sheet events: kind, attribute, value)", ""
    for (kind, name), attribute in event_attributes().items():
        targets = ", ".join(attribute.targets)
        yield kind, f"{name}: {attribute.value.allowed}. Target: {targets}."
    yield "Quantities (sheets claims and series)", ""
    yield "quantity", ", ".join(Quantity(word, ()).pattern for word in PRODUCED)
