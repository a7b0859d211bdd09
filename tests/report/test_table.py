"""The headline table: readable at any width, in any console, whatever the names hold."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from rich.console import Console

from safepassage import read_scenario, run
from safepassage.report.table import headline_table
from safepassage.result.headline import HeadlineRow, Report, headline

DAY = dt.date(2016, 11, 30)


def report(low: float | None, high: float | None, source: str, day: dt.date = DAY) -> Report:
    return Report(low, high, source, "c", day, None)


def row(date: dt.date = DAY, *values: float, reports: tuple[Report, ...] = ()) -> HeadlineRow:
    low, middle, high = values or (1_043, 21_321, 54_020)
    return HeadlineRow("present:x", "People in X", date, low, middle, high, "people", reports)


def shown(rows: list[HeadlineRow], width: int = 100, encoding: str = "utf-8") -> str:
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    console = Console(file=file, width=width, force_terminal=False, legacy_windows=False)
    console.print(headline_table(rows))
    file.flush()
    return file.buffer.getvalue().decode(encoding)  # type: ignore[attr-defined]


def test_numbers_and_reports_stand_on_one_line() -> None:
    reports = (report(21000, 21000, "article"), report(31500, 31500, "OCHA, report 1"))
    text = shown([row(reports=reports)])
    line = next(line for line in text.splitlines() if "30 Nov 2016" in line)
    words = "30 Nov 2016 1,000 21,000 54,000 21,000 (article), 31,500 (OCHA)"
    assert " ".join(line.split()) == words


@pytest.mark.parametrize("width", [60, 80, 100, 140])
@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_every_width_and_encoding(width: int, encoding: str) -> None:
    rows = headline(run(read_scenario("tiny"), members=3))
    text = shown(rows, width, encoding)
    assert max(map(len, text.splitlines())) <= width
    for row_ in rows:
        assert row_.label.split("(")[0] in text
    assert "..." not in text
    assert "\u2026" not in text


def test_bounds_ranges_and_other_days_are_in_words() -> None:
    reports = (
        report(50, None, "SOHR"),
        report(None, 80, "ERC"),
        report(1, 2, "UN", dt.date(2016, 11, 29)),
    )
    text = shown([row(reports=reports)], 140)
    assert "at least 50 (SOHR), up to 80 (ERC), 1 to 2 (UN, 29 Nov)" in text


def test_shares_are_percentages() -> None:
    text = shown([HeadlineRow("fullness:x", "How full", DAY, 0.1, 0.255, 1.2, "share", ())])
    assert text.split("30 Nov 2016")[1].split()[:6] == ["10", "%", "26", "%", "120", "%"]


def test_repeats_without_reports_are_left_out() -> None:
    later = dt.date(2016, 12, 1)
    assert "1 Dec 2016" not in shown([row(), row(later)])
    assert "1 Dec 2016" in shown([row(), row(later, reports=(report(1, 1, "UN"),))])
    assert "1 Dec 2016" in shown([row(DAY, 0, 0, 0), row(later)])


def test_names_are_neither_markup_nor_control_characters() -> None:
    nasty = HeadlineRow("q", "[red]X[/red]\x1b[31m\n", DAY, 1, 2, 3, "people", ())
    text = shown([nasty])
    assert "[red]X[/red]" in text
    assert "\x1b" not in text


def test_nothing_to_show() -> None:
    assert "Nothing to show" in shown([])
