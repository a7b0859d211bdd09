"""Reads what a run of Flee wrote, for comparing with it."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from safepassage.arguments import checked
from safepassage.arrays import F8, I8, Dates
from safepassage.bounded import read_file
from safepassage.errors import Problem, ScenarioError
from safepassage.exchange.flee.files import MAX_BYTES, date, decimal, whole

_TOTALS = {
    "total_error": "Total error",
    "observed": "refugees in camps (UNHCR)",
    "people": "total refugees (simulation)",
    "raw": "raw UNHCR refugee count",
    "in_camps": "refugees in camps (simulation)",
    "debt": "refugee_debt",
}


@dataclass(frozen=True)
class FleeRun:
    """Output of one run of Flee, divided by its ``hasten`` as written.

    Attributes:
        days: Flee's day numbers, shape (D,).
        dates: Dates that Flee prints (start + day + 1), shape (D,).
        names: Camps, S of them, in the order of the columns.
        sim: Simulated people, shape (D, S).
        data: Registrations interpolated to the day, shape (D, S).
        total_error: As printed (its denominator counts the first day twice), shape (D,).
        observed: Sum of the registrations of the camps, shape (D,).
        people: All agents, shape (D,).
        raw: Flee's raw count, the denominator, shape (D,).
        in_camps: Simulated people in all camps, shape (D,).
        debt: Newly displaced still owed to falling registrations, shape (D,).
    """

    days: I8
    dates: Dates
    names: tuple[str, ...]
    sim: I8
    data: I8
    total_error: F8
    observed: I8
    people: I8
    raw: I8
    in_camps: I8
    debt: I8


@checked
def read_flee_output(path: str | Path) -> FleeRun:
    r"""Read the CSV that Flee prints.

    Lines that do not begin with a day number are skipped: Flee prints warnings among them.

    Raises:
        ScenarioError: If the file is missing, has no such header, or a cell is not a number.

    Examples:
        >>> from pathlib import Path
        >>> import safepassage
        >>> columns = ["Day", "Date", "Camp sim", "Camp data", "Total error", "refugee_debt"]
        >>> columns += ["refugees in camps (UNHCR)", "total refugees (simulation)"]
        >>> columns += ["raw UNHCR refugee count", "refugees in camps (simulation)"]
        >>> cells = ["0", "2012-02-29", "10", "12", *["1"] * (len(columns) - 4)]
        >>> _ = Path("out.csv").write_text(f"{','.join(columns)}\n{','.join(cells)}\n")
        >>> safepassage.read_flee_output(Path("out.csv")).names
        ('Camp',)
    """
    path = Path(path)
    header, days = _lines(path)
    names = tuple(column.removesuffix(" sim") for column in header if column.endswith(" sim"))
    wanted = ["Day", "Date", *(f"{name} {what}" for name in names for what in ("sim", "data"))]
    missing = [column for column in (*wanted, *_TOTALS.values()) if column not in header]
    if missing or not days:
        what = f"has no column {missing[0]!r}" if missing else "holds no day"
        raise ScenarioError([Problem(what, path.name, remedy="expected the output of Flee")])
    columns = _numbers(path, header, days)
    shape = (len(days), len(names))
    totals = {key: columns[column] for key, column in _TOTALS.items()}
    error = totals.pop("total_error")
    return FleeRun(
        days=columns["Day"].astype(np.int64),
        dates=columns["Date"].astype("M8[D]"),
        names=names,
        sim=np.array([columns[f"{name} sim"] for name in names]).T.reshape(shape).astype(np.int64),
        data=np.array([columns[f"{name} data"] for name in names])
        .T.reshape(shape)
        .astype(np.int64),
        total_error=error,
        **{key: values.astype(np.int64) for key, values in totals.items()},
    )


def _lines(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Header, and the numbered rows that begin with a day."""
    try:
        text = read_file(path, MAX_BYTES).decode("utf-8-sig")
        reader = csv.reader(io.StringIO(text, newline=""))
        rows = [(reader.line_num, cells) for cells in reader if cells]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ScenarioError([Problem(f"cannot be read: {error}", path.name)]) from error
    header = next((cells for _, cells in rows if cells[0] == "Day"), [])
    return header, [(number, cells) for number, cells in rows if whole(cells[0]) is not None]


def _numbers(
    path: Path, header: list[str], days: list[tuple[int, list[str]]]
) -> dict[str, npt.NDArray[Any]]:
    """Column → its values; dates stay texts."""
    problems: list[Problem] = []
    columns: dict[str, list[Any]] = {column: [] for column in header}
    for number, cells in days:
        if len(cells) != len(header):
            message = f"has {len(cells)} cells, the header {len(header)}"
            problems.append(Problem(message, path.name, number))
            continue
        for column, text in zip(header, cells, strict=True):
            value = date(text) if column == "Date" else decimal(text)
            if value is None:
                problems.append(Problem(f"{text[:60]!r} does not fit", path.name, number, column))
            else:
                columns[column].append(value)
    if problems:
        raise ScenarioError(problems)
    return {column: np.array(values) for column, values in columns.items()}
