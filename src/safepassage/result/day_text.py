"""Days in English words, for names that hold one."""

from __future__ import annotations

import datetime as dt

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def day_text(date: dt.date, *, year: bool = True) -> str:
    """A date in words, such as ``14 December 2016``."""
    text = f"{date.day} {_MONTHS[date.month - 1]}"
    return f"{text} {date.year}" if year else text
