"""What a cell of a column may hold, said to Excel: formats, drop-downs, ranges and notes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from safepassage.exchange.xlsx.book import FIRST_DAY, Book
from safepassage.scenario.dictionary import Attribute

LAST_ROW = 10_000
"""Row down to which drop-downs and ranges reach."""
_LAST_DAY = dt.date(9999, 12, 31)
_HUGE = 1e300


def column_format(book: Book, attribute: Attribute) -> Any:
    """Format of the empty cells of a column, so that what is typed stays what it is."""
    if attribute.kind in {"number", "share", "integer"}:
        return book.plain
    if attribute.kind in {"date", "datetime"}:
        return book.date if attribute.kind == "date" else book.datetime
    return book.text


def validation(attribute: Attribute, lists: dict[str, str]) -> dict[str, Any] | None:
    """Excel's data validation of a column; None where anything may stand.

    Args:
        attribute: What the dictionary says of the column.
        lists: Range of identifiers by tables (``places``, ``places|areas``), as a formula.
    """
    rule = _rule(attribute, lists)
    if rule is None:
        return None
    # A reference may be typed before what it names; the check finds it if it stays unknown.
    stop = "warning" if attribute.kind == "ref" else "stop"
    messages = {"error_type": stop, "error_title": "safepassage", "ignore_blank": True}
    return rule | messages | {"error_message": f"{attribute.name}: {attribute.allowed}"[:255]}


def note_text(attribute: Attribute) -> str:
    """Note of a header: what the column means and what it may hold."""
    lines = [attribute.description, f"Holds {attribute.allowed}."]
    if attribute.unit:
        lines.append(f"Unit: {attribute.unit}.")
    if attribute.required:
        lines.append("Must be filled.")
    elif attribute.default:
        lines.append(f"Blank means {attribute.default}.")
    return "\n".join(lines)


def _rule(attribute: Attribute, lists: dict[str, str]) -> dict[str, Any] | None:
    kind = attribute.kind
    if kind == "enum":
        return {"validate": "list", "source": list(attribute.choices)}
    if kind == "boolean":
        return {"validate": "list", "source": ["true", "false"]}
    if kind == "ref":
        return {"validate": "list", "source": lists["|".join(attribute.choices)]}
    if kind in {"number", "share", "integer"}:
        # With one bound the other is as good as none; whole numbers beyond 2**53 are refused.
        low = -_HUGE if attribute.minimum is None else attribute.minimum
        high = _HUGE if attribute.maximum is None else attribute.maximum
        if kind == "integer":
            low, high = max(low, -(2**53)), min(high, 2**53)
        validate = "integer" if kind == "integer" else "decimal"
        return {"validate": validate, "criteria": "between"} | {
            "minimum": f"{low:.15g}",
            "maximum": f"{high:.15g}",
        }
    if kind in {"date", "datetime"}:
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": FIRST_DAY,
            "maximum": _LAST_DAY,
        }
    return None
