"""An answer on the terminal."""

from __future__ import annotations

from safepassage.cli.output import say_wrapped
from safepassage.cli.tables import print_rows
from safepassage.report.answers.answer import Answer


def show(answer: Answer) -> None:
    """Print an answer."""
    say_wrapped(" ".join(answer.opening))
    for table in answer.tables:
        if table.rows:
            print_rows(table.title, table.header, table.rows)
    for remark in answer.remarks:
        say_wrapped(remark, bullet="- ")
