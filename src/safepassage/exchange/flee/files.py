"""Texts and CSV rows of a case's files, whatever the encoding."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import re
from pathlib import Path

from safepassage.bounded import read_file
from safepassage.exchange.flee.findings import Findings

Row = tuple[int, list[str]]
"""Row as a spreadsheet counts it, and its cells without blanks around them."""

MAX_BYTES = 256 * 1024 * 1024
"""Largest file that is read."""
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\Z")
_LAST_YEAR = 9000
_WHOLE = re.compile(r"[+-]?\d{1,18}\Z")


def read_text(path: Path, label: str, findings: Findings) -> str | None:
    """Text of a file: UTF-8 with or without byte order mark, else Latin-1 with a note.

    Returns:
        The text, or None (with a problem) where the file cannot be read as text.
    """
    try:
        data = read_file(path, MAX_BYTES)
    except FileNotFoundError:
        findings.problem("is missing", label, remedy=f"expected at {path}")
        return None
    except OSError as error:
        findings.problem(f"cannot be read: {error.strerror or error}", label)
        return None
    if b"\0" in data:
        findings.problem("is not a text file (holds zero bytes)", label, remedy="save as UTF-8")
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        findings.note(f"{label} is not UTF-8; read as Latin-1")
        return data.decode("latin-1")


def read_rows(path: Path, label: str, findings: Findings) -> list[Row]:
    """Rows of a CSV file that hold anything, comments included; empty if it cannot be read."""
    text = read_text(path, label, findings)
    if text is None:
        return []
    reader = csv.reader(io.StringIO(text, newline=""))
    rows: list[Row] = []
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                rows.append((reader.line_num, stripped))
    except csv.Error as error:
        findings.problem(f"is not comma-separated text: {error}", label, reader.line_num)
        return []
    return rows


def is_comment(row: Row) -> bool:
    """Whether Flee skips the row, or reads it as the header."""
    return row[1][0].startswith("#")


def whole(text: str) -> int | None:
    """Integer that a text holds, or None."""
    return int(text) if _WHOLE.match(text) else None


def decimal(text: str) -> float | None:
    """Finite number that a text holds, or None."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def date(text: str) -> dt.date | None:
    """Date written year-month-day, or None; the years leave room for days around."""
    match = _DATE.match(text)
    if not match:
        return None
    year, month, day = (int(part) for part in match.groups())
    try:
        return dt.date(year, month, day) if 1 < year <= _LAST_YEAR else None
    except ValueError:
        return None
