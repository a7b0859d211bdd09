"""Days as they are given to functions: ISO texts, dates of Python or of NumPy."""

from __future__ import annotations

import datetime as dt

import numpy as np

from safepassage.errors import Problem, ScenarioError

Date = str | dt.date | np.datetime64
"""A day: ``2016-12-05`` as a text, a ``datetime.date`` or a ``numpy.datetime64``."""


def as_date(given: Date, name: str = "as-of") -> dt.date:
    """A day as a date; a time of day is left out.

    Args:
        given: The day.
        name: Argument that it was given for, for the error.

    Raises:
        ScenarioError: If it is none.
    """
    if isinstance(given, dt.date):
        return given.date() if isinstance(given, dt.datetime) else given
    if isinstance(given, np.datetime64) and not np.isnat(given):
        return as_date(str(given.astype("M8[D]")), name)
    try:
        return dt.date.fromisoformat(given if isinstance(given, str) else "")
    except ValueError:
        problem = Problem(f"{given!r} is not a date", column=name, remedy="such as 2016-12-05")
        raise ScenarioError([problem]) from None


def day_number(given: Date, start: dt.date, days: int, name: str = "date") -> int:
    """Position of a day in a period.

    Args:
        given: The day.
        start: First day of the period.
        days: Length of the period.
        name: Argument that it was given for, for the error.

    Raises:
        ScenarioError: If it is no day, or none of the period.
    """
    date = as_date(given, name)
    number = (date - start).days
    if not 0 <= number < days:
        remedy = f"{start} to {start + dt.timedelta(days=days - 1)}"
        raise ScenarioError([Problem(f"{date} is no day of the run", column=name, remedy=remedy)])
    return number
