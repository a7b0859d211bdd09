"""Values that already have the type of their column are taken as they are, within its bounds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from safepassage.scenario.dictionary import Attribute
from safepassage.scenario.values import MAX_LIST, Value, is_slug


def as_typed(cell: object, attribute: Attribute) -> Value:
    """A value that has the attribute's type and lies within its bounds, else None.

    What is None here (a blank, a value of another type or out of bounds) is read as a text, which
    gives the default or says what is wrong.
    """
    reader = _TYPES.get(attribute.kind)
    return None if reader is None else reader(cell, attribute)


def _number(cell: object, attribute: Attribute) -> float | None:
    if not isinstance(cell, (int, float)) or isinstance(cell, bool) or not abs(cell) <= 2**53:
        return None
    low, high = attribute.minimum, attribute.maximum
    if (low is not None and cell < low) or (high is not None and cell > high):
        return None
    return float(cell) + 0.0  # no -0.0


def _integer(cell: object, attribute: Attribute) -> int | None:
    value = _number(cell, attribute)
    return int(value) if value is not None and value.is_integer() else None


def _numbers(cell: object, attribute: Attribute) -> tuple[float, ...] | None:
    if not isinstance(cell, (tuple, list)) or not 1 <= len(cell) <= MAX_LIST:
        return None
    values = [_number(part, attribute) for part in cell]
    return None if None in values else tuple(value for value in values if value is not None)


def _boolean(cell: object, attribute: Attribute) -> bool | None:
    del attribute
    return cell if isinstance(cell, bool) else None


def _datetime(cell: object, attribute: Attribute) -> dt.datetime | None:
    del attribute
    if type(cell) is dt.date:  # a Timestamp of pandas, which may be NaT, is one by inheritance
        return dt.datetime.combine(cell, dt.time(0))
    if type(cell) is not dt.datetime or cell.tzinfo is not None:
        return None
    return cell if cell.second == 0 and cell.microsecond == 0 else None


def _date(cell: object, attribute: Attribute) -> dt.date | None:
    moment = _datetime(cell, attribute)
    return None if moment is None or moment.time() != dt.time(0) else moment.date()


def _slugs(cell: object, attribute: Attribute) -> tuple[str, ...] | None:
    least = 2 if attribute.kind == "path" else 1
    if not isinstance(cell, (tuple, list)) or not least <= len(cell) <= MAX_LIST:
        return None
    fits = all(isinstance(part, str) and is_slug(part) for part in cell)
    return tuple(str(part) for part in cell) if fits else None


_TYPES: dict[str, Callable[[object, Attribute], Value]] = {
    "number": _number,
    "share": _number,
    "integer": _integer,
    "numbers": _numbers,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
    "slugs": _slugs,
    "path": _slugs,
}
