"""A cell as Excel keeps it → the text that stands in a CSV file, or why it is refused.

Excel turns what is typed: 0042 into 42, 3-4 into a date, a date into the number of days since
1900. What can have only one meaning is understood, anything else is refused.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from safepassage.scenario.dictionary import Attribute
from safepassage.scenario.values import CellError, unparse
from safepassage.scenario.workbook.layout import is_code

_DATES = {"date", "datetime"}
_NUMBERS = {"number", "share", "integer", "numbers"}
_FIRST, _LAST = dt.date(1950, 1, 1), dt.date(2150, 1, 1)
_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 local times throughout
_AS_TEXT = "format the cell as Text and type it again"


def cell_text(
    cell: object, attribute: Attribute, ids: Iterable[str] = (), *, from_1904: bool = False
) -> str:
    """Text of a cell.

    Args:
        cell: Value as the reader of cells gives it.
        attribute: What the dictionary says of the column.
        ids: Identifiers that a ``ref`` may name, so that 42 is recognised as ``0042``.
        from_1904: Whether the workbook's dates count from 1904.

    Raises:
        CellError: If Excel may have changed what was typed.
    """
    if cell is None or isinstance(cell, str):
        return cell or ""
    if isinstance(cell, bool):
        return _boolean(cell, attribute)
    if isinstance(cell, (int, float)):
        return _number(float(cell), attribute, ids, from_1904=from_1904)
    if isinstance(cell, dt.date):
        return _date(cell, attribute)
    raise CellError(f"is a time of day; {_wanted(attribute)}")


def _boolean(cell: bool, attribute: Attribute) -> str:  # noqa: FBT001
    if attribute.kind in _NUMBERS | _DATES or is_code(attribute):
        raise CellError(f"is a yes-or-no value; {_wanted(attribute)}")
    return unparse(cell)


def _number(cell: float, attribute: Attribute, ids: Iterable[str], *, from_1904: bool) -> str:
    text = unparse(cell)
    if attribute.kind in _DATES:
        return _serial(cell, text, attribute, from_1904=from_1904)
    if not is_code(attribute):
        return text
    meant = [name for name in ids if name.isdigit() and float(name) == cell]
    if len(meant) == 1:
        return meant[0]
    raise CellError(f"is a number in Excel, so leading zeros may be lost; {_AS_TEXT}")


def _serial(cell: float, text: str, attribute: Attribute, *, from_1904: bool) -> str:
    """A date that lost its format: a number of days since the workbook's first."""
    if from_1904 or not 0 <= cell < 1e6:
        raise CellError(f"is the number {text}; {_wanted(attribute)}")
    moment = _EPOCH + dt.timedelta(days=cell)
    if not _FIRST <= moment.date() <= _LAST:
        raise CellError(f"is the number {text}; {_wanted(attribute)}")
    return _date(moment, attribute)


def _date(cell: dt.date, attribute: Attribute) -> str:
    if attribute.kind not in _DATES:
        raise CellError(f"was turned into a date by Excel; {_AS_TEXT}")
    if not isinstance(cell, dt.datetime):
        return unparse(cell)
    # Excel keeps moments as fractions of a day, good to some microseconds.
    minute = (cell + dt.timedelta(seconds=30)).replace(second=0, microsecond=0)
    if abs(cell - minute) > dt.timedelta(seconds=1):
        raise CellError("has seconds; times are given to the minute")
    if attribute.kind == "date" and minute.time() != dt.time(0):
        raise CellError("has a time of day; give the date alone")
    return unparse(minute)


def _wanted(attribute: Attribute) -> str:
    return f"give {attribute.allowed}"
