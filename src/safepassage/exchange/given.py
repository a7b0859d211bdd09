"""The user's answers on how the cells of a file are written; None leaves it to the file."""

from __future__ import annotations

from dataclasses import dataclass

ORDERS = ("dmy", "mdy", "ymd")
"""Orders of day, month and year."""
MARKS = (".", ",")
"""Marks before decimals."""


@dataclass(frozen=True)
class Given:
    """How cells are written.

    Attributes:
        dates: Order of dates in numbers: one of ``ORDERS``.
        decimal: Mark before decimals: one of ``MARKS``; the other separates thousands.
        encoding: Encoding of a text, by its name in Python, such as ``cp1256``.
        sheet: Name of a sheet of a workbook; None takes the first.
        skip: Rows before the header.
    """

    dates: str | None = None
    decimal: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    skip: int = 0
