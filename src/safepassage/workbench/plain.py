"""Answers of the commands as plain values, for the page."""

from __future__ import annotations

from typing import Any

from safepassage.report.answers.answer import Answer, Table


def plain(answer: Answer) -> dict[str, Any]:
    """An answer as values for JSON."""
    tables = [plain_table(one) for one in answer.tables if one.rows]
    return {"opening": list(answer.opening), "tables": tables, "remarks": list(answer.remarks)}


def plain_table(table: Table) -> dict[str, Any]:
    """A table as values for JSON, each cell a text."""
    rows = [list(map(str, row)) for row in table.rows]
    return {"title": table.title, "header": list(table.header), "rows": rows}
