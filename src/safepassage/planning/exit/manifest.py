"""Convoy manifests: counts only, of High sensitivity, for the owner of the file alone (0600).

CSV and XLSX hold the same rows under the same header; a first line says what they are. Texts that
a spreadsheet would take for a formula are written with a leading apostrophe.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from safepassage.errors import SafepassageError
from safepassage.neutral import WORKBOOK_DATE, neutral
from safepassage.planning.exit.departures import Departure
from safepassage.planning.exit.plan import ExitPlan
from safepassage.whole import blocked, whole_file

LABEL = "Sensitivity: High. Counts only. For those who carry out the convoy; do not pass on."
HEADER = (
    "time", "corridor", "from", "class", "vehicle", "vehicles", "seats", "people", "to", "arrives",
)  # fmt: skip


def write_manifest(
    plan: ExitPlan | Iterable[Departure], path: str | Path, *, overwrite: bool = False
) -> Path:
    """Write a manifest; the ending says the format (``.csv`` or ``.xlsx``).

    Args:
        plan: A plan or its departures.
        path: Where; the file is readable and writable by its owner alone.
        overwrite: Replace a file that is there.

    Raises:
        SafepassageError: If the file exists, has another ending or cannot be written.
    """
    target = Path(path)
    rows = plan.departures if isinstance(plan, ExitPlan) else tuple(plan)
    writers = {".csv": _csv, ".xlsx": _xlsx}
    if target.suffix.lower() not in writers:
        raise SafepassageError(f"{target}: end the name in .csv or .xlsx")
    if reason := blocked(target):
        raise SafepassageError(reason)
    if target.is_dir() or (target.exists() and not overwrite):
        raise SafepassageError(f"{target}: exists; choose another or allow to overwrite")
    content = writers[target.suffix.lower()]([_cells(row) for row in rows])
    try:
        with whole_file(target, private=True) as part:
            part.write_bytes(content)
    except OSError as error:
        raise SafepassageError(f"{target}: cannot be written: {error.strerror}") from error
    return target


def _cells(row: Departure) -> list[str | int]:
    return [
        _time(row.time),
        *(neutral(text) for text in (row.corridor, row.from_, row.class_, row.vehicle)),
        row.vehicles,
        row.seats,
        row.people,
        neutral(row.to),
        _time(row.arrives),
    ]


def _time(moment: dt.datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _csv(rows: Sequence[Sequence[str | int]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([[f"# {LABEL}"], HEADER, *rows])
    return text.getvalue().encode("utf-8-sig")


def _xlsx(rows: Sequence[Sequence[str | int]]) -> bytes:
    import xlsxwriter  # slow to import

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"created": WORKBOOK_DATE})
        sheet = book.add_worksheet("manifest")
        bold = book.add_format({"bold": True})
        sheet.write_string(0, 0, f"# {LABEL}", bold)
        for column, name in enumerate(HEADER):
            sheet.write_string(1, column, name, bold)
        for number, row in enumerate(rows, start=2):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(number, column, cell)
                else:
                    sheet.write_string(number, column, cell)
        sheet.freeze_panes(2, 0)
        sheet.set_column(0, len(HEADER), 18)
    return buffer.getvalue()
