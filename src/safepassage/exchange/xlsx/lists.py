"""What drop-downs of references offer: ranges on the tables' sheets, and a hidden sheet."""

from __future__ import annotations

from safepassage.exchange.xlsx.book import Book
from safepassage.exchange.xlsx.content import Content
from safepassage.exchange.xlsx.entries import LAST_ROW
from safepassage.scenario.dictionary import dictionary
from safepassage.scenario.workbook.layout import column_letter, id_column

_SHEET = "_lists"


def range_formulas() -> dict[str, str]:
    """Formula of the identifiers by what a reference may name: ``places``, ``places|areas``.

    The range of one table grows with its sheet. Over several tables it is a column of the
    hidden sheet, with the identifiers that there were when the workbook was written.
    """
    formulas: dict[str, str] = {}
    for tables in _referenced():
        if len(tables) == 1:
            column = column_letter(list(dictionary()[tables[0]]).index(id_column(tables[0])))
            first = f"{tables[0]}!${column}$2"
            cells = f"{first}:${column}${LAST_ROW}"
            formulas["|".join(tables)] = f"=OFFSET({first},0,0,MAX(1,COUNTA({cells})),1)"
        else:
            column = column_letter(_joined().index(tables))
            formulas["|".join(tables)] = f"={_SHEET}!${column}$1:${column}${LAST_ROW}"
    return formulas


def lists_sheet(book: Book, content: Content) -> None:
    """Write the hidden sheet."""
    sheet = book.sheet(_SHEET)
    for column, tables in enumerate(_joined()):
        names = dict.fromkeys(
            str(name) for table in tables for name in content.tables[table][id_column(table)]
        )
        for row, name in enumerate(list(names)[:LAST_ROW]):
            book.put(sheet, row, column, name)
    sheet.hide()


def _referenced() -> list[tuple[str, ...]]:
    columns = [attribute for table in dictionary().values() for attribute in table.values()]
    return list(dict.fromkeys(column.choices for column in columns if column.kind == "ref"))


def _joined() -> list[tuple[str, ...]]:
    return [tables for tables in _referenced() if len(tables) > 1]
