"""The headline table for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from safepassage.report.texts import HOW_TO_READ, clean, plain_date, report_text
from safepassage.result.headline import HeadlineRow
from safepassage.result.reports import amount

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
    from rich.measure import Measurement
    from rich.table import Table

_DATE_WIDTH = 11
_CAPTION = "A day is left out where nothing changed and nobody reported."


def headline_table(rows: Iterable[HeadlineRow]) -> Table:
    """Rows grouped by quantity: 5, 50 and 95 % values beside what sources reported.

    Only ASCII is added to the texts of the scenario, and texts are never read as markup.
    """
    from rich import box  # slow to import
    from rich.table import Table
    from rich.text import Text

    groups = [
        worth_showing(list(group)) for _, group in groupby(rows, key=lambda row: row.quantity)
    ]
    width = _number_width(groups)
    table = Table(
        box=box.SIMPLE_HEAD,
        expand=True,
        pad_edge=False,
        padding=0,
        title=HOW_TO_READ,
        title_justify="left",
        title_style="",
        caption=_CAPTION,
        caption_justify="left",
    )
    table.add_column(_line(width, ("Date", "5 %", "50 %", "95 %"), "Reported"))
    for group in groups:
        table.add_row(Text(clean(group[0].label), style="bold"))
        for row in group:
            table.add_row(_line(width, _cells(row), _reports(row)))
        table.add_row("")
    if not groups:
        table.add_row("Nothing to show")
    return table


def worth_showing(group: Sequence[HeadlineRow]) -> list[HeadlineRow]:
    """The rows of a quantity without repeats that nobody reported about.

    Where nothing ever happens the last day says so.
    """
    if group and not any(row.reports or any(_values(row)) for row in group):
        return list(group[-1:])
    kept: list[HeadlineRow] = []
    for row in group:
        same = kept and _values(kept[-1]) == _values(row)
        if row.reports or not same:
            kept.append(row)
    if len(kept) > 1 and not any(_values(kept[0])) and not kept[0].reports:
        return kept[1:]
    return kept


def _line(width: int, cells: Sequence[str], reports: RenderableType) -> Table:
    """One line: fixed columns that stand below each other in all lines, then the reports."""
    from rich.table import Table

    line = Table.grid(padding=(0, 2, 0, 0), expand=True)
    line.add_column(width=_DATE_WIDTH + 2, no_wrap=True)
    for _ in cells[1:]:
        line.add_column(width=width, justify="right", no_wrap=True)
    line.add_column(ratio=1, overflow="fold")
    first, *numbers = cells
    line.add_row(f"  {first}", *numbers, reports)
    return line


def _cells(row: HeadlineRow) -> tuple[str, ...]:
    return (plain_date(row.date), *(amount(value, row.unit) for value in row.known))


class _Reports:
    """Reports one after the other; a line breaks between two of them where that is possible."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        from rich.text import Text

        lines: list[str] = []
        for number, text in enumerate(self.texts, 1):
            item = text if number == len(self.texts) else f"{text},"
            if lines and len(lines[-1]) + 1 + len(item) <= options.max_width:
                lines[-1] += f" {item}"
            else:
                lines.append(item)
        yield Text("\n".join(lines), overflow="fold")

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        from rich.measure import Measurement

        return Measurement(min(12, options.max_width), options.max_width)


def _reports(row: HeadlineRow) -> _Reports:
    return _Reports([report_text(report, row) for report in row.reports])


def _values(row: HeadlineRow) -> tuple[float, float, float]:
    return row.p05, row.p50, row.p95


def _number_width(groups: Iterable[Iterable[HeadlineRow]]) -> int:
    return max((len(cell) for cell in _numbers(groups)), default=7)


def _numbers(groups: Iterable[Iterable[HeadlineRow]]) -> Iterator[str]:
    yield "1,000,0"
    for group in groups:
        for row in group:
            yield from _cells(row)[1:]
