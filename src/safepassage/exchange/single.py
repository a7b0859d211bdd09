"""Values that come alone, not in a column: tags of OpenStreetMap, entries of an interface."""

from __future__ import annotations

import datetime as dt

from safepassage.exchange.dates import DateStyle
from safepassage.exchange.numbers import NumberStyle, whole


def number(text: str) -> float | None:
    """Finite number, or None where there is none.

    Raises:
        BadCellError: If it is no number, or can be read in two ways.
    """
    return NumberStyle(None).value(text)


def count(text: str) -> float | None:
    """Whole number of people or things, at least 0, or None where there is none.

    Raises:
        BadCellError: If it is none; ``1,234`` is refused, for it may be 1234 or 1.234.
    """
    return whole(number(text))


def day(text: str) -> dt.date | None:
    """Date such as 2023-09-24 or 24 September 2023; None if blank.

    Raises:
        BadCellError: If it is none; 03/04/2023 is refused, for it may be March or April.
    """
    return DateStyle().value(text)
