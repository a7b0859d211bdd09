"""What commands print: results on stdout, everything else on stderr."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from safepassage.compiling import reporting

if TYPE_CHECKING:
    from rich.console import Console

WIDTH = 100
"""Columns that every table and sentence fits into, unless the terminal has more for tables."""
EXIT_FAILED = 1
EXIT_REFUSED = 2
EXIT_INTERRUPTED = 130


def complain(message: str) -> None:
    """Print an error on stderr, one line a problem."""
    for line in message.splitlines() or [""]:
        _write(sys.stderr, f"error: {line}")


def note(message: str) -> None:
    """Print a remark on stderr."""
    _write(sys.stderr, message)


def say(message: str) -> None:
    """Print a line of the result on stdout."""
    _write(sys.stdout, message)


def say_wrapped(message: str, *, bullet: str = "") -> None:
    """Print sentences, broken between words where the terminal is narrower."""
    width = terminal_width()
    lines = textwrap.wrap(
        message, width, initial_indent=bullet, subsequent_indent=" " * len(bullet),
        break_on_hyphens=False,
    )  # fmt: skip
    say("\n".join(lines))


def terminal_width() -> int:
    """Columns to write in: those of the terminal, at most 100; 100 where there is none."""
    return min(shutil.get_terminal_size((WIDTH, 24)).columns, WIDTH) or WIDTH


def print_json(value: object) -> None:
    """Print one JSON object on stdout."""
    _write(sys.stdout, json.dumps(value, ensure_ascii=False, allow_nan=False))


def print_table(table: Any) -> None:
    """Print a rich table on stdout, in as many columns as the terminal has."""
    encoding = sys.stdout.encoding or "utf-8"
    if encoding.lower().replace("-", "") == "utf8":
        _console().print(table)
        return
    _write(sys.stdout, table_text(table))


def table_text(table: Any, *, narrower: int = 0) -> str:
    """A rich table as text, in as many columns as the terminal has, less some."""
    console = _console()
    with console.capture() as captured:
        console.print(table, width=console.width - narrower)
    return captured.get().rstrip("\n")


def _console() -> Console:
    from rich.console import Console  # slow to import

    width = None if sys.stdout.isatty() else WIDTH
    return Console(width=width, safe_box=True, legacy_windows=False)


@contextmanager
def progress_bar(description: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on stderr; yields a function of (done, in all).

    Until that is called it says what is being compiled; its clock and its bar always move.
    """
    from rich.console import Console  # slow to import
    from rich.progress import (
        BarColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[count]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Preparing", total=None, count="")

        def compiling(step: str) -> None:
            progress.update(task, description=f"Compiling, once for this machine: {step}")

        def advance(done: int, total: int) -> None:
            progress.update(
                task,
                description=description,
                completed=done,
                total=total,
                count=f"{done}/{total}",
            )

        with reporting(compiling):
            yield advance


def _write(stream: Any, text: str) -> None:
    """Write a line; characters that the console cannot show become escapes."""
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")
    stream.flush()
