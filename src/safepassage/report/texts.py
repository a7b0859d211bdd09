"""Small texts shared by the table, the figure and the page."""

from __future__ import annotations

import datetime as dt

from safepassage.result.headline import HeadlineRow, Report

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
HOW_TO_READ = (
    "Nine in ten runs lie between the columns 5 % and 95 %; half of all runs lie at or below the "
    "column 50 %. Numbers are rounded to the digits that are known. Beside them stands what was "
    "reported for the day, the day before or the day after, also where reports contradict each "
    "other."
)
"""What stands above a table of headlines."""


def plain_date(date: dt.date, *, year: bool = True) -> str:
    """A date as ``3 Dec 2016``, the same in every locale."""
    text = f"{date.day} {_MONTHS[date.month - 1]}"
    return f"{text} {date.year}" if year else text


def clean(text: str) -> str:
    """Text on one line, without control characters."""
    return " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())


def report_text(report: Report, row: HeadlineRow) -> str:
    """A report beside a row: ``21,000 (OCHA)``, with its day if that is another one."""
    source = clean(report.source_short)
    if report.is_registration:
        source = f"registrations, {source}"
    if report.date != row.date:
        source = f"{source}, {plain_date(report.date, year=False)}"
    return f"{report.value_text(row.unit)} ({source})"
